import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Loader, readSoFar, type Loaded } from './loaded.ts';

const trouble = (error: unknown) => ({ title: String(error), detail: '', remedy: '' });

function loader() {
  const seen: Loaded<string>[] = [];
  const made: Loader<string> = new Loader<string>(() => seen.push(made.now), trouble);
  return { made, seen };
}

describe('one answer at a time', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is loading, then ready', async () => {
    const { made, seen } = loader();
    await made.load(() => Promise.resolve('one'));
    expect(seen.map(({ kind }) => kind)).toEqual(['loading', 'ready']);
    expect(readSoFar(made.now)).toBe('one');
  });

  it('says after a while that it is slow', () => {
    const { made } = loader();
    void made.load(() => new Promise(() => undefined));
    vi.advanceTimersByTime(2_000);
    expect(made.now).toEqual({ kind: 'loading', slow: true, before: null });
  });

  it('drops an older answer that comes late', async () => {
    const { made } = loader();
    let late: (text: string) => void = () => undefined;
    const first = made.load(() => new Promise((done) => (late = done)));
    await made.load(() => Promise.resolve('new'));
    late('old');
    await first;
    expect(made.now).toEqual({ kind: 'ready', value: 'new' });
  });

  it('drops what is still asked for an answer that came another way', async () => {
    const { made } = loader();
    let late: (text: string) => void = () => undefined;
    const asked = made.load(() => new Promise((done) => (late = done)));
    made.put('written');
    late('read before');
    await asked;
    expect(made.now).toEqual({ kind: 'ready', value: 'written' });
  });

  it('shows what was read again meanwhile, however slow the next answer is', async () => {
    const { made } = loader();
    await made.load(() => Promise.resolve('one'));
    let late: (text: string) => void = () => undefined;
    const asked = made.load(() => new Promise((done) => (late = done)), true);
    made.renew('one again');
    vi.advanceTimersByTime(2_000);
    expect(made.now).toEqual({ kind: 'loading', slow: true, before: 'one again' });
    late('two');
    await asked;
    made.renew('two again');
    expect(made.now).toEqual({ kind: 'ready', value: 'two again' });
  });

  it('tells an older question that it is not wanted any more', () => {
    const { made } = loader();
    let signal: AbortSignal | null = null;
    void made.load((given) => {
      signal = given;
      return new Promise(() => undefined);
    });
    made.clear();
    expect(signal).toHaveProperty('aborted', true);
    expect(made.now.kind).toBe('none');
  });

  it('keeps the last answer meanwhile where it is asked to', async () => {
    const { made } = loader();
    await made.load(() => Promise.resolve('one'));
    void made.load(() => new Promise(() => undefined), true);
    expect(readSoFar(made.now)).toBe('one');
    void made.load(() => new Promise(() => undefined));
    expect(readSoFar(made.now)).toBeNull();
  });

  it('explains a failure', async () => {
    const { made } = loader();
    await made.load(() => Promise.reject(new Error('no')));
    expect(made.now).toEqual({ kind: 'failed', trouble: trouble(new Error('no')) });
  });
});

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Live } from './live.ts';

interface Asked {
  since: number | null;
  change: (number: number) => void;
  end: () => void;
  now: (number: number) => void;
}

const asked: Asked[] = [];
const server = {
  listen(since: number | null, change: (number: number) => void, end: () => void, now: (number: number) => void) {
    asked.push({ since, change, end, now });
    return () => undefined;
  },
};

beforeEach(() => {
  asked.length = 0;
  vi.useFakeTimers();
});
afterEach(() => void vi.useRealTimers());

test('changes that follow each other closely are shown once', () => {
  const show = vi.fn();
  const live = new Live(server, show);
  live.follow();
  live.follow();
  expect(asked.length).toBe(1);
  asked[0]?.change(2);
  asked[0]?.change(3);
  expect(show).not.toHaveBeenCalled();
  vi.runAllTimers();
  expect(show).toHaveBeenCalledTimes(1);
});

test('a connection that the browser gives up is made again, after the last change that was told', () => {
  const live = new Live(server, () => undefined);
  live.follow();
  asked[0]?.change(7);
  asked[0]?.end();
  vi.runAllTimers();
  expect(asked.map(({ since }) => since)).toEqual([null, 7]);
});

test('what comes before the first change is known is not missed either: the next connection goes on where the first began', () => {
  const live = new Live(server, () => undefined);
  live.follow();
  asked[0]?.now(41);
  asked[0]?.end();
  vi.runAllTimers();
  expect(asked.map(({ since }) => since)).toEqual([null, 41]);
});

test('a stream of changes is shown while it runs, and never twice at once', async () => {
  let running = 0;
  let most = 0;
  let shown = 0;
  const show = async () => {
    most = Math.max(most, ++running);
    shown++;
    await new Promise((done) => setTimeout(done, 1_000));
    running--;
  };
  new Live(server, show).follow();
  for (let number = 1; number <= 20; number++) {
    asked[0]?.change(number);
    await vi.advanceTimersByTimeAsync(500);
  }
  expect(shown).toBeGreaterThan(4);
  await vi.runAllTimersAsync();
  expect(most).toBe(1);
});

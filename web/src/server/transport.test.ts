import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ServerGone, Transport } from './transport.ts';

/** A service that never answers, asked until the question is taken back. */
beforeEach(() => {
  vi.stubGlobal('AbortSignal', { any: undefined, timeout: undefined });
  vi.stubGlobal('fetch', (_: string, { signal }: { signal: AbortSignal }) =>
    new Promise((_answer, fail) => {
      const end = () => fail(new DOMException('', 'AbortError'));
      if (signal.aborted) end();
      else signal.addEventListener('abort', end);
    }),
  );
});

afterEach(() => vi.unstubAllGlobals());

it('a service that does not answer in time is gone, also on phones without AbortSignal.timeout', async () => {
  await expect(new Transport().answer('/ready', { patience: 1 })).rejects.toBeInstanceOf(ServerGone);
});

it('who takes a question back is not told that the service is gone', async () => {
  const asking = new AbortController();
  const answer = new Transport().answer('/ready', { signal: asking.signal });
  asking.abort();
  await expect(answer).rejects.toMatchObject({ name: 'AbortError' });
  await expect(new Transport().answer('/ready', { signal: asking.signal })).rejects.toMatchObject({ name: 'AbortError' });
});

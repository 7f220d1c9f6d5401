import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ComingTeller, type Coming } from './coming.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it('what comes soon is not told, what takes long is, and what comes instead of it at once', () => {
  const told: Coming[] = [];
  const teller = new ComingTeller((what) => told.push(what));
  teller.now('old');
  vi.advanceTimersByTime(300);
  teller.now(null);
  vi.advanceTimersByTime(1_000);
  expect(told).toEqual([null]);
  teller.now('old');
  teller.now('old');
  vi.advanceTimersByTime(400);
  teller.now('colours');
  teller.now(null);
  expect(told).toEqual([null, 'old', 'colours', null]);
});

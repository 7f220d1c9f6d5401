import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Live } from './live.ts';

interface Asked {
  since: number | null;
  change: (number: number) => void;
  end: () => void;
}

const asked: Asked[] = [];
const server = {
  listen(since: number | null, change: (number: number) => void, end: () => void) {
    asked.push({ since, change, end });
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

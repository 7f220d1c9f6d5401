import { expect, it } from 'vitest';
import { waitBefore } from './backoff.ts';

it('waits longer after each failed try, and never longer than fifteen seconds', () => {
  expect([0, 1, 2, 3, 4, 5, 50].map(waitBefore)).toEqual([1, 2, 4, 8, 15, 15, 15]);
});

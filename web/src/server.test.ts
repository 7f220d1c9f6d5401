import { expect, it } from 'vitest';
import { around } from './server.ts';

it('the extent holds every box, and is nothing where there is no box', () => {
  expect(around([])).toBeNull();
  expect(around([[1, 2, 3, 4]])).toEqual([1, 2, 3, 4]);
  expect(around([[1, 2, 3, 4], [0, 3, 2, 9]])).toEqual([0, 2, 3, 9]);
});

import { expect, it } from 'vitest';
import { fitted } from './photo.ts';

it.each([
  [4000, 3000, [1600, 1200]],
  [3000, 4000, [1200, 1600]],
  [800, 600, [800, 600]],
  [9000, 2, [1600, 1]],
])('a picture of %i × %i is kept as %o', (width, height, size) => {
  expect(fitted(width, height)).toEqual(size);
});

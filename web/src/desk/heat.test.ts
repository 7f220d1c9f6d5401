import { expect, it } from 'vitest';
import { HEAT, heatClass, heatLimits } from './heat.ts';
import type { AreaLoad } from './service.ts';

function area(rate_per_100: number | null): AreaLoad {
  return { layer: 'grid', id: 1, code: null, name: null, households: 1, reported: 0, open: 0, overdue: 0, rate_per_100, expected: 1, p: 1, hot: false };
}

it('areas are coloured by quarters of the rates above nought', () => {
  const limits = heatLimits([0, 1, 2, 3, 4, null].map(area));
  expect(limits).toEqual([1, 2, 3]);
  expect([0, 1, 1.5, 3, 4].map((rate) => heatClass(rate, limits))).toEqual([0, 1, 2, 3, 4]);
  expect(HEAT).toHaveLength(limits.length + 2);
});

it('equal rates share a class, and where nobody lives there is none', () => {
  expect(heatLimits([5, 5, 5, 5].map(area))).toEqual([5]);
  expect(heatClass(null, [1])).toBeNull();
  expect(heatLimits([])).toEqual([]);
});

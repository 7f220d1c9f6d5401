import { describe, expect, it } from 'vitest';
import { histogram } from './histogram.ts';

describe('a histogram', () => {
  it('counts every value once, the largest in the last step', () => {
    expect(histogram([0, 1, 2, 9.99, 10], 10).counts).toEqual([1, 1, 1, 0, 0, 0, 0, 0, 0, 2]);
  });

  it('has one step for equal values and none for no value', () => {
    expect(histogram([3, 3])).toEqual({ limits: [3], counts: [2] });
    expect(histogram([])).toEqual({ limits: [], counts: [] });
  });
});

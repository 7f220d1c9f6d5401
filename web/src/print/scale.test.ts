import { describe, expect, it } from 'vitest';
import { barOf, groundOf, mmOf, resolutionOf, scaleFor, SCALES } from './scale.ts';

describe('the scale of a printed map', () => {
  it('is true at its latitude: 1 km is 10 cm at 1 : 10,000', () => {
    for (const lat of [0, 30.21, 60]) {
      const pixels = 1000 / groundOf(resolutionOf(10_000, lat), lat);
      expect(mmOf(pixels)).toBeCloseTo(100, 6);
    }
  });

  it('is the largest round one that shows all', () => {
    const inch = 96;
    expect(scaleFor(0.0254 * 10_000, inch)).toBe(10_000);
    expect(scaleFor(0.0254 * 10_100, inch)).toBe(15_000);
    expect(scaleFor(1, 1000)).toBe(SCALES[0]);
    expect(scaleFor(1e9, 10)).toBe(SCALES.at(-1));
  });

  it('has a bar of a round length that fits and is as long as it says', () => {
    for (const ratio of SCALES) {
      const { metres, mm } = barOf(ratio);
      expect(mm).toBeLessThanOrEqual(35);
      expect(mm).toBeGreaterThan(13);
      expect((mm * ratio) / 1000).toBeCloseTo(metres, 6);
    }
    expect(barOf(10_000)).toEqual({ metres: 200, mm: 20 });
  });
});

import { describe, expect, it } from 'vitest';
import type { Area, Figure } from '../server/measures.ts';
import { figureOf, isUnknown, knownShare, partOf, pieces } from './figures.ts';

const figure = (covered: number): Figure => ({ covered, not_covered: 3, unknown: 1, total: covered + 4, share: 0.5 });

const AREA = {
  figures: {
    h: figure(1),
    v: figure(2),
    hub: figure(3),
    circle: { nursery: figure(4) },
    completeness: figure(5),
    organisation: figure(6),
  },
} as unknown as Area;

describe('the figure of a theme', () => {
  it.each([
    ['branch_coverage', 1],
    ['chain', 2],
    ['hub_reach', 3],
    ['circle_nursery', 4],
    ['circle_completeness', 5],
    ['organisation_coverage', 6],
  ])('%s is answered by its own figure', (theme, covered) => {
    expect(figureOf(theme, AREA)?.covered).toBe(covered);
  });
  it.each(['housing_category', 'seam', 'grid_households', 'circle_market', null])('%s has none', (theme) => {
    expect(figureOf(theme, AREA)).toBeNull();
  });
  it('keeps unknown apart from not covered', () => {
    expect(partOf(figure(1), 'unknown')).toBe(1);
    expect(partOf(figure(1), 'not covered')).toBe(3);
  });
});

describe('a stacked bar', () => {
  it('lays its pieces end to end over the whole', () => {
    const parts = pieces([['a', 1], ['b', 2], ['c', 1]] as const);
    expect(parts).toEqual([
      { name: 'a', from: 0, size: 0.25 },
      { name: 'b', from: 0.25, size: 0.5 },
      { name: 'c', from: 0.75, size: 0.25 },
    ]);
  });
  it('has no piece for nought, and none at all of nothing', () => {
    expect(pieces([['a', 0], ['b', 2]] as const)).toEqual([{ name: 'b', from: 0, size: 1 }]);
    expect(pieces([['a', 0]] as const)).toEqual([]);
  });
});

describe('a share', () => {
  const told = (covered: number | null, not_covered: number | null, unknown: number | null) => ({ covered, not_covered, unknown, share: 0 });
  it.each([
    [told(0, 0, 20), null],
    [told(0, 1, 20), 0],
    [told(0, 0, 0), 0],
    [told(null, 0, 20), 0],
  ])('of %o is %s: nought of what nobody knows is no answer', (figure, share) => {
    expect(knownShare(figure)).toBe(share);
    expect(isUnknown(figure)).toBe(share === null);
  });
  it('of nothing is none', () => expect(knownShare(null)).toBeNull());
});

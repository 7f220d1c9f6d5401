import { describe, expect, it } from 'vitest';
import { holding, isInside, type Area } from './inside.ts';

/** A square from (west, south), in hundredths of a degree from (114, 30). */
function ring(west: number, south: number, size: number): GeoJSON.Position[] {
  const at = (x: number, y: number): GeoJSON.Position => [114 + x / 100, 30 + y / 100];
  return [at(west, south), at(west + size, south), at(west + size, south + size), at(west, south + size), at(west, south)];
}

const square: GeoJSON.Polygon = { type: 'Polygon', coordinates: [ring(0, 0, 4), ring(1, 1, 2)] };

describe('a point and a square with a hole', () => {
  it.each([
    ['inside', 0.5, 0.5, true],
    ['on the outer edge', 0, 2, true],
    ['on a corner', 4, 4, true],
    ['on the edge of the hole', 1, 2, true],
    ['in the hole', 2, 2, false],
    ['level with a corner, outside', 5, 4, false],
    ['level with the lower edge, outside', -1, 0, false],
    ['a hair beside the edge', 4.00001, 2, false],
    ['a hair that the grid of coordinates does not know', 4.000001, 2, true],
  ])('%s', (_, x, y, inside) => {
    expect(isInside(square, [114 + x / 100, 30 + y / 100])).toBe(inside);
  });

  it('is found by either direction of the ring', () => {
    const turned: GeoJSON.Polygon = { type: 'Polygon', coordinates: [ring(0, 0, 4).reverse()] };
    expect(isInside(turned, [114.02, 30.02])).toBe(true);
    expect(isInside(turned, [114.05, 30.02])).toBe(false);
  });

  it('counts each part of a multipolygon, and no point or line', () => {
    const parts: GeoJSON.MultiPolygon = { type: 'MultiPolygon', coordinates: [[ring(0, 0, 1)], [ring(3, 3, 1)]] };
    expect(isInside(parts, [114.035, 30.035])).toBe(true);
    expect(isInside(parts, [114.02, 30.02])).toBe(false);
    expect(isInside({ type: 'Point', coordinates: [114, 30] }, [114, 30])).toBe(false);
  });
});

describe('areas that share an edge', () => {
  const area = (id: number, code: string | null, west: number): Area => ({ id, code, geometry: { type: 'Polygon', coordinates: [ring(west, 0, 1)] } });

  it('give the point to the lowest code and name both', () => {
    const found = holding([area(1, '02', 0), area(2, '01', 1), area(3, null, 0)], [114.01, 30.005]);
    expect(found.map((each) => each.id)).toEqual([2, 1, 3]);
  });

  it('leave a point outside to nobody, and an area without geometry holds nothing', () => {
    expect(holding([area(1, '02', 0), { id: 2, code: '01', geometry: null }], [115, 30])).toEqual([]);
  });
});

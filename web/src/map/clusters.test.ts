import RenderFeature from 'ol/render/Feature.js';
import { expect, it } from 'vitest';
import { cellOf, countIn, withoutGone, zoomOf } from './clusters.ts';
import { toXY } from './frame.ts';

const WORLD_M = 40_075_016.685578488;

it('the zoom of tiles follows from the metres of a pixel', () => {
  for (const zoom of [0, 11, 14]) expect(zoomOf(WORLD_M / 512 / 2 ** zoom)).toBe(zoom);
});

it('things share a cell as the service counts them: 64 pixels, from the north-west of the world', () => {
  expect(cellOf(toXY(-180, 85.0511), 0)).toBe('0/0');
  expect(cellOf(toXY(0.0001, -0.0001), 0)).toBe('4/4');
  const pixel = WORLD_M / 512 / 2 ** 14;
  const corner: [number, number] = [512 * pixel, -512 * pixel];
  const inside: [number, number] = [corner[0] + 63 * pixel, corner[1] - 63 * pixel];
  const beyond: [number, number] = [corner[0] + 65 * pixel, corner[1] - 1 * pixel];
  expect(countIn([inside, beyond], [corner[0] + pixel, corner[1] - pixel], 14)).toBe(1);
});

it('a cluster loses what is moved or taken away, and goes with the last', () => {
  const cluster = new RenderFeature('Point', [7, 8], [], 2, { count: 3, category: null }, undefined);
  expect(withoutGone(cluster, 0)).toBe(cluster);
  expect(withoutGone(cluster, 2)?.get('count')).toBe(1);
  expect(withoutGone(cluster, 2)?.getGeometry()?.getExtent()).toEqual([7, 8, 7, 8]);
  expect(withoutGone(cluster, 3)).toBeNull();
});

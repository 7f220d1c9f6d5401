/** Clusters of the tiles while changes are tried: what is moved or taken away is no longer counted in them. */

import type { FeatureLike } from 'ol/Feature.js';
import RenderFeature from 'ol/render/Feature.js';
import { TILE_PIXELS } from './frame.ts';

/** The service counts together what lies in one cell of 64 pixels: so many along each side of a tile. */
const CELLS_PER_TILE = 8;

const WORLD_M = 40_075_016.685578488;

/** The zoom of tiles that are drawn at that resolution (metres of Web Mercator per pixel). */
export function zoomOf(resolution: number): number {
  return Math.round(Math.log2(WORLD_M / (TILE_PIXELS * resolution)));
}

/** The cell of a place (metres of Web Mercator) at a zoom of tiles. */
export function cellOf([x, y]: readonly [number, number], zoom: number): string {
  const side = CELLS_PER_TILE * 2 ** zoom;
  return `${Math.floor((x / WORLD_M + 0.5) * side)}/${Math.floor((0.5 - y / WORLD_M) * side)}`;
}

/** How many of those places share the cell of `at`. */
export function countIn(places: readonly (readonly [number, number])[], at: readonly [number, number], zoom: number): number {
  if (places.length === 0) return 0;
  const cell = cellOf(at, zoom);
  return places.filter((place) => cellOf(place, zoom) === cell).length;
}

/** A cluster of `gone` things fewer; the cluster itself where none is gone, null where none is left. */
export function withoutGone(cluster: FeatureLike, gone: number): FeatureLike | null {
  const count: unknown = cluster.get('count');
  if (gone === 0 || typeof count !== 'number' || !(cluster instanceof RenderFeature)) return cluster;
  if (count <= gone) return null;
  const properties = { ...cluster.getProperties(), count: count - gone };
  return new RenderFeature('Point', [...cluster.getFlatCoordinates()], [], 2, properties, undefined);
}

/** How is a phone's position to be read: as it is, or as GCJ-02? What the service and the worker's own grids say about it. */

import { distance_m } from './distance.ts';
import type { LonLat } from './inside.ts';
import { plainPlace, type PositionCrs } from './mars.ts';

/** Rounding on the way is far less, the shift itself never. */
const SAME_PLACE_M = 5;

/**
 * Whether the service took a position that is said to be GCJ-02 for what it is: outside mainland China nothing is shifted,
 * and only the service knows where that is (coarsely: within a few kilometres of the edge nobody can say).
 */
export function isUnshiftedThere(fix: { lon: number; lat: number }, crs: PositionCrs, told: LonLat): boolean {
  return crs === 'gcj02' && distance_m([fix.lon, fix.lat], told) < SAME_PLACE_M && distance_m(plainPlace(fix, crs), told) > SAME_PLACE_M;
}

/**
 * The other reading, where it puts the phone into a grid that the worker carries and the present one into none: a worker is
 * more likely among the own grids than hundreds of metres beside them. Null where that says nothing.
 */
export function likelierReading(fix: { lon: number; lat: number }, crs: PositionCrs, isCarried: (place: LonLat) => boolean): PositionCrs | null {
  const other: PositionCrs = crs === 'gcj02' ? 'EPSG:4326' : 'gcj02';
  return !isCarried(plainPlace(fix, crs)) && isCarried(plainPlace(fix, other)) ? other : null;
}

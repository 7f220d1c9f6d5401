/**
 * Which polygon does a point lie in? The service's rule, for a phone without a network: edges belong to the polygon, the
 * inside of a hole does not, and on an edge that several share the lowest code wins.
 */

/** Longitude, latitude in degrees. */
export type LonLat = readonly [lon: number, lat: number];

/** Stored coordinates lie on a grid of 1e-7 degree; on whole numbers of it the comparison is exact. */
const PER_DEGREE = 1e7;

export interface Area {
  id: number;
  code: string | null;
  geometry: GeoJSON.Geometry | null;
}

/** The area that holds the point, and all that do when it lies on a shared edge or in an overlap, the taken one first. */
export function holding<Kind extends Area>(areas: readonly Kind[], point: LonLat): Kind[] {
  return areas.filter((area) => area.geometry !== null && isInside(area.geometry, point)).sort(byPrecedence);
}

/** Whether the point lies in the polygon or on its edge; never in what is no polygon. */
export function isInside(geometry: GeoJSON.Geometry, point: LonLat): boolean {
  if (geometry.type === 'Polygon') return inPolygon(geometry.coordinates, point);
  if (geometry.type === 'MultiPolygon') return geometry.coordinates.some((polygon) => inPolygon(polygon, point));
  return false;
}

function byPrecedence(one: Area, other: Area): number {
  if (one.code === other.code) return one.id - other.id;
  if (one.code === null || other.code === null) return one.code === null ? 1 : -1;
  return one.code < other.code ? -1 : 1;
}

function inPolygon([outer, ...holes]: readonly GeoJSON.Position[][], point: LonLat): boolean {
  if (outer === undefined) return false;
  const place = placeInRing(outer, point);
  if (place !== 'inside') return place === 'edge';
  return holes.every((hole) => placeInRing(hole, point) !== 'inside');
}

/** By crossings of the ray to the east; coordinates relative to the point keep the products exact. */
function placeInRing(ring: readonly GeoJSON.Position[], [lon, lat]: LonLat): 'inside' | 'edge' | 'outside' {
  const [x, y] = [Math.round(lon * PER_DEGREE), Math.round(lat * PER_DEGREE)];
  const at = (position: GeoJSON.Position | undefined) => [Math.round((position?.[0] ?? NaN) * PER_DEGREE) - x, Math.round((position?.[1] ?? NaN) * PER_DEGREE) - y] as const;
  let crossings = 0;
  for (let each = 1; each < ring.length; each++) {
    const [ax, ay] = at(ring[each - 1]);
    const [bx, by] = at(ring[each]);
    const cross = ax * by - bx * ay;
    if (cross === 0 && ax * bx <= 0 && ay * by <= 0) return 'edge';
    if (ay > 0 !== by > 0 && cross > 0 === by > ay) crossings++;
  }
  return crossings % 2 === 1 ? 'inside' : 'outside';
}

/** How far is it? Over the sphere: at walking distances good to a third of a percent. */

import type { LonLat } from './inside.ts';

const RADIUS_M = 6_371_009;

export function distance_m([lon, lat]: LonLat, [otherLon, otherLat]: LonLat): number {
  const radians = Math.PI / 180;
  const up = Math.sin(((otherLat - lat) * radians) / 2) ** 2;
  const over = Math.sin(((otherLon - lon) * radians) / 2) ** 2;
  return 2 * RADIUS_M * Math.asin(Math.sqrt(up + Math.cos(lat * radians) * Math.cos(otherLat * radians) * over));
}

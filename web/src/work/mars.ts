/**
 * GCJ-02, the shifted «Mars» coordinates of mainland maps and of some browsers inside other apps: who may give them, and
 * what they mean. The service keeps what was sent; this is for showing a position on the phone without a network.
 */

import type { LonLat } from './inside.ts';

/** The coordinate system of a position, as the service names it. */
export type PositionCrs = 'EPSG:4326' | 'gcj02';

/** Browsers inside these apps have been seen to give shifted positions; others give WGS 84. */
const SUSPICIOUS = /MicroMessenger|wxwork|AlipayClient|AliApp|DingTalk|QQ\/|QQBrowser|baiduboxapp|Weibo|aweme|Feishu|Lark|UCBrowser/i;

export function mayBeShifted(userAgent: string): boolean {
  return SUSPICIOUS.test(userAgent);
}

/** Half the long axis of the ellipsoid in metres, and the square of its eccentricity, as the shift is defined with. */
const AXIS_M = 6378245;
const ECCENTRICITY_2 = 0.006693421622965943;

/** The inverse is a fixed point; each step brings it nearer by a factor of about a hundred thousand. */
const STEPS = 6;

/** The WGS 84 place that a position in GCJ-02 means. Right inside mainland China only, where the shift exists. */
export function unshifted([lon, lat]: LonLat): LonLat {
  let found: LonLat = [lon, lat];
  for (let step = 0; step < STEPS; step++) {
    const [over, up] = shift(found);
    found = [lon - over, lat - up];
  }
  return found;
}

/** A position as lon/lat of WGS 84. */
export function plainPlace(position: { lon: number; lat: number }, crs: PositionCrs): LonLat {
  return crs === 'gcj02' ? unshifted([position.lon, position.lat]) : [position.lon, position.lat];
}

/** How far GCJ-02 lies from that WGS 84 place, in degrees. */
function shift([lon, lat]: LonLat): LonLat {
  const [x, y] = [lon - 105, lat - 35];
  const radians = (lat * Math.PI) / 180;
  const bulge = 1 - ECCENTRICITY_2 * Math.sin(radians) ** 2;
  const perDegree = Math.PI / 180;
  const meridian_m = ((AXIS_M * (1 - ECCENTRICITY_2)) / (bulge * Math.sqrt(bulge))) * perDegree;
  const parallel_m = (AXIS_M / Math.sqrt(bulge)) * Math.cos(radians) * perDegree;
  return [eastward_m(x, y) / parallel_m, northward_m(x, y) / meridian_m];
}

function eastward_m(x: number, y: number): number {
  const plain = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * Math.sqrt(Math.abs(x));
  return plain + ((short(x) + waves(x, [[20, 1], [40, 3], [150, 12], [300, 30]])) * 2) / 3;
}

function northward_m(x: number, y: number): number {
  const plain = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * Math.sqrt(Math.abs(x));
  return plain + ((short(x) + waves(y, [[20, 1], [40, 3], [160, 12], [320, 30]])) * 2) / 3;
}

function short(x: number): number {
  return waves(x, [[20, 1 / 6], [20, 1 / 2]]);
}

/** Sines of that height in metres, each with half a wave over so many degrees. */
function waves(at: number, parts: readonly (readonly [height: number, half: number])[]): number {
  return parts.reduce((sum, [height, half]) => sum + height * Math.sin((at * Math.PI) / half), 0);
}

/** The two frames of the map: degrees outside, Web-Mercator metres inside; and the two ways to count zoom. */

import { fromLonLat, toLonLat, transformExtent } from 'ol/proj.js';
import type { Box } from '../server.ts';

/** OpenLayers counts zoom over 256-pixel tiles, MapLibre styles and our addresses over 512-pixel tiles. */
const ZOOM_BETWEEN = 1;

export const TILE_PIXELS = 512;

export function toViewZoom(zoom: number): number {
  return zoom + ZOOM_BETWEEN;
}

export function fromViewZoom(viewZoom: number): number {
  return viewZoom - ZOOM_BETWEEN;
}

export function toXY(lon: number, lat: number): [number, number] {
  const [x = 0, y = 0] = fromLonLat([lon, lat]);
  return [x, y];
}

export function toDegrees(xy: readonly number[]): [lon: number, lat: number] {
  const [lon = 0, lat = 0] = toLonLat([...xy]);
  return [lon, lat];
}

export function boxToXY(box: Box): number[] {
  return transformExtent([...box], 'EPSG:4326', 'EPSG:3857');
}

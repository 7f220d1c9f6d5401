import { expect, it } from 'vitest';
import type { LonLat } from './inside.ts';
import { unshifted } from './mars.ts';
import { isUnshiftedThere, likelierReading } from './reading.ts';

const FIX = { lon: 114.01056336888422, lat: 30.00696677994266 };
const PLAIN: LonLat = [114.005, 30.0095];
const near = (at: LonLat) => (place: LonLat) => Math.hypot(place[0] - at[0], place[1] - at[1]) < 0.001;

it('a service that leaves a position as it is says that nothing is shifted there', () => {
  expect(isUnshiftedThere(FIX, 'gcj02', PLAIN)).toBe(false);
  expect(isUnshiftedThere(FIX, 'gcj02', [FIX.lon, FIX.lat])).toBe(true);
  expect(isUnshiftedThere(FIX, 'EPSG:4326', [FIX.lon, FIX.lat])).toBe(false);
});

it('a reading that leads into the own grids is likelier than one that leads beside them', () => {
  expect(likelierReading(FIX, 'EPSG:4326', near(PLAIN))).toBe('gcj02');
  expect(likelierReading({ lon: PLAIN[0], lat: PLAIN[1] }, 'gcj02', near(PLAIN))).toBe('EPSG:4326');
  expect(likelierReading(FIX, 'gcj02', near(PLAIN))).toBe(null);
  expect(likelierReading(FIX, 'EPSG:4326', () => false)).toBe(null);
  expect(likelierReading(FIX, 'EPSG:4326', () => true)).toBe(null);
  expect(unshifted([FIX.lon, FIX.lat])[0]).toBeCloseTo(PLAIN[0], 6);
});

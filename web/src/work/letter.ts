/** What a worker writes: the draft on the phone, and the letter that it becomes. */

import type { PositionCrs } from './mars.ts';
import type { Stage } from './queue.ts';

/** A photo as it is kept: small, and without what the camera wrote about itself. */
export interface Photo {
  type: string;
  bytes: ArrayBuffer;
}

/** Where the problem is: where the phone was, a place chosen on the map, or a building. */
export type Spot =
  | { kind: 'here'; lon: number; lat: number; accuracy_m: number; crs: PositionCrs }
  | { kind: 'pin'; lon: number; lat: number }
  | { kind: 'building'; id: number; name: string; lon: number; lat: number };

export interface Draft {
  category: string | null;
  description: string;
  spot: Spot | null;
  photos: Photo[];
}

/** The report as the service takes it, without the id under which it is sent; who sends it, the service knows. */
export interface Report {
  category: string;
  description: string;
  place: 'here' | 'pin' | 'building';
  lon: number;
  lat: number;
  crs: PositionCrs;
  accuracy_m?: number;
  building_id?: number;
  reported_at: string;
}

export type Letter =
  | { kind: 'report'; report: Report; photos: Photo[]; where: string }
  | { kind: 'support'; incident: { id: number; code: string | null; category: string | null }; note: string };

/** A letter on its way, under the id that the phone made. */
export interface Entry {
  id: string;
  made_at: string;
  stage: Stage;
  letter: Letter;
  /** Who wrote it: it is sent in their name or not at all. The public's has none. */
  account?: number;
}

export type Missing = 'category' | 'spot' | 'description';

export const PHOTOS_MOST = 4;

export const BLANK: Draft = { category: null, description: '', spot: null, photos: [] };

export function isBlank(draft: Draft): boolean {
  return draft.category === null && draft.description.trim() === '' && draft.spot === null && draft.photos.length === 0;
}

/** What a draft still needs before it can be sent; a photo may speak for itself. */
export function missing({ category, description, spot, photos }: Draft): Missing[] {
  const found: Missing[] = [];
  if (category === null) found.push('category');
  if (spot === null) found.push('spot');
  if (description.trim() === '' && photos.length === 0) found.push('description');
  return found;
}

/** The report of a whole draft; throws for one that misses something. */
export function reportOf(draft: Draft, now: number): Report {
  const { category, spot } = draft;
  if (category === null || spot === null) throw new Error(`a report needs ${missing(draft).join(', ')}`);
  return {
    category,
    description: draft.description.trim(),
    place: spot.kind,
    lon: spot.lon,
    lat: spot.lat,
    crs: spot.kind === 'here' ? spot.crs : 'EPSG:4326',
    ...(spot.kind === 'here' ? { accuracy_m: Math.round(spot.accuracy_m * 10) / 10 } : {}),
    ...(spot.kind === 'building' ? { building_id: spot.id } : {}),
    reported_at: new Date(now).toISOString(),
  };
}

/** A refused report as a draft again, to be mended. */
export function draftOf(letter: Extract<Letter, { kind: 'report' }>): Draft {
  const { category, description, place, lon, lat, crs, accuracy_m, building_id } = letter.report;
  const spot: Spot =
    place === 'building'
      ? { kind: 'building', id: building_id ?? 0, name: letter.where, lon, lat }
      : place === 'here'
        ? { kind: 'here', lon, lat, accuracy_m: accuracy_m ?? 0, crs }
        : { kind: 'pin', lon, lat };
  return { category, description, spot, photos: letter.photos };
}

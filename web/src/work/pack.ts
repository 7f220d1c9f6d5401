/** Questions to what the phone carries along: no network, nothing but the pack. */

import type { Incident, Pack, PackBuilding, PackGrid } from '../server/work.ts';
import { distance_m } from './distance.ts';
import { byDue } from './due.ts';
import { holding, type LonLat } from './inside.ts';

/** Open incidents of one category so near may be the same problem; the service uses the same distance when it is asked. */
export const SAME_WITHIN_M = 50;

export interface PlaceInPack {
  grid: PackGrid | null;
  building: PackBuilding | null;
  /** More than one grid meets at the point; the one of the lowest code was taken. */
  tie: boolean;
}

export function placeIn(pack: Pack, point: LonLat): PlaceInPack {
  const grids = holding(pack.grids, point);
  return { grid: grids[0] ?? null, building: holding(pack.buildings, point)[0] ?? null, tie: grids.length > 1 };
}

/** The buildings whose middle is nearest, nearest first. */
export function nearestBuildings(pack: Pack, point: LonLat, most: number): { building: PackBuilding; distance_m: number }[] {
  return pack.buildings
    .flatMap((building) => (building.point ? [{ building, distance_m: distance_m(point, lonLat(building.point)) }] : []))
    .sort((one, other) => one.distance_m - other.distance_m)
    .slice(0, most);
}

/** What may be the same problem, nearest first. */
export function nearIncidents(pack: Pack, category: string, point: LonLat): Incident[] {
  return pack.incidents
    .flatMap((incident) => {
      const place = placeOf(incident);
      return incident.category === category && place ? [{ ...incident, distance_m: distance_m(point, place) }] : [];
    })
    .filter((incident) => incident.distance_m <= SAME_WITHIN_M)
    .sort((one, other) => one.distance_m - other.distance_m);
}

export function openIncidents(pack: Pack): Incident[] {
  return [...pack.incidents].sort(byDue);
}

/** The buildings of a grid under the names of their estates, as the pack orders them; those of none under null. */
export function byEstate(pack: Pack, grid: number): { estate: string | null; buildings: PackBuilding[] }[] {
  const groups = new Map<string | null, PackBuilding[]>();
  for (const building of pack.buildings) {
    if (building.grid_id !== grid) continue;
    const estate = building.estate?.name ?? null;
    groups.set(estate, [...(groups.get(estate) ?? []), building]);
  }
  return [...groups].map(([estate, buildings]) => ({ estate, buildings }));
}

export function doorCount(building: PackBuilding): number {
  return building.entrances.reduce((sum, { floors }) => sum + floors.reduce((doors, floor) => doors + floor.doors.length, 0), 0);
}

/** The name by which people know a building: with its estate's, else its address. */
export function buildingName(building: Pick<PackBuilding, 'name' | 'address' | 'estate' | 'code' | 'id'>): string {
  const { name, address, estate, code, id } = building;
  return estate?.name ? `${estate.name} ${name ?? address ?? code ?? id}` : (address ?? name ?? code ?? String(id));
}

/** Where an incident is; null for one without a place. */
export function placeOf({ lon, lat }: Incident): LonLat | null {
  return lon === null || lat === null ? null : [lon, lat];
}

function lonLat(point: readonly number[]): LonLat {
  return [point[0] ?? NaN, point[1] ?? NaN];
}

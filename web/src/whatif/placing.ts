/** What a new unit serves and who stands above it, unless the planner says otherwise. */

import { USUAL } from '../basis.ts';
import type { Place, Server } from '../server.ts';
import type { Seat } from '../server/whatif.ts';
import type { AddUnit, Changes, Target } from './changes.ts';

export const BRANCH = 2;
export const GROUP = 3;
export const HUB = 4;

/** The levels that can be placed: a committee is not founded by a drag. */
export const UNIT_LEVELS = [BRANCH, GROUP, HUB] as const;

/** How many units above are offered to choose from. */
const OFFERED = 8;

/** Half the window in which units above are looked for; a choice of candidates, not a measure. */
const WINDOW_DEG = 0.03;

/** How many committees are asked for the street that they stand in. */
const LOCATED = 6;

/** What units of that level serve, the usual first; a hub household serves where it stands. */
const SERVED: Readonly<Record<number, readonly string[]>> = {
  [BRANCH]: ['estate', 'grid', 'community'],
  [GROUP]: ['building', 'estate', 'grid'],
  [HUB]: [],
};

/** The areas under a point that a unit of that level may serve, the usual first. */
export function targetsFor(level: number, { places }: Place): Place['places'] {
  return (SERVED[level] ?? []).flatMap((layer) => places.filter((place) => place.layer === layer));
}

/** The seats nearest to a point, the nearest first. */
export function nearest(seats: readonly Seat[], lon: number, lat: number): Seat[] {
  const shrink = Math.cos((lat * Math.PI) / 180);
  const away = (seat: Seat) => Math.hypot((seat.lon - lon) * shrink, seat.lat - lat);
  return [...seats].sort((one, other) => away(one) - away(other)).slice(0, OFFERED);
}

/** The units of a level that the list itself adds, called by their negative ids. */
export function addedUnits(changes: Changes, level: number, name: (at: number) => string): Seat[] {
  return changes.flatMap((change, at) =>
    change.op === 'add_unit' && change.level === level
      ? [{ id: -at - 1, name: name(at), lon: change.lon, lat: change.lat }]
      : [],
  );
}

/** The units that may stand above one of that level at that place, the nearest first. */
export async function parentsFor(server: Server, level: number, at: { lon: number; lat: number }, asOf: string | null): Promise<Seat[]> {
  const { lon, lat } = at;
  const window = [lon - WINDOW_DEG, lat - WINDOW_DEG, lon + WINDOW_DEG, lat + WINDOW_DEG];
  const seats = await server.whatIfs.units(level - 1, level === BRANCH ? null : window, asOf);
  return nearest(seats, lon, lat);
}

/** The unit that would be founded there: the area under it as its target, the sensible unit above it as its parent. */
export async function newUnit(
  server: Server,
  level: number,
  at: { lon: number; lat: number },
  asOf: string | null,
  added: readonly Seat[],
): Promise<AddUnit> {
  const [place, seats] = await Promise.all([server.locate(at.lon, at.lat, asOf), parentsFor(server, level, at, asOf)]);
  const target = targetsFor(level, place)[0];
  const parent = await parentAt(server, level, place, nearest([...seats, ...added], at.lon, at.lat), asOf);
  const targets = target ? [await asTarget(server, target, asOf)] : [];
  return { op: 'add_unit', level, lon: at.lon, lat: at.lat, ...(parent === null ? {} : { parent_id: parent }), targets };
}

/** Whom the new unit would share an area with, it serves jointly; where nobody is, it is the primary one. */
export async function asTarget(server: Server, { layer, id }: { layer: string; id: number }, asOf: string | null): Promise<Target> {
  return { layer, id, is_primary: !(await isServed(server, layer, id, asOf)) };
}

async function isServed(server: Server, layer: string, id: number, asOf: string | null): Promise<boolean> {
  const signal = new AbortController().signal;
  if (layer !== 'building') return (await server.measures.area({ layer, id }, { ...USUAL, asOf }, signal)).area.figures.h?.share === 1;
  const { verdict } = (await server.item({ layer: 'building_coverage', id }, asOf)).properties;
  return verdict !== 'missing group' && verdict !== 'missing branch';
}

/** A branch stands under the committee of its street, a group under the branch of its grid, a hub under the nearest group. */
async function parentAt(server: Server, level: number, place: Place, seats: readonly Seat[], asOf: string | null): Promise<number | null> {
  const fallback = seats[0]?.id ?? null;
  const under = (layer: string) => place.places.find((each) => each.layer === layer);
  if (level === BRANCH) {
    const street = under('street');
    for (const seat of street ? seats.slice(0, LOCATED) : []) {
      const there = await server.locate(seat.lon, seat.lat, asOf);
      if (there.places.some(({ layer, id }) => layer === 'street' && id === street?.id)) return seat.id;
    }
  }
  const grid = level === GROUP ? under('grid') : undefined;
  if (!grid || (fallback !== null && fallback < 0)) return fallback;
  const { area } = await server.measures.area({ layer: 'grid', id: grid.id }, { ...USUAL, asOf }, new AbortController().signal);
  return area.branch?.unit_id ?? fallback;
}

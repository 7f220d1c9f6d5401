/** What a click means: clusters open, points are chosen, areas are entered one level at a time. */

import { isChoosable, LEVELS, type Registry } from './registry.ts';
import { sameThing, type Thing } from './state.ts';

/** Something drawn under the pointer. `count` is given on what stands for several points. */
export interface Hit extends Thing {
  count: number | null;
  lon: number;
  lat: number;
}

export type Picked =
  | { kind: 'nothing' }
  | { kind: 'thing'; thing: Thing }
  | { kind: 'cluster'; lon: number; lat: number; zoom: number };

/** From here on a building is large enough on the screen to be meant by the pointer. */
export const BUILDING_ZOOM = 16;

const CLUSTER_STEP = 2;

/**
 * What a click chooses, given what is drawn there (topmost first), what is chosen now and the areas that hold it.
 *
 * A cluster zooms in. A point wins over areas. A building wins from `BUILDING_ZOOM` on. Otherwise the click goes one
 * level down inside what is chosen; beside it, it chooses a sibling: the same level, else the largest area there.
 */
export function pick(
  hits: readonly Hit[],
  selection: Thing | null,
  ancestors: readonly Thing[],
  zoom: number,
  registry: Registry,
): Picked {
  const choosable = hits.filter((hit) => isChoosable(hit.layer) && registry.has(hit.layer));
  const point = choosable.find((hit) => !isArea(hit));
  if (point && point.count !== null && point.count > 1) {
    return { kind: 'cluster', lon: point.lon, lat: point.lat, zoom: Math.min(zoom + CLUSTER_STEP, 18) };
  }
  if (point) return chosen(point);
  const areas = LEVELS.map((level) => choosable.find((hit) => hit.layer === level));
  const building = areas.at(-1);
  if (building && zoom >= BUILDING_ZOOM) return chosen(building);
  const area = nextArea(areas, selection, ancestors);
  return area ? chosen(area) : { kind: 'nothing' };
}

/** The area to enter: `areas` has the one hit at each level, or undefined where nothing is drawn. */
function nextArea(areas: readonly (Hit | undefined)[], selection: Thing | null, ancestors: readonly Thing[]) {
  const path = selection ? [...ancestors, selection] : [];
  const inside = areas.findLastIndex((area) => area !== undefined && path.some((step) => sameThing(step, plain(area))));
  const atSelection = LEVELS.findIndex((level) => level === selection?.layer);
  if (inside >= 0 && sameThing(selection, plain(areas[inside]))) {
    return areas.slice(inside + 1).find((area) => area !== undefined) ?? areas[inside];
  }
  if (atSelection >= 0 && areas[atSelection]) return areas[atSelection];
  return areas.slice(inside + 1).find((area) => area !== undefined) ?? areas[Math.max(inside, 0)];
}

function isArea(hit: Hit): boolean {
  return (LEVELS as readonly string[]).includes(hit.layer);
}

function plain(hit: Hit | undefined): Thing | null {
  return hit ? { layer: hit.layer, id: hit.id } : null;
}

function chosen(hit: Hit): Picked {
  return { kind: 'thing', thing: { layer: hit.layer, id: hit.id } };
}

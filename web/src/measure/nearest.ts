/** From the doors of a building to one line per category: the door that fares worst speaks for the building. */

import type { BuildingCircle, Reached } from '../server/measures.ts';

const WORST: readonly Reached['answer'][] = ['not covered', 'unknown', 'covered'];

/** Per category, in the service's order, the door whose answer is worst and, of those, whose walk is longest. */
export function nearestVenues({ doors }: BuildingCircle): Reached[] {
  const found = new Map<string, Reached>();
  for (const one of doors.flatMap((door) => door.categories)) {
    const held = found.get(one.category);
    if (held === undefined || isWorse(one, held)) found.set(one.category, one);
  }
  return [...found.values()];
}

function isWorse(one: Reached, held: Reached): boolean {
  const order = WORST.indexOf(one.answer) - WORST.indexOf(held.answer);
  return order !== 0 ? order < 0 : (one.walk_m ?? Infinity) > (held.walk_m ?? Infinity);
}

import { describe, expect, it } from 'vitest';
import type { BuildingCircle, Reached } from '../server/measures.ts';
import { nearestVenues } from './nearest.ts';

const reached = (category: string, answer: Reached['answer'], walk_m: number | null): Reached =>
  ({ category, answer, walk_m }) as Reached;
const building = (...doors: Reached[][]): BuildingCircle =>
  ({ doors: doors.map((categories) => ({ categories })) }) as unknown as BuildingCircle;

describe('one line per category', () => {
  it('is that of the door that does not reach the category, however near the others are', () => {
    const both = building([reached('nursery', 'covered', 90)], [reached('nursery', 'not covered', 510)]);
    expect(nearestVenues(both).map((one) => one.walk_m)).toEqual([510]);
  });
  it('is that of the longest walk where all doors fare alike, and of no way at all before any walk', () => {
    const alike = building([reached('nursery', 'not covered', 900)], [reached('nursery', 'not covered', null)]);
    expect(nearestVenues(alike)[0]?.walk_m).toBeNull();
  });
  it('keeps the order of the categories', () => {
    const two = building([reached('market', 'covered', 1), reached('clinic', 'covered', 1)]);
    expect(nearestVenues(two).map((one) => one.category)).toEqual(['market', 'clinic']);
  });
  it('is none for a building without doors', () => {
    expect(nearestVenues(building())).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { moved, named, parameterOf, removed, without, withParameter, type Change } from './changes.ts';

const VENUE: Change = { op: 'add_venue', category: 'nursery', lon: 113, lat: 30 };
const BRANCH: Change = { op: 'add_unit', level: 2, lon: 113, lat: 30, parent_id: 1, targets: [{ layer: 'grid', id: 4, is_primary: true }] };
const under = (parent_id: number): Change => ({ op: 'add_unit', level: 3, lon: 113, lat: 30, parent_id, targets: [] });
const linkOf = (unit_id: number): Change => ({ op: 'add_link', unit_id, target_layer: 'estate', target_id: 9, is_primary: false });

describe('a list of changes', () => {
  it('keeps calling what it adds by the right number when an earlier change leaves it', () => {
    expect(without([VENUE, BRANCH, under(-2), linkOf(-2)], 0)).toEqual([BRANCH, under(-1), linkOf(-1)]);
  });

  it('loses with a new unit what names it: links go, units below it lose their parent', () => {
    const orphan = without([BRANCH, under(-1), linkOf(-1), VENUE], 0);
    expect(orphan.map(({ op }) => op)).toEqual(['add_unit', 'add_venue']);
    expect(orphan[0]).not.toHaveProperty('parent_id');
  });

  it('leaves what names things of the city alone', () => {
    expect(without([VENUE, linkOf(7)], 0)).toEqual([linkOf(7)]);
  });

  it('moves what it adds by adding it elsewhere, and a thing of the city once however often it is dragged', () => {
    expect(moved([VENUE], 'venue', -1, 114, 31)).toEqual([{ ...VENUE, lon: 114, lat: 31 }]);
    const once = moved([], 'unit', 5, 114, 31);
    expect(once).toEqual([{ op: 'move_unit', id: 5, lon: 114, lat: 31 }]);
    expect(moved(once, 'unit', 5, 115, 32)).toEqual([{ op: 'move_unit', id: 5, lon: 115, lat: 32 }]);
    expect(moved(once, 'venue', 5, 115, 32)).toHaveLength(2);
  });

  it('takes away what it adds by not adding it, and forgets a move of what is taken away', () => {
    expect(removed([VENUE, BRANCH], 'venue', -1)).toEqual([BRANCH]);
    expect(removed(moved([], 'venue', 5, 114, 31), 'venue', 5)).toEqual([{ op: 'remove_venue', id: 5 }]);
  });

  it('holds a threshold once, and not at all when it is back at what it was', () => {
    const set = withParameter(withParameter([VENUE], 'preset', 'distance-5'), 'preset', 'distance-15');
    expect(set).toEqual([VENUE, { op: 'set_parameter', name: 'preset', value: 'distance-15' }]);
    expect(parameterOf(set, 'preset')).toBe('distance-15');
    expect(withParameter(set, 'preset', null)).toEqual([VENUE]);
    expect(parameterOf([VENUE], 'preset')).toBeNull();
  });

  it('names the things of the city that it mentions, and none of its own', () => {
    const mentioned = named([VENUE, BRANCH, under(-2), linkOf(-2), { op: 'remove_venue', id: 3 }]);
    expect(mentioned).toEqual([
      { layer: 'grid', id: 4 },
      { layer: 'unit', id: 1 },
      { layer: 'estate', id: 9 },
      { layer: 'venue', id: 3 },
    ]);
  });
});

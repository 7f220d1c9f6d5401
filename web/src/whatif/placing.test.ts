import { describe, expect, it } from 'vitest';
import type { Place } from '../server.ts';
import type { AddUnit } from './changes.ts';
import { addedUnits, BRANCH, GROUP, HUB, nearest, targetsFor } from './placing.ts';

const place = (...layers: string[]): Place => ({
  lon: 113, lat: 30, crs: 'wgs84', tie: false,
  places: layers.map((layer, id) => ({ layer, id, code: null, name: null, tie: false, candidates: [] })),
});
const layers = (level: number, at: Place) => targetsFor(level, at).map(({ layer }) => layer);

describe('a new unit', () => {
  it('serves the estate it stands in, else the grid; a group the building; a hub household where it stands', () => {
    const under = place('building', 'estate', 'grid', 'community', 'street');
    expect(layers(BRANCH, under)).toEqual(['estate', 'grid', 'community']);
    expect(layers(BRANCH, place('grid', 'community', 'street'))[0]).toBe('grid');
    expect(layers(GROUP, under)[0]).toBe('building');
    expect(layers(HUB, under)).toEqual([]);
    expect(layers(BRANCH, place())).toEqual([]);
  });

  it('is offered the nearest seats first; a degree of longitude is shorter than one of latitude', () => {
    const seat = (id: number, lon: number, lat: number) => ({ id, name: '', lon, lat });
    const offered = nearest([seat(1, 113, 60.9), seat(2, 114.5, 60)], 113, 60);
    expect(offered.map(({ id }) => id)).toEqual([2, 1]);
    expect(nearest(Array.from({ length: 20 }, (_, id) => seat(id, 113, 60)), 113, 60)).toHaveLength(8);
  });

  it('may stand under another one of the list, by its negative number', () => {
    const branch: AddUnit = { op: 'add_unit', level: BRANCH, lon: 113, lat: 30, targets: [] };
    const found = addedUnits([{ op: 'remove_venue', id: 3 }, branch], BRANCH, (at) => `n${at}`);
    expect(found).toEqual([{ id: -2, name: 'n1', lon: 113, lat: 30 }]);
    expect(addedUnits([branch], GROUP, String)).toEqual([]);
  });
});

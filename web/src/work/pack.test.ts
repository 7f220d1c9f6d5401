import { describe, expect, it } from 'vitest';
import type { Incident, Pack, PackBuilding } from '../server/work.ts';
import { findDoors, plainAddress } from './find.ts';
import { buildingName, byEstate, doorCount, nearestBuildings, nearIncidents, openIncidents, placeIn } from './pack.ts';

const square = (west: number, south: number, size: number): GeoJSON.Polygon => ({
  type: 'Polygon',
  coordinates: [[[west, south], [west + size, south], [west + size, south + size], [west, south + size], [west, south]]],
});

function building(id: number, name: string, estate: string | null, west: number, rooms: Record<string, string[]> = {}): PackBuilding {
  return {
    id, code: `B${id}`, name, address: null, use: 'residential', floors: 6, households: 12, grid_id: 1,
    estate: estate === null ? null : { id: 1, code: null, name: estate },
    point: [west + 0.0005, 30.0005], geometry: square(west, 30, 0.001),
    entrances: Object.entries(rooms).map(([unit, doors], at) => ({ id: at + 1, name: unit, floors: [{ floor: 5, doors: doors.map((room, each) => ({ id: each + 1, room })) }] })),
  };
}

const incident = (id: number, lon: number, given: Partial<Incident> = {}): Incident => ({
  id, code: `E${id}`, category: 'environment', state: 'registered', channel: 'worker', reported_at: '2026-11-20T00:00:00Z', due_at: null, closed_at: null, overdue: false,
  lon, lat: 30.0005, grid: null, boundary_set_id: null, photos: [], candidates: [], supports: 0, ...given,
});

const pack: Pack = {
  made_at: '2026-11-25T08:00:00Z', as_of: '2026-11-25', number: 3, roles: ['worker'], doors: true, units: [], venues: [], categories: [], states: [],
  grids: [
    { id: 1, code: '01', name: '第一网格', kind: 'basic', households: 12, community: '东风社区', street: '南湖街道', geometry: square(114, 30, 0.01), bbox: null },
    { id: 2, code: '02', name: '第二网格', kind: 'basic', households: 12, community: '东风社区', street: '南湖街道', geometry: square(114.01, 30, 0.01), bbox: null },
  ],
  buildings: [
    building(1, '3号楼', '南湖花园', 114.001, { '1单元': ['501', '502'], '2单元': ['501'] }),
    building(2, '13号楼', '南湖花园', 114.003, { '1单元': ['501'] }),
    building(3, '3栋', '东风里', 114.005, { '1单元': ['301'] }),
    building(4, 'A座', null, 114.007),
  ],
  incidents: [incident(1, 114.0015, { due_at: '2026-11-26T00:00:00Z' }), incident(2, 114.0018), incident(3, 114.0015, { category: 'disputes', due_at: '2026-11-24T00:00:00Z' })],
};

describe('a place in the pack', () => {
  it('is the grid and the building under the point', () => {
    const { grid, building: under, tie } = placeIn(pack, [114.0015, 30.0005]);
    expect([grid?.name, under?.name, tie]).toEqual(['第一网格', '3号楼', false]);
  });

  it('on the border of two grids is a tie that the lowest code wins', () => {
    const { grid, building: under, tie } = placeIn(pack, [114.01, 30.005]);
    expect([grid?.code, under, tie]).toEqual(['01', null, true]);
  });

  it('outside is nowhere', () => {
    expect(placeIn(pack, [115, 30]).grid).toBeNull();
  });
});

it('offers the nearest buildings, and of the incidents only those of the category within fifty metres', () => {
  expect(nearestBuildings(pack, [114.0034, 30.0005], 2).map(({ building: each }) => each.id)).toEqual([2, 1]);
  expect(nearIncidents(pack, 'environment', [114.00155, 30.0005]).map((each) => each.id)).toEqual([1, 2]);
  expect(nearIncidents(pack, 'environment', [114.0023, 30.0005]).map((each) => each.id)).toEqual([2]);
  expect(nearIncidents(pack, 'livelihood', [114.0015, 30.0005])).toEqual([]);
});

it('lists buildings by estate, and incidents by what is due', () => {
  expect(byEstate(pack, 1).map(({ estate, buildings }) => [estate, buildings.length])).toEqual([['南湖花园', 2], ['东风里', 1], [null, 1]]);
  expect(openIncidents(pack).map((each) => each.id)).toEqual([3, 1, 2]);
  expect(pack.buildings.map(doorCount)).toEqual([3, 1, 1, 0]);
  expect(buildingName(building(9, '1号楼', '南湖花园', 114))).toBe('南湖花园 1号楼');
});

describe('an address without a network', () => {
  it.each([
    ['南湖花园三幢２单元５０１室', '南湖花园 3号楼 2单元 501'], // compared without spaces below
    ['叁号楼', '3号楼'], ['十三栋', '13号楼'], ['二十一栋', '21号楼'], ['3#', '3号楼'], ['A座', 'a号楼'], ['3号', '3号'], ['2门501', '2单元501'],
  ])('%s reads as %s', (text, plain) => {
    expect(plainAddress(text).replaceAll(' ', '')).toBe(plain.replaceAll(' ', ''));
  });

  it.each([
    ['南湖花园3号楼2单元501', [[1, '2单元', '501']]],
    ['南湖花园 三栋 501室', [[1, '1单元', '501'], [1, '2单元', '501']]],
    ['南湖花园3-1-502', [[1, '1单元', '502']]],
    ['3-1-301', [[3, '1单元', '301']]],
    ['3号楼', [[1, null, null], [3, null, null]]],
    ['东风里3幢', [[3, null, null]]],
    ['南湖花园3号楼2单元', [[1, '2单元', null]]],
    ['a座', [[4, null, null]]],
    ['南湖花园3号楼3单元501', []],
    ['北湖花园3号楼', []],
    ['', []],
  ] as const)('%s finds %j', (text, found) => {
    expect(findDoors(pack, text, 10).map((hit) => [hit.building.id, hit.entrance?.name ?? null, hit.door?.room ?? null])).toEqual(found);
  });
});

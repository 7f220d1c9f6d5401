import { describe, expect, it } from 'vitest';
import { BUILDING_ZOOM, pick, type Hit } from './pick.ts';
import { Registry, type Layer } from './registry.ts';
import type { Thing } from './state.ts';

const layer = (id: string, geometry: string): Layer => ({
  id,
  geometry,
  label: { zh: id, en: id },
  parent: null,
  parent_field: null,
  zooms: [0, 17],
  cluster_below: null,
  look: null,
  fields: [],
});

const REGISTRY = new Registry(
  [
    ...['street', 'community', 'grid', 'estate', 'building', 'landcover'].map((id) => layer(id, 'MultiPolygon')),
    ...['venue', 'unit'].map((id) => layer(id, 'Point')),
  ],
  [],
);

const hit = (name: string, count: number | null = null): Hit => ({ ...thing(name), count, lon: 113.9, lat: 30.2 });

function thing(name: string): Thing {
  const [layerId = '', id = '1'] = name.split('/');
  return { layer: layerId, id: Number(id) };
}

/** A point inside street 1 > community 1 > grid 1 > estate 1 > building 1. */
const HERE = ['building', 'estate', 'grid', 'community', 'street'].map((name) => hit(name));

const FAR = 12;

function picked(hits: Hit[], selection: string | null, ancestors: string[] = [], zoom = FAR) {
  const answer = pick(hits, selection === null ? null : thing(selection), ancestors.map(thing), zoom, REGISTRY);
  return answer.kind === 'thing' ? `${answer.thing.layer}/${answer.thing.id}` : answer.kind;
}

describe('a click on areas', () => {
  it.each([
    [null, [], 'street/1'],
    ['street/1', [], 'community/1'],
    ['community/1', ['street/1'], 'grid/1'],
    ['grid/1', ['street/1', 'community/1'], 'estate/1'],
    ['estate/1', ['street/1', 'community/1'], 'building/1'],
  ])('inside %s goes one level down', (selection, ancestors, expected) => {
    expect(picked(HERE, selection, ancestors)).toBe(expected);
  });

  it('stays at the lowest level', () => {
    expect(picked(HERE, 'building/1', ['street/1', 'community/1', 'grid/1', 'estate/1'])).toBe('building/1');
  });

  it('skips a level that is not there', () => {
    const withoutEstate = HERE.filter(({ layer: id }) => id !== 'estate');
    expect(picked(withoutEstate, 'grid/1', ['street/1', 'community/1'])).toBe('building/1');
  });

  it('beside what is chosen takes the sibling, not a child of it', () => {
    const neighbour = [hit('building/9'), hit('grid/2'), hit('community/1'), hit('street/1')];
    expect(picked(neighbour, 'grid/1', ['street/1', 'community/1'])).toBe('grid/2');
  });

  it('far from what is chosen takes the same level there', () => {
    expect(picked([hit('community/7'), hit('street/7')], 'community/1', ['street/1'])).toBe('community/7');
  });

  it('with a point chosen goes down inside the areas that hold the point', () => {
    expect(picked(HERE, 'venue/3', [])).toBe('street/1');
    expect(picked(HERE, 'venue/3', ['street/1', 'community/1'])).toBe('grid/1');
  });

  it('takes a building at once when it is large on the screen', () => {
    expect(picked(HERE, null, [], BUILDING_ZOOM)).toBe('building/1');
    expect(picked(HERE, null, [], BUILDING_ZOOM - 0.01)).toBe('street/1');
  });

  it('on nothing chooses nothing', () => {
    expect(picked([], 'street/1')).toBe('nothing');
    expect(picked([hit('landcover/4'), hit('mystery/1')], null)).toBe('nothing');
  });
});

describe('a click on points', () => {
  it('takes the point before the areas around it', () => {
    expect(picked([hit('venue/5', 1), ...HERE], 'street/1')).toBe('venue/5');
  });

  it('opens what stands for several', () => {
    const answer = pick([hit('unit/5', 8), ...HERE], null, [], 12.5, REGISTRY);
    expect(answer).toEqual({ kind: 'cluster', lon: 113.9, lat: 30.2, zoom: 14.5 });
  });
});

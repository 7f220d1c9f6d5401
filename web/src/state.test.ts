import { describe, expect, it } from 'vitest';
import { firstSight, fromHash, sameThing, sameView, toHash, type Shown } from './state.ts';

const FIRST = firstSight('housing_type', ['venue']);

const FULL: Shown = {
  view: { zoom: 14.25, lon: 113.901234, lat: 30.201234, rotation: 0.5 },
  selection: { layer: 'service_point', id: 42 },
  theme: 'grid_kind',
  hidden: ['incident', 'unit'],
  asOf: '2026-06-01',
  preset: 'elder-15',
  reading: 'lenient',
  weight: 'ground_m2',
  panel: 'gaps',
  gaps: { kind: 'cross-boundary parent', level: 'building', category: 'four_oclock_school', sort: '-households' },
  gap: 12,
  scenario: 5,
  run: 31,
  language: 'en',
};

describe('the address of what is shown', () => {
  it('brings back everything that is shown', () => {
    expect(fromHash(toHash(FULL, FIRST), FIRST)).toEqual(FULL);
  });

  it('is empty for the first sight', () => {
    expect(toHash(FIRST, FIRST)).toBe('#');
    expect(fromHash('', FIRST)).toEqual(FIRST);
  });

  it('tells no theme from the first theme', () => {
    const none = { ...FIRST, theme: null };
    expect(toHash(none, FIRST)).toBe('#theme=none');
    expect(fromHash('#theme=none', FIRST).theme).toBeNull();
  });

  it('is the same whatever the order in which layers were hidden', () => {
    const other = { ...FULL, hidden: ['unit', 'incident'] };
    expect(toHash(other, FIRST)).toBe(toHash(FULL, FIRST));
  });

  it('tells nothing hidden from what is hidden at first', () => {
    expect(toHash({ ...FIRST, hidden: [] }, FIRST)).toBe('#hide=none');
    expect(fromHash('#hide=none', FIRST).hidden).toEqual([]);
    expect(fromHash('', FIRST).hidden).toEqual(['venue']);
  });

  it('puts longitude before latitude, and rotation only where the map is turned', () => {
    const straight = { ...FIRST, view: { zoom: 12, lon: 113.9, lat: 30.2, rotation: 0 } };
    expect(toHash(straight, FIRST)).toBe('#map=12/113.9/30.2');
    expect(toHash(FULL, FIRST)).toContain('map=14.25/113.901234/30.201234/0.5');
  });

  it.each([
    ['a view that is not made of numbers', '#map=12/x/30'],
    ['a view with a part missing', '#map=12/113.9'],
    ['a view with an empty part', '#map=12//30'],
    ['a latitude beyond the map', '#map=12/113.9/89'],
    ['a longitude beyond the globe', '#map=12/200/30'],
    ['a zoom beyond the map', '#map=99/113.9/30'],
    ['a view with a fifth part', '#map=12/113.9/30/0/1'],
    ['a selection without id', '#at=grid/'],
    ['a selection with a path', '#at=../../etc/1'],
    ['a language that nobody speaks here', '#lang=fr'],
    ['a theme that is not a word', '#theme=<script>'],
    ['a broken escape', '#at=%E0%A4%A'],
    ['a day that no calendar has', '#as_of=2026-02-30'],
    ['a panel that the page does not have', '#panel=secrets'],
    ['a filter that is not a word', '#kind=%3Cscript%3E&sort=1%3D1'],
    ['a gap that is not a rank', '#gap=0'],
    ['no pairs at all', '#hello&=1&&'],
  ])('%s counts as absent', (_, hash) => {
    expect(fromHash(hash, FIRST)).toEqual(FIRST);
  });
});

describe('comparing', () => {
  it('things by layer and id', () => {
    expect(sameThing({ layer: 'grid', id: 1 }, { layer: 'grid', id: 1 })).toBe(true);
    expect(sameThing({ layer: 'grid', id: 1 }, { layer: 'street', id: 1 })).toBe(false);
    expect(sameThing({ layer: 'grid', id: 1 }, { layer: 'grid', id: 2 })).toBe(false);
    expect(sameThing(null, { layer: 'grid', id: 1 })).toBe(false);
    expect(sameThing(null, null)).toBe(true);
  });

  it('views by what the address keeps of them', () => {
    const view = { zoom: 12, lon: 113.9, lat: 30.2, rotation: 0 };
    expect(sameView(view, { ...view, lon: 113.90000004 })).toBe(true);
    expect(sameView(view, { ...view, lon: 113.9001 })).toBe(false);
    expect(sameView(view, null)).toBe(false);
  });
});

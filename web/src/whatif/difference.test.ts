import { describe, expect, it } from 'vitest';
import type { ChangedBuilding, ChangedFigure } from '../server/whatif.ts';
import { areaClass, buildingClass, isChanged, largestPlaces, losesWalks, questionOf, type Question } from './difference.ts';

const ANY: Question = { index: 'any' };
const NURSERY: Question = { index: 'circle', category: 'nursery' };

function figure(index: ChangedFigure['index'], before: number, after: number, category?: string): ChangedFigure {
  const of = (covered: number) => ({ covered, not_covered: 100 - covered, unknown: 0, total: 100, share: covered / 100 });
  return { layer: 'grid', id: 1, name: null, index, ...(category === undefined ? {} : { category }), before: of(before), after: of(after) };
}

describe('the class of a building', () => {
  const table: [string, Omit<ChangedBuilding, 'id'>, Question, string | null][] = [
    ['covered at last', { branch: ['not covered', 'covered'] }, { index: 'h' }, 'gained'],
    ['known at last', { branch: ['unknown', 'covered'] }, { index: 'h' }, 'better'],
    ['no longer known', { hub: ['covered', 'unknown'] }, { index: 'hub' }, 'worse'],
    ['no longer covered', { hub: ['covered', 'not covered'] }, { index: 'hub' }, 'lost'],
    ['another fault than before', { verdict: ['missing branch', 'missing group'] }, { index: 'v' }, 'other'],
    ['complete at last', { verdict: ['missing hub', 'complete'] }, { index: 'v' }, 'gained'],
    ['of another question', { branch: ['not covered', 'covered'] }, { index: 'v' }, null],
    ['of another service', { circle: { clinic: ['covered', 'not covered'] } }, NURSERY, null],
    ['one service for another', { circle: { clinic: ['covered', 'not covered'], nursery: ['not covered', 'covered'] } }, { index: 'completeness' }, 'other'],
    ['all at once', { branch: ['not covered', 'covered'], verdict: ['missing branch', 'missing group'] }, ANY, 'gained'],
  ];
  it.each(table)('%s', (_, building, question, expected) => {
    expect(buildingClass({ id: 1, ...building }, question)).toBe(expected);
  });
});

describe('the class of an area', () => {
  it('is «much» from ten points on', () => {
    expect(areaClass([figure('h', 50, 60)], { index: 'h' })).toBe('gained');
    expect(areaClass([figure('h', 50, 59)], { index: 'h' })).toBe('better');
    expect(areaClass([figure('h', 60, 50)], { index: 'h' })).toBe('lost');
    expect(areaClass([figure('h', 59, 50)], { index: 'h' })).toBe('worse');
  });

  it('is none where the question is about something else or nothing changed', () => {
    expect(areaClass([figure('h', 50, 60)], { index: 'v' })).toBeNull();
    expect(areaClass([figure('circle', 50, 60, 'clinic')], NURSERY)).toBeNull();
    expect(areaClass([figure('h', 50, 50)], { index: 'h' })).toBeNull();
    expect(areaClass([], ANY)).toBeNull();
  });

  it('counts all indices but no single service where all is asked', () => {
    expect(areaClass([figure('h', 50, 55), figure('v', 50, 56), figure('circle', 90, 10, 'clinic')], ANY)).toBe('gained');
  });
});

describe('the largest places', () => {
  const of = (layer: ChangedFigure['layer'], id: number | null, name: string | null) => ({ ...figure('h', 50, 60), layer, id, name });

  it('are the city where it is told', () => {
    const told = [of('street', 1, 'A'), of('city', null, null), of('city', null, null)];
    expect(largestPlaces([{ figures: told }])).toEqual([{ layer: 'city', id: null, name: null }]);
  });

  it('are one\'s own areas of the highest level, from whichever scenario tells of them', () => {
    const one = { figures: [of('grid', 7, 'G'), of('street', 1, 'A')] };
    const other = { figures: [of('street', 2, 'B')] };
    expect(largestPlaces([one, other]).map(({ name }) => name)).toEqual(['A', 'B']);
  });

  it('are none where nothing is told', () => {
    expect(largestPlaces([{ figures: [] }])).toEqual([]);
  });
});

describe('the question', () => {
  it('is that of the theme, and all at once where the theme is about something else', () => {
    expect(questionOf('circle_nursery')).toEqual(NURSERY);
    expect(questionOf('circle_completeness')).toEqual({ index: 'completeness' });
    expect(questionOf('chain')).toEqual({ index: 'v' });
    expect(questionOf('built_year')).toEqual(ANY);
    expect(questionOf(null)).toEqual(ANY);
  });

  it('is told to have no answer where doors of a circle become unknown, not where a chain does', () => {
    const lost = (index: ChangedFigure['index']) => {
      const same = figure(index, 50, 50);
      return { ...same, after: { ...same.after, not_covered: 40, unknown: 10 } };
    };
    expect(losesWalks([figure('circle', 50, 40, 'nursery'), lost('h')])).toBe(false);
    expect(losesWalks([lost('circle')])).toBe(true);
    const found = lost('circle');
    expect(losesWalks([{ ...found, before: found.after, after: found.before }])).toBe(false);
  });

  it('finds a figure changed also where only the unknown ones moved', () => {
    const same = figure('h', 50, 50);
    expect(isChanged(same)).toBe(false);
    expect(isChanged({ ...same, after: { ...same.after, not_covered: 40, unknown: 10 } })).toBe(true);
  });
});

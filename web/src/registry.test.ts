import { describe, expect, it } from 'vitest';
import { Registry, stageAt, type Layer, type Theme } from './registry.ts';

const theme = (id: string, layer: string): Theme => ({ id, stages: [{ layer }] }) as unknown as Theme;
const registry = new Registry([], [theme('housing', 'building'), theme('size', 'grid'), theme('kind', 'grid')]);

describe('the theme of the first sight', () => {
  it('is the wished one where its layer has anything', () => {
    expect(registry.firstTheme(['kind'], { building: 9, grid: 1 })?.id).toBe('kind');
  });
  it('is the first that can show something where the wished one cannot', () => {
    expect(registry.firstTheme(['size'], { building: 9, grid: 0 })?.id).toBe('housing');
  });
  it('tells the coverage where there are units and homes, and else where people live', () => {
    const judged = new Registry([], [theme('size', 'grid'), theme('chain', 'grid_coverage')], [{ id: 'grid_coverage' } as Layer]);
    const first = (counts: Record<string, number>) => judged.firstTheme(['chain', 'size'], counts)?.id;
    expect(first({ grid: 1, building: 9, unit: 3 })).toBe('chain');
    expect(first({ grid: 1, building: 9 })).toBe('size');
    expect(first({ grid: 1, unit: 3 })).toBe('size');
  });
  it('is none where no theme can show anything', () => {
    expect(registry.firstTheme(['size'], {})).toBeNull();
  });
});

describe('the stage of a theme', () => {
  const stages = [
    { layer: 'street_coverage', zooms: [0, 11] },
    { layer: 'grid_coverage', zooms: [13, 15] },
    { layer: 'community_coverage', zooms: [11, 13] },
  ];
  const coverage = { id: 'chain', stages } as unknown as Theme;
  it.each([
    [0, 'street_coverage'],
    [10.99, 'street_coverage'],
    [11, 'community_coverage'],
    [13, 'grid_coverage'],
    [19, 'grid_coverage'],
  ])('at zoom %s is that of %s', (zoom, layer) => {
    expect(stageAt(coverage, zoom)?.layer).toBe(layer);
  });
});

describe('a layer that is computed', () => {
  const gap = {
    id: 'gap',
    fields: [{ name: 'kind', choices: [{ value: 'missing hub', label: { zh: '缺中心户', en: 'No hub' } }] }],
  } as unknown as Layer;
  it('has words, and is not a thing of the city', () => {
    const measured = new Registry([], [], [gap]);
    expect(measured.isMeasured).toBe(true);
    expect(measured.isGiven('gap')).toBe(false);
    expect(measured.drawn).toEqual([]);
    expect(measured.word('gap', 'kind', 'missing hub', 'zh')).toBe('缺中心户');
  });
  it('leaves a value that it does not know as it is', () => {
    expect(registry.word('gap', 'kind', 'strange', 'en')).toBe('strange');
  });
});

import { describe, expect, it } from 'vitest';
import type { MapStyle } from '../server.ts';
import { groundColour, localFonts, vectorSource, withoutHidden } from './style.ts';

const STYLE: MapStyle = {
  version: 8,
  sources: { city: { type: 'vector', tiles: ['/tiles/grid,unit/{z}/{x}/{y}.mvt'], maxzoom: 16 } },
  layers: [
    { id: 'ground', type: 'background', paint: { 'background-color': '#f6f5f2' } },
    { id: 'grid-line', type: 'line', source: 'city', 'source-layer': 'grid' },
    { id: 'grid-name', type: 'symbol', source: 'city', 'source-layer': 'grid_label' },
    { id: 'unit-dot', type: 'circle', source: 'city', 'source-layer': 'unit' },
  ],
};

describe('the style of the service', () => {
  it('loses a hidden layer together with its labels', () => {
    expect(withoutHidden(STYLE, ['grid']).layers.map((layer) => layer.id)).toEqual(['ground', 'unit-dot']);
    expect(withoutHidden(STYLE, [])).toEqual(STYLE);
  });

  it('names its tiles', () => {
    expect(vectorSource(STYLE)).toEqual({ id: 'city', template: '/tiles/grid,unit/{z}/{x}/{y}.mvt', maxZoom: 16 });
    expect(() => vectorSource({ ...STYLE, sources: {} })).toThrow('no vector source');
  });

  it('gives the ground its colour', () => {
    expect(groundColour(STYLE)).toBe('#f6f5f2');
    expect(groundColour({ ...STYLE, layers: [] })).toBeNull();
  });

  it('is written in local fonts of the weight it asks for', () => {
    expect(localFonts(['Noto Sans Bold'])).toContain('Microsoft YaHei Bold');
    expect(localFonts(['Noto Sans Regular'])).toContain('Microsoft YaHei');
    expect(localFonts(['Noto Sans Regular']).at(-1)).toBe('sans-serif');
  });
});

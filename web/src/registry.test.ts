import { describe, expect, it } from 'vitest';
import { Registry, type Theme } from './registry.ts';

const theme = (id: string, layer: string): Theme => ({ id, stages: [{ layer }] }) as unknown as Theme;
const registry = new Registry([], [theme('housing', 'building'), theme('size', 'grid'), theme('kind', 'grid')]);

describe('the theme of the first sight', () => {
  it('is the wished one where its layer has anything', () => {
    expect(registry.firstTheme('kind', { building: 9, grid: 1 })?.id).toBe('kind');
  });
  it('is the first that can show something where the wished one cannot', () => {
    expect(registry.firstTheme('size', { building: 9, grid: 0 })?.id).toBe('housing');
  });
  it('is none where no theme can show anything', () => {
    expect(registry.firstTheme('size', {})).toBeNull();
  });
});

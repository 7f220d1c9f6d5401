import { describe, expect, it } from 'vitest';
import { nextSort, sortState } from './gaps.ts';

describe('a click on a heading', () => {
  it('sorts words and ranks from the start, and households the most first', () => {
    expect(nextSort('rank', 'kind')).toBe('kind');
    expect(nextSort('rank', 'households')).toBe('-households');
  });
  it('turns the sorted column round', () => {
    expect(nextSort('kind', 'kind')).toBe('-kind');
    expect(nextSort('-households', 'households')).toBe('households');
  });
});

it('a heading says how its column is sorted', () => {
  expect(sortState('-households', 'households')).toBe('descending');
  expect(sortState('households', 'households')).toBe('ascending');
  expect(sortState('-gained_households', 'households')).toBe('none');
});

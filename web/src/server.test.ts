import { expect, it } from 'vitest';
import { USUAL } from './basis.ts';
import { around, styleAddress } from './server.ts';

it('the extent holds every box, and is nothing where there is no box', () => {
  expect(around([])).toBeNull();
  expect(around([[1, 2, 3, 4]])).toEqual([1, 2, 3, 4]);
  expect(around([[1, 2, 3, 4], [0, 3, 2, 9]])).toEqual([0, 2, 3, 9]);
});

it('a map is drawn by what figures are measured by, and by the usual without naming it', () => {
  const drawn = { ...USUAL, asOf: '2026-06-01', preset: 'elder-15' as const };
  const usual = '/styles/planner.json?theme=chain&lang=en&as_of=2026-06-01&preset=elder-15';
  expect(styleAddress('chain', 'en', drawn)).toBe(usual);
  expect(styleAddress('chain', 'en', { ...drawn, reading: 'lenient' })).toBe(`${usual}&reading=lenient`);
  expect(styleAddress('chain', 'en', { ...drawn, weight: 'buildings' })).toBe(`${usual}&weight=buildings`);
});

import { expect, it } from 'vitest';
import { measuredArea } from './area.ts';

const STREET = { layer: 'street', id: 1 };
const GRID = { layer: 'grid', id: 7 };

it('figures are of the chosen area, or of the smallest measured one around what is chosen', () => {
  expect(measuredArea(GRID, [STREET])).toEqual(GRID);
  expect(measuredArea({ layer: 'building', id: 3 }, [STREET, GRID])).toEqual(GRID);
  expect(measuredArea({ layer: 'venue', id: 3 }, [STREET, { layer: 'building', id: 3 }])).toEqual(STREET);
});

it('figures are of the whole city where nothing is chosen, or what is chosen lies in no area', () => {
  expect(measuredArea(null, [])).toBeNull();
  expect(measuredArea({ layer: 'venue', id: 3 }, [])).toBeNull();
});

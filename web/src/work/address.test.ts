import { expect, it } from 'vitest';
import { fromHash, toHash } from './address.ts';

it.each(['#tab=here', '#tab=grids&at=building/12', '#tab=incidents&at=incident/7'])('%s comes back as it went', (hash) => {
  expect(toHash(fromHash(hash))).toBe(hash);
});

it.each(['', '#tab=nothing', '#at=street/1', '#tab=grids&at=building/0', '#tab=grids&at=building/1x'])('%s opens the grids', (hash) => {
  expect(fromHash(hash)).toEqual({ tab: 'grids', at: null });
});

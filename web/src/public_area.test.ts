import { describe, expect, it } from 'vitest';
import { areaOf } from './public_area.ts';

describe('the area that everybody is told about', () => {
  const held = [{ layer: 'street', id: 1 }, { layer: 'community', id: 2 }, { layer: 'grid', id: 3 }, { layer: 'estate', id: 4 }];

  it('is what is chosen, else the smallest around it', () => {
    expect(areaOf({ layer: 'community', id: 9 }, [])).toEqual({ layer: 'community', id: 9 });
    expect(areaOf({ layer: 'building', id: 9 }, held)).toEqual({ layer: 'grid', id: 3 });
  });

  it('is the city where nothing is chosen, and where nothing holds it', () => {
    expect(areaOf(null, [])).toBeNull();
    expect(areaOf({ layer: 'venue', id: 9 }, [])).toBeNull();
  });
});

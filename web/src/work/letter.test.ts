import { describe, expect, it } from 'vitest';
import { BLANK, draftOf, isBlank, missing, reportOf, type Draft, type Spot } from './letter.ts';

const NOW = Date.parse('2026-11-25T08:00:00Z');
const here: Spot = { kind: 'here', lon: 114.01, lat: 30.01, accuracy_m: 12.34, crs: 'gcj02' };
const building: Spot = { kind: 'building', id: 7, name: '3号楼', lon: 114, lat: 30 };
const photo = { type: 'image/jpeg', bytes: new ArrayBuffer(3) };
const draft = (given: Partial<Draft>): Draft => ({ category: 'environment', description: ' 垃圾堆放 ', spot: here, photos: [], ...given });

describe('a draft', () => {
  it('says what it still needs; a photo may stand for the words', () => {
    expect(missing(BLANK)).toEqual(['category', 'spot', 'description']);
    expect(missing(draft({ description: '  ' }))).toEqual(['description']);
    expect(missing(draft({ description: '', photos: [photo] }))).toEqual([]);
    expect(isBlank(BLANK)).toBe(true);
    expect(isBlank(draft({}))).toBe(false);
  });

  it('becomes a report of a position in the system in which the phone gave it', () => {
    expect(reportOf(draft({}), NOW)).toEqual({
      category: 'environment', description: '垃圾堆放', place: 'here', lon: 114.01, lat: 30.01, crs: 'gcj02', accuracy_m: 12.3,
      reported_at: '2026-11-25T08:00:00.000Z',
    });
  });

  it('becomes a report of a building or of a pin, which are never shifted', () => {
    expect(reportOf(draft({ spot: building }), NOW)).toMatchObject({ place: 'building', building_id: 7, crs: 'EPSG:4326' });
    const pin = reportOf(draft({ spot: { kind: 'pin', lon: 1, lat: 2 } }), NOW);
    expect(pin).toMatchObject({ place: 'pin', lon: 1, lat: 2, crs: 'EPSG:4326' });
    expect(pin).not.toHaveProperty('accuracy_m');
  });

  it.each([here, building, { kind: 'pin', lon: 1, lat: 2 } as const])('comes back from a refused report: $kind', (spot) => {
    const whole = draft({ spot, description: '垃圾堆放', photos: [photo] });
    const back = draftOf({ kind: 'report', report: reportOf(whole, NOW), photos: [photo], where: '3号楼' });
    expect(missing(back)).toEqual([]);
    expect(back).toMatchObject({ category: 'environment', description: '垃圾堆放', photos: [photo] });
    expect(back.spot).toMatchObject({ kind: spot.kind, lon: spot.lon, lat: spot.lat });
  });
});

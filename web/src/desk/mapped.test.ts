import { expect, it } from 'vitest';
import { Loader } from '../measure/loaded.ts';
import { FIRST } from './filter.ts';
import { holds, Mapped, widened, type Box } from './mapped.ts';
import type { DeskService, IncidentMap } from './service.ts';

const BOX: Box = [114, 30, 114.4, 30.2];

it('a little more than is seen is asked for, within the degrees that there are', () => {
  expect(holds(widened(BOX), BOX)).toBe(true);
  expect(holds(BOX, widened(BOX))).toBe(false);
  expect(widened([-180, -90, 180, 90])).toEqual([-180, -90, 180, 90]);
});

it('asks again where something else is to be seen, and not for a small step', () => {
  const asked: string[] = [];
  const answer: IncidentMap = { incidents: [], groups: [], number_matched: 0, number_shown: 0 };
  const service = { map: (address: string) => Promise.resolve((asked.push(address), answer)) } as unknown as DeskService;
  const trouble = { title: '', detail: '', remedy: '' };
  const mapped = new Mapped(service, new Loader<IncidentMap>(() => undefined, () => trouble));
  mapped.look(14, BOX, FIRST);
  mapped.look(14.2, [114.01, 30, 114.41, 30.2], FIRST);
  expect(asked.length).toBe(1);
  mapped.look(15, BOX, FIRST);
  mapped.look(15, [114.2, 30, 114.6, 30.2], FIRST);
  mapped.follow({ ...FIRST, category: 'disputes' });
  mapped.follow({ ...FIRST, category: 'disputes' }, true);
  expect(asked.length).toBe(5);
  mapped.follow({ ...FIRST, category: 'disputes', view: 'load' }, true);
  expect(asked.length).toBe(5);
  expect(asked[4]).toContain('category=disputes');
});

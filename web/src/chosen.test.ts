import { expect, it } from 'vitest';
import type { App } from './app.ts';
import { Chosen } from './chosen.ts';
import type { Item, Place } from './server.ts';
import type { Thing } from './state.ts';

const GRID: Thing = { layer: 'grid', id: 7 };

/** A reader whose answers come when, and in the order in which, the test gives them. */
function reader(selection: Thing | null = GRID) {
  const told: string[] = [];
  const items: ((item: Item) => void)[] = [];
  const places: ((place: Place) => void)[] = [];
  const app = {
    shown: { selection, asOf: null },
    tell: (what: string) => told.push(what),
    server: {
      item: () => new Promise<Item>((found) => items.push(found)),
      locate: () => new Promise<Place>((found) => places.push(found)),
    },
  } as unknown as App;
  return { chosen: new Chosen(app), told, items, places };
}

const item = (name: string) => ({ properties: { name } }) as unknown as Item;
const place = (lon: number) => ({ lon }) as unknown as Place;

it('an older answer about the chosen thing that comes late is dropped', async () => {
  const { chosen, items } = reader();
  const before = chosen.read(false);
  const after = chosen.read(false);
  items[1]?.(item('as it is now'));
  items[0]?.(item('as it was'));
  await Promise.all([before, after]);
  expect(chosen.detail).toMatchObject({ kind: 'ready', item: { properties: { name: 'as it is now' } } });
});

it('the map follows a choice that is read again before it was there, and then no more', async () => {
  const { chosen, told, items } = reader();
  const readings = [chosen.read(true), chosen.read(false, true)];
  items[0]?.(item('as it was'));
  items[1]?.(item('as it is now'));
  await Promise.all(readings);
  expect(told.filter((what) => what === 'choice')).toHaveLength(1);
  const again = chosen.read(false, true);
  items[2]?.(item('later'));
  await again;
  expect(told.at(-1)).toBe('all');
});

it('of two places that were asked about the last one is told, and none that was closed', async () => {
  const { chosen, places } = reader();
  const asked = [chosen.ask(113, 30), chosen.ask(114, 30)];
  places[1]?.(place(114));
  places[0]?.(place(113));
  await Promise.all(asked);
  expect(chosen.asked).toMatchObject({ kind: 'ready', lon: 114 });
  const late = chosen.ask(115, 30);
  chosen.stopAsking();
  places[2]?.(place(115));
  await late;
  expect(chosen.asked).toEqual({ kind: 'none' });
});

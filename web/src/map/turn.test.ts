import VectorTileSource from 'ol/source/VectorTile.js';
import { expect, it } from 'vitest';
import { Turn } from './turn.ts';

const source = () => new VectorTileSource({});

/** A picture is begun with what the layer has now, and is whole. */
function drawn(turn: Turn): void {
  turn.now.dispatchEvent('prerender');
  turn.settle();
}

it('what was drawn stays below without its colours until what is asked is there, and then goes', () => {
  const target = document.createElement('div');
  const turn = new Turn(target);
  turn.to(source());
  expect(target.dataset['past']).toBe('tiles-b');
  drawn(turn);
  expect([target.dataset['past'], turn.isDone]).toEqual([undefined, true]);
  const [before, old] = [turn.now, turn.now.getSource()];
  turn.to(source());
  expect([turn.now === before, before.getSource() === old, target.dataset['past']]).toEqual([false, true, before.getClassName()]);
  drawn(turn);
  expect([before.getSource(), target.dataset['past'], turn.isDone]).toEqual([null, undefined, true]);
});

it('a picture that was begun before is not that of what came since', () => {
  const turn = new Turn(document.createElement('div'));
  turn.to(source());
  drawn(turn);
  turn.to(source());
  turn.settle();
  expect(turn.isDone).toBe(false);
});

it('what never came whole is no picture to keep', () => {
  const turn = new Turn(document.createElement('div'));
  const whole = source();
  turn.to(whole);
  drawn(turn);
  turn.to(source());
  const last = source();
  turn.to(last);
  expect(turn.layers.map((layer) => layer.getSource()).filter((one) => one !== last)).toEqual([whole]);
});

it('from the moment that something else is asked nothing that is drawn counts as whole', () => {
  const target = document.createElement('div');
  const turn = new Turn(target);
  turn.to(source());
  drawn(turn);
  target.dataset['drawn'] = '12';
  turn.outdate(true);
  expect([target.dataset['past'], target.dataset['drawn'], turn.isDone]).toEqual(['tiles-a tiles-b', undefined, false]);
  turn.outdate(false);
  expect([target.dataset['past'], turn.isDone]).toEqual([undefined, true]);
});

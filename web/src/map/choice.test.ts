import { expect, it } from 'vitest';
import type { App } from '../app.ts';
import { Registry } from '../registry.ts';
import type { Place } from '../server.ts';
import { Choice } from './choice.ts';

it('an answer to an older click, or to one after which something else was chosen, chooses nothing', async () => {
  const answers: ((place: Place) => void)[] = [];
  const app = {
    detail: { kind: 'none' }, registry: new Registry([], []), shown: { selection: null, asOf: null },
    server: { locate: () => new Promise<Place>((found) => answers.push(found)) },
  };
  const choice = new Choice(app as unknown as App);
  const clicks = [choice.under(113, 30, [], 15), choice.under(114, 30, [], 15)];
  for (const answer of answers.reverse()) answer({ places: [] } as unknown as Place);
  const [older, last] = await Promise.all(clicks);
  expect(older).toBeNull();
  expect(last).not.toBeNull();
  const late = choice.under(115, 30, [], 15);
  app.shown = { selection: { layer: 'grid', id: 7 } as never, asOf: null };
  answers[0]?.({ places: [] } as unknown as Place);
  answers.at(-1)?.({ places: [] } as unknown as Place);
  expect(await late).toBeNull();
});

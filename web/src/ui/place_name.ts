/** What an area on the path to what is chosen is called; its layer where it is not on the path. */

import type { App } from '../app.ts';
import { sameThing, type Thing } from '../state.ts';

export function placeName(app: App, thing: Thing): string {
  const { detail } = app;
  if (detail.kind !== 'ready') return app.registry.layer(thing.layer).label[app.language];
  const step = detail.item.ancestors.find((each) => sameThing({ layer: each.layer, id: each.id }, thing));
  if (step) return step.name ?? step.code ?? app.say.noName;
  return titleOf(detail.item, app.say.noName);
}

/** The heading of a thing: its name, else its code. */
export function titleOf(item: { properties: Record<string, unknown> }, unnamed: string): string {
  const { name, code } = item.properties;
  return typeof name === 'string' && name !== '' ? name : typeof code === 'string' && code !== '' ? code : unnamed;
}

/** What is tried, in the reader's words. */

import type { App } from '../app.ts';
import { formatNumber } from '../format.ts';
import type { ChangedFigure } from '../server/whatif.ts';
import type { AddUnit, Change, SetParameter } from '../whatif/changes.ts';
import type { Armed } from '../whatif/desk.ts';
import { BRANCH, GROUP, HUB } from '../whatif/placing.ts';

export function levelWord(app: App, level: number): string {
  const { say } = app;
  const words: Record<number, string> = { [BRANCH]: say.planBranch, [GROUP]: say.planGroup, [HUB]: say.planHub };
  return words[level] ?? app.registry.layer('unit').label[app.language];
}

export function categoryWord(app: App, category: string): string {
  return app.registry.word('venue', 'category', category, app.language);
}

/** The name of a thing of the city or, with an id below 0, of what the list adds. */
export function thingWord(app: App, layer: string, id: number): string {
  const added = id < 0 ? app.whatIf.changes[-id - 1] : undefined;
  if (added?.op === 'add_unit') return `${levelWord(app, added.level)} ${-id}`;
  if (added?.op === 'add_venue') return `${categoryWord(app, added.category)} ${-id}`;
  const label = app.registry.has(layer) ? app.registry.layer(layer).label[app.language] : layer;
  return app.whatIf.things.of(layer, id)?.name ?? `${label} ${id}`;
}

export function parameterWord(app: App, name: string): string {
  const { say } = app;
  const words: Record<string, string> = { preset: say.planPreset, hub_lenient_m: say.planHubReach, dormant_after_days: say.planDormant };
  return words[name] ?? name;
}

export function valueWord(app: App, value: SetParameter['value']): string {
  if (typeof value === 'number') return formatNumber(value, app.language, 1);
  return typeof value === 'string' ? app.say.preset(value) : value ? app.say.yes : app.say.no;
}

/** One change in one line. */
export function changeWord(app: App, change: Change): string {
  const { say } = app;
  const unit = (id: number) => thingWord(app, 'unit', id);
  switch (change.op) {
    case 'add_venue':
      return say.planNewVenue(categoryWord(app, change.category));
    case 'add_unit':
      return say.planNewUnit(levelWord(app, change.level));
    case 'move_venue':
      return say.planMoved(thingWord(app, 'venue', change.id));
    case 'move_unit':
      return say.planMoved(unit(change.id));
    case 'remove_venue':
      return say.planTaken(thingWord(app, 'venue', change.id));
    case 'remove_unit':
      return say.planTaken(unit(change.id));
    case 'add_link':
      return say.planLinked(unit(change.unit_id), thingWord(app, change.target_layer, change.target_id), change.is_primary);
    case 'remove_link':
      return say.planUnlinked(unit(change.unit_id), thingWord(app, change.target_layer, change.target_id));
    case 'set_parameter':
      return say.planSet(parameterWord(app, change.name), valueWord(app, change.value));
  }
}

/** What a new unit serves and under whom, in one line. */
export function unitWord(app: App, { level, targets, parent_id }: AddUnit): string {
  const { say } = app;
  const [target] = targets;
  const served = target
    ? say.planServes(thingWord(app, target.layer, target.id), target.is_primary)
    : level === HUB
      ? say.planStands
      : say.planTargetNone;
  return `${served} · ${parent_id === undefined ? say.planParentNone : say.planParentIs(thingWord(app, 'unit', parent_id))}`;
}

/** What the next click on the map does. */
export function armedWord(app: App, armed: Armed): string {
  const { say } = app;
  switch (armed.kind) {
    case 'venue':
      return say.planArmed(categoryWord(app, armed.category));
    case 'unit':
      return say.planArmed(levelWord(app, armed.level));
    case 'move':
      return say.planArmedMove(thingWord(app, armed.layer, armed.id));
    case 'link':
      return say.planArmedLink;
    case 'candidate':
      return say.sitesArmed;
  }
}

export function indexWord(app: App, { index, category }: Pick<ChangedFigure, 'index'> & { category?: string | null }): string {
  const { say } = app;
  if (index === 'circle') return categoryWord(app, category ?? '');
  return { h: say.figureH, v: say.figureV, hub: say.figureHub, completeness: say.figureCompleteness }[index];
}

/** What everybody may know of the chosen area, or of the city: who answers for it, how many incidents are open. */

import type { App } from './app.ts';
import { Loader, type Loaded } from './measure/loaded.ts';
import type { PublicAnswer } from './server.ts';
import type { Thing } from './state.ts';

const LEVELS = ['grid', 'community', 'street'];

export class PublicArea {
  private readonly app: App;
  private readonly found: Loader<PublicAnswer>;
  private key = '';

  constructor(app: App) {
    this.app = app;
    this.found = new Loader(
      () => app.tell('all'),
      (error) => app.explain(error),
    );
  }

  get now(): Loaded<PublicAnswer> {
    return this.found.now;
  }

  /** Reads what is not read yet, for readers without an account; the smallest area that holds what is chosen. */
  follow(): void {
    const { app } = this;
    if (app.state.kind !== 'city' || app.reader.isStaff || app.detail.kind === 'loading') return;
    const area = areaOf(app.shown.selection, app.detail.kind === 'ready' ? app.detail.item.ancestors : []);
    const key = `${area?.layer ?? 'city'}/${area?.id ?? 0}`;
    if (key === this.key) return;
    this.key = key;
    void this.found.load((signal) => app.server.publicArea(area, signal));
  }

  again(): void {
    this.key = '';
    this.follow();
  }
}

/** The chosen area, or the smallest around what is chosen; null is the city. */
export function areaOf(chosen: Thing | null, ancestors: readonly Thing[]): Thing | null {
  if (chosen && LEVELS.includes(chosen.layer)) return chosen;
  const holder = ancestors.findLast(({ layer }) => LEVELS.includes(layer));
  return holder ? { layer: holder.layer, id: holder.id } : null;
}

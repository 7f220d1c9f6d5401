/** How many things of each layer there are on the day that is shown. */

import type { App } from './app.ts';
import { Loader, readSoFar } from './measure/loaded.ts';
import type { CitySize } from './server.ts';

type Numbers = Readonly<Record<string, number>>;

export class Counts {
  private readonly app: App;
  private readonly past: Loader<CitySize>;
  private key = '';

  constructor(app: App) {
    this.app = app;
    this.past = new Loader(
      () => app.tell('all'),
      (error) => app.explain(error),
    );
  }

  /** The numbers of that day; null until they are read. */
  get now(): Numbers | null {
    const { app } = this;
    return app.shown.asOf === null ? app.size.counts : (readSoFar(this.past.now)?.counts ?? null);
  }

  /** Reads them when the day is another one; today's come with the city itself. */
  follow(): void {
    const { asOf } = this.app.shown;
    const key = this.app.state.kind === 'city' ? (asOf ?? '') : '';
    if (key === this.key) return;
    this.key = key;
    if (key !== '') void this.past.load((signal) => this.app.server.city(key, signal));
  }

  again(): void {
    this.key = '';
    this.follow();
  }
}

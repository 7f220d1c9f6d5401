/** The figures of what is chosen: read again whenever the area, the day or what is measured by changes, and its trend when it is asked for. */

import type { App } from '../app.ts';
import { dayOf, stepsTo } from '../days.ts';
import type { AreaAnswer, Trend } from '../server/measures.ts';
import type { Thing } from '../state.ts';
import { Loader, type Loaded } from './loaded.ts';
import { VenueReach } from './reach.ts';

/** The areas that are measured, largest first. */
export const MEASURED = ['street', 'community', 'grid', 'estate'] as const;

const PENDING_MS = 2_000;

export class AreaFigures {
  /** Whom the chosen venue reaches. */
  readonly reach: VenueReach;
  private readonly app: App;
  private readonly figures: Loader<AreaAnswer>;
  private readonly history: Loader<Trend>;
  private key = '';
  private trendKey = '';
  private wantsTrend = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(app: App) {
    this.app = app;
    this.reach = new VenueReach(app);
    const changed = () => app.tell('all');
    this.figures = new Loader(changed, (error) => app.explain(error));
    this.history = new Loader(changed, (error) => app.explain(error));
  }

  get now(): Loaded<AreaAnswer> {
    return this.figures.now;
  }

  get trend(): Loaded<Trend> {
    return this.history.now;
  }

  /** What the figures are of: the chosen area, or the smallest measured area around what is chosen; null is the city. */
  get area(): Thing | null {
    const { detail } = this.app;
    return measuredArea(this.app.shown.selection, detail.kind === 'ready' ? detail.item.ancestors : []);
  }

  /** Reads what is not read yet. While a chosen thing is still being read, its areas are not known. */
  follow(): void {
    const { app } = this;
    this.reach.follow();
    const isOpen = app.state.kind === 'city' && app.registry.isMeasured;
    if (!isOpen || (app.detail.kind === 'loading' && !isMeasuredArea(app.shown.selection))) return;
    const { area } = this;
    const { asOf, preset, reading, weight } = app.shown;
    const key = [area?.layer, area?.id, asOf, preset, reading, weight, app.language].join(' ');
    if (key !== this.key) {
      this.key = key;
      void this.figures.load((signal) => app.server.measures.area(area, app.shown, signal));
    }
    if (this.wantsTrend && key !== this.trendKey) this.readTrend(key);
  }

  /** Whether someone looks at the trend: a year of measures is not made for nobody. */
  showTrend(isShown: boolean): void {
    this.wantsTrend = isShown;
    this.follow();
  }

  again(): void {
    this.key = '';
    this.trendKey = '';
    this.follow();
  }

  private readTrend(key: string): void {
    const { area, app } = this;
    this.trendKey = key;
    clearTimeout(this.timer);
    const { shown } = app;
    const dates = stepsTo(shown.asOf ?? dayOf(new Date()));
    const read = async (signal: AbortSignal): Promise<Trend> => {
      const trend = await app.server.measures.trend(area, dates, shown, signal);
      if (trend.pending.length > 0) this.timer = setTimeout(() => this.askAgain(key, read), PENDING_MS);
      return trend;
    };
    void this.history.load(read);
  }

  private askAgain(key: string, read: (signal: AbortSignal) => Promise<Trend>): void {
    if (key === this.trendKey && this.wantsTrend) void this.history.load(read, true);
    else if (key === this.trendKey) this.trendKey = '';
  }
}

export function isMeasuredArea(thing: Thing | null): boolean {
  return thing === null || (MEASURED as readonly string[]).includes(thing.layer);
}

/** The thing itself where it is a measured area, else the smallest measured one of what holds it; null is the city. */
export function measuredArea(thing: Thing | null, ancestors: readonly Thing[]): Thing | null {
  if (thing === null || isMeasuredArea(thing)) return thing;
  const holder = ancestors.findLast((each) => isMeasuredArea(each));
  return holder ? { layer: holder.layer, id: holder.id } : null;
}

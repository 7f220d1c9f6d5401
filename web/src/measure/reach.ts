/** Whom the chosen venue reaches on foot: read again whenever the venue, the day or the preset changes. */

import type { App } from '../app.ts';
import type { PlaceReach } from '../server/measures.ts';
import { Loader, type Loaded } from './loaded.ts';

export class VenueReach {
  private readonly app: App;
  private readonly found: Loader<PlaceReach>;
  private key = '';

  constructor(app: App) {
    this.app = app;
    this.found = new Loader(
      () => app.tell('all'),
      (error) => app.explain(error),
    );
  }

  /** The reach of the chosen venue; «none» while something else is chosen. */
  get now(): Loaded<PlaceReach> {
    return this.place() ? this.found.now : { kind: 'none' };
  }

  follow(): void {
    const place = this.place();
    const key = place === null ? '' : [...place, this.app.shown.asOf, this.app.shown.preset, this.app.language].join(' ');
    if (key === this.key) return;
    this.key = key;
    if (place === null) return;
    const [lon, lat] = place;
    void this.found.load((signal) => this.app.server.measures.reach(lon, lat, this.app.shown, signal));
  }

  private place(): [number, number] | null {
    const { detail, registry } = this.app;
    if (!registry.isMeasured || detail.kind !== 'ready' || detail.thing.layer !== 'venue') return null;
    const { geometry } = detail.item;
    if (geometry?.type !== 'Point') return null;
    const [lon, lat] = geometry.coordinates;
    return lon === undefined || lat === undefined ? null : [lon, lat];
  }
}

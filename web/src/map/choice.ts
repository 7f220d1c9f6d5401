/** What the reader meant by a click: asked of the tiles, and where they hold no point, of the service. */

import type { App } from '../app.ts';
import { pick, type Hit } from '../pick.ts';
import { sameThing } from '../state.ts';

type Picked = ReturnType<typeof pick>;

export class Choice {
  private readonly app: App;
  private asked = 0;

  constructor(app: App) {
    this.app = app;
  }

  /** Null where the reader chose something else before the service answered, here or in a list. */
  async under(lon: number, lat: number, points: readonly Hit[], zoom: number): Promise<Picked | null> {
    const { detail, registry, server, shown } = this.app;
    const mine = ++this.asked;
    const places = points.length > 0 ? [] : (await server.locate(lon, lat, shown.asOf)).places;
    if (mine !== this.asked || !sameThing(shown.selection, this.app.shown.selection)) return null;
    const hits = [...points, ...places.map(({ layer, id }): Hit => ({ layer, id, count: null, lon, lat }))];
    const ancestors = detail.kind === 'ready' ? detail.item.ancestors : [];
    return pick(hits, shown.selection, ancestors, zoom, registry);
  }
}

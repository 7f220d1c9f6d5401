/** What is known of the thing that a reader chose, and of the place that a reader asked about. */

import type { App } from './app.ts';
import { ServerGone, troubleOf, type Item, type Place } from './server.ts';
import { sameThing, type Thing, type Trouble } from './state.ts';

/** The chosen thing, as far as it is known. */
export type Detail =
  | { kind: 'none' }
  | { kind: 'loading'; thing: Thing }
  | { kind: 'ready'; thing: Thing; item: Item }
  | { kind: 'lost'; thing: Thing; trouble: Trouble };

/** The answer to «where is this». */
export type Asked =
  | { kind: 'none' }
  | { kind: 'loading'; lon: number; lat: number }
  | { kind: 'ready'; lon: number; lat: number; place: Place }
  | { kind: 'failed'; lon: number; lat: number; trouble: Trouble };

export class Chosen {
  detail: Detail = { kind: 'none' };
  asked: Asked = { kind: 'none' };
  private readonly app: App;
  /** What was asked last is what is shown: an older answer that comes late is dropped. */
  private reading = 0;
  private asking = 0;
  /** To this the map goes as soon as it is read. */
  private followed: Thing | null = null;

  constructor(app: App) {
    this.app = app;
  }

  /** Reads the chosen thing; `goThere` lets the map follow, `quietly` keeps what is shown until the answer is there. */
  async read(goThere: boolean, quietly = false): Promise<void> {
    const { app } = this;
    const mine = ++this.reading;
    const thing = app.shown.selection;
    // Read again before it was there: the map still follows.
    const goes = goThere || (this.followed !== null && sameThing(this.followed, thing));
    this.followed = goes ? thing : null;
    if (!thing) {
      this.detail = { kind: 'none' };
      app.tell(goThere ? 'choice' : 'all');
      return;
    }
    if (!quietly) {
      this.detail = { kind: 'loading', thing };
      app.tell('all');
    }
    const found = await this.found(thing);
    if (!found || mine !== this.reading || !sameThing(thing, app.shown.selection)) return;
    this.detail = found;
    this.followed = null;
    app.tell(goes ? 'choice' : 'all');
  }

  /** What lies at a place; the answer has a card of its own beside what is chosen. */
  async ask(lon: number, lat: number): Promise<void> {
    const { app } = this;
    const mine = ++this.asking;
    this.asked = { kind: 'loading', lon, lat };
    app.tell('all');
    let asked: Asked;
    try {
      asked = { kind: 'ready', lon, lat, place: await app.server.locate(lon, lat, app.shown.asOf) };
    } catch (error) {
      asked = { kind: 'failed', lon, lat, trouble: app.explain(error) };
    }
    if (mine !== this.asking) return;
    this.asked = asked;
    app.tell('all');
  }

  stopAsking(): void {
    this.forgetPlace();
    this.app.tell('all');
  }

  /** The place that was asked about is of no more interest, an answer that is on its way neither. */
  forgetPlace(): void {
    this.asking += 1;
    this.asked = { kind: 'none' };
  }

  /** Null while the service is gone: what is known stays. */
  private async found(thing: Thing): Promise<Detail | null> {
    const { app } = this;
    try {
      return { kind: 'ready', thing, item: await app.server.item(thing, app.shown.asOf) };
    } catch (error) {
      app.noteTrouble(error);
      return error instanceof ServerGone ? null : { kind: 'lost', thing, trouble: troubleOf(error, app.language) };
    }
  }
}

/** The picture of the city in the style of the service: asked again when something else is to be seen, and never shown as an answer to what it does not answer. */

import type { App } from '../app.ts';
import type { MapStyle } from '../server.ts';
import { Bare } from './bare.ts';
import { ComingTeller, type Coming } from './coming.ts';
import { applyStyle, groundColour, vectorSource, withoutHidden, type Dressing } from './style.ts';
import { tileSource } from './tiles.ts';
import { Turn } from './turn.ts';

export class Picture {
  readonly turn: Turn;
  private readonly app: App;
  private readonly target: HTMLElement;
  private readonly bare = new Bare();
  private readonly teller = new ComingTeller((what) => this.coming(what));
  private style: { key: string; document: MapStyle } | null = null;
  private drawn = '';
  /** What was asked when the picture was last dressed. */
  private answered = '';
  /** Told what of the picture is still to come. */
  coming: (what: Coming) => void = () => undefined;

  constructor(app: App, target: HTMLElement) {
    this.app = app;
    this.target = target;
    this.turn = new Turn(target);
  }

  /** Whether all that is asked is drawn; without its colours the picture is not whole. */
  get isWhole(): boolean {
    return this.style !== null && this.turn.isDone && this.bare.now === 'coloured';
  }

  /** Fetches and applies the style when theme or language changed, and again when layers were hidden or shown. */
  async restyle(dressing: Dressing): Promise<void> {
    const { language, hidden, asOf, preset, reading, weight } = this.app.shown;
    // A theme that this reader has no legend of is none.
    const wished = this.app.registry.theme(this.app.shown.theme)?.id ?? null;
    const dress = this.bare.dressOf([wished, asOf, preset, reading, weight].join(' '), this.app.registry.isComputed(wished) ? this.app.area.now : null);
    // Differences have colours of their own, and one colour theme is shown at a time.
    const theme = this.app.whatIf.colours || dress === 'bare' ? null : wished;
    const asked = [theme, asOf, preset, reading, weight].join(' ');
    this.turn.outdate(asked !== this.answered);
    this.tell();
    if (dress === 'waiting') return;
    const key = `${asked} ${language}`;
    const drawn = `${key} ${hidden.join(',')}`;
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    try {
      if (this.style?.key !== key) this.style = { key, document: await this.app.server.style(theme, language, this.app.shown) };
      if (this.drawn !== drawn) return;
      this.apply(this.style.document, hidden, dressing);
      this.answered = asked;
      this.turn.outdate(false);
    } catch (error) {
      if (this.drawn === drawn) this.drawn = '';
      this.app.noteTrouble(error);
    }
  }

  /** The map has drawn all that it has. */
  rendered(): void {
    this.turn.settle();
    this.tell();
  }

  private apply(style: MapStyle, hidden: readonly string[], dressing: Dressing): void {
    const { template, maxZoom } = vectorSource(style);
    if (this.turn.now.getSource()?.getUrls()?.[0] !== template) {
      this.turn.to(tileSource(this.app.server, template, maxZoom, (error) => this.app.noteTrouble(error)));
    }
    this.target.style.backgroundColor = groundColour(style) ?? '';
    applyStyle(this.turn.now, withoutHidden(style, hidden), dressing);
  }

  /** Says at once that the map is at work, and after a while what of it is missing. */
  private tell(): void {
    this.target.setAttribute('aria-busy', String(!this.isWhole));
    const missing = this.bare.now === 'bare' ? 'colours' : this.turn.isDrawn ? 'old' : null;
    this.teller.now(this.isWhole ? null : missing);
  }
}

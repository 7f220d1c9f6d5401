/** While the tiles of another question come, those of the last one stay below, without their colours: an empty map tells nothing, and old colours would lie. */

import type VectorTileLayer from 'ol/layer/VectorTile.js';
import type VectorTileSource from 'ol/source/VectorTile.js';
import { tileLayer } from './tiles.ts';

/** The classes of the two layers' canvases; the style sheet takes the colours from those that `data-past` names. */
const NAMES = ['tiles-a', 'tiles-b'] as const;

export class Turn {
  /** In turns one is drawn, and the other is what stands in for it. */
  readonly layers = NAMES.map((name) => tileLayer(name));
  private at = 0;
  private isWhole = true;
  private isSeen = false;
  private isOutdated = false;
  private readonly target: HTMLElement;

  constructor(target: HTMLElement) {
    this.target = target;
  }

  /** The layer of the present question. */
  get now(): VectorTileLayer {
    const layer = this.layers[this.at];
    if (!layer) throw new Error(`there is no layer ${this.at}`);
    return layer;
  }

  /** Whether anything is drawn, be it of the last question. */
  get isDrawn(): boolean {
    return this.layers.some((layer) => layer.getSource() !== null);
  }

  /** Whether what is drawn answers what is asked, all of it. */
  get isDone(): boolean {
    return this.isWhole && !this.isOutdated;
  }

  /** Says whether something else is asked: what is drawn is then no answer, from that moment on. */
  outdate(isOutdated: boolean): void {
    if (isOutdated === this.isOutdated) return;
    this.isOutdated = isOutdated;
    this.show();
    this.now.changed();
  }

  /** Draws from another source; what was whole until now stays below until this is. */
  to(source: VectorTileSource): void {
    if (this.isWhole && this.now.getSource()) this.at = 1 - this.at;
    this.isWhole = false;
    this.isSeen = false;
    // A picture may be reported whole that was begun before.
    this.now.once('prerender', () => (this.isSeen = true));
    this.now.setSource(source);
    this.layers.forEach((layer, at) => layer.setZIndex(at === this.at ? 0 : -1));
    this.show();
  }

  /** A picture is whole: if it is of the present source, the last one goes. */
  settle(): void {
    if (this.isWhole || !this.isSeen) return;
    this.isWhole = true;
    this.layers[1 - this.at]?.setSource(null);
    this.show();
  }

  private show(): void {
    const past = this.isOutdated ? NAMES.join(' ') : this.isWhole ? '' : (NAMES[1 - this.at] ?? '');
    if (past === '') delete this.target.dataset['past'];
    else this.target.dataset['past'] = past;
    if (!this.isDone) delete this.target.dataset['drawn'];
  }
}

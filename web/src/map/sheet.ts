/** The map of a printed sheet: the same tiles and overlays in the resolution of paper, at a true scale. */

import OlMap from 'ol/Map.js';
import OlView from 'ol/View.js';
import DragPan from 'ol/interaction/DragPan.js';
import type { App } from '../app.ts';
import { resolutionOf } from '../print/scale.ts';
import { fromViewZoom, toDegrees, toXY } from './frame.ts';
import { Highlight } from './highlight.ts';
import { applyStyle, groundColour, vectorSource, withoutHidden } from './style.ts';
import { tileLayer, tileSource } from './tiles.ts';
import { WhatIfOverlay } from './whatif.ts';

/** Dots per pixel: 288 dpi on paper. */
const PRINT_RATIO = 3;

export class SheetMap {
  private readonly app: App;
  private readonly map: OlMap;
  private readonly tiles = tileLayer();
  private readonly highlight = new Highlight();
  private readonly whatIf: WhatIfOverlay;
  private ratio: number;
  /** Before its style has come the map is drawn empty. */
  private isDressed = false;
  private lat: number;

  /** `moved` is called when the map was dragged, `drawn` when all of it is drawn. */
  constructor(app: App, target: HTMLElement, ratio: number, drawn: () => void) {
    const { view } = app.shown;
    this.app = app;
    this.ratio = ratio;
    this.lat = view?.lat ?? 0;
    this.whatIf = new WhatIfOverlay(app, this.tiles);
    this.map = new OlMap({
      target,
      pixelRatio: PRINT_RATIO,
      layers: [this.tiles, this.highlight.layer, this.whatIf.layer],
      controls: [],
      interactions: [new DragPan()],
      view: new OlView({ center: toXY(view?.lon ?? 0, this.lat), resolution: resolutionOf(ratio, this.lat), maxZoom: 24 }),
    });
    this.map.on('moveend', () => this.keepScale());
    this.map.on('rendercomplete', () => {
      if (this.isDressed) drawn();
    });
    const { detail, shown } = app;
    this.highlight.show(shown.selection?.layer ?? null, detail.kind === 'ready' ? detail.item : null, null);
  }

  /** Reads and applies the style of what the planner's map shows. */
  async dress(): Promise<void> {
    const { app } = this;
    const { theme, language, hidden } = app.shown;
    const style = await app.server.style(app.whatIf.colours ? null : (app.registry.theme(theme)?.id ?? null), language, app.shown);
    const { template, maxZoom } = vectorSource(style);
    this.tiles.setSource(tileSource(app.server, template, maxZoom, (error) => app.noteTrouble(error)));
    this.tiles.setBackground(groundColour(style) ?? undefined);
    this.whatIf.show(this.zoom);
    applyStyle(this.tiles, withoutHidden(style, hidden), this.whatIf);
    this.tiles.once('prerender', () => (this.isDressed = true));
  }

  setRatio(ratio: number): void {
    this.ratio = ratio;
    this.map.updateSize();
    this.map.getView().setResolution(resolutionOf(ratio, this.lat));
    this.whatIf.show(this.zoom);
  }

  get zoom(): number {
    return fromViewZoom(this.map.getView().getZoom() ?? 0);
  }

  end(): void {
    this.map.setTarget(undefined);
    this.map.dispose();
  }

  /** Farther north a pixel of Web Mercator is less ground: the scale stays true where the sheet is. */
  private keepScale(): void {
    const [, lat] = toDegrees(this.map.getView().getCenter() ?? [0, 0]);
    if (Math.abs(lat - this.lat) < 1e-4) return;
    this.lat = lat;
    this.map.getView().setResolution(resolutionOf(this.ratio, lat));
  }
}

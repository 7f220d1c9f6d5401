/** A map of a page that is more than a map: its frame with the buttons, and the map that opens in it. */

import OlMap from 'ol/Map.js';
import type BaseLayer from 'ol/layer/Base.js';
import OlView from 'ol/View.js';
import { html, type TemplateResult } from 'lit';
import { icon } from '../ui/icons.ts';
import { toViewZoom } from './frame.ts';

export interface FrameWords {
  label: string;
  help: string;
  zoomIn: string;
  zoomOut: string;
  showAll: string;
}

/** The place of the map, and three buttons on it. */
export function mapFrame(id: string, say: FrameWords, zoomBy: (steps: number) => void, showAll: () => void): TemplateResult {
  const button = (label: string, picture: 'plus' | 'minus' | 'extent', act: () => void) =>
    html`<button type="button" aria-label=${label} @click=${act}>${icon(picture)}</button>`;
  return html`<div class="frame">
    <div id=${id} tabindex="0" role="application" aria-label=${say.label} aria-describedby="${id}-help"></div>
    <p id="${id}-help" class="unseen">${say.help}</p>
    <div class="zoom">
      ${button(say.zoomIn, 'plus', () => zoomBy(1))} ${button(say.zoomOut, 'minus', () => zoomBy(-1))} ${button(say.showAll, 'extent', showAll)}
    </div>
  </div>`;
}

/** Opens a map there; `point` is told the pixel under the pointer, null once it has left. `data-drawn` says that all is drawn. */
export function smallMap(target: HTMLElement, layers: BaseLayer[], point: (pixel: number[] | null) => void): OlMap {
  const view = new OlView({ center: [0, 0], zoom: 3, minZoom: 3, maxZoom: toViewZoom(19) });
  const map = new OlMap({ target, layers, controls: [], view });
  map.on('loadstart', () => delete target.dataset['drawn']);
  map.on('rendercomplete', () => {
    // Before its style has come a map is drawn empty.
    if (map.getAllLayers().every((layer) => layer.getSource() !== null)) target.dataset['drawn'] = 'yes';
  });
  map.on('pointermove', (event) => {
    if (!event.dragging) point(event.pixel);
  });
  target.addEventListener('pointerleave', () => point(null));
  return map;
}

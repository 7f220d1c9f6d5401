/** The service's style as OpenLayers draws it: local fonts only, hidden layers left out. */

import type { FeatureLike } from 'ol/Feature.js';
import type VectorTileLayer from 'ol/layer/VectorTile.js';
import type Style from 'ol/style/Style.js';
import { stylefunction } from 'ol-mapbox-style';
import type { MapStyle } from '../server.ts';

/** Fonts that the reader's system has, Chinese first; nothing is ever fetched. */
const LOCAL_FONTS = ['PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Source Han Sans SC', 'sans-serif'];

const BOLD = /\b(bold|medium|semibold)\b/i;

const LABELS = /_label$/;

/** The style without what the reader hid: a layer goes with its labels and its clusters. */
export function withoutHidden(style: MapStyle, hidden: readonly string[]): MapStyle {
  const layers = style.layers.filter((layer) => {
    const drawn = layer['source-layer']?.replace(LABELS, '');
    return drawn === undefined || !hidden.includes(drawn);
  });
  return { ...style, layers };
}

/** The names under which the canvas finds local fonts of the weight that the style asks for. */
export function localFonts(asked: readonly string[]): string[] {
  const weight = asked.some((font) => BOLD.test(font)) ? ' Bold' : '';
  return LOCAL_FONTS.map((font) => font + weight);
}

/** The id of the style's one vector source and the address template of its tiles. */
export function vectorSource(style: MapStyle): { id: string; template: string; maxZoom: number } {
  for (const [id, source] of Object.entries(style.sources)) {
    const template = source.tiles?.[0];
    if (source.type === 'vector' && template !== undefined) return { id, template, maxZoom: source.maxzoom ?? 17 };
  }
  throw new Error('the style has no vector source with tiles');
}

/** The ground colour of the style; null where it has none. */
export function groundColour(style: MapStyle): string | null {
  const colour = style.layers.find((layer) => layer.type === 'background')?.paint?.['background-color'];
  return typeof colour === 'string' ? colour : null;
}

/** What is drawn otherwise than the service's style says. */
export interface Dressing {
  /** The styles of a feature; null leaves it to the style of the service. */
  dress: (feature: FeatureLike) => Style[] | null;
  /** The feature as the style is to see it; null where it is not drawn. */
  recount: (feature: FeatureLike, resolution: number) => FeatureLike | null;
}

/** Draws the layer in that style, but for what `dressing` draws otherwise. */
export function applyStyle(layer: VectorTileLayer, style: MapStyle, dressing: Dressing): void {
  const plain = stylefunction(layer, style, vectorSource(style).id, undefined, undefined, undefined, (fonts) => localFonts(fonts));
  layer.setStyle((feature, resolution) => {
    const dressed = dressing.dress(feature);
    if (dressed) return dressed;
    const seen = dressing.recount(feature, resolution);
    return seen ? plain(seen, resolution) : [];
  });
}

/** Nothing is drawn otherwise. */
export const PLAIN: Dressing = { dress: () => null, recount: (feature) => feature };

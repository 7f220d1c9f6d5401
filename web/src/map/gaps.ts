/** The listed gaps on the map: each as its shape, and as a dot where the shape is too small to be seen. */

import Feature from 'ol/Feature.js';
import GeoJSON from 'ol/format/GeoJSON.js';
import { Point, type Geometry } from 'ol/geom.js';
import VectorLayer from 'ol/layer/Vector.js';
import type OlMap from 'ol/Map.js';
import VectorSource from 'ol/source/Vector.js';
import { Circle, Fill, Stroke, Style } from 'ol/style.js';
import type { Gap } from '../server/measures.ts';
import { toXY } from './frame.ts';
import { token } from './token.ts';

/** A shape that is smaller than this on the screen is shown by a dot. */
const SMALL_PIXELS = 14;

const LOOKS = { plain: 1, lit: 2, chosen: 3 };
type Look = keyof typeof LOOKS;

export class GapOverlay {
  readonly layer = new VectorLayer({
    source: new VectorSource(),
    updateWhileInteracting: true,
    zIndex: 11,
    style: (feature, resolution) => this.styles(feature as Feature, resolution),
  });
  private readonly format = new GeoJSON({ featureProjection: 'EPSG:3857' });
  private readonly looks = looks();
  private shown: readonly Gap[] = [];
  private lit: number | null = null;
  private chosen: number | null = null;

  /** Draws those gaps; the lit and the chosen one (by rank) stand out. */
  show(gaps: readonly Gap[], lit: number | null, chosen: number | null): void {
    const source = this.layer.getSource();
    if (gaps !== this.shown) {
      source?.clear();
      source?.addFeatures(gaps.flatMap((gap) => this.feature(gap)));
      this.shown = gaps;
    }
    if (lit === this.lit && chosen === this.chosen) return;
    this.lit = lit;
    this.chosen = chosen;
    this.layer.changed();
  }

  /** The rank of the gap that is drawn at a pixel, topmost first; null for none. */
  at(map: OlMap, pixel: number[], reach: number): number | null {
    const options = { hitTolerance: reach, layerFilter: (layer: unknown) => layer === this.layer };
    return map.forEachFeatureAtPixel(pixel, (feature) => Number(feature.getId()), options) ?? null;
  }

  /** The box of a drawn gap in metres; null for one that is not drawn. */
  boxOf(rank: number): number[] | null {
    return this.layer.getSource()?.getFeatureById(rank)?.getGeometry()?.getExtent() ?? null;
  }

  private feature(gap: Gap): Feature[] {
    const geometry: Geometry | null = gap.geometry ? (this.format.readGeometry(gap.geometry)) : pointOf(gap);
    if (!geometry) return [];
    const feature = new Feature(geometry);
    feature.setId(gap.rank);
    return [feature];
  }

  private styles(feature: Feature, resolution: number): Style[] {
    const rank = feature.getId();
    const look: Look = rank === this.chosen ? 'chosen' : rank === this.lit ? 'lit' : 'plain';
    const geometry = feature.getGeometry();
    const [west = 0, south = 0, east = 0, north = 0] = geometry?.getExtent() ?? [];
    const isSmall = Math.max(east - west, north - south) / resolution < SMALL_PIXELS;
    const styles = this.looks[look];
    if (!isSmall) return styles.shape;
    styles.dot.setGeometry(new Point([(west + east) / 2, (south + north) / 2]));
    return [styles.dot];
  }
}

function looks(): Record<Look, { shape: Style[]; dot: Style }> {
  const colour = token('--gap');
  const look = (kind: Look, line: string, fill: string, width: number, radius: number) => {
    const casing = new Style({ stroke: new Stroke({ color: token('--casing'), width: width + 3 }), zIndex: LOOKS[kind] });
    const shape = new Style({
      stroke: new Stroke({ color: line, width }),
      fill: new Fill({ color: fill }),
      zIndex: LOOKS[kind],
    });
    const circle = new Circle({
      radius,
      fill: new Fill({ color: line }),
      stroke: new Stroke({ color: token('--casing'), width: kind === 'plain' ? 1 : 2 }),
    });
    return { shape: [casing, shape], dot: new Style({ image: circle, zIndex: LOOKS[kind] }) };
  };
  return {
    plain: look('plain', colour, token('--gap-veil'), 1.5, 4),
    lit: look('lit', token('--gap-strong'), token('--gap-lit'), 3, 8),
    chosen: look('chosen', token('--accent'), token('--accent-veil'), 3, 9),
  };
}

function pointOf({ lon, lat }: Gap): Point | null {
  return lon === null || lat === null ? null : new Point(toXY(lon, lat));
}

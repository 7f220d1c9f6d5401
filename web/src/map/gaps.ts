/** The listed gaps on the map: each as its shape, and as a dot where the shape is too small to be seen. */

import { extend } from 'ol/extent.js';
import Feature from 'ol/Feature.js';
import GeoJSON from 'ol/format/GeoJSON.js';
import { Point, type Geometry } from 'ol/geom.js';
import VectorLayer from 'ol/layer/Vector.js';
import type OlMap from 'ol/Map.js';
import VectorSource from 'ol/source/Vector.js';
import { Circle, Fill, RegularShape, Stroke, Style, Text } from 'ol/style.js';
import type { Gap } from '../server/measures.ts';
import { toXY } from './frame.ts';
import { token } from './token.ts';

/** A shape that is smaller than this on the screen is shown by a dot. */
const SMALL_PIXELS = 14;

/** Marks a feature whose shape another one draws already. */
const REPEATED = 'repeated';

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
  private readonly site = new Feature();
  private shown: readonly Gap[] = [];
  private lit: number | null = null;
  private chosen: number | null = null;

  /** Draws those gaps; the lit and the chosen one (by rank) stand out, the chosen one with the site that is proposed. */
  show(gaps: readonly Gap[], lit: number | null, chosen: number | null, siteWord: string): void {
    const source = this.layer.getSource();
    if (gaps !== this.shown) {
      source?.clear();
      source?.addFeatures(onceEach(gaps.flatMap((gap) => this.feature(gap))));
      source?.addFeature(this.site);
      this.shown = gaps;
    }
    this.site.setGeometry(siteOf(gaps.find(({ rank }) => rank === chosen)) ?? undefined);
    this.site.setStyle(siteLook(siteWord));
    if (lit === this.lit && chosen === this.chosen) return;
    this.lit = lit;
    this.chosen = chosen;
    this.layer.changed();
  }

  /** The rank of the gap that is drawn at a pixel, topmost first; null for none. */
  at(map: OlMap, pixel: number[], reach: number): number | null {
    const options = { hitTolerance: reach, layerFilter: (layer: unknown) => layer === this.layer };
    const found = map.forEachFeatureAtPixel(pixel, (feature) => feature.getId(), options);
    return found === undefined ? null : Number(found);
  }

  /** The box of the chosen gap and its proposed site, in metres; null where it is not drawn. */
  boxOfChosen(): number[] | null {
    const source = this.layer.getSource();
    const gap = this.chosen === null ? null : source?.getFeatureById(this.chosen)?.getGeometry();
    const site = this.site.getGeometry();
    if (!gap) return null;
    return site ? extend([...gap.getExtent()], site.getExtent()) : gap.getExtent();
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
    if (look === 'plain' && feature.get(REPEATED) === true) return [];
    const styles = this.looks[look];
    if (!isSmall) return styles.shape;
    styles.dot.setGeometry(new Point([(west + east) / 2, (south + north) / 2]));
    return [styles.dot];
  }
}

/** Gaps of one estate have one shape, whatever they lack: their veils over each other would hide the theme beneath. */
function onceEach(features: Feature[]): Feature[] {
  const drawn = new Set<string>();
  for (const feature of features) {
    const box = feature.getGeometry()?.getExtent().join(' ') ?? '';
    feature.set(REPEATED, drawn.has(box), true);
    drawn.add(box);
  }
  return features;
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

/** The site that is proposed: a diamond with its word. */
function siteLook(word: string): Style {
  const diamond = new RegularShape({
    points: 4,
    radius: 11,
    fill: new Fill({ color: token('--accent') }),
    stroke: new Stroke({ color: token('--casing'), width: 3 }),
  });
  const text = new Text({
    text: word,
    font: `600 13px ${token('--font')}`,
    offsetY: -20,
    fill: new Fill({ color: token('--accent-2') }),
    stroke: new Stroke({ color: token('--casing'), width: 4 }),
  });
  return new Style({ image: diamond, text, zIndex: LOOKS.chosen + 1 });
}

function siteOf(gap: Gap | undefined): Point | null {
  const { site_lon: lon = null, site_lat: lat = null } = gap ?? {};
  return lon === null || lat === null ? null : new Point(toXY(lon, lat));
}

function pointOf({ lon, lat }: Gap): Point | null {
  return lon === null || lat === null ? null : new Point(toXY(lon, lat));
}

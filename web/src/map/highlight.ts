/** What is chosen, drawn above the tiles: an outline, or a ring; around a chosen area the rest steps back. */

import Feature from 'ol/Feature.js';
import GeoJSON from 'ol/format/GeoJSON.js';
import { MultiPolygon, Point, Polygon, type Geometry } from 'ol/geom.js';
import VectorLayer from 'ol/layer/Vector.js';
import VectorSource from 'ol/source/Vector.js';
import { Circle, Fill, Stroke, Style } from 'ol/style.js';
import type { Item } from '../server.ts';
import { toXY } from './frame.ts';
import { token } from './token.ts';

const WORLD_M = 20_037_508;

/** Areas from here up are entered: the rest of the map steps back. */
const VEILED = ['street', 'community', 'grid', 'estate'];

interface Looks {
  outline: Style[];
  solid: Style[];
  ring: Style[];
  pin: Style[];
  veil: Style[];
}

/** The styles in the colours of the tokens, which are known once the page is there. */
function looks(): Looks {
  const accent = token('--accent');
  const casing = token('--casing');
  const line = (color: string, width: number) => new Style({ stroke: new Stroke({ color, width }) });
  const ring = (color: string, width: number) =>
    new Style({ image: new Circle({ radius: 12, stroke: new Stroke({ color, width }) }) });
  const fill = (color: string) => new Style({ fill: new Fill({ color }) });
  const dot = new Circle({
    radius: 6,
    fill: new Fill({ color: accent }),
    stroke: new Stroke({ color: casing, width: 3 }),
  });
  const outline = [line(casing, 6), line(accent, 3)];
  return {
    outline,
    solid: [fill(token('--accent-veil')), ...outline],
    ring: [ring(casing, 7), ring(accent, 3)],
    pin: [new Style({ image: dot })],
    veil: [fill(token('--veil'))],
  };
}

export class Highlight {
  readonly layer = new VectorLayer({ source: new VectorSource(), updateWhileInteracting: true, zIndex: 10 });
  private readonly format = new GeoJSON();
  private readonly looks = looks();

  /** Draws that thing and, where someone asks for a place, a pin; null for neither. */
  show(layer: string | null, item: Item | null, asked: { lon: number; lat: number } | null): void {
    const features: Feature[] = [];
    if (layer !== null && item?.geometry) features.push(...this.chosen(layer, item.geometry));
    if (asked) features.push(styled(new Point(toXY(asked.lon, asked.lat)), this.looks.pin));
    const source = this.layer.getSource();
    source?.clear();
    source?.addFeatures(features);
  }

  private chosen(layer: string, shape: GeoJSON.Geometry): Feature[] {
    const geometry = this.format.readGeometry(shape, {
      dataProjection: 'EPSG:4326',
      featureProjection: 'EPSG:3857',
    });
    if (!geometry) return [];
    if (geometry instanceof Point) return [styled(geometry, this.looks.ring)];
    if (!VEILED.includes(layer)) return [styled(geometry, this.looks.solid)];
    const around = [styled(rest(geometry), this.looks.veil)];
    return [...around, styled(geometry, this.looks.outline)];
  }
}

/** The world without an area. */
function rest(area: Geometry): Polygon {
  const world = [
    [-WORLD_M, -WORLD_M],
    [WORLD_M, -WORLD_M],
    [WORLD_M, WORLD_M],
    [-WORLD_M, WORLD_M],
    [-WORLD_M, -WORLD_M],
  ];
  const parts = area instanceof MultiPolygon ? area.getPolygons() : area instanceof Polygon ? [area] : [];
  const holes = parts.flatMap((part) => {
    const ring = part.getLinearRing(0)?.getCoordinates();
    return ring ? [ring] : [];
  });
  return new Polygon([world, ...holes]);
}

function styled(geometry: Geometry, styles: Style[]): Feature {
  const feature = new Feature(geometry);
  feature.setStyle(styles);
  return feature;
}

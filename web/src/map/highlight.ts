/** What is chosen, drawn above the tiles: an outline, or a ring; around a chosen area the rest steps back. */

import Feature from 'ol/Feature.js';
import GeoJSON from 'ol/format/GeoJSON.js';
import { MultiPolygon, Point, Polygon, type Geometry } from 'ol/geom.js';
import VectorLayer from 'ol/layer/Vector.js';
import VectorSource from 'ol/source/Vector.js';
import { Circle, Fill, Stroke, Style } from 'ol/style.js';
import type { Item } from '../server.ts';
import { toXY } from './frame.ts';

const ACCENT = '#0b5cad';
const CASING = '#ffffff';
const VEIL = 'rgba(246, 245, 242, 0.55)';
const WORLD_M = 20_037_508;

/** Areas from here up are entered: the rest of the map steps back. */
const VEILED = ['street', 'community', 'grid', 'estate'];

const OUTLINE = [
  new Style({ stroke: new Stroke({ color: CASING, width: 6 }) }),
  new Style({ stroke: new Stroke({ color: ACCENT, width: 3 }) }),
];
const SOLID = [new Style({ fill: new Fill({ color: 'rgba(11, 92, 173, 0.22)' }) }), ...OUTLINE];
const RING = [
  new Style({ image: new Circle({ radius: 12, stroke: new Stroke({ color: CASING, width: 7 }) }) }),
  new Style({ image: new Circle({ radius: 12, stroke: new Stroke({ color: ACCENT, width: 3 }) }) }),
];
const PIN = [
  new Style({
    image: new Circle({
      radius: 6,
      fill: new Fill({ color: ACCENT }),
      stroke: new Stroke({ color: CASING, width: 3 }),
    }),
  }),
];

export class Highlight {
  readonly layer = new VectorLayer({ source: new VectorSource(), updateWhileInteracting: true, zIndex: 10 });
  private readonly format = new GeoJSON();

  /** Draws that thing and, where someone asks for a place, a pin; null for neither. */
  show(layer: string | null, item: Item | null, asked: { lon: number; lat: number } | null): void {
    const features: Feature[] = [];
    if (layer !== null && item?.geometry) features.push(...this.chosen(layer, item.geometry));
    if (asked) features.push(styled(new Point(toXY(asked.lon, asked.lat)), PIN));
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
    if (geometry instanceof Point) return [styled(geometry, RING)];
    if (!VEILED.includes(layer)) return [styled(geometry, SOLID)];
    const around = [styled(rest(geometry), [new Style({ fill: new Fill({ color: VEIL }) })])];
    return [...around, styled(geometry, OUTLINE)];
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

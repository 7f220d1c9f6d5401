/** The map of the pack: grids, buildings, open incidents, the phone with its accuracy. Drawn from what is carried, offline too. */

import 'ol/ol.css';
import Feature from 'ol/Feature.js';
import GeoJSON from 'ol/format/GeoJSON.js';
import { circular } from 'ol/geom/Polygon.js';
import Point from 'ol/geom/Point.js';
import VectorLayer from 'ol/layer/Vector.js';
import OlMap from 'ol/Map.js';
import VectorSource from 'ol/source/Vector.js';
import { Circle, Fill, Stroke, Style, Text } from 'ol/style.js';
import OlView from 'ol/View.js';
import { toDegrees, toXY } from '../map/frame.ts';
import { token } from '../map/token.ts';
import type { Pack } from '../server/work.ts';
import { standInForBitmaps } from './bitmaps.ts';
import type { LonLat } from './inside.ts';
import { placeOf } from './pack.ts';
import type { Position } from './position.ts';

const FORMAT = new GeoJSON({ dataProjection: 'EPSG:4326', featureProjection: 'EPSG:3857' });
const CLOSE_ZOOM = 18;
const NAMES_FROM_M_PER_PIXEL = 1.2;

export class WorkMap {
  private readonly map: OlMap;
  private readonly ground = new VectorSource();
  private readonly marks = new VectorSource();
  private pack: Pack | null = null;
  private isPlaced: boolean;
  private readonly resized: ResizeObserver;

  constructor(target: HTMLElement, around: LonLat | null, onBuilding: (id: number) => void) {
    standInForBitmaps();
    const ground = new VectorLayer({ source: this.ground, style: (feature, resolution) => groundStyle(feature as Feature, resolution), declutter: true });
    const marks = new VectorLayer({ source: this.marks, zIndex: 2 });
    this.isPlaced = around !== null;
    const view = new OlView({ center: around ? toXY(...around) : [0, 0], zoom: around ? CLOSE_ZOOM : 2, maxZoom: 21 });
    this.map = new OlMap({ target, layers: [ground, marks], controls: [], view });
    this.map.on('loadstart', () => delete target.dataset['drawn']);
    this.map.on('rendercomplete', () => (target.dataset['drawn'] = 'yes'));
    this.map.on('click', ({ pixel }) => {
      const id: unknown = this.map.forEachFeatureAtPixel(pixel, (feature) => feature.get('building') as unknown, { hitTolerance: 8, layerFilter: (layer) => layer === ground });
      if (typeof id === 'number') onBuilding(id);
    });
    this.resized = new ResizeObserver(() => this.map.updateSize());
    this.resized.observe(target);
  }

  get middle(): LonLat {
    return toDegrees(this.map.getView().getCenter() ?? [0, 0]);
  }

  zoomBy(steps: number): void {
    const view = this.map.getView();
    view.setZoom((view.getZoom() ?? 0) + steps);
  }

  close(): void {
    this.resized.disconnect();
    this.map.setTarget(undefined);
  }

  show(pack: Pack | null, position: Position, pin: LonLat | null): void {
    if (pack !== this.pack) this.lay(pack);
    this.marks.clear();
    const { place, fix } = position;
    if (place && fix) {
      const circle = new Feature(circular([...place], fix.accuracy_m, 48).transform('EPSG:4326', 'EPSG:3857'));
      circle.setStyle(new Style({ fill: new Fill({ color: token('--accent-veil') }), stroke: new Stroke({ color: token('--accent'), width: 1.5 }) }));
      this.marks.addFeatures([circle, mark(place, '--accent', 7)]);
    }
    if (pin) this.marks.addFeature(mark(pin, '--gap', 9));
  }

  private lay(pack: Pack | null): void {
    this.pack = pack;
    this.ground.clear();
    if (!pack) return;
    const grids = pack.grids.flatMap(({ geometry, name }) => (geometry ? [drawn(geometry, { grid: name })] : []));
    const buildings = pack.buildings.flatMap(({ geometry, id, name }) => (geometry ? [drawn(geometry, { building: id, name })] : []));
    const incidents = pack.incidents.flatMap((incident) => {
      const place = placeOf(incident);
      return place ? [new Feature({ geometry: new Point(toXY(...place)), incident: true })] : [];
    });
    this.ground.addFeatures([...grids, ...buildings, ...incidents]);
    const extent = this.ground.getExtent();
    if (this.isPlaced || !extent?.every(Number.isFinite)) return;
    this.isPlaced = true;
    this.map.getView().fit(extent, { padding: [16, 16, 16, 16], maxZoom: CLOSE_ZOOM });
  }
}

function drawn(geometry: GeoJSON.Geometry, properties: Record<string, unknown>): Feature {
  const feature = new Feature(FORMAT.readGeometry(geometry) ?? undefined);
  feature.setProperties(properties);
  return feature;
}

function mark([lon, lat]: LonLat, colour: `--${string}`, radius: number): Feature {
  const feature = new Feature(new Point(toXY(lon, lat)));
  feature.setStyle(new Style({ image: new Circle({ radius, fill: new Fill({ color: token(colour) }), stroke: new Stroke({ color: token('--surface'), width: 2.5 }) }) }));
  return feature;
}

function groundStyle(feature: Feature, resolution: number): Style {
  if (feature.get('incident') === true) {
    return new Style({ image: new Circle({ radius: 6, fill: new Fill({ color: token('--diff-lost') }), stroke: new Stroke({ color: token('--surface'), width: 2 }) }), zIndex: 3 });
  }
  if (feature.get('building') === undefined) return new Style({ stroke: new Stroke({ color: token('--brand'), width: 2.5 }), fill: new Fill({ color: token('--veil') }), zIndex: 0 });
  const name = feature.get('name') as string | null;
  const text = name !== null && resolution < NAMES_FROM_M_PER_PIXEL ? { text: new Text({ text: name, font: `600 12px ${token('--font')}`, fill: new Fill({ color: token('--ink') }), stroke: new Stroke({ color: token('--surface'), width: 3 }) }) } : {};
  return new Style({ fill: new Fill({ color: token('--edge') }), stroke: new Stroke({ color: token('--edge-strong'), width: 1 }), zIndex: 1, ...text });
}

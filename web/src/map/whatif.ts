/** What is tried, on the map: what is placed, moved and taken away, and the buildings or areas that would change. */

import Feature, { type FeatureLike } from 'ol/Feature.js';
import { LineString, Point } from 'ol/geom.js';
import VectorLayer from 'ol/layer/Vector.js';
import type VectorTileLayer from 'ol/layer/VectorTile.js';
import type OlMap from 'ol/Map.js';
import VectorSource from 'ol/source/Vector.js';
import { Circle, Fill, RegularShape, Stroke, Style, Text } from 'ol/style.js';
import type { App } from '../app.ts';
import { stageAt } from '../registry.ts';
import type { ChangedFigure } from '../server/whatif.ts';
import { isPlaced, type Changes, type Placed } from '../whatif/changes.ts';
import { areaClass, buildingClass, CLASSES, type DifferenceClass } from '../whatif/difference.ts';
import { countIn, withoutGone, zoomOf } from './clusters.ts';
import { toXY } from './frame.ts';
import type { Dressing } from './style.ts';
import { LAYER_PROPERTY } from './tiles.ts';
import { token } from './token.ts';

/** A thing that can be dragged: an id below 0 is what the change of that number adds. */
export interface Grip {
  layer: Placed;
  id: number;
}

const MEASURE = /_coverage$/;
/** Above every layer of the style, which are numbered from the ground up. */
const ABOVE = 1_000;

const LABEL = '_label';
const BUILDINGS = 'building';

export class WhatIfOverlay implements Dressing {
  readonly layer = new VectorLayer({ source: new VectorSource(), updateWhileInteracting: true, zIndex: 12 });
  private readonly looks = looks();
  private readonly app: App;
  private readonly tiles: Pick<VectorTileLayer, 'changed'>;
  private classes = new Map<string, DifferenceClass>();
  private gone = new Set<string>();
  /** Where what is moved or taken away stood, by layer: clusters count it no longer. */
  private left: Record<Placed, [number, number][]> = { venue: [], unit: [] };
  private key: unknown[] = [];

  constructor(app: App, tiles: Pick<VectorTileLayer, 'changed'>) {
    this.app = app;
    this.tiles = tiles;
  }

  /** Draws what is tried; `zoom` decides whether buildings or which areas carry the difference. */
  show(zoom: number): void {
    const { whatIf } = this.app;
    const level = whatIf.colours ? this.levelAt(zoom) : null;
    const changes = whatIf.isOpen ? whatIf.changes : [];
    const things = changes.map((change) => ('id' in change ? whatIf.things.of(layerOf(change.op), change.id) : null));
    const key = [level, changes, whatIf.difference, this.app.shown.theme, whatIf.isOpen, ...things];
    if (key.length === this.key.length && key.every((part, at) => part === this.key[at])) return;
    this.key = key;
    this.classes = level === null ? new Map<string, DifferenceClass>() : this.classesOf(level);
    const gone = changes.flatMap((change) =>
      /^(move|remove)_(venue|unit)$/.test(change.op) && 'id' in change ? [{ layer: layerOf(change.op), id: change.id }] : [],
    );
    this.gone = new Set(gone.map(({ layer, id }) => `${layer}/${id}`));
    this.left = { venue: this.seats(gone, 'venue'), unit: this.seats(gone, 'unit') };
    const source = this.layer.getSource();
    source?.clear();
    source?.addFeatures(this.features(changes));
    this.tiles.changed();
  }

  /** How a feature of the tiles is drawn while changes are tried; null leaves it to the style of the service. */
  readonly dress = (feature: FeatureLike): Style[] | null => {
    const layer = String(feature.get(LAYER_PROPERTY));
    const id = `${layer.replace(LABEL, '')}/${feature.getId()}`;
    if (this.gone.has(id)) return [];
    const found = layer.endsWith(LABEL) ? undefined : this.classes.get(id);
    return found === undefined ? null : this.looks.classes[found];
  };

  /** A cluster without what is moved or taken away of it. */
  readonly recount = (feature: FeatureLike, resolution: number): FeatureLike | null => {
    const layer = String(feature.get(LAYER_PROPERTY));
    const count: unknown = feature.get('count');
    if (!isPlaced(layer) || typeof count !== 'number' || count < 2 || this.left[layer].length === 0) return feature;
    const [x = 0, y = 0] = feature.getGeometry()?.getExtent() ?? [];
    return withoutGone(feature, countIn(this.left[layer], [x, y], zoomOf(resolution)));
  };

  /** What of the list is drawn at a pixel and can be dragged. */
  at(map: OlMap, pixel: number[], reach: number): Grip | null {
    const options = { hitTolerance: reach, layerFilter: (layer: unknown) => layer === this.layer };
    return map.forEachFeatureAtPixel(pixel, (feature) => feature.get('grip') as Grip | undefined, options) ?? null;
  }

  private levelAt(zoom: number): string {
    const { registry, shown } = this.app;
    const measured = [registry.theme(shown.theme), ...registry.themes].find((theme) =>
      theme?.stages.some(({ layer }) => layer === `${BUILDINGS}_coverage`),
    );
    return (measured ? stageAt(measured, zoom)?.layer.replace(MEASURE, '') : null) ?? BUILDINGS;
  }

  private classesOf(level: string): Map<string, DifferenceClass> {
    const { question, difference } = this.app.whatIf;
    const found = new Map<string, DifferenceClass>();
    const note = (id: number, kind: DifferenceClass | null) => kind && found.set(`${level}/${id}`, kind);
    if (level === BUILDINGS) for (const building of difference?.buildings ?? []) note(building.id, buildingClass(building, question));
    else {
      const here = new Map<number, ChangedFigure[]>();
      for (const figure of difference?.figures ?? []) {
        if (figure.layer !== level || figure.id === null) continue;
        here.set(figure.id, [...(here.get(figure.id) ?? []), figure]);
      }
      for (const [id, figures] of here) note(id, areaClass(figures, question));
    }
    return found;
  }

  private features(changes: Changes): Feature[] {
    return changes.flatMap((change, at): Feature[] => {
      switch (change.op) {
        case 'add_venue':
        case 'add_unit':
          return [this.mark({ layer: layerOf(change.op), id: -at - 1 }, [change.lon, change.lat], at)];
        case 'move_venue':
        case 'move_unit': {
          const to: [number, number] = [change.lon, change.lat];
          const from = this.seat(layerOf(change.op), change.id);
          const mark = this.mark({ layer: layerOf(change.op), id: change.id }, to, at);
          return from ? [styled(new LineString([toXY(...from), toXY(...to)]), [this.looks.way]), mark] : [mark];
        }
        case 'remove_venue':
        case 'remove_unit': {
          const seat = this.seat(layerOf(change.op), change.id);
          return seat ? [styled(new Point(toXY(...seat)), this.looks.gone)] : [];
        }
        default:
          return [];
      }
    });
  }

  private mark(grip: Grip, place: [number, number], at: number): Feature {
    const feature = new Feature(new Point(toXY(...place)));
    feature.set('grip', grip);
    feature.setStyle(this.looks.mark(grip.layer, String(at + 1)));
    return feature;
  }

  private seats(gone: readonly Grip[], layer: Placed): [number, number][] {
    return [...new Set(gone.filter((each) => each.layer === layer).map(({ id }) => id))].flatMap((id) => {
      const seat = this.seat(layer, id);
      return seat ? [toXY(...seat)] : [];
    });
  }

  private seat(layer: Placed, id: number): [number, number] | null {
    const { lon, lat } = this.app.whatIf.things.of(layer, id) ?? { lon: null, lat: null };
    return lon === null || lat === null ? null : [lon, lat];
  }
}

/** The layer that a change is about, by its word. */
function layerOf(op: string): Placed {
  const layer = op.slice(op.indexOf('_') + 1);
  return isPlaced(layer) ? layer : 'unit';
}

function looks() {
  const [accent, casing, ink, lost] = [token('--accent'), token('--casing'), token('--ink-2'), token('--needle')];
  const edge = new Stroke({ color: token('--diff-edge'), width: 1 });
  const filled = (kind: DifferenceClass) => new Style({ fill: new Fill({ color: token(`--diff-${kind}`) }), stroke: edge, zIndex: ABOVE });
  const cross = (color: string, width: number) =>
    new Style({ image: new RegularShape({ points: 4, radius: 8, radius2: 0, angle: Math.PI / 4, stroke: new Stroke({ color, width }) }) });
  return {
    classes: Object.fromEntries(CLASSES.map((kind) => [kind, [filled(kind)]])) as unknown as Record<DifferenceClass, Style[]>,
    way: new Style({ stroke: new Stroke({ color: ink, width: 2, lineDash: [5, 5] }) }),
    gone: [cross(casing, 6), cross(lost, 3)],
    mark: (layer: Placed, number: string) => {
      const look = { fill: new Fill({ color: accent }), stroke: new Stroke({ color: casing, width: 2.5 }) };
      const image = layer === 'venue' ? new Circle({ ...look, radius: 11 }) : new RegularShape({ ...look, points: 4, radius: 14, angle: Math.PI / 4 });
      const text = new Text({ text: number, font: `600 12px ${token('--font')}`, fill: new Fill({ color: casing }), offsetY: 0.5 });
      return [new Style({ image, text, zIndex: 2 })];
    },
  };
}

function styled(geometry: Point | LineString, styles: Style[]): Feature {
  const feature = new Feature(geometry);
  feature.setStyle(styles);
  return feature;
}

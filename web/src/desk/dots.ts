/** The incidents on the desk's map: single ones by urgency, groups with their counts, and the pin that is being moved. */

import Feature, { type FeatureLike } from 'ol/Feature.js';
import { Point } from 'ol/geom.js';
import VectorLayer from 'ol/layer/Vector.js';
import type OlMap from 'ol/Map.js';
import VectorSource from 'ol/source/Vector.js';
import { Circle, Fill, Stroke, Style, Text } from 'ol/style.js';
import { toXY } from '../map/frame.ts';
import { token } from '../map/token.ts';
import type { Desk } from './desk.ts';
import { urgencyOf, type Urgency } from './due.ts';
import type { IncidentGroup, MappedIncident } from './service.ts';

const REACH_PIXELS = 8;
const MOVING = 'moving';
/** Circles grow with the number of digits, so that the number fits. */
const GROUP_RADIUS = { least: 9, perDigit: 3.5 };

/** The tokens of dots, the most urgent on top. */
const DOTS: Record<Urgency, { token: `--${string}`; zIndex: number }> = {
  overdue: { token: '--overdue', zIndex: 4 }, soon: { token: '--soon', zIndex: 3 }, later: { token: '--later', zIndex: 2 }, none: { token: '--ink-3', zIndex: 1 },
};

type Dotted = Pick<MappedIncident, 'id' | 'overdue' | 'due_at' | 'closed_at'> & { lon: number | null; lat: number | null; paused_at?: string | null };

/** What is under a pixel: one incident, a group to be opened, or the pin that is being moved. */
export type Under = { incident: number } | { group: number[] } | { pin: true };

export class IncidentDots {
  readonly layer: VectorLayer;
  private readonly desk: Desk;
  private drawn: unknown[] = [];

  constructor(desk: Desk) {
    this.desk = desk;
    this.layer = new VectorLayer({ source: new VectorSource(), zIndex: 10, style: (feature) => this.style(feature) });
  }

  /** Draws again where something else is to be shown. */
  draw(): void {
    const { desk } = this;
    const { moving, filter, lit } = desk;
    const shown = filter.view === 'list' ? desk.mapped.shown : null;
    const litId = lit !== null && 'incident' in lit ? lit.incident : null;
    const now = [shown, moving, desk.chosen, filter.view, desk.incidents, litId];
    if (now.every((part, at) => part === this.drawn[at])) return;
    this.drawn = now;
    const source = this.layer.getSource();
    source?.clear();
    if (filter.view !== 'list') return;
    const singles = new Map<number, Dotted>((shown?.incidents ?? []).map((one) => [one.id, one]));
    // What is chosen or pointed at in the list is seen also where it stands in a group.
    for (const one of [desk.incidents.find(({ id }) => id === litId), desk.chosen?.incident]) if (one && !singles.has(one.id)) singles.set(one.id, one);
    source?.addFeatures([
      ...(shown?.groups ?? []).map((group) => groupOf(group)),
      ...[...singles.values()].flatMap((one) => dotOf(one)),
      ...this.pin(),
    ]);
  }

  at(map: OlMap, pixel: number[]): Under | null {
    const options = { hitTolerance: REACH_PIXELS, layerFilter: (layer: unknown) => layer === this.layer };
    const found = map.forEachFeatureAtPixel(pixel, (feature) => feature, options);
    if (!found) return null;
    if (found.getId() === MOVING) return { pin: true };
    const geometry = found.getGeometry();
    if (found.get('group') !== undefined && geometry instanceof Point) return { group: geometry.getCoordinates() };
    return { incident: Number(found.getId()) };
  }

  /** The pin that is being moved: where it would be, at first where it is. */
  private pin(): Feature[] {
    const { moving, chosen } = this.desk;
    const { lon = null, lat = null } = chosen?.incident ?? {};
    const to = moving?.to ?? (lon === null || lat === null ? null : [lon, lat] as const);
    if (moving === null || to === null) return [];
    const feature = new Feature(new Point(toXY(...to)));
    feature.setId(MOVING);
    return [feature];
  }

  private style(feature: FeatureLike): Style[] {
    if (feature.getId() === MOVING) return [pinStyle()];
    const group = feature.get('group') as IncidentGroup | undefined;
    if (group) return [groupStyle(group)];
    const { lit, filter } = this.desk;
    const id = Number(feature.getId());
    const { token: colour, zIndex } = DOTS[feature.get('urgency') as Urgency];
    const isLit = filter.at === String(id) || (lit !== null && 'incident' in lit && lit.incident === id);
    const stroke = new Stroke({ color: isLit ? token('--accent') : token('--casing'), width: isLit ? 3.5 : 1.5 });
    const image = new Circle({ radius: isLit ? 9 : 5.5, fill: new Fill({ color: token(colour) }), stroke });
    return [new Style({ image, zIndex: isLit ? 9 : zIndex })];
  }
}

function dotOf(incident: Dotted): Feature[] {
  if (incident.lon === null || incident.lat === null) return [];
  const feature = new Feature(new Point(toXY(incident.lon, incident.lat)));
  feature.setId(incident.id);
  feature.set('urgency', urgencyOf(incident, Date.now()));
  return [feature];
}

function groupOf(group: IncidentGroup): Feature {
  const feature = new Feature(new Point(toXY(group.lon, group.lat)));
  feature.set('group', group);
  return feature;
}

function groupStyle({ count, overdue }: IncidentGroup): Style {
  const radius = GROUP_RADIUS.least + GROUP_RADIUS.perDigit * String(count).length;
  const stroke = new Stroke({ color: token(overdue > 0 ? '--overdue' : '--edge-strong'), width: overdue > 0 ? 3.5 : 1.5 });
  const text = new Text({ text: String(count), fill: new Fill({ color: token('--ink') }), font: '600 13px system-ui, sans-serif' });
  return new Style({ image: new Circle({ radius, fill: new Fill({ color: token('--surface') }), stroke }), text, zIndex: overdue > 0 ? 6 : 5 });
}

function pinStyle(): Style {
  const look = { fill: new Fill({ color: token('--accent-veil') }), stroke: new Stroke({ color: token('--accent'), width: 3.5 }) };
  return new Style({ image: new Circle({ ...look, radius: 14 }), zIndex: 12 });
}

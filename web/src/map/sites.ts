/** Candidates that were drawn, and the sites that were found, numbered by what they gain. */

import Feature from 'ol/Feature.js';
import { Point } from 'ol/geom.js';
import VectorLayer from 'ol/layer/Vector.js';
import VectorSource from 'ol/source/Vector.js';
import { Circle, Fill, Stroke, Style, Text } from 'ol/style.js';
import type { SiteSearch } from '../whatif/sites.ts';
import { toXY } from './frame.ts';
import { token } from './token.ts';

export class SiteOverlay {
  readonly layer = new VectorLayer({ source: new VectorSource(), updateWhileInteracting: true, zIndex: 11 });
  private readonly looks = looks();
  private key: unknown[] = [];

  show({ isOpen, points, sites, usesPoints }: SiteSearch): void {
    const key = [isOpen, points, sites, usesPoints];
    if (key.every((part, at) => part === this.key[at]) && this.key.length > 0) return;
    this.key = key;
    const source = this.layer.getSource();
    source?.clear();
    if (!isOpen) return;
    const mark = (lon: number, lat: number, styles: Style[]) => {
      const feature = new Feature(new Point(toXY(lon, lat)));
      feature.setStyle(styles);
      return feature;
    };
    source?.addFeatures(usesPoints ? points.map(([lon, lat]) => mark(lon, lat, this.looks.candidate)) : []);
    source?.addFeatures(sites.map(({ lon, lat, rank }) => mark(lon, lat, this.looks.site(String(rank)))));
  }
}

function looks() {
  const [accent, casing, gained] = [token('--accent'), token('--casing'), token('--diff-gained')];
  const dot = (radius: number, fill: string, edge: string) =>
    new Circle({ radius, fill: new Fill({ color: fill }), stroke: new Stroke({ color: edge, width: 2.5 }) });
  return {
    candidate: [new Style({ image: dot(6, casing, accent) })],
    site: (number: string) => [
      new Style({
        image: dot(13, gained, casing),
        text: new Text({ text: number, font: `600 13px ${token('--font')}`, fill: new Fill({ color: casing }), offsetY: 0.5 }),
        zIndex: 1,
      }),
    ],
  };
}

/** The ground that a venue reaches on foot, drawn as an illustration: doors decide, not this shape. */

import Feature from 'ol/Feature.js';
import GeoJSON from 'ol/format/GeoJSON.js';
import type { Geometry } from 'ol/geom.js';
import VectorLayer from 'ol/layer/Vector.js';
import VectorSource from 'ol/source/Vector.js';
import { Stroke, Style } from 'ol/style.js';
import { token } from './token.ts';

export class ReachOverlay {
  readonly layer = new VectorLayer({
    source: new VectorSource(),
    zIndex: 9,
    // Without a fill: the colours under it answer, the line only illustrates.
    style: () => [
      new Style({ stroke: new Stroke({ color: token('--casing'), width: 5 }) }),
      new Style({ stroke: new Stroke({ color: token('--accent'), width: 2.5, lineDash: [8, 6] }) }),
    ],
  });
  private readonly format = new GeoJSON({ featureProjection: 'EPSG:3857' });
  private shown: unknown = null;

  /** The box of what is drawn, in metres; null where nothing is. */
  box(): number[] | null {
    const source = this.layer.getSource();
    return source && source.getFeatures().length > 0 ? source.getExtent() : null;
  }

  /** Draws that shape (GeoJSON, lon/lat), or nothing. */
  show(shape: unknown): void {
    if (shape === this.shown) return;
    this.shown = shape;
    const source = this.layer.getSource();
    source?.clear();
    const ground = shape === null ? null : this.format.readGeometry(shape);
    if (ground) source?.addFeature(new Feature<Geometry>(ground));
  }
}

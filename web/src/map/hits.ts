/** What is drawn under a pixel, as the rules of `pick.ts` want to know it. */

import type VectorTileLayer from 'ol/layer/VectorTile.js';
import type OlMap from 'ol/Map.js';
import type { Hit } from '../pick.ts';
import { isPointLayer, type Registry } from '../registry.ts';
import { toDegrees } from './frame.ts';
import { LAYER_PROPERTY } from './tiles.ts';

/**
 * The drawn points and clusters within reach, topmost first, also those of areas of which only a point is known.
 * Other areas are asked from the service: it knows ties.
 */
export function pointsAt(map: OlMap, tiles: VectorTileLayer, registry: Registry, pixel: number[], reach: number): Hit[] {
  const hits: Hit[] = [];
  map.forEachFeatureAtPixel(
    pixel,
    (feature) => {
      const layer = String(feature.get(LAYER_PROPERTY));
      const count: unknown = feature.get('count');
      const at = feature.getGeometry()?.getExtent();
      if (!at || !registry.isGiven(layer)) return;
      const isDot = feature.getGeometry()?.getType() === 'Point';
      if (!isDot && !isPointLayer(registry.layer(layer))) return;
      const [lon, lat] = toDegrees([(at[0] ?? 0) / 2 + (at[2] ?? 0) / 2, (at[1] ?? 0) / 2 + (at[3] ?? 0) / 2]);
      hits.push({ layer, id: Number(feature.getId()), count: typeof count === 'number' ? count : null, lon, lat });
    },
    { hitTolerance: reach, layerFilter: (layer) => layer === tiles },
  );
  return hits;
}

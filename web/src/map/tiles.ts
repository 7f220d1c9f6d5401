/** The layer that draws the city's vector tiles, read through `Server` so that a silent service is noticed. */

import MVT from 'ol/format/MVT.js';
import VectorTileLayer from 'ol/layer/VectorTile.js';
import type RenderFeature from 'ol/render/Feature.js';
import VectorTileSource from 'ol/source/VectorTile.js';
import { createXYZ } from 'ol/tilegrid.js';
import type Tile from 'ol/Tile.js';
import TileState from 'ol/TileState.js';
import VectorTile from 'ol/VectorTile.js';
import { ServerProblem, type Server } from '../server.ts';
import { TILE_PIXELS } from './frame.ts';

/** The property under which a drawn feature says which layer of the tile it is from. */
export const LAYER_PROPERTY = 'mvt:layer';

/** Pixels around the screen that are drawn ahead, so that small moves show no gaps. */
const RENDER_BUFFER = 120;

/** A layer on a canvas of its own where it is named: its words do not give way to those of others. */
export function tileLayer(name?: string): VectorTileLayer {
  const own = name === undefined ? { declutter: true } : { className: name, declutter: name };
  return new VectorTileLayer({ ...own, renderBuffer: RENDER_BUFFER, renderMode: 'hybrid', preload: 0 });
}

export function tileSource(server: Pick<Server, 'tile'>, template: string, maxZoom: number, onError: (error: unknown) => void) {
  const format = new MVT<RenderFeature>({ layerName: LAYER_PROPERTY });
  return new VectorTileSource({
    format,
    url: template,
    tileGrid: createXYZ({ maxZoom, tileSize: TILE_PIXELS }),
    wrapX: false,
    tileLoadFunction: (tile, address) => {
      if (!isVectorTile(tile)) return;
      tile.setLoader((extent, _resolution, projection) => {
        void server
          .tile(address)
          .then((bytes) => tile.setFeatures(format.readFeatures(bytes, { extent, featureProjection: projection })))
          .catch((error: unknown) => {
            if (error instanceof ServerProblem) tile.setFeatures([]);
            else tile.setState(TileState.ERROR);
            onError(error);
          });
      });
    },
  });
}

function isVectorTile(tile: Tile): tile is VectorTile<RenderFeature> {
  return tile instanceof VectorTile;
}

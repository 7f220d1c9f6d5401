"""Any tile of a city, from memory."""

from __future__ import annotations

from collections.abc import Iterable

from geo.errors import NotFound
from geo.layers import LAYER_UNKNOWN, Layer
from geo.model import Tile
from geo.snapshot import City, LayerSnapshot
from geo.tiles.matrix import checked
from geo.tiles.scenes import Scene, encoded, feature_scene, first_label_zoom, label_scene

LAST_ZOOM = 18
"""Tiles beyond a layer's last zoom are drawn in full detail up to here; clients enlarge them from the TileJSON's on."""


class TileSource:
    """Answers vector tiles of one moment of a city; many threads may ask at once.

    It keeps nothing itself: what a layer shows at a zoom is worked out on the first request and kept with that
    version of the layer, so that a new ``City`` costs only the layers that changed.
    """

    def __init__(self, city: City) -> None:
        self.city = city

    def render(self, layer_ids: Iterable[str], tile: Tile) -> bytes:
        """The tile with those layers in that order, uncompressed; ``b""`` where nothing is shown.

        A layer is absent where the zoom is out of its range. Names of polygons come apart, in a layer
        ``{layer}_label`` with one point each; names of lines there on the joined lines. Raises ``NotFound`` for a tile outside the matrix and for layers that have no tiles.
        """
        checked(tile)
        snapshots = [tiled(self.city, layer_id) for layer_id in dict.fromkeys(layer_ids)]
        return encoded([scene for snapshot in snapshots for scene in scenes(snapshot, tile.z)], tile)

    def prepare(self) -> None:
        """Works out what every layer shows at every zoom, smallest scale first, so that the first visitor does not wait
        (50,000 buildings: seconds at the first zoom that shows them).
        """
        layer_ids = [one.layer.id for one in self.city.values() if one.layer.tiled]
        for zoom in range(LAST_ZOOM + 1):
            for layer_id in layer_ids:
                scenes(tiled(self.city, layer_id), zoom)


def tiled(city: City, layer_id: str) -> LayerSnapshot:
    """The snapshot of a layer that has tiles; raises ``NotFound`` for any other, known or not."""
    snapshot = city.layer(layer_id)
    if not snapshot.layer.tiled:
        known = [one.layer.id for one in city.values() if one.layer.tiled]
        raise NotFound(LAYER_UNKNOWN, got=layer_id, expected=", ".join(known))
    return snapshot


def detail_at(layer: Layer, zoom: int) -> int | None:
    """The zoom in whose detail a layer is drawn at a zoom; ``None`` where tiles do not carry it."""
    until = LAST_ZOOM if layer.tiles_until is None else layer.tiles_until
    if layer.zooms is None or not layer.zooms[0] <= zoom <= until:
        return None
    return min(zoom, layer.zooms[1])


def scenes(snapshot: LayerSnapshot, zoom: int) -> list[Scene]:
    """What a layer shows at a zoom: its features, and from ``label_zoom`` on its label points."""
    layer = snapshot.layer
    detail = detail_at(layer, zoom)
    if detail is None:
        return []
    shown = [snapshot.derived(("features", detail), lambda: feature_scene(snapshot, detail))]
    label_zoom = first_label_zoom(layer)
    if label_zoom is not None and detail >= label_zoom:
        shown.append(snapshot.derived(("labels", detail), lambda: label_scene(snapshot, detail)))
    return shown

"""How far does a change to a layer reach: which tiles of a zoom may look different after it?

A feature is drawn by itself, so that a change reaches no further than its old and new boxes, with three exceptions:
points that are counted together change with their cell, areas that are simplified together change with their
siblings, and pieces of a road that are joined change with the whole line. All boxes here are (n, 4) in the unit
square of Web Mercator: x, y of the low corner, x, y of the high one.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.layers import GeometryKind, Layer
from geo.model import BBox, Tile
from geo.snapshot import LayerSnapshot
from geo.tiles.clusters import CELLS_PER_TILE
from geo.tiles.detail import TOLERANCE_UNITS
from geo.tiles.encoder import NO_ID
from geo.tiles.matrix import POINT_BUFFER, tile_units, to_world, world_box
from geo.tiles.scenes import Scene, first_label_zoom
from geo.tiles.source import detail_at, scenes

Boxes = NDArray[np.float64]

NOWHERE: Boxes = np.empty((0, 4))


def world_boxes(boxes: Sequence[BBox]) -> Boxes:
    """Boxes in degrees as boxes of the unit square."""
    if not len(boxes):
        return NOWHERE
    west, south, east, north = np.array(boxes, np.float64).T
    north_west, south_east = to_world(np.column_stack([west, north])), to_world(np.column_stack([east, south]))
    return np.hstack([north_west, south_east])


def touching(changed: Boxes, layer: Layer, tile: Tile) -> NDArray[np.bool_]:
    """Which of the changed boxes reach into a tile, as far as features are drawn by themselves or counted together."""
    if layer.cluster_below is not None and tile.z < layer.cluster_below:
        changed = _whole_cells(changed, tile.z)
    return meeting(changed, tile)


def meeting(changed: Boxes, tile: Tile) -> NDArray[np.bool_]:
    """Which boxes hold something that the tile shows: those that meet it, its margin included."""
    x_min, y_min, x_max, y_max = world_box(tile, POINT_BUFFER)
    low, high = changed[:, :2], changed[:, 2:]
    return np.asarray(((low <= (x_max, y_max)) & (high >= (x_min, y_min))).all(axis=1), bool)


def drawn_jointly(layer: Layer, zoom: int) -> bool:
    """Whether what a feature looks like at that zoom depends on other features of its layer."""
    detail = detail_at(layer, zoom)
    if detail is None or layer.zooms is None:
        return False
    label_zoom = first_label_zoom(layer)
    joined = layer.geometry is GeometryKind.LINE and label_zoom is not None and detail >= label_zoom
    return joined or (layer.coverage and detail < layer.zooms[1])


def joint_scenes(snapshot: LayerSnapshot, zoom: int) -> list[Scene]:
    """The scenes of a zoom in which features depend on each other."""
    layer = snapshot.layer
    shown = scenes(snapshot, zoom) if drawn_jointly(layer, zoom) else []
    return [scene for scene in shown if not scene.own_tile and (layer.coverage or scene.name != layer.id)]


def altered(before: Sequence[Scene], after: Sequence[Scene], changed: Boxes, zoom: int) -> Boxes:
    """Where features beside the changed ones look different at that zoom: their boxes before and after.

    Features with an id are compared by their shapes. Joined lines have none: whatever meets a changed box counts, and
    a line that was simplified may pass a piece of its own at the distance of the tolerance.
    """
    parts = [NOWHERE]
    reach = tile_units(zoom, 2 * TOLERANCE_UNITS)
    changed = changed + np.array([-reach, -reach, reach, reach])
    for old, new in zip(before, after, strict=True):
        if (old.ids == NO_ID).any() or (new.ids == NO_ID).any():
            parts += [_met(old, changed), _met(new, changed)]
        else:
            parts += _moved(old, new)
    return np.vstack(parts)


def _moved(old: Scene, new: Scene) -> list[Boxes]:
    _, here, there = np.intersect1d(old.ids, new.ids, assume_unique=True, return_indices=True)
    differs = ~shapely.equals_exact(old.shapes[here], new.shapes[there])
    return [shapely.bounds(old.shapes[here[differs]]), shapely.bounds(new.shapes[there[differs]])]


def _met(scene: Scene, changed: Boxes) -> Boxes:
    if not len(scene.shapes) or not len(changed):
        return NOWHERE
    x_min, y_min, x_max, y_max = changed.T
    _, met = scene.tree.query(shapely.box(x_min, y_min, x_max, y_max))
    bounds: Boxes = shapely.bounds(scene.shapes[np.unique(met)])
    return bounds


def _whole_cells(boxes: Boxes, zoom: int) -> Boxes:
    """The boxes grown to the cells in which points are counted."""
    side = CELLS_PER_TILE << zoom
    return np.hstack([np.floor(boxes[:, :2] * side), np.floor(boxes[:, 2:] * side) + 1]) / side

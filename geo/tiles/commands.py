"""Geometries as the command integers of a vector tile (MVT 2.1 §4.3), for all features of a tile at once."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.model import Tile
from geo.shapes import single_parts
from geo.tiles.matrix import WorldBox, to_tile_units
from geo.tiles.ragged import Integers, Unsigned, group_sums, interleaved, ordinals, starts, zigzag

POINT, LINE, POLYGON = 1, 2, 3
MOVE_TO, LINE_TO, CLOSE_PATH = 1, 2, 15

Objects = NDArray[np.object_]


class Commands(NamedTuple):
    """The command integers of many features: ``counts`` says how many belong to each; 0 where a feature collapsed."""

    kinds: Integers
    values: Unsigned
    counts: Integers


class Rings(NamedTuple):
    """Lines or rings of whole tile units: flat points, points per ring, and the feature of each ring, ascending."""

    points: Integers
    sizes: Integers
    owners: Integers

    def keep(self, rings: NDArray[np.bool_]) -> Rings:
        """Only the rings that are marked."""
        return Rings(self.points[np.repeat(rings, self.sizes)], self.sizes[rings], self.owners[rings])


def clipped(shapes: Objects, box: WorldBox) -> Objects:
    """The part of each geometry inside the box, edges included; those that lie inside are handed back as they are.

    Invalid polygons never raise: where the fast clip gives up, they are mended first, and left out (empty) if even
    that fails.
    """
    bounds = shapely.bounds(shapes)
    low, high = bounds[:, :2], bounds[:, 2:]
    across = ~((low >= box[:2]).all(axis=1) & (high <= box[2:]).all(axis=1))
    if not across.any():
        return shapes
    result = shapes.copy()
    try:
        result[across] = shapely.clip_by_rect(shapes[across], *box)
    except shapely.GEOSException:
        result[across] = [_clipped_one(shape, box) for shape in shapes[across]]
    return result


def _clipped_one(shape: shapely.Geometry, box: WorldBox) -> shapely.Geometry:
    try:
        return shapely.clip_by_rect(shape, *box)
    except shapely.GEOSException:
        pass
    try:
        return shapely.intersection(shapely.make_valid(shape, method="structure"), shapely.box(*box))
    except shapely.GEOSException:
        return shapely.GeometryCollection()


def commands(shapes: Objects, tile: Tile) -> Commands:
    """The commands of geometries in the unit square, clipped before, relative to the tile.

    A feature is drawn by its parts of highest dimension. Points that coincide with the one before are dropped; rings
    without area and lines without length collapse, and with an outer ring its holes. Outer rings turn clockwise on
    screen, holes the other way. Missing and empty geometries have no commands.
    """
    kinds = shapely.get_dimensions(shapes).astype(np.int64) + 1
    parts, owners = single_parts(shapes)
    fitting = (shapely.get_dimensions(parts) + 1 == kinds[owners]) & ~shapely.is_empty(parts)
    parts, owners = parts[fitting], owners[fitting]
    pieces = [_DRAWN[kind](parts, owners, kinds, tile) for kind in np.unique(kinds[owners]).tolist()]
    if not pieces:
        return Commands(kinds, np.zeros(0, np.uint64), np.zeros(len(shapes), np.int64))
    values, counts = pieces[0] if len(pieces) == 1 else interleaved(pieces)
    return Commands(kinds, values, counts)


def _point_commands(parts: Objects, owners: Integers, kinds: Integers, tile: Tile) -> tuple[Unsigned, Integers]:
    mine = kinds[owners] == POINT
    points = to_tile_units(shapely.get_coordinates(parts[mine]), tile)
    sizes = _sizes(owners[mine], len(kinds))
    deltas = zigzag(_deltas(points, sizes)).ravel()
    heads = (sizes[sizes > 0].astype(np.uint64) << np.uint64(3)) | np.uint64(MOVE_TO)
    return interleaved([(heads, (sizes > 0).astype(np.int64)), (deltas, sizes * 2)])


def _line_commands(parts: Objects, owners: Integers, kinds: Integers, tile: Tile) -> tuple[Unsigned, Integers]:
    mine = kinds[owners] == LINE
    points, index = shapely.get_coordinates(parts[mine], return_index=True)
    units = to_tile_units(points, tile)
    kept = _first_of_run(index) | _first_of_run(units)
    lines = Rings(units[kept], _sizes(index[kept], mine.sum()), owners[mine])
    return _path_commands(lines.keep(lines.sizes >= 2), len(kinds), closed=False)


def _polygon_commands(parts: Objects, owners: Integers, kinds: Integers, tile: Tile) -> tuple[Unsigned, Integers]:
    mine = kinds[owners] == POLYGON
    rings, polygon = shapely.get_rings(parts[mine], return_index=True)
    points, index = shapely.get_coordinates(rings, return_index=True)
    units = to_tile_units(points, tile)
    kept = _last_of_run(units) & ~_last_of_run(index)
    drawn = Rings(units[kept], _sizes(index[kept], len(rings)), owners[mine][polygon])
    areas = _doubled_areas(drawn)
    outer = _first_of_run(polygon)
    spread = (drawn.sizes >= 3) & (areas != 0)
    visible = spread & spread[outer][np.cumsum(outer) - 1]
    return _path_commands(_reversed(drawn, (areas < 0) == outer).keep(visible), len(kinds), closed=True)


def _first_of_run(rows: Integers) -> NDArray[np.bool_]:
    """Whether each row differs from the one before it; the first does."""
    differs = np.ones(len(rows), bool)
    changes = rows[1:] != rows[:-1]
    differs[1:] = changes if rows.ndim == 1 else changes.any(axis=1)
    return differs


def _last_of_run(rows: Integers) -> NDArray[np.bool_]:
    """Whether each row differs from the one after it; the last does."""
    return _first_of_run(rows[::-1])[::-1]


def _sizes(index: Integers, count: int) -> Integers:
    return np.bincount(index, minlength=int(count)).astype(np.int64)


def _doubled_areas(rings: Rings) -> Integers:
    """Twice the signed area of each ring: positive where it turns clockwise on screen (y runs south)."""
    following = np.arange(len(rings.points)) + 1
    filled = rings.sizes > 0
    following[(starts(rings.sizes) + rings.sizes - 1)[filled]] = starts(rings.sizes)[filled]
    x, y = rings.points[:, 0], rings.points[:, 1]
    return group_sums(x * y[following] - x[following] * y, rings.sizes)


def _reversed(rings: Rings, wrong: NDArray[np.bool_]) -> Rings:
    place = ordinals(rings.sizes)
    sizes = np.repeat(rings.sizes, rings.sizes)
    place = np.where(np.repeat(wrong, rings.sizes), sizes - 1 - place, place)
    return rings._replace(points=rings.points[np.repeat(starts(rings.sizes), rings.sizes) + place])


def _deltas(points: Integers, per_feature: Integers) -> Integers:
    """Each point relative to the one before it in its feature; the first relative to the tile's corner."""
    deltas = points.copy()
    deltas[1:] -= points[:-1]
    first = starts(per_feature)[per_feature > 0]
    deltas[first] = points[first]
    return deltas


def _path_commands(rings: Rings, count: int, *, closed: bool) -> tuple[Unsigned, Integers]:
    per_feature = np.bincount(rings.owners, weights=rings.sizes, minlength=count).astype(np.int64)
    deltas = zigzag(_deltas(rings.points, per_feature))
    lengths = 2 * rings.sizes + 2 + closed
    values = np.empty(int(lengths.sum()), np.uint64)
    first = starts(lengths)
    values[first] = (1 << 3) | MOVE_TO
    values[first + 3] = ((rings.sizes - 1) << 3) | LINE_TO
    if closed:
        values[first + lengths - 1] = CLOSE_PATH
    place = ordinals(rings.sizes)
    at = np.repeat(first, rings.sizes) + np.where(place == 0, 1, 2 + 2 * place)
    values[at] = deltas[:, 0]
    values[at + 1] = deltas[:, 1]
    counts = np.bincount(rings.owners, weights=lengths, minlength=count).astype(np.int64)
    return values, counts


_DRAWN = {POINT: _point_commands, LINE: _line_commands, POLYGON: _polygon_commands}

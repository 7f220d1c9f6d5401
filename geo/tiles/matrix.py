"""Where a tile lies: lon/lat, the unit square of Web Mercator, and tile units."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.errors import Message, NotFound
from geo.model import Tile

EXTENT = 4096
"""Tile units along each side of a tile."""

SCREEN_PIXELS = 512
"""The side of a tile on screen: one pixel is eight tile units."""

AREA_BUFFER = 64
"""Lines and areas reach this many tile units over each edge, so that their outlines do not end at it."""

POINT_BUFFER = 128
"""Points reach further, so that the symbol of a point in the next tile is not cut: 16 pixels."""

MAX_LATITUDE = 85.0511287798066

TILE_OUTSIDE = Message(
    "tile-outside",
    zh="瓦片 {z}/{x}/{y} 不在瓦片矩阵之内",
    en="tile {z}/{x}/{y} lies outside the tile matrix",
    remedy_zh="z 取 0–22，x 和 y 取 0 到 2^z − 1",
    remedy_en="z runs from 0 to 22, x and y from 0 to 2^z − 1",
)

Coordinates = NDArray[np.float64]


class WorldBox(NamedTuple):
    """A box in the unit square of Web Mercator: x runs east from 180° W, y runs south from 85.05° N."""

    x_min: float
    y_min: float
    x_max: float
    y_max: float


def checked(tile: Tile) -> Tile:
    """The tile itself; raises ``NotFound`` when the matrix of its zoom does not have it."""
    if not tile.exists():
        raise NotFound(TILE_OUTSIDE, z=tile.z, x=tile.x, y=tile.y)
    return tile


def to_world(lonlat: Coordinates) -> Coordinates:
    """lon, lat (n, 2) → x, y in the unit square; latitudes beyond the square land on its edge."""
    latitude = np.radians(np.clip(lonlat[:, 1], -MAX_LATITUDE, MAX_LATITUDE))
    x = lonlat[:, 0] / 360.0 + 0.5
    y = 0.5 - np.arcsinh(np.tan(latitude)) / (2.0 * np.pi)
    return np.column_stack([x, y])


def world_shapes(geometry: NDArray[np.object_]) -> NDArray[np.object_]:
    """Lon/lat geometries in the unit square, without height; ``None`` stays ``None``."""
    shapes: NDArray[np.object_] = shapely.transform(geometry, to_world)
    return shapes


def world_box(tile: Tile, buffer: float) -> WorldBox:
    """The tile with ``buffer`` tile units on each side."""
    span, margin = 1 / (1 << tile.z), buffer / EXTENT
    return WorldBox(
        (tile.x - margin) * span, (tile.y - margin) * span, (tile.x + 1 + margin) * span, (tile.y + 1 + margin) * span
    )


def to_tile_units(world: Coordinates, tile: Tile) -> NDArray[np.int64]:
    """x, y in whole tile units, 0, 0 at the tile's north-west corner; halves round to even as PostGIS rounds them."""
    local = (world * (1 << tile.z) - np.array([tile.x, tile.y])) * EXTENT
    whole: NDArray[np.int64] = np.rint(local).astype(np.int64)
    return whole


def tile_units(zoom: int, count: float) -> float:
    """The length of ``count`` tile units of that zoom in the unit square."""
    return count / EXTENT / (1 << zoom)


def tiles_over(bounds: Any, zoom: int) -> list[Tile]:
    """The tiles of a zoom that meet a lon/lat box (west, south, east, north), row by row from the north-west."""
    (left, bottom), (right, top) = to_world(np.asarray(bounds, np.float64).reshape(2, 2))
    most = (1 << zoom) - 1
    columns, rows = (
        range(max(0, int(low * (1 << zoom))), min(most, int(high * (1 << zoom))) + 1)
        for low, high in ((left, right), (top, bottom))
    )
    return [Tile(zoom, x, y) for y in rows for x in columns]

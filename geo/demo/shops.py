"""Shops along the street, in a strip between the wall of an estate and the pavement."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely
from shapely import affinity

from geo.demo.layout import House, Layout, outlines
from geo.demo.network import Network
from geo.demo.parcels import PAVEMENT_M, Parcel

SHOP_STRIP_M = 11.0
SHOP_DEPTH_M = 9.0
SHARE_WITH_SHOPS = 0.86
LEAST_SIDE_M = 75.0
OUTWARD = np.array([(0.0, -1.0), (0.0, 1.0), (-1.0, 0.0), (1.0, 0.0)])
"""South, north, west, east: the order of a layout's exits."""


def shop_front(
    flat: shapely.Polygon, parcel: Parcel, network: Network, rng: np.random.Generator
) -> tuple[int, npt.NDArray[np.float64], shapely.Polygon]:
    """The side of a parcel that gets shops (-1: none), its wall as segments (x0, y0, x1, y1), and the ground that is
    left inside. Only a side that lies on a pavement counts; ``flat`` is the parcel in its own frame.
    """
    nothing = -1, np.empty((0, 4)), flat
    x0, y0, x1, y1 = flat.bounds
    if min(x1 - x0, y1 - y0) < LEAST_SIDE_M or rng.random() > SHARE_WITH_SHOPS:
        return nothing
    ring = shapely.get_coordinates(shapely.geometry.polygon.orient(flat, 1.0).exterior)
    segments = np.hstack([ring[:-1], ring[1:]])
    run = segments[:, 2:] - segments[:, :2]
    normal = np.column_stack([run[:, 1], -run[:, 0]]) / np.maximum(np.hypot(*run.T), 1e-9)[:, None]
    facing = np.argmax(normal @ OUTWARD.T, axis=1)
    middles = shapely.points((segments[:, :2] + segments[:, 2:]) / 2)
    turned = [affinity.rotate(m, parcel.angle, origin=(0, 0), use_radians=True) for m in middles]
    near = np.array([network.pavement_distance(parcel.block, m.x, m.y) < PAVEMENT_M + 0.5 for m in turned])
    sides = [side for side in range(4) if (facing == side).any() and near[facing == side].all()]
    if not sides:
        return nothing
    side = sides[int(rng.integers(len(sides)))]
    wall = segments[facing == side]
    strip = shapely.union_all(shapely.linestrings(wall.reshape(-1, 2, 2))).buffer(SHOP_STRIP_M)
    inside = flat.difference(strip)
    if not isinstance(inside, shapely.Polygon) or inside.area < 0.5 * flat.area:
        return nothing
    return side, wall, inside


def lay_shops(
    wall: npt.NDArray[np.float64], flat: shapely.Polygon, inside: shapely.Polygon, rng: np.random.Generator
) -> Layout:
    """Small shops in rows along the wall's segments, one or two floors, doors to the street; none touches the estate
    behind or another shop.
    """
    houses: list[House] = []
    for x0, y0, x1, y1 in wall:
        length = float(np.hypot(x1 - x0, y1 - y0))
        turn = float(np.arctan2(y1 - y0, x1 - x0))
        inward = np.array([-(y1 - y0), x1 - x0]) / length
        floors = int(rng.integers(1, 3))
        at = 1.5
        while at + 7 < length:
            width = float(min(rng.uniform(7.5, 13.0), length - at - 1))
            x, y = (
                np.array([x0, y0])
                + np.array([x1 - x0, y1 - y0]) / length * (at + width / 2)
                + inward * (0.6 + SHOP_DEPTH_M / 2)
            )
            houses.append(House(float(x), float(y), width - 0.7, SHOP_DEPTH_M, turn, -1, 1, floors, 0, "slab", 0, 0.0))
            at += width if rng.random() < 0.85 else width + 6
    if not houses:
        return Layout()
    shapes = outlines(houses)
    good = shapely.contains_properly(flat, shapes) & (shapely.distance(shapes, inside) > 0.5)
    kept: list[House] = []
    last: shapely.Polygon | None = None
    for house, shape, keep in zip(houses, shapes, good, strict=True):
        if keep and (last is None or last.distance(shape) > 0.4):
            kept.append(house)
            last = shape
    return Layout(kept)

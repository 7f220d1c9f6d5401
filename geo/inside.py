"""Which of these polygons holds which of these points? Exactly, and mostly without asking GEOS."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.buckets import ranges

MOST_CORNERS = 48
"""Prepared polygons of GEOS answer faster for outlines with more corners than these."""

PAIRS_AT_ONCE = 1 << 16
DOUBT = 1e-15
"""A cross product below this share of its terms may have the wrong sign: four roundings of 1.1e-16 each."""

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]
Objects = NDArray[np.object_]


class Outlines:
    """Polygons, ready to be asked from many threads about many points at once.

    An outline is one ring with few corners: its edges are counted that a ray to the east crosses. Where rounding could
    decide, on and next to an edge, and for every other shape, GEOS answers.
    """

    def __init__(self, shapes: Objects) -> None:
        self._shapes = shapes
        parts = shapely.get_num_geometries(shapes) == 1
        first = shapely.get_geometry(shapes, 0)
        few = shapely.get_num_coordinates(first) <= MOST_CORNERS
        self._simple: Mask = parts & few & (shapely.get_num_interior_rings(first) == 0)
        corners, of_shape = shapely.get_coordinates(first[self._simple], return_index=True)
        sizes = np.zeros(len(shapes), np.int64)
        sizes[self._simple] = np.bincount(of_shape, minlength=int(self._simple.sum()))
        self._x, self._y = np.ascontiguousarray(corners.T)
        self.mean_corners = float(shapely.get_num_coordinates(shapes).mean()) if len(shapes) else 0.0
        self._starts, self._edges = np.cumsum(sizes) - sizes, np.maximum(sizes - 1, 0)

    def hold(self, shape: Integers, lon: Floats, lat: Floats) -> Mask:
        """Whether each pair's shape holds its point, edges included."""
        holds, unsure = np.zeros(len(shape), bool), ~self._simple[shape]
        quick = np.flatnonzero(~unsure)
        for start in range(0, len(quick), PAIRS_AT_ONCE):
            part = quick[start : start + PAIRS_AT_ONCE]
            holds[part], unsure[part] = self._counted(shape[part], lon[part], lat[part])
        holds[unsure] = self._exact(shape[unsure], lon[unsure], lat[unsure])
        return holds

    def _counted(self, shape: Integers, lon: Floats, lat: Floats) -> tuple[Mask, Mask]:
        """For pairs with an outline: whether the point lies inside, and whether that is in doubt."""
        counts = self._edges[shape]
        pair = np.repeat(np.arange(len(shape)), counts)
        corner = ranges(self._starts[shape], counts)
        x, y = lon[pair], lat[pair]
        x_from, y_from, x_to, y_to = (
            self._x[corner] - x,
            self._y[corner] - y,
            self._x[corner + 1] - x,
            self._y[corner + 1] - y,
        )
        left, right = x_from * y_to, x_to * y_from
        cross = left - right
        close = np.abs(cross) <= DOUBT * (np.abs(left) + np.abs(right))
        doubt = close & (x_from * x_to <= 0) & (y_from * y_to <= 0)
        crossing = ((y_from > 0) != (y_to > 0)) & ((cross > 0) == (y_to > y_from))
        times = np.bincount(pair[crossing], minlength=len(shape))
        unsure = np.zeros(len(shape), bool)
        unsure[pair[doubt]] = True
        return times % 2 == 1, unsure

    def _exact(self, shape: Integers, lon: Floats, lat: Floats) -> Mask:
        """GEOS's answer. The shapes are copied before they are prepared: other threads may be reading the originals."""
        if not len(shape):
            return np.zeros(0, bool)
        asked, which, times = np.unique(shape, return_inverse=True, return_counts=True)
        private = self._shapes[asked]
        often = times > 4
        private[often] = shapely.transform(private[often], np.asarray)
        shapely.prepare(private[often])
        return np.asarray(shapely.intersects_xy(private[which], lon, lat), bool)

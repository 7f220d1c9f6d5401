"""Which area holds each of very many points, or boxes: read off a fine raster wherever a cell lies in one area as a whole."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.ndimage import label

from geo.buckets import ranges

CELLS_PER_AREA = 256
FEWEST_CELLS, MOST_CELLS = 1 << 18, 1 << 23
"""Finer cells leave fewer points on edges and take longer to fill: 8 bytes a cell, 64 MiB at the most."""

NOBODY, UNDECIDED = -1, -2
_SLACK = 1e-6
"""This share of a cell is added on each side of an edge, so that rounding cannot lose a cell that the edge touches."""

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Objects = NDArray[np.object_]


class Raster:
    """Cells in lon/lat over the box of some areas; each knows its holder, or that an edge passes through it.

    ``holder_of(lon, lat)`` is the exact answer: the place of the area that holds each point, ``NOBODY`` for none. It is
    asked once for all cells that hang together without an edge between them, because nothing changes where no edge lies.
    Cells that meet one of the boxes ``kept_out`` (west, south, east, north) are undecided, too.
    """

    def __init__(
        self,
        areas: Objects,
        holder_of: Callable[[Floats, Floats], Integers],
        fewest: int | None = None,
        kept_out: Floats | None = None,
    ) -> None:
        west, south, east, north = (float(edge) for edge in shapely.total_bounds(areas))
        width, height = max(east - west, 1e-9), max(north - south, 1e-9)
        wanted = min(max(CELLS_PER_AREA * len(areas), FEWEST_CELLS if fewest is None else fewest), MOST_CELLS)
        self._origin = west, south
        self._cell = max((width * height / wanted) ** 0.5, max(width, height) / wanted)
        self._columns, self._rows = int(width / self._cell) + 1, int(height / self._cell) + 1
        self._outside = self._columns * self._rows
        free = self._untouched(areas)
        if kept_out is not None:
            for left, low, right, high in np.transpose(self._spans(kept_out)).tolist():
                free[max(low, 0) : max(high, 0), max(left, 0) : max(right, 0)] = False
        part, count = label(free)
        holders = np.append(UNDECIDED, self._asked(part.ravel(), count, holder_of)).astype(np.int32)
        self._holders: NDArray[np.int32] = holders[np.append(part, count + 1)]

    def read(self, lon: Floats, lat: Floats) -> Integers:
        """The place of the area that holds each point; ``UNDECIDED`` in a cell with an edge, ``NOBODY`` outside."""
        return np.asarray(self._holders[self._cells_of(lon, lat)], np.int64)

    def read_boxes(self, bounds: Floats) -> Integers:
        """The place of the area that holds each box (west, south, east, north) as a whole; ``UNDECIDED`` where it meets
        a cell with an edge or reaches beyond the raster, ``NOBODY`` where no area has a part in it.
        """
        edges = np.zeros((self._rows + 1, self._columns + 1), np.int32)
        undecided = (self._holders[: self._outside] == UNDECIDED).reshape(self._rows, self._columns)
        np.cumsum(undecided, axis=0, dtype=np.int32, out=edges[1:, 1:])
        np.cumsum(edges, axis=1, out=edges)
        left, down, right, up = self._spans(bounds)
        inside = (left >= 0) & (down >= 0) & (right <= self._columns) & (up <= self._rows)
        outside = np.flatnonzero(~inside)
        left[outside] = down[outside] = 0
        right[outside] = up[outside] = 1
        met = edges[up, right] - edges[up, left] - edges[down, right] + edges[down, left]
        held = self._holders[down * self._columns + left]
        return np.where(inside & (met == 0), held, UNDECIDED).astype(np.int64)

    def _spans(self, bounds: Floats) -> list[Integers]:
        """The first column and row that each box meets, and those behind the last."""
        west, south, east, north = np.ascontiguousarray(bounds.T)
        left, low = self._origin
        edges = ((west, left, -_SLACK, 0), (south, low, -_SLACK, 0), (east, left, _SLACK, 1), (north, low, _SLACK, 1))
        return [
            np.floor((edge - origin) / self._cell + slack).astype(np.int64) + behind
            for edge, origin, slack, behind in edges
        ]

    def _cells_of(self, lon: Floats, lat: Floats) -> Integers:
        """The number of each point's cell; the number behind the last one for points outside."""
        column = np.floor((lon - self._origin[0]) / self._cell)
        row = np.floor((lat - self._origin[1]) / self._cell)
        inside = (column >= 0) & (column < self._columns) & (row >= 0) & (row < self._rows)
        return np.where(inside, row * self._columns + column, self._outside).astype(np.int64)

    def _untouched(self, areas: Objects) -> NDArray[np.bool_]:
        """By row and column, the cells through which no edge passes, less perhaps a few of their neighbours."""
        rings = shapely.get_rings(shapely.get_parts(areas))
        corners, ring = shapely.get_coordinates(rings, return_index=True)
        lon, lat = np.ascontiguousarray(((corners - self._origin) / self._cell).T)
        edge = np.flatnonzero(ring[1:] == ring[:-1])
        x, y, x_to, y_to = lon[edge], lat[edge], lon[edge + 1], lat[edge + 1]
        first = np.floor(np.minimum(y, y_to) - _SLACK).astype(np.int64)
        counts = np.floor(np.maximum(y, y_to) + _SLACK).astype(np.int64) - first + 1
        row, of = ranges(first, counts), np.repeat(np.arange(len(edge)), counts)
        east, north, x, y = (x_to - x)[of], (y_to - y)[of], x[of], y[of]
        with np.errstate(divide="ignore"):  # level edges pass through all of their one row
            shares = [np.clip((row + side - y) / north, 0.0, 1.0) for side in (-_SLACK, 1 + _SLACK)]
        begin, end = (x + share * east for share in shares)
        left = np.floor(np.minimum(begin, end) - _SLACK).astype(np.int64)
        right = np.floor(np.maximum(begin, end) + _SLACK).astype(np.int64) + 1
        row = np.clip(row, 0, self._rows - 1) * self._columns
        entered = np.zeros(self._outside + 1, np.int32)
        # ones of the same type: numpy adds others forty times as slowly
        np.add.at(entered, row + np.clip(left, 0, self._columns - 1), np.int32(1))
        np.add.at(entered, row + np.clip(right, 1, self._columns), np.int32(-1))
        return np.equal(np.cumsum(entered[:-1]), 0).reshape(self._rows, self._columns)

    def _asked(self, part: Integers, count: int, holder_of: Callable[[Floats, Floats], Integers]) -> Integers:
        """The holder of each part (1 … ``count``) of the raster, asked at the centre of one of its cells; then nobody."""
        some = np.zeros(count + 1, np.int64)
        some[part] = np.arange(self._outside)
        row, column = np.divmod(some[1:], self._columns)
        centres = (self._origin[axis] + (at + 0.5) * self._cell for axis, at in ((0, column), (1, row)))
        return np.append(holder_of(*centres) if count else np.zeros(0, np.int64), NOBODY)

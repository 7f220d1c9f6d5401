"""Which area holds each of very many points: read off a fine raster wherever a cell lies in one area as a whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product

import numpy as np
import shapely
from numpy.typing import NDArray

CELLS_PER_AREA = 256
FEWEST_CELLS, MOST_CELLS = 1 << 18, 1 << 23
"""Finer cells leave fewer points on edges and take longer to fill: 8 bytes a cell, 64 MiB at the most."""

NOBODY, UNDECIDED = -1, -2
_STEP = 0.5
"""Edges are walked in steps of at most this share of a cell …"""
_SLACK = 1e-6
"""… and this share of a cell is added on each side, so that rounding cannot lose a cell that an edge touches."""

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Objects = NDArray[np.object_]


class Raster:
    """Cells in lon/lat over the box of some areas; each knows its holder, or that an edge passes through it.

    ``holder_of(lon, lat)`` is the exact answer: the place of the area that holds each point, ``NOBODY`` for none. It is
    asked once for each stretch of cells without an edge, because nothing changes where no edge lies.
    """

    def __init__(self, areas: Objects, holder_of: Callable[[Floats, Floats], Integers]) -> None:
        west, south, east, north = (float(edge) for edge in shapely.total_bounds(areas))
        width, height = max(east - west, 1e-9), max(north - south, 1e-9)
        wanted = min(max(CELLS_PER_AREA * len(areas), FEWEST_CELLS), MOST_CELLS)
        self._west, self._south = west, south
        self._cell = max((width * height / wanted) ** 0.5, max(width, height) / wanted)
        self._columns, self._rows = int(width / self._cell) + 1, int(height / self._cell) + 1
        self._outside = self._columns * self._rows
        self._holders = np.full(self._outside + 1, NOBODY, np.int32)
        for cells in self._touched(areas):
            self._holders[cells] = UNDECIDED
        self._fill(holder_of)

    def read(self, lon: Floats, lat: Floats) -> Integers:
        """The place of the area that holds each point; ``UNDECIDED`` in a cell with an edge, ``NOBODY`` outside."""
        return self._holders[self._cells_of(lon, lat)].astype(np.int64)

    def _cells_of(self, lon: Floats, lat: Floats) -> Integers:
        """The number of each point's cell; the number behind the last one for points outside."""
        column = np.floor((lon - self._west) / self._cell)
        row = np.floor((lat - self._south) / self._cell)
        inside = (column >= 0) & (column < self._columns) & (row >= 0) & (row < self._rows)
        return np.where(inside, row * self._columns + column, self._outside).astype(np.int64)

    def _touched(self, areas: Objects) -> Iterator[Integers]:
        """The numbers of all cells through which an edge passes, and perhaps a few of their neighbours."""
        rings = shapely.get_rings(shapely.get_parts(areas))
        corners, ring = shapely.get_coordinates(rings, return_index=True)
        corners = (corners - (self._west, self._south)) / self._cell
        edge = np.flatnonzero(ring[1:] == ring[:-1])
        begin, way = corners[edge], corners[edge + 1] - corners[edge]
        steps = np.maximum(np.ceil(np.abs(way).max(axis=1, initial=0) / _STEP), 1).astype(np.int64)
        of_edge = np.repeat(np.arange(len(edge)), steps)
        number = np.arange(len(of_edge)) - np.repeat(np.cumsum(steps) - steps, steps)
        share = (number / steps[of_edge])[:, None]
        here = begin[of_edge] + way[of_edge] * share
        there = here + way[of_edge] / steps[of_edge][:, None]
        low = np.floor(np.minimum(here, there) - _SLACK).astype(np.int64)
        high = np.floor(np.maximum(here, there) + _SLACK).astype(np.int64)
        for x, y in product((low, high), repeat=2):
            yield self._numbers(x[:, 0], y[:, 1])

    def _numbers(self, column: Integers, row: Integers) -> Integers:
        return np.clip(row, 0, self._rows - 1) * self._columns + np.clip(column, 0, self._columns - 1)

    def _fill(self, holder_of: Callable[[Floats, Floats], Integers]) -> None:
        """Give each stretch of cells without an edge, row by row, the holder of its first cell's centre."""
        free = self._holders[: self._outside] != UNDECIDED
        before = np.concatenate([[False], free[:-1]])
        before[:: self._columns] = False
        first = np.flatnonzero(free & ~before)
        row, column = np.divmod(first, self._columns)
        centres = self._west + (column + 0.5) * self._cell, self._south + (row + 0.5) * self._cell
        stretch = np.cumsum(free & ~before) - 1
        if len(first):
            self._holders[: self._outside][free] = holder_of(*centres)[stretch[free]]

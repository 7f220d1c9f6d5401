"""Which boxes hold each of many points? Read off a grid of cells instead of a tree."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

CELLS_PER_BOX = 8
FEWEST_CELLS = 1 << 12
MOST_ENTRIES_PER_BOX = 64
"""Boxes that cover more cells than this on average make the cells larger: memory stays in proportion."""

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


class Buckets:
    """Cells over some boxes (n × 4, west, south, east, north); each cell lists the boxes that meet it, in their order."""

    def __init__(self, bounds: Floats) -> None:
        self._bounds = bounds
        outer = [bounds[:, :2].min(axis=0), bounds[:, 2:].max(axis=0)] if len(bounds) else np.zeros((2, 2))
        self._west, self._south = map(float, outer[0])
        width, height = np.maximum(outer[1] - outer[0], 1e-9).tolist()
        wanted = max(CELLS_PER_BOX * len(bounds), FEWEST_CELLS)
        self._cell = max((width * height / wanted) ** 0.5, max(width, height) / wanted)
        columns, rows, spans = self._laid_out()
        while spans.prod(axis=1).sum() > MOST_ENTRIES_PER_BOX * len(bounds) + FEWEST_CELLS:
            self._cell *= 2
            columns, rows, spans = self._laid_out()
        self._columns, self._rows = columns, rows
        self._boxes, self._starts = self._listed(spans)

    def at(self, lon: float, lat: float) -> Integers:
        """The boxes that hold one point, edges included, in their order."""
        column = math.floor((lon - self._west) / self._cell)
        row = math.floor((lat - self._south) / self._cell)
        if not (0 <= column < self._columns and 0 <= row < self._rows):
            return np.zeros(0, np.int64)
        cell = row * self._columns + column
        near = self._boxes[self._starts[cell] : self._starts[cell + 1]]
        west, south, east, north = self._bounds[near].T
        holds = (west <= lon) & (lon <= east) & (south <= lat) & (lat <= north)
        return np.asarray(near[holds], np.int64)

    def pairs(self, lon: Floats, lat: Floats) -> tuple[Integers, Integers]:
        """Pairs of box and point where the box holds the point, edges included; by point, and then by box."""
        column = np.floor((lon - self._west) / self._cell)
        row = np.floor((lat - self._south) / self._cell)
        inside = np.flatnonzero((column >= 0) & (column < self._columns) & (row >= 0) & (row < self._rows))
        cells = (row[inside] * self._columns + column[inside]).astype(np.int64)
        starts = self._starts[cells]
        counts = self._starts[cells + 1] - starts
        box, point = self._boxes[ranges(starts, counts)], np.repeat(inside, counts)
        x, y, (west, south, east, north) = lon[point], lat[point], self._bounds.T
        holds = (west[box] <= x) & (x <= east[box]) & (south[box] <= y) & (y <= north[box])
        return box[holds], point[holds]

    def _laid_out(self) -> tuple[int, int, Integers]:
        """Columns and rows, and how many of each every box meets, with cells of the present size."""
        low, high = self._cells_of(self._bounds[:, :2]), self._cells_of(self._bounds[:, 2:])
        if not len(low):
            return 0, 0, high
        columns, rows = (int(most) + 1 for most in high.max(axis=0))
        return columns, rows, high - low + 1

    def _cells_of(self, corners: Floats) -> Integers:
        # the same operations as for points: a point inside a box then never lands outside the cells of the box
        cells: Integers = np.floor((corners - np.array([self._west, self._south])) / self._cell).astype(np.int64)
        return cells

    def _listed(self, spans: Integers) -> tuple[Integers, Integers]:
        low, (widths, heights) = self._cells_of(self._bounds[:, :2]), spans.T
        line_box = np.repeat(np.arange(len(spans)), heights)
        begins = ranges(low[:, 1], heights) * self._columns + low[line_box, 0]
        cells = ranges(begins, widths[line_box])
        boxes = np.repeat(line_box, widths[line_box])
        starts = np.zeros(self._columns * self._rows + 1, np.int64)
        np.cumsum(np.bincount(cells, minlength=self._columns * self._rows), out=starts[1:])
        return boxes[np.argsort(cells, kind="stable")], starts


def ranges(starts: Integers, counts: Integers) -> Integers:
    """The numbers from each start, as many as its count, one range after the other."""
    ends = np.cumsum(counts)
    return np.arange(ends[-1] if len(ends) else 0) + np.repeat(starts - ends + counts, counts)

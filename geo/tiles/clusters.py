"""Points that stand too close to be told apart, counted together."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

CELLS_PER_TILE = 8
"""Cells along each side of a tile: 64 pixels each."""


class Clusters(NamedTuple):
    """Groups of points: ``world`` their mean (m, 2), ``counts`` how many, ``rows`` the first point of each; ``groups``
    the group of each point.
    """

    world: NDArray[np.float64]
    counts: NDArray[np.int64]
    rows: NDArray[np.int64]
    groups: NDArray[np.int64]


def clusters(world: NDArray[np.float64], zoom: int) -> Clusters:
    """The points of the unit square grouped by the cells of a zoom, in order of cells.

    Cells never straddle tiles, and a group is the same whichever tile shows it: neighbours agree along their edges.
    """
    side = CELLS_PER_TILE << zoom
    cells = np.clip(np.floor(world * side).astype(np.int64), 0, side - 1)
    keys = cells[:, 1] * side + cells[:, 0]
    _, rows, groups, counts = np.unique(keys, return_index=True, return_inverse=True, return_counts=True)
    sums = [np.bincount(groups, weights=world[:, axis], minlength=len(counts)) for axis in (0, 1)]
    means = np.column_stack(sums) / counts[:, None]
    single = counts == 1
    means[single] = world[rows[single]]
    return Clusters(means, counts.astype(np.int64), rows.astype(np.int64), groups.astype(np.int64))

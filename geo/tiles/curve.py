"""Where along a curve that fills the plane does a place lie? Places near each other along it are near each other."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

BITS = 24
"""Cells of two metres: finer than what is told apart in a tile."""


def hilbert_positions(world: NDArray[np.float64]) -> NDArray[np.int64]:
    """The position of each place (n, 2) of the unit square along a Hilbert curve over the whole square.

    It depends on the place alone: what is added or moved elsewhere leaves the order of all others as it was. Places
    outside the square count as on its edge.
    """
    last = (1 << BITS) - 1
    x, y = np.clip(world * (1 << BITS), 0, last).astype(np.int64).T
    positions = np.zeros(len(world), np.int64)
    for bit in reversed(range(BITS)):
        east, south = (x >> bit) & 1, (y >> bit) & 1
        positions = positions << 2 | (3 * east) ^ south
        # each quarter is the same curve, mirrored and turned so that its ends meet its neighbours'
        mirrored = np.where((south == 0) & (east == 1), last, 0)
        x, y = x ^ mirrored, y ^ mirrored
        x, y = np.where(south == 0, y, x), np.where(south == 0, x, y)
    return positions

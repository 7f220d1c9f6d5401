"""Where did a change happen? A handful of boxes instead of one per row."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from geo.model import BBox

MOST_BOXES = 64
CELLS = 1 << 10


def merge_boxes(bounds: NDArray[np.float64], most: int = MOST_BOXES) -> list[BBox]:
    """At most ``most`` boxes that hold every box of ``bounds`` (n × 4, lon/lat); NaN rows have no place.

    Up to ``most`` different boxes come back as they are. More are joined with their neighbours along a curve that
    fills the plane, so that what lies together stays together.
    """
    known = np.unique(bounds[~np.isnan(bounds).any(axis=1)], axis=0)
    if len(known) > most:
        known = known[np.argsort(_curve_position(known), kind="stable")]
        starts = np.linspace(0, len(known), most, endpoint=False).astype(np.int64)
        low, high = np.minimum.reduceat(known[:, :2], starts), np.maximum.reduceat(known[:, 2:], starts)
        known = np.hstack([low, high])
    return [BBox(*box) for box in known.tolist()]


def _curve_position(bounds: NDArray[np.float64]) -> NDArray[np.int64]:
    centres = (bounds[:, :2] + bounds[:, 2:]) / 2
    low = centres.min(axis=0)
    span = np.maximum(centres.max(axis=0) - low, 1e-12)
    x, y = ((centres - low) / span * (CELLS - 1)).astype(np.int64).T
    position = np.zeros(len(bounds), np.int64)
    for bit in range(CELLS.bit_length() - 1):
        position |= ((x >> bit) & 1) << (2 * bit) | ((y >> bit) & 1) << (2 * bit + 1)
    return position

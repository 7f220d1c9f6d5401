"""How are counts told that are told at all, so that the difference of two of them gives nobody away?

A figure of today and one of yesterday, of one preset and another, of an area and all but one of its parts: their
difference may be one household. Counts in steps of ``k`` differ by steps.
"""

from __future__ import annotations

import numpy as np

from geo.privacy.relations import Ints


def in_steps(counts: Ints, k: int) -> Ints:
    """Counts as the nearest multiple of ``k``, halves upwards; 0 stays 0. Counts of 1 to ``k`` - 1 are not to be told at
    all, whatever this says of them.
    """
    return np.asarray((2 * counts + k) // (2 * k) * k, dtype=np.int64)


def told(count: float, k: int) -> int | None:
    """One count as it may be told: in steps, ``None`` where it is hidden for being small."""
    whole = round(count)
    if 0 < count < k:
        return None
    return int(in_steps(np.array([whole], dtype=np.int64), k)[0])


def told_share(part: int | None, total: int | None) -> float | None:
    """A share of counts that are told, to the whole per cent; ``None`` where either is hidden or there is nothing."""
    if part is None or not total:
        return None
    return min(round(part / total, 2), 1.0)

"""Which geometries are valid? Convex outlines are seen to be from their corners; GEOS is asked about the rest."""

from __future__ import annotations

import numpy as np
import shapely

from geo.aside import in_halves
from geo.corners import Corners, Floats, Integers, Mask, Objects

DOUBT = 1e-15
"""A cross product below this share of its terms may have the wrong sign: four roundings of 1.1e-16 each."""

AT_ONCE = 1 << 12
"""So many outlines stay in the processor's cache."""

MANY = 2_000
"""Fewer outlines are asked about as quickly as half of them is handed over."""


def valid(shapes: Objects, corners: Corners | None = None) -> Mask:
    """What `shapely.is_valid` says of each geometry; most buildings are convex, and quicker to see than to ask.
    ``corners`` are theirs, where they are known already.
    """
    held = Corners.of(shapes) if corners is None else corners
    found = np.zeros(len(shapes), bool)
    begins = np.append(held.first, len(held.lon))
    seen = [np.zeros(0, bool)]
    for start in range(0, len(held.counts), AT_ONCE):
        counts = held.counts[start : start + AT_ONCE]
        part = slice(begins[start], begins[start + len(counts)])
        seen.append(_convex(held.lon[part], held.lat[part], counts))
    found[held.plain] = np.concatenate(seen)
    rest = np.flatnonzero(~found)
    found[rest] = in_halves(shapely.is_valid, shapes[rest], worth=MANY)
    return found


def _convex(lon: Floats, lat: Floats, counts: Integers) -> Mask:
    """Which outlines, so many corners each, turn the same way at every corner, and once around in all."""
    with np.errstate(invalid="ignore"):  # corners that are not finite are no convex outline's
        x, y = np.diff(lon, append=0.0), np.diff(lat, append=0.0)
        last = np.cumsum(counts) - 1
        begins = last - counts + 1
        # behind a ring's last edge comes its first one again; what is said of the corner after that counts for nothing
        x[last], y[last] = x[begins], y[begins]
        one, other = x[:-1] * y[1:], y[:-1] * x[1:]
        turn = one - other
        sure = np.abs(turn) > DOUBT * (np.abs(one) + np.abs(other))
    upward = (y > 0) | ((y == 0) & (x > 0))
    changed = np.append(upward[1:] != upward[:-1], False)
    changed[last] = False
    once = np.add.reduceat(changed.astype(np.int32), begins) == 2
    same = []
    for way in (turn > 0, turn < 0):
        turned = np.append(sure & way, True)
        turned[last] = True
        same.append(np.logical_and.reduceat(turned, begins))
    return np.asarray(once & (same[0] | same[1]), dtype=bool)

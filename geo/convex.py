"""Which geometries are valid? Convex outlines are seen to be from their corners; GEOS is asked about the rest."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

DOUBT = 1e-15
"""A cross product below this share of its terms may have the wrong sign: four roundings of 1.1e-16 each."""

AT_ONCE = 1 << 12
"""So many outlines stay in the processor's cache."""

Mask = NDArray[np.bool_]
Objects = NDArray[np.object_]


def valid(shapes: Objects) -> Mask:
    """What `shapely.is_valid` says of each geometry; most buildings are convex, and quicker to see than to ask."""
    plain = shapely.get_type_id(shapes) == shapely.GeometryType.POLYGON
    plain &= (shapely.get_num_interior_rings(shapes) == 0) & ~shapely.is_empty(shapes)
    found = np.zeros(len(shapes), bool)
    asked = np.flatnonzero(plain)
    for start in range(0, len(asked), AT_ONCE):
        part = asked[start : start + AT_ONCE]
        found[part] = _convex(shapes[part])
    rest = np.flatnonzero(~found)
    found[rest] = shapely.is_valid(shapes[rest])
    return found


def _convex(polygons: Objects) -> Mask:
    """Which polygons without holes turn the same way at every corner, and once around in all."""
    corners, ring = shapely.get_coordinates(polygons, return_index=True)
    x, y = np.ascontiguousarray(corners.T)
    with np.errstate(invalid="ignore"):  # corners that are not finite are no convex outline's
        x, y = np.diff(x, append=0.0), np.diff(y, append=0.0)
        last = np.flatnonzero(np.append(ring[1:] != ring[:-1], True))
        begins = np.append(0, last[:-1] + 1)
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

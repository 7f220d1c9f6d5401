"""Has somebody reported this already? Open incidents of the same category close by."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import shapely
from pyproj import Geod

from geo.incidents.states import OPEN
from geo.snapshot import LayerSnapshot

ELLIPSOID: Final = "GRS80"
"""That of CGCS2000: distances are geodesics on it, exact in every part of the country."""

METRES_PER_DEGREE: Final = 110_000.0
"""Less than a degree of latitude has anywhere: a box of so many degrees is never too small."""


class Near(NamedTuple):
    """An incident close to a place."""

    id: int
    distance_m: float


def near_duplicates(incidents: LayerSnapshot, category: str, lon: float, lat: float, radius_m: float) -> list[Near]:
    """The open incidents of a category within a radius, limit included, the nearest first, then by id."""
    high = radius_m / METRES_PER_DEGREE
    wide = min(high / max(np.cos(np.radians(min(abs(lat) + high, 90.0))), 1e-6), 360.0)
    rows = incidents.tree.query(shapely.box(lon - wide, lat - high, lon + wide, lat + high), predicate="intersects")
    columns = incidents.columns
    rows = rows[columns["category"][rows] == category]
    rows = rows[[state in OPEN for state in columns["state"][rows].tolist()]]
    if not len(rows):
        return []
    x, y = shapely.get_coordinates(incidents.geometry[rows]).T
    distance = Geod(ellps=ELLIPSOID).inv(np.full(len(rows), lon), np.full(len(rows), lat), x, y)[2]
    found = [Near(int(incidents.ids[row]), float(d)) for row, d in zip(rows, distance, strict=True) if d <= radius_m]
    return sorted(found, key=lambda near: (near.distance_m, near.id))

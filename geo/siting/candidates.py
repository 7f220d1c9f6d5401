"""Where something new could stand: existing buildings, or drawn points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from geo.asof import Floats, Ints, Objects
from geo.walk import Doors

DECIMALS = 7
"""Places are given on the grid of stored coordinates: added as a venue, a site lies exactly where it was reckoned."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Possible sites: ids, ascending, and their places (lon/lat points)."""

    id: Ints
    place: Objects

    def __len__(self) -> int:
        return len(self.id)


def building_candidates(doors: Doors, building_id: Ints) -> Candidates:
    """These buildings as sites, each at its first door (the lowest entrance id; without entrances a point inside).

    Buildings without a known place are left out.
    """
    there = ~shapely.is_missing(doors.place)
    known = np.flatnonzero(there & np.isin(doors.building_id, building_id))
    first = known[np.unique(doors.building_id[known], return_index=True)[1]]
    at = shapely.get_coordinates(doors.place[first])
    return Candidates(doors.building_id[first], shapely.points(np.round(at, DECIMALS)))


def point_candidates(points: Sequence[tuple[float, float]] | Floats) -> Candidates:
    """Drawn points (longitude, latitude) as sites, numbered from 1 in their order."""
    at = np.asarray(points, dtype=np.float64).reshape(-1, 2)
    return Candidates(np.arange(1, len(at) + 1, dtype=np.int64), shapely.points(np.round(at, DECIMALS)))

"""Where people leave their buildings: entrances, else the building itself."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from geo.walk.graph import Floats, Indices
from geo.walk.noding import Objects

NO_ENTRANCE = -1


@dataclass(frozen=True, slots=True)
class Doors:
    """One row per entrance, and one per building without any (``entrance_id`` is -1): its point on surface.

    Sorted by building, then entrance. ``place`` is lon/lat, ``None`` where the place is not known.
    """

    entrance_id: Indices
    building_id: Indices
    place: Objects

    def __len__(self) -> int:
        return len(self.building_id)

    def part(self, at: Indices) -> Doors:
        """Some of the doors, by position in ascending order."""
        return Doors(self.entrance_id[at], self.building_id[at], self.place[at])

    def spread(self, building_id: Indices, amount: Floats) -> Floats:
        """Amounts of buildings, divided equally over their doors; buildings that are not there count nothing."""
        doors = pd.Series(1.0, self.building_id).groupby(level=0).transform("size").to_numpy()
        total = pd.Series(amount, building_id).groupby(level=0).sum().reindex(self.building_id).fillna(0.0).to_numpy()
        return np.asarray(total / doors, dtype=np.float64)


def doors_of(entrance: pd.DataFrame | None, building: pd.DataFrame) -> Doors:
    """The doors of the buildings. Entrances of buildings that are not there are left out; buildings without a column
    of geometry, as in an empty city, have no known place.
    """
    ids = building["id"].to_numpy(dtype=np.int64)
    shapes = np.full(len(ids), None, object)
    if "geometry" in building:
        shapes = np.asarray(building.geometry.to_numpy(), dtype=object)
    number = owner = np.zeros(0, dtype=np.int64)
    place = np.zeros(0, dtype=object)
    if entrance is not None and len(entrance):
        owner = entrance["building_id"].astype("Int64").to_numpy(dtype=np.int64, na_value=-1)
        here = np.isin(owner, ids)
        number, owner = entrance["id"].to_numpy(dtype=np.int64)[here], owner[here]
        place = np.asarray(entrance.geometry.to_numpy(), dtype=object)[here]
    without = ~np.isin(ids, owner)
    number = np.concatenate([number, np.full(int(without.sum()), NO_ENTRANCE)])
    owner = np.concatenate([owner, ids[without]])
    place = np.concatenate([place, shapely.point_on_surface(shapes[without])])
    place[shapely.is_missing(place) | shapely.is_empty(place)] = None
    order = np.lexsort((number, owner))
    return Doors(number[order], owner[order], place[order])

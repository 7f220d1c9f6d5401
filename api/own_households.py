"""Households as a layer for those who go to their doors: those of their own areas alone, read from the store under their
rights, drawn at their entrances. They are in no city in memory that others read.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections import deque
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from api.encoding import digest
from api.reach import ground_of
from geo.clock import china_today
from geo.columns import as_column
from geo.layers.dwellings import HOUSEHOLD_AT_DOOR, LISTED_TO
from geo.layers.kinds import FieldType
from geo.rights import GRANT_LEVELS, Scope
from geo.snapshot import City, LayerSnapshot
from geo.store import Store
from geo.store.rights import Reach, setting_of

KEPT: Final = 8
"""How many lists of doors stay in memory: each is of one reader's areas."""
HOUSEHOLD: Final = HOUSEHOLD_AT_DOOR.id


class OwnHouseholds:
    """Gives the households of a reader's own areas; safe to ask from many threads, never older than the last write."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._kept: deque[tuple[str, LayerSnapshot]] = deque(maxlen=KEPT)

    def shown(self, base: City, now: City, scope: Scope, as_of: dt.date | None) -> City:
        """The city with the households of the scope's own areas of today, as they were on a day."""
        day, reach = as_of or china_today(), Reach(homes=ground_of(scope.areas_for(*LISTED_TO), now))
        version = self._store.versions().get(HOUSEHOLD, 0)
        placed = [base.stamp(name) for name in ("building", "entrance") if name in base]
        owned = [now.stamp(name) for name in (*GRANT_LEVELS, "building") if name in now]
        mark = digest(setting_of(reach), str(version), day.isoformat(), *placed, *owned)
        with self._lock:
            found = next((one for known, one in self._kept if known == mark), None)
        if found is None:
            found = _read(self._store.acting(reach), base, version, day)
            with self._lock:
                self._kept.append((mark, found))
        return City(dict(base) | {HOUSEHOLD: found}, {name: base.written(name) for name in base} | {HOUSEHOLD: mark})


def _read(store: Store, base: City, version: int, day: dt.date) -> LayerSnapshot:
    names = [field.name for field in HOUSEHOLD_AT_DOOR.fields]
    frame = store.read(HOUSEHOLD, as_of=day, columns=names)
    return LayerSnapshot.from_frame(
        HOUSEHOLD_AT_DOOR, gpd.GeoDataFrame(frame, geometry=_places(frame, base), crs=4326), version, day
    )


def _places(frame: pd.DataFrame, base: City) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    """The entrance of each household, else a point inside its building, else nothing."""
    places = np.full(len(frame), None, dtype=object)
    for layer, link in (("building", "building_id"), ("entrance", "entrance_id")):
        rows = base[layer].rows_of(as_column(frame[link], FieldType.INTEGER))
        at = np.flatnonzero(rows >= 0)
        shapes = shapely.point_on_surface(base[layer].geometry[rows[at]])
        there = np.array([shape is not None for shape in shapes], dtype=bool)
        places[at[there]] = shapes[there]
    return places

"""The columns of the gap list, and how a part of it becomes rows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import shapely

from geo.asof import Floats, Ints, Objects
from geo.ground import AREA_LEVELS

COUNTS = (
    "buildings", "households", "gained_households", "gained_h_households", "gained_v_households",
    "gained_circle_households", "site_households",
)  # fmt: skip
LISTS = ("missing", "evidence_unit_ids", "building_ids")
IDS = ("venue_id", "near_venue_id", "site_building_id")
METRES = ("walk_from_m", "walk_to_m", "straight_m", "size_m2", "site_lon", "site_lat")
COLUMNS = (
    "rank", "kind", "rule", "category", "level", "layer", "id", "code", *LISTS, *COUNTS,
    "venue_id", "near_venue_id", "walk_from_m", "walk_to_m", "straight_m", "site_building_id", "site_lon", "site_lat",
    "size_m2", "lon", "lat", *(f"{level}_id" for level in AREA_LEVELS), "message", "params", "piece",
)  # fmt: skip
OWN_INDEX = ("gained_v_households", "gained_circle_households")
"""A gap of the chain gains in the V-index, one of the circle in its category."""


def objects(values: Sequence[object]) -> Objects:
    """The values as a column of objects, whatever they are."""
    found = np.empty(len(values), dtype=object)
    found[:] = values
    return found


def part_of(columns: dict[str, object], places: Objects) -> pd.DataFrame:
    """Rows of the list; what these columns do not say is empty, missing or 0. ``places`` (lon/lat) are the gaps'
    places, of which a point is shown.
    """
    count = len(places)
    points = shapely.point_on_surface(places)
    blank: dict[str, object] = {"category": np.full(count, None, object), "piece": np.full(count, None, object)}
    blank |= dict.fromkeys(METRES, np.full(count, np.nan))
    blank |= dict.fromkeys(COUNTS, np.zeros(count, np.int64))
    blank |= dict.fromkeys(LISTS, objects([()] * count))
    unknown = pd.array([pd.NA] * count, dtype="Int64")
    blank |= {name: unknown.copy() for name in (*IDS, *(f"{level}_id" for level in AREA_LEVELS))}
    frame = pd.DataFrame(blank | {"lon": shapely.get_x(points), "lat": shapely.get_y(points)} | columns)
    frame["gained_households"] = frame[list(OWN_INDEX)].sum(axis=1)
    frame["rule"] = [message.code for message in frame["message"]]
    return frame


def one_or_none(rows: Ints, group: Ints, count: int) -> Ints:
    """Per group the row that all its members name, -1 where they differ or there is none."""
    low, high = np.full(count, np.iinfo(np.int64).max), np.full(count, -1, np.int64)
    np.minimum.at(low, group, rows)
    np.maximum.at(high, group, rows)
    return np.where(low == high, high, -1)


def summed(group: Ints, amount: Floats | Ints, count: int) -> Ints:
    """Per group the sum, in whole numbers."""
    return np.rint(np.bincount(group, weights=amount, minlength=count)).astype(np.int64)

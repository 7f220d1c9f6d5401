"""A street of three unit squares in a row, and other worlds small enough to draw."""

from __future__ import annotations

import datetime as dt
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from geo.store import LayerChange, Store

JANUARY, MARCH, JUNE = dt.date(2024, 1, 1), dt.date(2024, 3, 1), dt.date(2024, 6, 1)
DAY = dt.timedelta(days=1)


def squares(*codes: str, **columns: Any) -> gpd.GeoDataFrame:
    """Unit squares from west to east, beginning at lon 0, lat 0: square n is [n, n + 1] × [0, 1]."""
    shapes = [shapely.box(west, 0, west + 1, 1) for west in range(len(codes))]
    return gpd.GeoDataFrame({"code": list(codes), **columns}, geometry=shapes, crs=4326)


def three_streets(store: Store) -> None:
    """Streets 1, 2, 3 with the codes A, B, C, valid from January."""
    store.write([LayerChange("street", squares("A", "B", "C"), JANUARY)], source="test")


def renamed(store: Store, thing: int, name: str, day: dt.date) -> int:
    """A street gets a name from a day on."""
    row = store.read("street", ids=[thing])
    row["name"] = [name]
    return store.write([LayerChange("street", row, day)], source="test")


def retired(store: Store, thing: int, day: dt.date) -> int:
    """A street ends on a day."""
    return store.write([LayerChange("street", None, day, retire=[thing])], source="test")


def venues(*names: str, **columns: Any) -> gpd.GeoDataFrame:
    """Venues at (0, 0), (1, 1), (2, 2) …"""
    shapes = [shapely.Point(place, place) for place in range(len(names))]
    return gpd.GeoDataFrame({"name": list(names), **columns}, geometry=shapes, crs=4326)


def links(*targets: int, **columns: Any) -> pd.DataFrame:
    """Service links of unit 1, a layer without geometry."""
    rows = {"unit_id": 1, "target_layer": "grid", "target_id": list(targets), "is_primary": True}
    return pd.DataFrame(rows | columns)


def ids(frame: pd.DataFrame) -> list[int]:
    """The ids of a frame's rows, in their order."""
    found: list[int] = frame["id"].tolist()
    return found

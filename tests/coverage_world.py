"""A town of three by three grids that can be drawn, complete until a test takes something away.

streets       S1 = columns 0 and 1 (communities 1 and 2)   S2 = column 2 (community 3)
grids         3 6 9        one building of the same number stands in the middle of each, with 10 households
              2 5 8        committee 1 → S1, 2 → S2; branch 10 + n → grid n; group 20 + n → building n;
              1 4 7        hub household 30 + n stands in building n
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from hypothesis import strategies as st

from geo.layers import LAYERS

DAY = dt.date(2026, 9, 1)
STEP = 0.001
WEST, SOUTH = 116.4, 39.9
GRIDS = range(1, 10)


def box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    edges = (WEST + west * STEP, SOUTH + south * STEP, WEST + east * STEP, SOUTH + north * STEP)
    return shapely.box(*(round(edge, 7) for edge in edges))


def spot(x: float, y: float) -> shapely.Point:
    return shapely.Point(round(WEST + x * STEP, 7), round(SOUTH + y * STEP, 7))


def cell(number: int) -> tuple[int, int]:
    return (number - 1) // 3, (number - 1) % 3


def days_ago(days: int) -> dt.date:
    return DAY - dt.timedelta(days=days)


class Town:
    """Rows by layer, changed by a test and turned into frames."""

    def __init__(self) -> None:
        self.rows: dict[str, list[dict[str, Any]]] = {
            "street": [
                {"id": 1, "code": "S1", "geometry": shapely.MultiPolygon([box(0, 0, 2, 3)])},
                {"id": 2, "code": "S2", "geometry": shapely.MultiPolygon([box(2, 0, 3, 3)])},
            ],
            "community": [
                {"id": n + 1, "code": f"C{n + 1}", "street_id": 1 if n < 2 else 2, "geometry": box(n, 0, n + 1, 3)}
                for n in range(3)
            ],
            "grid": [], "estate": [], "building": [], "unit": [], "service_link": [],
        }  # fmt: skip
        self.unit(1, 1, None, spot(1, 1.5)).unit(2, 1, None, spot(2.5, 1.5))
        self.link(1, "street", 1).link(2, "street", 2)
        for n in GRIDS:
            x, y = cell(n)
            self.add("grid", id=n, code=f"G{n}", community_id=x + 1, geometry=box(x, y, x + 1, y + 1))
            self.add(
                "building", id=n, code=f"B{n}", use="residential", households=10, community_id=x + 1, grid_id=n,
                estate_id=None, geometry=box(x + 0.4, y + 0.4, x + 0.6, y + 0.6),
            )  # fmt: skip
            middle = spot(x + 0.5, y + 0.5)
            self.unit(10 + n, 2, 1 if x < 2 else 2, middle).link(10 + n, "grid", n)
            self.unit(20 + n, 3, 10 + n, middle).link(20 + n, "building", n)
            self.unit(30 + n, 4, 20 + n, middle).link(30 + n, "building", n)

    def add(self, layer: str, **values: Any) -> Self:
        self.rows.setdefault(layer, []).append(values)
        return self

    def unit(self, number: int, level: int | None, parent: int | None, seat: Any = None, **values: Any) -> Self:
        return self.add("unit", **{
            "id": number, "code": f"U{number}", "level": level, "state": "active", "parent_id": parent,
            "last_active_on": days_ago(10), "household_id": None, "geometry": seat, **values,
        })  # fmt: skip

    def link(self, unit: int, layer: str, target: int, primary: bool = True) -> Self:
        number = max((row["id"] for row in self.rows["service_link"]), default=0) + 1
        return self.add(
            "service_link", id=number, unit_id=unit, target_layer=layer, target_id=target, is_primary=primary
        )

    def change(self, layer: str, number: int, **values: Any) -> Self:
        for row in self.rows[layer]:
            if row["id"] == number:
                row.update(values)
        return self

    def remove(self, layer: str, *numbers: int) -> Self:
        self.rows[layer] = [row for row in self.rows[layer] if row["id"] not in numbers]
        return self

    def unlink(self, unit: int) -> Self:
        self.rows["service_link"] = [row for row in self.rows["service_link"] if row["unit_id"] != unit]
        return self

    def frames(self, order: np.random.Generator | None = None) -> dict[str, pd.DataFrame]:
        found = {}
        for layer, rows in self.rows.items():
            kept = rows if order is None else [rows[k] for k in order.permutation(len(rows))]
            names = dict.fromkeys(name for row in kept for name in row)
            columns = {
                name: pd.Series([row.get(name) for row in kept], dtype=object) for name in names if name != "geometry"
            }
            columns = columns or {"id": pd.Series([], dtype=object)}
            frame = pd.DataFrame(columns).astype({"id": "int64"})
            if LAYERS[layer].has_geometry:
                shapes = np.array([row["geometry"] for row in kept], dtype=object)
                frame = gpd.GeoDataFrame(frame, geometry=shapes, crs="EPSG:4326")
            found[layer] = frame
        return found


CHANGES = st.one_of(
    st.tuples(st.just("remove"), st.sampled_from([*range(1, 3), *range(11, 40)])),
    st.tuples(st.just("state"), st.sampled_from(range(11, 40)), st.sampled_from(["dormant", "dissolved", None])),
    st.tuples(st.just("last_active_on"), st.sampled_from(range(11, 40)), st.sampled_from([None, days_ago(89), days_ago(90)])),
    st.tuples(st.just("parent_id"), st.sampled_from(range(11, 40)), st.sampled_from([None, 1, 2, 11, 15, 21, 25])),
    st.tuples(st.just("link"), st.sampled_from(range(11, 40)), st.sampled_from([("grid", 5), ("community", 2), ("building", 5), ("street", 2)])),
    st.tuples(st.just("grid_id"), st.sampled_from(GRIDS), st.none()),
    st.tuples(st.just("households"), st.sampled_from(GRIDS), st.sampled_from([0, 7, 40, None])),
)  # fmt: skip


def changed(changes):
    town = Town()
    for name, number, *value in changes:
        if name == "remove":
            town.remove("unit", number)
        elif name == "link":
            town.link(number, *value[0], primary=number % 2 == 0)
        else:
            town.change("building" if name in ("grid_id", "households") else "unit", number, **{name: value[0]})
    return town


TOWNS = st.lists(CHANGES, max_size=8).map(changed)

"""A city that can be drawn on a napkin, and a way to ask the service about it.

(0,2)┌────────┬────────┐(2,2)      one street S; communities A (west) and B (east), each one degree wide and two
     │ A      │ B      │           high, in hundredths of a degree from (114, 30); grid A1 = the whole of A;
     │  ▣b1   │        │           one building b1 in A1 and one, b2, without any geometry; hub unit withheld
(0,0)└────────┴────────┘(2,0)
"""

from __future__ import annotations

from datetime import date
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.store import LayerChange, Store

FIRST_DAY = date(2026, 1, 1)
LON, LAT, STEP = 114.0, 30.0, 0.01


def box(west: float, south: float, east: float, north: float) -> BaseGeometry:
    """A box in hundredths of a degree from the corner of the world."""
    return shapely.box(LON + west * STEP, LAT + south * STEP, LON + east * STEP, LAT + north * STEP)


def many(shape: BaseGeometry) -> BaseGeometry:
    return shapely.MultiPolygon([shape])


def frame(*rows: dict[str, Any]) -> gpd.GeoDataFrame:
    """Rows with geometry, each keyed by its code or name."""
    table = [{"key": str(row.get("code") or row.get("name") or row["id"])} | row for row in rows]
    return gpd.GeoDataFrame(table, geometry="geometry", crs="EPSG:4326")


def plain(*rows: dict[str, Any]) -> pd.DataFrame:
    """Rows of a layer without geometry."""
    return pd.DataFrame([{"key": str(row["id"])} | row for row in rows])


def layers() -> dict[str, pd.DataFrame]:
    """Every layer of the world, parents first."""
    return {
        "street": frame({"id": 1, "code": "990101001", "name": "南湖街道", "kind": "street", "geometry": many(box(0, 0, 2, 2))}),
        "community": frame(
            {"id": 1, "code": "990101001001", "name": "东风社区", "street_id": 1, "geometry": many(box(0, 0, 1, 2))},
            {"id": 2, "code": "990101001002", "name": "红旗社区", "street_id": 1, "geometry": many(box(1, 0, 2, 2))},
        ),
        "grid": frame(
            {"id": 1, "code": "990101001001001", "name": "第一网格", "kind": "basic", "community_id": 1, "households": 320, "geometry": many(box(0, 0, 1, 2))}
        ),
        "building": frame(
            {"id": 1, "code": "99010100100100001", "name": "1号楼", "use": "residential", "housing_type": "commercial",
             "households": 60, "community_id": 1, "grid_id": 1, "geometry": box(0.4, 0.9, 0.6, 1.0)},
            {"id": 2, "code": "99010100100100002", "name": "2号楼", "use": "residential", "community_id": 1, "grid_id": 1, "geometry": None},
        ),
        "venue": frame(
            {"id": 1, "name": "党群服务中心", "category": "party_service_centre", "geometry": shapely.Point(LON + 0.005, LAT + 0.005)},
            {"id": 2, "name": "睦邻点", "category": "neighbour_point", "geometry": shapely.Point(LON + 0.015, LAT + 0.005)},
        ),
        "unit": frame(
            {"id": 1, "name": "南湖街道党委", "level": 1, "state": "active", "geometry": shapely.Point(LON + 0.01, LAT + 0.01)},
            {"id": 2, "name": "中心户甲", "level": 4, "state": "active", "household_id": 1, "geometry": shapely.Point(LON + 0.005, LAT + 0.0095)},
        ),
        "household": plain({"id": 1, "building_id": 1, "floor": 12, "room": "1201-secret"}),
        "incident": frame(
            {"id": 1, "code": "E1", "category": "environment", "state": "collected", "reported_at": "2026-06-01T08:00:00Z",
             "grid_id": 1, "description": "secret words", "client_id": "secret-client", "geometry": shapely.Point(LON + 0.004, LAT + 0.004)}
        ),
    }  # fmt: skip


def fill(store: Store) -> None:
    """Put the world into an empty, migrated store."""
    store.load(layers(), source="test", valid_from=FIRST_DAY)


def rename_street(store: Store, name: str) -> None:
    """An acknowledged edit."""
    street = layers()["street"]
    street["name"] = name
    store.write([LayerChange("street", street, valid_from=FIRST_DAY)], source="test")

from __future__ import annotations

import threading
from datetime import UTC, date, datetime

import geopandas as gpd
import numpy as np
import orjson
import pandas as pd
import pytest
import shapely
from shapely import LineString, MultiPolygon, Point, Polygon, box

from geo.columns import as_column, missing, python_values
from geo.errors import NotFound
from geo.layers import LAYERS, FieldType
from geo.snapshot import Ancestor, City, LayerSnapshot
from tests.cities import empty_city


def snapshot(layer: str, rows: list[dict], version: int = 1) -> LayerSnapshot:
    frame = gpd.GeoDataFrame(rows, geometry=[row.pop("geometry", None) for row in rows], crs=4326)
    return LayerSnapshot.from_frame(LAYERS[layer], frame, version)


def test_rows_stand_in_ascending_order_of_id_whatever_the_order_of_the_frame():
    layer = snapshot("gate", [{"id": 9, "name": "东门"}, {"id": 2, "name": "西门"}])
    assert layer.ids.tolist() == [2, 9]
    assert layer.columns["name"].tolist() == ["西门", "东门"]


def test_restricted_layers_fields_and_withheld_rows_are_not_held():
    with pytest.raises(NotFound):
        LayerSnapshot.from_frame(LAYERS["household"], pd.DataFrame({"id": [1]}), 1)
    units = snapshot(
        "unit",
        [
            {"id": 1, "level": 3, "household_id": 77, "extra": {"telephone": "private"}},
            {"id": 2, "level": 4, "household_id": 78},
            {"id": 3, "level": None},
        ],
    )
    assert units.ids.tolist() == [1]
    assert "household_id" not in units.columns
    assert "extra" not in units.columns
    assert b"77" not in orjson.dumps(units.features([0]))


@pytest.mark.parametrize(
    ("kind", "values", "expected"),
    [
        (FieldType.TEXT, ["a", None, np.nan], ["a", None, None]),
        (FieldType.INTEGER, [0, None, -5], [0, None, -5]),
        (FieldType.INTEGER, pd.array([2**60 + 1, pd.NA], dtype="Int64"), [2**60 + 1, None]),
        (FieldType.REAL, [0.5, None], [0.5, None]),
        (FieldType.BOOLEAN, [True, False, None], [True, False, None]),
        (FieldType.DATE, [date(1949, 10, 1), None], ["1949-10-01", None]),
        (FieldType.DATE, [None, None], [None, None]),
        (
            FieldType.DATETIME,
            [datetime(2026, 3, 1, 8, 30, tzinfo=UTC), None],
            ["2026-03-01T08:30:00Z", None],
        ),
        (FieldType.DATETIME, ["2026-03-01T16:30:00.25+08:00"], ["2026-03-01T08:30:00.25Z"]),
        (FieldType.TEXT, [], []),
        (FieldType.DATETIME, [], []),
    ],
)
def test_a_column_gives_back_its_values_and_its_gaps(kind, values, expected):
    column = as_column(values, kind)
    assert python_values(column) == expected
    assert missing(column).tolist() == [value is None for value in expected]


def test_features_are_rfc7946_with_seven_decimals_and_counter_clockwise_rings():
    clockwise = Polygon([(114, 30), (114, 30.12345678949), (114.1, 30)])
    layer = snapshot("building", [{"id": 5, "code": "99", "floors": 6, "geometry": clockwise}, {"id": 6}])
    first, second = orjson.loads(orjson.dumps(layer.features([0, 1], ["code", "floors"])))
    assert first["id"] == 5
    assert first["properties"] == {"code": "99", "floors": 6}
    ring = first["geometry"]["coordinates"][0]
    assert [114.0, 30.1234568] in ring
    assert shapely.is_ccw(shapely.linearrings(ring))
    assert second["geometry"] is None
    assert second["properties"] == {"code": None, "floors": None}


def test_a_feature_without_geometry_is_in_the_items_and_not_in_the_tree():
    layer = snapshot("community", [{"id": 1, "name": "只有编码"}, {"id": 2, "geometry": box(0, 0, 1, 1)}])
    assert layer.tree.query(Point(0.5, 0.5), predicate="intersects").tolist() == [1]
    assert np.isnan(layer.bounds[0]).all()
    assert np.isnan(layer.label_points[0]).all()
    assert layer.extent() == (0, 0, 1, 1)


def test_unknown_ids_are_not_found_even_when_they_fit_no_column():
    layer = snapshot("gate", [{"id": 1}, {"id": 3}])
    for thing in (0, 2, 4, 2**63, -(2**70)):
        with pytest.raises(NotFound):
            layer.row_of(thing)
    assert layer.rows_of(np.array([3, 2, 1, 99])).tolist() == [1, -1, 0, -1]
    assert empty_city()["gate"].rows_of(np.array([3])).tolist() == [-1]


def test_changes_replace_add_and_remove_rows_and_leave_the_old_snapshot_alone():
    units = snapshot("unit", [{"id": n, "level": 2, "name": f"{n}"} for n in (1, 2, 3, 4)])
    changed = pd.DataFrame({"id": [5, 2, 3], "level": [2, 2, 4], "name": ["new", "renamed", "now a hub"]})
    after = units.with_changes(changed, [4], version=2)
    assert after.version == 2
    assert dict(zip(after.ids.tolist(), after.columns["name"].tolist(), strict=True)) == {
        1: "1",
        2: "renamed",
        5: "new",
    }
    assert units.ids.tolist() == [1, 2, 3, 4]


def test_an_id_twice_is_refused():
    with pytest.raises(ValueError, match="7 twice"):
        snapshot("gate", [{"id": 7}, {"id": 7}])


def test_label_points_lie_inside_the_largest_part():
    u_shape = Polygon([(0, 0), (9, 0), (9, 9), (8, 9), (8, 1), (1, 1), (1, 9), (0, 9)])
    shapes = [
        u_shape,
        MultiPolygon([box(20, 20, 21, 21), box(0, 0, 10, 10)]),
        LineString([(0, 0), (4, 0)]),
        Point(3, 4),
        Polygon([(0, 0), (2, 2), (2, 0), (0, 2)]),
        box(0, 0, 60, 12),
    ]
    layer = snapshot("landcover", [{"id": n, "geometry": shape} for n, shape in enumerate(shapes)])
    points = layer.label_points
    assert u_shape.contains(Point(points[0]))
    assert box(0, 0, 10, 10).contains(Point(points[1]))
    assert points[2].tolist() == [2, 0]
    assert points[3].tolist() == [3, 4]
    assert np.isfinite(points[4]).all()
    assert points[5].tolist() == [30, 6]


def small_city() -> City:
    return City(
        {
            "street": snapshot("street", [{"id": 1, "code": "991", "name": "甲街道"}]),
            "community": snapshot(
                "community", [{"id": 4, "name": "乙社区", "street_id": 1}, {"id": 5, "name": "丙社区", "street_id": 99}]
            ),
            "grid": snapshot("grid", [{"id": 2, "community_id": 4}, {"id": 3, "community_id": 4}]),
            "estate": snapshot("estate", [{"id": 8, "name": "丁小区", "community_id": 4}]),
            "building": snapshot("building", [{"id": 3, "community_id": 4, "grid_id": 2, "estate_id": 8}, {"id": 4}]),
            "entrance": snapshot("entrance", [{"id": 1, "building_id": 3}]),
        }
    )


def test_ancestors_are_the_breadcrumb_from_the_street_down():
    assert small_city().ancestors("entrance", 1) == [
        Ancestor("street", 1, "991", "甲街道"),
        Ancestor("community", 4, None, "乙社区"),
        Ancestor("grid", 2, None, None),
        Ancestor("estate", 8, None, "丁小区"),
        Ancestor("building", 3, None, None),
    ]
    assert small_city().ancestors("building", 4) == []
    assert small_city().ancestors("community", 5) == []


def test_children_are_counted_by_layer():
    assert small_city().children("community", 4) == {"grid": 2, "estate": 1, "building": 1}
    assert small_city().children("community", 5) == {}


def test_the_extent_of_a_city_is_that_of_its_areas_then_of_all_else_and_none_when_empty():
    streets = snapshot("street", [{"id": 1, "geometry": box(1, 2, 3, 4)}])
    grids = snapshot("grid", [{"id": 1, "geometry": box(2, 2, 3.5, 3)}])
    gates = snapshot("gate", [{"id": 1, "geometry": Point(0, 9)}])
    venues = snapshot("venue", [{"id": 1, "geometry": Point(5, 1)}])
    assert City({"street": streets, "grid": grids, "gate": gates}).extent() == (1, 2, 3.5, 4)
    assert City({"gate": gates, "venue": venues}).extent() == (0, 1, 5, 9)
    assert empty_city().extent() is None


def test_what_is_derived_is_computed_once_for_many_threads():
    layer = snapshot("gate", [{"id": 1}])
    made: list[int] = []
    gate = threading.Barrier(8)

    def ask():
        gate.wait()
        layer.derived("key", lambda: made.append(1) or "answer")

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [1]

"""What is written comes back: every type, every kind of geometry, and what is missing."""

from __future__ import annotations

import datetime as dt
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.model import BBox
from geo.store import LayerChange, Store
from tests.store.world import JANUARY, ids, links, squares, venues

MISSING = [None, float("nan"), pd.NA, pd.NaT]
HOLE = shapely.Polygon([(0, 0), (4, 0), (4, 4), (0, 4)], [[(1, 1), (1, 2), (2, 2), (2, 1)]])


def stored(store: Store, layer: str, rows: pd.DataFrame) -> pd.DataFrame:
    store.write([LayerChange(layer, rows, JANUARY)], source="test")
    return store.read(layer)


@pytest.mark.parametrize("text", ["", " ", "南湖街道", "𠮷野家🏘", "O'Brien; --", "a\\b\tc\nd", "\\N", "é", "%s :x ?"])
def test_text_comes_back_as_it_was(store: Store, text: str) -> None:
    assert stored(store, "venue", venues(text))["name"].tolist() == [text]


def test_every_kind_of_missing_is_none(store: Store) -> None:
    rows = venues(*"abcd")
    rows["name"], rows["capacity"] = pd.Series(MISSING, dtype=object), pd.Series(MISSING, dtype=object)
    found = stored(store, "venue", rows)
    assert found["name"].tolist() == [None] * 4
    assert found["capacity"].isna().all()
    assert found["capacity"].dtype == "Int64"


def test_integers_keep_their_64_bits_and_their_gaps(store: Store) -> None:
    values = pd.array([0, None, -(1 << 62), (1 << 62) + 1], dtype="Int64")
    found = stored(store, "venue", venues(*"abcd", capacity=values))["capacity"]
    assert found.tolist() == values.tolist()


@pytest.mark.parametrize("values", [[1.0, float("nan")], np.array([1.0, np.nan]), pd.array([1, None], dtype="Int64")])
def test_whole_numbers_in_any_column_type_are_integers(store: Store, values: Any) -> None:
    assert stored(store, "venue", venues("a", "b", capacity=values))["capacity"].tolist() == [1, pd.NA]


def test_reals_keep_every_bit(store: Store) -> None:
    values = [0.1, 0.0, 1e-300, 1.7976931348623157e308, None]
    rows = gpd.GeoDataFrame({"length_m": values}, geometry=[shapely.LineString([(0, 0), (1, 1)])] * 5, crs=4326)
    found = stored(store, "path", rows)["length_m"]
    assert [repr(value) for value in found[:4]] == [repr(value) for value in values[:4]]
    assert np.isnan(found[4])


def test_truth_values_have_three_states(store: Store) -> None:
    rows = links(1, 2, 3, is_primary=pd.array([True, False, None], dtype="boolean"))
    assert stored(store, "service_link", rows)["is_primary"].tolist() == [True, False, pd.NA]


def test_dates_are_days_whatever_they_came_as(store: Store) -> None:
    days: list[Any] = [dt.date(1921, 7, 23), pd.Timestamp("2024-02-29"), np.datetime64("1969-12-31"), None]
    rows = venues(*"abcd").drop(columns="name").assign(level=1, last_active_on=pd.Series(days, dtype=object))
    found = stored(store, "unit", rows)["last_active_on"]
    assert found.tolist() == [dt.date(1921, 7, 23), dt.date(2024, 2, 29), dt.date(1969, 12, 31), None]


def test_times_come_back_in_utc_to_the_microsecond(store: Store) -> None:
    beijing = dt.timezone(dt.timedelta(hours=8))
    times = [dt.datetime(2024, 1, 1, 0, 0, 0, 123456, beijing), dt.datetime(1969, 1, 1, tzinfo=dt.UTC), None]
    rows = venues(*"abc").drop(columns="name").assign(category="disputes", state="closed")
    rows["closed_at"] = pd.Series(times, dtype=object)
    found = stored(store, "incident", rows)["closed_at"]
    assert str(found.dtype) == "datetime64[us, UTC]"
    assert found[0] == times[0]
    assert found[0].isoformat() == "2023-12-31T16:00:00.123456+00:00"
    assert found[1] == times[1]
    assert found[2] is pd.NaT


def test_what_the_registry_does_not_know_travels_in_extra(store: Store) -> None:
    extra = [{"备注": "有猫", "n": 1.5, "list": [1, None], "deep": {"a": True}}, {}, None]
    found = stored(store, "venue", venues(*"abc", extra=extra))["extra"]
    assert found.tolist() == extra


def test_the_original_is_kept_as_it_came(store: Store) -> None:
    original = shapely.Point(447_000.123, 4_419_000.5).wkb
    rows = venues("a", "b", original_crs=["EPSG:4547", None], original=[original, None])
    found = stored(store, "venue", rows)
    assert found["original"].tolist() == [original, None]
    assert found["original_crs"].tolist() == ["EPSG:4547", None]


@pytest.mark.parametrize(
    ("layer", "shape", "kept"),
    [
        ("building", HOLE, HOLE),
        ("street", HOLE, shapely.MultiPolygon([HOLE])),
        ("street", shapely.MultiPolygon([HOLE, shapely.box(9, 9, 10, 10)]), None),
        ("venue", shapely.Point(113.1234567, 30.7654321), None),
        ("venue", shapely.Point(1, 2, 3), shapely.Point(1, 2)),
        ("path", shapely.LineString([(0, 0), (1, 1), (1, 0)]), None),
        ("landcover", shapely.Point(1, 2), None),
        ("landcover", shapely.LineString([(0, 0), (1, 1)]), None),
        ("organisation", HOLE, None),
        ("venue", shapely.Point(-180, -90), None),
        ("venue", shapely.Point(180, 90), None),
        ("venue", None, None),
    ],
)
def test_a_geometry_comes_back_to_the_byte(store: Store, layer: str, shape: Any, kept: Any) -> None:
    found = stored(store, layer, gpd.GeoDataFrame(geometry=[shape], crs=4326))
    expected = shape if kept is None else kept
    assert found.crs == "EPSG:4326"
    assert (None if expected is None else expected.wkb) == (None if expected is None else found.geometry[0].wkb)
    assert found.geometry[0] is None or expected is not None


def test_a_frame_that_was_read_can_be_written_again(store: Store) -> None:
    stored(store, "street", squares("A", "B", extra=[{"a": 1}, None]))
    before = store.read("street")
    store.write([LayerChange("street", before, JANUARY)], source="again")
    after = store.read("street")
    pd.testing.assert_frame_equal(before.drop(columns="version_from"), after.drop(columns="version_from"))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lon=st.floats(-180, 180), lat=st.floats(-90, 90), size=st.floats(0, 1e-3))
def test_a_point_is_found_in_every_box_around_it(store: Store, lon: float, lat: float, size: float) -> None:
    """The index keeps 32-bit numbers: it must err outwards only."""
    with_id = gpd.GeoDataFrame({"id": [1]}, geometry=[shapely.Point(lon, lat)], crs=4326)
    store.write([LayerChange("venue", with_id, JANUARY)], source="test")
    assert ids(store.read("venue", bbox=BBox(lon - size, lat - size, lon + size, lat + size))) == [1]


@pytest.mark.parametrize("layer", ["street", "community", "grid", "estate", "building"])
def test_a_point_stands_in_for_an_outline_that_nobody_has(store: Store, layer: str) -> None:
    rows = gpd.GeoDataFrame({"key": ["a"]}, geometry=[shapely.Point(113.5, 30.25)], crs=4326)
    found = stored(store, layer, rows)
    assert found.geometry.to_wkt().tolist() == ["POINT (113.5 30.25)"]
    assert ids(store.read(layer, bbox=BBox(113, 30, 114, 31))) == ids(found)

from __future__ import annotations

import datetime as dt

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import BadInput
from geo.layers import layer_named
from geo.versions import compare, same_shapes

BUILDING, UNIT, INCIDENT = layer_named("building"), layer_named("unit"), layer_named("incident")


def square(west=0.0, south=0.0, size=0.001):
    return shapely.box(116.4 + west, 39.9 + south, 116.4 + west + size, 39.9 + south + size)


def buildings(*keys, **columns):
    geometry = columns.pop("geometry", [square(0.002 * at) for at in range(len(keys))])
    return gpd.GeoDataFrame({"key": list(keys), **columns}, geometry=geometry, crs="EPSG:4326")


def stored(*keys, **columns):
    return buildings(*keys, id=np.arange(1, len(keys) + 1), **columns)


def test_each_row_is_added_changed_unchanged_or_retired():
    current = stored("a", "b", "c", floors=[6, 6, 6])
    incoming = buildings("c", "a", "d", floors=[6, 7, 1], geometry=[square(0.004), square(0), square(0.006)])
    difference = compare(BUILDING, current, incoming, complete=True)
    assert difference.added["key"].tolist() == ["d"]
    assert difference.changed[["id", "key", "floors"]].values.tolist() == [[1, "a", 7]]
    assert difference.unchanged.tolist() == [3]
    assert difference.retired.tolist() == [2]
    assert difference.fields == {"floors": 1}


def test_nothing_is_retired_unless_the_file_is_the_whole_layer():
    assert compare(BUILDING, stored("a", "b"), buildings("a")).retired.tolist() == []
    assert compare(BUILDING, stored("a", "b"), buildings("a")).is_empty
    assert compare(BUILDING, stored("a", "b"), buildings("a"), complete=True).retired.tolist() == [2]


def test_empty_sides_are_all_added_or_all_retired():
    nothing = compare(BUILDING, stored(), buildings(), complete=True)
    assert nothing.is_empty
    assert compare(BUILDING, stored(), buildings("a", "b")).added["key"].tolist() == ["a", "b"]
    assert compare(BUILDING, stored("a", "b"), buildings(), complete=True).retired.tolist() == [1, 2]


def test_a_column_that_the_file_lacks_keeps_its_values_and_an_empty_cell_clears():
    current = stored("a", "b", floors=[6, 6], name=["3号楼", "4号楼"], extra=[{"x": 1, "y": 2}, {}])
    incoming = buildings("a", "b", floors=[7, None], extra=[{"y": 3}, None])
    changed = compare(BUILDING, current, incoming).changed
    assert changed["name"].tolist() == ["3号楼", "4号楼"]
    assert changed["floors"].iloc[0] == 7
    assert pd.isna(changed["floors"].iloc[1])
    assert changed["extra"].tolist() == [{"x": 1, "y": 3}, {}]


@pytest.mark.parametrize(
    ("layer", "field", "before", "after", "same"),
    [
        (BUILDING, "floors", 6, 6.0, True), (BUILDING, "floors", 6, "6", True), (BUILDING, "floors", 6, 7, False),
        (BUILDING, "floors", None, np.nan, True), (BUILDING, "floors", None, 0, False), (BUILDING, "floors", 6, None, False),
        (BUILDING, "name", "3号楼", "3号楼", True), (BUILDING, "name", "3号楼", "3栋", False), (BUILDING, "name", None, np.nan, True),
        (BUILDING, "name", None, "", False), (BUILDING, "name", "3", 3, True),
        (UNIT, "last_active_on", dt.date(2024, 5, 1), "2024-05-01", True),
        (UNIT, "last_active_on", dt.date(2024, 5, 1), pd.Timestamp("2024-05-01"), True),
        (UNIT, "last_active_on", dt.date(2024, 5, 1), dt.date(2024, 5, 2), False), (UNIT, "last_active_on", None, None, True),
        (INCIDENT, "reported_at", "2024-05-01T08:00:00+08:00", pd.Timestamp("2024-05-01T00:00:00Z"), True),
        (INCIDENT, "reported_at", "2024-05-01T08:00:00Z", pd.Timestamp("2024-05-01T00:00:00Z"), False),
    ],
)  # fmt: skip
def test_values_are_compared_by_what_they_mean(layer, field, before, after, same):
    current = stored("a", **{field: pd.Series([before], dtype=object)})
    incoming = buildings("a", **{field: pd.Series([after], dtype=object)})
    assert compare(layer, current, incoming).is_empty is same


RING = [(0, 0), (2, 0), (2, 2), (0, 2)]
SHAPES = [
    (shapely.Polygon(RING), shapely.Polygon(RING[2:] + RING[:2]), True),
    (shapely.Polygon(RING), shapely.Polygon(RING[::-1]), True),
    (shapely.Polygon(RING), shapely.MultiPolygon([shapely.Polygon(RING)]), True),
    (shapely.Polygon(RING), shapely.Polygon([(0, 0), (2.00000004, 0), (2, 2), (0, 2)]), True),
    (shapely.Polygon(RING), shapely.Polygon([(0, 0), (2.0000002, 0), (2, 2), (0, 2)]), False),
    (shapely.Polygon(RING), shapely.Polygon([(0, 0), (1, 0), (2, 0), (2, 2), (0, 2)]), False),
    (shapely.Polygon(RING), None, False), (None, None, True), (shapely.Polygon(), shapely.Polygon(), True),
    (shapely.Point(1, 2), shapely.Point(1, 2, 3), True), (shapely.Point(1, 2), shapely.Point(2, 1), False),
]  # fmt: skip


@pytest.mark.parametrize(("left", "right", "same"), SHAPES)
def test_shapes_are_the_same_however_they_are_written(left, right, same):
    assert same_shapes(np.array([left], dtype=object), np.array([right], dtype=object)).tolist() == [same]


def test_a_moved_vertex_is_a_change_and_a_missing_geometry_keeps_the_old():
    current = stored("a", "b", floors=[1, 1])
    incoming = buildings("a", "b", floors=[1, 2], geometry=[square(0.00001), None])
    difference = compare(BUILDING, current, incoming)
    assert difference.fields == {"floors": 1, "geometry": 1}
    assert shapely.equals_exact(difference.changed.geometry.iloc[0], square(0.00001), 1e-7)
    assert difference.changed.geometry.iloc[1].equals(current.geometry.iloc[1])


def test_a_table_without_geometry_keeps_every_geometry():
    difference = compare(BUILDING, stored("a", floors=[1]), pd.DataFrame({"key": ["a"], "floors": [2]}))
    assert isinstance(difference.changed, gpd.GeoDataFrame)
    assert difference.fields == {"floors": 1}
    assert difference.changed.geometry.iloc[0].equals(square())


def test_a_new_source_alone_is_no_change_but_follows_one():
    assert compare(BUILDING, stored("a", source=["2023"]), buildings("a", source=["2024"])).is_empty
    current = stored("a", source=["2023"], floors=[1])
    assert compare(BUILDING, current, buildings("a", source=["2024"], floors=[2])).changed["source"].tolist() == [
        "2024"
    ]


def originals(frame):
    return frame[["original", "original_crs"]].astype(object).where(frame[["original", "original_crs"]].notna(), None)


def test_an_original_changes_only_together_with_its_geometry():
    current = stored("kept", "point", "moved", floors=[1] * 3, original=[b"1", b"2", b"3"], original_crs=["gcj02"] * 3)
    incoming = buildings(
        "kept", "point", "moved", floors=[2] * 3, original=[None, b"p", b"n"], original_crs=[None, "bd09", "bd09"],
        geometry=[None, shapely.Point(116.4, 39.9), square(0.1)],
    )  # fmt: skip
    changed = compare(BUILDING, current, incoming).changed
    told = originals(changed).values.tolist()
    assert told == [[b"1", "gcj02"], [b"2", "gcj02"], [b"n", "bd09"]]


def test_a_geometry_that_came_in_lon_lat_has_no_original_of_another_one():
    current = stored("a", original=[b"1"], original_crs=["gcj02"])
    incoming = buildings("a", original=[None], original_crs=[None], geometry=[square(0.1)])
    assert originals(compare(BUILDING, current, incoming).changed).values.tolist() == [[None, None]]


def test_a_table_without_geometry_keeps_every_original():
    current = stored("a", floors=[1], source=["2023"], original=[b"1"], original_crs=["gcj02"])
    incoming = pd.DataFrame(
        {"key": ["a"], "floors": [2], "source": ["2024"], "original": [None], "original_crs": [None]}
    )
    changed = compare(BUILDING, current, incoming).changed
    assert changed[["source", "original", "original_crs"]].values.tolist() == [["2024", b"1", "gcj02"]]


@pytest.mark.parametrize(
    ("keys", "code"), [(["a", None], "version-key-missing"), (["a", "a"], "version-key-repeated")]
)  # fmt: skip
def test_keys_that_cannot_match_are_refused(keys, code):
    with pytest.raises(BadInput, match=code):
        compare(BUILDING, stored("a"), buildings(*keys))


@given(st.lists(st.sampled_from("abcdefgh"), unique=True), st.lists(st.sampled_from("abcdefgh"), unique=True))
def test_every_row_has_one_fate_and_the_same_file_twice_changes_nothing(old, new):
    current, incoming = stored(*old, floors=[1] * len(old)), buildings(*new, floors=[2] * len(new))
    difference = compare(BUILDING, current, incoming, complete=True)
    assert len(difference.added) + len(difference.changed) + len(difference.unchanged) == len(new)
    assert len(difference.changed) + len(difference.unchanged) + len(difference.retired) == len(old)
    after = (
        pd.concat([part for part in (difference.changed, difference.added) if len(part)]) if new else stored(floors=[])
    )
    after = after.assign(id=np.arange(len(after)))
    assert compare(BUILDING, after, incoming, complete=True).is_empty

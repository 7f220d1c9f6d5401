"""What a read answers, at the boundary values of each condition."""

from __future__ import annotations

import datetime as dt
import threading

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo.errors import BadInput, NotFound
from geo.layers import LAYERS
from geo.model import BBox
from geo.store import LayerChange, Store
from tests.store.world import DAY, JANUARY, JUNE, MARCH, ids, links, renamed, retired, squares, three_streets, venues


def test_the_first_day_counts_and_the_last_does_not(store: Store) -> None:
    store.write([LayerChange("street", squares("A", valid_to=[MARCH]), JANUARY)], source="test")
    found = {day: len(store.read("street", as_of=day)) for day in (JANUARY - DAY, JANUARY, MARCH - DAY, MARCH)}
    assert found == {JANUARY - DAY: 0, JANUARY: 1, MARCH - DAY: 1, MARCH: 0}
    assert [store.counts(day)["street"] for day in found] == [0, 1, 1, 0]


def test_a_date_before_1970_is_a_date(store: Store) -> None:
    founded = dt.date(1949, 10, 1)
    store.write([LayerChange("street", squares("A"), founded)], source="test")
    assert store.read("street")["valid_from"].tolist() == [founded]
    assert len(store.read("street", as_of=founded)) == 1
    assert len(store.read("street", as_of=founded - DAY)) == 0


@pytest.mark.parametrize(
    ("box", "found"),
    [
        (BBox(0.2, 0.2, 0.8, 0.8), [1]),
        (BBox(1, 0.5, 1, 0.5), [1, 2]),
        (BBox(3, 1, 4, 2), [3]),
        (BBox(3.000001, 0, 4, 1), []),
        (BBox(-180, -90, 180, 90), [1, 2, 3]),
        (BBox(-2, 0, -0.0000001, 1), []),
    ],
)
def test_a_box_finds_what_it_touches_edges_included(store: Store, box: BBox, found: list[int]) -> None:
    three_streets(store)
    assert ids(store.read("street", bbox=box)) == found


def test_a_box_is_tested_against_the_shape_and_not_its_box(store: Store) -> None:
    triangle = shapely.Polygon([(0, 0), (10, 0), (0, 10)])
    rows = gpd.GeoDataFrame({"code": ["T"]}, geometry=[triangle], crs=4326)
    store.write([LayerChange("building", rows, JANUARY)], source="test")
    assert store.read("building", bbox=BBox(8, 8, 9, 9)).empty
    assert ids(store.read("building", bbox=BBox(5, 5, 9, 9))) == [1]


def test_pages_in_a_box_are_full_although_the_index_offers_more(store: Store) -> None:
    triangle = shapely.Polygon([(0, 0), (10, 0), (0, 10)])
    hits = [shapely.box(8, 8, 9, 9) if n % 3 == 0 else triangle for n in range(900)]
    rows = gpd.GeoDataFrame({"name": [str(n) for n in range(900)]}, geometry=hits, crs=4326)
    store.write([LayerChange("building", rows, JANUARY)], source="test")
    box = BBox(8, 8, 9, 9)
    first = store.read("building", bbox=box, limit=200)
    second = store.read("building", bbox=box, limit=200, after=ids(first)[-1])
    assert ids(first) + ids(second) == list(range(1, 901, 3))
    assert list(first.index) == list(range(200))


def test_closed_rows_are_not_found_in_a_box_of_today(store: Store) -> None:
    three_streets(store)
    retired(store, 1, MARCH)
    everywhere = BBox(-180, -90, 180, 90)
    assert ids(store.read("street", bbox=everywhere)) == [2, 3]
    assert ids(store.read("street", bbox=everywhere, as_of=JANUARY)) == [1, 2, 3]


def test_a_row_without_geometry_is_in_no_box(store: Store) -> None:
    rows = venues("here", "nowhere")
    rows["geometry"] = [shapely.Point(0, 0), None]
    store.write([LayerChange("venue", rows, JANUARY)], source="test")
    assert ids(store.read("venue", bbox=BBox(-180, -90, 180, 90))) == [1]
    assert store.read("venue")["geometry"].isna().tolist() == [False, True]


def test_ids_that_nobody_has_are_passed_over(store: Store) -> None:
    three_streets(store)
    assert ids(store.read("street", ids=[3, 99, 1, 1])) == [1, 3]
    assert ids(store.read("street", ids=[1 << 70, -(1 << 63), 2])) == [2]
    assert store.read("street", ids=[]).empty
    assert store.history("street", 1 << 70).empty


def test_forty_thousand_ids_are_one_question(store: Store) -> None:
    count = 40_000
    store.load({"service_link": links(*range(count))}, source="test", valid_from=JANUARY)
    wanted = list(range(2, count + 1))
    assert ids(store.read("service_link", ids=wanted)) == wanted
    assert ids(store.read("service_link", where={"target_id": np.arange(1, count)})) == wanted


def test_conditions_compare_by_value_list_and_missing(store: Store) -> None:
    rows = venues("甲", "乙", "丙", capacity=[5, None, 7])
    store.write([LayerChange("venue", rows, JANUARY)], source="test")
    assert ids(store.read("venue", where={"name": "乙"})) == [2]
    assert ids(store.read("venue", where={"capacity": None})) == [2]
    assert ids(store.read("venue", where={"capacity": [5, 7]})) == [1, 3]
    assert ids(store.read("venue", where={"capacity": []})) == []
    assert ids(store.read("venue", where={"name": "甲", "capacity": 7})) == []
    assert ids(store.read("venue", where={"valid_from": JANUARY})) == [1, 2, 3]
    assert ids(store.read("venue", where={"id": [2, 3]})) == [2, 3]


def test_truth_values_are_compared(store: Store) -> None:
    store.write([LayerChange("service_link", links(1, 2, is_primary=[True, False]), JANUARY)], source="test")
    assert ids(store.read("service_link", where={"is_primary": True})) == [1]
    assert ids(store.read("service_link", where={"is_primary": [False]})) == [2]


def test_pages_by_id_meet_without_gap(store: Store) -> None:
    three_streets(store)
    assert ids(store.read("street", limit=2)) == [1, 2]
    assert ids(store.read("street", after=2, limit=2)) == [3]
    assert ids(store.read("street", after=3, limit=2)) == []
    assert ids(store.read("street", limit=0)) == []
    assert ids(store.read("street", bbox=BBox(0, 0, 9, 9), limit=0)) == []


def test_since_a_version_gives_what_was_written_or_closed_after_it(store: Store) -> None:
    three_streets(store)
    renamed(store, 1, "路", MARCH)
    retired(store, 3, JUNE)
    assert ids(store.read("street", since_version=3)) == []
    assert ids(store.read("street", since_version=2)) == [3]
    touched = store.read("street", since_version=1)
    assert ids(touched) == [1, 1, 3]
    assert touched["version_to"].tolist() == [2, pd.NA, 3]
    assert ids(store.read("street", since_version=0)) == [1, 1, 2, 3]


def test_columns_pick_what_is_read(store: Store) -> None:
    three_streets(store)
    found = store.read("street", columns=["code", "code", "id"])
    assert list(found.columns) == ["id", "code"]
    assert not isinstance(found, gpd.GeoDataFrame)
    assert list(store.read("street", columns=["code"], bbox=BBox(0, 0, 9, 9)).columns) == ["id", "code"]
    assert isinstance(store.read("street", columns=["geometry"]), gpd.GeoDataFrame)


@pytest.mark.parametrize("layer", LAYERS)
def test_an_empty_layer_has_its_columns_and_types(store: Store, layer: str) -> None:
    found = store.read(layer)
    assert found.empty
    assert {field.name for field in LAYERS[layer].fields} <= set(found.columns)
    assert found["id"].dtype == np.int64
    assert isinstance(found, gpd.GeoDataFrame) == LAYERS[layer].has_geometry


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ({"bbox": BBox(2, 0, 1, 1)}, "box-wrong"),
        ({"bbox": BBox(0, 0, float("nan"), 1)}, "box-wrong"),
        ({"bbox": BBox(0, 0, float("inf"), 1)}, "box-wrong"),
        ({"where": {"colour": "red"}}, "stored-column-unknown"),
        ({"where": {"version_to": 1}}, "stored-column-unknown"),
        ({"where": {"boundary_set_id": "x"}}, "stored-value-wrong"),
        ({"where": {"name": 7}}, "stored-value-wrong"),
        ({"columns": ["fid"]}, "stored-column-unknown"),
    ],
)
def test_a_question_that_has_no_answer_is_refused(store: Store, question: dict[str, object], code: str) -> None:
    with pytest.raises(BadInput, match=code):
        store.read("street", **question)  # type: ignore[arg-type]


def test_layers_that_are_not_there_are_named(store: Store) -> None:
    with pytest.raises(NotFound, match="layer-unknown"):
        store.read("street; DROP TABLE street")
    with pytest.raises(BadInput, match="layer-without-geometry"):
        store.read("household", bbox=BBox(0, 0, 1, 1))


def test_a_reader_sees_one_moment_whatever_is_written_meanwhile(store: Store) -> None:
    three_streets(store)
    with store.reader() as reader:
        before = reader.versions()
        writer = threading.Thread(target=renamed, args=(store, 1, "路", MARCH))
        writer.start()
        writer.join()
        assert reader.versions() == before
        assert reader.read("street", ids=[1])["name"].tolist() == [None]
        assert reader.change_number() == 1
    assert store.read("street", ids=[1])["name"].tolist() == ["路"]


def test_rows_of_a_day_by_a_field_are_those_that_hold_that_day(store: Store) -> None:
    three_streets(store)
    renamed(store, 1, "东", MARCH)
    renamed(store, 2, "东", MARCH)
    renamed(store, 1, "西", JUNE)
    retired(store, 2, JUNE)
    for day in (JANUARY - DAY, JANUARY, MARCH, JUNE - DAY, JUNE):
        rows = store.read("street", as_of=day)
        for name in ("东", "西"):
            expected = rows[rows["name"] == name]
            assert ids(store.read("street", as_of=day, where={"name": name})) == ids(expected), (day, name)
            assert ids(store.read("street", as_of=day, where={"name": name}, limit=1)) == ids(expected)[:1]
    found = store.read("street", as_of=MARCH, where={"name": "东"}, columns=["code", "geometry"])
    assert found["code"].tolist() == ["A", "B"]
    assert found.index.tolist() == [0, 1]

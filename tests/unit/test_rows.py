"""Which row has an id, however the ids lie: one after the other, with gaps, or far apart; and words as columns."""

import datetime as dt

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.asof import NOWHERE, Rows
from geo.columns import worded

DAY = dt.date(2026, 1, 1)
ids = st.one_of(
    st.tuples(st.integers(1, 9), st.integers(1, 9)).map(lambda ends: set(range(ends[0], ends[0] + ends[1]))),
    st.sets(st.integers(1, 20), min_size=1),
    st.sets(st.integers(1, 10_000), min_size=1, max_size=5),
)


@given(ids, st.lists(st.integers(-2, 10_001), max_size=20))
@settings(deadline=None, max_examples=25)
def test_every_id_has_its_row_and_others_have_none(held, asked):
    rows = Rows.of("street", pd.DataFrame({"id": sorted(held, reverse=True)}), DAY)
    asked = [*asked, *held, min(held) - 1, max(held) + 1]
    at = {thing: row for row, thing in enumerate(sorted(held))}
    assert rows.rows_of(np.array(asked)).tolist() == [at.get(thing, NOWHERE) for thing in asked]


def test_some_geometries_are_those_of_all_at_their_places():
    shapes = [shapely.Point(116.4, 39.9), None, shapely.Point(), shapely.Point(116.5, 39.8)]
    frame = gpd.GeoDataFrame({"id": [4, 3, 2, 1]}, geometry=shapes, crs=4326)
    rows, at = Rows.of("unit", frame, DAY), np.array([3, 0, 1, 0])
    before = rows.shapes(at).tolist()
    assert before == rows.geometry[at].tolist() == [shapes[0], shapes[3], None, shapes[3]]
    assert rows.shapes(at).tolist() == before
    assert Rows.of("unit", frame[["id"]], DAY).shapes(at).tolist() == [None] * 4


def test_some_words_are_those_of_all_at_their_places():
    frame = pd.DataFrame({"id": [3, 2, 1], "use": ["mixed", None, "office"]})
    rows, at = Rows.of("building", frame, DAY), np.array([2, 0, 1, 2])
    before = rows.some("use", at).tolist()
    assert before == rows["use"][at].tolist() == ["mixed", "office", None, "mixed"]
    assert rows.some("use", at).tolist() == before
    assert rows.some("name", at).tolist() == [None] * 4


def test_words_stand_where_they_are_named_and_are_missing_elsewhere():
    column = pd.Series(worded(("covered", "not"), np.array([1, -1, 0])))
    assert column.dtype == pd.Series(["covered"], dtype="str").dtype
    assert column.isna().tolist() == [False, True, False]
    assert column.fillna("").tolist() == ["not", "", "covered"]
    assert pd.Series(worded((), np.array([-1]))).isna().all()

"""Who moved between two days, on the town of tests/coverage_world.py: building n stands in grid n."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import BadInput
from geo.turnover import compute_turnover
from tests.coverage_world import DAY, Town, days_ago

SINCE = days_ago(100)
OLD = days_ago(1000)


def town(*rows):
    """Households as (id, building, valid_from, valid_to, type)."""
    world = Town()
    for number, building, begin, end, *kind in rows:
        world.add(
            "household", id=number, building_id=building, valid_from=begin, valid_to=end,
            housing_type=kind[0] if kind else None,
        )  # fmt: skip
    return world.frames()


def moves(frames, level, thing, since=SINCE, until=DAY):
    table = compute_turnover(frames, since, until).areas
    table = table[(table["level"] == level) & (table["id"].isna() if thing is None else table["id"] == thing)]
    (row,) = table.drop(columns=["level", "id"]).itertuples(index=False)
    return tuple(None if pd.isna(value) else int(value) for value in row)


def test_those_who_came_and_went_are_counted_where_they_live():
    frames = town((1, 5, OLD, None), (2, 5, days_ago(50), None), (3, 5, OLD, days_ago(20)), (4, 6, OLD, None))
    assert moves(frames, "grid", 5) == (2, 2, 1, 1, 0, 0)
    assert moves(frames, "grid", 6) == (1, 1, 0, 0, 0, 0)
    assert moves(frames, "community", 2) == (3, 3, 1, 1, 0, 0)
    assert moves(frames, "estate", None) == (3, 3, 1, 1, 0, 0), "homes in no estate"


def test_a_move_inside_the_city_counts_for_the_areas_and_not_for_the_city():
    frames = town((1, 5, OLD, days_ago(30)), (1, 6, days_ago(30), None))
    assert moves(frames, "grid", 5) == (1, 0, 0, 1, 0, 0)
    assert moves(frames, "grid", 6) == (0, 1, 1, 0, 0, 0)
    assert moves(frames, "community", 2) == (1, 1, 0, 0, 0, 0)
    assert moves(frames, "city", None) == (1, 1, 0, 0, 0, 0)


@pytest.mark.parametrize(
    ("before", "after", "changed"),
    [("public_rental", "commercial", 1), ("commercial", "commercial", 0), (None, "commercial", 0), ("unknown", "commercial", 0), ("commercial", None, 0)],
)  # fmt: skip
def test_a_type_has_changed_where_both_are_recorded_and_differ(before, after, changed):
    frames = town((1, 5, OLD, days_ago(30), before), (1, 5, days_ago(30), None, after))
    assert moves(frames, "grid", 5) == (1, 1, 0, 0, changed, 0)


def test_where_nothing_is_dated_moves_are_unknown_and_not_none():
    frames = town((1, 5, None, None), (2, 5, None, None), (3, 6, None, None), (4, 6, days_ago(50), None))
    assert moves(frames, "grid", 5) == (2, 2, None, None, None, 2)
    assert moves(frames, "grid", 6) == (1, 2, 1, 0, 0, 1)
    assert moves(frames, "city", None) == (3, 4, 1, 0, 0, 3)
    assert compute_turnover(Town().frames(), SINCE, DAY).areas.empty


def test_the_last_day_counts_as_it_stands_and_so_does_the_first():
    assert moves(town((1, 5, DAY, None)), "grid", 5) == (0, 1, 1, 0, 0, 0)
    assert moves(town((1, 5, OLD, DAY), (2, 5, OLD, None)), "grid", 5) == (2, 1, 0, 1, 0, 0)
    assert moves(town((1, 5, SINCE, None)), "grid", 5) == (1, 1, 0, 0, 0, 0)


def test_days_in_the_wrong_order_are_refused():
    with pytest.raises(BadInput, match="turnover-days-reversed") as told:
        compute_turnover(Town().frames(), DAY, DAY)
    assert told.value.remedy("zh")


BOUNDS = st.one_of(st.none(), st.integers(0, 200).map(days_ago))
HOMES = st.lists(
    st.tuples(st.integers(1, 9), BOUNDS, BOUNDS, st.sampled_from([None, "commercial", "low_rent"])), max_size=12
)


@settings(max_examples=60, deadline=None)
@given(HOMES, st.integers(0, 99))
def test_before_plus_those_who_came_less_those_who_went_is_after(homes, seed):
    rows = [(n, *home) for n, home in enumerate(homes, start=1)]
    table = compute_turnover(town(*rows), SINCE, DAY).areas
    known = table[table["moved_in"].notna()]
    assert (known["households_before"] + known["moved_in"] - known["moved_out"] == known["households"]).all()
    order = np.random.default_rng(seed).permutation(len(rows))
    pd.testing.assert_frame_equal(table, compute_turnover(town(*(rows[k] for k in order)), SINCE, DAY).areas)
    city = table[table["level"] == "city"]
    for level in ("estate", "grid", "community", "street"):
        part = table[table["level"] == level]
        for name in ("households_before", "households", "moved_in", "moved_out", "undated"):
            assert part[name].sum() == city[name].sum(), "nobody moves inside this city"


def test_the_basis_names_both_days():
    told = compute_turnover(Town().frames(), SINCE, DAY).basis.to_json()
    assert told["as_of"] == DAY.isoformat()
    assert told["parameters"] == {"since": SINCE}
    assert isinstance(SINCE, dt.date)

"""A small town measured whole: the parts of a measurement fit together."""

from __future__ import annotations

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.coverage import Weight
from geo.measure import MeasureParameters, Memo, compute_measure
from geo.measure.flat import area_table
from geo.measure.reach import venue_reach
from geo.measure.result import result_of
from tests.coverage_world import DAY, GRIDS, TOWNS, Town, box, spot


def measured(town):
    return compute_measure(town.frames(), {}, DAY, MeasureParameters(required=("clinic",)))


@pytest.mark.parametrize(("level", "number", "total"), [("city", None, 83), ("grid", 5, 3), ("grid", 6, 10)])
def test_the_circle_weighs_stated_and_counted_households_as_the_coverage_does(level, number, total):
    town = Town().add("entrance", id=1, code="N1", building_id=5, geometry=spot(1.5, 1.4))
    for household in range(1, 4):
        town.add("household", id=household, building_id=5, entrance_id=1 if household < 3 else None)
    figures = measured(town).figures
    rows = figures[(figures["level"] == level) & (figures["weight"] == Weight.HOUSEHOLDS)]
    rows = rows[rows["id"].isna() if number is None else rows["id"] == number]
    told = rows.groupby("index")["total"].unique()
    assert [told[index].tolist() for index in ("h", "v", "hub", "circle")] == [[total]] * 4


def test_a_new_way_brings_a_hub_household_into_reach_though_the_rest_is_taken_over_from_a_memo():
    # The hub sits 68 m west of the building; two roads past them meet only in the far south.
    town = Town().remove("unit", 31, *range(33, 40)).change("unit", 32, geometry=spot(0.7, 1.5))
    memo, told = Memo(), []
    for number, places in enumerate([[(0.7, 1.5), (0.7, 0), (1.5, 0), (1.5, 1.5)], [(0.7, 1.5), (1.5, 1.5)]], 1):
        line = shapely.LineString([spot(*place).coords[0] for place in places])
        town.add("path", id=number, code=f"P{number}", kind="street", geometry=line)
        measure = compute_measure(town.frames(), {"path": number}, DAY, MeasureParameters(required=()), memo)
        row = measure.coverage.buildings.set_index("id").loc[5]
        told.append((row["hub_lenient"], bool(row["hub_inferred"])))
    assert told == [("not covered", False), ("covered", False)]


def test_a_place_reaches_the_households_behind_the_doors_that_they_name():
    # Each of two doors has a street of its own, joined to nothing; two of three households name the southern door.
    town = Town().remove("building", 1, 2, 3, 4, 6, 7, 8, 9)
    for number, y in enumerate([1.3, 1.7], 1):
        line = shapely.LineString([spot(1, y).coords[0], spot(2, y).coords[0]])
        town.add("path", id=number, code=f"P{number}", kind="street", geometry=line)
        town.add("entrance", id=number, code=f"N{number}", building_id=5, geometry=spot(1.5, y))
    for household, entrance in enumerate([1, 1, 2], 1):
        town.add("household", id=household, building_id=5, entrance_id=entrance)
    measure, place = measured(town), spot(1.2, 1.3)
    assert venue_reach(measure, place.x, place.y)["households"] == 2


@pytest.mark.parametrize("level", ["street", "community", "grid"])
def test_a_table_of_no_areas_has_the_columns_of_any(level):
    nobody = compute_measure({}, {}, DAY, MeasureParameters(required=("clinic",)))
    table = area_table(nobody, level)
    assert len(table) == 0
    assert set(table.columns) == set(area_table(measured(Town()), level).columns)


def test_the_ids_of_a_table_stay_whole_numbers_beside_what_lies_in_no_area():
    town = Town().add("estate", id=1, code="E1", name="One", access="open", geometry=box(0.3, 0.3, 0.7, 0.7))
    table = area_table(measured(town.change("building", 1, estate_id=1)), "estate")
    assert table["id"].isna().any() and table["id"].notna().any()
    assert table.drop(columns="geometry").to_csv(index=False).splitlines()[1].startswith("estate,1,")


def seamed():
    """Grid 5 ends short of its eastern edge, grid 8 reaches over grid 9, building 6 stands across two grids, an estate
    holds buildings 1 and 4 of two communities.
    """
    town = Town().change("grid", 5, geometry=box(1, 1, 1.9, 2)).change("grid", 8, geometry=box(2, 1, 3, 2.1))
    town.change("building", 6, geometry=box(1.4, 1.96, 1.6, 2.04))
    town.add("estate", id=1, code="E1", name="One", access="open", geometry=box(0.3, 0.3, 1.7, 0.7))
    return measured(town.change("building", 1, estate_id=1).change("building", 4, estate_id=1))


@pytest.mark.parametrize(
    ("level", "number", "told"),
    [
        ("city", None, (1, 1, 9, 8, 0, 0, 1, 1)), ("community", 1, (0, 0, 3, 3, 0, 0, 0, 1)),
        ("community", 2, (1, 0, 3, 2, 0, 0, 1, 1)), ("community", 3, (0, 1, 3, 3, 0, 0, 0, 0)),
        ("estate", 1, (0, 0, 2, 2, 0, 0, 0, 1)),
    ],
)  # fmt: skip
def test_a_kept_result_tells_the_seams_of_every_area(level, number, told):
    columns = result_of(seamed())["seams"]
    rows = zip(columns["level"], columns["id"], strict=True)
    (at,) = (row for row, key in enumerate(rows) if key == (level, number))
    words = ("gaps", "overlaps", "buildings", "one_grid", "no_grid", "several_grids", "undecided", "divided_estates")
    assert tuple(columns[word][at] for word in words) == told
    assert (columns["gap_m2"][at] > 900) == (told[0] > 0)
    assert (columns["overlap_m2"][at] > 900) == (told[1] > 0)


def test_a_kept_result_tells_which_estates_are_divided():
    divided = result_of(seamed())["divided"]
    assert {word: values for word, values in divided.items() if word != "households"} == {
        "level": ["estate"], "id": [1], "buildings": [2], "grids": [2], "communities": [2], "branches": [2],
    }  # fmt: skip


THREE = ["covered", "not_covered", "unknown"]
SPOTS = st.tuples(st.integers(1, 29), st.integers(1, 29)).map(lambda at: spot(at[0] / 10, at[1] / 10))


@settings(max_examples=12)
@given(
    TOWNS, st.sets(st.sampled_from(GRIDS), max_size=3), st.lists(SPOTS, min_size=1, max_size=3), SPOTS, st.booleans()
)
def test_every_figure_is_whole_its_parts_sum_to_the_city_and_a_venue_more_lowers_none(
    town, nowhere, venues, more, walk
):
    for number in nowhere:
        town.change("building", number, geometry=None)
    if walk:  # one street with a side street, and a path that is joined to nothing
        for number, (a, b) in enumerate([((0, 1.5), (2, 1.5)), ((1, 0), (1, 3)), ((2.4, 0.4), (2.6, 0.4))], 1):
            town.add("path", id=number, kind="street", geometry=shapely.LineString([spot(*a), spot(*b)]))
    for number, place in enumerate(venues, 1):
        town.add("venue", id=number, category="clinic", geometry=place)
    key = ["level", "id", "index", "category", "reading", "weight"]
    before = measured(town).figures
    after = measured(town.add("venue", id=99, category="clinic", geometry=more)).figures
    for table in (before, after):
        assert (table[[*THREE, "total"]] >= 0).all(axis=None)
        assert table[THREE].sum(axis=1).to_numpy() == pytest.approx(table["total"].to_numpy(), abs=1e-6)
        assert (table["upper"].isna() | (table["upper"] >= table["covered"] - 1e-6)).all()
        wholes = table[table["weight"] == Weight.HOUSEHOLDS].groupby(["level", "id"], dropna=False)["total"]
        assert (wholes.max() == wholes.min()).all(), "every index asks the same households"
        sums = table.groupby(["level", *key[2:]])[[*THREE, "total"]].sum()
        for level in ("street", "community", "grid", "estate"):
            parts = sums.loc[level]
            whole = sums.loc["city"].reindex(parts.index)  # estates hold no organisations, and have no ground of theirs
            assert {"h", "v", "hub", "circle", "completeness"} <= set(parts.index.get_level_values("index"))
            assert parts.to_numpy() == pytest.approx(whole.to_numpy(), rel=1e-5, abs=1e-2), level
    assert before[key].equals(after[key])
    assert (after["covered"] >= before["covered"] - 1e-6).all()
    assert (after["upper"].isna() | (after["upper"] >= before["upper"] - 1e-6)).all()

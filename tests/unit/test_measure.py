"""A small town measured whole: the parts of a measurement fit together."""

from __future__ import annotations

import pytest
import shapely

from geo.coverage import Weight
from geo.measure import MeasureParameters, Memo, compute_measure
from tests.coverage_world import DAY, Town, spot


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

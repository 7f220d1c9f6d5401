"""The chain of each building and its verdict, on a town that can be drawn (see tests/coverage_world.py)."""

from __future__ import annotations

import numpy as np
import pytest

from geo.coverage import CoverageParameters, compute_coverage
from geo.errors import BadInput
from tests.coverage_world import DAY, GRIDS, Town, days_ago, spot


def verdicts(town: Town, column: str = "verdict", **options):
    return compute_coverage(town.frames(), DAY, **options).buildings.set_index("id")[column].to_dict()


def but(number: int, word: str, rest: str = "complete"):
    return {n: word if n == number else rest for n in GRIDS}


def test_a_town_with_every_link_is_complete_and_names_its_chain():
    table = compute_coverage(Town().frames(), DAY).buildings.set_index("id")
    assert table["verdict"].to_dict() == dict.fromkeys(GRIDS, "complete")
    assert table["reason"].isna().all()
    chain = table.loc[5, ["committee_id", "branch_id", "group_id", "hub_id"]].tolist()
    assert chain == [1, 15, 25, 35]
    assert table["fault_unit_id"].isna().all()


FAULTS = [
    (lambda t: t.remove("unit", 15), "missing branch", "no-branch"),
    (lambda t: t.unlink(15), "missing branch", "no-branch"),
    (lambda t: t.change("unit", 15, state="dissolved"), "missing branch", "no-branch"),
    (lambda t: t.remove("unit", 25), "missing group", "no-group"),
    (lambda t: t.remove("unit", 35), "missing hub", "no-hub"),
    (lambda t: t.change("unit", 25, parent_id=None), "broken parent", "parent-absent"),
    (lambda t: t.change("unit", 25, parent_id=999), "broken parent", "parent-absent"),
    (lambda t: t.change("unit", 15, parent_id=None), "broken parent", "parent-absent"),
    (lambda t: t.change("unit", 25, parent_id=1), "broken parent", "parent-not-one-level-up"),
    (lambda t: t.change("unit", 35, parent_id=15), "broken parent", "parent-not-one-level-up"),
    (lambda t: t.unit(50, 2, 1, state="dissolved").change("unit", 25, parent_id=50), "broken parent", "parent-dissolved"),
    (lambda t: t.change("unit", 15, parent_id=2), "cross-boundary parent", "parent-elsewhere"),
    (lambda t: t.change("unit", 25, parent_id=14), "cross-boundary parent", "parent-elsewhere"),
    (lambda t: t.change("unit", 35, parent_id=24), "cross-boundary parent", "parent-elsewhere"),
    (lambda t: t.unit(50, 2, 1).link(50, "grid", 5), "duplicate primary", "two-primary-units"),
    (lambda t: t.unit(50, 3, 15).link(50, "building", 5), "duplicate primary", "two-primary-units"),
    (lambda t: t.change("unit", 25, state="dormant"), "dormant", "recorded-dormant"),
    (lambda t: t.change("unit", 15, last_active_on=days_ago(90)), "dormant", "no-activity"),
    (lambda t: t.change("unit", 35, last_active_on=days_ago(400)), "dormant", "no-activity"),
    (lambda t: t.change("unit", 35, last_active_on=None), "unknown", "activity-unknown"),
    (lambda t: t.change("unit", 35, last_active_on=days_ago(-1)), "unknown", "activity-unknown"),
    (lambda t: t.change("unit", 15, level=None), "unknown", "unit-level-unknown"),
    (lambda t: t.change("building", 5, grid_id=None), "unknown", "place-unknown"),
    (lambda t: t.unlink(15).unit(50, 2, 1).link(50, "grid", 5), "unknown", "service-unknown"),
]  # fmt: skip


@pytest.mark.parametrize(("fault", "verdict", "reason"), FAULTS)
def test_one_fault_gives_one_building_its_verdict_and_leaves_the_others(fault, verdict, reason):
    table = compute_coverage(fault(Town()).frames(), DAY).buildings.set_index("id")
    assert table["verdict"].to_dict() == but(5, verdict)
    assert table.loc[5, "reason"] == reason


@pytest.mark.parametrize(
    "change",
    [
        lambda t: t.change("unit", 25, last_active_on=days_ago(89)), lambda t: t.change("unit", 25, last_active_on=DAY),
        lambda t: t.change("unit", 25, state=None), lambda t: t.unit(50, 2, 1).link(50, "grid", 5, primary=False),
        lambda t: t.unit(50, 2, 1, state="dissolved").link(50, "grid", 5), lambda t: t.link(15, "grid", 5),
        lambda t: t.unit(50, 2, 1).link(50, "community", 2), lambda t: t.unlink(1), lambda t: t.unlink(35),
        lambda t: t.link(15, "grid", 999).link(999, "grid", 5),
        lambda t: t.unit(50, None, 1).unit(51, None, 1).link(50, "grid", 5).link(51, "grid", 5),
    ],
)  # fmt: skip
def test_these_are_no_faults(change):
    assert verdicts(change(Town())) == dict.fromkeys(GRIDS, "complete")


@pytest.mark.parametrize(
    ("first", "second", "verdict"),
    [
        (FAULTS[0], FAULTS[4], "missing branch"), (FAULTS[3], FAULTS[11], "missing group"),
        (FAULTS[4], FAULTS[5], "missing hub"), ((lambda t: t.change("unit", 14, parent_id=None),), FAULTS[12], "broken parent"),
        (FAULTS[11], FAULTS[14], "cross-boundary parent"), (FAULTS[14], FAULTS[16], "duplicate primary"),
        (FAULTS[16], FAULTS[19], "dormant"),
    ],
)  # fmt: skip
def test_of_two_faults_the_first_in_the_order_of_the_verdicts_is_told(first, second, verdict):
    assert verdicts(second[0](first[0](Town())))[5] == verdict


def test_a_dormant_committee_makes_every_chain_of_its_street_dormant_and_is_named():
    table = compute_coverage(Town().change("unit", 1, state="dormant").frames(), DAY).buildings.set_index("id")
    assert table["verdict"].to_dict() == {n: "dormant" if n <= 6 else "complete" for n in GRIDS}
    assert set(table["fault_unit_id"].dropna()) == {1}


def test_the_best_chain_counts_when_a_building_has_several():
    town = (
        Town()
        .change("unit", 35, state="dormant")
        .unit(50, 4, 25, spot(1.5, 1.5))
        .link(50, "building", 5, primary=False)
    )
    assert verdicts(town) == dict.fromkeys(GRIDS, "complete")
    assert verdicts(town, "hub_id")[5] == 50


def test_what_is_not_loaded_is_unknown_and_what_is_empty_is_missing():
    town = Town()
    for layer in ("unit", "service_link"):
        frames = town.frames()
        del frames[layer]
        table = compute_coverage(frames, DAY).buildings
        assert set(table["verdict"]) == {"unknown"}
        assert set(table["branch"]) == {"unknown"}
        assert set(table["reason"]) == {"no-units-given"}
    town.rows["unit"], town.rows["service_link"] = [], []
    assert set(verdicts(town).values()) == {"missing branch"}


def test_an_undated_active_unit_counts_where_the_deployment_says_so():
    town = Town().change("unit", 25, last_active_on=None)
    assert verdicts(town)[5] == "unknown"
    assert verdicts(town, parameters=CoverageParameters(undated_is_active=True))[5] == "complete"


def test_the_days_of_dormancy_are_a_parameter_and_its_limit_is_dormant():
    town = Town().change("unit", 25, last_active_on=days_ago(30))
    assert verdicts(town, parameters=CoverageParameters(dormant_after_days=30))[5] == "dormant"
    assert verdicts(town, parameters=CoverageParameters(dormant_after_days=31))[5] == "complete"


@pytest.mark.parametrize(("east", "lenient"), [(0.85, "complete"), (0.95, "missing hub")])
def test_without_walking_distances_the_straight_line_is_stretched_and_flagged(east, lenient):
    # 0.85 steps of 85.4 m times 1.3 are 94 m, 0.95 are 105 m.
    town = Town().remove("unit", 35).change("unit", 32, geometry=spot(1.5 - east, 1.5))
    row = compute_coverage(town.frames(), DAY).buildings.set_index("id").loc[5]
    assert row["verdict_lenient"] == lenient
    assert row["hub_inferred"] == (lenient == "complete")


def test_a_hub_without_door_and_seat_reaches_its_neighbours_from_inside_its_building():
    town = Town().remove("unit", 35, *range(33, 35), *range(36, 40)).change("unit", 32, geometry=None)
    town.add("entrance", id=1, code="N1", building_id=1, geometry=spot(0.5, 0.5))
    parameters = CoverageParameters(hub_lenient_m=1.3 * 87.0)
    reach = compute_coverage(town.frames(), DAY, parameters).work.reach
    assert reach.distance_m[4] == pytest.approx(1.3 * 85.4, abs=0.5), "two middles of buildings, one step east"
    assert np.flatnonzero(reach.hub >= 0).tolist() == [3, 4], "1 and 2 have hubs of their own and look for none"


def test_a_neighbours_hub_without_a_group_reaches_nobody():
    town = Town().remove("unit", 35).change("unit", 34, parent_id=None, geometry=spot(1.5, 1.4))
    assert verdicts(town, "hub_lenient")[5] == "not covered"


def test_the_own_group_must_hold_where_a_neighbours_hub_serves():
    town = Town().remove("unit", 35).change("unit", 25, parent_id=14).change("unit", 34, geometry=spot(1.5, 1.4))
    assert verdicts(town, "verdict_lenient")[5] == "cross-boundary parent"


def test_dormant_units_count_in_the_lenient_reading_only():
    town = Town().change("unit", 15, state="dormant")
    row = compute_coverage(town.frames(), DAY).buildings.set_index("id").loc[5]
    assert (row["verdict"], row["verdict_lenient"]) == ("dormant", "complete")
    assert (row["branch"], row["branch_lenient"]) == ("not covered", "covered")


def test_a_hub_stands_where_its_household_is_else_where_its_link_or_its_seat_says():
    town = Town().add("household", id=1, building_id=5).change("unit", 31, household_id=1)
    assert verdicts(town)[1] == "missing hub"
    assert verdicts(Town().unlink(31).change("unit", 31, geometry=spot(1.5, 1.5)))[1] == "missing hub"
    assert verdicts(Town().unlink(31).change("unit", 31, geometry=None))[1] == "missing hub"


def test_an_old_day_gives_the_old_verdict_after_new_rows():
    town = Town().change("unit", 25, valid_to=days_ago(5))
    town.unit(25, 3, 14, valid_from=days_ago(5))
    for unit in town.rows["unit"]:
        unit["last_active_on"] = days_ago(10)
    before = compute_coverage(town.frames(), days_ago(6)).buildings.set_index("id")
    after = compute_coverage(town.frames(), days_ago(5)).buildings.set_index("id")
    assert before.loc[5, "verdict"] == "complete"
    assert after.loc[5, "verdict"] == "cross-boundary parent"


@pytest.mark.parametrize(
    "wrong",
    [
        {"dormant_after_days": 0}, {"hub_lenient_m": -1.0}, {"detour_factor": 0.9}, {"inferred_grid_share": 0.0},
        {"inferred_grid_share": 1.1}, {"covered_statuses": ("branches",)}, {"organisation_kinds": ("shop",)},
    ],
)  # fmt: skip
def test_a_senseless_parameter_is_refused_with_what_was_expected(wrong):
    with pytest.raises(BadInput) as told:
        CoverageParameters(**wrong)
    assert told.value.params["name"] in wrong
    assert told.value.text("zh")


def test_an_id_that_stands_twice_on_a_day_is_refused():
    town = Town().add("building", id=5, geometry=None)
    with pytest.raises(ValueError, match="5 twice"):
        compute_coverage(town.frames(), DAY)

"""A change is answered as if everything were computed anew, and nothing is written."""

from __future__ import annotations

from unittest.mock import patch

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.coverage import CoverageParameters, Reading, Weight
from geo.errors import BadInput, LimitExceeded
from geo.layers import Label
from geo.walk import CircleRules, Measure, Preset
from geo.whatif import STEPS, Asker, Baseline, applied, parse_changes, reach, what_if
from tests.coverage_world import DAY, GRIDS, TOWNS, Town, box, spot
from tests.whatif_world import EVERY_KIND, as_plain, computed_anew, taken

NEAR = Preset("near", Label("近", "near"), Measure.DISTANCE, 120.0)
RULES = CircleRules({"clinic": NEAR, "market": NEAR}, horizon_m=400.0)
STREETS = [
    [(0, 0), (0, 3)], [(1, 0), (1, 3)], [(2, 0), (2, 3)], [(3, 0), (3, 3)],
    [(0, 0), (1, 0), (2, 0), (3, 0)], [(0, 1), (1, 1), (2, 1), (3, 1)], [(0, 3), (1, 3), (2, 3)], [(1.4, 1.7), (1.6, 1.7)],
]  # fmt: skip


def furnished(town, *, walked=True):
    """The town with streets (one piece joined to nothing), entrances, households, an estate behind a wall, venues."""
    for number, places in enumerate(STREETS if walked else [], 1):
        line = shapely.LineString([point.coords[0] for point in (spot(*place) for place in places)])
        town.add("path", id=number, code=f"P{number}", kind="street", geometry=line)
    town.add("estate", id=1, code="E1", access="gated", community_id=1, geometry=box(0.1, 1.1, 0.9, 1.9))
    town.change("building", 2, estate_id=1)
    town.add("gate", id=1, code="T1", estate_id=1, geometry=spot(0.1, 1.5))
    for number, (building, x, y) in enumerate([(1, 0.5, 0.4), (1, 0.4, 0.5), (2, 0.4, 1.5), (5, 1.5, 1.6)], 1):
        town.add("entrance", id=number, code=f"N{number}", building_id=building, geometry=spot(x, y))
    for number in range(1, 8):
        town.add("household", id=number, building_id=1 + number % 2, entrance_id=1 if number < 4 else None)
    for number, (category, x, y) in enumerate(
        [("clinic", 0.5, 0.1), ("clinic", 2.2, 2.2), ("market", 1.5, 1.72), ("market", 0.5, 1.5), ("canteen", 1, 1)], 1
    ):
        town.add("venue", id=number, code=f"V{number}", category=category, geometry=spot(x, y))
    town.add(
        "building",
        id=50,
        code="B50",
        use="school",
        households=0,
        community_id=3,
        grid_id=9,
        geometry=box(2.1, 2.1, 2.2, 2.2),
    )
    return town.change("building", 9, households=0)


def baseline(town, parameters=None):
    return Baseline.of(town.frames(), DAY, parameters or CoverageParameters(), RULES)


def at(x, y):
    point = spot(x, y)
    return {"lon": point.x, "lat": point.y}


PLACES = st.builds(at, st.sampled_from([0.2, 0.5, 1, 1.5, 2.5]), st.sampled_from([0.1, 0.5, 1, 1.45, 2.5, 2.9]))
UNITS = st.sampled_from([*range(1, 3), *range(11, 40), -1, -2])
TARGETS = st.sampled_from(
    [("building", 5), ("building", 6), ("building", 9), ("household", 1), ("household", 5), ("estate", 1), ("grid", 5),
     ("grid", 9), ("community", 2), ("street", 1), ("street", 2)]
)  # fmt: skip


def linked(op, unit, target, **more):
    return {"op": op, "unit_id": unit, "target_layer": target[0], "target_id": target[1], **more}


def new_unit(level, place, parent, targets, primary):
    listed = [{"layer": layer, "id": thing, "is_primary": primary} for layer, thing in targets]
    return {"op": "add_unit", "level": level, **place, "parent_id": parent, "targets": listed}


VENUE_CHANGES = st.one_of(
    st.builds(lambda kind, place: {"op": "add_venue", "category": kind, **place}, st.sampled_from(["clinic", "market", "canteen"]), PLACES),
    st.builds(lambda thing, place: {"op": "move_venue", "id": thing, **place}, st.sampled_from([1, 2, 3, 4, 5, -1, -2]), PLACES),
    st.builds(lambda thing: {"op": "remove_venue", "id": thing}, st.sampled_from([1, 2, 3, 4, 5, -1, -2])),
)  # fmt: skip
UNIT_CHANGES = st.one_of(
    st.builds(new_unit, st.integers(1, 4), PLACES, st.one_of(st.none(), UNITS), st.lists(TARGETS, max_size=2, unique=True), st.booleans()),
    st.builds(lambda thing: {"op": "remove_unit", "id": thing}, UNITS),
    st.builds(lambda thing, place: {"op": "move_unit", "id": thing, **place}, UNITS, PLACES),
    st.builds(lambda unit, target, primary: linked("add_link", unit, target, is_primary=primary), UNITS, TARGETS, st.booleans()),
    st.builds(lambda unit, n: linked("remove_link", unit, ("grid" if unit < 20 else "building", n)), st.sampled_from(range(11, 40)), st.sampled_from(GRIDS)),
    st.builds(lambda unit: linked("remove_link", unit, ("street", unit)), st.sampled_from([1, 2])),
    st.builds(lambda unit: linked("remove_link", unit, ("grid" if unit < 20 else "building", unit % 10)), st.sampled_from([*range(11, 20), *range(21, 30), *range(31, 40)])),
)  # fmt: skip
THRESHOLDS = st.sampled_from(
    [("dormant_after_days", 5), ("dormant_after_days", 90), ("undated_is_active", True), ("hub_lenient_m", 10.0),
     ("hub_lenient_m", 300.0), ("detour_factor", 1.0), ("inferred_grid_share", 0.9), ("preset", "distance-5"),
     ("limit_m", 60), ("limit_m", 1_000)]
).map(lambda pair: {"op": "set_parameter", "name": pair[0], "value": pair[1]})  # fmt: skip
ALL_CHANGES = st.one_of(VENUE_CHANGES, UNIT_CHANGES, UNIT_CHANGES, THRESHOLDS)


@settings(max_examples=50, deadline=None)
@given(
    TOWNS, st.lists(ALL_CHANGES, min_size=1, max_size=5), st.booleans(), st.sampled_from(Reading),
    st.sampled_from(Weight), st.sampled_from([100.0, 115.0, 200.0]),
)  # fmt: skip
def test_the_difference_is_that_of_computing_everything_anew(town, wanted, walked, reading, weight, hub_lenient_m):
    frames = furnished(town, walked=walked).frames()
    base = Baseline.of(frames, DAY, CoverageParameters(hub_lenient_m=hub_lenient_m), RULES)
    changes = taken(base, wanted)
    with patch.object(reach, "MOST", 1.0):  # however much is reached, it is taken out of the city
        found = as_plain(what_if(base, changes, reading, weight))
    assert found == computed_anew(base, frames, changes, reading, weight)


@settings(max_examples=40, deadline=None)
@given(TOWNS, st.lists(VENUE_CHANGES, min_size=2, max_size=4), st.booleans())
def test_walks_are_judged_on_the_new_venues_as_anew(town, wanted, walked):
    frames = furnished(town, walked=walked).frames()
    base = Baseline.of(frames, DAY, CoverageParameters(), RULES)
    changes = taken(base, wanted)
    assert as_plain(what_if(base, changes)) == computed_anew(base, frames, changes)


@settings(max_examples=40, deadline=None)
@given(TOWNS, st.integers(1, 4), st.sampled_from([1, 2, 11, 15, 25, 26, None]), st.lists(TARGETS, max_size=2, unique=True), PLACES)  # fmt: skip
def test_a_new_venue_or_joint_unit_lowers_no_figure(town, level, parent, targets, place):
    base = baseline(furnished(town))
    unit = new_unit(level, place, parent, targets, False)
    for one in (unit, {"op": "add_venue", "category": "clinic", **place}):
        for reading in Reading:
            figures = what_if(base, taken(base, [one]), reading).figures
            assert (figures["after_covered"] >= figures["before_covered"]).all()
            assert not (figures["after_upper"] < figures["before_upper"]).any()
            np.testing.assert_allclose(figures["after_total"], figures["before_total"])


UNDONE = [
    [{"op": "add_venue", "category": "clinic", **at(0.5, 0.5)}, {"op": "remove_venue", "id": -1}],
    [{"op": "move_venue", "id": 1, **at(2, 2)}, {"op": "move_venue", "id": 1, **at(0.5, 0.1)}],
    [new_unit(2, at(1.5, 1.5), 1, [("grid", 5)], True), {"op": "remove_unit", "id": -1}],
    [linked("remove_link", 15, ("grid", 5)), linked("add_link", 15, ("grid", 5), is_primary=True)],
    [linked("add_link", 1, ("street", 2), is_primary=False), linked("remove_link", 1, ("street", 2))],
    [{"op": "set_parameter", "name": "hub_lenient_m", "value": 300.0}, {"op": "set_parameter", "name": "hub_lenient_m", "value": 100.0}],
]  # fmt: skip


@pytest.mark.parametrize("changes", UNDONE, ids=lambda changes: changes[0]["op"])
def test_what_is_undone_makes_no_difference(changes):
    base = baseline(furnished(Town()))
    assert (
        len(what_if(base, parse_changes(changes[:1], base.frames)).buildings) > 0 or changes[0]["op"] != "remove_link"
    )
    difference = what_if(base, parse_changes(changes, base.frames))
    assert difference.buildings.empty
    assert set(difference.figures["layer"]) == {"city"}
    for name in ("covered", "not_covered", "unknown", "total"):
        assert (difference.figures[f"before_{name}"] == difference.figures[f"after_{name}"]).all()
    assert (difference.gaps_closed, difference.gaps_opened) == (0, 0)


APART = [
    {"op": "remove_unit", "id": 15}, {"op": "move_venue", "id": 1, **at(2.5, 0.5)}, linked("remove_link", 28, ("building", 8)),
    {"op": "add_venue", "category": "market", **at(2.5, 2.5)}, {"op": "set_parameter", "name": "dormant_after_days", "value": 5},
    new_unit(4, at(0.5, 0.5), 21, [("building", 1)], False),
]  # fmt: skip


@settings(max_examples=8, deadline=None)
@given(st.permutations(APART))
def test_changes_of_different_things_may_come_in_any_order(changes):
    base = baseline(furnished(Town()))
    first, again = (as_plain(what_if(base, parse_changes(these, base.frames))) for these in (APART, changes))
    assert first == again


FAR_PARENTS = [
    # group 25 stands under the branch of another grid; hub household 35 under the group of another building
    ("unit", 25, 11, {"op": "remove_unit", "id": 11}, ("cross-boundary parent", "broken parent")),
    ("unit", 35, 21, {"op": "remove_unit", "id": 1}, ("cross-boundary parent", "broken parent")),
    ("unit", 35, 21, linked("add_link", 14, ("building", 5), is_primary=False), None),
    ("unit", 35, 21, linked("add_link", 21, ("building", 5), is_primary=False), None),
]  # fmt: skip


@pytest.mark.parametrize(("layer", "unit", "parent", "change", "verdict"), FAR_PARENTS)
def test_units_far_above_and_far_below_a_change_are_reached(layer, unit, parent, change, verdict):
    frames = furnished(Town().change(layer, unit, parent_id=parent)).frames()
    base = Baseline.of(frames, DAY, CoverageParameters(), RULES)
    changes = parse_changes([change], base.frames)
    with patch.object(reach, "MOST", 1.0):
        found = as_plain(what_if(base, changes))
    assert found == computed_anew(base, frames, changes)
    assert found[1].get((5, "verdict", None)) == verdict


WEST_HUB = [
    # the hub of the building west of it: 85 m away in a straight line, 111 m stretched
    ([], 100.0, {"op": "remove_unit", "id": 35}, ("covered", "not covered")),
    ([(0.5, 1.5), (1.5, 1.5)], 100.0, {"op": "remove_unit", "id": 35}, None),
    ([(0.5, 1.5), (0.5, 0), (1.5, 0), (1.5, 1.5)], 115.0, {"op": "remove_unit", "id": 35}, ("covered", "not covered")),
    ([(0.5, 1.5), (1.5, 1.5)], 80.0, {"op": "remove_unit", "id": 35}, ("covered", "not covered")),
]  # fmt: skip


@pytest.mark.parametrize(("street", "limit_m", "change", "hub"), WEST_HUB)
def test_who_loses_his_hub_household_is_served_by_the_next_if_that_is_near_on_foot(street, limit_m, change, hub):
    base, frames = on_street(Town(), street, limit_m)
    assert differs(base, frames, [change]).get((5, "hub", None)) == hub


def test_a_hub_household_that_moves_nearer_reaches_on_foot_and_so_does_a_wider_limit():
    street = [(0.1, 1.5), (1.5, 1.5)]
    base, frames = on_street(Town().remove("unit", 35).change("unit", 32, geometry=spot(0.1, 1.5)), street, 100.0)
    nearer = {"op": "move_unit", "id": 32, **at(0.4, 1.5)}
    wider = {"op": "set_parameter", "name": "hub_lenient_m", "value": 122.0}
    for change in (nearer, wider):
        assert differs(base, frames, [change])[5, "hub", None] == ("not covered", "covered")
    away = {"op": "move_unit", "id": 32, **at(0.1, 1.4)}
    assert (5, "hub", None) not in differs(base, frames, [nearer, away])


def on_street(town, places, limit_m):
    """Baseline and frames of the town with one street, without other hub households near building 5."""
    town.remove("unit", 31, 33, 34, 36, 37, 38, 39)
    if places:
        line = shapely.LineString([spot(*place).coords[0] for place in places])
        town.add("path", id=1, code="P1", kind="street", geometry=line)
    frames = town.add("venue", id=1, code="V1", category="clinic", geometry=spot(1, 1)).frames()
    return Baseline.of(frames, DAY, CoverageParameters(hub_lenient_m=limit_m), RULES), frames


def differs(base, frames, wanted):
    """The answers that change in the lenient reading, and none but those that computing anew finds."""
    changes = parse_changes(wanted, base.frames)
    with patch.object(reach, "MOST", 1.0):
        found = as_plain(what_if(base, changes, Reading.LENIENT))
    assert found == computed_anew(base, frames, changes, Reading.LENIENT)
    return found[1]


def test_the_loss_of_a_branch_is_told_by_building_by_area_and_as_a_gap():
    base = baseline(furnished(Town()))
    difference = what_if(base, parse_changes([{"op": "remove_unit", "id": 15}], base.frames))
    assert difference.buildings.values.tolist() == [
        [5, "verdict", None, "complete", "missing branch"], [5, "branch", None, "covered", "not covered"],
    ]  # fmt: skip
    h = difference.figures[difference.figures["index"] == "h"].set_index("layer")
    assert h["before_covered"].to_dict() == {"city": 67, "street": 47, "community": 30, "grid": 10, "estate": 63}
    assert (h["before_covered"] - h["after_covered"]).tolist() == [10] * 5
    assert (h["after_not_covered"] == 10).all()
    assert h["id"].fillna(0).to_dict() == {"city": 0, "street": 1, "community": 2, "grid": 5, "estate": 0}, "no estate"
    assert (difference.gaps_closed, difference.gaps_opened) == (0, 1)


def test_a_grid_where_nobody_lives_opens_a_gap_when_its_branch_goes():
    base = baseline(furnished(Town()))
    gone = what_if(base, parse_changes([{"op": "remove_unit", "id": 19}], base.frames))
    assert (gone.gaps_closed, gone.gaps_opened) == (0, 1)
    seated = [linked("remove_link", 19, ("grid", 9)), {"op": "move_unit", "id": 19, **at(0.5, 0.5)}]
    assert what_if(base, parse_changes(seated[:1], base.frames)).gaps_opened == 0
    assert what_if(base, parse_changes(seated, base.frames)).gaps_opened == 1


def test_nothing_is_written():
    frames = furnished(Town()).frames()
    kept = {layer: frame.copy() for layer, frame in frames.items()}
    base = Baseline.of(frames, DAY, CoverageParameters(), RULES)
    before = base.circle.verdict.copy(), base.circle.walk_m.copy()
    wanted = [
        *APART,
        {"op": "set_parameter", "name": "limit_m", "value": 60},
        {"op": "move_unit", "id": 11, **at(0, 0)},
    ]
    changes = parse_changes(wanted, base.frames)
    first, again = what_if(base, changes), what_if(base, changes)
    applied(frames, changes, DAY)
    for layer, frame in frames.items():
        pd.testing.assert_frame_equal(frame, kept[layer])
    np.testing.assert_array_equal(base.circle.verdict, before[0])
    np.testing.assert_array_equal(base.circle.walk_m, before[1])
    pd.testing.assert_frame_equal(first.figures, again.figures)


def test_a_new_thing_is_named_by_the_number_of_its_change():
    base = baseline(furnished(Town()))
    first, second = parse_changes(
        [new_unit(3, at(1, 1), 15, [], False), new_unit(4, at(1, 1), -1, [("building", 5)], False)], base.frames
    )
    assert (first.id, second.id, second.parent_id) == (40, 41, 40)


PLACE = at(1, 1)
REFUSED = [
    ({}, "changes", {}),
    (["x"], "change", "x"),
    ([{"op": "add"}], "op", "add"),
    ([{"op": "remove_venue"}], "id", ""),
    ([{"op": "remove_venue", "id": True}], "id", True),
    ([{"op": "remove_venue", "id": 99}], "id", 99),
    ([{"op": "remove_venue", "id": 1}, {"op": "move_venue", "id": 1, **PLACE}], "id", 1),
    ([{"op": "remove_venue", "id": 1, "more": 2}], "more", 2),
    ([{"op": "add_venue", "category": "pub", **PLACE}], "category", "pub"),
    ([{"op": "add_venue", "category": "clinic", "lon": 200, "lat": 1}], "lon", 200),
    ([{"op": "add_venue", "category": "clinic", "lon": 1, "lat": float("nan")}], "lat", float("nan")),
    ([{"op": "add_venue", "category": "clinic", **PLACE}, {"op": "remove_unit", "id": -1}], "id", -1),
    ([new_unit(5, PLACE, None, [], True)], "level", 5),
    ([new_unit(2, PLACE, 99, [], True)], "parent_id", 99),
    ([new_unit(2, PLACE, 1, [("grid", 99)], True)], "targets[0].id", 99),
    ([new_unit(2, PLACE, 1, [("city", 1)], True)], "targets[0].layer", "city"),
    ([new_unit(2, PLACE, 1, [("grid", 1)], None)], "targets[0].is_primary", None),
    ([{"op": "set_parameter", "name": "k", "value": 1}], "name", "k"),
    ([{"op": "set_parameter", "name": "dormant_after_days", "value": 1.5}], "value", 1.5),
    ([{"op": "set_parameter", "name": "undated_is_active", "value": 1}], "value", 1),
]


@pytest.mark.parametrize(("given_changes", "field", "got"), REFUSED)
def test_a_change_that_makes_no_sense_is_refused_with_its_number_field_and_value(given_changes, field, got):
    base = baseline(furnished(Town()))
    with pytest.raises(BadInput) as refused:
        parse_changes(given_changes, base.frames)
    assert refused.value.params["field"] == field
    assert str(refused.value.params["got"]) == str(got)
    assert refused.value.params["index"] == (len(given_changes) if isinstance(given_changes, list) else 0)
    assert refused.value.params["expected"]
    assert all(refused.value.text(language) and refused.value.remedy(language) for language in ("zh", "en"))


def test_no_answer_tells_which_service_links_there_are():
    base = baseline(furnished(Town()))
    for change in (linked("add_link", 15, ("grid", 5), is_primary=True), linked("remove_link", 15, ("grid", 6))):
        difference = what_if(base, parse_changes([change], base.frames))
        assert not len(difference.buildings), change
        assert (difference.gaps_closed, difference.gaps_opened) == (0, 0)


def test_a_link_that_is_added_again_takes_the_place_of_the_first():
    frames = furnished(Town()).frames()
    (change,) = parse_changes([linked("add_link", 15, ("grid", 5), is_primary=False)], frames)
    links = applied(frames, [change], DAY)["service_link"]
    assert len(links) == len(frames["service_link"])
    mine = (links["unit_id"] == 15) & (links["target_layer"] == "grid") & (links["target_id"] == 5)
    assert links.loc[mine, "is_primary"].tolist() == [False]


@pytest.mark.parametrize(
    ("name", "between", "step"),
    [("dormant_after_days", 61, 60), ("hub_lenient_m", 137.5, 150), ("detour_factor", 1.31, 1.3)],
)
def test_who_has_no_rights_tries_a_threshold_that_could_find_a_hub_household_by_steps_only(name, between, step):
    base = baseline(furnished(Town()))
    nobody = Asker(steps=STEPS)
    change = {"op": "set_parameter", "name": name}
    with pytest.raises(BadInput) as refused:
        parse_changes([change | {"value": between}], base.frames, nobody)
    assert str(step) in refused.value.params["expected"].split(", ")
    assert parse_changes([change | {"value": step}], base.frames, nobody)
    assert parse_changes([change | {"value": between}], base.frames), "who may know everything tries any value"


@pytest.mark.parametrize("seed", range(6))
def test_changes_applied_at_once_give_what_they_give_one_by_one(seed):
    frames, random = furnished(Town()).frames(), np.random.default_rng(seed)
    base = Baseline.of(frames, DAY, CoverageParameters(), RULES)
    kinds = list(EVERY_KIND.values())
    wanted = [change for at in random.integers(len(kinds), size=40) for change in kinds[at](frames, random)]
    changes = taken(base, wanted)
    singly = dict(frames)
    for change in changes:
        singly = applied(singly, [change], DAY)
    at_once = applied(frames, changes, DAY)
    for layer in ("venue", "unit", "service_link"):
        one, other = (frame[layer].drop(columns="id").reset_index(drop=True) for frame in (singly, at_once))
        pd.testing.assert_frame_equal(pd.DataFrame(one), pd.DataFrame(other), check_dtype=False)


def test_a_threshold_that_cannot_be_is_refused():
    base = baseline(furnished(Town()))
    for name, value in [("hub_lenient_m", -1.0), ("preset", "distance-11"), ("limit_m", 0), ("detour_factor", 0.5)]:
        changes = parse_changes([{"op": "set_parameter", "name": name, "value": value}], base.frames)
        with pytest.raises(BadInput):
            what_if(base, changes)


def test_more_changes_than_are_taken_are_refused():
    with pytest.raises(LimitExceeded):
        parse_changes([{}] * 1_001, {})

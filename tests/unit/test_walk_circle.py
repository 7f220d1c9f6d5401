"""The service circle: verdicts at the limit, three figures, and what adding a venue can and cannot do."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import BadInput
from geo.walk import (
    PRESETS,
    CircleRules,
    SnapRules,
    build_network,
    building_matrix,
    circle_figures,
    completeness_figures,
    doors_of,
    illustrative_isochrones,
    preset_named,
    service_circle,
)
from geo.walk.presets import Measure, Preset
from tests.walk_world import frame, houses, lines, points

TEN = PRESETS["distance-10"]
CLINIC = CircleRules({"clinic": TEN})
ROAD = [(0, 0), (2000, 0)]


def clinics(*spots):
    return points(*spots, category=["clinic"] * len(spots))


def circle(paths, doors, venues, rules=CLINIC):
    """The circle of one door per building, each door at its spot."""
    building = houses(*(spot or (0, 0) for spot in doors))
    entrance = points(*doors, building_id=building["id"].to_numpy())
    network = build_network(lines(*paths) if paths else None)
    return service_circle(network, doors_of(entrance, building), venues, rules)


def said(answer):
    """(verdict, upper, why) of each door for the first category."""
    table = answer.to_frame()
    return list(zip(table["verdict"], table["upper"], table["why"], strict=True))


@pytest.mark.parametrize(
    ("x", "verdict"),
    [(499.999, "covered"), (500.0, "covered"), (500.002, "not_covered")],
)
def test_a_door_exactly_at_the_limit_is_covered(x, verdict):
    answer = circle([ROAD], [(x, 0)], clinics((0, 0)))
    assert answer.to_frame()["verdict"].tolist() == [verdict]


def test_a_limit_summed_from_many_edges_is_still_met_exactly():
    thirds = [(0, 0), (500 / 3, 0), (1000 / 3, 0), (500, 0)]
    answer = circle([thirds[:2], thirds[1:3], thirds[2:]], [(500, 0)], clinics((0, 0)))
    assert answer.walk_m.tolist() == [[500.0]]
    assert said(answer) == [("covered", "covered", "walked")]


def test_the_straight_line_covers_a_door_that_the_walk_does_not():
    answer = circle([[(0, 0), (400, 0)], [(400, 0), (400, 100)], [(400, 100), (0, 100)]], [(0, 0)], clinics((0, 100)))
    assert said(answer) == [("not_covered", "covered", "walked")]
    assert (answer.walk_m.item(), answer.straight_m.item()) == (900.0, pytest.approx(100, abs=0.002))


def test_what_is_not_known_is_said_and_why():
    paths = [ROAD, [(0, 200), (80, 200)]]
    rules = CircleRules({"clinic": TEN}, SnapRules(max_snap_m=50))
    doors = [None, (100, 120), (0, 200), (1900, 0)]
    assert said(circle(paths, doors, clinics((0, 0)), rules)) == [
        ("unknown", "unknown", "no_place"),
        ("unknown", "covered", "no_path_near"),
        ("unknown", "covered", "broken_network"),
        ("not_covered", "not_covered", "walked"),
    ]


def test_a_venue_off_the_network_leaves_those_near_it_unknown_and_no_others():
    rules = CircleRules({"clinic": TEN}, SnapRules(max_snap_m=50))
    answer = circle([ROAD], [(0, 0), (1000, 0), (1900, 0)], clinics((0, 0), (1000, 90)), rules)
    assert [row[0] for row in said(answer)] == ["covered", "unknown", "not_covered"]
    assert said(answer)[1][2] == "venue_off_network"


def test_a_category_without_a_venue_covers_nobody():
    answer = circle([ROAD], [(0, 0)], clinics((0, 0)), CircleRules({"market": TEN}))
    assert said(answer) == [("not_covered", "not_covered", "walked")]
    row = answer.to_frame().iloc[0]
    assert row[["venue_id", "walk_m", "straight_m"]].isna().all()


def test_without_a_network_straight_lines_are_stretched_and_flagged():
    answer = circle([], [(384.6, 0), (384.7, 0)], clinics((0, 0)))
    assert not answer.on_network
    assert said(answer) == [("covered", "covered", "straight_line"), ("not_covered", "covered", "straight_line")]
    assert answer.walk_m[0, 0] == pytest.approx(384.6 * 1.3, abs=0.002)


@pytest.mark.parametrize("roads", [[ROAD], []], ids=["on foot", "without a network"])
@pytest.mark.parametrize("ids", [[5, 9], [9, 5]])
def test_of_equally_near_venues_the_lowest_id_is_named(roads, ids):
    venues = points((200, 0), (200, 0), id=ids, category=["clinic"] * 2)
    assert circle(roads, [(100, 0)], venues).venue_id.tolist() == [[5]]


def test_time_is_walked_at_the_speed_of_the_preset():
    assert {name: PRESETS[name].limit_m for name in ("time-10", "elder-10", "distance-5", "distance-15")} == {
        "time-10": 720.0, "elder-10": 480.0, "distance-5": 300.0, "distance-15": 1000.0,
    }  # fmt: skip
    doors = [(480, 0), (481, 0), (720, 0), (721, 0)]
    for name, verdicts in (("elder-10", [1, 0, 0, 0]), ("time-10", [1, 1, 1, 0])):
        answer = circle([ROAD], doors, clinics((0, 0)), CircleRules({"clinic": PRESETS[name]}))
        assert answer.verdict[:, 0].tolist() == verdicts
        assert answer.to_frame()["limit"].unique().tolist() == [600.0]
    assert answer.to_frame()["cost"].tolist() == pytest.approx([400, 400 + 1 / 1.2, 600, 600 + 1 / 1.2])


def test_the_horizon_never_stops_a_walk_within_the_limit():
    near, far = (
        circle([ROAD], [(480, 0), (700, 0)], clinics((0, 0)), CircleRules({"clinic": TEN}, horizon_m=horizon_m))
        for horizon_m in (100.0, 3_000.0)
    )
    assert near.walk_m.ravel().tolist() == [480, np.inf]
    assert far.walk_m.ravel().tolist() == [480, 700]
    assert near.verdict.tolist() == far.verdict.tolist() == [[1], [0]]


def test_distance_and_time_are_never_mixed():
    with pytest.raises(BadInput, match="distance-10, elder-10"):
        CircleRules({"clinic": TEN, "elderly_day_care": PRESETS["elder-10"]})


@pytest.mark.parametrize(
    "made",
    [
        lambda: preset_named("distance-11"),
        lambda: Preset("x", TEN.label, Measure.DISTANCE, 0.0),
        lambda: Preset("x", TEN.label, Measure.DISTANCE, 5.0, 1.2),
        lambda: Preset("x", TEN.label, Measure.TIME, 5.0),
        lambda: Preset("x", TEN.label, Measure.TIME, 5.0, float("nan")),
    ],
)
def test_presets_that_make_no_sense_are_refused(made):
    with pytest.raises(BadInput):
        made()


def two_doors():
    """A house with a near and a far door, a house without entrances, and an empty third; a clinic and a market."""
    building = houses((5, 10), (700, 0), (1500, 0), households=[6, 4, None], estate_id=[1, 1, 2])
    entrance = points((0, 0), (600, 0), (9, 9), id=[11, 12, 13], building_id=[1, 1, 99])
    venues = points((0, 0), (700, 0), category=["clinic", "market"])
    doors = doors_of(entrance, building)
    rules = CircleRules({"clinic": TEN, "market": TEN})
    return building, doors, service_circle(build_network(lines(ROAD)), doors, venues, rules)


def shared(building, doors):
    """The stated households of each building, divided equally over its doors."""
    return doors.spread(building["id"].to_numpy(), building["households"].fillna(0).to_numpy())


def test_a_building_without_an_entrance_is_a_door_of_its_own_and_foreign_entrances_are_left_out():
    building, doors, _ = two_doors()
    assert doors.entrance_id.tolist() == [11, 12, -1, -1]
    assert doors.building_id.tolist() == [1, 1, 2, 3]
    assert shared(building, doors).tolist() == [3, 3, 4, 0]


def test_the_worst_door_decides_a_building_and_completeness_counts_categories():
    _, _, answer = two_doors()
    assert building_matrix(answer).to_dict("index") == {
        1: {"clinic": "not_covered", "market": "not_covered", "reached": 0, "unknown": 0, "required": 2, "completeness": 0},
        2: {"clinic": "not_covered", "market": "covered", "reached": 1, "unknown": 0, "required": 2, "completeness": 0.5},
        3: {"clinic": "not_covered", "market": "not_covered", "reached": 0, "unknown": 0, "required": 2, "completeness": 0},
    }  # fmt: skip


def test_figures_add_up_over_areas_and_categories():
    building, doors, answer = two_doors()
    weight = shared(building, doors)
    table = circle_figures(answer, weight).set_index("category")
    assert table.loc["clinic", ["covered", "not_covered", "unknown", "total"]].tolist() == [3, 7, 0, 10]
    assert table.loc["market", ["covered", "not_covered", "unknown", "total"]].tolist() == [7, 3, 0, 10]
    estate = building.set_index("id")["estate_id"].reindex(doors.building_id).to_numpy()
    by_estate = circle_figures(answer, weight, estate)
    np.testing.assert_allclose(by_estate.groupby("category")["covered"].sum(), table["covered"])
    assert np.isnan(by_estate.set_index(["area_id", "category"]).loc[(2, "clinic"), "share"])
    assert completeness_figures(answer, weight).loc[0, ["covered", "total", "share"]].tolist() == [10, 20, 0.5]


spots = st.tuples(st.integers(0, 8).map(lambda k: k * 100), st.integers(-3, 3).map(lambda k: k * 20))
GRATE = [
    [(0, 0), (400, 0), (800, 0)],
    [(400, 0), (400, 60)],
    [(0, 0), (0, 60)],
    [(800, 60), (800, 0)],
    [(0, 60), (400, 60)],
]


@settings(max_examples=40, deadline=None)
@given(st.lists(spots, min_size=1, max_size=6), st.lists(spots, min_size=1, max_size=4), spots)
def test_one_more_venue_never_lengthens_a_walk_and_no_walk_is_shorter_than_the_straight_line(doors, venues, more):
    before, after = (circle(GRATE, doors, clinics(*places)) for places in (venues, [*venues, more]))
    assert (after.walk_m <= before.walk_m).all()
    assert (after.verdict >= before.verdict).all()
    for answer in (before, after):
        assert (answer.straight_m <= answer.walk_m).all()
        assert (answer.upper >= answer.verdict).all()
        figures = circle_figures(answer, np.arange(1.0, len(doors) + 1))
        parts = figures["covered"] + figures["not_covered"] + figures["unknown"]
        np.testing.assert_array_equal(parts, figures["total"])
        assert (figures["upper"] >= figures["covered"]).all()


@settings(max_examples=30, deadline=None)
@given(st.lists(spots, min_size=1, max_size=6), st.lists(spots, min_size=1, max_size=4), st.randoms())
def test_the_order_of_rows_changes_nothing(doors, venues, random):
    building = houses(*doors)
    entrance = points(*doors, building_id=building["id"].to_numpy())
    layers = [lines(*GRATE), entrance, building, clinics(*venues)]

    def answered(path, entrance, building, venue):
        return service_circle(build_network(path), doors_of(entrance, building), venue, CLINIC).to_frame()

    shuffled = [layer.sample(frac=1, random_state=random.randrange(2**31)) for layer in layers]
    first, second = answered(*layers), answered(*shuffled)
    assert first.equals(second)


def test_an_illustration_holds_what_is_walked_and_is_none_where_nothing_is():
    network = build_network(lines([(0, 0), (1000, 0)], [(0, 0), (0, 80)]))
    at = network.frame.to_metres(points((0, 30), (0, 5000)).geometry.to_numpy())
    shape, nothing = illustrative_isochrones(network, at, 130.0)
    assert nothing is None
    inside, outside = points((99, 0), (0, 79)).geometry, points((130, 0), (0, 120)).geometry
    assert shapely.contains(shape, inside.to_numpy()).all()
    assert not shapely.intersects(shape, outside.to_numpy()).any()


def test_a_way_in_the_middle_of_one_edge_is_drawn():
    network = build_network(lines([(0, 0), (1000, 0)]))
    at = network.frame.to_metres(points((500, 0)).geometry.to_numpy())
    shape = illustrative_isochrones(network, at, 100.0)[0]
    assert shapely.contains(shape, points((401, 0), (599, 0)).geometry.to_numpy()).all()
    assert not shapely.intersects(shape, points((370, 0), (630, 0)).geometry.to_numpy()).any()


def test_nobody_lives_nowhere():
    building = frame([], id=np.zeros(0, np.int64), households=[])
    answer = service_circle(build_network(lines(ROAD)), doors_of(None, building), clinics((0, 0)), CLINIC)
    assert len(answer.to_frame()) == 0
    assert len(building_matrix(answer)) == 0

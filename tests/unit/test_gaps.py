"""What is out of reach, why, and what would close it; the ground of each gap; how many gaps an area has.

The world, in metres: estate 1 («A», three houses) at the origin, a river along y = 150, a clinic at (0, 300) on the
far bank, a bridge at x = 300; houses in grid 1 along a road to the east, far from everything; grid 2 beside the clinic.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.coverage import compute_coverage, find_seams
from geo.gaps import OUT_OF_REACH, REACH_GAPS, door_households, gap_counts, gap_list, gap_texts, with_shapes
from geo.walk import (
    PRESETS,
    CircleRules,
    Feet,
    build_network,
    catchments,
    door_map,
    doors_of,
    doors_within,
    service_circle,
)
from tests.coverage_world import Town, box
from tests.walk_world import frame, houses, lines, points

DAY = dt.date(2026, 9, 1)
LIMIT = PRESETS["distance-10"]
SPOTS = [(0, 10), (40, 10), (80, 10), (2000, 10), (2040, 10), (2900, 10), (60, 310)]


def world(order=None, **changes):
    frames = {
        "street": frame([shapely.box(-500, -500, 4000, 1000)], code=["S"]),
        "community": frame([shapely.box(-500, -500, 4000, 1000)], code=["C"], street_id=[1]),
        "grid": frame([shapely.box(1000, -500, 4000, 100), shapely.box(-500, 200, 900, 1000)], code=["G1", "G2"], community_id=[1, 1]),
        "estate": frame([shapely.box(-20, -20, 90, 60)], code=["A"], community_id=[1], access=["open"]),
        "building": houses(
            *SPOTS, households=[10, 20, 30, 40, 50, 60, 70], use=["residential"] * 7,
            estate_id=pd.array([1, 1, 1, None, None, None, None], dtype="Int64"),
            grid_id=pd.array([None, None, None, 1, 1, 1, 2], dtype="Int64"), community_id=[1] * 7,
        ),
        "path": lines([(-10, 0), (0, 0), (300, 0), (3000, 0)], [(300, 0), (300, 300)], [(0, 300), (300, 300)]),
        "venue": points((0, 300), (5, 3), category=["clinic", "market"]),
    }  # fmt: skip
    frames |= changes
    return {
        name: held if order is None else held.iloc[order.permutation(len(held))].reset_index(drop=True)
        for name, held in frames.items()
    }


def circle_of(frames, kinds=("clinic",), **rules):
    network = build_network(frames["path"], frames["estate"])
    doors = doors_of(frames.get("entrance"), frames["building"])
    return service_circle(network, doors, frames["venue"], CircleRules(dict.fromkeys(kinds, LIMIT), **rules)), network


def gaps_of(frames, *kinds, seams=False, **rules):
    coverage = compute_coverage(frames, DAY)
    circle, network = circle_of(frames, kinds or ("clinic",), **rules)
    found = find_seams(frames, coverage.work.ground, DAY) if seams else None
    return gap_list(coverage, found, circle, network), coverage.work.ground


def test_an_estate_near_a_venue_as_the_crow_flies_and_far_on_foot_is_told_as_a_way_round():
    gaps, _ = gaps_of(world())
    (row,) = gaps[gaps["rule"] == "gap-way-round"].itertuples()
    assert (row.kind, row.category, row.layer, row.id, row.code) == (OUT_OF_REACH, "clinic", "estate", 1, "A")
    assert (row.missing, row.building_ids, row.buildings, row.households) == (("clinic",), (1, 2, 3), 3, 60)
    assert (row.venue_id, row.near_venue_id) == (1, 1)
    assert row.walk_from_m == pytest.approx(830, abs=0.01)
    assert row.walk_to_m == pytest.approx(910, abs=0.01)
    assert row.straight_m == pytest.approx(290, abs=0.01)
    assert row.gained_circle_households == row.gained_households == 60
    title, remedy = gap_texts(gaps[gaps["rule"] == "gap-way-round"], "en")[0]
    assert "290 m away in a straight line" in title
    assert "830 m on foot" in title
    assert "gate" in remedy


def test_what_no_straight_line_reaches_wants_a_venue_and_is_told_where():
    gaps, _ = gaps_of(world())
    (row,) = gaps[gaps["rule"] == "gap-out-of-reach"].itertuples()
    assert (row.layer, row.id, row.building_ids, row.households) == ("grid", 1, (4, 5, 6), 150)
    assert row.site_building_id == 5, "the door nearest to the middle of all households"
    assert row.gained_circle_households == 90, "building 6 is 860 m from there"
    assert row.site_households == 90
    assert (row.site_lon, row.site_lat) == (row.lon, row.lat)
    assert "clinic" in gap_texts(gaps, "en")[0][1].lower()


def test_beyond_the_horizon_no_distance_is_told():
    gaps, _ = gaps_of(world(), horizon_m=1_000.0)
    (row,) = gaps[gaps["layer"] == "grid"].itertuples()
    assert row.rule == "gap-no-venue-on-foot"
    assert pd.isna(row.venue_id)
    assert np.isnan(row.walk_from_m)
    assert "1000" in gap_texts(gaps[gaps["layer"] == "grid"], "zh")[0][0]


def test_a_suggested_site_gains_in_fact_what_it_promises():
    frames = world()
    gaps, ground = gaps_of(frames)
    for row in gaps.itertuples():
        lonlat = frames["venue"].geometry.tolist()
        more = points(None, None, None, category=["clinic", "market", "clinic"])
        more.geometry = [*lonlat, shapely.Point(row.site_lon, row.site_lat)]
        before, _ = circle_of(frames)
        after, _ = circle_of({**frames, "venue": more})
        weight = door_households(ground, before.doors)
        gained = weight[(before.verdict[:, 0] == 0) & (after.verdict[:, 0] == 1)].sum()
        assert gained == row.site_households


def test_a_place_without_a_code_is_told_by_its_id_and_not_as_if_that_were_its_code():
    town = Town()
    town.rows["building"][0] |= {"code": None, "geometry": box(-0.5, 0.4, -0.3, 0.6)}
    coverage = compute_coverage(town.frames(), DAY)
    gaps = gap_list(coverage, find_seams(town.frames(), coverage.work.ground, DAY))
    row = gaps[(gaps["layer"] == "building") & (gaps["id"] == 1)].iloc[0]
    assert row["code"] == "#1"
    assert "“#1”" in gap_texts(gaps.loc[[row.name]], "zh")[0][0]


def test_unknown_is_no_gap():
    island = lines([(-10, 0), (0, 0), (300, 0), (3000, 0)], [(5000, 5000), (5100, 5000)])
    circle, _ = circle_of(world(path=island))
    assert (circle.verdict[:3] == -1).all(), "the clinic stands away from all paths and is near in a straight line"
    gaps, _ = gaps_of(world(path=island))
    assert gaps["building_ids"].tolist() == [(4, 5, 6)]


def test_without_a_network_nothing_is_told_as_a_way_round():
    gaps, _ = gaps_of(world(path=lines(), venue=points((0, 500), category=["clinic"])))
    assert set(gaps["rule"]) == {"gap-out-of-reach"}
    assert gaps["building_ids"].tolist() == [(4, 5, 6), (1, 2, 3)]
    estate = gaps[gaps["layer"] == "estate"].iloc[0]
    assert estate["gained_circle_households"] == 60, "straight lines times the detour factor stand in for walks"


def test_a_building_where_nobody_lives_is_not_asked_and_one_of_unknown_number_is():
    building = houses(*SPOTS[3:6], households=[0, None, 5], use=["residential"] * 3)
    gaps, _ = gaps_of(world(building=building))
    told = [(row.building_ids, row.households, row.layer) for row in gaps.itertuples()]
    assert told == [((3,), 5, "building"), ((2,), 0, "building")], "in no area each stands for itself"


def test_households_stand_behind_the_door_that_they_name_and_sum_to_their_buildings():
    entrance = points((2000, 5), (2000, 15), (2040, 5), building_id=[4, 4, 5])
    household = pd.DataFrame(
        {"id": [1, 2, 3], "building_id": [4, 4, 4], "entrance_id": pd.array([1, 1, None], "Int64")}
    )
    frames = world(entrance=entrance, household=household)
    ground = compute_coverage(frames, DAY).work.ground
    doors = doors_of(entrance, frames["building"])
    weight = door_households(ground, doors)
    assert weight[doors.building_id == 4].tolist() == [2.5, 0.5]
    assert weight[doors.building_id == 5].tolist() == [50]
    assert weight.sum() == ground.households.sum()


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 999), st.lists(st.tuples(st.integers(0, 2900), st.integers(0, 300)), min_size=1, max_size=4))
def test_every_lacking_building_is_in_one_gap_of_its_category_whatever_the_order_of_rows(seed, spots):
    venue = points(*spots, category=["clinic", "market"] * (len(spots) // 2) + ["clinic"] * (len(spots) % 2))
    frames = world(venue=venue)
    gaps, ground = gaps_of(frames, "clinic", "market", seams=True)
    again, _ = gaps_of(world(np.random.default_rng(seed), venue=venue), "clinic", "market", seams=True)
    pd.testing.assert_frame_equal(gaps, again)
    circle, _ = circle_of(frames, ("clinic", "market"))
    for at, kind in enumerate(("clinic", "market")):
        told = [b for held in gaps["building_ids"][gaps["category"] == kind] for b in held]
        assert sorted(told) == circle.doors.building_id[circle.verdict[:, at] == 0].tolist()
        winding = gaps[(gaps["category"] == kind) & (gaps["rule"] == "gap-way-round")]["building_ids"]
        near = (circle.verdict[:, at] == 0) & (circle.upper[:, at] == 1)
        assert sorted(b for held in winding for b in held) == circle.doors.building_id[near].tolist()
    assert (gaps["gained_households"] <= gaps["households"]).all()
    assert (
        (gaps["gained_circle_households"] <= gaps["site_households"]).where(gaps["rule"] != "gap-way-round", True).all()
    )
    assert gaps["gained_households"].is_monotonic_decreasing
    whole = gap_counts(gaps, ground, "city")
    for level in ("street", "community", "grid", "estate"):
        parts = (
            gap_counts(gaps, ground, level).groupby(["kind", "category"], dropna=False)[["gaps", "households"]].sum()
        )
        total = whole.groupby(["kind", "category"], dropna=False)[["gaps", "households"]].sum()
        pd.testing.assert_frame_equal(parts, total)
    shapes = with_shapes(gaps, ground).geometry
    assert shapes.is_valid.all()
    assert not (shapes.is_empty | shapes.isna()).any()


def test_doors_within_a_walk_are_those_of_a_search_from_each():
    frames = world()
    network = build_network(frames["path"], None)
    rng = np.random.default_rng(7)
    places = shapely.points(rng.uniform(0, 2900, 40), rng.uniform(0, 60, 40))
    ground = door_map(network, network.frame.to_metres(list(frame(list(places)).geometry)))
    start = np.arange(0, 40, 3)
    one, door, walk_m = doors_within(ground, start, 400.0)
    feet = ground.doors
    own = np.isin(feet.place, start)
    seeds = Feet(np.searchsorted(start, feet.place[own]), feet.edge[own], feet.offset_um[own], feet.cost_um[own])
    plain = catchments(ground, seeds, len(start), 400.0)
    assert one.tolist() == plain[0].tolist()
    assert door.tolist() == plain[1].tolist()
    np.testing.assert_allclose(walk_m, plain[2], atol=1e-6)


def test_the_ground_of_a_gap_holds_its_buildings_and_no_others_and_stays_in_its_estate():
    gaps, ground = gaps_of(world(building=houses(
        (0, 10), (20, 10), (40, 10), households=[10, 0, 10], use=["residential"] * 3, estate_id=[1] * 3,
    )))  # fmt: skip
    shaped = with_shapes(gaps, ground)
    (shape,) = shaped.geometry
    own, other = (ground.building.geometry[[0, 2]], ground.building.geometry[1])
    assert shapely.covers(shape.buffer(1e-7), own).all()
    assert shapely.intersection(shape, other).area < other.area * 0.01
    assert shape.geom_type == "MultiPolygon", "40 m lie between them"
    assert shapely.covers(ground.areas["estate"].geometry[0].buffer(1e-7), shape)


def test_buildings_beside_each_other_are_drawn_as_one_piece():
    gaps, ground = gaps_of(world())
    shapes = with_shapes(gaps, ground).set_index("layer").geometry
    assert shapes["estate"].geom_type == "MultiPolygon", "38 m apart"
    near = houses((0, 10), (25, 10), (50, 10), households=[10] * 3, use=["residential"] * 3, estate_id=[1] * 3)
    gaps, ground = gaps_of(world(building=near))
    (shape,) = with_shapes(gaps, ground).geometry
    assert shape.geom_type == "Polygon"
    assert ground.metres.to_metres([shape])[0].area == pytest.approx(52 * 2, rel=5e-3), (
        "on the storage grid of a centimetre"
    )


def test_a_building_known_as_a_point_gives_a_point_and_other_gaps_their_piece():
    frames = world()
    frames["building"].geometry = frames["building"].geometry.representative_point()
    gaps, ground = gaps_of(frames)
    assert set(with_shapes(gaps, ground).geometry.geom_type) <= {"Point", "MultiPoint"}
    town = Town().change("grid", 5, geometry=shapely.box(116.4011, 39.901, 116.402, 39.902)).frames()
    town["organisation"] = points((1, 1), kind=["enterprise"], status=["none"], name=["甲公司"])
    coverage = compute_coverage(town, DAY)
    gaps = gap_list(coverage, find_seams(town, coverage.work.ground, DAY))
    shaped = with_shapes(gaps, coverage.work.ground).set_index("kind").geometry
    assert shaped["coverage-gap"].geom_type == "Polygon"
    assert shaped["no party organisation"].geom_type == "Point"
    assert "甲公司" in gap_texts(gaps[gaps["kind"] == "no party organisation"], "zh")[0][0]


@pytest.mark.parametrize("message", REACH_GAPS)
def test_each_circle_gap_has_its_words_in_both_languages(message):
    assert message.zh and message.en and message.remedy_zh and message.remedy_en

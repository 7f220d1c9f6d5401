"""The judge of the whole gap list: the planted detour is told with its reason, and nothing else is told as a way round
but what a straight line does reach; the gaps sum up; every gap has its ground.
"""

from __future__ import annotations

import numpy as np
import pytest

from geo.coverage import compute_coverage, find_seams
from geo.demo import AS_OF
from geo.gaps import OUT_OF_REACH, door_households, gap_counts, gap_list, with_shapes
from geo.walk import PRESETS, CircleRules, build_network, circle_figures, doors_of, service_circle


@pytest.fixture(scope="module")
def found(town):
    frames, venue = town.frames, town.frames["venue"]
    coverage = compute_coverage(frames, AS_OF)
    network = build_network(frames["path"], frames["estate"], frames["gate"])
    doors = doors_of(frames["entrance"], frames["building"])
    rules = CircleRules(dict.fromkeys(sorted(set(venue["category"])), PRESETS["distance-10"]))
    circle = service_circle(network, doors, venue, rules)
    seams = find_seams(frames, coverage.work.ground, AS_OF)
    return gap_list(coverage, seams, circle, network), coverage.work.ground, circle


def test_the_planted_detour_is_told_as_near_in_a_straight_line_and_far_on_foot(town, found):
    gaps, _, _ = found
    for planted in town.manifest.of_kind("detour"):
        (estate,) = planted.ids
        rows = gaps[(gaps["rule"] == "gap-way-round") & (gaps["layer"] == "estate") & (gaps["id"] == estate)]
        (row,) = rows[rows["category"] == planted.figures["category"]].itertuples()
        assert row.near_venue_id == planted.figures["venue_id"]
        assert row.straight_m == pytest.approx(planted.figures["straight_m"], abs=0.1)
        assert 500 < row.walk_from_m <= planted.figures["walk_m"] + 0.5, (
            "another venue may be nearer on foot, none near"
        )
        assert row.gained_circle_households == row.households > 0


def test_nothing_is_told_as_a_way_round_that_a_straight_line_would_not_reach(found):
    gaps, _, circle = found
    for at, kind in enumerate(circle.rules.categories):
        rows = gaps[(gaps["category"] == kind) & (gaps["rule"] == "gap-way-round")]
        told = sorted(b for held in rows["building_ids"] for b in held)
        lacks = circle.verdict[:, at] == 0
        far = np.unique(circle.doors.building_id[lacks & (circle.upper[:, at] == 0)])
        truly = np.setdiff1d(np.unique(circle.doors.building_id[lacks]), far)
        assert set(told) <= set(truly.tolist())
        assert len(told) == len(set(told))


def test_households_out_of_reach_are_those_that_the_figures_count_as_not_covered(found):
    gaps, ground, circle = found
    figures = circle_figures(circle, door_households(ground, circle.doors)).set_index("category")
    rows = gaps[gaps["kind"] == OUT_OF_REACH]
    told = rows.groupby("category")["households"].sum()
    assert told.to_dict() == figures["not_covered"][told.index].to_dict()
    assert (rows["gained_circle_households"] <= rows["households"]).all()


def test_the_gaps_of_the_parts_sum_to_those_of_the_city(found):
    gaps, ground, _ = found
    whole = gap_counts(gaps, ground, "city").set_index(["kind", "category"])[["gaps", "households"]]
    for level in ("street", "community", "grid", "estate"):
        parts = (
            gap_counts(gaps, ground, level).groupby(["kind", "category"], dropna=False)[["gaps", "households"]].sum()
        )
        assert parts.sort_index().to_dict() == whole.sort_index().to_dict()


def test_every_gap_has_its_ground_inside_its_estate(found):
    gaps, ground, _ = found
    shaped = with_shapes(gaps, ground)
    assert shaped.geometry.is_valid.all()
    assert not (shaped.geometry.is_empty | shaped.geometry.isna()).any()
    assert set(shaped.loc[shaped["buildings"] > 0].geom_type) <= {"Polygon", "MultiPolygon"}

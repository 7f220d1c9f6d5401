from __future__ import annotations

import itertools

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.crs import snap
from geo.model import Severity
from geo.topology import (
    Features,
    Tiling,
    Tolerances,
    assign_buildings,
    check_coverage,
    check_duplicates,
    check_estates,
    check_holes,
    check_links,
    check_narrow_gaps,
    check_overlaps,
    check_points,
    check_shapes,
    find_parents,
    repair,
)

STEP = 0.001
EAST_M, NORTH_M = 85.5, 111.05
"""One step of 0.001 degree in Beijing, in metres."""


def at(x, y):
    return 116.4 + x * STEP, 39.9 + y * STEP


def box(west, south, east, north):
    return shapely.box(*at(west, south), *at(east, north))


def ring(*points):
    return shapely.Polygon([at(*point) for point in points])


def layer(name, **geometries):
    return Features.of(name, snap(list(geometries.values())), list(geometries))


def not_a_number():
    with np.errstate(invalid="ignore"):
        return shapely.from_wkt("LINESTRING (116 39, nan 39)")


def told(problems):
    return sorted((problem.rule, problem.feature) for problem in problems)


TOWN = layer("street", T=box(0, 0, 4, 2))
HALVES = {"W": box(0, 0, 2, 2), "E": box(2, 0, 4, 2)}


def test_children_that_tile_their_parent_have_no_problem():
    assert check_coverage(layer("community", **HALVES), TOWN, np.array([0, 0])) == []


def test_a_gap_is_measured_and_placed():
    children = layer("community", W=box(0, 0, 2, 2), E=box(3, 0, 4, 2))
    (gap,) = check_coverage(children, TOWN, np.array([0, 0]))
    assert (gap.rule, gap.feature, gap.unit, gap.severity) == ("coverage-gap", "T", "m2", Severity.WARNING)
    assert gap.size == pytest.approx(2 * EAST_M * NORTH_M, rel=0.01)
    assert shapely.equals(gap.place, snap([box(2, 0, 3, 2)])[0])
    assert "平方米" in gap.message.text("zh", gap.params)
    assert gap.message.remedy("en", gap.params)


def test_a_strip_of_twenty_metres_is_a_gap_although_the_coverage_test_of_the_library_is_content():
    children = layer("community", W=box(0, 0, 2, 2), E=box(2.234, 0, 4, 2))
    assert shapely.coverage_is_valid(children.geometry)
    assert told(check_coverage(children, TOWN, np.array([0, 0]))) == [("coverage-gap", "T")]


def test_two_gaps_in_one_parent_are_two_problems_and_many_end_in_one_sum():
    slits = [box(x, 0, x + 0.5, 2) for x in np.arange(0, 4, 0.5)]
    children = layer("community", **{str(n): slits[n] for n in (0, 2, 4, 6)})
    problems = check_coverage(children, TOWN, np.zeros(4, dtype=np.int64))
    assert [problem.params["pieces"] for problem in problems] == [1, 1, 1, 1]
    comb = [box(x, 0, x + 0.1, 2) for x in np.arange(0, 4, 0.2)]
    children = layer("community", **{str(n): slit for n, slit in enumerate(comb)})
    problems = check_coverage(children, TOWN, np.zeros(len(comb), dtype=np.int64))
    assert [problem.params["pieces"] for problem in problems] == [1, 1, 1, 1, 1, 15]
    assert sum(problem.size for problem in problems) == pytest.approx(4 * EAST_M * NORTH_M, rel=0.01)


def test_an_overlap_names_both_and_its_ground():
    children = layer("community", W=box(0, 0, 2.5, 2), E=box(2, 0, 4, 2))
    (overlap,) = check_coverage(children, TOWN, np.array([0, 0]))
    assert (overlap.rule, overlap.feature, overlap.params["other"]) == ("coverage-overlap", "E", "W")
    assert overlap.size == pytest.approx(EAST_M * NORTH_M, rel=0.01)


@pytest.mark.parametrize(
    "inner", [box(0, 0, 2, 2), box(0.5, 0.5, 1, 1), box(0, 0, 1, 1)], ids=["the same", "inside", "inside on the edge"]
)
def test_an_area_inside_another_overlaps_it(inner):
    assert told(check_overlaps(layer("grid", A=box(0, 0, 2, 2), B=inner))) == [("coverage-overlap", "B")]


def test_what_sticks_out_of_the_parent_is_told_with_the_parent():
    children = layer("community", W=box(0, 0, 2, 2), E=box(2, 0, 5, 2))
    (outside,) = check_coverage(children, TOWN, np.array([0, 0]))
    assert (outside.rule, outside.feature, outside.params["parent"]) == ("outside-parent", "E", "T")
    assert outside.size == pytest.approx(2 * EAST_M * NORTH_M, rel=0.01)


@pytest.mark.parametrize(
    ("east", "sliver_m2", "rules"),
    [(3.999, 1.0, ["coverage-gap"]), (3.999, 500.0, []), (3.9999, 1.0, []), (4.0, 0.0, [])],
)
def test_slivers_are_passed_over_by_area_and_by_width(east, sliver_m2, rules):
    children = layer("community", W=box(0, 0, 2, 2), E=box(2, 0, east, 2))
    tolerances = Tolerances(sliver_m2=sliver_m2)
    assert [p.rule for p in check_coverage(children, TOWN, np.array([0, 0]), tolerances)] == rules


CORNER = box(0, 0, 2, 2).difference(box(0, 0, 0.0002, 0.0002))
TILINGS = {
    "halves": (HALVES, [0, 0], True),
    "a gap": ({"W": box(0, 0, 2, 2), "E": box(3, 0, 4, 2)}, [0, 0], False),
    "a gap that nobody is told of": ({"W": CORNER, "E": HALVES["E"]}, [0, 0], False),
    "an overlap": ({"W": box(0, 0, 2.5, 2), "E": box(2, 0, 4, 2)}, [0, 0], False),
    "a part outside": ({"W": box(0, 0, 2, 2), "E": box(2, 0, 5, 2)}, [0, 0], False),
    "a child of nobody inside": ({**HALVES, "X": box(1, 1, 1.5, 1.5)}, [0, 0, -1], False),
    "a child without a valid shape": ({**HALVES, "X": ring((0, 0), (1, 1), (1, 0), (0, 1))}, [0, 0, 0], False),
    "no children": ({}, [], False),
}


@pytest.mark.parametrize(("children", "parent_of", "exact"), TILINGS.values(), ids=TILINGS)
def test_a_tiling_is_exact_only_where_nothing_is_left_over_and_nothing_is_held_twice(children, parent_of, exact):
    assert Tiling.of(layer("community", **children), TOWN, np.array(parent_of, dtype=np.int64)).exact.tolist() == [
        exact
    ]


def test_a_child_that_is_missing_or_invalid_stops_the_question_for_gaps_only_in_its_parent():
    parents = layer("street", A=box(0, 0, 2, 2), B=box(2, 0, 4, 2))
    bow_tie = ring((0, 0), (1, 1), (1, 0), (0, 1))
    children = Features.of("community", [box(0, 0, 1, 2), bow_tie, box(2, 0, 3, 2)])
    assert told(check_coverage(children, parents, np.array([0, 0, 1]))) == [("coverage-gap", "B")]


def test_parents_without_children_and_children_without_parents_are_passed_over():
    parents = layer("street", A=box(0, 0, 2, 2), B=box(2, 0, 4, 2))
    assert check_coverage(layer("community", X=box(0, 0, 2, 2)), parents, np.array([0])) == []
    assert check_coverage(layer("community", X=box(0, 0, 1, 2)), parents, np.array([-1])) == []
    assert check_coverage(layer("community"), parents, np.array([], dtype=np.int64)) == []


def test_a_hole_between_top_level_areas_is_told_and_an_island_in_it_is_not_part_of_it():
    frame = shapely.difference(box(0, 0, 4, 4), box(1, 1, 3, 3))
    (hole,) = check_holes(layer("street", FRAME=frame, ISLAND=box(1.5, 1.5, 2.5, 2.5)))
    assert (hole.rule, hole.feature) == ("coverage-hole", "FRAME")
    assert hole.size == pytest.approx(3 * EAST_M * NORTH_M, rel=0.01)
    assert check_holes(layer("street", FRAME=frame, FILL=box(1, 1, 3, 3))) == []
    assert check_holes(layer("street")) == []


def test_a_crack_between_neighbours_is_told_by_its_length():
    pair = layer("street", W=box(0, 0, 2, 2), E=box(2.002, 0, 4, 2))
    problems = check_narrow_gaps(pair)
    assert told(problems) == [("coverage-narrow-gap", "E"), ("coverage-narrow-gap", "W")]
    assert all(problem.size == pytest.approx(2 * NORTH_M, rel=0.02) for problem in problems)
    assert check_narrow_gaps(pair, Tolerances(narrow_gap_m=0.1)) == []
    assert check_narrow_gaps(layer("street", **HALVES)) == []


@pytest.mark.parametrize(
    ("geometry", "rule"),
    [
        (None, "geometry-missing"), (shapely.Polygon(), "geometry-empty"), (shapely.MultiPolygon(), "geometry-empty"),
        (shapely.Point(np.inf, 39.9), "geometry-not-finite"), (shapely.Point(39.9, 116.4), "geometry-not-finite"),
        (not_a_number(), "geometry-not-finite"),
        (shapely.Point(116.4, 39.9).buffer(0.001, quad_segs=100), "geometry-too-large"),
        (ring((0, 0), (1, 1), (1, 0), (0, 1)), "geometry-invalid"), (box(0, 0, 1, 1), None), (shapely.Point(180, -90), None),
        (shapely.LineString([(116, 39), (116.1, 39), (116, 39)]), None),
    ],
)  # fmt: skip
def test_a_geometry_is_told_once_by_the_first_test_that_it_fails(geometry, rule):
    problems = check_shapes(Features.of("building", [geometry]), tolerances=Tolerances(vertices=100))
    assert [problem.rule for problem in problems] == ([rule] if rule else [])


def test_an_invalid_polygon_is_told_with_the_reason_and_the_place():
    (problem,) = check_shapes(layer("estate", E=ring((0, 0), (1, 1), (1, 0), (0, 1))))
    assert shapely.equals_exact(problem.place, shapely.Point(at(0.5, 0.5)), 1e-9)
    assert (problem.severity, problem.params["reason"]) == (Severity.ERROR, "Self-intersection")
    assert "自相交" in problem.message.text("zh", problem.params)


def test_a_layer_that_may_go_without_geometry_is_not_told_of_missing_ones():
    assert check_shapes(Features.of("community", [None]), required=False) == []


def test_duplicates_are_found_however_they_are_written():
    first, again = ring((0, 0), (1, 0), (1, 1), (0, 1)), ring((1, 1), (0, 1), (0, 0), (1, 0))
    features = layer("building", A=first, B=again, C=box(1, 0, 2, 1), D=first)
    problems = check_duplicates(features)
    assert [(p.feature, p.params["other"]) for p in problems] == [("B", "A"), ("D", "A")]
    assert problems[0].size == pytest.approx(EAST_M * NORTH_M, rel=0.01)
    assert check_duplicates(Features.of("building", [None, None, shapely.Polygon(), shapely.Polygon()])) == []


def test_points_outside_their_parent_are_told_in_metres_and_the_edge_is_inside():
    points = layer("unit", IN=shapely.Point(at(1, 1)), EDGE=shapely.Point(at(4, 1)), OUT=shapely.Point(at(5, 1)))
    (problem,) = check_points(points, TOWN, np.array([0, 0, 0]))
    assert (problem.feature, problem.unit) == ("OUT", "m")
    assert problem.size == pytest.approx(EAST_M, rel=0.01)
    assert check_points(points, TOWN, np.array([-1, -1, -1])) == []
    assert check_points(Features.of("unit", [None]), TOWN, np.array([0])) == []


AREAS = layer("grid", G2=box(2, 0, 4, 2), G1=box(0, 0, 2, 2))


@pytest.mark.parametrize(
    ("geometry", "area", "share", "rules"),
    [
        (box(0.1, 0.1, 1, 1), 1, 1.0, []), (box(1, 0, 2, 1), 1, 1.0, []), (shapely.Point(at(3, 1)), 0, 1.0, []),
        (shapely.Point(at(2, 1)), 1, 1.0, []), (box(1, 0, 3, 1), 1, 0.5, ["parent-several"]),
        (box(1.02, 0, 2.98, 1), 1, 0.5, ["parent-several"]), (box(1.04, 0, 2.04, 1), 1, 0.96, []),
        (box(1.5, 0, 3.5, 1), 0, 0.75, ["parent-several"]), (box(9, 9, 10, 10), -1, 0.0, ["parent-none"]),
        (box(4, 0, 5, 1), -1, 0.0, ["parent-none"]), (shapely.LineString([at(1, 1), at(5, 1)]), 0, 0.5, []),
        (None, -1, 0.0, []), (shapely.Polygon(), -1, 0.0, []),
    ],
)  # fmt: skip
def test_the_parent_by_place_is_the_largest_share_and_the_lowest_label_on_a_tie(geometry, area, share, rules):
    membership = find_parents(Features.of("estate", snap([geometry])), AREAS)
    assert membership.of.tolist() == [area]
    assert membership.share[0] == pytest.approx(share, abs=1e-3)
    assert [problem.rule for problem in membership.problems] == rules


def test_an_estate_across_communities_is_told_with_its_ground():
    (problem,) = check_estates(layer("estate", E=box(1, 0, 3, 1)), AREAS)
    assert (problem.rule, problem.params["share"], problem.params["other_share"]) == ("parent-several", 50.0, 50.0)
    assert problem.size == pytest.approx(EAST_M * NORTH_M, rel=0.01)


@pytest.mark.parametrize(
    ("west", "east", "doors", "grid", "rule"),
    [
        (0.5, 1.5, [], 1, None), (1.5, 2.02, [], 1, None), (1.5, 2.1, [], 1, "building-cut"),
        (1.4, 2.6, [], -1, "building-undecided"), (1.4, 2.6, [2.6], 0, "building-cut"),
        (1.5, 2.1, [2.1], 0, "building-cut"), (1.4, 2.6, [1.5, 2.5, 2.6], 0, "building-cut"),
        (1.4, 2.6, [1.5, 2.5], 1, "building-cut"), (1.5, 2.02, [2.02], 0, None), (1.4, 2.6, [9.0], -1, "building-undecided"),
        (5.0, 6.0, [], -1, "building-without-grid"), (5.0, 6.0, [1.0], -1, "building-without-grid"),
    ],
)  # fmt: skip
def test_the_grid_of_a_building_is_where_its_entrances_are_else_its_largest_share(west, east, doors, grid, rule):
    buildings = layer("building", B=box(west, 0.5, east, 1))
    entrances = np.array([shapely.Point(at(door, 0.75)) for door in doors], dtype=object)
    membership = assign_buildings(buildings, AREAS, entrances, np.zeros(len(doors), dtype=np.int64))
    assert membership.of.tolist() == [grid]
    assert [problem.rule for problem in membership.problems] == ([rule] if rule else [])


def test_a_reference_to_nothing_is_an_orphan_and_a_missing_one_is_not():
    features = layer("building", A=box(0, 0, 1, 1), B=box(1, 0, 2, 1), C=box(2, 0, 3, 1))
    problems = check_links(features, ["990101001001", None, "990101001999"], {"990101001001"}, "community_code")
    assert [(p.feature, p.params["got"], p.severity) for p in problems] == [("C", "990101001999", Severity.ERROR)]


def test_repair_touches_only_what_is_asked_for_and_tells_what_it_did():
    bow_tie, other = ring((0, 0), (1, 1), (1, 0), (0, 1)), ring((2, 0), (3, 1), (3, 0), (2, 1))
    features = layer("estate", A=bow_tie, B=other, C=box(5, 5, 6, 6))
    result = repair(features, [0, 2])
    assert [(p.rule, p.feature) for p in result.done] == [("geometry-repaired", "A")]
    assert shapely.is_valid(result.geometry).tolist() == [True, False, True]
    assert not shapely.is_valid(features.geometry[0])
    assert result.geometry[2] is features.geometry[2]
    assert repair(features, []).done == []


@pytest.mark.parametrize(
    "geometry",
    [
        ring((0, 0), (1, 0), (2, 0), (0, 0)), shapely.LineString([(0, 0), (0, 0)]),
        shapely.Polygon(np.random.default_rng(3).uniform(116, 117, (60, 2))),
    ],
    ids=["no area", "a line", "too many vertices"],
)  # fmt: skip
def test_repair_refuses_what_it_cannot_answer_for(geometry):
    features = Features.of("estate", [geometry])
    result = repair(features, [0], Tolerances(repair_vertices=50))
    assert [(p.rule, p.severity) for p in result.done] == [("geometry-repair-refused", Severity.ERROR)]
    assert result.geometry[0] is geometry


@given(st.lists(st.integers(1, 19), min_size=1, max_size=5, unique=True), st.integers(0, 5))
def test_gaps_and_children_add_up_to_the_parent(cuts, left_out):
    edges = [0, *sorted(cuts), 20]
    strips = [box(west / 5, 0, east / 5, 2) for west, east in itertools.pairwise(edges)]
    kept = [strip for number, strip in enumerate(strips) if number != left_out]
    problems = check_coverage(Features.of("grid", snap(kept)), TOWN, np.zeros(len(kept), dtype=np.int64))
    missing = shapely.area(snap(strips)).sum() - shapely.area(snap(kept)).sum()
    assert sum(shapely.area(problem.place) for problem in problems) == pytest.approx(missing, abs=1e-12)
    assert all(problem.rule == "coverage-gap" for problem in problems)

"""The network from lines, and how places are joined to it: worlds small enough to draw."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from geo.walk import (
    SnapRules,
    build_network,
    catchments,
    door_map,
    feet_at_nodes,
    joined,
    links_network,
    nearest_venues,
    snap,
)
from geo.walk.snap import DEFAULT_SNAP
from tests.walk_world import frame, lines, points


def on_foot(network, start, goal, rules=DEFAULT_SNAP, limit_m=5_000.0):
    """Metres from one spot to another, to the millimetre; infinite where there is no way."""
    doors, venues = (network.frame.to_metres(points(spot).geometry.to_numpy()) for spot in (start, goal))
    ground = door_map(network, doors, rules)
    return round(float(nearest_venues(ground, snap(network, venues, rules), np.array([1]), limit_m)[0][0]), 3)


def rules_of(network):
    return [problem.rule for problem in network.problems]


def test_paths_are_joined_where_they_share_a_vertex_and_not_where_a_bridge_crosses():
    junction = build_network(lines([(0, 0), (50, 0), (100, 0)], [(50, 0), (50, 80)]))
    assert on_foot(junction, (0, 0), (50, 80)) == 130
    crossing = build_network(lines([(0, 0), (50, 0), (100, 0)], [(50, -80), (50, 0), (50, 80)]))
    assert on_foot(crossing, (0, 0), (50, 80)) == 130
    bridge = build_network(lines([(0, 0), (100, 0)], [(50, -80), (50, 80)]))
    assert on_foot(bridge, (0, 0), (50, 80)) == np.inf


def test_a_bridge_away_from_the_straight_line_is_the_way_across_the_river():
    network = build_network(lines([(0, 0), (400, 0)], [(0, 100), (400, 100)], [(400, 0), (400, 100)]))
    assert on_foot(network, (0, 0), (0, 100)) == 900


def test_disconnected_parts_are_named_with_size_and_place_and_a_short_one_is_a_fragment():
    network = build_network(lines([(0, 0), (900, 0)], [(0, 50), (600, 50)], [(0, 90), (30, 90)]))
    assert [(p.rule, p.size, p.params["nodes"]) for p in network.problems] == [
        ("network-part", pytest.approx(600), 2),
        ("network-part", pytest.approx(30), 2),
    ]
    west = network.frame.to_metres(np.array([network.problems[1].place]))[0]
    assert shapely.distance(west, network.frame.to_metres(lines([(0, 90), (30, 90)]).geometry.to_numpy())[0]) < 0.01
    assert network.part_m[network.fragments()] == pytest.approx([30])


def test_a_place_walks_to_its_foot_and_then_along_the_edge():
    network = build_network(lines([(0, 0), (100, 0)]))
    assert on_foot(network, (20, 7), (90, -5)) == 7 + 70 + 5


def test_a_closed_path_is_walked_the_shorter_way_round():
    network = build_network(lines([(0, 0), (100, 0), (100, 100), (0, 100), (0, 0)]))
    assert on_foot(network, (50, 0), (0, 60)) == 110
    assert on_foot(network, (50, 0), (100, 60)) == 110


def test_no_path_within_the_snap_distance_means_no_foot_and_the_distance_is_inclusive():
    network = build_network(lines([(0, 0), (100, 0)]))
    spots = network.frame.to_metres(points((50, 30), (50, 30.01), None).geometry.to_numpy())
    feet = snap(network, spots, SnapRules(max_snap_m=30.000001))
    assert feet.placed(3).tolist() == [True, False, False]


WALL = shapely.box(0, 0, 100, 100)
STREET = [(-50, -10), (10, -10), (200, -10)]


def gated(*paths, gates=(), access="gated"):
    estate = frame([WALL], name=["柳园"], access=[access])
    gate = points(*gates, estate_id=[1] * len(gates)) if gates else None
    return build_network(lines(STREET, *paths), estate, gate)


def test_nobody_steps_over_the_wall_to_a_path_outside():
    inside = [(10, 90), (10, 50), (10, 0), (10, -10)]
    network = gated(inside, gates=[(10, 0)])
    # The street is 12 m away beyond the wall; the lane is 80 m away inside it.
    assert on_foot(network, (90, 2), (90, -10)) == 80 + 12 + 80
    assert on_foot(gated(inside, access="open"), (90, 2), (90, -10)) == 12
    assert network.problems == []


def test_a_venue_outside_is_not_joined_to_a_lane_behind_the_wall():
    network = gated([(10, 2), (95, 2)], [(10, 2), (10, -10)], gates=[(10, 0)])
    assert on_foot(network, (95, 2), (95, -3)) == 85 + 12 + 85 + 7


def test_an_estate_without_lanes_is_left_straight_through_each_of_its_gates():
    network = gated(gates=[(0, 50), (100, 0)])
    assert on_foot(network, (30, 90), (-20, -10)) == 50 + 60 + 20
    assert on_foot(network, (99, 90), (99, -10)) == round(np.hypot(1, 90), 3) + 10 + 1
    assert on_foot(network, (99, 90), (99, -10), SnapRules(max_gate_m=89)) == np.inf


def test_an_estate_without_lanes_and_gates_is_reported_and_nothing_inside_is_joined():
    network = gated()
    assert rules_of(network) == ["estate-without-way-out"]
    assert on_foot(network, (50, 5), (50, -10)) == np.inf


def test_a_path_through_the_wall_without_a_gate_is_reported_where_it_passes():
    network = gated([(10, 50), (10, -10)], gates=[(60, 0)])
    assert rules_of(network) == ["path-without-gate"]
    spot = network.frame.to_metres(np.array([network.problems[0].place]))
    assert shapely.distance(spot, network.frame.to_metres(points((10, 0)).geometry.to_numpy()))[0] < 0.01
    assert on_foot(network, (10, 50), (60, -10)) == 110


def test_a_cut_beside_a_vertex_is_made_at_the_vertex():
    network = gated([(10, 50), (10, 0.01)], [(10, 0.01), (10, -10)], gates=[(10, 0)])
    assert network.length_um.min() > 5_000_000
    assert len(network.first) == 4


def test_which_of_two_equally_near_paths_is_taken_does_not_depend_on_the_order_of_rows():
    paths = [[(0, 0), (0, 50)], [(20, 0), (20, 50)]]
    taken = []
    for network in (build_network(lines(*paths)), build_network(lines(*paths[::-1]))):
        at = network.frame.to_metres(points((10, 30)).geometry.to_numpy())
        taken.append(network.shape[snap(network, at).edge[0]])
    assert taken[0].equals(taken[1])


def test_the_longest_part_is_no_fragment_however_short():
    network = build_network(lines([(0, 0), (60, 0)], [(0, 50), (30, 50)]))
    assert network.part_m[network.fragments()] == pytest.approx([30])


def test_given_nodes_join_places_and_an_unknown_node_joins_none():
    network, _ = links_network(np.array([1, 2]), np.array([2, 3]), np.array([30.0, 40.0]))
    homes = feet_at_nodes(network, np.array([0, -1, 2, 9]), np.array([1.0, 1.0, 2.0, 1.0]))
    assert homes.place.tolist() == [0, 2]
    ground = joined(network, homes, 4)
    stop = feet_at_nodes(network, np.array([1]), np.array([5.0]))
    assert nearest_venues(ground, stop, np.array([8]), 100.0)[0].tolist() == [36.0, np.inf, 47.0, np.inf]


def test_a_line_along_the_wall_or_ending_at_it_does_not_pass_it():
    network = gated([(0, 0), (100, 0)], [(50, 0), (50, -10)], gates=[(50, 0)])
    assert rules_of(network) == ["network-part", "network-part"]


def test_catchments_hold_the_same_distances_as_the_nearest_venue():
    network = build_network(lines([(0, 0), (150, 0), (300, 0)], [(150, 0), (150, 200)]))
    spots = network.frame.to_metres(points((0, 0), (100, 3), (150, 200), (299, 0)).geometry.to_numpy())
    venues = snap(network, network.frame.to_metres(points((50, 0), (150, 100)).geometry.to_numpy()))
    ground = door_map(network, spots)
    venue, door, walk_m = catchments(ground, venues, 2, 250.0)
    assert list(zip(venue.tolist(), door.tolist(), walk_m.round(3).tolist(), strict=True)) == [
        (0, 0, 50), (0, 1, 53), (0, 3, 249), (1, 0, 250), (1, 1, 153), (1, 2, 100), (1, 3, 249),
    ]  # fmt: skip
    nearest_m, ids = nearest_venues(ground, venues, np.array([7, 9]), 250.0)
    assert nearest_m.round(3).tolist() == [50, 53, 100, 249]
    assert ids.tolist() == [7, 7, 9, 7]


def test_missing_and_empty_lines_are_left_out():
    path = frame([shapely.LineString([(0, 0), (10, 0)]), None, shapely.LineString()])
    network = build_network(path)
    assert network.path.tolist() == [0]
    assert len(build_network(None).first) == 0

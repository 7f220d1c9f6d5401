"""The demonstration city on foot: the planted detour is found with its figures, and the bounds hold everywhere."""

from __future__ import annotations

import heapq

import numpy as np
import pytest
import shapely

from geo.demo import AS_OF
from geo.demo.place import to_metres
from geo.gaps import door_households
from geo.ground import Ground
from geo.walk import PRESETS, CircleRules, build_network, circle_figures, doors_of, service_circle

FAR_M = 900.0


@pytest.fixture(scope="module")
def network(city):
    return build_network(city.frames["path"], city.frames["estate"], city.frames["gate"])


@pytest.fixture(scope="module")
def doors(city):
    return doors_of(city.frames["entrance"], city.frames["building"])


@pytest.fixture(scope="module")
def answer(city, network, doors):
    venue = city.frames["venue"]
    rules = CircleRules(dict.fromkeys(sorted(set(venue["category"])), PRESETS["distance-10"]), horizon_m=5_000)
    return service_circle(network, doors, venue, rules)


def test_the_network_is_whole_and_leaves_estates_at_gates_only(city, network):
    assert [problem.rule for problem in network.problems] == []
    assert len(network.part_m) == 1
    assert network.length_um.sum() / 1e6 == pytest.approx(city.frames["path"]["length_m"].sum(), rel=1e-4)
    inside = set(zip(network.path[network.zone >= 0].tolist(), network.zone[network.zone >= 0].tolist(), strict=True))
    through = {path for path, _ in inside} & set(network.path[network.zone < 0].tolist())
    gates = city.frames["path"]["gate_id"].notna().to_numpy()
    assert through == set(np.flatnonzero(gates).tolist())


def test_the_planted_detour_is_near_in_a_straight_line_and_far_on_foot(city, network, doors):
    for gap in city.manifest.of_kind("detour"):
        venue = city.frames["venue"]
        alone = venue[venue["id"] == gap.figures["venue_id"]]
        rules = CircleRules({gap.figures["category"]: PRESETS["distance-10"]}, horizon_m=5_000)
        circle = service_circle(network, doors, alone, rules)
        building = city.frames["building"].set_index("id")
        own = np.isin(building["estate_id"].reindex(doors.building_id).fillna(-1).to_numpy(np.int64), gap.ids)
        assert circle.walk_m[own].min() == pytest.approx(gap.figures["walk_m"], abs=0.5)
        assert circle.straight_m[own].min() == pytest.approx(gap.figures["straight_m"], abs=0.06)
        assert circle.walk_m[own].min() >= FAR_M
        planted = doors.entrance_id == gap.figures["entrance_id"]
        frame = circle.to_frame()[planted]
        assert frame[["verdict", "upper", "why"]].values.tolist() == [["not_covered", "covered", "walked"]]
        assert frame["straight_m"].item() < 500 < frame["walk_m"].item()


def test_no_walk_is_shorter_than_the_straight_line_and_every_door_is_answered(answer):
    assert np.isfinite(answer.walk_m).all()
    assert (answer.straight_m <= answer.walk_m).all()
    assert set(np.unique(answer.verdict)) == {0, 1}


def test_covered_and_not_covered_households_are_all_households(city, doors, answer):
    weight = door_households(Ground.of(city.frames, AS_OF), doors)
    figures = circle_figures(answer, weight)
    np.testing.assert_allclose(figures["covered"] + figures["not_covered"], len(city.frames["household"]))
    assert (figures["upper"] > figures["covered"]).all()


def test_walks_are_those_of_a_plain_search_over_the_lines_themselves(city, doors, answer):
    frame = city.frames["path"]
    place = answer.doors.place
    graph: dict[tuple[float, float], list[tuple[tuple[float, float], float]]] = {}
    for line, length in zip(frame.geometry, shapely.length(to_metres(frame.geometry.to_numpy())), strict=True):
        first, last = line.coords[0], line.coords[-1]
        graph.setdefault(first, []).append((last, length))
        graph.setdefault(last, []).append((first, length))
    column = answer.rules.categories.index("clinic")
    venue = city.frames["venue"]
    queue = [(0.0, point.coords[0]) for point in venue.geometry[venue["category"] == "clinic"]]
    heapq.heapify(queue)
    best: dict[tuple[float, float], float] = {}
    while queue:
        walked, node = heapq.heappop(queue)
        if node not in best:
            best[node] = walked
            for other, length in graph[node]:
                heapq.heappush(queue, (walked + length, other))
    plain = [best[point.coords[0]] for point in place]
    np.testing.assert_allclose(answer.walk_m[:, column], plain, atol=0.002)


def test_a_gate_that_is_taken_away_is_missed(city):
    frames = city.frames
    path = frames["path"]
    lost = int(frames["gate"]["id"].iloc[0])
    without = frames["gate"][frames["gate"]["id"] != lost]
    network = build_network(path, frames["estate"], without)
    assert [(p.rule, p.feature) for p in network.problems] == [
        ("path-without-gate", str(frames["gate"]["estate_id"].iloc[0]))
    ]

"""Walks between many places: the same as one search over the whole network from each, and over the ground near them."""

from __future__ import annotations

from unittest.mock import patch

import numpy as np
import pytest
from scipy.sparse.csgraph import dijkstra

from geo.walk import feet_at_nodes, joined, links_network, walks_within
from geo.walk import pairs as module


def ground_of(random, nodes, rings, places):
    """A forest of bends and dead ends with some rings; every place at a node, several at some, each beside its path."""
    first = [node for node in range(2, nodes + 1) if random.random() < 0.97]
    second = [int(random.integers(max(1, node - 3), node)) for node in first]
    more = random.integers(1, nodes + 1, size=(2, rings))
    network, _ = links_network(
        np.concatenate([first, more[0]]),
        np.concatenate([second, more[1]]),
        random.integers(1, 90_000, len(first) + rings) / 1_000,
    )
    away_m = random.integers(0, 9, places) * random.integers(0, 2, places) / 2.0
    return joined(network, feet_at_nodes(network, random.integers(0, network.node_count, places), away_m), places)


def one_by_one(ground, source, target, limit_m):
    """(source, target) → micrometres of every walk within the limit, from a search over everything."""
    found = {}
    for foot in source.tolist():
        away = dijkstra(ground.graph.rows, directed=True, indices=ground.door_node[foot])
        walk_um = ground.doors.cost_um[foot] + away[ground.door_node[target]] + ground.doors.cost_um[target]
        near = np.rint(walk_um / 1_000) <= round(limit_m * 1_000)
        found |= {
            (foot, other): walk for other, walk in zip(target[near].tolist(), walk_um[near].tolist(), strict=True)
        }
    return found


@pytest.mark.parametrize("seed", range(24))
def test_every_walk_is_found_as_by_a_search_from_each_place_over_everything(seed):
    random = np.random.default_rng(seed)
    ground = ground_of(random, 120, int(random.integers(0, 25)), 60)
    feet = np.arange(len(ground.doors.place))
    source, target = np.flatnonzero(random.random(len(feet)) < 0.4), np.flatnonzero(random.random(len(feet)) < 0.6)
    limit_m = float(random.choice([0.0, 30.0, 100.0, 400.0, 1e6]))
    with patch.object(module, "TOGETHER", 3), patch.object(module, "AT_ONCE", 2):
        one, other, walk_um = walks_within(ground, source, target, limit_m)
    found = dict(zip(zip(one.tolist(), other.tolist(), strict=True), walk_um.tolist(), strict=True))
    assert len(found) == len(one), "no pair twice"
    assert found == one_by_one(ground, source, target, limit_m)


def test_no_piece_of_ground_holds_what_its_places_cannot_reach():
    spots = np.arange(1, 401)
    network, _ = links_network(spots[:-1], spots[1:], np.full(399, 25.0))
    ground = joined(network, feet_at_nodes(network, np.arange(0, 400, 4), np.zeros(100)), 100)
    every = np.arange(100)
    sizes = []
    around = module._Piece.around

    def seen(piece, ways, limit_m):
        near = around(piece, ways, limit_m)
        sizes.append((len(near.source), len(near.own)))
        return near

    with patch.object(module, "TOGETHER", 8), patch.object(module._Piece, "around", seen):
        one, _, _ = walks_within(ground, every, every, 300.0)
    assert len(one) == 100 + 2 * (99 + 98 + 97)
    assert sizes[0] == (100, 98), "both ends hang on the place before them"
    assert all(own <= count + 2 * 3 for count, own in sizes), "three doors lie within 300 m on either side"


def test_progress_is_told_from_nothing_to_all_and_may_end_the_work():
    network, _ = links_network(np.array([1]), np.array([2]), np.array([30.0]))
    ground = joined(network, feet_at_nodes(network, np.array([0, 1]), np.zeros(2)), 2)
    told = []
    with patch.object(module, "TOGETHER", 1):
        walks_within(ground, np.arange(2), np.arange(2), 50.0, lambda *step: told.append(step))
    assert told == [("reach", 1, 2), ("reach", 2, 2), ("reach", 2, 2)]

    def ended(*_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        walks_within(ground, np.arange(2), np.arange(2), 50.0, ended)
    nothing = walks_within(ground, np.arange(0), np.arange(2), 50.0)
    assert [len(column) for column in nothing] == [0, 0, 0]

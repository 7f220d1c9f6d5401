"""Distances over graphs, beside a search that is too simple to be wrong."""

from __future__ import annotations

from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import BadInput, LimitExceeded
from geo.walk import links_network
from geo.walk.core import Core
from geo.walk.graph import EXACT, Seeds, connected_parts, graph_of, nearest_seeds

NODES = 8


def whole(*values):
    return np.array(values, dtype=np.int64)


def seeds(*rows):
    node, cost, label = zip(*rows, strict=True) if rows else ((), (), ())
    return Seeds(whole(*node), whole(*cost), whole(*label))


def nearest(graph, start, limit_m=1.0):
    found = nearest_seeds(graph, start, limit_m)
    return found.read(found.code)


def by_relaxing(count, edges, start, limit):
    """(distance, label) per node: every edge is tried until nothing improves."""
    best = [(np.inf, -1)] * count
    for node, cost, label in start:
        best[node] = min(best[node], (cost, label))
    for _ in range(count):
        for a, b, length in [*edges, *((b, a, length) for a, b, length in edges)]:
            if best[a][1] >= 0:
                best[b] = min(best[b], (best[a][0] + length, best[a][1])) if best[b][1] >= 0 else (
                    best[a][0] + length, best[a][1])  # fmt: skip
    return [(d, k) if d <= limit else (np.inf, -1) for d, k in best]


edges_of_a_graph = st.lists(
    st.tuples(st.integers(0, NODES - 1), st.integers(0, NODES - 1), st.integers(1, 9)), max_size=20
)
starts = st.lists(st.tuples(st.integers(0, NODES - 1), st.integers(0, 5), st.integers(0, 3)), max_size=5)


@given(edges_of_a_graph, starts, st.integers(0, 30))
def test_the_search_agrees_with_trying_every_edge_and_takes_the_lowest_label_of_equals(edges, start, limit):
    first, second, length = (whole(*part) for part in zip(*edges, strict=True)) if edges else (whole(),) * 3
    graph = graph_of(NODES, first, second, length)
    distance, label = nearest(graph, seeds(*start), limit / 1_000_000)
    assert list(zip(distance.tolist(), label.tolist(), strict=True)) == by_relaxing(NODES, edges, start, limit)


@given(edges_of_a_graph, st.randoms())
def test_distances_are_symmetric_and_do_not_depend_on_the_order_of_rows(edges, random):
    shuffled = [(b, a, length) if random.random() < 0.5 else (a, b, length) for a, b, length in edges]
    random.shuffle(shuffled)
    tables = []
    for rows in (edges, shuffled):
        first, second, length = (whole(*part) for part in zip(*rows, strict=True)) if rows else (whole(),) * 3
        graph = graph_of(NODES, first, second, length)
        tables.append(np.array([nearest(graph, seeds((node, 0, 0)))[0] for node in range(NODES)]))
    np.testing.assert_array_equal(tables[0], tables[1])
    np.testing.assert_array_equal(tables[0], tables[0].T)


def test_of_parallel_edges_the_shortest_is_walked():
    graph = graph_of(2, whole(0, 1, 0), whole(1, 0, 1), whole(7, 5, 9))
    assert nearest(graph, seeds((0, 0, 0)))[0].tolist() == [0, 5]


def test_a_seed_is_no_short_cut_between_the_nodes_that_it_starts_from():
    graph = graph_of(3, whole(1), whole(2), whole(4))
    distance, label = nearest(graph, seeds((0, 1, 0), (1, 50, 1)))
    assert distance.tolist() == [1, 50, 54]
    assert label.tolist() == [0, 1, 1]


def test_the_limit_is_inclusive():
    graph = graph_of(3, whole(0, 1), whole(1, 2), whole(300_000_000, 200_000_000))
    assert nearest(graph, seeds((0, 0, 0)), 500.0)[0].tolist() == [0, 300_000_000, 500_000_000]
    assert nearest(graph, seeds((0, 0, 0)), 499.999999)[0].tolist() == [0, 300_000_000, np.inf]


def test_an_edge_without_length_still_joins():
    graph = graph_of(2, whole(0), whole(1), whole(0))
    assert nearest(graph, seeds((0, 0, 0)))[0].tolist() == [0, 1]
    assert connected_parts(graph).tolist() == [0, 0]


@pytest.mark.parametrize("count", [0, 1])
def test_a_graph_without_edges_has_its_nodes_apart(count):
    graph = graph_of(count, whole(), whole(), whole())
    assert connected_parts(graph).tolist() == list(range(count))
    assert nearest(graph, seeds())[0].tolist() == [np.inf] * count


def test_a_limit_beyond_exact_sums_is_refused():
    graph = graph_of(2, whole(0), whole(1), whole(1))
    with pytest.raises(LimitExceeded, match="walk-too-far"):
        nearest(graph, seeds((0, 0, 1_000_000)), 1e9)


def test_links_without_geometry_keep_the_names_of_their_nodes():
    network, names = links_network(whole(70, 70, 99), whole(80, 90, 98), np.array([1.5, 2.5, 4.0]))
    assert names.tolist() == [70, 80, 90, 98, 99]
    assert network.part.tolist() == [0, 0, 0, 1, 1]
    assert network.part_m.tolist() == [4.0, 4.0]


@pytest.mark.parametrize("length", [-1.0, np.nan, np.inf])
def test_a_link_with_an_impossible_length_is_refused(length):
    with pytest.raises(BadInput, match="edge 2"):
        links_network(whole(1, 2), whole(2, 3), np.array([1.0, length]))


SHAPES = {
    "nothing": [],
    "two nodes that hang on each other": [(0, 1, 3)],
    "a ring without a crossing": [(0, 1, 2), (1, 2, 3), (2, 3, 4), (3, 0, 5)],
    "a ring on a stalk": [(0, 1, 2), (1, 2, 3), (2, 3, 4), (3, 1, 5), (3, 4, 1), (4, 5, 1)],
    "a tree on a tree": [(0, 1, 2), (1, 2, 3), (1, 3, 4), (3, 4, 5), (3, 5, 1), (5, 6, 7)],
    "two chains between two crossings": [(0, 1, 2), (1, 2, 3), (2, 3, 4), (0, 4, 1), (4, 3, 9), (0, 5, 1), (3, 6, 1), (5, 6, 40)],
    "a loop from a crossing back to it": [(0, 1, 2), (1, 2, 3), (2, 3, 4), (3, 0, 5), (0, 4, 1), (4, 5, 1), (5, 6, 1), (6, 0, 1)],
}  # fmt: skip


@pytest.mark.parametrize("edges", SHAPES.values(), ids=SHAPES)
def test_dead_ends_chains_and_rings_are_answered_from_every_pair_of_beginnings(edges):
    first, second, length = (whole(*part) for part in zip(*edges, strict=True)) if edges else (whole(),) * 3
    graph = graph_of(NODES, first, second, length)
    for node in range(NODES):
        for other in range(NODES):
            start = [(node, 1, 0), (other, 0, 1)]
            distance, label = nearest(graph, seeds(*start), 20 / 1_000_000)
            assert list(zip(distance.tolist(), label.tolist(), strict=True)) == by_relaxing(NODES, edges, start, 20)


def sparse_graph(random, nodes, more):
    """A forest of bends and dead ends, and some edges that make rings of it."""
    joined = [
        (node, int(random.integers(max(0, node - 3), node))) for node in range(1, nodes) if random.random() < 0.97
    ]
    joined += [tuple(random.integers(nodes, size=2).tolist()) for _ in range(more)]
    first, second = (whole(*part) for part in zip(*joined, strict=True))
    return graph_of(nodes, first, second, random.integers(1, 9_000, len(first)))


@pytest.mark.parametrize("seed", range(40))
def test_the_search_over_crossings_answers_as_the_search_over_the_whole_graph(seed):
    random = np.random.default_rng(seed)
    graph = sparse_graph(random, 300, int(random.integers(0, 60)))
    start = Seeds(random.integers(300, size=12), random.integers(500, size=12), random.integers(5, size=12))
    limit_m = float(random.choice([0.0, 0.01, 0.05, 1.0]))
    quick = nearest_seeds(graph, start, limit_m)
    with patch.object(Core, "longest", float(EXACT)):
        np.testing.assert_array_equal(quick.code, nearest_seeds(graph, start, limit_m).code)


def test_a_chain_too_long_for_exact_sums_is_searched_as_a_whole():
    graph = graph_of(3, whole(0, 1), whole(1, 2), whole(2**50, 5))
    distance, label = nearest(graph, seeds((2, 1, 0)), 100.0)
    assert (distance.tolist(), label.tolist()) == ([np.inf, 6.0, 1.0], [-1, 0, 0])

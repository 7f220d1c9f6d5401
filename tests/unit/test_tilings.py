"""Edges cancel only where overlaying finds nothing: over drawings with every fault that one person can make."""

import itertools

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.topology import Features, Tiling
from geo.topology.chains import tiled_edge_for_edge

SIDE = 4
CELLS = [shapely.box(x, y, x + 1, y + 1) for x, y in itertools.product(range(SIDE), repeat=2)]
FAULTS = (
    "lost",
    "twice",
    "grown",
    "shrunk",
    "moved",
    "reversed",
    "fewer corners",
    "more corners",
    "no parent",
    "other",
)
faults = st.lists(st.tuples(st.sampled_from(FAULTS), st.integers(0, 7), st.integers(0, SIDE * SIDE - 1)), max_size=3)


def areas(number):
    """The cells of each number as one area, its corners where cells meet."""
    return [
        shapely.union_all([cell for cell, mine in zip(CELLS, number, strict=True) if mine == n]) for n in set(number)
    ]


def spoil(children, parent_of, fault, at, cell):
    """One mistake in a drawing."""
    at %= len(children)
    shape = children[at]
    changed = {
        "grown": lambda: shapely.union(shape, CELLS[cell]), "shrunk": lambda: shapely.difference(shape, CELLS[cell]),
        "moved": lambda: shapely.transform(shape, lambda xy: xy + 0.25), "reversed": lambda: shapely.reverse(shape),
        "fewer corners": lambda: shapely.simplify(shape, 0.0), "more corners": lambda: shapely.segmentize(shape, 0.5),
    }  # fmt: skip
    if fault in changed:
        children[at] = changed[fault]()
    elif fault == "twice":
        children.append(shape)
        parent_of.append(parent_of[at])
    elif fault == "lost":
        children[at] = None
    else:
        parent_of[at] = -1 if fault == "no parent" else 0


@st.composite
def drawings(draw):
    """Parents of whole cells, children that tile each of them, and then some mistakes: in either."""
    block = [draw(st.integers(0, 2)) for _ in CELLS]
    part = [2 * mine + draw(st.integers(0, 1)) for mine in block]
    children, parents = areas(part), areas(block)
    parent_of = [sorted(set(block)).index(n // 2) for n in set(part)]
    for fault, at, cell in draw(faults):
        spoil(children, parent_of, fault, at, cell)
    for fault, at, cell in draw(faults.filter(lambda made: len(made) < 2)):
        if fault in ("grown", "shrunk", "moved", "reversed", "fewer corners", "more corners"):
            spoil(parents, [0] * len(parents), fault, at, cell)
    return Features.of("grid", children), Features.of("community", parents), np.array(parent_of, np.int64)


@given(drawings())
@settings(deadline=None, max_examples=25)
def test_edges_that_cancel_leave_what_overlaying_everything_finds(drawing):
    children, parents, parent_of = drawing
    tiling = Tiling.of(children, parents, parent_of)
    shapes, sound = children.geometry, np.flatnonzero(children.sound)
    common = {(a, b): shapely.intersection(shapes[a], shapes[b]).area for a, b in itertools.combinations(sound, 2)}
    told = {(a, b): shape.area for a, b, shape in zip(*tiling.overlaps, strict=True)}
    assert {pair: area for pair, area in told.items() if area} == {pair: area for pair, area in common.items() if area}
    linked = [at for at in sound if parent_of[at] >= 0 and parents.sound[parent_of[at]]]
    outside = [shapely.difference(shapes[at], parents.geometry[parent_of[at]]) for at in linked]
    assert tiling.linked.tolist() == linked
    assert shapely.equals(tiling.beyond, outside).all()
    asked = sorted({parent_of[at] for at in linked} - set(parent_of[~children.sound]))
    held = [shapely.union_all([shapes[at] for at in linked if parent_of[at] == parent]) for parent in asked]
    assert tiling.asked.tolist() == asked
    assert shapely.equals(tiling.empty, shapely.difference(parents.geometry[asked], np.array(held, object))).all()


def test_an_edge_that_is_met_by_two_halves_proves_nothing_and_the_parent_beside_it_is_still_proven():
    parents = np.array([shapely.box(0, 0, 2, 2), shapely.box(2, 0, 4, 2)], dtype=object)
    left = [shapely.box(0, 0, 1, 2), shapely.box(1, 0, 2, 2)]
    bent = shapely.Polygon([(2, 0), (4, 0), (4, 1), (4, 2), (2, 2)])
    children, parent_of = np.array([*left, bent], dtype=object), np.array([0, 0, 1])
    assert tiled_edge_for_edge(children, parent_of, parents, np.array([0, 1])).tolist() == [False, False]
    parents[0] = shapely.union_all(left)
    assert tiled_edge_for_edge(children, parent_of, parents, np.array([0, 1])).tolist() == [True, False]
    assert not tiled_edge_for_edge(children, parent_of, parents, np.array([], np.int64)).any()


def test_a_parent_with_a_hole_is_tiled_by_what_lies_around_it_only():
    ring = shapely.box(0, 0, 3, 3) - shapely.box(1, 1, 2, 2)
    parents, asked = np.array([ring], dtype=object), np.array([0])
    assert tiled_edge_for_edge(np.array([shapely.reverse(ring)], dtype=object), asked, parents, asked).all()
    filled = np.array([ring, shapely.box(1, 1, 2, 2)], dtype=object)
    assert not tiled_edge_for_edge(filled, np.array([0, 0]), parents, asked).any()


def test_children_of_two_parents_that_share_ground_overlap_although_each_parent_is_tiled():
    cells = [*CELLS[:2], *CELLS[SIDE : SIDE + 2]]
    parents = Features.of("community", [shapely.union_all(cells)] * 2)
    children = Features.of("grid", cells * 2)
    tiling = Tiling.of(children, parents, np.repeat([0, 1], 4))
    told = [(a, b) for a, b, shape in zip(*tiling.overlaps, strict=True) if shape.area]
    assert told == [(0, 4), (1, 5), (2, 6), (3, 7)]

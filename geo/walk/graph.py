"""Shortest distances over a graph of nodes and lengths: the one place that knows which library finds them.

Lengths are whole micrometres. Their sums are exact in float64, so a distance is the same in both directions and
whatever the order of the rows, and two venues that are equally near are recognised as such.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from geo.errors import LimitExceeded, Message
from geo.walk.core import Core, searched

WALK_TOO_FAR = Message(
    "walk-too-far",
    zh="步行距离上限 {got} 米与 {seeds} 个起点的组合超出可精确计算的范围（上限不超过 {expected} 米）",
    en="a walking limit of {got} m from {seeds} starting points is beyond exact computation (at most {expected} m)",
    remedy_zh="请减小步行距离上限",
    remedy_en="lower the walking limit",
)

UM_PER_M = 1_000_000
EXACT = 2**53
"""Whole numbers up to here are exact in float64."""

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Graph:
    """A symmetric graph in compressed rows: the shortest of parallel edges, no loops; weights in micrometres."""

    rows: csr_array

    @cached_property
    def core(self) -> Core:
        """Its crossings: what is really searched."""
        return Core.of(self.rows)

    @property
    def count(self) -> int:
        """How many nodes there are."""
        return int(self.rows.shape[0])


@dataclass(frozen=True, slots=True)
class Seeds:
    """Where walks start: a node, what it costs to get there, and the label of what is there (0, 1, …).

    Several seeds may share a label: two ways to one venue, or a node: two venues at one door.
    """

    node: Indices
    cost_um: Indices
    label: Indices


def graph_of(count: int, first: Indices, second: Indices, length_um: Indices) -> Graph:
    """The graph over ``count`` nodes with these edges, usable both ways.

    A length of 0 counts as one micrometre: compressed rows hold no edges of length 0. Loops lead nowhere and are left
    out.
    """
    real = first != second
    low, high = np.minimum(first, second)[real], np.maximum(first, second)[real]
    length = np.maximum(length_um[real], 1)
    order = np.lexsort((length, high, low))
    low, high, length = low[order], high[order], length[order]
    shortest = np.ones(len(low), dtype=bool)
    shortest[1:] = (low[1:] != low[:-1]) | (high[1:] != high[:-1])
    low, high, weight = low[shortest], high[shortest], length[shortest].astype(np.float64)
    both = (np.concatenate([low, high]), np.concatenate([high, low]))
    return Graph(coo_array((np.concatenate([weight, weight]), both), shape=(count, count)).tocsr())


def connected_parts(graph: Graph) -> Indices:
    """For each node the number of the connected part that it lies in, counted from 0."""
    if graph.count == 0:
        return np.zeros(0, dtype=np.int64)
    return np.asarray(connected_components(graph.rows, directed=False)[1], dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Nearest:
    """For each node the nearest seed, as one number that sorts by distance and then by label; infinite where no seed
    is within the limit. ``base``, by which distances are multiplied, is a power of two.
    """

    code: Floats
    base: int

    def plus(self, at: Indices, cost_um: Indices) -> Floats:
        """The codes of some nodes after a further walk: still comparable, so the least of several ways is ``min``."""
        return np.asarray(self.code[at] + cost_um * np.float64(self.base))

    def read(self, code: Floats) -> tuple[Floats, Indices]:
        """Distances in micrometres (infinite: none) and labels (-1: none) of codes."""
        found = np.isfinite(code)
        whole = np.where(found, code, 0.0)
        # the base is a power of two: dividing by it and taking away what it counts are exact
        walk_um = np.floor(whole / self.base)
        label = np.where(found, whole - walk_um * self.base, 0.0).astype(np.int64) - 1
        walk_um[~found] = np.inf
        return walk_um, label


def nearest_seeds(graph: Graph, seeds: Seeds, limit_m: float) -> Nearest:
    """Which seed is nearest to each node, and how far: one bounded search from all seeds at once.

    The limit is inclusive. Of equally near seeds the one with the lowest label is taken. Raises ``LimitExceeded``
    where limit and number of labels together no longer fit a whole float64.
    """
    base = 1 << int(seeds.label.max(initial=0) + 2).bit_length()
    limit_um = limit_m * UM_PER_M
    if not (limit_um + 1) * base < EXACT:
        raise LimitExceeded(WALK_TOO_FAR, got=limit_m, seeds=len(seeds.label), expected=EXACT // base // UM_PER_M)
    if not len(seeds.node):
        return Nearest(np.full(graph.count, np.inf), base)
    code = seeds.cost_um * np.float64(base) + (seeds.label + 1)
    begun = np.full(graph.count, np.inf)
    np.minimum.at(begun, seeds.node, code)
    limit = (limit_um + 1) * base - 1
    # where a chain is so long that its sums could be rounded, the whole graph is searched
    exact = limit + 2 * graph.core.longest * base < EXACT
    return Nearest(graph.core.spread(begun, base, limit) if exact else searched(graph.rows, begun, base, limit), base)

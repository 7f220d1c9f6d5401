"""A graph without its dead ends and bends: where walks really choose. Searched instead of the graph, with equal answers.

Most nodes of a walking network are doors at the end of a path, the feet of doors along a street, and bends. What leads
nowhere else hangs on the rest like a tree; what lies between two crossings is a chain. Neither needs a search: a walk
into a tree goes through its root, a walk into a chain through one of its ends, unless it starts there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components, dijkstra

from geo.asof import distinct

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Round:
    """Leaves that were cut at once: each with the node that it hung on, and the length between them."""

    leaf: Indices
    root: Indices
    length: Floats


@dataclass(frozen=True, slots=True)
class Chains:
    """The nodes between crossings, chain by chain and in order along each: ``node``, its ``chain``, ``at`` from the
    chain's beginning and ``back`` from its end.

    ``starts`` is where each chain begins in these; ``first`` and ``last`` are the crossings at its ends (core nodes),
    ``length`` is from one to the other.
    """

    node: Indices
    chain: Indices
    at: Floats
    back: Floats
    starts: Indices
    first: Indices
    last: Indices
    length: Floats


@dataclass(frozen=True, slots=True)
class Core:
    """The crossings (``kept``, nodes of the graph) and the shortest ways between them (``rows``, by position in it)."""

    rounds: tuple[Round, ...]
    chains: Chains
    kept: Indices
    rows: csr_array

    @classmethod
    def of(cls, rows: csr_array, stays: Mask | None = None) -> Self:
        """The core of a symmetric graph with positive lengths. Nodes in ``stays`` count as crossings, whatever they are."""
        stays = np.zeros(rows.shape[0], dtype=np.bool_) if stays is None else stays
        rounds, alive = _pruned(rows, stays)
        edge = rows.tocoo()
        inner = alive[edge.row] & alive[edge.col]
        row, col, data = edge.row[inner].astype(np.int64), edge.col[inner].astype(np.int64), edge.data[inner]
        count = rows.shape[0]
        bend = alive & ~stays & (np.bincount(row, minlength=count) == 2)
        bend[_one_of_each_ring(row, col, bend)] = False
        kept = np.flatnonzero(alive & ~bend)
        position = np.full(count, -1, np.int64)
        position[kept] = np.arange(len(kept))
        chains = _chains(row, col, data, bend, position)
        straight = ~bend[row] & ~bend[col]
        first = np.concatenate([position[row[straight]], chains.first, chains.last])
        second = np.concatenate([position[col[straight]], chains.last, chains.first])
        length = np.concatenate([data[straight], chains.length, chains.length])
        return cls(tuple(rounds), chains, kept, _shortest(len(kept), first, second, length))

    @property
    def longest(self) -> float:
        """The longest chain or leaf: what a code may go beyond the limit while it is worked out."""
        hanging = sum(float(one.length.max(initial=0.0)) for one in self.rounds)
        return float(self.chains.length.max(initial=0.0)) + hanging

    def spread(self, code: Floats, base: int, limit: float) -> Floats:
        """The least code of each node, when a walk from a node adds ``base`` times its length; infinite over the limit.

        ``code`` holds what walks begin with, infinite where none does.
        """
        code = code.copy()
        for one in self.rounds:
            np.minimum.at(code, one.root, code[one.leaf] + one.length * base)
        chains = self.chains
        chain, back = chains.chain, chains.back
        own = code[chains.node]
        at = code[self.kept]
        begun = np.flatnonzero(np.isfinite(own))
        np.minimum.at(at, chains.first[chain[begun]], own[begun] + chains.at[begun] * base)
        np.minimum.at(at, chains.last[chain[begun]], own[begun] + back[begun] * base)
        at = searched(self.rows, at, base, limit)
        code[self.kept] = at
        self._along(own, chain[begun], base)
        own = np.minimum(own, at[chains.first[chain]] + chains.at * base) if len(own) else own
        code[chains.node] = np.minimum(own, at[chains.last[chain]] + back * base) if len(own) else own
        for one in reversed(self.rounds):
            code[one.leaf] = np.minimum(code[one.leaf], code[one.root] + one.length * base)
        code[code > limit] = np.inf
        return code

    def _along(self, own: Floats, begun: Indices, base: int) -> None:
        """Walks that begin in a chain and end in it without leaving it, in place."""
        chains = self.chains
        ends = np.append(chains.starts, len(chains.node))
        for chain in np.unique(begun).tolist():
            part = slice(ends[chain], ends[chain + 1])
            way = chains.at[part] * base
            onward = np.minimum.accumulate(own[part] - way) + way
            back = np.minimum.accumulate((own[part] + way)[::-1])[::-1] - way
            own[part] = np.minimum(onward, back)


def hanging(rows: csr_array) -> Round:
    """The nodes that hang on one other each; of two that hang on each other the first stays."""
    degree = np.diff(rows.indptr)
    leaf = np.flatnonzero(degree == 1)
    root, length = _only_way(rows, leaf, np.ones(len(degree), dtype=np.bool_))
    single = ~((degree[root] == 1) & (root > leaf))
    return Round(leaf[single], root[single], length[single])


def _pruned(rows: csr_array, stays: Mask) -> tuple[list[Round], Mask]:
    """The leaves, round after round until only those that stay are left, and which nodes then remain."""
    count = rows.shape[0]
    degree = np.diff(rows.indptr).astype(np.int64)
    alive = np.ones(count, dtype=np.bool_)
    rounds: list[Round] = []
    leaves = np.flatnonzero((degree == 1) & ~stays)
    while len(leaves):
        root, length = _only_way(rows, leaves, alive)
        # two nodes that hang on each other: one of them stays
        single = ~((degree[root] == 1) & (root > leaves) & ~stays[root])
        leaves, root, length = leaves[single], root[single], length[single]
        rounds.append(Round(leaves, root, length))
        alive[leaves] = False
        degree[leaves] = 0
        np.subtract.at(degree, root, 1)
        leaves = distinct(root[(degree[root] == 1) & ~stays[root]])
    return rounds, alive


def _only_way(rows: csr_array, leaves: Indices, alive: Mask) -> tuple[Indices, Floats]:
    """The one neighbour that each leaf has left, and how far it is."""
    starts, counts = rows.indptr[leaves].astype(np.int64), np.diff(rows.indptr)[leaves].astype(np.int64)
    owner = np.repeat(np.arange(len(leaves)), counts)
    at = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts) + starts[owner]
    left = alive[rows.indices[at]]
    return rows.indices[at[left]].astype(np.int64), rows.data[at[left]]


def _one_of_each_ring(row: Indices, col: Indices, bend: Mask) -> Indices:
    """A node of each closed ring without any crossing."""
    number, part = _parts(row, col, bend)
    crossed = np.zeros(number, dtype=np.bool_)
    crossed[part[row[bend[row] & ~bend[col]]]] = True
    bends = np.flatnonzero(bend)
    rings = bends[~crossed[part[bends]]]
    return rings[np.unique(part[rings], return_index=True)[1]]


def _parts(row: Indices, col: Indices, bend: Mask) -> tuple[int, Indices]:
    within = bend[row] & bend[col]
    shape = (len(bend), len(bend))
    ones = coo_array((np.ones(int(within.sum())), (row[within], col[within])), shape=shape)
    number, part = connected_components(ones, directed=False)
    return int(number), np.asarray(part, dtype=np.int64)


def _chains(row: Indices, col: Indices, data: Floats, bend: Mask, position: Indices) -> Chains:
    """The chains of bends, each measured from one of its two ends."""
    _, part = _parts(row, col, bend)
    # arcs from a crossing into a chain: two per chain, one for each end
    entry = np.flatnonzero(~bend[row] & bend[col])
    entry = entry[np.lexsort((data[entry], col[entry], row[entry], part[col[entry]]))]
    begin, end = entry[0::2], entry[1::2]
    within = bend[row] & bend[col]
    # the only way along a chain is its length: one search from all beginnings measures every chain
    count = len(bend)
    links = (
        np.concatenate([data[within], data[begin]]),
        (np.append(row[within], np.full(len(begin), count)), np.append(col[within], col[begin])),
    )
    away = dijkstra(coo_array(links, shape=(count + 1, count + 1)).tocsr(), directed=True, indices=count)[:count]
    node = np.flatnonzero(bend)
    number = np.full(int(part.max(initial=-1)) + 1, -1, np.int64)
    number[part[col[begin]]] = np.arange(len(begin))
    chain = number[part[node]]
    order = np.lexsort((away[node], chain))
    node, chain = node[order], chain[order]
    starts = np.searchsorted(chain, np.arange(len(begin)))
    at, length = away[node], away[col[end]] + data[end]
    return Chains(node, chain, at, length[chain] - at, starts, position[row[begin]], position[row[end]], length)


def _shortest(count: int, first: Indices, second: Indices, length: Floats) -> csr_array:
    """Arcs as compressed rows: the shortest of parallel ones, no loops."""
    real = first != second
    first, second, length = first[real], second[real], length[real]
    order = np.lexsort((length, second, first))
    first, second, length = first[order], second[order], length[order]
    once = np.ones(len(first), dtype=np.bool_)
    once[1:] = (first[1:] != first[:-1]) | (second[1:] != second[:-1])
    return coo_array((length[once], (first[once], second[once])), shape=(count, count)).tocsr()


def searched(rows: csr_array, code: Floats, base: int, limit: float) -> Floats:
    """The least code of each node, infinite beyond the limit: one search from one more node, from which an arc leads to
    each that has a code and to which none leads back, so that a search over directed arcs needs no transposed copy.
    """
    begun, count = np.flatnonzero(np.isfinite(code)), rows.shape[0]
    if not len(begun):
        return code
    arcs = csr_array(
        (
            np.concatenate([rows.data * base, code[begun]]),
            np.concatenate([rows.indices, begun.astype(rows.indices.dtype)]),
            np.append(rows.indptr, rows.indptr[-1] + len(begun)).astype(rows.indices.dtype),
        ),
        shape=(count + 1, count + 1),
    )
    found = dijkstra(arcs, directed=True, indices=count, limit=limit)
    return np.asarray(found[:count], dtype=np.float64)

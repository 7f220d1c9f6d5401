"""Which places lie within a walk of which others: many bounded searches, each over the ground that it can reach."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from geo.asof import distinct
from geo.model import Progress, silent
from geo.walk.circle import to_mm
from geo.walk.core import Core, hanging
from geo.walk.graph import UM_PER_M, Floats, Indices
from geo.walk.reach import DoorMap

MM = 0.001
TOGETHER = 256
"""At most so many feet share one piece of ground; more are divided, each half with the ground that it can reach."""
AT_ONCE = 16
"""Searches at a time: the rows of distances stay in the cache (measured: 16 at a time beat 1, 64 and 128)."""

Pairs = tuple[Indices, Indices, Floats]


def walks_within(
    ground: DoorMap, source: Indices, target: Indices, limit_m: float, progress: Progress = silent
) -> Pairs:
    """The walks of at most ``limit_m`` (inclusive, to the millimetre) from some feet of the ground to others.

    ``source`` and ``target`` are positions in ``ground.doors``; so are the answer's first two columns, one row per pair
    of feet and in no order. The third is the walk in micrometres with the ways to both feet. A foot that is both
    reaches itself, if the way to its path and back is short enough.

    The time grows with what the sources reach, whatever the size of the city around them.
    """
    ways = _Ways.of(ground, distinct(np.concatenate([source, target])))
    ends = target[np.argsort(ways.node[target], kind="stable")]
    found: list[Pairs] = [(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))]
    done = 0
    for piece in _pieces(ways, source, limit_m):
        found += _searched(ways, piece, ends, limit_m)
        done += len(piece.source)
        progress("reach", done, len(source))
    progress("reach", len(source), len(source))
    first, second, walk_um = (np.concatenate(column) for column in zip(*found, strict=True))
    return first, second, walk_um


@dataclass(frozen=True, slots=True)
class _Ways:
    """The ways between the feet that are asked about, without what leads to none of them.

    ``rows``: the graph that is searched. Per foot of the ground: its ``node`` in that graph (-1: not asked about), the
    way on from there to its ``place`` (the node of the ground), what is left from there, and about where that is.
    """

    rows: csr_array
    node: Indices
    way_um: Floats
    place: Indices
    foot_um: Indices
    xy: Floats

    @classmethod
    def of(cls, ground: DoorMap, asked: Indices) -> Self:
        """Dead ends and bends without a foot go; a foot at the end of a path is reached through where it branches off."""
        rows, feet = ground.graph.rows, ground.doors
        stays = np.zeros(rows.shape[0], dtype=np.bool_)
        stays[ground.door_node[asked]] = True
        core = Core.of(rows, stays)
        end, count = hanging(core.rows), len(core.kept)
        through, way, searched = np.arange(count), np.zeros(count), np.ones(count, dtype=np.bool_)
        through[end.leaf], way[end.leaf], searched[end.leaf] = end.root, end.length, False
        crossing = np.searchsorted(core.kept, ground.door_node[asked])
        node, way_um = np.full(len(feet.place), -1, np.int64), np.zeros(len(feet.place))
        node[asked], way_um[asked] = (np.cumsum(searched) - 1)[through[crossing]], way[crossing]
        xy = ground.network.node_xy[ground.network.first[feet.edge]]
        return cls(core.rows[searched][:, searched], node, way_um, ground.door_node, feet.cost_um, xy)


@dataclass(frozen=True, slots=True)
class _Piece:
    """Some feet to start from and the part of the graph that they reach: ``own`` names its nodes, ascending."""

    source: Indices
    rows: csr_array
    own: Indices

    def around(self, ways: _Ways, limit_m: float) -> _Piece:
        """Without what none of its feet reaches."""
        start = distinct(np.searchsorted(self.own, ways.node[self.source]))
        limit_um = (limit_m + MM) * UM_PER_M
        away = dijkstra(self.rows, directed=True, indices=start, limit=limit_um, min_only=True)
        near = np.flatnonzero(np.isfinite(away))
        return _Piece(self.source, self.rows[near][:, near], self.own[near])

    def halves(self, ways: _Ways) -> list[_Piece]:
        """Its feet divided across their longer side, on the same ground."""
        xy = ways.xy[self.source]
        order = np.argsort(xy[:, int(np.argmax(np.ptp(xy, axis=0)))], kind="stable")
        return [_Piece(self.source[part], self.rows, self.own) for part in np.array_split(order, 2)]


def _pieces(ways: _Ways, source: Indices, limit_m: float) -> Iterator[_Piece]:
    waiting = [_Piece(source, ways.rows, np.arange(ways.rows.shape[0]))] if len(source) else []
    while waiting:
        piece = waiting.pop().around(ways, limit_m)
        if len(piece.source) <= TOGETHER:
            yield piece
        else:
            waiting += piece.halves(ways)


def _searched(ways: _Ways, piece: _Piece, target: Indices, limit_m: float) -> Iterator[Pairs]:
    """The walks from the feet of one piece; ``target`` sorted by node."""
    low, high = (np.searchsorted(ways.node[target], piece.own, side) for side in ("left", "right"))
    count = high - low
    column = np.repeat(np.arange(len(piece.own)), count)
    end = target[np.arange(len(column)) + np.repeat(low - np.cumsum(count) + count, count)]
    source = piece.source[np.argsort(ways.node[piece.source], kind="stable")]
    limit_um = (limit_m + MM) * UM_PER_M
    for begin in range(0, len(source), AT_ONCE):
        part = source[begin : begin + AT_ONCE]
        start, row = np.unique(np.searchsorted(piece.own, ways.node[part]), return_inverse=True)
        away = dijkstra(piece.rows, directed=True, indices=start, limit=limit_um)
        walk_um = away[np.ix_(row, column)] + ways.way_um[part][:, None] + ways.way_um[end]
        # between feet at one place nobody walks to where their path branches off and back
        walk_um[ways.place[part][:, None] == ways.place[end]] = 0.0
        walk_um += ways.foot_um[part][:, None] + ways.foot_um[end]
        one, other = np.nonzero(walk_um <= limit_um)
        within = to_mm(walk_um[one, other] / UM_PER_M) <= limit_m
        one, other = one[within], other[within]
        yield part[one], end[other], walk_um[one, other]

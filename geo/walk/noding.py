"""Lines cut into edges that meet only at their ends, with every cut made once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]
Objects = npt.NDArray[np.object_]

MERGE_M = 0.02
"""A cut closer than this to a vertex of its line is made at the vertex: twice the storage grid."""


@dataclass(frozen=True, slots=True)
class Vertices:
    """The vertices of all lines, line by line: owner, x, y, distance along the line, whether a cut is asked for."""

    line: Indices
    xy: Floats
    along_m: Floats
    cut: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Pieces:
    """Edges between nodes. ``line`` is the line that each was cut from; nodes are numbered by x, then y."""

    node_xy: Floats
    first: Indices
    second: Indices
    shape: Objects
    line: Indices


def vertices_of(lines: Objects) -> Vertices:
    """The vertices of the lines in their order, repeated ones left out; no cut is asked for yet."""
    xy, line = shapely.get_coordinates(lines, return_index=True)
    same = np.zeros(len(xy), dtype=bool)
    same[1:] = (line[1:] == line[:-1]) & (xy[1:] == xy[:-1]).all(axis=1)
    xy, line = xy[~same], line[~same].astype(np.int64)
    return Vertices(line, xy, _along(line, xy), np.zeros(len(line), dtype=bool))


def with_cuts(vertices: Vertices, line: Indices, along_m: Floats) -> Vertices:
    """The vertices with further cuts at distances along lines; a cut that is at a vertex is made there."""
    if not len(line):
        return vertices
    high = np.clip(_rank(vertices, line, along_m), 1, len(vertices.line) - 1)
    near = np.where(along_m - vertices.along_m[high - 1] <= vertices.along_m[high] - along_m, high - 1, high)
    at_vertex = np.abs(vertices.along_m[near] - along_m) <= MERGE_M
    cut = vertices.cut.copy()
    cut[near[at_vertex]] = True
    low, high, line, along_m = high[~at_vertex] - 1, high[~at_vertex], line[~at_vertex], along_m[~at_vertex]
    share = (along_m - vertices.along_m[low]) / (vertices.along_m[high] - vertices.along_m[low])
    between = vertices.xy[low] + share[:, None] * (vertices.xy[high] - vertices.xy[low])
    all_line = np.concatenate([vertices.line, line])
    all_along = np.concatenate([vertices.along_m, along_m])
    order = np.lexsort((all_along, all_line))
    return Vertices(
        all_line[order],
        np.concatenate([vertices.xy, between])[order],
        all_along[order],
        np.concatenate([cut, np.ones(len(line), dtype=bool)])[order],
    )


def pieces_of(vertices: Vertices) -> Pieces:
    """The edges between the ends of lines, the vertices that lines share, and the cuts.

    Lines that cross without a shared vertex stay apart: one is a bridge. A line shorter than two vertices gives none.
    """
    line, count = vertices.line, len(vertices.line)
    if not count:
        none = np.zeros(0, dtype=np.int64)
        return Pieces(np.zeros((0, 2)), none, none, np.zeros(0, dtype=object), none)
    place, spot, times = np.unique(vertices.xy, axis=0, return_inverse=True, return_counts=True)
    starts, ends = np.ones(count, dtype=bool), np.ones(count, dtype=bool)
    starts[1:] = line[1:] != line[:-1]
    ends[:-1] = starts[1:]
    shared = np.zeros(len(place), dtype=bool)
    is_node = starts | ends | vertices.cut | (times[spot] > 1)
    shared[spot[is_node]] = True
    is_node = shared[spot]
    inner = is_node & ~starts & ~ends
    member = np.repeat(np.arange(count), np.where(inner, 2, 1))
    opens = np.ones(len(member), dtype=bool)
    opens[1:] = (member[1:] == member[:-1]) | starts[member[1:]]
    owner = np.cumsum(opens) - 1
    whole = np.bincount(owner)[owner] > 1
    member, owner = member[whole], np.unique(owner[whole], return_inverse=True)[1]
    head = np.unique(owner, return_index=True)[1]
    tail = np.append(head[1:], len(member)) - 1
    number = np.cumsum(shared) - 1
    return Pieces(
        place[shared],
        number[spot[member[head]]],
        number[spot[member[tail]]],
        np.asarray(shapely.linestrings(vertices.xy[member], indices=owner), dtype=object),
        line[member[head]],
    )


def _along(line: Indices, xy: Floats) -> Floats:
    step = np.zeros(len(line))
    step[1:] = np.where(line[1:] == line[:-1], np.hypot(*np.diff(xy, axis=0).T), 0.0) if len(line) > 1 else 0.0
    total = np.cumsum(step)
    start = np.unique(line, return_index=True)[1]
    return np.asarray(total - np.repeat(total[start], np.diff(np.append(start, len(line)))))


def _rank(vertices: Vertices, line: Indices, along_m: Floats) -> Indices:
    """The first vertex of the line at or after the distance: places in the order of (line, distance)."""
    known = len(vertices.line)
    order = np.lexsort(
        (
            np.concatenate([np.ones(known), np.zeros(len(line))]),
            np.concatenate([vertices.along_m, along_m]),
            np.concatenate([vertices.line, line]),
        )
    )
    before = np.cumsum(order < known)
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = before
    return rank[known:]

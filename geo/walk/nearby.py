"""Which doors lie within a walk of which other doors: many bounded searches, each over the ground that it can reach."""

from __future__ import annotations

import numpy as np
import shapely
from scipy.sparse.csgraph import dijkstra

from geo.walk.graph import UM_PER_M, Floats, Indices
from geo.walk.reach import EDGE_SPAN, DoorMap

CELL_LIMITS = 2.0
"""Starts are searched together in squares of so many limits: a walk never leaves the square by more than one."""
CELLS_AT_ONCE = 4_000_000
"""Distances held at once: about 32 MB."""
UM_PER_MM = 1_000.0


def doors_within(ground: DoorMap, start: Indices, limit_m: float) -> tuple[Indices, Indices, Floats]:
    """Which doors can be reached from each of these doors within the limit (inclusive): start, door, metres on foot.

    ``start`` are positions of doors; the answer gives positions in ``start`` and of doors, sorted by both. A door
    without a foot reaches nothing; one with a foot reaches itself if the way to its path and back is short enough, as
    a venue beside it would be reached. The network must have shapes.
    """
    feet = ground.doors
    low, high = (np.searchsorted(feet.place, start, side) for side in ("left", "right"))
    count = high - low
    owner = np.repeat(np.arange(len(start)), count)
    foot = np.repeat(low - np.cumsum(count) + count, count) + np.arange(count.sum())
    xy = node_places(ground)
    cell = np.floor(xy[ground.door_node[foot]] / (CELL_LIMITS * limit_m)).astype(np.int64)
    by_x = np.argsort(xy[:, 0], kind="stable")
    rows: list[tuple[Indices, Indices, Floats]] = []
    cells, group = np.unique(cell, axis=0, return_inverse=True)
    order = np.argsort(group.reshape(-1), kind="stable")
    for at in (
        np.split(order, np.cumsum(np.bincount(group.reshape(-1), minlength=len(cells)))[:-1]) if len(cells) else []
    ):
        rows += _searched(ground, xy, by_x, owner[at], foot[at], limit_m)
    if not rows:
        return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0)
    first, door, walk_um = (np.concatenate(part) for part in zip(*rows, strict=True))
    key = first * ground.door_count + door
    order = np.argsort(key, kind="stable")
    key, head = np.unique(key[order], return_index=True)
    nearest_um = np.minimum.reduceat(walk_um[order], head) if len(head) else walk_um
    return *np.divmod(key, max(ground.door_count, 1)), nearest_um / UM_PER_M


def node_places(ground: DoorMap) -> Floats:
    """Where each node of the ground is, in the network's metres."""
    network = ground.network
    xy = np.full((ground.graph.count, 2), np.nan)
    xy[: network.node_count] = network.node_xy
    inner = ground.stop_node >= network.node_count
    edge, offset_um = np.divmod(ground.stop[inner], EDGE_SPAN)
    spots = shapely.line_interpolate_point(network.shape[edge], offset_um / UM_PER_M)
    xy[ground.stop_node[inner]] = shapely.get_coordinates(spots)
    return xy


def _searched(
    ground: DoorMap, xy: Floats, by_x: Indices, owner: Indices, foot: Indices, limit_m: float
) -> list[tuple[Indices, Indices, Floats]]:
    """The answers of feet that stand together, searched over the nodes that lie within the limit around them."""
    feet, limit_um = ground.doors, limit_m * UM_PER_M
    start = xy[ground.door_node[foot]]
    low, high = start.min(axis=0) - limit_m - 1.0, start.max(axis=0) + limit_m + 1.0
    sorted_x = xy[by_x, 0]
    near = by_x[np.searchsorted(sorted_x, low[0]) : np.searchsorted(sorted_x, high[0], "right")]
    near = np.sort(near[(xy[near, 1] >= low[1]) & (xy[near, 1] <= high[1])])
    here = np.full(ground.graph.count, -1, np.int64)
    here[near] = np.arange(len(near))
    graph = ground.graph.rows[near][:, near]
    ends = np.flatnonzero(here[ground.door_node] >= 0)
    found: list[tuple[Indices, Indices, Floats]] = []
    step = max(1, CELLS_AT_ONCE // max(len(near), len(ends)))
    for begin in range(0, len(foot), step):
        part = slice(begin, begin + step)
        walk_um: Floats = np.atleast_2d(
            dijkstra(graph, directed=True, indices=here[ground.door_node[foot[part]]], limit=limit_um)
        )
        whole: Floats = walk_um[:, here[ground.door_node[ends]]] + feet.cost_um[ends] + feet.cost_um[foot[part], None]
        one, other = np.nonzero(np.rint(whole / UM_PER_MM) <= np.rint(limit_um / UM_PER_MM))
        found.append((owner[part][one], feet.place[ends[other]], whole[one, other]))
    return found

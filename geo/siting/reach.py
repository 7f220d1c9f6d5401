"""Which places a candidate reaches within a limit, the limit included, exactly as the service circle decides it."""

from __future__ import annotations

import numpy as np
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from geo.asof import Floats, Ints, Objects
from geo.model import Progress, silent
from geo.walk import DoorMap, SnapRules, WalkNetwork, door_map, floor_mm, to_mm
from geo.walk.graph import UM_PER_M
from geo.walk.snap import DEFAULT_SNAP

CHUNK = 16
"""Searches at a time: the rows of distances stay in the cache (measured: 16 at a time beat 1, 64 and 128)."""
MM = 0.001


def reach_on_foot(
    network: WalkNetwork,
    place: Objects,
    candidate: Objects,
    limit_m: float,
    rules: SnapRules = DEFAULT_SNAP,
    progress: Progress = silent,
) -> csr_array:
    """Candidates × places (points in the network's metres): true where the walk, to the millimetre, is within the limit.

    Places and candidates become nodes of one graph; one bounded search starts from each foot of a candidate.
    """
    count = len(place)
    ground = door_map(network, np.concatenate([place, candidate]), rules)
    foot = ground.doors.place
    target, source = np.flatnonzero(foot < count), np.flatnonzero(foot >= count)
    rows, columns = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for begin in range(0, len(source), CHUNK):
        if begin % (CHUNK * 16) == 0:
            progress("reach", begin, len(source))
        part = source[begin : begin + CHUNK]
        walk_um = _walks_um(ground, part, target, limit_m)
        at, near = np.nonzero(walk_um <= (limit_m + MM) * UM_PER_M)
        within = to_mm(walk_um[at, near] / UM_PER_M) <= limit_m
        rows.append(foot[part][at[within]] - count)
        columns.append(foot[target][near[within]])
    progress("reach", len(source), len(source))
    return _matrix(np.concatenate(rows), np.concatenate(columns), (len(candidate), count))


def reach_straight(
    place: Objects, candidate: Objects, limit_m: float, detour_factor: float, *, rounded: bool = True
) -> csr_array:
    """Candidates × places (points in metres) by the straight line times the detour factor, where nothing is walked.

    ``rounded`` as the service circle rounds: the line down, the walk to the millimetre.
    """
    near_m = limit_m / detour_factor + 2 * MM
    at, near = shapely.STRtree(place).query(candidate, predicate="dwithin", distance=near_m)
    straight_m = shapely.distance(candidate[at], place[near])
    walk_m = to_mm(floor_mm(straight_m) * detour_factor) if rounded else straight_m * detour_factor
    within = walk_m <= limit_m
    return _matrix(at[within], near[within], (len(candidate), len(place)))


def _walks_um(ground: DoorMap, source: Ints, target: Ints, limit_m: float) -> Floats:
    feet, node = ground.doors, ground.door_node
    walks = dijkstra(ground.graph.rows, directed=True, indices=node[source], limit=(limit_m + MM) * UM_PER_M)
    return np.asarray(walks[:, node[target]] + feet.cost_um[source][:, None] + feet.cost_um[target])


def _matrix(row: Ints, column: Ints, shape: tuple[int, int]) -> csr_array:
    """True at these pairs; a pair that several ways lead to is there once."""
    found = csr_array((np.ones(len(row), dtype=np.int32), (row, column)), shape=shape)
    found.sum_duplicates()
    found.sort_indices()
    return found.astype(bool)

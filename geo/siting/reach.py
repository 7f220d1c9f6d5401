"""Which places a candidate reaches within a limit, the limit included, exactly as the service circle decides it."""

from __future__ import annotations

import numpy as np
import shapely
from scipy.sparse import csr_array

from geo.asof import Ints, Objects
from geo.model import Progress, silent
from geo.walk import SnapRules, WalkNetwork, door_map, floor_mm, to_mm, walks_within
from geo.walk.snap import DEFAULT_SNAP

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

    Places and candidates become nodes of one graph; one bounded search starts from each foot of a candidate, over the
    ground that it can reach.
    """
    count = len(place)
    ground = door_map(network, np.concatenate([place, candidate]), rules)
    foot = ground.doors.place
    source, target, _ = walks_within(
        ground, np.flatnonzero(foot >= count), np.flatnonzero(foot < count), limit_m, progress
    )
    return _matrix(foot[source] - count, foot[target], (len(candidate), count))


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


def _matrix(row: Ints, column: Ints, shape: tuple[int, int]) -> csr_array:
    """True at these pairs; a pair that several ways lead to is there once."""
    found = csr_array((np.ones(len(row), dtype=np.int32), (row, column)), shape=shape)
    found.sum_duplicates()
    found.sort_indices()
    return found.astype(bool)

"""Which doors lie within a walk of which other doors of the same ground."""

from __future__ import annotations

import numpy as np

from geo.walk.graph import UM_PER_M, Floats, Indices
from geo.walk.pairs import walks_within
from geo.walk.reach import DoorMap


def doors_within(ground: DoorMap, start: Indices, limit_m: float) -> tuple[Indices, Indices, Floats]:
    """Which doors can be reached from each of these doors within the limit (inclusive): start, door, metres on foot.

    ``start`` are positions of doors, each once; the answer gives positions in ``start`` and of doors, sorted by both. A
    door without a foot reaches nothing; one with a foot reaches itself if the way to its path and back is short enough,
    as a venue beside it would be reached.
    """
    place = ground.doors.place
    position = np.full(ground.door_count, -1, np.int64)
    position[start] = np.arange(len(start))
    source, target, walk_um = walks_within(ground, np.flatnonzero(position[place] >= 0), np.arange(len(place)), limit_m)
    first, door = position[place[source]], place[target]
    order = np.lexsort((walk_um, door, first))
    key = (first * ground.door_count + door)[order]
    nearest = order[np.append(True, key[1:] != key[:-1])[: len(key)]]
    return first[nearest], door[nearest], walk_um[nearest] / UM_PER_M

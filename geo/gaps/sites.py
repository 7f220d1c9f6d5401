"""Where a venue would close a gap of the circle, and how many households it would gain."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from scipy.sparse import csr_array

from geo.asof import Floats, Ints, Mask
from geo.gaps.columns import summed
from geo.gaps.wants import Want
from geo.walk import Circle, Verdict, WalkNetwork, door_map, doors_within


@dataclass(frozen=True)
class Sites:
    """Per gap the door at which a venue is suggested, the households of the gap that would reach it within the limit,
    and those of the whole city.
    """

    door: Ints
    gained: Ints
    city: Ints


def sites_of(want: Want, circle: Circle, network: WalkNetwork | None, weight: Floats) -> Sites:
    """One site per gap: of the doors that lack the category the one nearest to their middle, weighted by households
    (of equally near ones the first); and what a venue there gains, measured on the network, without one by straight
    lines times the detour factor.
    """
    metres = circle.frame.to_metres(circle.doors.place)
    xy = np.column_stack([shapely.get_x(metres), shapely.get_y(metres)])
    door = _middles(want, xy, weight)
    limits = np.array([circle.rules.required[name].limit_m for name in circle.rules.categories])
    column = want.column[want.first]
    lacks = circle.verdict == Verdict.NOT_COVERED
    gained, city = np.zeros(want.count, np.int64), np.zeros(want.count, np.int64)
    for limit_m in np.unique(limits[column]):
        mine = limits[column] == limit_m
        starts, which = np.unique(door[mine], return_inverse=True)
        one, other = _reached(circle, network, metres, starts, float(limit_m))
        reach = csr_array((np.ones(len(one)), (one, other)), shape=(len(starts), len(xy)))
        totals = reach @ (lacks * weight[:, None])
        city[mine] = np.rint(totals[which, column[mine]])
        gained[mine] = _own(want, np.flatnonzero(mine), which, reach, weight)
    return Sites(door, gained, city)


def _middles(want: Want, xy: Floats, weight: Floats) -> Ints:
    at = xy[want.door]
    # A gap whose households are not known still has a middle.
    share = weight[want.door] + 1e-9
    total = np.bincount(want.gap, weights=share, minlength=want.count)
    middle = np.column_stack([
        np.bincount(want.gap, weights=share * at[:, axis], minlength=want.count) / np.maximum(total, 1e-12)
        for axis in (0, 1)
    ])  # fmt: skip
    away = np.round(np.hypot(*(at - middle[want.gap]).T), 3)
    return want.door[np.lexsort((want.door, away, want.gap))[want.first]]


def _reached(
    circle: Circle, network: WalkNetwork | None, metres: np.typing.NDArray[np.object_], starts: Ints, limit_m: float
) -> tuple[Ints, Ints]:
    """(position in ``starts``, door) of the doors within the limit of each."""
    if circle.on_network and network is not None:
        one, other, _ = doors_within(door_map(network, metres, circle.rules.snap), starts, limit_m)
        return one, other
    reach_m = (limit_m + 0.0005) / circle.rules.detour_factor
    one, other = shapely.STRtree(metres).query(metres[starts], predicate="dwithin", distance=reach_m)
    return one.astype(np.int64), other.astype(np.int64)


def _own(want: Want, gaps: Ints, which: Ints, reach: csr_array, weight: Floats) -> Ints:
    """The households of each of these gaps behind doors that its own site reaches."""
    start, count = reach.indptr[which], np.diff(reach.indptr)[which]
    gap = np.repeat(np.arange(len(gaps)), count)
    door = reach.indices[np.repeat(start - np.cumsum(count) + count, count) + np.arange(count.sum())]
    doors = np.int64(reach.shape[1])
    pair = np.sort(want.gap * doors + want.door)
    asked = gaps[gap] * doors + door
    at = np.minimum(np.searchsorted(pair, asked), max(len(pair) - 1, 0))
    held: Mask = pair[at] == asked if len(pair) else np.zeros(0, bool)
    return summed(gap[held], weight[door[held]], len(gaps))

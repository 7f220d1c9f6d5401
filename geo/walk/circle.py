"""The ten-minute service circle: which doors reach a venue of each required category, decided along the network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.crs import LocalFrame, local_frame
from geo.walk.doors import Doors
from geo.walk.graph import UM_PER_M, Floats, Indices
from geo.walk.network import WalkNetwork
from geo.walk.noding import Objects
from geo.walk.presets import Measure, Preset, one_measure
from geo.walk.reach import DoorMap, door_map, nearest_venues
from geo.walk.snap import DEFAULT_SNAP, NO_FEET, Feet, SnapRules, snap

DEFINITION = "service-circle/1"
MM_PER_M = 1_000
ARRAYS = ("venue_id", "walk_m", "straight_m", "lost_m", "verdict", "upper", "why")
"""What a circle holds per door and category."""

Codes = npt.NDArray[np.int8]
Mask = npt.NDArray[np.bool_]


class Verdict(IntEnum):
    """Whether a door reaches a category. ``UNKNOWN`` counts as neither."""

    UNKNOWN = -1
    NOT_COVERED = 0
    COVERED = 1


class Why(IntEnum):
    """What the verdict rests on; from ``NO_PLACE`` on, why it is unknown."""

    WALKED = 0
    STRAIGHT_LINE = 1
    NO_PLACE = 2
    NO_PATH_NEAR = 3
    BROKEN_NETWORK = 4
    VENUE_OFF_NETWORK = 5


@dataclass(frozen=True, slots=True)
class CircleRules:
    """What is required, category by category, and how it is measured.

    ``detour_factor`` ⚙ stretches straight lines where there is no network. Beyond ``horizon_m`` no walk is followed:
    it is widened to the largest limit where that is further. Raises ``BadInput`` for limits that mix metres and
    seconds.
    """

    required: Mapping[str, Preset]
    snap: SnapRules = DEFAULT_SNAP
    detour_factor: float = 1.3
    horizon_m: float = 3_000.0

    def __post_init__(self) -> None:
        one_measure(self.required.values())

    @property
    def measure(self) -> Measure:
        """What all limits count."""
        return one_measure(self.required.values())

    @property
    def categories(self) -> tuple[str, ...]:
        """The required categories in their order: the columns of the answer."""
        return tuple(self.required)


@dataclass(frozen=True, slots=True)
class Circle:
    """The answer for doors (rows) and required categories (columns).

    ``walk_m`` to the nearest venue, to the millimetre, infinite beyond the horizon or without a way; ``venue_id`` is
    -1 there. ``straight_m`` is the straight line to the nearest venue by it, never above ``walk_m``; infinite where
    the category has no venue. ``lost_m`` is the straight line to the nearest venue that no walk can be trusted of, infinite
    without one. ``verdict`` holds ``Verdict``, ``why`` holds ``Why``. ``upper`` is the verdict of the
    straight line: an upper bound, never the answer. ``on_network`` is false where straight lines stood in for walks.
    ``frame`` is where metres were measured.
    """

    rules: CircleRules
    doors: Doors
    venue_id: Indices
    walk_m: Floats
    straight_m: Floats
    lost_m: Floats
    verdict: Codes
    upper: Codes
    why: Codes
    on_network: bool
    frame: LocalFrame
    definition: str = field(default=DEFINITION)

    def part(self, at: Indices, categories: Sequence[str]) -> Circle:
        """The answer for some doors, by position in ascending order, and some categories."""
        cells = self._cells(at, categories)
        rules = replace(self.rules, required={category: self.rules.required[category] for category in categories})
        arrays: dict[str, Any] = {name: getattr(self, name)[cells] for name in ARRAYS}
        return replace(self, rules=rules, doors=self.doors.part(at), **arrays)

    def copy(self) -> Circle:
        """The same answer, free to be changed in place."""
        arrays: dict[str, Any] = {name: getattr(self, name).copy() for name in ARRAYS}
        return replace(self, **arrays)

    def put(self, at: Indices, other: Circle) -> None:
        """Take in place, for the doors at these positions, the answer of another circle with some of the categories."""
        cells = self._cells(at, other.rules.categories)
        for name in ARRAYS:
            getattr(self, name)[cells] = getattr(other, name)

    def _cells(self, at: Indices, categories: Sequence[str]) -> tuple[Indices, Indices]:
        columns = np.array([self.rules.categories.index(category) for category in categories], dtype=np.int64)
        return at[:, None], columns[None, :]

    def to_frame(self) -> pd.DataFrame:
        """One row per door and category: ids, distances, cost in the preset's unit, verdict and reason in words.

        ``venue_id`` and ``entrance_id`` are missing and distances NaN where there is none.
        """
        doors, kinds = len(self.doors), self.rules.categories
        limits = np.array([self.rules.required[kind].limit for kind in kinds])
        walk_m = np.where(np.isfinite(self.walk_m), self.walk_m, np.nan)
        cost = [self.rules.required[kind].cost(walk_m[:, at]) for at, kind in enumerate(kinds)]
        return pd.DataFrame(
            {
                "building_id": np.repeat(self.doors.building_id, len(kinds)),
                "entrance_id": _nullable(np.repeat(self.doors.entrance_id, len(kinds))),
                "category": np.tile(np.array(kinds, dtype=object), doors),
                "venue_id": _nullable(self.venue_id.ravel()),
                "walk_m": walk_m.ravel(),
                "straight_m": np.where(np.isfinite(self.straight_m), self.straight_m, np.nan).ravel(),
                "cost": np.column_stack(cost).ravel() if kinds else np.zeros(0),
                "limit": np.tile(limits, doors),
                "verdict": _words(Verdict, self.verdict.ravel()),
                "upper": _words(Verdict, self.upper.ravel()),
                "why": _words(Why, self.why.ravel()),
            }
        )


@dataclass(frozen=True, slots=True)
class Doorsteps:
    """Doors as places to walk from: ``place`` in metres of ``frame``, and joined to the network (``ground``, ``None``
    for a network without edges).
    """

    doors: Doors
    frame: LocalFrame
    place: Objects
    ground: DoorMap | None

    @classmethod
    def of(cls, network: WalkNetwork, doors: Doors, rules: SnapRules = DEFAULT_SNAP) -> Self:
        """The doors on this network."""
        walked = len(network.first) > 0
        frame = network.frame if walked else local_frame(doors.place)
        place = frame.to_metres(doors.place)
        return cls(doors, frame, place, door_map(network, place, rules) if walked else None)

    def part(self, at: Indices) -> Self:
        """Some of the doors, by position in ascending order, on the same network."""
        ground = None if self.ground is None else self.ground.part(at)
        return replace(self, doors=self.doors.part(at), place=self.place[at], ground=ground)


def service_circle(network: WalkNetwork, doors: Doors, venue: pd.DataFrame, rules: CircleRules) -> Circle:
    """Which doors reach a venue (``id``, ``category``, lon/lat points) of each required category within its limit.

    Covered where the walk, to the millimetre, is at most the limit. Unknown where the door has no place or no path
    near it; where it stands on a fragment of the network, or a venue does or has no path near it, and only the
    straight line is short enough. Not covered otherwise. A network without edges is answered by straight lines times
    the detour factor, flagged as such.
    """
    return circle_from(Doorsteps.of(network, doors, rules.snap), venue, rules)


def circle_from(steps: Doorsteps, venue: pd.DataFrame, rules: CircleRules) -> Circle:
    """The service circle of doors that are joined to the network already, as `service_circle`."""
    shape = (len(steps.doors), len(rules.categories))
    circle = Circle(
        rules, steps.doors, np.full(shape, -1, dtype=np.int64), np.full(shape, np.inf), np.full(shape, np.inf),
        np.full(shape, np.inf), np.zeros(shape, np.int8), np.zeros(shape, np.int8), np.full(shape, Why.WALKED, np.int8),
        steps.ground is not None, steps.frame,
    )  # fmt: skip
    for column, venues in enumerate(_venues(venue, steps, rules)):
        circle.straight_m[:, column], near_id = _straight(steps.place, venues)
        if steps.ground is None:
            circle.venue_id[:, column] = near_id
        else:
            _walk(circle, column, steps.ground, venues)
            lost = np.flatnonzero(off_network(steps.ground.network, venues.feet, len(venues.ids)))
            circle.lost_m[:, column] = _straight(steps.place, venues.part(lost))[0]
    _answer(circle, steps)
    return circle


def with_limits(circle: Circle, steps: Doorsteps, venue: pd.DataFrame, rules: CircleRules) -> Circle:
    """The circle of the same doors, venues and categories under other limits.

    The walks are taken as they are known, so beyond the new horizon more may be known than a new search would tell;
    where a limit is further than the walks were followed, the search is made anew.
    """
    further = any(
        _horizon_m(circle.rules, word) < rules.required[word].limit_m + 1 / MM_PER_M for word in rules.required
    )
    if steps.ground is not None and further:
        return circle_from(steps, venue, rules)
    fresh = replace(circle, rules=rules).copy()
    _answer(fresh, steps)
    return fresh


@dataclass(frozen=True, slots=True)
class _Venues:
    """The venues of a category by id, in metres, with their feet on the network (none without a network)."""

    ids: Indices
    place: Objects
    feet: Feet

    def part(self, at: Indices) -> Self:
        """Some of them, by position in ascending order."""
        return type(self)(self.ids[at], self.place[at], self.feet.part(at, len(self.ids)))


def _venues(venue: pd.DataFrame, steps: Doorsteps, rules: CircleRules) -> list[_Venues]:
    """The venues of each required category; those without a place are left out."""
    category = np.asarray(venue["category"], dtype=object)
    place = np.asarray(venue.geometry.to_numpy(), dtype=object)
    wanted = np.array([word in rules.required for word in category], dtype=bool)
    at = np.flatnonzero(wanted & ~(shapely.is_missing(place) | shapely.is_empty(place)))
    ids = venue["id"].to_numpy(dtype=np.int64)[at]
    order = np.argsort(ids, kind="stable")
    at, ids = at[order], ids[order]
    place = steps.frame.to_metres(place[at])
    feet = snap(steps.ground.network, place, rules.snap) if steps.ground else NO_FEET
    own = [np.flatnonzero(category[at] == word) for word in rules.categories]
    return [_Venues(ids[rows], place[rows], feet.part(rows, len(ids))) for rows in own]


def _straight(places: Objects, venues: _Venues) -> tuple[Floats, Indices]:
    """Straight metres to the nearest venue, rounded down to the millimetre: rounding never lifts the bound above a
    walk; and the venue's id, the lowest of equally near ones.
    """
    straight_m, near = np.full(len(places), np.inf), np.full(len(places), -1, dtype=np.int64)
    if len(venues.ids):
        (place, at), distance_m = shapely.STRtree(venues.place).query_nearest(places, return_distance=True)
        order = np.lexsort((at, place))
        rows, first = np.unique(place[order], return_index=True)
        straight_m[rows] = floor_mm(distance_m[order][first])
        near[rows] = venues.ids[at[order][first]]
    return straight_m, near


def _answer(circle: Circle, steps: Doorsteps) -> None:
    """In place the verdict, the upper bound and the reason of all walks and straight lines that are known."""
    limit_m = np.array([preset.limit_m for preset in circle.rules.required.values()])
    placeless = shapely.is_missing(circle.doors.place)
    circle.upper[:] = circle.straight_m <= limit_m
    if steps.ground is None:
        circle.walk_m[:] = to_mm(circle.straight_m * circle.rules.detour_factor)
        circle.verdict[:] = circle.walk_m <= limit_m
        circle.why[:] = Why.STRAIGHT_LINE
    else:
        covered, ground = circle.walk_m <= limit_m, steps.ground
        lost_door = _lost(ground.network, ground.doors, len(steps.place))
        circle.why[:] = Why.WALKED
        circle.why[~covered & (circle.lost_m <= limit_m)] = Why.VENUE_OFF_NETWORK
        circle.why[lost_door[:, None] & ~covered & (circle.upper == Verdict.COVERED)] = Why.BROKEN_NETWORK
        circle.why[~ground.doors.placed(len(steps.place))] = Why.NO_PATH_NEAR
        circle.verdict[:] = np.where(circle.why >= Why.NO_PLACE, Verdict.UNKNOWN, covered)
    circle.verdict[placeless] = circle.upper[placeless] = Verdict.UNKNOWN
    circle.why[placeless] = Why.NO_PLACE


def _walk(circle: Circle, column: int, ground: DoorMap, venues: _Venues) -> None:
    horizon_m = _horizon_m(circle.rules, circle.rules.categories[column])
    exact_m, circle.venue_id[:, column] = nearest_venues(ground, venues.feet, venues.ids, horizon_m)
    circle.walk_m[:, column] = to_mm(exact_m)


def _horizon_m(rules: CircleRules, category: str) -> float:
    return max(rules.horizon_m, rules.required[category].limit_m + 1 / MM_PER_M)


def off_network(network: WalkNetwork, feet: Feet, count: int) -> Mask:
    """Which of ``count`` places no walk can be trusted of: without a path near, or on fragments of the network only."""
    return _lost(network, feet, count) | ~feet.placed(count)


def _lost(network: WalkNetwork, feet: Feet, count: int) -> Mask:
    """Which places stand on fragments of the network only."""
    on_fragment = np.isin(network.part[network.first[feet.edge]], network.fragments())
    lost = feet.placed(count)
    lost[feet.place[~on_fragment]] = False
    return lost


def floor_mm(metres: Floats) -> Floats:
    """Rounded down to the millimetre: a straight line is never made longer than a walk."""
    return np.asarray(np.floor(metres * MM_PER_M + 1e-6) / MM_PER_M)


def to_mm(metres: Floats) -> Floats:
    """To the nearest millimetre, so that a door exactly at the limit is covered whatever its walk was summed from."""
    return np.asarray(np.rint(np.rint(metres * UM_PER_M) / (UM_PER_M // MM_PER_M)) / MM_PER_M)


def _nullable(ids: Indices) -> pd.arrays.IntegerArray:
    return pd.arrays.IntegerArray(ids.copy(), ids < 0)


def _words(kind: type[Verdict] | type[Why], codes: Codes) -> npt.NDArray[np.object_]:
    words = np.array([word.name.lower() for word in kind], dtype=object)
    return words[codes - min(kind)]

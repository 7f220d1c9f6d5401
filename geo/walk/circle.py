"""The ten-minute service circle: which doors reach a venue of each required category, decided along the network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum

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
from geo.walk.snap import DEFAULT_SNAP, Feet, SnapRules, snap

DEFINITION = "service-circle/1"
MM_PER_M = 1_000

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
    the category has no venue. ``verdict`` holds ``Verdict``, ``why`` holds ``Why``. ``upper`` is the verdict of the
    straight line: an upper bound, never the answer. ``on_network`` is false where straight lines stood in for walks.
    ``frame`` is where metres were measured.
    """

    rules: CircleRules
    doors: Doors
    venue_id: Indices
    walk_m: Floats
    straight_m: Floats
    verdict: Codes
    upper: Codes
    why: Codes
    on_network: bool
    frame: LocalFrame
    definition: str = field(default=DEFINITION)

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


def service_circle(network: WalkNetwork, doors: Doors, venue: pd.DataFrame, rules: CircleRules) -> Circle:
    """Which doors reach a venue (``id``, ``category``, lon/lat points) of each required category within its limit.

    Covered where the walk, to the millimetre, is at most the limit. Unknown where the door has no place or no path
    near it; where it stands on a fragment of the network, or a venue does or has no path near it, and only the
    straight line is short enough. Not covered otherwise. A network without edges is answered by straight lines times
    the detour factor, flagged as such.
    """
    walked = len(network.first) > 0
    frame = network.frame if walked else local_frame(doors.place)
    places = frame.to_metres(doors.place)
    shape = (len(doors), len(rules.categories))
    circle = Circle(
        rules, doors, np.full(shape, -1, dtype=np.int64), np.full(shape, np.inf), np.full(shape, np.inf),
        np.zeros(shape, np.int8), np.zeros(shape, np.int8), np.full(shape, Why.WALKED, np.int8), walked, frame,
    )  # fmt: skip
    ground = door_map(network, places, rules.snap) if walked else None
    for column, category in enumerate(rules.categories):
        venues = _venues_of(venue, category, frame)
        circle.straight_m[:, column], near_id = _straight(places, venues)
        if ground is None:
            _answer_straight(circle, column, near_id)
        else:
            _answer_walked(circle, column, ground, places, venues)
        _mark_placeless(circle, column)
    return circle


@dataclass(frozen=True, slots=True)
class _Venues:
    ids: Indices
    place: Objects


def _venues_of(venue: pd.DataFrame, category: str, frame: LocalFrame) -> _Venues:
    own = venue[venue["category"] == category].sort_values("id")
    place = np.asarray(own.geometry.to_numpy(), dtype=object)
    there = ~(shapely.is_missing(place) | shapely.is_empty(place))
    return _Venues(own["id"].to_numpy(dtype=np.int64)[there], frame.to_metres(place[there]))


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


def _answer_straight(circle: Circle, column: int, near_id: Indices) -> None:
    rules = circle.rules
    walk_m = to_mm(circle.straight_m[:, column] * rules.detour_factor)
    limit_m = rules.required[rules.categories[column]].limit_m
    circle.walk_m[:, column], circle.venue_id[:, column] = walk_m, near_id
    circle.verdict[:, column] = walk_m <= limit_m
    circle.upper[:, column] = circle.straight_m[:, column] <= limit_m
    circle.why[:, column] = Why.STRAIGHT_LINE


def _answer_walked(circle: Circle, column: int, ground: DoorMap, places: Objects, venues: _Venues) -> None:
    rules, network = circle.rules, ground.network
    limit_m = rules.required[rules.categories[column]].limit_m
    feet = snap(network, venues.place, rules.snap)
    horizon_m = max(rules.horizon_m, limit_m + 1 / MM_PER_M)
    exact_m, circle.venue_id[:, column] = nearest_venues(ground, feet, venues.ids, horizon_m)
    walk_m = to_mm(exact_m)
    covered = walk_m <= limit_m
    upper = circle.straight_m[:, column] <= limit_m
    lost_door = _lost(network, ground.doors, len(places))
    lost_venue = _lost(network, feet, len(venues.ids)) | ~feet.placed(len(venues.ids))
    near_lost = _straight(places, _Venues(venues.ids[lost_venue], venues.place[lost_venue]))[0] <= limit_m
    why = np.full(len(places), Why.WALKED, dtype=np.int8)
    why[~covered & near_lost] = Why.VENUE_OFF_NETWORK
    why[~covered & upper & lost_door] = Why.BROKEN_NETWORK
    why[~ground.doors.placed(len(places))] = Why.NO_PATH_NEAR
    circle.walk_m[:, column], circle.why[:, column], circle.upper[:, column] = walk_m, why, upper
    circle.verdict[:, column] = np.where(why >= Why.NO_PLACE, Verdict.UNKNOWN, covered)


def _lost(network: WalkNetwork, feet: Feet, count: int) -> Mask:
    """Which places stand on fragments of the network only."""
    on_fragment = np.isin(network.part[network.first[feet.edge]], network.fragments())
    lost = feet.placed(count)
    lost[feet.place[~on_fragment]] = False
    return lost


def _mark_placeless(circle: Circle, column: int) -> None:
    placeless = shapely.is_missing(circle.doors.place)
    circle.verdict[placeless, column] = circle.upper[placeless, column] = Verdict.UNKNOWN
    circle.why[placeless, column] = Why.NO_PLACE


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

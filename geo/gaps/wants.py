"""Which doors lack which category of venues, gathered by the place in which the lack would be closed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geo.asof import Floats, Ints, Mask
from geo.ground import AREA_LEVELS, Ground
from geo.walk import Circle, Doors, Verdict, Why

PLACES = (*AREA_LEVELS, "building")
"""A gap belongs to the first of these that a building lies in."""


@dataclass(frozen=True)
class Want:
    """Doors that lack a category, one entry per door and category, sorted by gap: the gap's number, door, column of
    the category, row of the building; ``winding`` where the gap is one of ways round.
    """

    gap: Ints
    door: Ints
    column: Ints
    building: Ints
    count: int
    first: Ints
    winding: Mask
    layer: Ints
    row: Ints


def door_households(ground: Ground, doors: Doors) -> Floats:
    """How many households live behind each door: by the entrance that a household names, the rest of its building's
    households divided equally over its doors. Sums to the ground's households of each building that has a door.
    """
    row = ground.building.rows_of(doors.building_id)
    entrance = ground.household["entrance_id"]
    order = np.argsort(doors.entrance_id, kind="stable")
    at = np.minimum(np.searchsorted(doors.entrance_id[order], entrance), max(len(doors) - 1, 0))
    door = order[at] if len(doors) else np.zeros(len(entrance), np.int64)
    known = (entrance >= 0) & (doors.entrance_id[door] == entrance) if len(doors) else np.zeros(len(entrance), bool)
    known &= (ground.household_building >= 0) & (row[door] == ground.household_building) if len(doors) else known
    behind = np.bincount(door[known], minlength=len(doors)).astype(np.float64)
    there = row >= 0
    told = np.bincount(row[there], weights=behind[there], minlength=len(ground))
    share = (ground.households - told) / np.maximum(np.bincount(row[there], minlength=len(ground)), 1)
    return np.where(there, behind + share[np.maximum(row, 0)] if len(ground) else 0.0, 0.0)


def wants(ground: Ground, circle: Circle) -> Want:
    """The doors of lived-in buildings that lack a category, gathered by gap."""
    lack = lacks_of(ground, circle)
    door, column = lack.door, lack.column
    row = ground.building.rows_of(circle.doors.building_id)
    keys, gap = np.unique(lack.key, return_inverse=True)
    order = np.lexsort((door, gap))
    door, column, gap = door[order], column[order], gap[order]
    first = np.searchsorted(gap, np.arange(len(keys)))
    where = row[door[first]]
    layer, place = ground.remembered("first areas", first_area)
    return Want(gap, door, column, row[door], len(keys), first, keys % 2 == 1, layer[where], place[where])


@dataclass(frozen=True)
class Lacks:
    """One entry per door and category (its column) that lacks it; ``key`` is a whole number per gap: category, place, and
    (odd) whether only a way is missing.
    """

    door: Ints
    column: Ints
    key: Ints


def lacks_of(ground: Ground, circle: Circle, columns: Ints | None = None) -> Lacks:
    """What the doors of lived-in buildings lack, of all categories or of those in some columns."""
    row = ground.building.rows_of(circle.doors.building_id)
    asked = row >= 0
    asked[asked] = ground.lived_in[row[asked]]
    verdict = circle.verdict if columns is None else circle.verdict[:, columns]
    door, column = np.nonzero((verdict == Verdict.NOT_COVERED) & asked[:, None])
    column = column if columns is None else columns[column]
    building = row[door]
    near = (circle.upper[door, column] == Verdict.COVERED) & (circle.why[door, column] == Why.WALKED)
    far = np.zeros((circle.verdict.shape[1], max(len(ground), 1)), bool)
    far[column[~near], building[~near]] = True
    layer, place = ground.remembered("first areas", first_area)
    span = max(len(ground), *(len(rows) for rows in ground.areas.values()), 1)
    key = ((column * len(PLACES) + layer[building]) * span + place[building]) * 2 + ~far[column, building]
    return Lacks(door, column, key)


def first_area(ground: Ground) -> tuple[Ints, Ints]:
    """Per building the place of its gaps: its number in ``PLACES`` and its row there."""
    rows = [*(ground.area[level] for level in AREA_LEVELS), np.arange(len(ground), dtype=np.int64)]
    found = np.argmax(np.array(rows) >= 0, axis=0)
    return found, np.choose(found, rows) if len(ground) else np.zeros(0, np.int64)

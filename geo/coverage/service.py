"""Which unit serves which building: service links to areas, spread over the buildings inside."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Self

import numpy as np
from scipy.sparse import coo_array

from geo.asof import NOWHERE, Ints, Mask, distinct
from geo.buckets import ranges
from geo.coverage.parameters import BRANCH
from geo.coverage.units import ACTIVE, DORMANT, TARGETS, UNKNOWN, Units
from geo.ground import Ground

TARGET_LEVELS = ("building", "estate", "grid", "community", "street")
"""Nearest first. A link to a household serves that household alone and decides nothing about its building."""


@dataclass(frozen=True)
class Service:
    """Pairs (building, unit), each once, in ascending order of building and unit; ``primary`` where any of the links
    behind it is. ``duplicate`` is per building the first (nearest) target that has two primary units of one level:
    its level's position in ``TARGET_LEVELS`` and its row, ``NOWHERE`` where there is none; ``duplicates`` counts them.
    """

    ground: Ground
    units: Units
    building: Ints
    unit: Ints
    primary: Mask
    duplicate_level: Ints
    duplicate_row: Ints
    duplicates: Ints
    _of_level: dict[int, Ints] = field(default_factory=dict, init=False, compare=False, repr=False)

    @classmethod
    def of(cls, ground: Ground, units: Units) -> Self:
        """Spread every link of a unit that is not dissolved over the buildings of its target."""
        buildings, served, primary = [], [], []
        level = np.full(len(ground), NOWHERE, np.int64)
        row = np.full(len(ground), NOWHERE, np.int64)
        duplicates = np.zeros(len(ground), np.int64)
        extra_unit, extra_street = units.committees_by_seat(ground)
        standing = np.flatnonzero(units.standing[units.unit])
        to = units.kind[standing]
        for number, name in enumerate(TARGET_LEVELS):
            mine = standing[to == TARGETS.index(name)]
            unit, target, first = units.unit[mine], units.target[mine], units.primary[mine]
            if name == "street":
                unit, target = np.concatenate([unit, extra_unit]), np.concatenate([target, extra_street])
                first = np.concatenate([first, np.zeros(len(extra_unit), np.int64)])
            building, link = spread(ground.members(name), target)
            buildings.append(building)
            served.append(unit[link])
            primary.append(first[link])
            twice = _duplicates(units, unit, target, first)
            inside = np.isin(ground.members(name), twice)
            duplicates += inside
            here = np.flatnonzero((level < 0) & inside)
            level[here], row[here] = number, ground.members(name)[here]
        # compressed rows put pairs in order and equal ones together, quicker than any sort of all
        ends = (np.concatenate(buildings), np.concatenate(served))
        pairs = coo_array((np.concatenate(primary), ends), shape=(len(ground), len(units))).tocsr()
        building = np.repeat(np.arange(len(ground), dtype=np.int64), np.diff(pairs.indptr))
        unit, first = pairs.indices.astype(np.int64), pairs.data > 0
        return cls(ground, units, building, unit, first, level, row, duplicates)

    @cached_property
    def keys(self) -> Ints:
        """Building × number of units + unit: ascending."""
        return self.building * max(len(self.units), 1) + self.unit

    def pair(self, building: Ints, unit: Ints) -> Ints:
        """The position of each pair, ``NOWHERE`` where the unit does not serve the building."""
        if not len(self.keys):
            return np.full(len(building), NOWHERE, np.int64)
        key = building * max(len(self.units), 1) + unit
        at = np.minimum(np.searchsorted(self.keys, key), len(self.keys) - 1)
        return np.where((unit >= 0) & (self.keys[at] == key), at, NOWHERE).astype(np.int64)

    @cached_property
    def level(self) -> Ints:
        """The level of each pair's unit."""
        return self.units.level[self.unit]

    def of_level(self, level: int) -> Ints:
        """The positions of the pairs with units of that level."""
        if level not in self._of_level:
            self._of_level[level] = np.flatnonzero(self.level == level)
        return self._of_level[level]

    def any_of(self, pairs: Ints) -> Mask:
        """Which buildings are in these pairs."""
        return np.bincount(self.building[pairs], minlength=len(self.ground)) > 0

    @cached_property
    def placeless(self) -> Mask:
        """Buildings in neither a grid nor an estate: who serves them through an area cannot be told."""
        return (self.ground.area["grid"] < 0) & (self.ground.area["estate"] < 0)

    @cached_property
    def doubtful(self) -> Mask:
        """Buildings served by a unit whose level is missing: it could be the one that lacks."""
        return self.any_of(self.of_level(0))

    def branch_answer(self, activity: Ints) -> Ints:
        """Per building whether it lies in the service area of an active branch: 2 yes, 1 unknown, 0 no."""
        pairs = self.of_level(BRANCH)
        active = self.any_of(pairs[activity[self.unit[pairs]] == ACTIVE])
        perhaps = self.any_of(pairs[activity[self.unit[pairs]] == UNKNOWN]) | self.doubtful
        perhaps |= self.placeless | (not self.units.known)
        return np.where(active, ACTIVE, np.where(perhaps, UNKNOWN, DORMANT)).astype(np.int64)


def spread(member: Ints, target: Ints) -> tuple[Ints, Ints]:
    """(member position, target position) wherever a member lies in a target; members that are ``NOWHERE`` never do."""
    order = np.argsort(target, kind="stable")
    # counted by row, one row more for ``NOWHERE``
    held = np.bincount(target, minlength=int(member.max(initial=0)) + 2)
    held[-1] = 0
    count = held[member]
    who = np.repeat(np.arange(len(member)), count)
    return who, order[ranges((np.cumsum(held) - held)[member], count)]


def _duplicates(units: Units, unit: Ints, target: Ints, primary: Ints) -> Ints:
    """The targets with two primary units of one level."""
    level = units.level[unit]
    held = (primary == 1) & (level > 0)
    # One whole number per (target, level), and per (target, level, unit): far quicker to sort than rows of three.
    count, span = max(len(units), 1), int(level.max(initial=0)) + 1
    place = target * span + level
    held &= (np.bincount(place[held], minlength=int(place.max(initial=-1)) + 1) > 1)[place]
    pair = distinct(place[held] * count + unit[held]) // count
    return distinct(pair[1:][pair[1:] == pair[:-1]] // span)

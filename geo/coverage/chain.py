"""The chain of each building, committee → branch → group → hub household, and its verdict.

Of all chains that a building's units allow the best one counts, so that a further unit never makes a chain worse
(but for a second primary one, which is a fault of its own).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from geo.asof import NOWHERE, Ints, Mask
from geo.coverage.parameters import BRANCH, COMMITTEE, GROUP, HUB, VERDICTS
from geo.coverage.service import Service
from geo.layers.answers import Verdict

BROKEN, CROSS, DUPLICATE, DORMANT, UNKNOWN, COMPLETE = range(6)
"""How good a chain is. The verdicts from «broken parent» on stand in this order."""
FIRST_RANKED = VERDICTS.index(Verdict.BROKEN_PARENT)


@dataclass(frozen=True)
class Chains:
    """Chains as rows of units, one per entry: ``links[level]`` is the unit at that level, ``NOWHERE`` where the chain
    does not reach. ``fault`` is the unit that makes the chain no better than ``rank``; ``sole`` where no other unit
    is at fault.
    """

    building: Ints
    links: dict[int, Ints]
    rank: Ints
    fault: Ints
    sole: Mask

    @classmethod
    def climb(cls, service: Service, activity: Ints, building: Ints, unit: Ints, level: int) -> Self:
        """Walk from units of that level up to their committees, each step judged for the building beside it.

        Of several faults the worst counts; of equal ones the lowest broken or foreign parent, the highest dormant or
        unknown unit: each explains what hangs on it.
        """
        links, steps, states = {level: unit}, [], [_state(activity, unit)]
        for above in range(level - 1, COMMITTEE - 1, -1):
            child = links[above + 1]
            parent, rank = _parent(service, building, child, above)
            links[above] = parent
            steps.append((rank, child))
            states.append(_state(activity, parent))
        ranks = np.column_stack([rank for rank, _ in steps] + states[::-1])
        who = np.column_stack([child for _, child in steps] + [links[at] for at in range(COMMITTEE, level + 1)])
        worst = np.argmin(ranks, axis=1)
        at = np.arange(len(building))
        rank, fault = ranks[at, worst], who[at, worst]
        sole = ((ranks == COMPLETE) | (who == fault[:, None])).all(axis=1)
        return cls(building, links, rank, np.where(rank < COMPLETE, fault, NOWHERE), sole)

    def best(self, buildings: int, preferred: Mask | None = None) -> Chains:
        """The best chain of each building (the preferred, then the lowest units break ties), ``rank`` -1 without one."""
        bottom = self.links[max(self.links)]
        second = np.zeros(len(bottom), bool) if preferred is None else ~preferred
        order = np.lexsort((bottom, second, -self.rank, self.building))
        held, first = np.unique(self.building[order], return_index=True)
        at = np.full(buildings, NOWHERE, np.int64)
        at[held] = order[first]
        return Chains(
            np.arange(buildings, dtype=np.int64), {level: _take(rows, at) for level, rows in self.links.items()},
            _take(self.rank, at), _take(self.fault, at), _take(self.sole.astype(np.int64), at) == 1,
        )  # fmt: skip

    def column(self, level: int) -> Ints:
        """The units of that level, ``NOWHERE`` where no chain has one."""
        return self.links.get(level, np.full(len(self.building), NOWHERE, np.int64))


@dataclass(frozen=True)
class Judgement:
    """Per building the position of its verdict in ``VERDICTS``, its chain by level, and the unit at fault.

    ``lacks`` tells per level whether no unit of it serves the building; ``alone`` where mending what the verdict names
    (a missing unit together with those below it) makes the chain complete.
    """

    verdict: Ints
    links: dict[int, Ints]
    fault: Ints
    lacks: dict[int, Mask]
    alone: Mask


def judge(service: Service, activity: Ints, hub_home: Ints, near_hub: Ints) -> Judgement:
    """The verdict on each building.

    ``hub_home`` is the building in which each unit's hub household stands. ``near_hub`` is per building a hub that
    stands elsewhere and reaches it, ``NOWHERE`` without one: such a hub stands in for one of the building's own and
    hangs on its own group, so only the building's chain from the group up is judged. What cannot be known (no layer
    of units, no place, a unit without level) is ``unknown``, never missing.
    """
    count = len(service.ground)
    pairs = {level: service.of_level(level) for level in (BRANCH, GROUP)}
    branches, groups = (
        Chains.climb(service, activity, service.building[at], service.unit[at], level).best(count, service.primary[at])
        for level, at in pairs.items()
    )
    inside = np.flatnonzero((hub_home >= 0) & service.units.standing)
    hubs = Chains.climb(service, activity, hub_home[inside], inside, HUB).best(count)
    borrowed = (near_hub >= 0) & (groups.rank > hubs.rank)
    lacks = {
        BRANCH: ~service.any_of(pairs[BRANCH]), GROUP: ~service.any_of(pairs[GROUP]),
        HUB: (hubs.rank < 0) & (near_hub < 0),
    }  # fmt: skip
    stages = [lacks[BRANCH], lacks[GROUP], lacks[HUB], borrowed]
    rank, fault, sole = (
        np.select([borrowed], [of_group], of_hub)
        for of_group, of_hub in ((groups.rank, hubs.rank), (groups.fault, hubs.fault), (groups.sole, hubs.sole))
    )
    twice = (service.duplicates > 0) & (rank > DUPLICATE)
    verdict = np.select(stages[:3], [0, 1, 2], FIRST_RANKED + np.where(twice, DUPLICATE, rank))
    unsure = service.doubtful & (verdict < FIRST_RANKED) | service.placeless & (verdict < 2)
    verdict = np.where(unsure | (not service.units.known), FIRST_RANKED + UNKNOWN, verdict)
    above = [np.ones(count, bool), branches.rank == COMPLETE, groups.rank == COMPLETE]
    alone = np.select(stages[:3], above, np.where(twice, rank == COMPLETE, sole))
    links = {
        level: np.select(
            [lacks[BRANCH] | lacks[GROUP], lacks[HUB] | borrowed],
            [branches.column(level), groups.column(level)], hubs.column(level),
        )
        for level in (COMMITTEE, BRANCH, GROUP, HUB)
    }  # fmt: skip
    links[HUB] = np.where(borrowed, near_hub, links[HUB])
    told = (verdict > FIRST_RANKED - 1) & ~twice
    return Judgement(
        verdict.astype(np.int64), links, np.where(told, fault, NOWHERE).astype(np.int64), lacks,
        np.asarray(alone & (service.duplicates <= twice)),
    )  # fmt: skip


def _parent(service: Service, building: Ints, child: Ints, level: int) -> tuple[Ints, Ints]:
    """(the parent's row, ``NOWHERE`` when it is no parent at all; how good the step is). A child that is not there
    is not asked.
    """
    units = service.units
    asked = child >= 0
    parent = _take(units.parent, child)
    there = parent >= 0
    above = _take(units.level, parent)
    sound = there & (above == level) & units.standing[np.maximum(parent, 0)] if len(units) else there
    vague = there & (above == 0)
    serves = service.pair(building, parent) >= 0
    nowhere = there & ~units.linked[np.maximum(parent, 0)] if len(units) else there
    lost = service.placeless if level == BRANCH else service.ground.area["street"] < 0
    unsure = vague | (~serves & (nowhere | (lost[building] & (level != GROUP))))
    rank = np.select([~asked, ~(sound | vague), unsure, ~serves], [COMPLETE, BROKEN, UNKNOWN, CROSS], COMPLETE)
    return np.where(rank == BROKEN, NOWHERE, parent), rank.astype(np.int64)


def _state(activity: Ints, unit: Ints) -> Ints:
    """How good a unit is by itself; one that is not there spoils nothing."""
    ranked = np.array([BROKEN, DORMANT, UNKNOWN, COMPLETE])
    return np.where(unit >= 0, ranked[_take(activity, unit) + 1], COMPLETE).astype(np.int64)


def _take(values: Ints, at: Ints) -> Ints:
    """The values at these positions, ``NOWHERE`` at ``NOWHERE``."""
    if not len(values):
        return np.full(len(at), NOWHERE, np.int64)
    return np.where(at >= 0, values[np.maximum(at, 0)], NOWHERE).astype(np.int64)

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
from geo.ground import step
from geo.layers.answers import Verdict

BROKEN, CROSS, DUPLICATE, DORMANT, UNKNOWN, COMPLETE = range(6)
"""How good a chain is. The verdicts from «broken parent» on stand in this order."""
FIRST_RANKED = VERDICTS.index(Verdict.BROKEN_PARENT)
_RANKED = np.array([BROKEN, DORMANT, UNKNOWN, COMPLETE])
"""How good a unit is by itself, from dissolved to active."""


@dataclass(frozen=True)
class Climb:
    """Ways up as rows of units, one per entry (a building and a unit): ``links[level]`` is the unit at that level,
    ``NOWHERE`` where the way does not reach. ``steps`` tells per step up how good it is and whose it is. Both readings
    share a climb: only how active its units are differs.
    """

    building: Ints
    links: dict[int, Ints]
    steps: list[tuple[Ints, Ints]]

    @classmethod
    def of(cls, service: Service, building: Ints, unit: Ints, level: int) -> Self:
        """Walk from units of that level up to their committees, each step judged for the building beside it."""
        links, steps = {level: unit}, []
        for above in range(level - 1, COMMITTEE - 1, -1):
            child = links[above + 1]
            links[above], rank = _parent(service, building, child, above)
            steps.append((rank, child))
        return cls(building, links, steps)

    def rated(self, activity: Ints) -> Chains:
        """How good each way is. Of several faults the worst counts; of equal ones the lowest broken or foreign parent,
        the highest dormant or unknown unit: each explains what hangs on it.
        """
        units = [self.links[at] for at in range(COMMITTEE, max(self.links) + 1)]
        state = np.append(_RANKED[activity + 1], COMPLETE)  # a unit that is not there spoils nothing
        faults = [*self.steps, *((state[unit], unit) for unit in units)]
        rank, fault = faults[0][0].copy(), faults[0][1].copy()
        for ranks, who in faults[1:]:
            worse = ranks < rank
            rank[worse], fault[worse] = ranks[worse], who[worse]
        sole = np.ones(len(rank), bool)
        for ranks, who in faults:
            sole &= (ranks == COMPLETE) | (who == fault)
        return Chains(self.building, self.links, rank, np.where(rank < COMPLETE, fault, NOWHERE), sole)


@dataclass(frozen=True)
class Chains:
    """Chains as rows of units, one per entry, as in `Climb`. ``fault`` is the unit that makes the chain no better than
    ``rank``; ``sole`` where no other unit is at fault.
    """

    building: Ints
    links: dict[int, Ints]
    rank: Ints
    fault: Ints
    sole: Mask

    def best(self, buildings: int, preferred: Mask | None = None) -> Chains:
        """The best chain of each building (the preferred, then the lowest units break ties), ``rank`` -1 without one."""
        bottom = self.links[max(self.links)]
        second = np.zeros(len(bottom), bool) if preferred is None else ~preferred
        # one whole number per entry sorts quicker than four columns
        worse = ((COMPLETE - self.rank) * 2 + second) * (int(bottom.max(initial=0)) + 1) + bottom
        # entries mostly come by building: a stable sort sees it and is through at once
        order = np.argsort(self.building * (int(worse.max(initial=0)) + 1) + worse, kind="stable")
        ordered = self.building[order]
        first = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1])[: len(order)])
        at = np.full(buildings, NOWHERE, np.int64)
        at[ordered[first]] = order[first]
        return Chains(
            np.arange(buildings, dtype=np.int64), {level: step(rows, at) for level, rows in self.links.items()},
            step(self.rank, at), step(self.fault, at), np.append(self.sole, False)[at],
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


@dataclass(frozen=True)
class Ways:
    """Every way from a branch, a group and a hub household up, for the buildings that it serves or stands in."""

    service: Service
    branches: Climb
    groups: Climb
    hubs: Climb

    @classmethod
    def of(cls, service: Service, hub_home: Ints) -> Self:
        """``hub_home`` is the building in which each unit's hub household stands."""
        inside = np.flatnonzero((hub_home >= 0) & service.units.standing)
        branches, groups = (
            Climb.of(service, service.building[at], service.unit[at], level)
            for level, at in ((level, service.of_level(level)) for level in (BRANCH, GROUP))
        )
        return cls(service, branches, groups, Climb.of(service, hub_home[inside], inside, HUB))

    def rated(self, activity: Ints) -> Rated:
        """The best of them for each building, in one reading."""
        service, count = self.service, len(self.service.ground)
        branches, groups = (
            climb.rated(activity).best(count, service.primary[service.of_level(level)])
            for level, climb in ((BRANCH, self.branches), (GROUP, self.groups))
        )
        return Rated(service, branches, groups, self.hubs.rated(activity).best(count))


@dataclass(frozen=True)
class Rated:
    """Per building its best chain from a branch, from a group and from a hub household of its own up."""

    service: Service
    branches: Chains
    groups: Chains
    hubs: Chains

    @property
    def borrows(self) -> Mask:
        """Where a hub household elsewhere could make the chain better than its own one."""
        return self.groups.rank > self.hubs.rank

    def judged(self, near_hub: Ints) -> Judgement:
        """The verdict on each building.

        ``near_hub`` is per building a hub that stands elsewhere and reaches it, ``NOWHERE`` without one: such a hub
        stands in for one of the building's own and hangs on its own group, so only the building's chain from the group
        up is judged. What cannot be known (no layer of units, no place, a unit without level) is ``unknown``, never
        missing.
        """
        service, branches, groups, hubs = self.service, self.branches, self.groups, self.hubs
        borrowed = (near_hub >= 0) & self.borrows
        lacks = {BRANCH: branches.rank < 0, GROUP: groups.rank < 0, HUB: (hubs.rank < 0) & (near_hub < 0)}
        rank, fault, sole = (
            np.where(borrowed, of_group, of_hub)
            for of_group, of_hub in ((groups.rank, hubs.rank), (groups.fault, hubs.fault), (groups.sole, hubs.sole))
        )
        twice = (service.duplicates > 0) & (rank > DUPLICATE)
        stages = [lacks[BRANCH], lacks[GROUP], lacks[HUB]]
        verdict = np.select(stages, [0, 1, 2], FIRST_RANKED + np.where(twice, DUPLICATE, rank))
        unsure = service.doubtful & (verdict < FIRST_RANKED) | service.placeless & (verdict < 2)
        verdict = np.where(unsure | (not service.units.known), FIRST_RANKED + UNKNOWN, verdict)
        above = [np.ones(len(verdict), bool), branches.rank == COMPLETE, groups.rank == COMPLETE]
        alone = np.select(stages, above, np.where(twice, rank == COMPLETE, sole))
        told = (verdict > FIRST_RANKED - 1) & ~twice
        return Judgement(
            verdict.astype(np.int64), self._links(lacks, borrowed, near_hub),
            np.where(told, fault, NOWHERE).astype(np.int64), lacks, np.asarray(alone & (service.duplicates <= twice)),
        )  # fmt: skip

    def _links(self, lacks: dict[int, Mask], borrowed: Mask, near_hub: Ints) -> dict[int, Ints]:
        low, middle = lacks[BRANCH] | lacks[GROUP], lacks[HUB] | borrowed
        links = {
            level: np.where(
                low, self.branches.column(level), np.where(middle, self.groups.column(level), self.hubs.column(level))
            )
            for level in (COMMITTEE, BRANCH, GROUP, HUB)
        }
        links[HUB] = np.where(borrowed, near_hub, links[HUB])
        return links


def _parent(service: Service, building: Ints, child: Ints, level: int) -> tuple[Ints, Ints]:
    """(the parent's row, ``NOWHERE`` when it is no parent at all; how good the step is). A child that is not there
    is not asked.
    """
    units = service.units
    asked = child >= 0
    parent = step(units.parent, child)
    above = step(units.level, parent)
    sound = (above == level) & np.append(units.standing, False)[parent]
    vague = above == 0
    serves = service.pair(building, parent) >= 0
    nowhere = ~np.append(units.linked, True)[parent]
    lost = service.placeless if level == BRANCH else service.ground.area["street"] < 0
    unsure = vague | (~serves & (nowhere | (lost[building] & (level != GROUP))))
    rank = np.select([~asked, ~(sound | vague), unsure, ~serves], [COMPLETE, BROKEN, UNKNOWN, CROSS], COMPLETE)
    return np.where(rank == BROKEN, NOWHERE, parent), rank.astype(np.int64)

"""Sites at once: the best next one, then swaps while they help. A good answer, and a bound on the best one."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from geo.asof import Floats, Ints, Mask
from geo.siting.problem import Cover

ROUND = 6
"""Decimals of a household in which gains are compared: beyond them lies the noise of summing."""


@dataclass(frozen=True, slots=True)
class Start:
    """Sites (columns of ``Cover.row``) in the order found, and a bound that no choice can pass: the most households
    that as many sites can gain, or the fewest sites that gain what is needed.
    """

    sites: Ints
    bound: float


@dataclass(slots=True)
class Choice:
    """Chosen sites, and how many of them serve each group of demands."""

    cover: Cover
    sites: list[int]
    times: Ints = field(init=False)

    def __post_init__(self) -> None:
        self.times = np.zeros(len(self.cover.weight), dtype=np.int64)
        for site in self.sites:
            self.times[self._served(site)] += 1

    def _served(self, site: int) -> Ints:
        ends = self.cover.by_site.indptr
        return np.asarray(self.cover.by_site.indices[ends[site] : ends[site + 1]])

    @property
    def gained(self) -> float:
        """The households that the sites gain together."""
        return float(self.cover.weight[self.times > 0].sum())

    def gains(self) -> Floats:
        """What each site would add."""
        return np.asarray(np.round(self.cover.by_site @ np.where(self.times > 0, 0.0, self.cover.weight), ROUND))

    def own(self, site: int) -> Ints:
        """The groups that only this one of the chosen sites serves."""
        served = self._served(site)
        return np.asarray(served[self.times[served] == 1])

    def freed(self, groups: Ints) -> Floats:
        """What each site would serve of these groups."""
        return np.asarray(np.round(self.cover.weight[groups] @ self.cover.by_demand[groups], ROUND))

    def add(self, site: int) -> None:
        """Choose one more site."""
        self.sites.append(site)
        self.times[self._served(site)] += 1

    def exchange(self, at: int, site: int) -> None:
        """Put another site in the place of the one chosen at this position."""
        self.times[self._served(self.sites[at])] -= 1
        self.sites[at] = site
        self.times[self._served(site)] += 1


def most_at_once(cover: Cover, k: int) -> Start:
    """Up to ``k`` sites. More sites never gain less: each number goes on from the one before.

    Of equal gains the lowest id is taken. The bound holds for any choice of ``k`` sites: what is gained so far plus the
    ``k`` largest further gains, the least of it over all steps.
    """
    choice, bound = Choice(cover, []), cover.reachable
    while True:
        gains = choice.gains()
        bound = min(bound, choice.gained + float(np.sort(gains)[::-1][:k].sum()))
        if len(choice.sites) == k or gains.max(initial=0.0) <= 0:
            return Start(np.array(choice.sites, dtype=np.int64), bound)
        choice.add(int(gains.argmax()))
        improve(choice)


def fewest_at_once(cover: Cover, needed: float) -> Start:
    """Sites until ``needed`` households are gained (at most ``cover.reachable``), without any that can be spared."""
    choice, fewest = Choice(cover, []), 0
    while choice.gained < needed - 10.0**-ROUND:
        gains = choice.gains()
        best = np.cumsum(np.sort(gains)[::-1])
        fewest = max(fewest, int(np.searchsorted(best, needed - choice.gained - 10.0**-ROUND)) + 1)
        choice.add(int(gains.argmax()))
        improve(choice)
    return Start(np.array(_spared(choice, needed), dtype=np.int64), float(fewest))


def improve(choice: Choice) -> None:
    """Exchange single sites while that gains households."""
    gains, better = choice.gains(), True
    while better:
        better = False
        for at, site in enumerate(choice.sites):
            own = choice.own(site)
            without = gains + choice.freed(own)
            best = int(without.argmax())
            if without[best] > without[site]:
                choice.exchange(at, best)
                gains, better = choice.gains(), True


def settle(choice: Choice) -> None:
    """Exchange sites for lower ids that gain exactly as much in their place: ties are broken by id."""
    gains, moved = choice.gains(), True
    while moved:
        moved = False
        for at, site in enumerate(choice.sites):
            without = gains + choice.freed(choice.own(site))
            lowest = int(np.flatnonzero(np.isclose(without, without[site], rtol=0, atol=10.0**-ROUND))[0])
            if lowest < site:
                choice.exchange(at, lowest)
                gains, moved = choice.gains(), True


def by_gain(choice: Choice) -> Ints:
    """The chosen sites in the order in which each adds most to those before it, of equal ones the lowest first; those
    that add nothing are left out.
    """
    left = sorted(choice.sites)
    ordered = Choice(choice.cover, [])
    while left:
        gains = ordered.gains()[left]
        if gains.max() <= 0:
            break
        ordered.add(left.pop(int(gains.argmax())))
    return np.array(ordered.sites, dtype=np.int64)


def _spared(choice: Choice, needed: float) -> list[int]:
    kept = list(choice.sites)
    for site in reversed(choice.sites):
        fewer = [other for other in kept if other != site]
        if Choice(choice.cover, fewer).gained >= needed - 10.0**-ROUND:
            kept = fewer
    return kept


def members(cover: Cover, sites: Ints) -> Mask:
    """Which sites are among these."""
    chosen = np.zeros(len(cover.row), dtype=bool)
    chosen[sites] = True
    return chosen

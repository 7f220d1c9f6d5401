"""Sites at once: the best next one, then swaps while they help. A good answer, and a bound on the best one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geo.asof import Ints
from geo.model import Progress, silent
from geo.siting.choice import ROUND, Choice, members
from geo.siting.problem import Cover

SOON = 10.0**-ROUND
TELL_EVERY = 20
"""After so many sites the progress listener is called, who may end the search."""


@dataclass(frozen=True, slots=True)
class Start:
    """Sites (columns of ``Cover.row``) in the order found, and a bound that no choice can pass: the most households
    that as many sites can gain, or the fewest sites that gain what is needed.
    """

    sites: Ints
    bound: float


def most_at_once(cover: Cover, k: int, progress: Progress = silent) -> Start:
    """Up to ``k`` sites. More sites never gain less: each number goes on from the one before.

    Of equal gains the lowest id is taken. The bound holds for any choice of ``k`` sites: what is gained so far plus the
    ``k`` largest further gains, the least of it over all steps.
    """
    choice, bound = Choice(cover, []), cover.reachable
    while True:
        _tell(progress, len(choice.sites), k)
        gains = choice.gains()
        bound = min(bound, choice.gained + float(np.sort(gains)[::-1][:k].sum()))
        if len(choice.sites) == k or gains.max(initial=0.0) <= 0:
            return Start(np.array(choice.sites, dtype=np.int64), bound)
        choice.add(int(gains.argmax()))
        improve(choice)


def fewest_at_once(cover: Cover, needed: float, progress: Progress = silent) -> Start:
    """Sites until ``needed`` households are gained (at most ``cover.reachable``), without any that can be spared."""
    choice, fewest = Choice(cover, []), 0
    while (missing := needed - SOON - choice.gained) > 0:
        gains = choice.gains()
        best = np.cumsum(np.sort(gains)[::-1])
        fewest = max(fewest, int(np.searchsorted(best, missing)) + 1)
        _tell(progress, len(choice.sites), max(fewest, len(choice.sites) + 1))
        choice.add(int(gains.argmax()))
        improve(choice)
    spare(choice, needed)
    return Start(np.array(choice.sites, dtype=np.int64), float(fewest))


def complete(choice: Choice, needed: float) -> None:
    """Add sites, the largest further gain first, until ``needed`` households are gained; then spare what can be spared."""
    while choice.gained < needed - SOON:
        choice.add(int(choice.gains().argmax()))
    spare(choice, needed)


def spare(choice: Choice, needed: float) -> None:
    """Give up sites that ``needed`` households do not need, the last one first."""
    for at in reversed(range(len(choice.sites))):
        own = float(choice.cover.weight[choice.own(choice.sites[at])].sum())
        if choice.gained - own >= needed - SOON:
            choice.drop(at)


def fewer(choice: Choice, needed: float) -> Choice:
    """The choice, or one of fewer sites that gains ``needed`` as well: without the site that gains least alone, where
    swaps make up for it, and so on.
    """
    while choice.sites:
        other = Choice(choice.cover, list(choice.sites))
        alone = [float(choice.cover.weight[choice.own(site)].sum()) for site in choice.sites]
        other.drop(int(np.argmin(alone)))
        improve(other)
        if other.gained < needed - SOON:
            return choice
        choice = other
    return choice


def improve(choice: Choice) -> None:
    """Exchange single sites while that gains households.

    A site is weighed again only where its surroundings have changed or a site anywhere would add more than it does: the
    exchanges are those of weighing every site every time.
    """
    better = True
    while better:
        better, at = False, _next_to_weigh(choice, 0)
        while at < len(choice.sites):
            site, gains = choice.sites[at], choice.gains()
            without = gains + choice.freed(choice.own(site))
            choice.worth[site], choice.unweighed[site] = without[site], False
            best = int(without.argmax())
            if without[best] > without[site]:
                choice.exchange(at, best)
                better = True
            at = _next_to_weigh(choice, at + 1)


def _next_to_weigh(choice: Choice, begin: int) -> int:
    """The first position from ``begin`` on whose site has to be weighed; past the last one where there is none."""
    sites = np.array(choice.sites[begin:], dtype=np.int64)
    due = choice.unweighed[sites] | (choice.worth[sites] < choice.gains().max(initial=0.0))
    return begin + int(due.argmax()) if due.any() else len(choice.sites)


def _tell(progress: Progress, done: int, total: int) -> None:
    if done % TELL_EVERY == 0:
        progress("greedy", done, total)


def settle(choice: Choice) -> None:
    """Exchange sites for lower ids that gain exactly as much in their place: ties are broken by id."""
    gains, moved = choice.gains(), True
    while moved:
        moved = False
        for at, site in enumerate(choice.sites):
            without = gains + choice.freed(choice.own(site))
            as_good = np.abs(without[:site] - without[site]) <= SOON
            if as_good.any():
                choice.exchange(at, int(as_good.argmax()))
                gains, moved = choice.gains(), True


def by_gain(choice: Choice) -> Ints:
    """The chosen sites in the order in which each adds most to those before it, of equal ones the lowest first; those
    that add nothing are left out.
    """
    left = members(choice.cover, np.array(choice.sites, dtype=np.int64))
    ordered = Choice(choice.cover, [])
    while (gains := np.where(left, ordered.gains(), 0.0)).max(initial=0.0) > 0:
        ordered.add(int(gains.argmax()))
    return np.array(ordered.sites, dtype=np.int64)

"""The fewest sites by prices: a bound on how few can do, close to that of linear programming, and sites near it."""

from __future__ import annotations

import time
from typing import Final

import numpy as np

from geo.asof import Floats
from geo.model import Progress, silent
from geo.siting.choice import Choice
from geo.siting.greedy import Start, complete, fewer
from geo.siting.problem import Cover

NOISE: Final = 1e-9
"""The noise of summing, relative: a bound never rests on less."""
ROUNDS: Final = 600
STEP: Final = 1.9
LEAST_STEP: Final = 0.01
PATIENCE: Final = 20
"""After so many rounds without a closer bound the steps are halved; below the least step nothing comes any more."""
MOMENTUM: Final = 0.85
"""How much of the last direction is kept: measured, closer after 300 rounds than 0.7 after 800."""
CHOOSE_EVERY: Final = 20
"""After so many rounds the prices are asked for sites."""


def fewest_priced(cover: Cover, needed: float, start: Start, time_limit_s: float, progress: Progress = silent) -> Start:
    """The sites of the start or fewer ones that gain ``needed`` households, and a bound: no fewer than that do.

    Every group of demands has a price, and every site is worth the prices of all that it serves. Whatever the prices,
    whoever gains ``needed`` serves groups of at least the least prices at which so many households can be had, and k
    sites serve no more than the k dearest are worth together: with too small a k these do not come up to it. (The
    Lagrangian relaxation of «served by a chosen site», made whole.) A site costs 1: prices rise for groups that are due
    and that no site worth more serves, and fall for groups that several do. Sites worth more than they cost, completed,
    spared and swapped, are a choice as well. Ends where the best choice is as few as the bound, after ``ROUNDS``, when
    steps are too small, or when the time is over; the same for the same cover unless it is the time.
    """
    ends_s = time.monotonic() + time_limit_s
    best, bound, closest = fewer(Choice(cover, start.sites.tolist()), needed), start.bound, -np.inf
    price, step, waited = cover.weight / _dearest_of(cover), STEP, 0
    heading: Floats = np.zeros(len(price))
    for number in range(ROUNDS):
        if len(best.sites) <= bound or step < LEAST_STEP or time.monotonic() >= ends_s:
            break
        progress("prices", number, ROUNDS)
        due = _cheapest(cover, price, needed)
        owed, worth = float(due @ price), np.asarray(cover.by_site @ price)
        bound = max(bound, _sites_for(owed, worth))
        relaxed = owed + float(np.minimum(0.0, 1.0 - worth).sum())
        closest, waited = max(closest, relaxed), 0 if relaxed > closest else waited + 1
        if waited == PATIENCE:
            step, waited = step / 2, 0
        if number % CHOOSE_EVERY == 0:
            best = _fewer_of(best, _chosen(cover, worth, needed, len(best.sites)), needed)
        heading = MOMENTUM * heading + (due - cover.by_demand @ (worth > 1.0))
        size = float(heading @ heading)
        if size == 0:
            break
        price = np.maximum(0.0, price + step * max(len(best.sites) - relaxed, 0.5) / size * heading)
    return Start(np.array(best.sites, dtype=np.int64), min(bound, len(best.sites)))


def _dearest_of(cover: Cover) -> Floats:
    """For each group the most households that one of its sites serves: with these as first prices no site is worth
    more than 1.
    """
    served = np.asarray(cover.by_site @ cover.weight)
    ends = cover.by_demand.indptr
    return np.asarray(np.maximum.reduceat(served[cover.by_demand.indices], ends[:-1])) if len(ends) > 1 else served[:0]


def _cheapest(cover: Cover, price: Floats, needed: float) -> Floats:
    """How much of each group is due: the cheapest per household first until ``needed`` are there, the last one in part."""
    order = np.argsort(price / cover.weight, kind="stable")
    households = np.cumsum(cover.weight[order])
    due = np.zeros(len(price))
    before = np.concatenate([[0.0], households[:-1]])
    due[order] = np.clip((needed - before) / cover.weight[order], 0.0, 1.0)
    return due


def _sites_for(owed: float, worth: Floats) -> int:
    """The least number of sites whose dearest come up to what is owed."""
    most = np.cumsum(np.sort(worth)[::-1])
    return int(np.searchsorted(most, owed * (1 - NOISE))) + 1 if owed > 0 else 0


def _chosen(cover: Cover, worth: Floats, needed: float, most: int) -> Choice:
    """The sites that are worth more than they cost, the dearest first, without those that can be spared, completed."""
    dear = np.flatnonzero(worth > 1.0)
    choice = Choice(cover, dear[np.argsort(-worth[dear], kind="stable")][:most].tolist())
    complete(choice, needed)
    return choice


def _fewer_of(best: Choice, other: Choice, needed: float) -> Choice:
    """The choice of fewer sites, the other one after swaps where it is as good; of equal ones the first."""
    if len(other.sites) > len(best.sites):
        return best
    other = fewer(other, needed)
    return other if len(other.sites) < len(best.sites) else best

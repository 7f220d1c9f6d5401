"""Sites by prices: a bound on the most that k sites can gain, close to that of linear programming in a small part of its
time, and the sites that the prices point at.
"""

from __future__ import annotations

import time
from typing import Final

import numpy as np

from geo.asof import Floats, Ints
from geo.model import Progress, silent
from geo.siting.choice import Choice
from geo.siting.greedy import Start, improve
from geo.siting.problem import Cover

LOOSE: Final = 1e-6
"""Households that are the noise of summing."""
ROUNDS: Final = 300
STEP: Final = 1.9
"""The first step, as a share of what leads to the known gain if the bound were straight; less than two converges."""
PATIENCE: Final = 20
"""After so many rounds without a closer bound the steps are halved."""
MOMENTUM: Final = 0.7
"""How much of the last direction is kept: measured, twice to fifty times as close after 300 rounds as none of it."""


def priced(cover: Cover, k: int, start: Start, time_limit_s: float, progress: Progress = silent) -> Start:
    """The ``k`` sites of the start or better ones, and its bound or a closer one, which no choice of ``k`` sites passes.

    Every group of demands has a price of at most its households. Who may sell each group to every site that serves it
    takes the k dearest sites, and for each group what the price leaves: no choice gains more than that, whatever the
    prices (the Lagrangian relaxation of «served by a chosen site»). Prices fall where several of these sites serve a
    group and rise where none does, round by round towards the least bound. The dearest sites are a choice as well, and
    swaps mend it. Ends where the best choice is as good as the bound, after ``ROUNDS``, or when the time is over; the
    same for the same cover unless it is the time.
    """
    ends_s = time.monotonic() + time_limit_s
    best, bound = Choice(cover, start.sites.tolist()), start.bound
    price, step, waited, promising = cover.weight.copy(), STEP, 0, 0.0
    heading: Floats = np.zeros(len(price))
    for number in range(ROUNDS):
        if time.monotonic() >= ends_s:
            break
        progress("prices", number, ROUNDS)
        worth = np.asarray(cover.by_site @ price)
        dearest: Ints = np.argsort(-worth, kind="stable")[:k]
        found = float((cover.weight - price).sum() + worth[dearest].sum())
        bound, waited = min(bound, found), 0 if found < bound else waited + 1
        if waited == PATIENCE:
            step, waited = step / 2, 0
        choice = Choice(cover, dearest.tolist())
        surplus = choice.times - (price < cover.weight)
        if choice.gained > promising:
            promising = choice.gained
            best = _better(best, choice)
        heading = MOMENTUM * heading + surplus
        size = float(heading @ heading)
        if size == 0 or best.gained > bound - max(cover.grain, LOOSE) + LOOSE:
            break
        price = np.clip(price - step * (found - best.gained) / size * heading, 0.0, cover.weight)
    return Start(np.array(best.sites, dtype=np.int64), max(bound, best.gained))


def _better(best: Choice, other: Choice) -> Choice:
    """The better of two choices, the other one after swaps; of equal ones the first."""
    improve(other)
    return other if other.gained > best.gained + LOOSE else best

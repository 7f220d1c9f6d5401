"""From the question to the answer: the k best sites, or the fewest sites for a share of the households."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import shapely

from geo.asof import Ints
from geo.errors import BadInput, Message
from geo.model import Progress, silent
from geo.siting.choice import Choice
from geo.siting.exact import Found, Solve, all_solved, most_covered
from geo.siting.fewest import fewest_found
from geo.siting.greedy import by_gain, most_at_once, settle
from geo.siting.prices import priced
from geo.siting.problem import Cover, Figure, SitingProblem, reduced

DEFINITION = "siting-3"
"""The version of these rules; it changes when an answer for the same input could."""
MOST_SITES = 1_000
TIME_LIMIT_S = 30.0
LOOSE = 1e-6

NUMBER_INVALID = Message(
    "siting-number-invalid",
    zh="选址数量“{got}”无效，应为 1 到 {most} 的整数",
    en="the number of sites is {got!r}, expected a whole number from 1 to {most}",
    asked=True,
)
SHARE_INVALID = Message(
    "siting-share-invalid",
    zh="覆盖比例“{got}”无效，应大于 0 且不超过 1",
    en="the share is {got!r}, expected more than 0 and at most 1",
    asked=True,
)


class Goal(StrEnum):
    """``MOST`` households with k sites, or the ``FEWEST`` sites for a share."""

    MOST = "most"
    FEWEST = "fewest"


@dataclass(frozen=True, slots=True)
class Site:
    """One site: the candidate's id, its place in degrees, and the households that it adds to the sites before it."""

    id: int
    lon: float
    lat: float
    gained: float


@dataclass(frozen=True, slots=True)
class Siting:
    """The answer. ``sites`` are in order of gain; fewer than asked where more would gain nothing.

    ``bound``: no choice of as many sites gains more households than that (``MOST``), or no fewer sites do (``FEWEST``).
    ``gap`` is the distance to it, relative to the bound (most) or to the number of sites (fewest): 0 when ``optimal``.
    ``reachable`` are the households that all candidates together could gain; ``reached`` is false where they do not
    suffice for the share, and the answer is then the fewest sites for all that can be gained.
    """

    goal: Goal
    asked: float
    sites: tuple[Site, ...]
    before: Figure
    after: Figure
    reachable: float
    bound: float
    gap: float
    optimal: bool
    reached: bool
    candidates: int

    @property
    def gained(self) -> float:
        """The households that the sites gain together."""
        return self.after.covered - self.before.covered

    def to_json(self) -> dict[str, Any]:
        """The answer as plain values."""
        return {
            "goal": self.goal.value, "asked": self.asked, "gained": round(self.gained, 6),
            "before": self.before.to_json(), "after": self.after.to_json(), "reachable": round(self.reachable, 6),
            "bound": round(self.bound, 6), "gap": self.gap, "optimal": self.optimal, "reached": self.reached,
            "candidates": self.candidates,
            "sites": [
                {"rank": rank, "id": site.id, "lon": site.lon, "lat": site.lat, "gained": round(site.gained, 6)}
                for rank, site in enumerate(self.sites, 1)
            ],
        }  # fmt: skip


def check_number(k: int) -> None:
    """Raise ``BadInput`` for a number of sites outside 1 … 1000."""
    if not 1 <= k <= MOST_SITES:
        raise BadInput(NUMBER_INVALID, got=k, most=MOST_SITES)


def check_share(share: float) -> None:
    """Raise ``BadInput`` for a share outside 0 … 1 (0 excluded)."""
    if not 0 < share <= 1:
        raise BadInput(SHARE_INVALID, got=share)


def best_sites(
    problem: SitingProblem,
    k: int,
    *,
    time_limit_s: float = TIME_LIMIT_S,
    progress: Progress = silent,
    solve: Solve = all_solved,
) -> Siting:
    """The ``k`` sites that gain the most households, proven within the time limit or with the gap that remains.

    Never worse than greedy search with swaps, which is all that a time limit of 0 allows. Raises ``BadInput`` for a
    number of sites outside 1 … 1000, and whatever the progress listener raises.
    """
    check_number(k)
    cover = reduced(problem)
    start = most_at_once(cover, k, progress)
    ends_s = time.monotonic() + time_limit_s
    if time_limit_s > 0:
        start = priced(cover, k, start, time_limit_s, progress)
    bound = _whole(start.bound, cover.grain)
    sites, gained = start.sites, Choice(cover, start.sites.tolist()).gained
    if gained < bound - LOOSE and (left_s := ends_s - time.monotonic()) > 0:
        found = solve([most_covered(cover, k, start)], left_s, progress)[0]
        bound = min(bound, found.bound)
        sites = _better(sites, found, lambda other: Choice(cover, other.tolist()).gained > gained + LOOSE)
    return _answer(problem, cover, Goal.MOST, k, sites, bound, True)


def fewest_sites(
    problem: SitingProblem,
    share: float = 1.0,
    *,
    time_limit_s: float = TIME_LIMIT_S,
    progress: Progress = silent,
    solve: Solve = all_solved,
) -> Siting:
    """The fewest sites with which the covered share of all households is at least ``share``.

    Where the candidates do not suffice, the fewest sites for all that they can gain. Raises ``BadInput`` for a share
    outside 0 … 1 (0 excluded), and whatever the progress listener raises.
    """
    check_share(share)
    cover = reduced(problem)
    wanted = share * problem.before.total - problem.before.covered
    needed = max(0.0, min(wanted, cover.reachable))
    found = fewest_found(cover, needed, time_limit_s, progress, solve)
    return _answer(problem, cover, Goal.FEWEST, share, found.sites, found.bound, wanted <= cover.reachable + LOOSE)


def _better(sites: Ints, found: Found, is_better: Callable[[Ints], bool]) -> Ints:
    return sites if found.sites is None or not is_better(found.sites) else found.sites


def _whole(bound: float, grain: float) -> float:
    return float(np.floor(bound / grain + LOOSE)) * grain if grain else bound


def _answer(
    problem: SitingProblem, cover: Cover, goal: Goal, asked: float, sites: Ints, bound: float, reached: bool
) -> Siting:
    settled = Choice(cover, sites.tolist())
    settle(settled)
    ordered = by_gain(settled)
    choice, placed = Choice(cover, []), []
    for site in ordered.tolist():
        gained = float(choice.gains()[site])
        choice.add(site)
        row = int(cover.row[site])
        at = problem.place[row]
        placed.append(Site(int(problem.candidate_id[row]), float(shapely.get_x(at)), float(shapely.get_y(at)), gained))
    if goal is Goal.MOST:
        value, bound = choice.gained, max(bound, choice.gained)
        gap = (bound - value) / bound if bound > LOOSE else 0.0
    else:
        value, bound = float(len(placed)), min(bound, float(len(placed)))
        gap = (value - bound) / value if value else 0.0
    optimal = gap * max(bound, value) <= LOOSE
    return Siting(
        goal, asked, tuple(placed), problem.before, problem.after(cover.row[ordered]), cover.reachable, bound,
        0.0 if optimal else gap, optimal, reached, len(problem.candidate_id),
    )  # fmt: skip

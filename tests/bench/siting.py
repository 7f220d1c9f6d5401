"""Siting: building the question, the sites and their bound by greedy search and prices, and the solver beside them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from geo.gaps import door_households
from geo.ground import Ground
from geo.model import silent
from geo.siting import SitingProblem, building_candidates, venue_problem
from geo.siting.choice import Choice
from geo.siting.exact import all_solved, fewest_for, most_covered, solved
from geo.siting.fewest import fewest_found
from geo.siting.greedy import fewest_at_once, most_at_once
from geo.siting.prices import priced
from geo.siting.problem import reduced
from geo.walk import (
    PRESETS,
    Circle,
    CircleRules,
    WalkNetwork,
    build_network,
    catchments,
    door_map,
    doors_of,
    service_circle,
    snap,
)
from tests.bench.timing import Row, in_turn, once
from tests.bench.world import World

CATEGORY = "nursery"
SITES = (5, 20)
SHARES = (1.0, 0.8)
TIME_LIMIT_S = 60.0
SAMPLED_FROM, EVERY = 16, 50
"""From this scale on one search a candidate would take an hour: every 50th candidate is searched, to check, not timed."""


def measure(made: World, rounds: int) -> Iterator[Row]:
    """Nurseries within 500 m, in buildings that are not homes."""
    frames = made.demo.frames
    network = build_network(frames["path"], frames["estate"], frames["gate"])
    doors = doors_of(frames["entrance"], frames["building"])
    circle = service_circle(network, doors, frames["venue"], CircleRules({CATEGORY: PRESETS["distance-10"]}))
    weight = door_households(Ground.of(frames, made.demo.manifest.as_of), doors)
    chosen = frames["building"]["id"].to_numpy()[frames["building"]["use"] != "residential"]
    candidates = building_candidates(doors, chosen)
    build = partial(venue_problem, network, circle, CATEGORY, weight, candidates)
    contenders = {"Jingwei": build}
    if made.scale < SAMPLED_FROM:
        contenders["one search a candidate"] = partial(one_by_one, network, circle, weight, candidates.place)
    seconds, answers = in_turn(contenders, min(rounds, 3))
    problem: SitingProblem = answers["Jingwei"]
    every = 1 if len(contenders) > 1 else EVERY
    pairs = answers.get("one search a candidate") or one_by_one(network, circle, weight, candidates.place[::every])
    for mine, other in zip(problem.reach[::every].nonzero(), pairs, strict=True):
        np.testing.assert_array_equal(mine, other)
    which = "equal" if every == 1 else f"equal for each {every}th candidate"
    size = f"{len(candidates):,} candidates, {len(problem.weight):,} doors, {problem.reach.nnz:,} pairs"
    yield Row("Siting", made.scale, "who is served from where", seconds, "Jingwei", f"{which}: {size}")
    for k in SITES:
        yield sites(made, problem, k, rounds)
    for share in SHARES:
        yield fewest(made, problem, share)


def sites(made: World, problem: SitingProblem, k: int, rounds: int) -> Row:
    """Greedy search and prices beside the solver, which starts from greedy search alone."""
    cover = reduced(problem)
    quick, answers = in_turn({"Jingwei": lambda: priced(cover, k, most_at_once(cover, k), TIME_LIMIT_S)}, rounds)
    found = answers["Jingwei"]
    greedy = most_at_once(cover, k)
    slow, solution = once(lambda: solved(*most_covered(cover, k, greedy), TIME_LIMIT_S))
    begun, ours, theirs = (Choice(cover, one.sites.tolist()).gained for one in (greedy, found, solution))
    bound = float(np.floor(found.bound / cover.grain + 1e-6) * cover.grain)
    bound_of_solver = min(solution.bound, greedy.bound)
    assert max(begun, ours, theirs) <= min(bound, bound_of_solver)
    told = f"{_proof(ours, bound)}, {ours:,.0f} households; greedy alone {begun:,.0f}, its bound {greedy.bound:,.0f}"
    told += f"; HiGHS {_proof(theirs, bound_of_solver)}, {theirs:,.0f}"
    return Row(
        "Siting", made.scale, f"{k} best sites", quick | {"HiGHS, proven or its time over": slow}, "Jingwei", told
    )


def fewest(made: World, problem: SitingProblem, share: float) -> Row:
    """The whole search beside greedy search and the solver alone, both with the same time."""
    cover = reduced(problem)
    needed = max(0.0, min(share * problem.before.total - problem.before.covered, cover.reachable))
    quick, found = once(lambda: fewest_found(cover, needed, TIME_LIMIT_S, silent, all_solved))
    slow, solution = once(lambda: solved(*fewest_for(cover, needed, fewest_at_once(cover, needed)), TIME_LIMIT_S))
    greedy = fewest_at_once(cover, needed)
    theirs = greedy.sites if solution.sites is None else min(greedy.sites, solution.sites, key=len)
    ours, bound, bound_of_solver = len(found.sites), found.bound, max(greedy.bound, solution.bound)
    assert Choice(cover, found.sites.tolist()).gained >= needed - 1e-6
    assert max(bound, bound_of_solver) <= min(ours, len(theirs))
    told = f"{_told(ours, bound)}; greedy alone {len(greedy.sites)}, its bound {greedy.bound:,.0f}"
    told += f"; with HiGHS {_told(len(theirs), bound_of_solver)}"
    seconds = {"Jingwei": quick, "HiGHS, proven or its time over": slow}
    which = "all that can be reached" if needed >= cover.reachable - 1e-6 else f"{share:.0%}"
    return Row("Siting", made.scale, f"fewest sites for {which}", seconds, "Jingwei", told)


def _told(sites: int, bound: float) -> str:
    return f"{sites:,} sites, " + ("proven" if sites <= bound else f"at least {bound:,.0f}")


def _proof(gained: float, bound: float) -> str:
    return "proven" if gained >= bound else f"gap {1 - gained / bound:.3%}"


def one_by_one(
    network: WalkNetwork, circle: Circle, weight: np.ndarray, place: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The same pairs (candidate, door) by the catchment of each candidate."""
    wanting = np.flatnonzero((circle.verdict[:, 0] != 1) & (weight > 0))
    ground = door_map(network, network.frame.to_metres(circle.doors.place[wanting]))
    limit_m = circle.rules.required[CATEGORY].limit_m
    feet = snap(network, network.frame.to_metres(place))
    candidate, door, _ = catchments(ground, feet, len(place), limit_m + 0.0005)
    return candidate, door

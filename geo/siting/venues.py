"""New venues of one category: which doors that do not reach one today would reach one at each candidate site."""

from __future__ import annotations

import numpy as np

from geo.asof import Floats, Mask
from geo.crs import local_frame
from geo.model import Progress, silent
from geo.siting.candidates import Candidates
from geo.siting.problem import Figure, SitingProblem
from geo.siting.reach import reach_on_foot, reach_straight
from geo.walk import Circle, Verdict, WalkNetwork


def venue_problem(
    network: WalkNetwork,
    circle: Circle,
    category: str,
    weight: Floats,
    candidates: Candidates,
    within: Mask | None = None,
    progress: Progress = silent,
) -> SitingProblem:
    """The question for one category of a circle that was answered on this network.

    ``weight``: the households behind each door of the circle; ``within``: the doors that are asked about (all without
    it). Doors that no candidate can reach stay in the figures.
    """
    asked = np.ones(len(circle.doors), dtype=bool) if within is None else within
    verdict = circle.verdict[:, circle.rules.categories.index(category)]
    figure = [float(weight[asked & (verdict == word)].sum()) for word in _ORDER]
    wanting = np.flatnonzero(asked & (verdict != Verdict.COVERED) & (weight > 0))
    limit_m = circle.rules.required[category].limit_m
    frame = network.frame if circle.on_network else local_frame(circle.doors.place)
    doors, sites = frame.to_metres(circle.doors.place[wanting]), frame.to_metres(candidates.place)
    if circle.on_network:
        reach = reach_on_foot(network, doors, sites, limit_m, circle.rules.snap, progress)
    else:
        reach = reach_straight(doors, sites, limit_m, circle.rules.detour_factor)
    return SitingProblem(
        candidates.id, candidates.place, weight[wanting], verdict[wanting] == Verdict.UNKNOWN, reach, Figure(*figure)
    )


_ORDER = (Verdict.COVERED, Verdict.NOT_COVERED, Verdict.UNKNOWN)

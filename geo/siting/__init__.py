"""Where would new venues or hub households serve most: the best k sites, and how many sites serve everybody."""

from geo.siting.candidates import Candidates, building_candidates, point_candidates
from geo.siting.hubs import HubState, hub_problem
from geo.siting.problem import Figure, SitingProblem
from geo.siting.solve import DEFINITION, Goal, Site, Siting, best_sites, fewest_sites
from geo.siting.venues import venue_problem

__all__ = [
    "DEFINITION",
    "Candidates",
    "Figure",
    "Goal",
    "HubState",
    "Site",
    "Siting",
    "SitingProblem",
    "best_sites",
    "building_candidates",
    "fewest_sites",
    "hub_problem",
    "point_candidates",
    "venue_problem",
]

"""New hub households: which buildings without one in reach a hub household in each candidate building would serve."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array, csr_array

from geo.asof import Floats, Ints, Mask, Objects
from geo.crs import LocalFrame
from geo.model import Progress, silent
from geo.siting.candidates import building_candidates
from geo.siting.problem import Figure, SitingProblem
from geo.siting.reach import reach_on_foot, reach_straight
from geo.walk import Doors, WalkNetwork, off_network, snap


@dataclass(frozen=True, slots=True)
class HubState:
    """The lived-in buildings asked about: their households, and whether a hub household is in reach today.

    ``served`` and ``unknown`` are the answers of the lenient reading; what is neither is not served.
    """

    building_id: Ints
    households: Floats
    served: Mask
    unknown: Mask


def hub_problem(
    doors: Doors,
    state: HubState,
    candidate_id: Ints,
    limit_m: float,
    detour_factor: float,
    ground: WalkNetwork | LocalFrame,
    progress: Progress = silent,
) -> SitingProblem:
    """The question for new hub households in these buildings.

    A hub household serves the building that it stands in, and those with an entrance within ``limit_m`` of its own
    building's first door: along the network, or by the straight line times ``detour_factor`` where ``ground`` is only
    a metric frame, and between two doors of which the network cannot judge one (`geo.coverage.hubs`).
    """
    candidates = building_candidates(doors, candidate_id)
    wanting = np.flatnonzero(~state.served & (state.households > 0))
    asked = state.building_id[wanting]
    near = np.flatnonzero(np.isin(doors.building_id, asked))
    frame = ground.frame if isinstance(ground, WalkNetwork) else ground
    here, there = frame.to_metres(doors.place[near]), frame.to_metres(candidates.place)
    if isinstance(ground, WalkNetwork):
        drawn = reach_straight(here, there, limit_m, detour_factor, rounded=False)
        by_door = reach_on_foot(ground, here, there, limit_m, progress=progress) + _off_network(
            ground, here, there, drawn
        )
    else:
        by_door = reach_straight(here, there, limit_m, detour_factor, rounded=False)
    reach = _by_building(by_door, doors.building_id[near], asked, candidates.id)
    total = float(state.households.sum())
    covered, unknown = (float(state.households[mask].sum()) for mask in (state.served, state.unknown & ~state.served))
    figure = Figure(covered, total - covered - unknown, unknown)
    return SitingProblem(
        candidates.id, candidates.place, state.households[wanting], state.unknown[wanting], reach, figure
    )


def _off_network(network: WalkNetwork, here: Objects, there: Objects, drawn: csr_array) -> csr_array:
    """The drawn pairs of which one place or the other has no path near, or stands on a fragment of the network."""
    astray, lost = (off_network(network, snap(network, places), len(places)) for places in (here, there))
    pairs = drawn.tocoo()
    row, column = pairs.coords
    kept = lost[row] | astray[column]
    held = (pairs.data[kept], (row[kept], column[kept]))
    return csr_array(coo_array(held, shape=drawn.shape).tocsr())


def _by_building(by_door: csr_array, owner: Ints, asked: Ints, candidate_id: Ints) -> csr_array:
    """From doors to their buildings, and every candidate reaches the building that it stands in."""
    pairs = by_door.tocoo()
    column = np.searchsorted(asked, owner)[pairs.coords[1]]
    own = np.flatnonzero(np.isin(candidate_id, asked))
    rows = np.concatenate([pairs.coords[0], own])
    columns = np.concatenate([column, np.searchsorted(asked, candidate_id[own])])
    shape = (len(candidate_id), len(asked))
    found = coo_array((np.ones(len(rows), dtype=np.int32), (rows, columns)), shape=shape).tocsr()
    return csr_array(found, dtype=bool)

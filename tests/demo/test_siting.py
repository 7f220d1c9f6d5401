"""Siting in the demonstration city: what is promised is what the circle says when the sites really stand."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from geo.coverage import CoverageParameters, compute_coverage
from geo.demo import AS_OF
from geo.gaps import door_households
from geo.ground import Ground
from geo.siting import (
    Figure,
    HubState,
    best_sites,
    building_candidates,
    fewest_sites,
    hub_problem,
    point_candidates,
    venue_problem,
)
from geo.walk import PRESETS, CircleRules, Doorsteps, build_network, circle_figures, doors_of, service_circle

CATEGORY = "nursery"
RULES = CircleRules({CATEGORY: PRESETS["distance-10"]})


@pytest.fixture(scope="module")
def doors(city):
    return doors_of(city.frames["entrance"], city.frames["building"])


@pytest.fixture(scope="module", params=["network", "straight lines"])
def network(request, city):
    if request.param == "network":
        return build_network(city.frames["path"], city.frames["estate"], city.frames["gate"])
    return build_network(None)


def figure(circle, weight):
    (row,) = circle_figures(circle, weight).itertuples()
    return Figure(row.covered, row.not_covered, row.unknown)


def with_sites(frame, answer, **columns):
    """The layer with one more row at each site."""
    new = gpd.GeoDataFrame(
        {"id": np.arange(len(answer.sites)) + 10_000_000, **columns},
        geometry=gpd.points_from_xy([s.lon for s in answer.sites], [s.lat for s in answer.sites]),
        crs=frame.crs,
    )
    return pd.concat([frame, new], ignore_index=True)


@pytest.mark.parametrize("kind", ["buildings", "points"])
def test_the_promised_households_are_covered_once_the_venues_stand(city, doors, network, kind):
    building, venue = city.frames["building"], city.frames["venue"]
    weight = door_households(Ground.of(city.frames, AS_OF), doors)
    candidates = building_candidates(doors, building["id"].to_numpy()[building["use"] != "residential"])
    if kind == "points":
        corners = np.random.default_rng(1).choice(len(doors), 40, replace=False)
        candidates = point_candidates([(p.x + 1e-4, p.y) for p in doors.place[corners]])
    circle = service_circle(network, doors, venue, RULES)
    problem = venue_problem(network, circle, CATEGORY, weight, candidates)
    for answer in (best_sites(problem, 3), fewest_sites(problem, 0.7)):
        assert answer.optimal
        assert answer.before == figure(circle, weight)
        stands = service_circle(network, doors, with_sites(venue, answer, category=CATEGORY), RULES)
        assert answer.after == figure(stands, weight)
        assert answer.gained > 0


def test_the_promised_households_have_a_hub_household_once_it_is_there(city, doors, network):
    parameters = CoverageParameters()
    steps = Doorsteps.of(network, doors)
    before = compute_coverage(city.frames, AS_OF, parameters, steps)
    table = before.buildings
    state = HubState(
        table["id"].to_numpy(), table["households"].to_numpy(float),
        (table["hub_lenient"] == "covered").to_numpy(), (table["hub_lenient"] == "unknown").to_numpy(),
    )  # fmt: skip
    homes = table["id"].to_numpy()[table["households"].to_numpy() > 0]
    ground = before.work.ground.metres if steps.ground is None else network
    problem = hub_problem(doors, state, homes, parameters.hub_lenient_m, parameters.detour_factor, ground)
    answer = best_sites(problem, 5)
    assert answer.optimal
    assert answer.gained > 0
    unit = city.frames["unit"]
    group = int(unit["id"].to_numpy()[(unit["level"] == 3) & (unit["state"] == "active")][0])
    more = with_sites(unit, answer, level=4, state="active", parent_id=group, last_active_on=np.datetime64(AS_OF))
    after = compute_coverage({**city.frames, "unit": more}, AS_OF, parameters, steps).buildings
    covered = {
        word: float(after["households"][after["hub_lenient"] == word].sum()) for word in set(after["hub_lenient"])
    }
    assert covered.get("covered", 0) == answer.after.covered
    assert covered.get("unknown", 0) == answer.after.unknown

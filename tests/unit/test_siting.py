"""Siting: the limit is the circle's, the exact answer is the best one, and the bound is never passed."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from geo.errors import BadInput
from geo.siting import (
    Figure,
    Goal,
    HubState,
    SitingProblem,
    best_sites,
    building_candidates,
    fewest_sites,
    hub_problem,
    point_candidates,
    venue_problem,
)
from geo.siting.choice import Choice
from geo.siting.exact import fewest_for, most_covered, solved
from geo.siting.greedy import Start, fewest_at_once, most_at_once, settle
from geo.siting.problem import reduced
from geo.walk import PRESETS, CircleRules, build_network, doors_of, service_circle
from tests.walk_world import FRAME, ORIGIN, houses, lines, points

CLINIC = CircleRules({"clinic": PRESETS["distance-10"]})
ROAD = [(0, 0), (5000, 0)]
STORES = Path(__file__).parents[1] / "data" / "sf_205_tracts_16_stores.csv"


def asked(reach, weight, unknown=None, covered=0.0):
    """A problem drawn as a table: a row per candidate, a column per demand; candidates are numbered from 1."""
    table = csr_array(np.array(reach, dtype=bool))
    weight = np.array(weight, dtype=float)
    doubtful = np.zeros(len(weight), bool) if unknown is None else np.array(unknown, bool)
    before = Figure(covered, float(weight[~doubtful].sum()), float(weight[doubtful].sum()))
    ids = np.arange(1, table.shape[0] + 1)
    place = point_candidates([(114.0 + 0.01 * at, 30.0) for at in ids]).place
    return SitingProblem(ids, place, weight, doubtful, table, before)


def chosen(answer):
    return [(site.id, site.gained) for site in answer.sites]


def street(doors, sites, venues=(), paths=(ROAD,)):
    """A problem for one clinic per site, with a household of ten behind each door."""
    building = houses(*doors)
    entrance = points(*doors, building_id=building["id"].to_numpy())
    network = build_network(lines(*paths) if paths else None)
    door = doors_of(entrance, building)
    circle = service_circle(network, door, points(*venues, category=["clinic"] * len(venues)), CLINIC)
    at = [FRAME.to_lonlat(points_in_metres(site))[0] for site in sites]
    candidates = point_candidates([(point.x, point.y) for point in at])
    return venue_problem(
        network, circle, "clinic", door.spread(building["id"].to_numpy(), building["households"].to_numpy()), candidates
    )


def points_in_metres(spot):
    return np.array([shapely.Point(*(np.array(spot) + ORIGIN))], dtype=object)


@pytest.mark.parametrize("paths", [(ROAD,), ()])
@pytest.mark.parametrize(("x", "gained"), [(499.98, 1), (500.02, 0)])
def test_a_site_serves_who_is_within_the_limit_on_foot_or_by_the_stretched_line(paths, x, gained):
    stretch = 1.0 if paths else CLINIC.detour_factor
    problem = street([(x / stretch, 0)], [(0, 0)], paths=paths)
    assert len(best_sites(problem, 1).sites) == gained


@pytest.mark.parametrize("paths", [(ROAD,), ()])
def test_at_the_limit_a_site_reaches_to_the_millimetre_whom_the_circle_says_it_reaches(paths):
    limit_m = 500 if paths else 500 / CLINIC.detour_factor
    spots = [(100 + limit_m + step / 1_000, 0) for step in range(-12, 13)]
    problem = street(spots, [(100, 0)], paths=paths)
    building = houses(*spots)
    door = doors_of(points(*spots, building_id=building["id"].to_numpy()), building)
    venue = gpd.GeoDataFrame({"id": [1], "category": ["clinic"]}, geometry=problem.place, crs="EPSG:4326")
    circle = service_circle(build_network(lines(*paths) if paths else None), door, venue, CLINIC)
    covered = circle.verdict[:, 0] == 1
    assert problem.reach.toarray()[0].tolist() == covered.tolist()
    assert 0 < covered.sum() < len(spots)
    if paths:
        assert 500.0 in circle.walk_m[covered, 0]


def test_households_that_are_covered_already_count_as_base_and_bring_no_gain():
    problem = street([(0, 0), (2000, 0), (2100, 0)], [(0, 0), (2050, 0)], venues=[(100, 0)])
    answer = best_sites(problem, 2)
    assert answer.before == Figure(10, 20, 0)
    assert answer.after == Figure(30, 0, 0)
    assert chosen(answer) == [(2, 20.0)]


def test_sites_come_in_order_of_gain_and_the_lowest_id_breaks_ties():
    problem = asked([[1, 0, 0, 0], [0, 1, 1, 0], [0, 1, 1, 0], [0, 0, 0, 1]], [5, 5, 5, 7])
    assert chosen(best_sites(problem, 3)) == [(2, 10.0), (4, 7.0), (1, 5.0)]


def test_the_exact_answer_is_found_where_greedy_and_swaps_stop_short():
    # The third looks best at first: 24 against 17.
    reach = [[1, 1, 1, 0, 0, 0], [0, 0, 0, 1, 1, 1], [1, 1, 0, 1, 1, 0]]
    answer = best_sites(asked(reach, [6, 6, 5, 6, 6, 5]), 2)
    assert chosen(answer) == [(1, 17.0), (2, 17.0)]
    assert (answer.optimal, answer.gap, answer.bound) == (True, 0.0, 34.0)


def test_a_swap_frees_greedy_search_from_its_first_choice():
    reach = [[1, 1, 1, 0, 0, 0], [0, 0, 0, 1, 1, 1], [1, 1, 0, 1, 1, 0]]
    assert best_sites(asked(reach, [6, 6, 5, 6, 6, 5]), 2, time_limit_s=0).gained == 34


def test_sites_that_gain_the_same_give_way_to_the_lowest_id():
    choice = Choice(reduced(asked([[1, 0], [0, 1]], [5, 5])), [1])
    settle(choice)
    assert choice.sites == [0]


def test_doors_whose_only_near_venue_is_off_the_network_are_unknown_and_can_be_gained():
    problem = street([(0, 0), (4000, 0)], [(100, 0)], venues=[(0, 150)])
    answer = best_sites(problem, 1)
    assert answer.before == Figure(0, 10, 10)
    assert answer.after == Figure(10, 10, 0)


def test_unknown_coverage_becomes_covered_and_all_three_figures_are_told():
    answer = best_sites(asked([[1, 1, 0]], [3, 4, 5], unknown=[1, 0, 0], covered=8), 1)
    assert answer.before == Figure(8, 9, 3)
    assert answer.after == Figure(15, 5, 0)
    assert answer.to_json()["after"] == {"covered": 15, "not_covered": 5, "unknown": 0, "total": 20, "share": 0.75}


def test_a_share_out_of_reach_is_answered_with_the_fewest_sites_for_all_that_can_be_gained():
    answer = fewest_sites(asked([[1, 1, 0, 0], [0, 1, 1, 0], [1, 0, 0, 0]], [1, 1, 1, 4]), 1.0)
    assert [site.id for site in answer.sites] == [1, 2]
    assert (answer.goal, answer.reached, answer.reachable, answer.optimal) == (Goal.FEWEST, False, 3.0, True)


def test_a_share_that_holds_already_needs_no_site():
    answer = fewest_sites(asked([[1]], [1], covered=9), 0.9)
    assert (answer.sites, answer.optimal, answer.reached) == ((), True, True)


@pytest.mark.parametrize(("k", "share"), [(0, 0.5), (1001, 0.5), (1, 0.0), (1, 1.01)])
def test_numbers_out_of_range_are_refused(k, share):
    problem = asked([[1]], [1])
    with pytest.raises(BadInput):
        fewest_sites(problem, share) if 0 < k < 1000 else best_sites(problem, k)


def test_nothing_to_gain_gives_no_sites():
    answer = best_sites(asked(np.zeros((3, 2)), [1, 1]), 2)
    assert (answer.sites, answer.optimal, answer.gained) == ((), True, 0)
    assert best_sites(street([(0, 0)], []), 1).sites == ()


tables = st.tuples(st.integers(1, 7), st.integers(1, 9)).flatmap(
    lambda shape: st.tuples(
        st.lists(st.lists(st.booleans(), min_size=shape[1], max_size=shape[1]), min_size=shape[0], max_size=shape[0]),
        st.lists(st.sampled_from([0, 1, 2, 3, 10 / 3, 0.5]), min_size=shape[1], max_size=shape[1]),
    )
)


def brute_most(problem, k):
    rows = range(len(problem.candidate_id))
    sets = combinations(rows, min(k, len(problem.candidate_id)))
    return max(problem.weight[problem.served(np.array(chosen))].sum() for chosen in sets)


@settings(max_examples=60, deadline=None)
@given(tables, st.integers(1, 4))
def test_the_best_sites_are_those_of_trying_every_choice(table, k):
    problem = asked(*table)
    best = brute_most(problem, k)
    exact, quick, more = best_sites(problem, k), best_sites(problem, k, time_limit_s=0), best_sites(problem, k + 1)
    assert exact.optimal
    assert exact.gained == pytest.approx(best)
    assert exact.bound == pytest.approx(best)
    assert quick.gained <= exact.gained + 1e-6 <= quick.bound + 2e-6
    assert more.gained >= exact.gained - 1e-6
    assert [site.gained for site in exact.sites] == sorted((site.gained for site in exact.sites), reverse=True)
    assert sum(site.gained for site in exact.sites) == pytest.approx(exact.gained)
    assert exact == best_sites(problem, k)


@settings(max_examples=25, deadline=None)
@given(tables, st.integers(1, 4))
def test_the_solver_alone_finds_what_trying_every_choice_finds(table, k):
    problem = asked(*table)
    cover, nothing = reduced(problem), Start(np.zeros(0, np.int64), 0.0)
    if not cover.reachable:
        return
    found = solved(*most_covered(cover, k, nothing), 30)
    assert Choice(cover, found.sites.tolist()).gained == pytest.approx(brute_most(problem, k))
    assert found.bound == pytest.approx(brute_most(problem, k), abs=1e-5)
    for needed in (cover.reachable, cover.reachable / 2):
        fewest = next(n for n in range(1, 9) if brute_most(problem, n) >= needed - 1e-6)
        assert len(solved(*fewest_for(cover, needed, nothing), 30).sites) == fewest
        assert fewest_at_once(cover, needed).bound <= fewest <= len(fewest_at_once(cover, needed).sites)


@settings(max_examples=25, deadline=None)
@given(tables, st.sampled_from([0.3, 0.5, 0.8, 1.0]))
def test_the_fewest_sites_are_those_of_trying_every_number(table, share):
    problem = asked(*table)
    answer = fewest_sites(problem, share)
    needed = min(share * problem.weight.sum(), reduced(problem).reachable)
    fewest = next((n for n in range(8) if needed <= 1e-6 or (n and brute_most(problem, n) >= needed - 1e-6)), None)
    assert answer.optimal
    assert len(answer.sites) == fewest == answer.bound


@settings(max_examples=40, deadline=None)
@given(tables, st.integers(1, 6))
def test_at_once_more_sites_never_gain_less(table, k):
    cover = reduced(asked(*table))
    fewer, more = (Choice(cover, most_at_once(cover, n).sites.tolist()).gained for n in (k, k + 1))
    assert more >= fewer - 1e-6


def random_problem(candidates, demands, near, seed=3):
    random = np.random.default_rng(seed)
    sites, homes = random.random((candidates, 2)), random.random((demands, 2))
    reach = ((sites[:, None] - homes[None]) ** 2).sum(2) <= near**2
    return asked(reach, random.integers(1, 40, demands))


def test_when_the_time_is_over_the_answer_states_its_gap():
    answer = best_sites(random_problem(300, 900, 0.08), 15, time_limit_s=0.01)
    assert not answer.optimal
    assert 0 < answer.gap < 0.5
    assert answer.gained < answer.bound
    assert answer.gap == pytest.approx((answer.bound - answer.gained) / answer.bound)


@pytest.mark.parametrize(
    ("k", "population", "without"),
    [(1, 448_255, 98), (2, 671_938, 55), (3, 791_499, 36), (4, 875_247, 21), (5, 927_402, 8)],
)
def test_the_published_instance_is_answered_as_by_the_library_that_published_it(k, population, without):
    problem = tracts_and_stores()
    answer = best_sites(problem, k)
    served = problem.served(np.array([site.id - 1 for site in answer.sites]))
    assert (answer.optimal, answer.gained, int((~served).sum())) == (True, population, without)


def test_all_tracts_of_the_published_instance_need_eight_stores():
    answer = fewest_sites(tracts_and_stores(), 1.0)
    assert (len(answer.sites), answer.optimal, answer.after.share) == (8, True, 1.0)


def tracts_and_stores():
    table = pd.read_csv(STORES)
    return asked(table.filter(like="store_").to_numpy().T <= 5_000, table["population"])


def test_a_hub_household_serves_its_own_building_and_those_near_its_door():
    building = houses((0, 0), (60, 0), (99.9, 0), (400, 0))
    doors = doors_of(points((0, 0), (60, 0), (99.9, 0), (400, 0), building_id=[1, 2, 3, 4]), building)
    state = HubState(np.arange(1, 5), np.full(4, 10.0), np.zeros(4, bool), np.array([0, 0, 0, 1], bool))
    for ground, reached in ((build_network(lines(ROAD)), 3), (FRAME, 2)):
        problem = hub_problem(doors, state, np.array([1, 4]), 100.0, 1.3, ground)
        assert problem.reach.toarray().sum(1).tolist() == [reached, 1]
        answer = fewest_sites(problem, 1.0)
        assert answer.before == Figure(0, 30, 10)
        assert [site.id for site in answer.sites] == [1, 4]


def test_a_hub_household_serves_its_own_building_even_where_no_path_is_near():
    building = houses((0, 0), (0, 900))
    doors = doors_of(points((0, 0), (0, 900), building_id=[1, 2]), building)
    state = HubState(np.array([1, 2]), np.array([4.0, 6.0]), np.zeros(2, bool), np.zeros(2, bool))
    problem = hub_problem(doors, state, np.array([1, 2]), 100.0, 1.3, build_network(lines(ROAD)))
    assert problem.reach.toarray().tolist() == [[True, False], [False, True]]


def test_a_hub_household_without_a_path_near_serves_by_the_stretched_line_as_it_is_measured():
    building = houses((0, 900), (60, 900), (90, 900))
    doors = doors_of(points((0, 900), (60, 900), (90, 900), building_id=[1, 2, 3]), building)
    state = HubState(np.arange(1, 4), np.full(3, 1.0), np.zeros(3, bool), np.zeros(3, bool))
    problem = hub_problem(doors, state, np.array([1]), 100.0, 1.3, build_network(lines(ROAD)))
    assert problem.reach.toarray().tolist() == [[True, True, False]]


def test_a_building_stands_at_its_first_door_and_one_without_a_place_is_no_site():
    building = houses((0, 0), (50, 0), (90, 0))
    doors = doors_of(points((1, 1), (0, 0), None, building_id=[1, 1, 3], id=[8, 5, 9]), building)
    candidates = building_candidates(doors, np.array([1, 3, 77]))
    assert candidates.id.tolist() == [1]
    assert FRAME.to_metres(candidates.place)[0].distance(points_in_metres((0, 0))[0]) < 0.02

"""The fewest sites: taken apart without loss, a bound that no number of sites passes, and never more sites than at once."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.siting import fewest, fewest_prices, fewest_sites
from geo.siting.choice import Choice
from geo.siting.exact import all_solved, fewest_for, solved
from geo.siting.fewest_prices import fewest_priced
from geo.siting.greedy import Start, fewer, fewest_at_once, improve
from geo.siting.parts import parts_of
from geo.siting.problem import reduced
from tests.unit.test_siting import asked, random_problem, tables

LONG_S = 60.0


def brute_fewest(problem, needed):
    """By trying every set of candidates, the small ones first."""
    rows = range(len(problem.candidate_id))
    for count in range(len(rows) + 1):
        for chosen in combinations(rows, count):
            if problem.weight[problem.served(np.array(chosen, np.int64))].sum() >= needed - 1e-6:
                return count
    raise AssertionError("not all of it can be gained")


def unasked(*_):
    raise AssertionError("the solver was asked")


@settings(max_examples=25, deadline=None)
@given(tables, st.sampled_from([0.3, 0.6, 0.8, 0.95, 1.0]))
def test_no_number_of_sites_passes_the_bound_and_the_sites_gain_what_is_needed(table, share):
    problem = asked(*table)
    cover = reduced(problem)
    needed = share * cover.reachable
    start = fewest_at_once(cover, needed)
    found = fewest_priced(cover, needed, start, LONG_S)
    few = brute_fewest(problem, needed)
    assert start.bound <= found.bound <= few <= len(found.sites) <= len(start.sites)
    with pytest.MonkeyPatch.context() as patch:  # as far as the prices come where no better sites are looked for
        patch.setattr(fewest_prices, "fewer", lambda choice, _: choice)
        patch.setattr(fewest_prices, "_fewer_of", lambda best, *_: best)
        everywhere = Start(np.arange(len(cover.row)), 0.0)
        assert fewest_priced(cover, needed, everywhere, LONG_S).bound <= few
    assert Choice(cover, found.sites.tolist()).gained >= needed - 1e-6


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([0.15, 0.2, 0.25]))
def test_who_has_to_be_served_by_all_is_taken_apart_without_loss(seed, near):
    cover = reduced(random_problem(40, 80, near, seed))
    fixed, parts = parts_of(cover)
    chosen = [part.row[fewest_of(part)] for part in parts]
    sites = np.concatenate([fixed, *chosen])
    assert len(sites) == len(fewest_of(cover))
    assert Choice(cover, sites.tolist()).gained == cover.reachable


def fewest_of(cover):
    """By the solver alone."""
    return solved(*fewest_for(cover, cover.reachable, Start(np.arange(len(cover.row)), 0.0)), 30).sites


def test_a_site_that_alone_serves_somebody_is_fixed_and_what_stays_falls_into_parts():
    # 1 alone serves the first home; 2, 3, 4 share three homes in a ring, 5, 6, 7 three others
    ring = [[1, 1, 0], [0, 1, 1], [1, 0, 1]]
    reach = np.zeros((7, 8), bool)
    reach[0, [0, 1]] = True
    reach[1:4, 2:5] = ring
    reach[4:7, 5:8] = ring
    fixed, parts = parts_of(reduced(asked(reach, [1] * 8)))
    assert fixed.tolist() == [0]
    assert [part.row.tolist() for part in parts] == [[1, 2, 3], [4, 5, 6]]
    answer = fewest_sites(asked(reach, [1] * 8), 1.0, solve=unasked)
    assert (len(answer.sites), answer.optimal) == (5, True)


def test_every_part_rounds_its_own_bound_up():
    # a ring of three needs one and a half by linear programming: two of them are three together, and four apart
    ring = np.array([[1, 1, 0], [0, 1, 1], [1, 0, 1]], bool)
    reach = np.block([[ring, np.zeros_like(ring)], [np.zeros_like(ring), ring]])
    cover = reduced(asked(reach, [1] * 6))
    together = fewest_priced(cover, 6.0, fewest_at_once(cover, 6.0), LONG_S)
    assert together.bound <= 3
    apart = fewest.fewest_found(cover, 6.0, LONG_S, lambda *_: None, unasked)
    assert (apart.bound, len(apart.sites)) == (4, 4)


@pytest.mark.parametrize("seed", range(3))
def test_prices_come_near_the_fewest_where_the_bound_of_greedy_search_is_far_away(seed):
    problem = random_problem(300, 900, 0.08, seed)
    cover = reduced(problem)
    needed = 0.8 * cover.reachable
    start = fewest_at_once(cover, needed)
    found = fewest_priced(cover, needed, start, LONG_S)
    assert len(found.sites) - found.bound <= 1 < len(start.sites) - start.bound


def test_where_prices_prove_the_sites_the_solver_is_not_asked():
    problem = random_problem(300, 900, 0.08, 1)
    answer = fewest_sites(problem, 0.5, solve=unasked)
    assert answer.optimal
    assert len(answer.sites) == len(fewest_sites(problem, 0.5).sites)


def test_a_little_more_than_whole_households_needs_the_next_household():
    cover = reduced(asked([[1, 0, 0], [0, 1, 0], [0, 0, 1]], [5, 4, 1]))
    assert [fewest._whole(needed, cover) for needed in (5, 5.5, 9.999, 10)] == [5, 6, 10, 10]
    answer = fewest_sites(asked([[1, 0, 0], [0, 1, 0], [0, 0, 1]], [5, 4, 1]), 0.55, solve=unasked)
    assert (len(answer.sites), answer.optimal, answer.after.share) == (2, True, 0.9)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([0.6, 0.9, 1.0]))
def test_with_time_there_are_never_more_sites_than_without(seed, share):
    problem = random_problem(30, 80, 0.17, seed)
    at_once, searched = (fewest_sites(problem, share, time_limit_s=limit_s) for limit_s in (0, LONG_S))
    assert at_once.bound <= searched.bound <= len(searched.sites) <= len(at_once.sites)
    assert searched.optimal
    assert searched == fewest_sites(problem, share, time_limit_s=LONG_S)


def test_the_time_is_for_all_parts_together_and_a_listener_can_end_the_search(monkeypatch):
    problem = random_problem(200, 600, 0.09, 11)
    asked_for, begun = [], fewest_sites(random_problem(200, 600, 0.09, 11), 1.0, time_limit_s=0)

    def solve(programmes, left_s, progress):
        asked_for.append((len(programmes), left_s))
        return all_solved(programmes, left_s, progress)

    monkeypatch.setattr("geo.siting.fewest_prices.ROUNDS", 0)
    answer = fewest_sites(problem, 1.0, time_limit_s=20, solve=solve)
    assert answer.optimal
    assert len(answer.sites) < len(begun.sites)
    [(programmes, left_s)] = asked_for
    assert programmes == 1, "of two parts one is proven at once"
    assert 0 < left_s <= 20
    monkeypatch.undo()

    def ended(stage, done, total):
        if stage == ended.at:
            raise KeyboardInterrupt

    for ended.at in ("greedy", "prices"):
        with pytest.raises(KeyboardInterrupt):
            fewest_sites(problem, 1.0, progress=ended)


@pytest.mark.parametrize("seed", range(6))
def test_only_sites_whose_surroundings_changed_are_weighed_and_the_exchanges_are_those_of_weighing_all(seed):
    cover = reduced(random_problem(150, 400, 0.1, seed))
    quick, every = Choice(cover, []), Choice(cover, [])
    for _ in range(25):
        for choice in (quick, every):
            choice.add(int(choice.gains().argmax()))
        improve(quick)
        improve_all(every)
        assert quick.sites == every.sites
    assert np.allclose(quick.gains(), cover.by_site @ np.where(quick.times > 0, 0, cover.weight))


def improve_all(choice):
    better = True
    while better:
        better = False
        for at, site in enumerate(choice.sites):
            without = choice.gains() + choice.freed(choice.own(site))
            if without.max() > without[site]:
                choice.exchange(at, int(without.argmax()))
                better = True


def test_a_site_less_is_found_where_a_swap_makes_up_for_it():
    # of 1, 2 and 3 the second goes first: 12 of 13 are left, and 4 instead of 3 serves the missing one
    reach = [[1, 1, 1, 0, 0, 0, 0], [0, 0, 0, 1, 1, 0, 0], [0, 0, 0, 0, 0, 1, 1], [0, 0, 0, 1, 0, 1, 0]]
    cover = reduced(asked(reach, [3, 3, 3, 2, 1, 2, 1]))
    assert sorted(fewer(Choice(cover, [0, 1, 2]), 13.0).sites) == [0, 3]
    assert fewer(Choice(cover, [0, 1, 2]), 14.0).sites == [0, 1, 2]

"""Prices of demands: a bound that no choice of sites passes, and sites that are never worse than those begun with."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.siting import best_sites, prices
from geo.siting import solve as module
from geo.siting.choice import Choice
from geo.siting.greedy import most_at_once
from geo.siting.prices import priced
from geo.siting.problem import reduced
from tests.unit.test_siting import asked, brute_most, random_problem, tables

LONG_S = 60.0


def of_prices(problem, k):
    cover = reduced(problem)
    start = most_at_once(cover, k)
    found = priced(cover, k, start, LONG_S)
    return Choice(cover, start.sites.tolist()).gained, Choice(cover, found.sites.tolist()).gained, start, found


@settings(max_examples=80, deadline=None)
@given(tables, st.integers(1, 4))
def test_no_choice_passes_the_bound_and_the_sites_are_a_choice(table, k):
    problem = asked(*table)
    best = brute_most(problem, k)
    before, gained, start, found = of_prices(problem, k)
    assert before - 1e-6 <= gained <= best + 1e-6 <= found.bound + 2e-6
    assert found.bound <= max(start.bound, gained) + 1e-6
    assert len(found.sites) <= k


@pytest.mark.parametrize("seed", range(4))
def test_the_bound_proves_the_sites_where_that_of_greedy_search_is_far_away(seed):
    before, gained, start, found = of_prices(random_problem(300, 900, 0.08, seed), 15)
    assert start.bound > before * 1.05
    assert np.floor(found.bound) == gained >= before


def test_a_few_rounds_point_at_sites_that_after_swaps_are_better_than_the_greedy_ones(monkeypatch):
    monkeypatch.setattr(prices, "ROUNDS", 6)
    gains = [of_prices(random_problem(300, 900, 0.08, seed), 15)[:2] for seed in range(8)]
    assert sum(gained > before for before, gained in gains) >= 4


def test_where_prices_prove_the_sites_the_solver_is_not_asked():
    def unasked(*_):
        raise AssertionError("the solver was asked")

    problem = random_problem(300, 900, 0.08, 1)
    answer = best_sites(problem, 2, solve=unasked)
    assert answer.optimal
    assert answer.gained == best_sites(problem, 2).gained == pytest.approx(brute_most(problem, 2))
    assert most_at_once(reduced(problem), 2).bound > answer.gained + 1, "greedy search alone does not prove it"


def test_without_time_no_prices_are_sought_and_a_listener_can_end_the_search(monkeypatch):
    cover = reduced(random_problem(60, 200, 0.1))
    start = most_at_once(cover, 5)
    assert priced(cover, 5, start, 0.0).bound == start.bound

    def ended(stage, done, total):
        assert (stage, total) == ("prices", 300)
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        priced(cover, 5, start, LONG_S, ended)
    monkeypatch.setattr(module, "priced", None)
    best_sites(random_problem(60, 200, 0.1), 5, time_limit_s=0)


def test_the_same_cover_has_the_same_prices():
    one, other = (of_prices(random_problem(200, 500, 0.1), 8)[3] for _ in range(2))
    assert one.bound == other.bound
    assert np.array_equal(one.sites, other.sites)

"""Hot spots: a planted one is found, chance is not called hot, and where nobody lives nothing is claimed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from geo.incidents.load import count_test, rate_per_100


def test_a_planted_hot_spot_is_found_and_nothing_else() -> None:
    rng = np.random.default_rng(4)
    households = rng.integers(300, 500, 300)
    reported = rng.poisson(households * 0.04)
    reported[17] = rng.poisson(households[17] * 0.16)
    found = count_test(reported, households, 0.05)
    assert np.flatnonzero(found.hot).tolist() == [17]
    assert found.p[17] < 1e-6


def test_a_large_area_with_many_reports_is_not_hot_and_a_small_one_with_few_may_be() -> None:
    households = np.array([10_000, 100, 10_000, 10_000])
    reported = np.array([400, 24, 390, 410])
    assert np.argmax(reported) == 3
    assert count_test(reported, households, 0.05).hot.tolist() == [False, True, False, False]


def test_chance_alone_is_seldom_called_hot() -> None:
    rng = np.random.default_rng(11)
    households = rng.integers(50, 900, 250)
    falsely = [count_test(rng.poisson(households * 0.05), households, 0.05).hot.any() for _ in range(200)]
    assert np.mean(falsely) <= 0.08  # 0.05 and its own chance


def test_without_the_correction_some_would_look_hot_by_chance() -> None:
    rng = np.random.default_rng(2)
    households = np.full(400, 400)
    reported = rng.poisson(16, 400)
    single = stats.binom.sf(reported - 1, reported.sum(), 1 / 400)
    assert (single <= 0.05).sum() > 5
    assert not count_test(reported, households, 0.05).hot.any()


def test_the_test_agrees_with_the_exact_binomial_test_of_one_area() -> None:
    reported, households = np.array([9, 3]), np.array([100, 200])
    one = stats.binomtest(9, 12, 100 / 300, alternative="greater").pvalue
    other = stats.binomtest(3, 12, 200 / 300, alternative="greater").pvalue
    found = count_test(reported, households, 0.05)
    assert found.p == pytest.approx([min(2 * one, other), other])
    assert found.expected == pytest.approx([4, 8])


def test_where_nobody_lives_there_is_no_rate_and_no_claim() -> None:
    reported, households = np.array([50, 4, 4]), np.array([0, 100, 100])
    found = count_test(reported, households, 0.05)
    assert np.isnan(found.p[0]) and np.isnan(found.expected[0]) and not found.hot.any()
    assert found.expected[1:] == pytest.approx([4, 4])
    assert np.isnan(rate_per_100(reported, households)[0])
    assert rate_per_100(reported, households)[1] == 4


@pytest.mark.parametrize("reported", [[], [0, 0]])
def test_where_nothing_is_reported_nothing_is_tested(reported: list[int]) -> None:
    found = count_test(np.array(reported, np.int64), np.full(len(reported), 100), 0.05)
    assert np.isnan(found.p).all() and not found.hot.any()


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 900)), min_size=1, max_size=40))
def test_what_is_expected_adds_up_to_what_was_reported_and_hot_areas_have_more(areas: list[tuple[int, int]]) -> None:
    reported, households = (np.array(column, np.int64) for column in zip(*areas, strict=True))
    found = count_test(reported, households, 0.05)
    tested = ~np.isnan(found.p)
    assert found.expected[tested].sum() == pytest.approx(reported[tested].sum())
    assert ((found.p[tested] >= 0) & (found.p[tested] <= 1)).all()
    assert (reported[found.hot] > found.expected[found.hot]).all()

"""What is done aside is what would be done at home, by a helper who is never waited for in vain."""

import threading

import numpy as np
import pandas as pd
import pytest

from geo.aside import Aside, in_halves
from geo.coverage import compute, served_ground
from geo.coverage.compute import compute_coverage
from tests.coverage_world import DAY, Town


def here():
    return threading.current_thread().name


def test_work_that_is_worth_it_is_done_by_the_helper_and_little_work_at_home():
    begun = threading.Event()
    helped = Aside(lambda: (begun.set(), here())[1], True)
    assert begun.wait(10)
    assert helped.result().startswith("aside")
    assert Aside(here, False).result() == here()


def test_nobody_waits_for_a_helper_who_is_busy_for_somebody_else():
    busy, free = threading.Event(), threading.Event()
    other = Aside(lambda: (busy.set(), free.wait(10)), True)
    assert busy.wait(10)
    mine = Aside(here, True)
    assert mine.result() == here()
    free.set()
    assert other.result() == (None, True)


def test_a_helper_may_ask_for_help_and_does_it_himself():
    begun = threading.Event()
    outer = Aside(lambda: (begun.set(), Aside(here, True).result())[1], True)
    assert begun.wait(10)
    assert outer.result().startswith("aside")


def test_what_the_work_raises_is_raised_where_it_is_asked_for():
    begun = threading.Event()

    def fails():
        begun.set()
        raise ValueError("no such ground")

    failed = Aside(fails, True)
    assert begun.wait(10)
    with pytest.raises(ValueError, match="no such ground"):
        failed.result()


@pytest.mark.parametrize("rows", [0, 1, 2, 5])
def test_halves_are_put_together_in_order(rows):
    one, other = np.arange(rows), np.arange(rows) * 10
    assert in_halves(np.add, one, other, worth=2).tolist() == (one + other).tolist()


def test_coverage_is_the_same_whoever_measures_the_ground(monkeypatch):
    town = Town().remove("unit", 15).change("unit", 16, last_active_on=None)
    alone = compute_coverage(town.frames(), DAY)
    for module in (compute, served_ground):
        monkeypatch.setattr(module, "MANY", 0)
    helped = compute_coverage(town.frames(), DAY)
    for name in ("buildings", "figures", "grids", "organisations", "fragments"):
        pd.testing.assert_frame_equal(getattr(helped, name), getattr(alone, name), check_exact=True)

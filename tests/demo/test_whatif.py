"""The demonstration city: what-if gives what computing everything anew gives, for changes of every kind."""

from __future__ import annotations

import numpy as np
import pytest

from geo.coverage import CoverageParameters, Reading, Weight
from geo.walk import PRESETS, CircleRules
from geo.whatif import Baseline, parse_changes, what_if
from tests.whatif_world import EVERY_KIND, as_plain, computed_anew, taken

BY_GROUND = ("remove a branch", "link a branch", "unlink a branch", "dormancy after 60 days")


@pytest.fixture(scope="module")
def base(city):
    rules = CircleRules(dict.fromkeys(("clinic", "market", "neighbour_point"), PRESETS["distance-10"]))
    return Baseline.of(city.frames, city.manifest.as_of, CoverageParameters(), rules)


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_a_change_makes_the_difference_that_computing_anew_finds(city, base, kind):
    random = np.random.default_rng(len(kind))
    changes = parse_changes(EVERY_KIND[kind](base.frames, random), base.frames)
    reading = Reading.LENIENT if "hub" in kind else Reading.STRICT
    weight = Weight.FOOTPRINT if "venue" in kind else Weight.GROUND if kind in BY_GROUND else Weight.HOUSEHOLDS
    assert as_plain(what_if(base, changes, reading, weight)) == computed_anew(
        base, city.frames, changes, reading, weight
    )


def test_a_scenario_of_several_changes_makes_the_difference_that_computing_anew_finds(city, base):
    random = np.random.default_rng(7)
    wanted = [one for kind in EVERY_KIND.values() for one in kind(base.frames, random)]
    changes = taken(base, wanted)
    assert as_plain(what_if(base, changes)) == computed_anew(base, city.frames, changes)

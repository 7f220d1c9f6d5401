"""Where is more reported than chance explains? Counts per area, rates per 100 households, and a test for hot spots.

Raw counts only show where people live. The test asks: given how many were reported in all, and that each household is as
likely as any other to have one, how likely is it that an area has so many? That is the exact binomial test of one Poisson
rate against the whole (scipy), one-sided. With hundreds of areas some would look hot by chance, so the probabilities are
corrected by Benjamini and Hochberg's method (scipy): of the areas called hot, the chosen share is false at most.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geo.columns import MISSING_INTEGER
from geo.snapshot import City
from geo.within import holders

LEVELS: Final = ("grid", "community", "street")

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class CountTest:
    """For each area: how many were to be expected, how likely so many or more are by chance (corrected), and whether it
    is hot. NaN where nothing can be tested: no households, or nothing reported anywhere.
    """

    expected: Floats
    p: Floats
    hot: Flags


def count_test(reported: Integers, households: Integers, level: float) -> CountTest:
    """Compare each area with all of them together. Areas without households are left out of the whole; reports from
    there (a park, a market) say nothing of a rate per household.
    """
    from scipy import stats  # a tenth of the time in which a service starts: read by those who ask

    count = len(reported)
    expected, p = np.full(count, np.nan), np.full(count, np.nan)
    tested = households > 0
    total, homes = int(reported[tested].sum()), int(households[tested].sum())
    if total and homes:
        share = households[tested] / homes
        expected[tested] = total * share
        single = stats.binom.sf(reported[tested] - 1, total, share)
        p[tested] = stats.false_discovery_control(np.clip(single, 0.0, 1.0))
    with np.errstate(invalid="ignore"):
        hot = tested & (p <= level) & (reported > expected)
    return CountTest(expected, p, hot)


def rate_per_100(reported: Integers, households: Integers) -> Floats:
    """Reports per 100 households; NaN where there are none."""
    rate = np.full(len(reported), np.nan)
    homes = households > 0
    rate[homes] = 100.0 * reported[homes] / households[homes]
    return rate


def households_of(city: City, level: str) -> Integers:
    """The households of each area of a level, in the order of its rows: those of its buildings, and of grids whose
    buildings say nothing what the grid itself says.
    """
    grids, buildings = city.layer("grid"), city.layer("building")
    known = _known(buildings.columns["households"])
    rows = grids.rows_of(buildings.columns["grid_id"])
    homes = np.bincount(rows[rows >= 0], weights=known[rows >= 0], minlength=len(grids)).astype(np.int64)
    homes = np.where(homes > 0, homes, _known(grids.columns["households"]))
    return homes if level == "grid" else _summed(city, level, holders(city, grids, level), homes)


def counts_of(city: City, level: str, chosen: Integers) -> Integers:
    """How many of the chosen incidents (rows) lie in each area of a level, by the grid that each had when it was
    reported; those whose grid is not there any more, or that had none, are in no area.
    """
    incidents = city.layer("incident")
    areas = incidents.columns["grid_id"] if level == "grid" else holders(city, incidents, level)
    return _summed(city, level, areas[chosen], np.ones(len(chosen), np.int64))


def _summed(city: City, level: str, areas: Integers, values: Integers) -> Integers:
    snapshot = city.layer(level)
    rows = snapshot.rows_of(areas)
    return np.bincount(rows[rows >= 0], weights=values[rows >= 0], minlength=len(snapshot)).astype(np.int64)


def _known(column: NDArray[np.int64]) -> Integers:
    return np.where(column == MISSING_INTEGER, 0, column)

"""The load of areas as clients see it: counts, rates, and which of them are hot."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from api.incident_query import is_open, matching, overdue
from api.measure_query import area_of
from api.scope import Scope
from geo.incidents.load import count_test, counts_of, households_of, rate_per_100
from geo.snapshot import City
from geo.within import rows_within

LOAD_FILTERS: Final = ("level", "within", "since", "until", "category")
LOAD_TEST: Final = "binomial-exact-greater/benjamini-hochberg"
"""The name of the method, for those who cite a figure."""


def area_loads(
    city: City,
    level: str,
    within: str | None,
    given: Mapping[str, str],
    scope: Scope,
    now: dt.datetime,
    significance: float,
) -> list[dict[str, Any]]:
    """The areas of a level in the order of their codes, with what of the chosen incidents lies in each.

    Areas are compared with those that are listed: ``within`` asks whether a grid is hot in its street.
    """
    rows = _rows(city, level, within, scope)
    incidents = city.layer("incident")
    chosen = matching(city, incidents, given, scope, now)
    households = households_of(city, level)[rows]
    reported = counts_of(city, level, chosen)[rows]
    still_open = counts_of(city, level, chosen[is_open(incidents)[chosen]])[rows]
    late = counts_of(city, level, chosen[overdue(incidents, now)[chosen]])[rows]
    test, rate = count_test(reported, households, significance), rate_per_100(reported, households)
    snapshot = city.layer(level)
    return [
        {
            "layer": level, "id": int(snapshot.ids[row]), "code": snapshot.value(row, "code"),
            "name": snapshot.value(row, "name"), "households": int(households[at]), "reported": int(reported[at]),
            "open": int(still_open[at]), "overdue": int(late[at]), "rate_per_100": _number(rate[at]),
            "expected": _number(test.expected[at]), "p": _number(test.p[at], 12), "hot": bool(test.hot[at]),
        }
        for at, row in enumerate(rows.tolist())
    ]  # fmt: skip


def _rows(city: City, level: str, within: str | None, scope: Scope) -> NDArray[np.int64]:
    snapshot = city.layer(level)
    keep = np.ones(len(snapshot), dtype=bool)
    asked = area_of(within)
    own = scope.own_rows(snapshot, city, *city.layer("incident").layer.roles)
    if own is not None:
        keep &= own
    if asked is not None:
        inside = np.zeros(len(snapshot), dtype=bool)
        inside[rows_within(city, level, asked)] = True
        keep &= inside
    rows = np.flatnonzero(keep)
    codes = snapshot.columns["code"][rows]
    order = sorted(range(len(rows)), key=lambda at: (codes[at] is None, codes[at] or "", int(rows[at])))
    return np.asarray(rows[np.array(order, np.int64)], np.int64)


def _number(value: float, digits: int = 3) -> float | None:
    return None if np.isnan(value) else round(float(value), digits)

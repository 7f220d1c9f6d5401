"""The service circle after changes of venues or limits: only doors within a limit of a changed venue are asked again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import shapely

from geo.asof import Ints, Objects, distinct
from geo.walk import Circle, CircleRules, circle_from, with_limits
from geo.whatif.applying import applied
from geo.whatif.baseline import Baseline
from geo.whatif.changes import AddVenue, Change, MoveVenue, RemoveVenue

SLACK_M = 1.0
"""Rounding to the millimetre stays far below this."""


def circle_after(base: Baseline, changes: Sequence[Change], rules: CircleRules) -> Circle:
    """The circle after the changes, equal to the full one in verdict, upper bound and reason.

    Walks and venues of the doors that were asked again are known up to the limit only. The same object where nothing
    can have changed.
    """
    circle = base.circle if rules == base.rules else with_limits(base.circle, base.steps, base.venue, rules)
    places = _changed_places(base, changes)
    if not places:
        return circle
    venue = applied({"venue": base.venue}, [one for one in changes if isinstance(one, VENUE_CHANGES)], base.as_of)[
        "venue"
    ]
    fresh = circle.copy()
    for category, points in places.items():
        if category in rules.categories:
            _ask_again(base, fresh, category, points, venue[(venue["category"] == category).to_numpy(dtype=bool)])
    return fresh


VENUE_CHANGES = (AddVenue, MoveVenue, RemoveVenue)


def _changed_places(base: Baseline, changes: Sequence[Change]) -> dict[str, list[shapely.Point]]:
    """Where venues of each category come or go, in lon/lat; more places than in the end are possible."""
    ids = base.venue["id"].to_numpy()
    category_of: dict[int, str] = {}
    found: dict[str, list[shapely.Point]] = {}
    for change in changes:
        if not isinstance(change, VENUE_CHANGES):
            continue
        if isinstance(change, AddVenue):
            category_of[change.id] = change.category
        elif change.id not in category_of:
            row = int(np.flatnonzero(ids == change.id)[0])
            category_of[change.id] = base.venue["category"].iloc[row]
            found.setdefault(category_of[change.id], []).append(base.venue.geometry.iloc[row])
        if not isinstance(change, RemoveVenue):
            found.setdefault(category_of[change.id], []).append(shapely.Point(change.lon, change.lat))
    return found


def _ask_again(base: Baseline, circle: Circle, category: str, points: list[shapely.Point], venue: pd.DataFrame) -> None:
    """Answer anew, in place, the doors within the limit of these places.

    No walk is shorter than its straight line, so no other door's answer can change, and no venue further than two
    limits from these places can decide about one of these doors.
    """
    rules, steps = circle.rules, base.steps
    limit_m = rules.required[category].limit_m + SLACK_M
    straight_m = limit_m if circle.on_network else max(limit_m, limit_m / rules.detour_factor)
    spots = steps.frame.to_metres(np.array(points, dtype=object))
    doors = distinct(base.door_tree.query(spots, predicate="dwithin", distance=straight_m)[1])
    near = _near(steps.frame.to_metres(np.asarray(venue.geometry, dtype=object)), spots, 2 * straight_m)
    alone = replace(rules, required={category: rules.required[category]}, horizon_m=0.0)
    circle.put(doors, circle_from(steps.part(doors), venue.iloc[near], alone))


def _near(places: Objects, spots: Objects, distance_m: float) -> Ints:
    return distinct(shapely.STRtree(places).query(spots, predicate="dwithin", distance=distance_m)[1])

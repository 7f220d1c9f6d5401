"""Hub households in reach of buildings that have none of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from geo.asof import NOWHERE, Floats, Frames, Ints, Mask, Objects, Rows, distinct
from geo.coverage.parameters import GROUP, HUB
from geo.coverage.units import Units
from geo.ground import Ground
from geo.walk import MM_PER_M, NO_ENTRANCE, Doorsteps, Feet, nearest_venues, off_network, snap, to_mm

SLACK_M = 1.0
"""Rounding and noding stay far below this."""
FEW = 16
M_PER_DEGREE = 110_574.0
"""Of latitude, at the equator: nowhere less."""
DEGREES_DIFFER = 1.02
"""How much further two places may be apart in degrees than the metric frame says; rather too many are looked at."""
NEAR_M = 300.0
"""So many places, or all within so short a reach, may list whatever is near them: others would hold every pair of the
city in memory."""


@dataclass(frozen=True)
class Reach:
    """Per building the nearest hub household that stands elsewhere and reaches it (``NOWHERE``: none) and its distance
    in metres (NaN without one). ``inferred`` is true where that distance was not walked but drawn.
    """

    hub: Ints
    distance_m: Floats
    inferred: Mask


def usable_hubs(units: Units) -> Mask:
    """Which units are hubs that can serve others: not dissolved, under a group that is not dissolved."""
    parent = np.maximum(units.parent, 0)
    grouped = (units.parent >= 0) & (units.level[parent] == GROUP) & units.standing[parent]
    return np.asarray((units.level == HUB) & units.standing & grouped)


@dataclass(frozen=True)
class _Pairs:
    """Rows of buildings, positions of hubs among those that are usable, metres between them."""

    building: Ints
    hub: Ints
    distance_m: Floats
    drawn: bool


def hubs_in_reach(
    ground: Ground, units: Units, hub_home: Ints, asked: Mask, frames: Frames, steps: Doorsteps | None
) -> Reach:
    """For each building that is asked, the nearest usable hub within ``hub_lenient_m``, the limit included.

    Measured from the nearest entrance (without entrances: a point inside the building) to the hub's door, seat or
    building: on foot, to the millimetre, where ``steps`` (the doors of these buildings at least) stand on a network.
    Without one the straight line is stretched by ``detour_factor``. So it is, on a network, between two doors of which
    one has no path near it or stands on a fragment: the circle calls these unknown, here they are flagged. What is
    walked goes before what is drawn. The lowest id breaks ties.
    """
    entrance = Rows.given(frames, "entrance", units.as_of)
    hubs = np.flatnonzero(usable_hubs(units))
    row, doors = hub_doors(ground, units, hub_home, entrance, hubs)
    place, owner = door_places(ground, entrance, asked)
    near = _about(place, doors, units.parameters.hub_lenient_m + SLACK_M)
    hubs, row, doors = hubs[near], row[near], doors[near]
    if steps is not None and steps.ground is not None:
        feet = _feet_of_hubs(steps, np.where(row >= 0, entrance.ids[row], NO_ENTRANCE) if len(entrance) else row, doors)
        return _nearest(ground, units, hubs, _on_foot(ground, units, asked, doors, feet, steps))
    return _nearest(ground, units, hubs, [_drawn(ground, units, place, owner, np.arange(len(hubs)), doors)])


def _about(places: Objects, others: Objects, reach_m: float) -> Ints:
    """Which of the others may have one of the places within reach: points in lon/lat, by degrees, which need no projection."""
    lon, lat = (
        np.concatenate([shapely.get_x(places), shapely.get_x(others)]),
        np.concatenate([shapely.get_y(places), shapely.get_y(others)]),
    )
    known = np.flatnonzero(np.isfinite(lon) & np.isfinite(lat))
    mine = int((known < len(places)).sum())
    if mine in (0, len(known)):
        return np.zeros(0, np.int64)
    polar = np.abs(lat[known]).max()
    degrees = float(DEGREES_DIFFER * reach_m / (M_PER_DEGREE * np.cos(np.radians(min(polar, 89.0)))))
    others_at = known[mine:] - len(places)
    # no tree of a whole city's hubs is built for a few places: only of those in the cells around these
    column, row = (np.floor(along[known] / degrees).astype(np.int64) for along in (lon, lat))
    around = distinct(np.concatenate([
        _cell(column[:mine] + east, row[:mine] + north) for east in (-1, 0, 1) for north in (-1, 0, 1)
    ]))  # fmt: skip
    cell = _cell(column[mine:], row[mine:])
    near = others_at[around[np.minimum(np.searchsorted(around, cell), len(around) - 1)] == cell]
    found: Ints = near[within_reach(shapely.STRtree(others[near]), places, degrees, NEAR_M / M_PER_DEGREE)]
    return found


def _cell(column: Ints, row: Ints) -> Ints:
    return (column << 32) + row


def _feet_of_hubs(steps: Doorsteps, entrance_id: Ints, place: Objects) -> Feet:
    """Where hubs (lon/lat) meet the network: most live behind a door that is joined to it already."""
    assert steps.ground is not None
    held = steps.doors.entrance_id
    order = np.argsort(held, kind="stable")
    at = (
        order[np.minimum(np.searchsorted(held[order], entrance_id), max(len(held) - 1, 0))]
        if len(held)
        else entrance_id
    )
    known = (entrance_id != NO_ENTRANCE) & (held[at] == entrance_id if len(held) else False)
    door = np.where(known, at, NOWHERE)
    others = place.copy()
    others[known] = None
    return steps.ground.doors.of(door).beside(snap(steps.ground.network, steps.frame.to_metres(others)))


def _on_foot(ground: Ground, units: Units, asked: Mask, hubs: Objects, feet: Feet, steps: Doorsteps) -> list[_Pairs]:
    """Walks, and straight lines for the doors and hubs (lon/lat, with their feet) that no walk can be trusted of."""
    steps = steps.part(np.flatnonzero(np.isin(steps.doors.building_id, ground.building.ids[asked])))
    owner = ground.building.rows_of(steps.doors.building_id)
    placed = owner[~shapely.is_missing(steps.doors.place)]
    bare = np.flatnonzero(asked & (np.bincount(placed, minlength=len(ground)) == 0))
    pairs = [_drawn(ground, units, ground.spots[bare], bare, np.arange(len(hubs)), hubs)]
    there = steps.frame.to_metres(hubs)
    # No walk is shorter than its straight line: who is further apart need not be searched.
    reach_m = units.parameters.hub_lenient_m + SLACK_M
    hub, door = _near(there, steps.place, reach_m)
    if not len(door):
        return pairs
    return [*pairs, *_searched(ground, units, hub, hubs[hub], feet.part(hub, len(hubs)), steps.part(door))]


def _searched(ground: Ground, units: Units, hub: Ints, place: Objects, feet: Feet, steps: Doorsteps) -> list[_Pairs]:
    """One search from these hubs (positions, lon/lat) at once to all doors, and the straight lines beside it."""
    assert steps.ground is not None
    network, doors = steps.ground.network, steps.doors.place
    owner = ground.building.rows_of(steps.doors.building_id)
    limit_m = units.parameters.hub_lenient_m + 1 / MM_PER_M
    walk_m, nearest = nearest_venues(steps.ground, feet, hub, limit_m)
    found = nearest >= 0
    astray, lost = (off_network(network, *held) for held in ((steps.ground.doors, len(owner)), (feet, len(hub))))
    return [
        _Pairs(owner[found], nearest[found], to_mm(walk_m[found]), False),
        _drawn(ground, units, doors[astray], owner[astray], hub, place),
        _drawn(ground, units, doors[~astray], owner[~astray], hub[lost], place[lost]),
    ]


def _drawn(ground: Ground, units: Units, place: Objects, owner: Ints, hub: Ints, hubs: Objects) -> _Pairs:
    """Each place with its nearest hubs (positions, lon/lat), where the stretched straight line is about within the
    limit: of equally near ones all.
    """
    factor, limit_m = units.parameters.detour_factor, units.parameters.hub_lenient_m
    if not len(place) or not len(hubs):
        none = np.zeros(0, np.int64)
        return _Pairs(none, none, np.zeros(0), True)
    here, there = ground.metres.to_metres(place), ground.metres.to_metres(hubs)
    (at, near), straight_m = shapely.STRtree(there).query_nearest(
        here, max_distance=limit_m / factor + SLACK_M, return_distance=True
    )
    return _Pairs(owner[at], hub[near], straight_m * factor, True)


def within_reach(tree: shapely.STRtree, places: Objects, reach: float, near: float = NEAR_M) -> Ints:
    """Which geometries of a tree have one of the places within ``reach`` (in their own measure), ascending: found without
    listing all pairs, of which a city with far-reaching hubs has more than memory holds; beyond ``near`` they are many.
    """
    if len(places) <= FEW or reach <= near:
        return _named(tree.query(places, predicate="dwithin", distance=reach)[1], len(tree.geometries))
    found = shapely.STRtree(places).query_nearest(tree.geometries, max_distance=reach * 1.001, all_matches=False)
    return _named(found[0], len(tree.geometries))


def _near(places: Objects, others: Objects, reach_m: float) -> tuple[Ints, Ints]:
    """Which places have one of the others within ``reach_m``, and which of the others one of the places."""
    if reach_m <= NEAR_M:
        one, other = shapely.STRtree(others).query(places, predicate="dwithin", distance=reach_m)
        return _named(one, len(places)), _named(other, len(others))
    found = within_reach(shapely.STRtree(others), places, reach_m)
    return within_reach(shapely.STRtree(places), others[found], reach_m), found


def _named(at: Ints, count: int) -> Ints:
    """The different positions of ``count``, ascending."""
    mask = np.zeros(count, dtype=bool)
    mask[at] = True
    return np.flatnonzero(mask)


def _nearest(ground: Ground, units: Units, hubs: Ints, pairs: Sequence[_Pairs]) -> Reach:
    building, hub, distance = (
        np.concatenate([getattr(one, name) for one in pairs]) for name in ("building", "hub", "distance_m")
    )
    drawn = np.repeat([one.drawn for one in pairs], [len(one.hub) for one in pairs])
    near = np.flatnonzero(distance <= units.parameters.hub_lenient_m)
    order = near[np.lexsort((hub[near], distance[near], drawn[near], building[near]))]
    held, first = np.unique(building[order], return_index=True)
    best = order[first]
    found, away = np.full(len(ground), NOWHERE, np.int64), np.full(len(ground), np.nan)
    inferred = np.zeros(len(ground), bool)
    found[held], away[held], inferred[held] = hubs[hub[best]], distance[best], drawn[best]
    return Reach(found, away, inferred)


def door_places(ground: Ground, entrance: Rows, asked: Mask | None = None) -> tuple[Objects, Ints]:
    """Where people enter (the buildings that are asked): every entrance with its building, and a point inside the
    buildings without any.
    """
    owner = entrance.links("building_id", ground.building)
    asked = np.ones(len(ground), bool) if asked is None else asked
    mine = np.flatnonzero(owner >= 0)
    mine = mine[asked[owner[mine]]]
    places = entrance.shapes(mine)
    placed = ~shapely.is_missing(places)
    places, owner = places[placed], owner[mine[placed]]
    rows = np.flatnonzero(asked & (np.bincount(owner, minlength=len(ground)) == 0))
    inside = ground.spots[rows] if len(rows) else np.zeros(0, object)
    return np.concatenate([places, inside]), np.concatenate([owner, rows])


def hub_doors(ground: Ground, units: Units, hub_home: Ints, entrance: Rows, hubs: Ints) -> tuple[Ints, Objects]:
    """Of each of these hubs the row of the entrance that its household names (``NOWHERE``: none) and its place: that
    entrance, else its seat, else a point inside its building.
    """
    household = ground.household.rows_of(units.rows["household_id"][hubs])
    door = np.full(len(hubs), NOWHERE, np.int64)
    known = np.flatnonzero(household >= 0)
    door[known] = entrance.rows_of(ground.household["entrance_id"][household[known]])
    places, home = np.full(len(hubs), None, object), hub_home[hubs]
    at_door, elsewhere = np.flatnonzero(door >= 0), np.flatnonzero(door < 0)
    places[elsewhere] = units.rows.shapes(hubs[elsewhere])
    inside = elsewhere[shapely.is_missing(places[elsewhere]) & (home[elsewhere] >= 0)]
    if len(inside):
        places[inside] = ground.spots[home[inside]]
    places[at_door] = entrance.shapes(door[at_door])
    return door, places

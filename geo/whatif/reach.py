"""Which buildings a change of units can reach, and the small world that decides about them.

A building's answers depend on the units that serve it or its areas, the hub households that stand in it or near it,
and the three levels above each of these. So a change reaches the buildings that have the unit among them; and what
decides about those buildings is exactly these units, with all their links.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely

from geo.asof import Ints, Objects, distinct
from geo.coverage import CoverageParameters
from geo.coverage.compute import Work, with_thresholds, work_of
from geo.coverage.hubs import door_places, within_reach
from geo.coverage.parameters import COMMITTEE, HUB
from geo.ground import AREA_LEVELS, step
from geo.whatif.applying import applied
from geo.whatif.baseline import Baseline
from geo.whatif.changes import AddLink, AddUnit, Change, MoveUnit, RemoveLink, RemoveUnit, SetParameter

GENERATIONS = 3
"""From a hub household up to its committee."""
FRAMES_DIFFER = 1.001
"""How much longer a straight line may be in one metric frame than in another."""
MOST = 0.3
"""Where more of the buildings are reached, the whole city is as quick."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Rows: the buildings whose answer may change, the empty grids whose branch may, the units that change (with all
    below them) or stand above new ones, and the households that the changes name.
    """

    buildings: Ints
    grids: Ints
    units: Ints
    households: Ints


@dataclass(frozen=True, slots=True)
class World:
    """The answers after the changes: ``work`` holds at ``rows`` those of the reached ``buildings``."""

    work: Work
    rows: Ints
    reach: Reach


def world_after(base: Baseline, changes: Sequence[Change], parameters: CoverageParameters) -> World:
    """Chains and answers of all buildings that the changes can reach, by the rules of `geo.coverage`."""
    if all(isinstance(change, SetParameter) for change in changes):
        everything = np.arange(len(base.ground), dtype=np.int64)
        nobody = Reach(everything, np.flatnonzero(base.empty_grids), everything[:0], everything[:0])
        return World(with_thresholds(base.work, parameters, base.steps), everything, nobody)
    reach = reach_of(base, changes, parameters)
    if len(reach.buildings) > MOST * len(base.ground) or not base.work.units.known:
        frames = {**base.frames, **base.lean} if base.work.units.known else base.frames
        everything = np.arange(len(base.ground), dtype=np.int64)
        whole = replace(reach, buildings=everything, grids=np.flatnonzero(base.empty_grids))
        return World(
            work_of(applied(frames, changes, base.as_of), base.ground, base.as_of, parameters, base.steps),
            everything,
            whole,
        )
    units = _deciding(base, reach, parameters)
    links = base.links_of_unit.at(units)
    households = distinct(
        np.concatenate([_targets(base, links, "household"), base.household_of[units], reach.households])
    )
    households = households[households >= 0]
    owner = base.ground.household_building[households]
    homes = base.work.hub_home[units]
    buildings = distinct(np.concatenate([reach.buildings, _targets(base, links, "building"), owner, homes]))
    buildings = buildings[buildings >= 0]
    entrances = distinct(np.concatenate([base.entrances_of.at(buildings), base.household_entrance[households]]))
    frames = {
        "unit": base.lean["unit"].iloc[units], "service_link": base.lean["service_link"].iloc[links],
        "entrance": base.entrance.take(entrances[entrances >= 0]).frame,
    }  # fmt: skip
    ground = base.ground.part(buildings, households)
    steps = base.steps.part(base.doors_of.at(buildings))
    work = work_of(applied(frames, changes, base.as_of), ground, base.as_of, parameters, steps)
    return World(work, np.searchsorted(buildings, reach.buildings), reach)


def reach_of(base: Baseline, changes: Sequence[Change], parameters: CoverageParameters) -> Reach:
    """What the changes can reach; rather too much than too little."""
    named = _named(base, changes, parameters)
    found = distinct(np.concatenate([*_served(base, named), *_around_places(base, named, parameters)]))
    units = distinct(np.concatenate([named.family, named.own, named.parents]))
    grids = _empty_grids(base, named.own, named.asked, named.points)
    return Reach(found[found >= 0], grids, units, named.asked["household"])


@dataclass(frozen=True, slots=True)
class _Named:
    """What the changes name, by rows: the units that change themselves, these with all below them, the parents of new
    ones, what they serve or would serve by layer, and the places (lon/lat) of new and moved units.
    """

    own: Ints
    family: Ints
    parents: Ints
    asked: dict[str, Ints]
    points: Objects


def _named(base: Baseline, changes: Sequence[Change], parameters: CoverageParameters) -> _Named:
    units = base.work.units
    moved = [change for change in changes if isinstance(change, MoveUnit)]
    linked = [change for change in changes if isinstance(change, (AddLink, RemoveLink))]
    fresh = [change for change in changes if isinstance(change, AddUnit)]
    removed = [change.id for change in changes if isinstance(change, RemoveUnit)]
    seats = _rows(base, [change.id for change in moved])
    # Where a branch or a group sits decides about empty grids only.
    sitting = seats[np.isin(units.level[seats], (COMMITTEE, HUB))]
    touched = distinct(
        np.concatenate([_rows(base, removed + [one.unit_id for one in linked]), sitting, _stirred(base, parameters)])
    )
    family = _with_children(base, touched)
    targets = [(one.target_layer, one.target_id) for one in linked]
    targets += [(target.layer, target.id) for unit in fresh for target in unit.targets]
    asked = {layer: _target_rows(base, layer, targets) for layer in ("building", "household", *AREA_LEVELS)}
    links = base.links_of_unit.at(family)
    for layer in ("building", *AREA_LEVELS):
        asked[layer] = np.concatenate([asked[layer], _targets(base, links, layer)])
    parents = _rows(base, [unit.parent_id for unit in fresh if unit.parent_id is not None])
    points = _points([(one.lon, one.lat) for one in moved] + [(one.lon, one.lat) for one in fresh])
    return _Named(distinct(np.concatenate([touched, seats])), family, parents, asked, points)


def _served(base: Baseline, named: _Named) -> list[Ints]:
    """The buildings that the named units serve, that lie in what they serve, or in which they stand."""
    asked = named.asked
    homes = step(base.ground.household_building, asked["household"])
    areas = (base.buildings_in[level].at(asked[level]) for level in AREA_LEVELS)
    return [asked["building"], homes, base.work.hub_home[named.family], *areas]


def _around_places(base: Baseline, named: _Named, parameters: CoverageParameters) -> list[Ints]:
    """The buildings in the streets of committees, around seats, and within reach of hub households."""
    ground, units = base.ground, base.work.units
    level = units.level[named.family]
    committees, hubs = named.family[level == COMMITTEE], named.family[level == HUB]
    lost = units.rows.geometry[hubs]
    seats = np.concatenate([named.points, units.rows.geometry[committees]])
    streets = _around(ground.areas["street"].geometry, seats)
    homes = step(ground.household_building, named.asked["household"])
    homes = np.concatenate([named.asked["building"], homes[homes >= 0]])
    spots = ground.spots[homes] if shapely.is_missing(lost).any() else named.points[:0]
    found = [
        base.buildings_in["street"].at(streets), _buildings_around(base, np.concatenate([named.points, lost])),
        _hub_neighbours(base, parameters, hubs, np.concatenate([named.points, spots])),
    ]  # fmt: skip
    if not _same_hub_reach(base.parameters, parameters):
        found.append(np.flatnonzero(base.work.looks_around))
    return found


def _deciding(base: Baseline, reach: Reach, parameters: CoverageParameters) -> Ints:
    """The units that decide about what is reached, with all above them."""
    ground, units = base.ground, base.work.units
    at, grids = reach.buildings, ground.areas["grid"]
    above: dict[str, Ints] = {"grid": reach.grids}
    above["community"] = step(grids.links("community_id", ground.areas["community"]), reach.grids)
    above["street"] = step(ground.areas["community"].links("street_id", ground.areas["street"]), above["community"])
    places = {level: np.concatenate([ground.area[level][at], above.get(level, at[:0])]) for level in AREA_LEVELS}
    links = [base.links_to[level].at(rows) for level, rows in {"building": at, **places}.items()]
    place, owner = door_places(ground.part(at, at[:0]), base.entrance.take(base.entrances_of.at(at)))
    asked = ground.lived_in[at][owner]
    near = within_reach(base.hub_tree, ground.metres.to_metres(place[asked]), _hub_m(base, parameters))
    found = np.concatenate([
        reach.units, near, base.hubs_in.at(at), base.branches_seated_in.at(reach.grids),
        base.committees_seated_in.at(places["street"]), *(units.unit[link] for link in links),
    ])  # fmt: skip
    for _ in range(GENERATIONS):
        found = distinct(np.concatenate([found, step(units.parent, found)]))
    return found[found >= 0]


def _stirred(base: Baseline, parameters: CoverageParameters) -> Ints:
    """The units that other thresholds make active or dormant."""
    if parameters == base.parameters:
        return np.zeros(0, np.int64)
    before, after = base.work.units, replace(base.work.units, parameters=parameters)
    return np.flatnonzero((before.strict != after.strict) | (before.lenient != after.lenient))


def _with_children(base: Baseline, units: Ints) -> Ints:
    for _ in range(GENERATIONS):
        units = distinct(np.concatenate([units, base.children.at(units)]))
    return units


def _hub_neighbours(base: Baseline, parameters: CoverageParameters, hubs: Ints, places: Objects) -> Ints:
    """The buildings that look around and find one of these hubs, or a hub at one of these places (lon/lat)."""
    doors, owner = base.looking
    at = np.concatenate([base.hub_place[hubs], base.ground.metres.to_metres(places)])
    reach_m = max(_hub_m(base, parameters), _hub_m(base, base.parameters))
    return np.asarray(owner[within_reach(doors, at, reach_m)], dtype=np.int64)


def _hub_m(base: Baseline, parameters: CoverageParameters) -> float:
    """The straight line within which a hub household may be; a little more, for it only selects, and the network may
    be measured in another frame.
    """
    factor = 1.0 if base.circle.on_network else parameters.detour_factor
    return FRAMES_DIFFER * parameters.hub_lenient_m / factor + 1.0


def _same_hub_reach(one: CoverageParameters, other: CoverageParameters) -> bool:
    return (one.hub_lenient_m, one.detour_factor) == (other.hub_lenient_m, other.detour_factor)


def _empty_grids(base: Baseline, units: Ints, asked: dict[str, Ints], points: Objects) -> Ints:
    """The empty grids that these units serve or sit in, and those of the asked areas and places."""
    grids = base.ground.areas["grid"]
    if not base.empty_grids.any():
        return np.zeros(0, np.int64)
    seats = np.concatenate([points, base.work.units.rows.geometry[units]])
    found = np.concatenate([
        asked["grid"], *(held.at(asked[level]) for level, held in base.grids_in.items()), _around(grids.geometry, seats)
    ])  # fmt: skip
    found = distinct(found[found >= 0])
    return np.asarray(found[base.empty_grids[found]], dtype=np.int64)


def _rows(base: Baseline, ids: Iterable[int]) -> Ints:
    """The rows of those units that are there today."""
    found = base.work.units.rows.rows_of(np.array(list(ids), np.int64))
    return np.asarray(found[found >= 0], dtype=np.int64)


def _targets(base: Baseline, links: Ints, layer: str) -> Ints:
    units = base.work.units
    return np.asarray(units.target[links][units.to_layer(layer)[links]], dtype=np.int64)


def _target_rows(base: Baseline, layer: str, targets: Sequence[tuple[str, int]]) -> Ints:
    ground = base.ground
    tables = {"building": ground.building, "household": ground.household, **ground.areas}
    rows = tables[layer].rows_of(np.array([number for name, number in targets if name == layer], np.int64))
    return np.asarray(rows[rows >= 0], dtype=np.int64)


def _points(places: Sequence[tuple[float, float]]) -> Objects:
    return np.asarray(shapely.points(np.array(places, np.float64).reshape(-1, 2)), dtype=object)


def _around(areas: Objects, points: Objects) -> Ints:
    return np.asarray(shapely.STRtree(areas).query(points, predicate="intersects")[1], dtype=np.int64)


def _buildings_around(base: Baseline, points: Objects) -> Ints:
    return np.asarray(base.building_tree.query(points, predicate="intersects")[1], dtype=np.int64)

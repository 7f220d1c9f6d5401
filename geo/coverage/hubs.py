"""Hub households in reach of buildings that have none of their own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from geo.asof import NOWHERE, Floats, Frames, Ints, Mask, Objects, Rows
from geo.coverage.parameters import GROUP, HUB
from geo.coverage.units import Units
from geo.ground import Ground, step


@dataclass(frozen=True)
class Reach:
    """Per building the nearest hub household that stands elsewhere and reaches it (``NOWHERE``: none) and its distance
    in metres (NaN without one). ``inferred`` is true where the distance was not walked but drawn.
    """

    hub: Ints
    distance_m: Floats
    inferred: bool


def usable_hubs(units: Units) -> Mask:
    """Which units are hubs that can serve others: not dissolved, under a group that is not dissolved."""
    parent = np.maximum(units.parent, 0)
    grouped = (units.parent >= 0) & (units.level[parent] == GROUP) & units.standing[parent]
    return np.asarray((units.level == HUB) & units.standing & grouped)


def hubs_in_reach(
    ground: Ground, units: Units, hub_home: Ints, asked: Mask, frames: Frames, walk: pd.DataFrame | None
) -> Reach:
    """For each building that is asked, the nearest usable hub within ``hub_lenient_m``, the limit included.

    ``walk`` holds walking distances (``building_id``, ``unit_id``, ``distance_m``); pairs that it lacks are out of
    reach. Without it the straight line from the nearest entrance (without entrances: a point inside the building) to
    the hub's door, seat or building is stretched by ``detour_factor``. The lowest id breaks ties.
    """
    usable = usable_hubs(units)
    if walk is not None:
        building = ground.building.rows_of(walk["building_id"].to_numpy(dtype=np.int64))
        unit = units.rows.rows_of(walk["unit_id"].to_numpy(dtype=np.int64))
        distance = walk["distance_m"].to_numpy(dtype=np.float64)
        good = (building >= 0) & (unit >= 0) & asked[np.maximum(building, 0)]
        if len(units):
            good &= usable[np.maximum(unit, 0)]
        return _nearest(len(ground), units, building[good], unit[good], distance[good], False)
    entrance = Rows.given(frames, "entrance", units.as_of)
    place, owner = door_places(ground, entrance)
    wanted = np.flatnonzero(asked[owner])
    hubs = np.flatnonzero(usable)
    doors = hub_doors(ground, units, hub_home, entrance)[hubs]
    straight_m = units.parameters.hub_lenient_m / units.parameters.detour_factor
    here, there = ground.metres.to_metres(place[wanted]), ground.metres.to_metres(doors)
    at, hub = shapely.STRtree(there).query(here, predicate="dwithin", distance=straight_m)
    distance = shapely.distance(here[at], there[hub]) * units.parameters.detour_factor
    return _nearest(len(ground), units, owner[wanted][at], hubs[hub], distance, True)


def _nearest(count: int, units: Units, building: Ints, hub: Ints, distance: Floats, inferred: bool) -> Reach:
    near = np.flatnonzero(distance <= units.parameters.hub_lenient_m)
    building, hub, distance = building[near], hub[near], distance[near]
    order = np.lexsort((hub, distance, building))
    held, first = np.unique(building[order], return_index=True)
    found, away = np.full(count, NOWHERE, np.int64), np.full(count, np.nan)
    found[held], away[held] = hub[order[first]], distance[order[first]]
    return Reach(found, away, inferred)


def door_places(ground: Ground, entrance: Rows) -> tuple[Objects, Ints]:
    """Where people enter: every entrance with its building, and a point inside the buildings without any."""
    owner = entrance.links("building_id", ground.building)
    good = (owner >= 0) & ~shapely.is_missing(entrance.geometry)
    bare = np.flatnonzero(np.bincount(owner[good], minlength=len(ground)) == 0)
    return np.concatenate([entrance.geometry[good], ground.spots[bare]]), np.concatenate([owner[good], bare])


def hub_doors(ground: Ground, units: Units, hub_home: Ints, entrance: Rows) -> Objects:
    """The place of each hub: the entrance of its household, else its seat, else a point inside its building."""
    door = step(ground.household.links("entrance_id", entrance), units.rows.links("household_id", ground.household))
    places = units.rows.geometry.copy()
    at_door, inside = np.flatnonzero(door >= 0), np.flatnonzero(shapely.is_missing(places) & (hub_home >= 0))
    places[inside] = ground.spots[hub_home[inside]]
    places[at_door] = entrance.geometry[door[at_door]]
    return places

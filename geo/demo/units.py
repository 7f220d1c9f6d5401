"""Party units of all four levels and whom they serve: complete for every household, before gaps are planted."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.demo.areas import Areas
from geo.demo.census import Census
from geo.demo.columns import frame, numbers
from geo.demo.place import DECIMALS

Ints = npt.NDArray[np.int64]
Rng = np.random.Generator

OWN_GROUP_HOUSEHOLDS = 20
"""A building with at least so many households has a group of its own; smaller ones share one by eights."""
SHARED_BUILDINGS = 8
LAST_ACTIVE_WITHIN_DAYS = 75
PHONE = "0999-"
"""An area code that does not exist."""


@dataclass(slots=True)
class Units:
    """The frames ``unit`` and ``service_link``, and by position: the branch of each grid, the group of each building
    (-1: none), the first row of each level.
    """

    unit: pd.DataFrame
    link: pd.DataFrame
    grid_branch: Ints
    building_group: Ints
    building_hub: Ints


def make_units(census: Census, areas: Areas, as_of: dt.date, rng: Rng) -> Units:
    """Committee per street, branch per grid (one for all grids that an estate spans), group per building or few, hub
    household per residential building; each target has exactly one primary unit per level.
    """
    frames = census.frames
    buildings = frames["building"]
    lived_in = np.flatnonzero(buildings["households"].to_numpy(dtype=np.int64) > 0)
    grid_street = areas.community_street[areas.grid_community]
    grid_branch = _branches(len(areas.grid), census, lived_in)
    streets, branches = len(areas.street), int(grid_branch.max()) + 1
    first_grid = np.array([int(np.flatnonzero(grid_branch == b)[0]) for b in range(branches)])
    group = _groups(census, lived_in)
    groups = int(group.max()) + 1
    group_first = lived_in[np.unique(group, return_index=True)[1]]
    group_branch = grid_branch[census.building_grid[group_first]]
    household = _hubs(frames, lived_in, rng)

    doors = frames["entrance"].geometry.to_numpy()
    first_door = np.unique(census.door_building, return_index=True)[1]
    hub_door = frames["household"]["entrance_id"].to_numpy(dtype=np.int64)[household] - 1
    seats = np.concatenate([
        shapely.point_on_surface(areas.street), _branch_seats(areas, census, first_grid, lived_in, doors[first_door]),
        doors[first_door[group_first]], doors[hub_door],
    ])  # fmt: skip
    seats = shapely.points(np.round(shapely.get_coordinates(seats), DECIMALS))
    level = np.repeat([1, 2, 3, 4], [streets, branches, groups, len(lived_in)])
    base = np.array([0, streets, streets + branches, streets + branches + groups])
    parent = np.concatenate([np.full(streets, -1), grid_street[first_grid], base[1] + group_branch, base[2] + group])
    hub = np.concatenate([np.full(base[3], -1), household])
    days = rng.integers(0, LAST_ACTIVE_WITHIN_DAYS + 1, len(level))
    unit = frame(
        seats,
        code=[f"DZ{lv}{n:07d}" for lv, n in zip(level, np.arange(len(level)) - base[level - 1] + 1, strict=True)],
        name=_names(census, areas, first_grid, group_first, lived_in, group),
        level=numbers(level), state="active", parent_id=numbers(parent + 1, parent >= 0),
        last_active_on=np.datetime64(as_of, "s") - days.astype("timedelta64[D]"),
        telephone=[f"{PHONE}{8000000 + 13 * n:07d}" if lv <= 2 else None for n, lv in enumerate(level)],
        household_id=numbers(hub + 1, hub >= 0),
    )  # fmt: skip
    link = _links(frames, census, grid_branch, group, lived_in, base)
    building_group = np.full(len(buildings), -1)
    building_group[lived_in] = base[2] + group
    building_hub = np.full(len(buildings), -1)
    building_hub[lived_in] = base[3] + np.arange(len(lived_in))
    return Units(unit, link, base[1] + grid_branch, building_group, building_hub)


def _branches(grids: int, census: Census, lived_in: Ints) -> Ints:
    """Branch number per grid: its own, shared where an estate spans grids."""
    lead = np.arange(grids)
    estate, grid = census.building_estate[lived_in], census.building_grid[lived_in]
    pairs = np.unique(np.column_stack([estate, grid])[estate >= 0], axis=0)
    changed = True
    while changed:
        least = pd.Series(lead[pairs[:, 1]]).groupby(pairs[:, 0]).transform("min").to_numpy()
        before = lead.copy()
        np.minimum.at(lead, pairs[:, 1], least)
        lead = lead[lead]
        changed = bool((lead != before).any())
    return np.unique(lead, return_inverse=True)[1].astype(np.int64)


def _groups(census: Census, lived_in: Ints) -> Ints:
    """Group number per lived-in building."""
    households = census.frames["building"]["households"].to_numpy(dtype=np.int64)[lived_in]
    grid, estate = census.building_grid[lived_in], census.building_estate[lived_in]
    shared = households < OWN_GROUP_HOUSEHOLDS
    key = pd.DataFrame({"grid": grid, "estate": np.where(shared, estate, -2), "own": np.where(shared, -1, lived_in)})
    turn = key.groupby(["grid", "estate", "own"]).cumcount().to_numpy() // SHARED_BUILDINGS
    key["turn"] = np.where(shared, turn, 0)
    number = key.groupby(["grid", "estate", "own", "turn"], sort=False).ngroup()
    return np.asarray(number, dtype=np.int64)


def _hubs(frames: dict[str, pd.DataFrame], lived_in: Ints, rng: Rng) -> Ints:
    """One household (position) per lived-in building; households are in the order of their buildings."""
    building = frames["household"]["building_id"].to_numpy(dtype=np.int64) - 1
    order = np.argsort(building, kind="stable")
    start = np.searchsorted(building[order], lived_in)
    count = frames["building"]["households"].to_numpy(dtype=np.int64)[lived_in]
    return np.asarray(order[start + (rng.random(len(lived_in)) * count).astype(np.int64)])


def _branch_seats(
    areas: Areas, census: Census, first_grid: Ints, lived_in: Ints, doors: npt.NDArray[np.object_]
) -> npt.NDArray[np.object_]:
    """A branch sits at a door in its first grid, or in the middle of a grid where nobody lives."""
    seats = shapely.point_on_surface(areas.grid)
    grid, first = np.unique(census.building_grid[lived_in], return_index=True)
    seats[grid] = doors[lived_in[first]]
    return np.asarray(seats[first_grid])


def _names(census: Census, areas: Areas, first_grid: Ints, group_first: Ints, lived_in: Ints, group: Ints) -> list[str]:
    frames = census.frames
    streets = [f"中共{name}工作委员会" for name in frames["street"]["name"]]
    branches = [f"{name}党支部" for name in frames["grid"]["name"].to_numpy()[first_grid]]
    address = frames["building"]["address"].to_numpy()
    groups = [f"{address[k]}党小组" for k in group_first]
    hubs = [f"{address[k]}党员中心户" for k in lived_in]
    return streets + branches + groups + hubs


def _links(
    frames: dict[str, pd.DataFrame], census: Census, grid_branch: Ints, group: Ints, lived_in: Ints, base: Ints
) -> pd.DataFrame:
    """Committee → street, branch → its grids and estates, group → its buildings, hub → its building; all primary."""
    estate = census.building_estate
    inside = np.flatnonzero(estate >= 0)
    estates, first = np.unique(estate[inside], return_index=True)
    estate_branch = grid_branch[census.building_grid[inside[first]]]
    parts = [
        (np.arange(len(frames["street"])), "street", np.arange(len(frames["street"]))),
        (base[1] + grid_branch, "grid", np.arange(len(grid_branch))),
        (base[1] + estate_branch, "estate", estates),
        (base[2] + group, "building", lived_in),
        (base[3] + np.arange(len(lived_in)), "building", lived_in),
    ]
    return frame(
        unit_id=np.concatenate([part[0] for part in parts]) + 1,
        target_layer=pd.Series(np.repeat(np.array([part[1] for part in parts], dtype=object), [len(part[0]) for part in parts]), dtype=object),
        target_id=np.concatenate([part[2] for part in parts]) + 1,
        is_primary=np.ones(sum(len(part[0]) for part in parts), dtype=bool),
    )  # fmt: skip

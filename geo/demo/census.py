"""Numbers, names and addresses: the frames of areas, estates, buildings, entrances, gates, households and paths."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.demo.areas import Areas
from geo.demo.columns import frame, numbers, refs, within_group
from geo.demo.fabric import Fabric
from geo.demo.names import DISTRICTS, Names
from geo.demo.place import to_lonlat, to_metres
from geo.demo.plan import Plan
from geo.demo.roads import Roads

Ints = npt.NDArray[np.int64]
Rng = np.random.Generator
Frames = dict[str, pd.DataFrame]

USE_NAMES = {
    "school": "小学", "campus": "学院", "hospital": "医院", "market": "农贸市场", "mall": "广场", "business": "产业园",
    "bank": "滨江公园", "park": "公园", "office": "商务区",
}  # fmt: skip
HALLS = {
    "school": "教学楼", "campus": "教学楼", "hospital": "医疗楼", "market": "市场大厅", "mall": "商场", "business": "研发楼",
    "office": "写字楼", "park": "公园用房",
}  # fmt: skip


MINOR_TYPES = ("unknown", "commercial_shops", "work_unit", "low_rent", "self_built")
"""Types that single households can have in buildings of another type."""


@dataclass(slots=True)
class Census:
    """Frames so far, and what later steps need to know by position: grid and community of each building, the order of
    the buildings (position in the frame → position in the fabric), the entrance's building, the name of each grid's place.
    """

    frames: Frames
    building_order: Ints
    building_grid: Ints
    building_estate: Ints
    door_building: Ints
    grid_place: list[str]
    road_address: list[str]


def take_census(plan: Plan, roads: Roads, fabric: Fabric, areas: Areas, names: Names, rng: Rng) -> Census:
    """The frames of everything that stands still."""
    frames: Frames = {}
    frames["boundary_set"] = frame(name=["2026 年基础网格划分"], state=["published"])
    place = _area_frames(frames, plan, areas, names)
    estate_community, order, grid = _building_order(fabric, areas)
    address = _addresses(fabric, roads)
    estate_rank = np.argsort(np.argsort(estate_community, kind="stable"))
    _estate_frame(frames, fabric, areas, names, estate_community, estate_rank, rng)
    census = Census(frames, order, grid, np.empty(0, np.int64), np.empty(0, np.int64), place, address)
    _building_frame(census, fabric, areas, estate_rank)
    _entrance_frame(census, fabric)
    _household_frame(census, fabric, rng)
    _count_households(census)
    _gate_frame(census, fabric, estate_rank)
    _path_frame(census, fabric, roads)
    return census


def _area_frames(frames: Frames, plan: Plan, areas: Areas, names: Names) -> list[str]:
    """Street, community and grid; returns the name of the place of each grid (an institution, or the community)."""
    district = np.array([plan.street_district[k] for k in areas.street_plan])
    street_code = [f"9901{d + 1:02d}{n:03d}" for d, n in zip(district, within_group(district), strict=True)]
    frames["street"] = frame(
        areas.street, code=street_code, name=[names.street() for _ in street_code], kind="street",
        district=[DISTRICTS[d % len(DISTRICTS)] for d in district], boundary_set_id=numbers([1] * len(street_code)),
    )  # fmt: skip
    parent = areas.community_street
    code = [f"{street_code[p]}{n:03d}" for p, n in zip(parent, within_group(parent), strict=True)]
    villages = {s.community for s in plan.superblocks if s.zone == "village"}
    stems = [names.village() if int(k) in villages else names.community() for k in areas.community_plan]
    title = [stem if stem.endswith("社区") else stem + "社区" for stem in stems]
    frames["community"] = frame(
        areas.community, code=code, name=title, kind="community", street_id=refs(parent),
        boundary_set_id=numbers([1] * len(code)),
    )  # fmt: skip
    parent = areas.grid_community
    sequence = within_group(parent)
    grid_code = [f"{code[p]}{n:03d}" for p, n in zip(parent, sequence, strict=True)]
    basic = [use == "basic" for use in areas.grid_use]
    place = [
        title[p] if b else names.stem() + USE_NAMES[use]
        for p, b, use in zip(parent, basic, areas.grid_use, strict=True)
    ]
    label = [
        f"{title[p]}第{n}网格" if b else f"{spot}专属网格"
        for p, n, b, spot in zip(parent, sequence, basic, place, strict=True)
    ]
    frames["grid"] = frame(
        areas.grid, code=grid_code, name=label, kind=["basic" if b else "exclusive" for b in basic],
        community_id=refs(parent), households=numbers([0] * len(label)), boundary_set_id=numbers([1] * len(label)),
    )  # fmt: skip
    return place


def _building_order(fabric: Fabric, areas: Areas) -> tuple[Ints, Ints, Ints]:
    """(community of each estate, buildings in the order of their codes, grid of each building in that order). A
    building is in the grid of its first door.
    """
    owner = np.array([door[0] for door in fabric.doors])
    xy = np.array([door[1:] for door in fabric.doors])
    _, first = np.unique(owner, return_index=True)
    points = to_lonlat(shapely.points(xy[first]))
    lonlat = shapely.get_coordinates(points)
    grid = areas.grid_at(lonlat[:, 0], lonlat[:, 1])
    assert len(grid) == len(fabric.buildings)
    assert (grid >= 0).all()
    community = areas.grid_community[grid]
    order = np.argsort(community, kind="stable")
    estate = np.array([b.estate for b in fabric.buildings])
    estate_community = np.zeros(len(fabric.estates), dtype=np.int64)
    estate_community[estate[estate >= 0]] = community[estate >= 0]
    return estate_community, order, grid[order]


def _addresses(fabric: Fabric, roads: Roads) -> list[str]:
    """A street address per parcel: the road nearest to its main gate, or to its middle, with even numbers along it."""
    named = np.flatnonzero((roads.kind == "street") | (roads.kind == "arterial"))
    at = [parcel.net.centroid for parcel in fabric.parcels]
    for estate in fabric.estates:
        if estate.gates:
            _, x, y, _ = fabric.gates[estate.gates[0]]
            at[estate.parcel] = shapely.Point(x, y)
    nearest = roads.road[named[shapely.STRtree(roads.lines[named]).nearest(np.array(at, dtype=object))]]
    return [f"{roads.names[road]}{2 * n}号" for road, n in zip(nearest, within_group(nearest), strict=True)]


def _estate_frame(
    frames: Frames, fabric: Fabric, areas: Areas, names: Names, community: Ints, rank: Ints, rng: Rng
) -> None:
    order = np.argsort(rank)
    estates = [fabric.estates[k] for k in order]
    parent = community[order]
    kinds = [
        "reformed_work_unit" if e.style.housing_type == "work_unit" and rng.random() < 0.6 else e.style.housing_type
        for e in estates
    ]
    code = frames["community"]["code"].to_numpy()
    frames["estate"] = frame(
        to_lonlat(np.array([e.wall for e in estates], dtype=object)),
        code=[f"{code[p]}E{n:03d}" for p, n in zip(parent, within_group(parent), strict=True)],
        name=_in_phases([names.estate(e.style.housing_type) for e in estates], kinds, parent),
        access=["gated" if e.style.gated else "open" for e in estates],
        housing_type=kinds, built_year=numbers([e.style.built_year for e in estates]), community_id=refs(parent),
        households=numbers([0] * len(estates)), manager=[names.manager() for _ in estates],
    )  # fmt: skip


PHASED_EVERY = 8


def _in_phases(names: list[str], kinds: list[str], community: Ints) -> list[str]:
    """The names with some pairs of commercial neighbours as two phases of one estate: 翠湖花园一期 and 翠湖花园二期. Both
    have a building 3: an address has to say which.
    """
    told = list(names)
    for k in range(0, len(names) - 1, PHASED_EVERY):
        if kinds[k] == kinds[k + 1] == "commercial" and community[k] == community[k + 1]:
            told[k], told[k + 1] = f"{names[k]}一期", f"{names[k]}二期"
    return told


def _building_frame(census: Census, fabric: Fabric, areas: Areas, estate_rank: Ints) -> None:
    frames = census.frames
    chosen = [fabric.buildings[k] for k in census.building_order]
    estate = np.array([estate_rank[b.estate] if b.estate >= 0 else -1 for b in chosen])
    parcel = np.array([b.parcel for b in chosen])
    community = areas.grid_community[census.building_grid]
    code = frames["community"]["code"].to_numpy()
    number = within_group(np.where(estate >= 0, estate, -1 - parcel))
    estate_name, estate_kind = frames["estate"]["name"].to_numpy(), frames["estate"]["housing_type"].to_numpy()
    names, addresses = [], []
    for b, e, n in zip(chosen, estate, number, strict=True):
        at = census.road_address[b.parcel]
        use = fabric.parcels[b.parcel].use
        name = f"{n}号楼" if e >= 0 else f"{n}号{HALLS[use]}" if use in HALLS and b.use != "residential" else f"附{n}号"
        names.append(name)
        addresses.append(f"{at}{estate_name[e]}{name}" if e >= 0 else f"{at}{name}")
    census.building_estate = estate
    frames["building"] = frame(
        to_lonlat(np.array([fabric.outlines[k] for k in census.building_order], dtype=object)),
        code=[f"{code[c]}{n:05d}" for c, n in zip(community, within_group(community), strict=True)],
        name=names, use=[b.use for b in chosen],
        housing_type=[estate_kind[e] if e >= 0 else b.housing_type or None for b, e in zip(chosen, estate, strict=True)],
        floors=numbers([b.floors for b in chosen]), households=numbers([b.doors * b.floors * b.flats for b in chosen]),
        built_year=numbers([b.built_year for b in chosen]), address=addresses, community_id=refs(community),
        grid_id=refs(census.building_grid), estate_id=refs(estate),
    )  # fmt: skip


def _entrance_frame(census: Census, fabric: Fabric) -> None:
    rank = np.argsort(census.building_order)
    building = rank[np.array([door[0] for door in fabric.doors])]
    order = np.argsort(building, kind="stable")
    census.door_building = building[order]
    xy = np.array([door[1:] for door in fabric.doors])[order]
    number = within_group(census.door_building)
    census.frames["entrance"] = frame(
        to_lonlat(shapely.points(xy)), name=[f"{n}单元" for n in number], building_id=refs(census.door_building)
    )


def _household_frame(census: Census, fabric: Fabric, rng: Rng) -> None:
    """Dwellings behind the doors, floor by floor; their type is mostly that of their building."""
    buildings = census.frames["building"]
    chosen = [fabric.buildings[k] for k in census.building_order]
    flats = np.array([b.flats for b in chosen])[census.door_building]
    floors = np.array([b.floors for b in chosen])[census.door_building]
    door = np.repeat(np.arange(len(flats)), flats * floors)
    start = np.cumsum(flats * floors) - flats * floors
    number = np.arange(len(door)) - start[door]
    floor, side = number // flats[door] + 1, number % flats[door] + 1
    room_key = floor * 100 + side
    rooms = np.array([str(k) for k in range(int(room_key.max()) + 1)], dtype=object)
    kinds = [*sorted(set(buildings["housing_type"].dropna())), *MINOR_TYPES]
    kinds = list(dict.fromkeys(kinds))
    number_of = {kind: k for k, kind in enumerate(kinds)}
    building_kind = np.array([number_of.get(k, -1) for k in buildings["housing_type"]])
    kind = building_kind[census.door_building][door]
    chance = rng.random(len(door))
    for own, other, share in (
        ("commercial", "commercial_shops", 0.012), ("commercial", "unknown", 0.02), ("reformed_work_unit", "work_unit", 0.15),
        ("public_rental", "low_rent", 0.12), ("self_built", "work_unit", 0.25), ("village_in_city", "self_built", 0.1),
    ):  # fmt: skip
        if own in number_of:
            kind = np.where((kind == number_of[own]) & (chance < share), number_of[other], kind)
    census.frames["household"] = frame(
        building_id=refs(census.door_building[door]), entrance_id=refs(door), floor=numbers(floor),
        room=pd.Series(rooms[room_key], dtype=object), housing_type=pd.Series(np.array(kinds, dtype=object)[kind], dtype=object),
    )  # fmt: skip


def _count_households(census: Census) -> None:
    """Set the household counts of buildings, grids and estates from the households themselves."""
    frames = census.frames
    building = frames["household"]["building_id"].to_numpy(dtype=np.int64) - 1
    per_building = np.bincount(building, minlength=len(frames["building"]))
    frames["building"]["households"] = numbers(per_building)
    frames["grid"]["households"] = numbers(
        np.bincount(census.building_grid, weights=per_building, minlength=len(frames["grid"])).astype(np.int64)
    )
    inside = census.building_estate >= 0
    frames["estate"]["households"] = numbers(
        np.bincount(
            census.building_estate[inside], weights=per_building[inside], minlength=len(frames["estate"])
        ).astype(np.int64)
    )


GATE_NAMES = {"main": "正门", "pedestrian": "人行门", "vehicle": "车行门"}


def _gate_frame(census: Census, fabric: Fabric, estate_rank: Ints) -> None:
    estate = estate_rank[np.array([gate[0] for gate in fabric.gates], dtype=np.int64)]
    kind = [gate[3] for gate in fabric.gates]
    title = census.frames["estate"]["name"].to_numpy()
    census.frames["gate"] = frame(
        to_lonlat(shapely.points([gate[1:3] for gate in fabric.gates])),
        name=[f"{title[e]}{GATE_NAMES[k]}" for e, k in zip(estate, kind, strict=True)], kind=kind, estate_id=refs(estate),
    )  # fmt: skip


def _path_frame(census: Census, fabric: Fabric, roads: Roads) -> None:
    edges = fabric.edges
    assert edges is not None
    lines = to_lonlat(edges.lines)
    length = np.round(shapely.length(to_metres(lines)), 2)
    # On the 1e-7° grid an edge can shrink to a point: its ends are one node then, and the edge says nothing.
    real = length > 0
    road = edges.road[real]
    census.frames["path"] = frame(
        lines[real],
        name=[roads.names[k] or None if k >= 0 else None for k in road],
        kind=list(edges.kind[real]),
        length_m=length[real],
        gate_id=refs(edges.gate[real]),
    )

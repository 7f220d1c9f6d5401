"""Who else is there: organisations, venues of every category, and workers' assignments."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.demo.areas import Areas
from geo.demo.census import Census
from geo.demo.columns import frame, numbers, refs
from geo.demo.fabric import Fabric
from geo.demo.names import Names
from geo.demo.place import to_lonlat

Rng = np.random.Generator
Ints = npt.NDArray[np.int64]

VENUES: tuple[tuple[str, str, float, str, tuple[int, int]], ...] = (
    ("party_service_centre", "党群服务中心", 1.0, "Mo-Su 08:30-20:00", (60, 160)),
    ("mediation_room", "人民调解室", 0.7, "Mo-Fr 09:00-17:30", (8, 16)),
    ("nursery", "托育点", 0.5, "Mo-Fr 07:30-18:30", (20, 60)),
    ("kindergarten", "幼儿园", 0.9, "Mo-Fr 07:30-17:30", (120, 360)),
    ("elderly_day_care", "日间照料中心", 0.8, "Mo-Sa 08:00-18:00", (15, 50)),
    ("activity_centre", "文体活动中心", 0.6, "Tu-Su 09:00-21:00", (60, 200)),
    ("four_oclock_school", "四点半学校", 0.7, "Mo-Fr 16:00-19:00", (20, 50)),
    ("charity_shop", "爱心超市", 0.4, "We,Sa 09:00-16:00", (10, 30)),
    ("neighbour_point", "睦邻点", 2.0, "Mo-Su 08:00-21:00", (10, 40)),
    ("clinic", "社区卫生服务站", 0.8, "Mo-Sa 08:00-17:30", (20, 60)),
    ("canteen", "社区食堂", 0.7, "Mo-Su 06:30-09:00,11:00-13:30,17:00-19:00", (30, 120)),
    ("market", "菜市场", 0.5, "Mo-Su 06:00-19:00", (60, 300)),
)
"""Category, name, how many per community, opening rule (OSM opening_hours), least and greatest capacity."""
FORECOURT_M = 2.0


def venue_frame(census: Census, rng: Rng) -> pd.DataFrame:
    """Venues at the doors of shops and institutions, else of residential buildings: every category in the city, in
    the density of its community; markets stand in the market halls first.
    """
    frames = census.frames
    buildings = frames["building"]
    use = buildings["use"].to_numpy()
    community = buildings["community_id"].to_numpy(dtype=np.int64) - 1
    door = frames["entrance"].geometry.to_numpy()[np.unique(census.door_building, return_index=True)[1]]
    public = (use == "commercial") & (buildings["floors"].to_numpy(dtype=np.int64) <= 2)
    area_names = frames["community"]["name"].to_numpy()
    starts = np.searchsorted(community, np.arange(len(area_names) + 1))
    taken: set[int] = set()
    rows: list[tuple[str, str, str, int, str, int]] = []
    for category, title, density, opening, (least, most) in VENUES:
        count = len(area_names)
        each = np.floor(density + rng.random(count)).astype(int)
        if each.sum() == 0:
            each[int(rng.integers(count))] = 1
        for place in np.flatnonzero(each):
            whole = np.arange(starts[place], starts[place + 1])
            inside = whole[public[whole]]
            inside = inside if len(inside) >= each[place] else whole
            free = np.array([k for k in inside.tolist() if k not in taken] or inside.tolist())
            for turn, building in enumerate(rng.choice(free, min(each[place], len(free)), replace=False)):
                taken.add(int(building))
                suffix = f"{turn + 1}号" if density >= 2 else ""
                short = str(area_names[place]).removesuffix("社区")
                rows.append(
                    (
                        f"{short}{suffix}{title}",
                        category,
                        opening,
                        int(rng.integers(least, most + 1)),
                        "",
                        int(building),
                    )
                )
    at = np.array([row[5] for row in rows])
    address = buildings["address"].to_numpy()[at]
    return frame(
        door[at], code=[f"ZD{n:06d}" for n in range(1, len(rows) + 1)], name=[row[0] for row in rows],
        category=[row[1] for row in rows], opening=[row[2] for row in rows], capacity=numbers([row[3] for row in rows]),
        address=list(address),
    )  # fmt: skip


ENTERPRISES_PER_HOUSEHOLD = 1 / 190
PER_OFFICE_BUILDING = (3, 9)


def organisation_frame(census: Census, fabric: Fabric, areas: Areas, names: Names, rng: Rng) -> pd.DataFrame:
    """Business parks as polygons with their enterprises inside, offices, institutions, and small firms and social
    organisations in the shops. All have a branch, a joint branch or a liaison; a few are unknown; none has none.
    """
    frames = census.frames
    buildings = frames["building"]
    parcels = [fabric.parcels[fabric.buildings[k].parcel] for k in census.building_order]
    use = np.array([parcel.use for parcel in parcels], dtype=object)
    household_free = buildings["households"].to_numpy(dtype=np.int64) == 0
    door = frames["entrance"].geometry.to_numpy()[np.unique(census.door_building, return_index=True)[1]]
    shapes: list[shapely.Geometry] = []
    rows: list[tuple[str, str, int, int]] = []
    park_of: dict[int, int] = {}
    for grid in [g for g, kind in enumerate(areas.grid_use) if kind == "business"]:
        park_of[grid] = len(rows)
        grounds = [p.net for k, p in enumerate(fabric.parcels) if p.use == "business" and grid in _grids_of(areas, k)]
        shapes.append(to_lonlat(np.array([shapely.union_all(grounds).buffer(0)], dtype=object))[0])
        rows.append((census.grid_place[grid], "park", -1, grid))
    for k in np.flatnonzero(np.isin(use, ["business", "office", "mall"])):
        grid = int(census.building_grid[k])
        for _ in range(int(rng.integers(*PER_OFFICE_BUILDING))):
            kind = "enterprise" if rng.random() < 0.93 else "social"
            shapes.append(door[k])
            rows.append((names.organisation(kind), kind, park_of.get(grid, -1), grid))
    seen: set[int] = set()
    for k in np.flatnonzero(np.isin(use, ["school", "campus", "hospital", "market"])):
        grid = int(census.building_grid[k])
        if grid not in seen:
            seen.add(grid)
            title = (
                census.grid_place[grid]
                if areas.grid_use[grid] == use[k]
                else names.stem()
                + {"school": "小学", "campus": "学院", "hospital": "医院", "market": "农贸市场"}[use[k]]
            )
            shapes.append(door[k])
            rows.append((title, "enterprise" if use[k] == "market" else "institution", -1, grid))
    shops = np.flatnonzero((use == "homes") & household_free)
    wanted = round(int(buildings["households"].sum()) * ENTERPRISES_PER_HOUSEHOLD)
    for k in np.sort(rng.choice(shops, min(wanted, len(shops)), replace=False)):
        kind = "enterprise" if rng.random() < 0.85 else "social"
        shapes.append(door[k])
        rows.append((names.organisation(kind), kind, -1, int(census.building_grid[k])))
    status = rng.choice(["branch", "joint", "liaison", "unknown"], len(rows), p=[0.36, 0.34, 0.27, 0.03])
    fixed = ["branch" if row[1] in ("park", "institution") else str(s) for row, s in zip(rows, status, strict=True)]
    return frame(
        np.array(shapes, dtype=object), code=[f"ZQ{n:06d}" for n in range(1, len(rows) + 1)], name=[row[0] for row in rows],
        kind=[row[1] for row in rows], status=fixed, park_id=refs([row[2] for row in rows]),
        grid_id=refs([row[3] for row in rows]),
    )  # fmt: skip


def _grids_of(areas: Areas, parcel: int) -> set[int]:
    return set(areas.cell_grid[areas.cells.parcel == parcel].tolist())


def assignment_frame(census: Census) -> pd.DataFrame:
    """One worker per three basic grids, a dispatcher per street, one planner, analyst and operator per street one.
    Accounts are numbers: no person is meant.
    """
    frames = census.frames
    kind = frames["grid"]["kind"].to_numpy()
    rows: list[tuple[str, str, str, int]] = []
    for turn, grid in enumerate(np.flatnonzero(kind == "basic")):
        rows.append((f"wg{turn // 3 + 1:04d}", "worker", "grid", int(grid)))
    rows += [(f"zh{street + 1:03d}", "dispatcher", "street", street) for street in range(len(frames["street"]))]
    rows += [("gh001", "planner", "street", 0), ("fx001", "analyst", "street", 0), ("yw001", "operator", "street", 0)]
    return frame(
        account=[row[0] for row in rows], role=[row[1] for row in rows], area_layer=[row[2] for row in rows],
        area_id=refs([row[3] for row in rows]),
    )  # fmt: skip

"""Gaps with known answers, planted into a city that is complete without them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.demo.areas import SEAM_M, Areas, areas_in_metres
from geo.demo.cells import Cells
from geo.demo.census import Census
from geo.demo.manifest import Gap
from geo.demo.units import Units

Ints = npt.NDArray[np.int64]
Frames = dict[str, pd.DataFrame]

BUILDINGS_WITHOUT_GROUP = 3
BUILDINGS_WITHOUT_HUB = 4
DORMANT_DAYS = (130, 200)
LEAST_ENTERPRISES = 3


@dataclass(slots=True)
class Planting:
    """The city while gaps are planted: frames change in place of their old ones, ``used`` grids are left alone by the
    next gap, ``verdict`` holds what later work must say of each building (by position).
    """

    frames: Frames
    census: Census
    areas: Areas
    units: Units
    as_of: dt.date
    rng: np.random.Generator
    gaps: list[Gap] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    verdict: dict[int, str] = field(default_factory=dict)

    def add(self, kind: str, layer: str, ids: list[int], expected: str, *, verdict: str | None = None,
            place: shapely.Geometry | None = None, exhaustive: bool = True, **figures: Any) -> None:  # fmt: skip
        """List a gap; its place is on the first feature unless given."""
        rows = self.frames[layer].set_index("id").loc[ids]
        shape = rows.geometry.iloc[0] if place is None else place
        point = shapely.point_on_surface(shape)
        codes = tuple(str(code) for code in rows["code"]) if "code" in rows else ()
        where = (round(point.x, 7), round(point.y, 7))
        self.gaps.append(Gap(kind, layer, tuple(ids), codes, where, expected, verdict, figures, exhaustive))

    def take_grid(self, *, least_households: int = 150, single_estate: bool = False) -> int:
        """A basic grid that no gap has touched, whose branch serves it alone; with ``single_estate`` one whose
        buildings all belong to one gated estate.
        """
        grids = self.frames["grid"]
        households = grids["households"].to_numpy(dtype=np.int64)
        branch = self.units.grid_branch
        alone = np.bincount(branch, minlength=branch.max() + 1)[branch] == 1
        fits = (grids["kind"].to_numpy() == "basic") & alone & (households >= least_households)
        for grid in self.rng.permutation(np.flatnonzero(fits)).tolist():
            if grid in self.used or (single_estate and self.only_estate(grid) < 0):
                continue
            self.used.add(grid)
            return int(grid)
        raise AssertionError("the city has too few grids for its gaps")

    def only_estate(self, grid: int) -> int:
        """The estate that holds all lived-in buildings of a grid and is gated, else -1."""
        estates = np.unique(self.census.building_estate[self.lived_in(grid)])
        if len(estates) != 1 or estates[0] < 0:
            return -1
        gated = self.frames["estate"]["access"].iloc[int(estates[0])] == "gated"
        return int(estates[0]) if gated else -1

    def lived_in(self, grid: int) -> Ints:
        """The lived-in buildings of a grid, by position."""
        return np.flatnonzero((self.census.building_grid == grid) & (self.units.building_group >= 0))

    def households_of(self, buildings: Ints) -> int:
        """Dwellings in buildings."""
        return int(self.frames["building"]["households"].to_numpy(dtype=np.int64)[buildings].sum())

    def remove_units(self, rows: Ints) -> None:
        """Take units (by their first position) and their links out of the city."""
        gone = np.unique(rows) + 1
        for layer, column in (("unit", "id"), ("service_link", "unit_id")):
            frame = self.frames[layer]
            self.frames[layer] = frame[~frame[column].isin(gone)].reset_index(drop=True)

    def set_unit(self, row: int, column: str, value: Any) -> None:
        """Change one value of a unit, by its first position."""
        unit = self.frames["unit"]
        unit.loc[unit["id"] == row + 1, column] = value

    def copy_unit(self, row: int, **values: Any) -> int:
        """A further unit made from one that is there; its id."""
        unit = self.frames["unit"]
        new = unit[unit["id"] == row + 1].copy()
        number = int(unit["id"].max()) + 1
        values = {"id": number, "code": f"DZ{int(new['level'].iloc[0])}9{number:06d}", **values}
        for column, value in values.items():
            new[column] = value
        self.frames["unit"] = pd.concat([unit, new], ignore_index=True)
        return number


def plant_partition(planting: Planting, cells: Cells) -> None:
    """The seam, the overlap and the building cut by a grid line, which the geometry already holds."""
    community, seam = planting.areas.seam
    planting.used |= set(np.flatnonzero(planting.areas.grid_community == community).tolist())
    planting.add("seam", "community", [community + 1], "a strip of the community that no grid covers", place=seam,
                 area_m2=_area(seam), width_m=SEAM_M)  # fmt: skip
    first, second, strip = planting.areas.overlap
    planting.used |= {first, second}
    planting.add("overlap", "grid", [first + 1, second + 1], "two grids of one community overlap", place=strip,
                 area_m2=_area(strip))  # fmt: skip
    if cells.cut_building < 0:
        return
    building = int(np.flatnonzero(planting.census.building_order == cells.cut_building)[0])
    outline = planting.frames["building"].geometry.iloc[building]
    grids = planting.frames["grid"].geometry.to_numpy()
    whole = _area(outline)
    hit = shapely.STRtree(grids).query(outline, predicate="intersects").tolist()
    shares = {
        str(planting.frames["grid"]["code"].iloc[k]): round(_area(outline.intersection(grids[k])) / whole, 3)
        for k in sorted(hit)
    }
    planting.used |= set(hit)
    planting.add("cut_building", "building", [building + 1], "a grid line runs through the building; its entrance decides",
                 grid_id=int(planting.census.building_grid[building]) + 1, shares=shares)  # fmt: skip


def plant_units(planting: Planting) -> None:
    """All gaps of the chain committee → branch → group → hub household, each in a grid of its own."""
    # the two that need an estate with a grid to itself choose first: a small city has few
    _estate_without_branch(planting)
    _duplicate_primary(planting)
    _buildings_without_group(planting)
    _buildings_without_hub(planting)
    _dissolved_parent(planting)
    _dormant(planting)
    _cross_boundary_parent(planting)


def _say(planting: Planting, buildings: Ints, verdict: str) -> dict[str, Any]:
    for building in buildings.tolist():
        planting.verdict[int(building)] = verdict
    return {"building_ids": [int(b) + 1 for b in buildings], "households": planting.households_of(buildings)}


def _estate_without_branch(planting: Planting) -> None:
    grid = planting.take_grid(single_estate=True)
    estate = planting.only_estate(grid)
    buildings = planting.lived_in(grid)
    units = planting.units
    planting.remove_units(
        np.concatenate([[units.grid_branch[grid]], units.building_group[buildings], units.building_hub[buildings]])
    )
    figures = _say(planting, buildings, "missing branch")
    planting.add("estate_without_branch", "estate", [estate + 1], "the estate and its grid have no unit of any level",
                 verdict="missing branch", grid_id=grid + 1, **figures)  # fmt: skip


def _own_group(planting: Planting, grid: int, number: int) -> Ints:
    """So many buildings of a grid that each have a group to themselves."""
    buildings = planting.lived_in(grid)
    served = np.bincount(planting.units.building_group[planting.units.building_group >= 0])
    alone = buildings[served[planting.units.building_group[buildings]] == 1]
    return np.asarray(alone[:number])


def _grid_with_own_groups(planting: Planting, number: int) -> tuple[int, Ints]:
    for _ in range(len(planting.frames["grid"])):
        grid = planting.take_grid()
        buildings = _own_group(planting, grid, number)
        if len(buildings) == number:
            return grid, buildings
    raise AssertionError("the city has too few grids of large buildings")


def _buildings_without_group(planting: Planting) -> None:
    _, buildings = _grid_with_own_groups(planting, BUILDINGS_WITHOUT_GROUP)
    units = planting.units
    planting.remove_units(np.concatenate([units.building_group[buildings], units.building_hub[buildings]]))
    figures = _say(planting, buildings, "missing group")
    planting.add("buildings_without_group", "building", figures.pop("building_ids"),
                 "no group serves these buildings (nor do they have a hub household below it)", verdict="missing group", **figures)  # fmt: skip


def _buildings_without_hub(planting: Planting) -> None:
    _, buildings = _grid_with_own_groups(planting, BUILDINGS_WITHOUT_HUB)
    planting.remove_units(planting.units.building_hub[buildings])
    figures = _say(planting, buildings, "missing hub")
    planting.add("buildings_without_hub", "building", figures.pop("building_ids"),
                 "no hub household stands in these buildings; neighbours' hubs may reach them on foot", verdict="missing hub", **figures)  # fmt: skip


def _dissolved_parent(planting: Planting) -> None:
    grid, buildings = _grid_with_own_groups(planting, 1)
    branch = int(planting.units.grid_branch[grid])
    name = str(planting.frames["grid"]["name"].iloc[grid])
    old = planting.copy_unit(
        branch, name=f"{name}党支部（原）", state="dissolved", last_active_on=_days_before(planting.as_of, 420)
    )
    group = int(planting.units.building_group[buildings[0]])
    planting.set_unit(group, "parent_id", old)
    figures = _say(planting, buildings, "broken parent")
    planting.add("dissolved_parent", "unit", [group + 1], "the group's parent is a dissolved branch", verdict="broken parent",
                 parent_id=old, active_branch_id=branch + 1, **figures)  # fmt: skip


def _dormant(planting: Planting) -> None:
    for days, state in zip(DORMANT_DAYS, ("active", "dormant"), strict=True):
        _, buildings = _grid_with_own_groups(planting, 1)
        group = int(planting.units.building_group[buildings[0]])
        planting.set_unit(group, "last_active_on", _days_before(planting.as_of, days))
        planting.set_unit(group, "state", state)
        figures = _say(planting, buildings, "dormant")
        planting.add("dormant_unit", "unit", [group + 1], f"no activity for {days} days; recorded state is {state}", verdict="dormant",
                     days=days, recorded_state=state, **figures)  # fmt: skip


def _cross_boundary_parent(planting: Planting) -> None:
    grid = planting.take_grid()
    streets = planting.areas.community_street
    own = int(streets[planting.areas.grid_community[grid]])
    other = (own + 1) % len(planting.areas.street)
    branch = int(planting.units.grid_branch[grid])
    planting.set_unit(branch, "parent_id", other + 1)
    buildings = planting.lived_in(grid)
    figures = _say(planting, buildings, "cross-boundary parent")
    planting.add("cross_boundary_parent", "unit", [branch + 1], "the branch's parent is the committee of another street",
                 verdict="cross-boundary parent", grid_id=grid + 1, street_id=own + 1, parent_street_id=other + 1, **figures)  # fmt: skip


def _duplicate_primary(planting: Planting) -> None:
    grid = planting.take_grid(single_estate=True)
    estate = planting.only_estate(grid)
    branch = int(planting.units.grid_branch[grid])
    name = str(planting.frames["estate"]["name"].iloc[estate])
    second = planting.copy_unit(branch, name=f"{name}第二党支部")
    link = planting.frames["service_link"]
    row = link[(link["unit_id"] == branch + 1) & (link["target_layer"] == "estate")].copy()
    row["id"], row["unit_id"] = int(link["id"].max()) + 1, second
    planting.frames["service_link"] = pd.concat([link, row], ignore_index=True)
    figures = _say(planting, planting.lived_in(grid), "duplicate primary")
    planting.add("duplicate_primary", "estate", [estate + 1], "two active branches are both primary for the estate",
                 verdict="duplicate primary", unit_ids=[branch + 1, second], grid_id=grid + 1, **figures)  # fmt: skip


def plant_organisations(planting: Planting) -> None:
    """One grid where no enterprise has a branch, a joint branch or a liaison; elsewhere all have one or are unknown."""
    frame = planting.frames["organisation"]
    firm = frame["kind"].to_numpy() == "enterprise"
    grid = frame["grid_id"].to_numpy(dtype=np.int64) - 1
    count = np.bincount(grid[firm], minlength=len(planting.areas.grid))
    fits = [
        k
        for k in planting.rng.permutation(len(count)).tolist()
        if count[k] >= LEAST_ENTERPRISES and k not in planting.used
    ]
    rows = firm & (grid == fits[0])
    frame.loc[rows, "status"] = "none"
    planting.used.add(fits[0])
    planting.add("organisation_gap", "organisation", frame["id"][rows].tolist(), "enterprises without branch, joint branch or liaison",
                 verdict="none", grid_id=fits[0] + 1, enterprises=int(rows.sum()))  # fmt: skip


def _days_before(day: dt.date, days: int) -> pd.Timestamp:
    return pd.Timestamp(day) - pd.Timedelta(days=days)


def _area(shape: shapely.Geometry) -> float:
    return round(float(areas_in_metres(np.array([shape], dtype=object))[0]), 1)


def base_of(planting: Planting) -> dict[str, Any]:
    """What holds in the city: households and buildings per verdict, strict reading (dormant units left out)."""
    lived_in = np.flatnonzero(planting.units.building_group >= 0)
    told: dict[str, dict[str, int]] = {}
    for verdict in ["complete", *sorted(set(planting.verdict.values()))]:
        chosen = np.array(
            [b for b in lived_in.tolist() if planting.verdict.get(b, "complete") == verdict], dtype=np.int64
        )
        told[verdict] = {"buildings": len(chosen), "households": planting.households_of(chosen)}
    households = sum(value["households"] for value in told.values())
    return {
        "statement": "every lived-in building has committee → branch → group → hub household, all active, one primary "
        "unit per target and level, but for the planted gaps; siblings tile their parents exactly, but for the seam "
        "and the overlap; no building crosses a grid line but the cut one; no organisation has status none but the "
        "planted ones",
        "households": households,
        "verdicts": told,
        "v_index": {"numerator": told["complete"]["households"], "denominator": households},
        "h_index": {"numerator": households - told["missing branch"]["households"], "denominator": households},
    }

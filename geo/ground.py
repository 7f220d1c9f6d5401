"""The buildings of a city on a day: how many households each has, and in which areas it lies."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Self, TypeVar

import numpy as np
import pandas as pd
import shapely

from geo.asof import NOWHERE, Floats, Frames, Ints, Mask, Objects, Rows, counts
from geo.columns import is_one_of, missing
from geo.crs import LocalFrame, frame_around

AREA_LEVELS = ("estate", "grid", "community", "street")
LEVELS = ("building", *AREA_LEVELS, "city")
HOME_USES = ("residential", "mixed")
Made = TypeVar("Made")
TOGETHER_M = 30.0
"""Buildings at most this far apart stand together."""


@dataclass(frozen=True)
class Ground:
    """Buildings and the areas that hold them, as rows.

    ``area`` gives per level the row of each building's area (``NOWHERE``: none). ``households`` per building are
    counted from the household layer; where a building has no row there, its own figure holds; where that is missing
    too the number is 0 and not ``households_known``. ``city_frame`` is the metric frame of the city of which this is a
    part (`part`): the part is measured as the whole.
    """

    building: Rows
    areas: dict[str, Rows]
    area: dict[str, Ints]
    households: Ints
    households_known: Mask
    household: Rows
    household_building: Ints
    city_frame: LocalFrame | None = None
    held: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, frames: Frames, as_of: dt.date) -> Self:
        """The ground of that day from frames by layer id; layers that are absent have no rows.

        A building's community is the one it names, else that of its grid, else that of its estate; its street is
        its community's. Links to what is not there that day count as missing.
        """
        building = Rows.given(frames, "building", as_of)
        areas = {level: Rows.given(frames, level, as_of) for level in AREA_LEVELS}
        area = {level: building.links(f"{level}_id", areas[level]) for level in ("estate", "grid", "community")}
        for level in ("grid", "estate"):
            above = areas[level].links("community_id", areas["community"])
            area["community"] = np.where(area["community"] >= 0, area["community"], step(above, area[level]))
        area["street"] = step(areas["community"].links("street_id", areas["street"]), area["community"])
        household = Rows.given(frames, "household", as_of)
        behind = household.links("building_id", building)
        # those behind no building are counted first, quicker than they are left out
        counted = np.bincount(behind + 1, minlength=len(building) + 1)[1:]
        stated, known = counts(building["households"])
        return cls(
            building, areas, area, np.where(counted > 0, counted, stated), known | (counted > 0), household, behind
        )

    def part(self, buildings: Ints, households: Ints) -> Self:
        """Some buildings, in all areas, with what is known of them in the city; of the household layer only those rows
        (positions in ascending order) are kept: the numbers of households stay as they are.
        """
        row = np.full(len(self), NOWHERE, np.int64)
        row[buildings] = np.arange(len(buildings))
        return replace(
            self, building=self.building.take(buildings), area={name: of[buildings] for name, of in self.area.items()},
            households=self.households[buildings], households_known=self.households_known[buildings],
            household=self.household.take(households), household_building=step(row, self.household_building[households]),
            city_frame=self.metres, held={},
        )  # fmt: skip

    def remembered(self, name: str, make: Callable[[Self], Made]) -> Made:
        """What follows from the ground alone, made when it is first asked for. Two threads may both make it."""
        if name not in self.held:
            self.held[name] = make(self)
        found: Made = self.held[name]
        return found

    def __len__(self) -> int:
        return len(self.building)

    @cached_property
    def lived_in(self) -> Mask:
        """Which buildings the rules ask about: those with households, and homes whose number of households is not
        known (of residential, mixed or unstated use).
        """
        lived_in = self.households > 0
        unsure = np.flatnonzero(~lived_in & ~self.households_known)
        use = self.building.some("use", unsure)
        lived_in[unsure] = is_one_of(use, HOME_USES) | missing(use)
        return lived_in

    @cached_property
    def metres(self) -> LocalFrame:
        """The metric frame of this city."""
        if self.city_frame is not None:
            return self.city_frame
        areas = np.concatenate([rows.geometry for rows in self.areas.values()])
        return frame_around(np.concatenate([self.building.boxes, shapely.bounds(areas).reshape(-1, 4)]))

    @cached_property
    def footprint_m2(self) -> Floats:
        """The ground area of each lived-in building in m²; 0 of others and without a polygon."""
        found = np.zeros(len(self))
        asked, building = self.lived_in, self.building
        found[asked] = self.metres.areas_m2(building.geometry[asked], building.corners.among(asked))
        return found

    @cached_property
    def footprints(self) -> Objects:
        """The outline of each building in metres, ``None`` where it is not a valid polygon."""
        shapes = np.asarray(self.metres.to_metres(self.building.geometry), dtype=object)
        shapes[(shapely.get_dimensions(shapes) != 2) | ~shapely.is_valid(shapes)] = None
        return shapes

    @cached_property
    def neighbours(self) -> tuple[Ints, Ints]:
        """(building, other) of outlines at most ``TOGETHER_M`` apart, both ways round, ordered by building."""
        one, other = shapely.STRtree(self.footprints).query(self.footprints, predicate="dwithin", distance=TOGETHER_M)
        order = np.lexsort((other, one))
        order = order[one[order] != other[order]]
        return one[order].astype(np.int64), other[order].astype(np.int64)

    @cached_property
    def spots(self) -> Objects:
        """A point inside each building (lon/lat), ``None`` without geometry."""
        return np.asarray(shapely.point_on_surface(self.building.geometry), dtype=object)

    def members(self, level: str) -> Ints:
        """Per building its row at that level: itself, an area, or 0 for the city."""
        if level == "building":
            return np.arange(len(self), dtype=np.int64)
        return np.zeros(len(self), dtype=np.int64) if level == "city" else self.area[level]

    def places(self, level: str) -> tuple[int, pd.array]:
        """How many things a level has, and their ids; the city has none."""
        if level == "city":
            return 1, pd.arrays.IntegerArray(np.zeros(1, np.int64), np.ones(1, bool))
        rows = self.building if level == "building" else self.areas[level]
        return len(rows), pd.arrays.IntegerArray(rows.ids.copy(), np.zeros(len(rows), bool))


def step(above: Ints, rows: Ints) -> Ints:
    """Follow a link from rows that may be ``NOWHERE``."""
    found: Ints = np.append(above, NOWHERE)[rows]  # the last one, which ``NOWHERE`` is in numpy's counting
    return found

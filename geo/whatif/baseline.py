"""What stays warm between two questions: the city as it is, its answers, and who can be reached from whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Self, TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.asof import Frames, Ints, Mask, Objects, Rows
from geo.coverage import Coverage, CoverageParameters, Weight, compute_coverage
from geo.coverage.compute import Work
from geo.coverage.figures import weights_of
from geo.coverage.hubs import door_places, hub_doors
from geo.coverage.parameters import BRANCH, HUB
from geo.coverage.service import TARGET_LEVELS
from geo.gaps import door_households
from geo.ground import AREA_LEVELS, Ground
from geo.walk import Circle, CircleRules, Doorsteps, build_network, circle_from, doors_of
from geo.walk.graph import Floats
from geo.whatif.index import Held

UNIT_FIELDS = ("level", "state", "parent_id", "last_active_on", "household_id")
Made = TypeVar("Made")
DAY_LAYERS = ("unit", "service_link", "venue", "entrance")


@dataclass(frozen=True)
class Baseline:
    """The city before any change. ``frames`` hold the rows of the day; ``circle`` has a row per door of ``steps``.

    Caches fill at the first question of their kind; they never change after that, and threads may share them.
    """

    as_of: dt.date
    frames: Frames
    parameters: CoverageParameters
    coverage: Coverage
    steps: Doorsteps
    circle: Circle
    held: dict[Hashable, Any] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(
        cls,
        frames: Frames,
        as_of: dt.date,
        parameters: CoverageParameters,
        rules: CircleRules,
        steps: Doorsteps | None = None,
        coverage: Coverage | None = None,
        circle: Circle | None = None,
    ) -> Self:
        """The baseline of that day; steps, coverage and circle are computed where they are not given.

        What is given must have been computed from these frames, this day and these parameters, coverage and circle on
        these steps.
        """
        day = {layer: Rows.given(frames, layer, as_of).frame for layer in DAY_LAYERS if layer in frames}
        frames = {**frames, **day}
        steps = steps or _steps(frames, as_of, rules)
        coverage = coverage or compute_coverage(frames, as_of, parameters, steps)
        circle = circle or circle_from(steps, _venues(frames), rules)
        return cls(as_of, frames, parameters, coverage, steps, circle)

    @property
    def rules(self) -> CircleRules:
        """What the service circle requires."""
        return self.circle.rules

    @property
    def work(self) -> Work:
        """The computation behind the coverage, by rows."""
        return self.coverage.work

    @property
    def ground(self) -> Ground:
        """The buildings and areas: no change touches them."""
        return self.work.ground

    @property
    def venue(self) -> pd.DataFrame:
        """The venues of the day."""
        return _venues(self.frames)

    def remembered(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What was made under that key, made now if it was not."""
        if key not in self.held:
            self.held[key] = make()
        found: Made = self.held[key]
        return found

    @cached_property
    def lean(self) -> dict[str, pd.DataFrame]:
        """Units and service links with what the rules read only, in the order of rows: quick to take parts of."""
        units, ground = self.work.units, self.ground
        columns = {name: units.rows[name] for name in UNIT_FIELDS}
        unit = gpd.GeoDataFrame({"id": units.rows.ids, **columns}, geometry=units.rows.geometry, crs="EPSG:4326")
        tables = {"building": ground.building, "household": ground.household, **ground.areas}
        target = np.zeros(len(units.unit), np.int64)
        for layer, rows in tables.items():
            mine = units.to_layer(layer)
            target[mine] = rows.ids[units.target[mine]]
        link = pd.DataFrame({
            "id": np.arange(1, len(target) + 1), "unit_id": units.rows.ids[units.unit],
            "target_layer": units.target_layer, "target_id": target, "is_primary": units.primary == 1,
        })  # fmt: skip
        return {"unit": unit, "service_link": link} if units.known else {}

    @cached_property
    def links_of_unit(self) -> Held:
        """Service links by their unit."""
        return Held.of(self.work.units.unit, len(self.work.units))

    @cached_property
    def links_to(self) -> dict[str, Held]:
        """Service links by their target, per level."""
        units = self.work.units
        return {
            layer: Held.of(np.where(units.to_layer(layer), units.target, -1), self.ground.places(layer)[0])
            for layer in TARGET_LEVELS
        }

    @cached_property
    def children(self) -> Held:
        """Units by their parent."""
        return Held.of(self.work.units.parent, len(self.work.units))

    @cached_property
    def hubs_in(self) -> Held:
        """Hub households by the building in which they stand."""
        return Held.of(self.work.hub_home, len(self.ground))

    @cached_property
    def buildings_in(self) -> dict[str, Held]:
        """Buildings by area, per level."""
        return {level: Held.of(self.ground.area[level], len(self.ground.areas[level])) for level in AREA_LEVELS}

    @cached_property
    def grids_in(self) -> dict[str, Held]:
        """Grids by community and by street."""
        grid, above = self.ground.areas["grid"], {}
        community = grid.links("community_id", self.ground.areas["community"])
        street = self.ground.areas["community"].links("street_id", self.ground.areas["street"])
        above["community"] = community
        above["street"] = np.where(community >= 0, street[np.maximum(community, 0)], -1) if len(street) else community
        return {level: Held.of(rows, len(self.ground.areas[level])) for level, rows in above.items()}

    @cached_property
    def empty_grids(self) -> Mask:
        """The grids in which nobody lives: they alone tell that they have no branch, elsewhere the buildings do."""
        lived_in = self.ground.area["grid"][self.ground.lived_in]
        count = len(self.ground.areas["grid"])
        return np.asarray(np.bincount(lived_in[lived_in >= 0], minlength=count) == 0)

    @cached_property
    def branches_seated_in(self) -> Held:
        """Units by the grid in which their seat lies: the branches only."""
        units = self.work.units
        which = np.flatnonzero(units.level == BRANCH)
        return self._by_seat(which, units.seat_rows(self.ground.areas["grid"], which), "grid")

    @cached_property
    def committees_seated_in(self) -> Held:
        """Units by the street that they serve because they sit there: committees without links."""
        return self._by_seat(*self.work.units.committees_by_seat(self.ground), "street")

    def _by_seat(self, which: Ints, area: Ints, level: str) -> Held:
        seat = np.full(len(self.work.units), -1, np.int64)
        seat[which] = area
        return Held.of(seat, len(self.ground.areas[level]))

    @cached_property
    def entrance(self) -> Rows:
        """The entrances of the day."""
        return Rows.given(self.frames, "entrance", self.as_of)

    @cached_property
    def entrances_of(self) -> Held:
        """Entrances by building."""
        return Held.of(self.entrance.links("building_id", self.ground.building), len(self.ground))

    @cached_property
    def household_entrance(self) -> Ints:
        """The entrance row of each household."""
        return self.ground.household.links("entrance_id", self.entrance)

    @cached_property
    def household_of(self) -> Ints:
        """The household row of each unit."""
        return self.work.units.rows.links("household_id", self.ground.household)

    @cached_property
    def hub_place(self) -> Objects:
        """The door of each unit in metres, ``None`` for those that are no hub households."""
        units = self.work.units
        places = np.full(len(units), None, object)
        hubs = np.flatnonzero(units.level == HUB)
        _, doors = hub_doors(self.ground, units, self.work.hub_home, self.entrance, hubs)
        places[hubs] = self.ground.metres.to_metres(doors)
        return places

    @cached_property
    def hub_tree(self) -> shapely.STRtree:
        """The places of hub households, by unit row."""
        return tree_of(self.hub_place)

    @cached_property
    def looking(self) -> tuple[shapely.STRtree, Ints]:
        """The doors (in metres) of the buildings that look around for a hub, and the building of each."""
        place, owner = door_places(self.ground, self.entrance, self.work.looks_around)
        return tree_of(self.ground.metres.to_metres(place)), owner

    @cached_property
    def building_tree(self) -> shapely.STRtree:
        """The buildings in lon/lat."""
        return tree_of(self.ground.building.geometry)

    @cached_property
    def door_tree(self) -> shapely.STRtree:
        """The doors in metres of the walking network's frame."""
        return tree_of(self.steps.place)

    @cached_property
    def door_building(self) -> Ints:
        """The building row of each door."""
        return self.ground.building.rows_of(self.circle.doors.building_id)

    @cached_property
    def doors_of(self) -> Held:
        """Doors by building."""
        return Held.of(self.door_building, len(self.ground))

    def building_weight(self, weight: Weight) -> Floats:
        """What each building weighs; nothing where nobody lives."""
        return np.where(self.ground.lived_in, weights_of(self.ground, np.arange(len(self.ground)))[weight], 0.0)

    def door_weight(self, weight: Weight) -> Floats:
        """What stands behind each door: the weight of its building, households by their own doors."""
        if weight is Weight.HOUSEHOLDS:
            return door_households(self.ground, self.circle.doors)
        return self.circle.doors.spread(self.ground.building.ids, self.building_weight(weight))


def tree_of(shapes: Objects | Sequence[object]) -> shapely.STRtree:
    """The tree, built now: GEOS builds it at the first question, which two threads may ask at once."""
    tree = shapely.STRtree(shapes)
    tree.query(shapely.Point(0.0, 0.0))
    return tree


def _steps(frames: Frames, as_of: dt.date, rules: CircleRules) -> Doorsteps:
    network = build_network(*(frames.get(layer) for layer in ("path", "estate", "gate")))
    doors = doors_of(frames.get("entrance"), Rows.given(frames, "building", as_of).frame)
    return Doorsteps.of(network, doors, rules.snap)


def _venues(frames: Frames) -> pd.DataFrame:
    if "venue" in frames:
        return frames["venue"]
    return gpd.GeoDataFrame({"id": np.zeros(0, np.int64), "category": []}, geometry=[], crs="EPSG:4326")

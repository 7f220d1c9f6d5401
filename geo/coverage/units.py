"""Party units on a day: their level, parent, how active they are, and where a hub household stands."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.asof import NOWHERE, Frames, Ints, Mask, Objects, Rows
from geo.columns import MISSING_INTEGER, missing
from geo.coverage.parameters import COMMITTEE, HUB, CoverageParameters, Reading
from geo.ground import AREA_LEVELS, Ground, step

DISSOLVED, DORMANT, UNKNOWN, ACTIVE = -1, 0, 1, 2
"""How active a unit is."""
MANY = 1_000
TARGETS = ("building", "household", *AREA_LEVELS)
"""The layers that service links lead to."""


@dataclass(frozen=True)
class Units:
    """The units of a day as rows; ``level`` 0 is a level that is missing, ``parent`` the parent's row.

    ``target`` is the row of each link's target in its own layer (``kind``: its place in ``TARGETS``), ``unit`` the row of
    its unit; links whose unit or
    target is not there that day are left out. ``known`` is false when the city has no unit or link layer at all:
    nothing can be said then, which is not the same as an empty layer.
    """

    rows: Rows
    level: Ints
    parent: Ints
    unit: Ints
    kind: NDArray[np.int8]
    target: Ints
    primary: Ints
    known: bool
    as_of: dt.date
    parameters: CoverageParameters

    @classmethod
    def of(cls, frames: Frames, ground: Ground, as_of: dt.date, parameters: CoverageParameters) -> Self:
        """The units and service links of that day."""
        rows, link = Rows.given(frames, "unit", as_of), Rows.given(frames, "service_link", as_of)
        layer = link["target_layer"]
        target, kind = np.full(len(link), NOWHERE, np.int64), np.full(len(link), NOWHERE, np.int8)
        tables = {"building": ground.building, "household": ground.household, **ground.areas}
        rest = np.arange(len(link))
        for number, name in enumerate(TARGETS):
            here = layer[rest] == name
            mine, rest = rest[here], rest[~here]
            kind[mine], target[mine] = number, tables[name].rows_of(link["target_id"][mine])
        unit = link.links("unit_id", rows)
        good = (unit >= 0) & (target >= 0)
        level = np.where(missing(rows["level"]), 0, rows["level"])
        return cls(
            rows, level, rows.links("parent_id", rows), unit[good], kind[good], target[good],
            (link["is_primary"] == 1)[good].astype(np.int64), "unit" in frames and "service_link" in frames, as_of, parameters,
        )  # fmt: skip

    def __len__(self) -> int:
        return len(self.rows)

    def to_layer(self, layer: str) -> Mask:
        """Which links lead to that layer."""
        return np.asarray(self.kind == TARGETS.index(layer))

    @cached_property
    def target_layer(self) -> Objects:
        """The layer of each link's target."""
        return np.array(TARGETS, dtype=object)[self.kind]

    @cached_property
    def idle_days(self) -> Ints:
        """Days since the last activity, ``MISSING_INTEGER`` where no activity is recorded or it lies after the day."""
        last = self.rows["last_active_on"]
        days = (np.datetime64(self.as_of, "D") - last).astype(np.int64)
        return np.where(missing(last) | (days < 0), MISSING_INTEGER, days)

    @cached_property
    def strict(self) -> Ints:
        """How active each unit is. «Dissolved» and «dormant» hold as recorded; otherwise the last activity decides."""
        state = self.rows["state"]
        dated = self.idle_days != MISSING_INTEGER
        undated = np.where(state == "active", ACTIVE, UNKNOWN) if self.parameters.undated_is_active else UNKNOWN
        fresh = np.where(self.idle_days >= self.parameters.dormant_after_days, DORMANT, ACTIVE)
        active = np.where(dated, fresh, undated)
        return np.where(state == "dissolved", DISSOLVED, np.where(state == "dormant", DORMANT, active)).astype(np.int64)

    @cached_property
    def lenient(self) -> Ints:
        """As ``strict`` with dormancy set aside: unknown is only what has neither a state nor an activity."""
        doubtful = self.idle_days == MISSING_INTEGER
        doubtful[doubtful] = missing(self.rows["state"][doubtful])
        return np.where(self.strict == DISSOLVED, DISSOLVED, np.where(doubtful, UNKNOWN, ACTIVE)).astype(np.int64)

    def activity(self, reading: Reading) -> Ints:
        """How active each unit is, in that reading."""
        return self.strict if reading is Reading.STRICT else self.lenient

    @cached_property
    def standing(self) -> Mask:
        """Which units exist: all but the dissolved."""
        return np.asarray(self.strict != DISSOLVED)

    @cached_property
    def linked(self) -> Mask:
        """Which units have a service link that leads somewhere."""
        return np.bincount(self.unit, minlength=len(self)) > 0

    def seat_rows(self, areas: Rows, which: Ints) -> Ints:
        """The row of the area that holds the seat of each of these units; on a shared edge the lowest code."""
        found = np.full(len(which), NOWHERE, np.int64)
        seats = self.rows.shapes(which)
        order = np.argsort(areas["code"].astype(str), kind="stable")
        # an area that asks about many seats is prepared once; only of many areas beside few seats a tree is made
        if len(areas) <= len(which) + MANY:
            area, seat = shapely.STRtree(seats).query(areas.geometry[order], predicate="intersects")
        else:
            seat, area = shapely.STRtree(areas.geometry[order]).query(seats, predicate="intersects")
        first = np.lexsort((area, seat))[::-1]
        found[seat[first]] = order[area[first]]
        return found

    def committees_by_seat(self, ground: Ground) -> tuple[Ints, Ints]:
        """(unit, street) of the committees without any link: they serve the street in which they sit."""
        which = np.flatnonzero((self.level == COMMITTEE) & ~self.linked)
        street = self.seat_rows(ground.areas["street"], which)
        return which[street >= 0], street[street >= 0]

    def hub_buildings(self, ground: Ground) -> Ints:
        """The building in which each unit's hub household stands: that of its household, else of its link, else the
        building around its seat; ``NOWHERE`` for other units and where none of these is known.
        """
        home = step(ground.household_building, self.rows.links("household_id", ground.household))
        linked = np.full(len(self), NOWHERE, np.int64)
        for layer, to in (("building", None), ("household", ground.household_building)):
            mine = np.flatnonzero(self.to_layer(layer) & (self.level[self.unit] == HUB))
            mine = mine[np.argsort(self.target[mine], kind="stable")][::-1]
            linked[self.unit[mine]] = self.target[mine] if to is None else step(to, self.target[mine])
        home = np.where(home >= 0, home, linked)
        lost = np.flatnonzero((home < 0) & (self.level == HUB))
        if len(lost):
            home[lost] = self.seat_rows(ground.building, lost)
        return np.where(self.level == HUB, home, NOWHERE).astype(np.int64)

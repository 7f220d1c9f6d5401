"""The frames as they would be after some changes: each layer is made anew once, however many changes concern it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.asof import Frames, Ints, Mask, Objects
from geo.columns import MISSING_INTEGER
from geo.whatif.changes import (
    AddLink,
    AddUnit,
    AddVenue,
    Change,
    MoveUnit,
    MoveVenue,
    RemoveLink,
    RemoveUnit,
    RemoveVenue,
)

Row = Mapping[str, Any]
Link = tuple[int, str, int]
"""Unit, layer and id of what it serves."""


def applied(frames: Frames, changes: Sequence[Change], as_of: dt.date) -> dict[str, pd.DataFrame]:
    """The frames after the changes, one after the other; those that no change touches are the same objects.

    Takes ids as they are: what is not there is neither moved nor removed. A removed unit's links go with it. New rows
    hold only what the rules read.
    """
    found = dict(frames)
    for layer in {"venue", "unit", "service_link"} - found.keys():
        found[layer] = _blank(layer)
    edits = _Edits(as_of, _Things(), _Things(), _Links())
    for change in changes:
        if type(change) in _TAKEN:
            _TAKEN[type(change)](edits, change)
    for layer, things in (("venue", edits.venue), ("unit", edits.unit)):
        found[layer] = _with_things(found[layer], things)
    found["service_link"] = _with_links(found["service_link"], edits.link)
    return found


def _blank(layer: str) -> pd.DataFrame:
    columns = {"id": np.zeros(0, np.int64)}
    if layer == "service_link":
        return pd.DataFrame(
            columns | {"unit_id": columns["id"], "target_id": columns["id"], "target_layer": columns["id"]}
        )
    return gpd.GeoDataFrame(columns, geometry=[], crs="EPSG:4326")


@dataclass
class _Things:
    """What becomes of the venues or units: those that go, places of those that move, rows and places of new ones."""

    gone: set[int] = field(default_factory=set)
    moved: dict[int, shapely.Point] = field(default_factory=dict)
    new: dict[int, tuple[Row, shapely.Point]] = field(default_factory=dict)

    def add(self, row: Row, lon: float, lat: float) -> None:
        self.new[row["id"]] = (row, shapely.Point(lon, lat))

    def move(self, change: MoveVenue | MoveUnit) -> None:
        place = shapely.Point(change.lon, change.lat)
        if change.id in self.new:
            self.new[change.id] = (self.new[change.id][0], place)
        else:
            self.moved[change.id] = place

    def remove(self, thing: int) -> None:
        if self.new.pop(thing, None) is None:
            self.gone.add(thing)


@dataclass
class _Links:
    """What becomes of the service links: those that go, alone or with their units, and new ones with whether they are
    primary.
    """

    gone: set[Link] = field(default_factory=set)
    units: set[int] = field(default_factory=set)
    new: dict[Link, bool] = field(default_factory=dict)

    def remove(self, link: Link) -> None:
        self.new.pop(link, None)
        self.gone.add(link)

    def add(self, link: Link, primary: bool) -> None:
        self.remove(link)
        self.new[link] = primary

    def remove_unit(self, unit: int) -> None:
        self.units.add(unit)
        self.new = {link: primary for link, primary in self.new.items() if link[0] != unit}


@dataclass(frozen=True)
class _Edits:
    as_of: dt.date
    venue: _Things
    unit: _Things
    link: _Links


def _add_venue(edits: _Edits, change: AddVenue) -> None:
    edits.venue.add({"id": change.id, "category": change.category, "name": change.name}, change.lon, change.lat)


def _add_unit(edits: _Edits, change: AddUnit) -> None:
    row = {
        "id": change.id, "level": change.level, "name": change.name, "parent_id": change.parent_id, "state": "active",
        "last_active_on": edits.as_of,
    }  # fmt: skip
    edits.unit.add(row, change.lon, change.lat)
    for target in change.targets:
        edits.link.add((change.id, target.layer, target.id), target.is_primary)


def _remove_unit(edits: _Edits, change: RemoveUnit) -> None:
    edits.unit.remove(change.id)
    edits.link.remove_unit(change.id)


_TAKEN: Mapping[type, Callable[[_Edits, Any], None]] = {
    AddVenue: _add_venue, AddUnit: _add_unit, RemoveUnit: _remove_unit,
    MoveVenue: lambda edits, change: edits.venue.move(change), MoveUnit: lambda edits, change: edits.unit.move(change),
    RemoveVenue: lambda edits, change: edits.venue.remove(change.id),
    AddLink: lambda edits, one: edits.link.add((one.unit_id, one.target_layer, one.target_id), one.is_primary),
    RemoveLink: lambda edits, one: edits.link.remove((one.unit_id, one.target_layer, one.target_id)),
}  # fmt: skip


def _with_things(frame: pd.DataFrame, things: _Things) -> pd.DataFrame:
    if things.moved:
        shapes = np.array(frame.geometry, dtype=object)
        ids, places = _numbers(things.moved), np.array(list(things.moved.values()), dtype=object)
        order, held = np.argsort(ids), _ids(frame, "id")
        at = np.minimum(np.searchsorted(ids[order], held), len(ids) - 1)
        here = ids[order][at] == held
        shapes[here] = places[order[at[here]]]
        frame = frame.set_geometry(shapes, crs=frame.crs)
    if things.gone:
        frame = frame[~np.isin(_ids(frame, "id"), _numbers(things.gone))]
    if not things.new:
        return frame
    return _with_rows(
        frame, [row for row, _ in things.new.values()], np.array([place for _, place in things.new.values()], object)
    )


def _with_links(frame: pd.DataFrame, links: _Links) -> pd.DataFrame:
    if links.gone or links.units:
        frame = frame[~_leaving(frame, links)]
    if not links.new:
        return frame
    first = int(frame["id"].max()) + 1 if len(frame) else 1
    rows = [
        {"id": number, "unit_id": unit, "target_layer": layer, "target_id": target, "is_primary": primary}
        for number, ((unit, layer, target), primary) in enumerate(links.new.items(), first)
    ]
    return _with_rows(frame, rows)


def _leaving(frame: pd.DataFrame, links: _Links) -> Mask:
    """Which links go: few of them belong to a unit that any change names, so only those are compared one by one."""
    unit = _ids(frame, "unit_id")
    leaving = np.isin(unit, _numbers(links.units))
    maybe = np.flatnonzero(np.isin(unit, _numbers({one for one, _, _ in links.gone})) & ~leaving)
    part = frame.iloc[maybe]
    told = zip(unit[maybe].tolist(), part["target_layer"].tolist(), _ids(part, "target_id").tolist(), strict=True)
    leaving[maybe] = [link in links.gone for link in told]
    return leaving


def _numbers(ids: set[int] | Mapping[int, Any]) -> Ints:
    return np.fromiter(ids, np.int64, len(ids))


def _ids(frame: pd.DataFrame, name: str) -> Ints:
    """A column of ids; -1 where missing."""
    column = frame[name]
    if column.dtype == np.int64:
        return np.asarray(column.to_numpy())
    return np.asarray(pd.array(column.tolist(), dtype="Int64").to_numpy(dtype=np.int64, na_value=-1))


def _with_rows(frame: pd.DataFrame, rows: Sequence[Row], places: Objects | None = None) -> pd.DataFrame:
    """The frame with some rows more, all with the same fields. Columns that they do not fill are missing there; those
    that hold them keep their type where they can.
    """
    columns = {}
    for name in dict.fromkeys([*frame.columns, *rows[0]]):
        if name == "geometry":
            continue
        old = frame[name] if name in frame else pd.Series([None] * len(frame), dtype=object)
        columns[name] = _longer(old, [row.get(name) for row in rows])
    if places is None:
        return pd.DataFrame(columns)
    shapes = np.append(np.asarray(frame.geometry, dtype=object), places)
    return gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4326")


def _longer(column: pd.Series[Any], values: list[Any]) -> Any:
    known = all(value is not None for value in values)
    if column.dtype.kind == "i":
        return np.append(column.to_numpy(), [MISSING_INTEGER if value is None else value for value in values])
    if column.dtype.kind == "M" and known and getattr(column.dtype, "tz", None) is None:
        return np.append(column.to_numpy(), np.array(values, dtype="datetime64[D]"))
    if column.dtype == bool and known:
        return np.append(column.to_numpy(), values)
    whole = np.empty(len(column) + len(values), dtype=object)
    whole[: len(column)] = column.astype(object).to_numpy()
    whole[len(column) :] = values
    return whole

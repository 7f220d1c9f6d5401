"""What a planner may try: one change each, and the frames as they would be after some of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.asof import Frames, Mask
from geo.columns import MISSING_INTEGER
from geo.coverage import CoverageParameters
from geo.layers.kinds import Label
from geo.walk import CircleRules, Measure, Preset, preset_named


@dataclass(frozen=True, slots=True)
class AddVenue:
    """A new venue; ``id`` is that of the thing that it would be."""

    id: int
    category: str
    lon: float
    lat: float
    name: str | None = None


@dataclass(frozen=True, slots=True)
class MoveVenue:
    """A venue elsewhere."""

    id: int
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class RemoveVenue:
    """A venue less."""

    id: int


@dataclass(frozen=True, slots=True)
class Target:
    """What a unit serves."""

    layer: str
    id: int
    is_primary: bool


@dataclass(frozen=True, slots=True)
class AddUnit:
    """A new unit, active on the day asked for, with its service links."""

    id: int
    level: int
    lon: float
    lat: float
    name: str | None
    parent_id: int | None
    targets: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class RemoveUnit:
    """A unit less, with its service links; the units below it lose their parent."""

    id: int


@dataclass(frozen=True, slots=True)
class MoveUnit:
    """A unit's seat elsewhere; what it serves by link stays."""

    id: int
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class AddLink:
    """A unit serves one thing more."""

    unit_id: int
    target_layer: str
    target_id: int
    is_primary: bool


@dataclass(frozen=True, slots=True)
class RemoveLink:
    """A unit no longer serves a thing."""

    unit_id: int
    target_layer: str
    target_id: int


@dataclass(frozen=True, slots=True)
class SetParameter:
    """Another threshold: a plain field of `CoverageParameters`, or of the service circle ``preset`` (the name of one,
    for all categories) or ``limit_m`` (metres on foot, for all categories).
    """

    name: str
    value: float | bool | str


Change: TypeAlias = (
    AddVenue | MoveVenue | RemoveVenue | AddUnit | RemoveUnit | MoveUnit | AddLink | RemoveLink | SetParameter
)


def applied(frames: Frames, changes: Sequence[Change], as_of: dt.date) -> dict[str, pd.DataFrame]:
    """The frames after the changes, one after the other; those that no change touches are the same objects.

    Takes ids as they are: what is not there is neither moved nor removed. A removed unit's links go with it. New rows
    hold only what the rules read.
    """
    found = dict(frames)
    for layer in {"venue", "unit", "service_link"} - found.keys():
        found[layer] = _blank(layer)
    for change in changes:
        if not isinstance(change, SetParameter):
            _APPLIED[type(change)](found, change, as_of)
    return found


def _blank(layer: str) -> pd.DataFrame:
    columns = {"id": np.zeros(0, np.int64)}
    if layer == "service_link":
        return pd.DataFrame(
            columns | {"unit_id": columns["id"], "target_id": columns["id"], "target_layer": columns["id"]}
        )
    return gpd.GeoDataFrame(columns, geometry=[], crs="EPSG:4326")


def parameters_after(
    parameters: CoverageParameters, rules: CircleRules, changes: Sequence[Change]
) -> tuple[CoverageParameters, CircleRules]:
    """The thresholds after the changes; ``BadInput`` for values that they cannot have."""
    for change in changes:
        if not isinstance(change, SetParameter):
            continue
        if change.name in CIRCLE_PARAMETERS:
            preset = CIRCLE_PARAMETERS[change.name](change.value)
            rules = replace(rules, required=dict.fromkeys(rules.required, preset))
        else:
            named: dict[str, Any] = {change.name: change.value}
            parameters = replace(parameters, **named)
            # Straight lines are stretched alike for hub households and for venues.
            rules = replace(rules, detour_factor=parameters.detour_factor) if change.name == "detour_factor" else rules
    return parameters, rules


def _limit(value: Any) -> Preset:
    return Preset("limit", Label(f"步行 {value:g} 米", f"{value:g} m on foot"), Measure.DISTANCE, float(value))


CIRCLE_PARAMETERS: Mapping[str, Callable[[Any], Preset]] = {"preset": preset_named, "limit_m": _limit}


def _add_venue(found: dict[str, pd.DataFrame], change: AddVenue, _: dt.date) -> None:
    row = {"id": change.id, "category": change.category, "name": change.name}
    found["venue"] = _with_row(found["venue"], row, shapely.Point(change.lon, change.lat))


def _add_unit(found: dict[str, pd.DataFrame], change: AddUnit, as_of: dt.date) -> None:
    row = {
        "id": change.id, "level": change.level, "name": change.name, "parent_id": change.parent_id, "state": "active",
        "last_active_on": as_of,
    }  # fmt: skip
    found["unit"] = _with_row(found["unit"], row, shapely.Point(change.lon, change.lat))
    for target in change.targets:
        _add_link(found, AddLink(change.id, target.layer, target.id, target.is_primary), as_of)


def _add_link(found: dict[str, pd.DataFrame], change: AddLink, _: dt.date) -> None:
    links = found["service_link"]
    row = {
        "id": int(links["id"].max()) + 1 if len(links) else 1, "unit_id": change.unit_id,
        "target_layer": change.target_layer, "target_id": change.target_id, "is_primary": change.is_primary,
    }  # fmt: skip
    found["service_link"] = _with_row(links, row)


def _remove_link(found: dict[str, pd.DataFrame], change: RemoveLink, _: dt.date) -> None:
    links = found["service_link"]
    same = _is(links, "unit_id", change.unit_id) & _is(links, "target_id", change.target_id)
    found["service_link"] = links[~(same & (links["target_layer"] == change.target_layer).to_numpy(dtype=bool))]


def _remove_unit(found: dict[str, pd.DataFrame], change: RemoveUnit, _: dt.date) -> None:
    found["unit"] = found["unit"][~_is(found["unit"], "id", change.id)]
    found["service_link"] = found["service_link"][~_is(found["service_link"], "unit_id", change.id)]


def _remove_venue(found: dict[str, pd.DataFrame], change: RemoveVenue, _: dt.date) -> None:
    found["venue"] = found["venue"][~_is(found["venue"], "id", change.id)]


def _move(found: dict[str, pd.DataFrame], change: MoveVenue | MoveUnit, _: dt.date) -> None:
    layer = "venue" if isinstance(change, MoveVenue) else "unit"
    frame = found[layer]
    shapes = np.array(frame.geometry, dtype=object)
    shapes[_is(frame, "id", change.id)] = shapely.Point(change.lon, change.lat)
    found[layer] = frame.set_geometry(shapes, crs=frame.crs)


_APPLIED: Mapping[type, Callable[[dict[str, pd.DataFrame], Any, dt.date], None]] = {
    AddVenue: _add_venue, MoveVenue: _move, RemoveVenue: _remove_venue, AddUnit: _add_unit, RemoveUnit: _remove_unit,
    MoveUnit: _move, AddLink: _add_link, RemoveLink: _remove_link,
}  # fmt: skip


def _is(frame: pd.DataFrame, name: str, value: int) -> Mask:
    """Where a column of ids holds this one."""
    column = frame[name]
    if column.dtype == np.int64:
        return np.asarray(column.to_numpy() == value)
    return np.asarray(pd.array(column.tolist(), dtype="Int64").to_numpy(dtype=np.int64, na_value=-1) == value)


def _with_row(frame: pd.DataFrame, row: Mapping[str, Any], place: shapely.Point | None = None) -> pd.DataFrame:
    """The frame with one row more. Columns that the row does not fill are missing there; those that hold it keep their
    type where they can.
    """
    columns = {}
    for name in dict.fromkeys([*frame.columns, *row]):
        if name == "geometry":
            continue
        old = frame[name] if name in frame else pd.Series([None] * len(frame), dtype=object)
        columns[name] = _longer(old, row.get(name))
    if place is None:
        return pd.DataFrame(columns)
    shapes = np.append(np.asarray(frame.geometry, dtype=object), np.array([place], dtype=object))
    return gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4326")


def _longer(column: pd.Series[Any], value: Any) -> Any:
    if column.dtype.kind == "i":
        return np.append(column.to_numpy(), MISSING_INTEGER if value is None else value)
    if column.dtype.kind == "M" and value is not None and getattr(column.dtype, "tz", None) is None:
        return np.append(column.to_numpy(), np.datetime64(value))
    if column.dtype == bool and value is not None:
        return np.append(column.to_numpy(), value)
    whole = np.empty(len(column) + 1, dtype=object)
    whole[:-1], whole[-1] = column.astype(object).to_numpy(), value
    return whole

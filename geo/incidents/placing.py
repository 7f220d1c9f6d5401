"""In which grid and building is a report? In the boundaries of its own day; on a shared border the lowest code."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.columns import MISSING_INTEGER
from geo.errors import BadInput, Message
from geo.locate import Found, Locator, Place
from geo.snapshot import City

BUILDING_WITHOUT_PLACE = Message(
    "incident-building-without-place",
    zh="楼栋 {got} 没有轮廓，也没有单元门，无法确定位置",
    en="building {got} has neither an outline nor a door: it is no place",
    remedy_zh="请在地图上选点",
    remedy_en="put a pin on the map",
)


@dataclass(frozen=True, slots=True)
class Placement:
    """Where an incident lies. ``candidates`` are the grids of a shared border, the taken one first; empty where there
    is no doubt. ``grid_id`` is None outside every grid.
    """

    lon: float
    lat: float
    grid_id: int | None
    boundary_set_id: int | None
    candidates: tuple[int, ...] = ()
    building_id: int | None = None


def placed_at(city: City, lon: float, lat: float) -> Placement:
    """Where a pin lies; raises ``BadInput`` for a point that is no place on Earth."""
    place = Locator(city).at(lon, lat)
    grid, building = _found(place, "grid"), _found(place, "building")
    taken = None if grid is None else grid.id
    others = () if grid is None else tuple(candidate.id for candidate in grid.candidates)
    return Placement(
        place.lon, place.lat, taken, _boundary_set(city, taken), others, None if building is None else building.id
    )


def placed_in_building(city: City, building: int) -> Placement:
    """Where a report from inside a building lies: inside its outline, else at its first door, in the building's grid.

    Raises ``NotFound`` for a building that is not there, ``BadInput`` for one without any place.
    """
    buildings = city.layer("building")
    row = buildings.row_of(building)
    shape = buildings.geometry[row]
    if shape is None:
        shape = _first_door(city, building)
    if shape is None:
        raise BadInput(BUILDING_WITHOUT_PLACE, got=building)
    lon, lat = shapely.get_coordinates(shapely.point_on_surface(shape))[0].round(7).tolist()
    grid = int(buildings.columns["grid_id"][row])
    if grid == MISSING_INTEGER:
        found = placed_at(city, lon, lat)
        return Placement(lon, lat, found.grid_id, found.boundary_set_id, found.candidates, building)
    return Placement(lon, lat, grid, _boundary_set(city, grid), (), building)


def candidates_text(candidates: tuple[int, ...]) -> str | None:
    """The candidates as an incident's row holds them."""
    return ",".join(map(str, candidates)) or None


def candidates_of(text: str | None) -> tuple[int, ...]:
    """What ``candidates_text`` was given."""
    return tuple(int(part) for part in (text or "").split(",") if part)


def boundary_set_of(city: City, grid: int) -> int | None:
    """The boundary set of a grid; raises ``NotFound`` for a grid that was not there on the city's day."""
    city.layer("grid").row_of(grid)
    return _boundary_set(city, grid)


def _boundary_set(city: City, grid: int | None) -> int | None:
    if grid is None:
        return None
    grids = city.layer("grid")
    row = int(grids.rows_of(np.array([grid], np.int64))[0])
    value = None if row < 0 else grids.value(row, "boundary_set_id")
    return None if value is None else int(value)


def _found(place: Place, layer: str) -> Found | None:
    return next((one for one in place.found if one.layer == layer), None)


def _first_door(city: City, building: int) -> BaseGeometry | None:
    if "entrance" not in city:
        return None
    doors = city.layer("entrance")
    rows = (doors.columns["building_id"] == building).nonzero()[0]
    shapes = [doors.geometry[row] for row in rows if doors.geometry[row] is not None]
    return shapes[0] if shapes else None

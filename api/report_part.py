"""Which part of the city may a report tell of? All that is told whole to who asks, and nothing beside it."""

from __future__ import annotations

import datetime as dt

import numpy as np

from api.deps import Service
from api.measure_query import ids_within, rows_within
from api.told import own_areas, sees_city
from geo.errors import Forbidden
from geo.files.coverage_part import Part
from geo.layers.derived import SERVES_HOMES
from geo.measure import CityMeasure
from geo.rights import AREA_NOT_OWN, CITY_ONLY, Area, Scope


def areas_told(service: Service, scope: Scope, area: Area | None, day: dt.date) -> tuple[Area, ...] | None:
    """The areas that a report of a day is about: the one that is asked for, else all of one's own; ``None`` for the city.

    Raises ``Forbidden`` for an area that is not told whole to who asks, today and on that day, and where there is none;
    ``NotFound`` for one that is not there only to who sees all that there are.
    """
    scope.require_role(*SERVES_HOMES)
    if sees_city(service, scope):
        if area is not None:
            service.views.at(day).city.layer(area[0]).row_of(area[1])
        return None if area is None else (area,)
    asked = (scope.areas_for(*SERVES_HOMES) or ()) if area is None else (area,)
    found = tuple(one for one in asked if _is_whole(service, scope, one, day))
    if not found and area is not None:
        own = ", ".join(f"{level}/{thing}" for level, thing in scope.areas_for(*SERVES_HOMES) or ())
        raise Forbidden(AREA_NOT_OWN, got=f"{area[0]}/{area[1]}", expected=own)
    if not found:
        raise Forbidden(CITY_ONLY)
    return found


def part_of(service: Service, scope: Scope, measure: CityMeasure, areas: tuple[Area, ...], level: str) -> Part:
    """What lies in these areas on the day of the measurement and is told whole to who asks."""
    inside = [ids_within(measure, level, area) for area in areas]
    listed = frozenset(one for ids in inside if ids is not None for one in ids)
    own = own_areas(service, scope, measure.as_of, level)
    city, ground = service.views.at().city, measure.ground
    rows = np.unique(np.concatenate([rows_within(measure, area) for area in areas]))
    buildings = ground.building.ids[rows]
    mine = scope.own_rows(city.layer("building"), city, *SERVES_HOMES)
    if mine is not None:
        # whose a building is today decides, as for its doors
        buildings = np.intersect1d(buildings, city.layer("building").ids[mine])
    return Part(areas, listed if own is None else listed & own, buildings)


def _is_whole(service: Service, scope: Scope, area: Area, day: dt.date) -> bool:
    level, thing = area
    city = service.views.at(day).city
    if not int(city.layer(level).rows_of(np.array([thing], np.int64))[0]) >= 0:
        return False
    own = own_areas(service, scope, day, level)
    return own is None or thing in own

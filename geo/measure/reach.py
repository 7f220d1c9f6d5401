"""The service circle of one building and of one venue, as documents: what decides it door by door, and a drawing of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely

from geo.asof import Floats, Ints
from geo.gaps import door_households
from geo.layers.answers import Answer
from geo.measure.city import CityMeasure
from geo.walk import NO_ENTRANCE, Verdict, Why, illustrative_isochrones, preset_named
from geo.walk.reach import catchments
from geo.walk.snap import snap

Document = dict[str, Any]
WORDS = {one: Answer[one.name].value for one in Verdict}


def building_reach(measure: CityMeasure, building: int) -> list[Document]:
    """Per door of a building and required category: the nearest venue, how far it is on foot and in a straight line,
    the answer, and what it rests on. No document for a building that has no door that day.

    ``walk_m`` is null beyond the horizon; ``entrance_id`` null where the building itself stands for its doors.
    """
    circle = measure.circle
    doors = np.flatnonzero(circle.doors.building_id == building)
    return [
        {
            "entrance_id": None if (door := int(circle.doors.entrance_id[row])) == NO_ENTRANCE else door,
            "place": None if circle.doors.place[row] is None else list(circle.doors.place[row].coords[0]),
            "categories": [
                {
                    "category": category,
                    "venue_id": None if circle.venue_id[row, at] < 0 else int(circle.venue_id[row, at]),
                    "walk_m": _metres(circle.walk_m[row, at]),
                    "straight_m": _metres(circle.straight_m[row, at]),
                    "limit_m": circle.rules.required[category].limit_m,
                    "answer": WORDS[Verdict(int(circle.verdict[row, at]))],
                    "straight_answer": WORDS[Verdict(int(circle.upper[row, at]))],
                    "why": Why(int(circle.why[row, at])).name.lower(),
                }
                for at, category in enumerate(circle.rules.categories)
            ],
        }
        for row in doors.tolist()
    ]


def venue_reach(measure: CityMeasure, lon: float, lat: float) -> Document:
    """Whom a place reaches within the limit of the measurement's preset: doors, buildings and households, decided along
    the network; and a polygon that illustrates it and decides nothing. ``shape`` is null off the network.
    """
    network, circle, ground = measure.network, measure.circle, measure.steps.ground
    limit_m = preset_named(measure.parameters.preset).limit_m
    if ground is None:
        return {"limit_m": limit_m, "shape": None, "doors": 0, "buildings": 0, "households": 0.0}
    spot = network.frame.to_metres(np.array([shapely.Point(lon, lat)], dtype=object))
    _, door, _ = catchments(ground, snap(network, spot, circle.rules.snap), 1, limit_m)
    homes = _households(measure)[door]
    shape = illustrative_isochrones(network, spot, limit_m, circle.rules.snap)[0]
    return {
        "limit_m": limit_m, "shape": shape, "doors": len(door),
        "buildings": len(np.unique(circle.doors.building_id[door])), "households": round(float(homes.sum()), 3),
    }  # fmt: skip


def _households(measure: CityMeasure) -> Floats:
    ground, doors = measure.ground, measure.circle.doors
    rows: Ints = ground.building.rows_of(doors.building_id)
    return np.where(ground.lived_in[rows], door_households(ground, doors), 0.0)


def _metres(value: float) -> float | None:
    return round(float(value), 3) if np.isfinite(value) else None

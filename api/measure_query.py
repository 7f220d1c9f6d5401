"""What clients ask of a measurement: the day, the preset, the reading, the weight, and within which area."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Final

import numpy as np
from fastapi import Query, Request
from numpy.typing import NDArray
from pydantic import WithJsonSchema

from api import params
from api.deps import Service
from api.measured import MeasuredCity
from geo.clock import china_today
from geo.coverage import Counting, Reading, Weight
from geo.coverage.seams import areas_of
from geo.errors import BadInput
from geo.ground import AREA_LEVELS
from geo.layers import LAYERS, Access
from geo.measure import CityMeasure
from geo.rights import Area, Scope, sees_whole, told_day, whole_rows
from geo.store.metric_runs import MetricRun
from geo.walk import PRESETS
from geo.within import rows_within as linked_within

MEASURED: Final = ("as_of", "preset", "reading", "weight")
"""The parameters that every question to a measurement may carry, and to what is drawn of one."""

PLACES: Final = ("grid", "community", "street")
"""The levels whose areas other areas name, directly or by what holds them."""

CITY_LEVEL: Final = "city"
LAST_ID: Final = 2**62

WITHIN_EXAMPLE: Final = "street/3"
AsOf = Annotated[
    str | None, Query(description="The day to measure, YYYY-MM-DD; today when missing", examples=["2026-09-01"])
]
PresetName = Annotated[
    str | None,
    Query(description="The preset of the service circle"),
    WithJsonSchema({"type": "string", "enum": list(PRESETS)}),
]
ReadingName = Annotated[
    str | None,
    Query(description="strict leaves dormant units out; lenient counts them, and hub households within reach"),
    WithJsonSchema({"type": "string", "enum": [one.value for one in Reading]}),
]
WeightName = Annotated[
    str | None,
    Query(description="What is counted"),
    WithJsonSchema({"type": "string", "enum": [one.value for one in Weight]}),
]
Within = Annotated[str | None, Query(description="Only what lies in this area: layer/id", examples=[WITHIN_EXAMPLE])]


@dataclass(frozen=True, slots=True)
class MeasureQuery:
    """A question to a measurement, read and checked."""

    as_of: date
    preset: str | None
    reading: Reading
    weight: Weight

    def of(self, service: Service, scope: Scope, area: Area | None = None) -> MeasuredCity:
        """The measured city that answers a question about an area, or about the city: of the day that may be told."""
        day = told_day(self.as_of, whole=seen_whole(service, scope, area))
        return service.measures.at_for(scope, day, self.preset)

    def of_listed(self, service: Service, scope: Scope, level: str, area: Area | None) -> MeasuredCity:
        """The measured city that answers with figures of every area of a level, or of those in an area."""
        day = told_day(self.as_of, whole=listed_whole(service, scope, level, area))
        return service.measures.at_for(scope, day, self.preset)

    def run_document(self, run: MetricRun, scope: Scope) -> dict[str, Any]:
        """What an answer says of the run behind its figures."""
        return run_document(run, scope) | {"reading": self.reading.value, "weight": self.weight.value}


def measure_query(request: Request, *more: str, dated: bool = True) -> MeasureQuery:
    """The measurement's parameters of a request; ``more`` are those that the route reads itself, the days among them
    where the question is not ``dated`` by ``as_of``.
    """
    query = request.query_params
    params.only(query, (*(name for name in MEASURED if dated or name != "as_of"), *more))
    counting = counting_of(query)
    return MeasureQuery(
        params.day("as_of", query.get("as_of")) or china_today(),
        query.get("preset"),
        counting.reading,
        counting.weight,
    )


def counting_of(query: Mapping[str, str]) -> Counting:
    """How a request wants figures to be counted: strictly and by households where it does not say."""
    reading, weight = query.get("reading", Reading.STRICT.value), query.get("weight", Weight.HOUSEHOLDS.value)
    return Counting(
        Reading(params.one_of("reading", reading, [one.value for one in Reading])),
        Weight(params.one_of("weight", weight, [one.value for one in Weight])),
    )


def seen_whole(service: Service, scope: Scope, area: Area | None) -> bool:
    """Whether an area, or the city, may be told whole to who asks (`sees_whole`), by the links of today."""
    level, thing = area or (CITY_LEVEL, 0)
    return sees_whole(scope, level, thing, service.views.at().city)


def listed_whole(service: Service, scope: Scope, level: str, area: Area | None) -> bool:
    """Whether each area of a level that lies in an area may be told whole: one's own area lifts nothing of what is told
    beside it.
    """
    if area is None or level == CITY_LEVEL or not seen_whole(service, scope, area):
        return seen_whole(service, scope, None)
    city = service.views.at().city
    try:
        rows = linked_within(city, level, area)
    except BadInput:  # an area around it
        return seen_whole(service, scope, None)
    whole = whole_rows(scope, level, city)
    return whole is None or bool(whole[rows].all())


def run_document(run: MetricRun, scope: Scope) -> dict[str, Any]:
    """A run without its result. The public is not told by a digest that something has changed somewhere, nor how often
    people's rows were written.
    """
    return {
        "id": run.id,
        "kind": run.kind,
        "definition": run.definition,
        "as_of": run.as_of.isoformat(),
        "created_at": None if run.created_at is None else run.created_at.isoformat(timespec="seconds"),
        "digest": run.digest if scope.staff else None,
        "parameters": dict(run.parameters),
        "versions": {name: version for name, version in run.versions.items() if scope.staff or _is_open(name)},
    }


def _is_open(name: str) -> bool:
    layer = LAYERS[name]
    return layer.access is Access.PUBLIC and layer.withheld is None


def area_of(text: str | None) -> tuple[str, int] | None:
    """The area that ``within`` names, as level and id."""
    if text is None:
        return None
    match = re.fullmatch(r"([a-z]+)/([0-9]{1,18})", text)
    if match is None or match[1] not in AREA_LEVELS:
        raise params.invalid("within", text, f"{WITHIN_EXAMPLE} ({', '.join(AREA_LEVELS)})")
    return match[1], int(match[2])


def check_area(service: Service, measure: CityMeasure, area: Area | None) -> None:
    """Raise ``NotFound`` for an area that neither the measured day nor today has: an empty list would say «nothing here»."""
    if area is not None and measure.ground.areas[area[0]].rows_of(np.array([area[1]], np.int64))[0] < 0:
        service.views.at().city.layer(area[0]).row_of(area[1])


def ids_within(measure: CityMeasure, level: str, area: tuple[str, int] | None) -> Collection[int] | None:
    """The ids of a level's areas in which an area has buildings, or that name it as theirs; ``None`` for all."""
    if area is None:
        return None
    ground, (holder, thing) = measure.ground, area
    rows = ground.areas[level]
    if level == holder:
        return {thing}
    members = ground.area[level][rows_within(measure, area)]
    inside = np.unique(members[members >= 0])
    if holder in PLACES:
        above = areas_of(ground, level, np.arange(len(rows), dtype=np.int64))[holder]
        inside = np.union1d(inside, np.flatnonzero(above == ground.areas[holder].rows_of(np.array([thing], np.int64))))
    return set(rows.ids[inside].tolist())


def rows_within(measure: CityMeasure, area: tuple[str, int]) -> NDArray[np.int64]:
    """The rows of the buildings in an area."""
    level, thing = area
    ground = measure.ground
    row = int(ground.areas[level].rows_of(np.array([thing], np.int64))[0])
    return np.flatnonzero(ground.area[level] == row) if row >= 0 else np.zeros(0, np.int64)


def place_of(area: Mapping[str, Any]) -> int:
    """Where an area stands in a list by id: what lies in no area comes after every one that has an id."""
    return LAST_ID if area["id"] is None else int(area["id"])

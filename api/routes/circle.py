"""Coverage close up: what each door of a building reaches, whom a place would reach, and where areas do not meet."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import numpy as np
from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import WithJsonSchema

from api import params, schemas_measure
from api.answers import json_answer
from api.deps import Reader, Running, Service
from api.links import link
from api.measure_query import AsOf, PresetName, measure_query
from api.schemas import ProblemDocument
from api.scope import Acting
from api.told import sees_city, told_alone, told_rows
from geo.columns import python_values
from geo.errors import Language, NotFound
from geo.layers.derived import SERVES_HOMES
from geo.measure.reach import building_reach, venue_reach
from geo.model import Problem
from geo.snapshot import FEATURE_UNKNOWN, json_geometries

router = APIRouter(tags=["coverage"])

Coordinate = Annotated[
    str | None, Query(description="Degrees, WGS 84 / CGCS2000 (required)"), WithJsonSchema({"type": "number"})
]


@router.get(
    "/circle/buildings/{id}",
    operation_id="building_circle",
    summary="What each door of a building reaches: nearest venue and walk per category, and what the answer rests on",
    responses={200: {"model": schemas_measure.BuildingCircle}, 404: {"model": ProblemDocument}},
    response_class=Response,
)
def building_circle(
    request: Request,
    service: Running,
    scope: Acting,
    id: Annotated[str, Path(description="The building's id"), WithJsonSchema({"type": "integer"})],  # noqa: A002 -- the address says {id}
    as_of: AsOf = None,
    preset: PresetName = None,
) -> Response:
    """One document per door; a building without known entrances has one door without id."""
    query = measure_query(request)
    thing = params.integer("id", id)
    city = service.views.at(query.as_of).city
    city.layer("building").row_of(thing)
    if not scope.owns("building", thing, service.views.at().city, *SERVES_HOMES):
        raise NotFound(FEATURE_UNKNOWN, layer="building", got=thing)
    held = service.measures.at(query.as_of, query.preset)
    names = _venue_names(service, query.as_of)
    doors = building_reach(held.measure, thing)
    for door in doors:
        for one in door["categories"]:
            one["venue_name"] = names.get(one["venue_id"])
    links = [link(request, "self", f"/circle/buildings/{thing}", **dict(request.query_params))]
    return json_answer(
        request, {"run": query.run_document(held.run, scope), "id": thing, "doors": doors, "links": links}
    )


@router.get(
    "/circle/reach",
    operation_id="place_reach",
    summary="Whom a place reaches on foot, and an illustration of it",
    responses={200: {"model": schemas_measure.PlaceReach}},
    response_class=Response,
)
def place_reach(
    request: Request,
    service: Running,
    scope: Acting,
    lon: Coordinate = None,
    lat: Coordinate = None,
    as_of: AsOf = None,
    preset: PresetName = None,
) -> Response:
    """Doors are decided along the network; the polygon illustrates and decides nothing."""
    query = measure_query(request, "lon", "lat")
    x, y = params.number("lon", lon, -180, 180), params.number("lat", lat, -90, 90)
    held = query.of(service, scope)
    found = venue_reach(held.measure, x, y)
    if not sees_city(service, scope):
        found |= told_alone(found["households"], "households", service, scope)
    document: dict[str, Any] = {"run": query.run_document(held.run, scope), "lon": x, "lat": y} | found
    (document["shape"],) = json_geometries(np.array([found["shape"]], dtype=object))
    return json_answer(request, document)


@router.get(
    "/seams",
    operation_id="seams",
    summary="What keeps the areas from tiling the city, and estates that are divided between areas",
    responses={200: {"model": schemas_measure.Seams}},
    response_class=Response,
)
def seams(request: Request, service: Running, scope: Acting, language: Reader, as_of: AsOf = None) -> Response:
    """Pieces with place, size and remedy, by layer of the children; empty is what publishing needs."""
    params.only(request.query_params, ("as_of",))
    query = measure_query(request)
    held = query.of(service, scope)
    problems = [problem for found in held.measure.seams.values() for problem in found]
    shapes = json_geometries(np.array([problem.place for problem in problems] or [None], dtype=object))
    document = {
        "run": query.run_document(held.run, scope),
        "pieces": [_piece(problem, shape, language) for problem, shape in zip(problems, shapes, strict=False)],
        "fragments": told_rows(
            service,
            scope,
            "estate",
            held.measure.as_of,
            held.measure.coverage.fragments.to_dict("records"),
            ("households",),
        ),
        "links": [link(request, "self", "/seams", **dict(request.query_params))],
    }
    return json_answer(request, document, language=language)


def _piece(problem: Problem, shape: Any, language: Language) -> dict[str, Any]:
    return {
        "kind": problem.rule,
        "layer": problem.layer,
        "code": problem.feature,
        "size": problem.size,
        "unit": problem.unit,
        "detail": problem.message.text(language, problem.params),
        "remedy": problem.message.remedy(language, problem.params),
        "geometry": shape,
    }


def _venue_names(service: Service, day: date) -> dict[int, str | None]:
    snapshot = service.views.at(day).city["venue"]
    return dict(zip(snapshot.ids.tolist(), python_values(snapshot.columns["name"]), strict=True))

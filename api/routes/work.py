"""The grid worker's page at ``/work``, and what it carries along: the worker's grids in one document, and the doors of
one building.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response
from pydantic import WithJsonSchema

from api import params, schemas_work
from api.answers import json_answer
from api.deps import Running
from api.incident_documents import catalogue_document, incident_documents, incident_rows
from api.moments import moment
from api.schemas import ProblemDocument
from api.scope import Acting, Scope
from api.witness import asker_of
from geo.clock import china_today
from geo.errors import BadInput, NotFound
from geo.flows.work_pack import doors_of, open_incidents, work_pack
from geo.layers import LAYERS
from geo.snapshot import FEATURE_UNKNOWN, City

router = APIRouter(tags=["work"])

HOUSEHOLD: Final = LAYERS["household"]
GRIDS_MOST: Final = 20
"""More grids than one worker walks; their doors would fill a phone."""


@router.get(
    "/work/pack",
    operation_id="work_pack",
    summary="A worker's grids with buildings, doors, units, venues and open incidents: one document for offline use",
    responses={200: {"model": schemas_work.WorkPack}, 404: {"model": ProblemDocument}},
    response_class=Response,
)
def pack(
    request: Request,
    service: Running,
    scope: Acting,
    grids: Annotated[
        str | None,
        Query(description=f"The ids of 1 to {GRIDS_MOST} grids, comma-separated (required)", examples=["7,8"]),
        WithJsonSchema({"type": "array", "items": {"type": "integer"}, "minItems": 1, "maxItems": GRIDS_MOST}),
    ] = None,
) -> Response:
    """Never kept on the way: what a scope may see is nobody else's."""
    params.only(request.query_params, ("grids",))
    wanted = _ids(grids)
    # the number is read first: the document holds every change up to it, and perhaps a later one
    number, day, now = service.store.change_number(), china_today(), dt.datetime.now(dt.UTC)
    city = service.views.seen(scope, day).city
    for grid in wanted:
        _require_grid(scope, city, grid)
    doors = all(scope.owns("grid", grid, city, *HOUSEHOLD.roles) for grid in wanted)
    made: dict[str, Any] = {
        "made_at": moment(now),
        "as_of": day.isoformat(),
        "number": number,
        "roles": sorted(scope.roles),
        "doors": doors,
    }
    with service.acting(scope).witnessed(asker_of(request, scope, "visit")) as look:
        carried = work_pack(look, city, wanted, day, doors=doors)
        rows = incident_rows(look, open_incidents(city, wanted) if "incident" in city else [])
        incidents = {"incidents": incident_documents(service, scope, rows, now, look)}
        for grid in wanted:
            look.saw("grid", grid, act="export", detail="pack" if doors else "pack without doors")
    return _private(request, made | carried | incidents | catalogue_document(service.rules))


@router.get(
    "/work/scope",
    operation_id="work_scope",
    summary="Who asks: the staff roles of the reader and whether doors may be seen",
    responses={200: {"model": schemas_work.WorkScope}},
    response_class=Response,
)
def scope(request: Request, scope: Acting) -> Response:
    """No roles are the public's."""
    params.only(request.query_params, ())
    return _private(request, {"roles": sorted(scope.roles), "doors": scope.doors})


@router.get(
    "/doors",
    operation_id="doors",
    summary="The entrances of a building with their floors and doors",
    responses={200: {"model": schemas_work.BuildingDoors}, 404: {"model": ProblemDocument}},
    response_class=Response,
)
def doors(
    request: Request,
    service: Running,
    scope: Acting,
    building: Annotated[
        str | None, Query(description="The building's id (required)"), WithJsonSchema({"type": "integer"})
    ] = None,
) -> Response:
    """Opaque ids and rooms, without names. A building outside the reader's scope looks like one that is not there."""
    params.only(request.query_params, ("building",))
    if building is None:
        raise BadInput(params.PARAMETER_MISSING, name="building", expected="building=7")
    thing = params.integer("building", building)
    day = china_today()
    city = service.views.at(day).city
    if not scope.owns("building", thing, city, *HOUSEHOLD.roles):
        raise NotFound(FEATURE_UNKNOWN, layer="building", got=thing)
    with service.acting(scope).witnessed(asker_of(request, scope, "visit")) as look:
        document = doors_of(look, city, thing, day)
        look.saw("building", thing, detail="doors")
    entrances = document.pop("entrances")
    return _private(request, {"building": document, "entrances": entrances})


def _ids(text: str | None) -> list[int]:
    expected = f"1 … {GRIDS_MOST} × id: 7,8"
    if text is None:
        raise BadInput(params.PARAMETER_MISSING, name="grids", expected=expected)
    parts = text.split(",")
    if not 1 <= len(parts) <= GRIDS_MOST:
        raise params.invalid("grids", text, expected)
    return list(dict.fromkeys(params.integer("grids", part) for part in parts))


def _require_grid(scope: Scope, city: City, grid: int) -> None:
    city.layer("grid").row_of(grid)
    if not scope.owns("grid", grid, city):
        raise NotFound(FEATURE_UNKNOWN, layer="grid", got=grid)


def _private(request: Request, document: Any) -> Response:
    answer = json_answer(request, document)
    answer.headers["Cache-Control"] = "no-store"
    return answer

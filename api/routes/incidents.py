"""Incidents over HTTP: what kinds there are, which there are, how many, which are near, and one with its history."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response
from pydantic import WithJsonSchema

from api import params, schemas_incidents
from api.answers import live_answer
from api.deps import Running
from api.incident_documents import INCIDENT, catalogue_document, incident_rows, require_in_scope
from api.incident_forms import NOTHING_ELSE, WRONG, IncidentId
from api.incident_load import LOAD_FILTERS, LOAD_TEST, area_loads
from api.incident_looks import near_documents, told_documents, whole_document
from api.incident_query import incident_page, page_query
from api.links import link
from api.scope import Acting
from geo.flows.report_incident import position_of
from geo.incidents.load import LEVELS

router = APIRouter(tags=["incidents"])

PAGE: Final = 100
PAGE_MOST: Final = 1_000
Text = Annotated[str | None, Query()]


@router.get(
    "/incidents/categories",
    operation_id="incident_categories",
    summary="The kinds of incidents, their deadlines and rules, and the states",
    dependencies=NOTHING_ELSE,
    responses={200: {"model": schemas_incidents.Categories}},
    response_class=Response,
)
def categories(service: Running) -> Response:
    """As this deployment has configured them."""
    rules = service.rules
    return live_answer(
        catalogue_document(rules)
        | {"near_duplicate_m": rules.near_duplicate_m, "photos_most": service.settings.photos_most}
        | {"calendar_years": sorted(rules.calendar.years)}
    )


@router.get(
    "/incidents",
    operation_id="incidents",
    summary="A page of incidents",
    responses={200: {"model": schemas_incidents.IncidentPage}, **WRONG},
    response_class=Response,
)
def incidents(
    request: Request,
    service: Running,
    scope: Acting,
    open: Annotated[str | None, Query(description="true: not closed and not void; false: ended")] = None,  # noqa: A002 -- the parameter's name
    overdue: Annotated[str | None, Query(description="true: open and past the deadline")] = None,
    state: Annotated[str | None, Query(description="States, comma-separated")] = None,
    category: Annotated[str | None, Query(description="Categories, comma-separated")] = None,
    channel: Annotated[str | None, Query(description="Channels, comma-separated")] = None,
    grid: Annotated[str | None, Query(description="The id of a grid"), WithJsonSchema({"type": "integer"})] = None,
    within: Annotated[str | None, Query(description="An area: layer/id", examples=["street/3"])] = None,
    bbox: Annotated[str | None, Query(description="west,south,east,north in degrees")] = None,
    since: Annotated[str | None, Query(description="Reported then or later: an instant, or a day in China")] = None,
    until: Annotated[str | None, Query(description="Reported then or earlier; of a day, its first moment")] = None,
    sort: Annotated[
        str | None,
        Query(
            description="-reported_at (usual), due_at …; things without a value last. urgency: overdue first, then what is "
            "due soonest, as if each pause ended now"
        ),
    ] = None,
    limit: Annotated[str | None, Query(description=f"{PAGE} when missing, at most {PAGE_MOST}")] = None,
    cursor: Annotated[str | None, Query(description="Where the next page starts; take it from the next link")] = None,
) -> Response:
    """For the roles that see incidents: those of their areas that carry every condition."""
    scope.require_role(*INCIDENT.roles)
    now = dt.datetime.now(dt.UTC)
    page = incident_page(service.views.at().city, request.query_params, scope, service.rules, now, PAGE, PAGE_MOST)
    links = [link(request, "self", "/incidents", **dict(request.query_params))]
    if page.following is not None:
        links.append(link(request, "next", "/incidents", **page_query(dict(request.query_params), page.following)))
    rows = incident_rows(service.acting(scope), page.ids)
    return live_answer(
        {
            "incidents": told_documents(request, service, scope, rows, now),
            "number_matched": page.matched,
            "links": links,
        }
    )


@router.get(
    "/incidents/load",
    operation_id="incident_load",
    summary="Reports per area and per 100 households, and which areas are hot spots",
    responses={200: {"model": schemas_incidents.Load}, **WRONG},
    response_class=Response,
)
def load(
    request: Request,
    service: Running,
    scope: Acting,
    level: Annotated[str | None, Query(), WithJsonSchema({"type": "string", "enum": list(LEVELS)})] = None,
    within: Annotated[str | None, Query(description="Only areas in this one: layer/id")] = None,
    since: Annotated[str | None, Query(description="Reported then or later")] = None,
    until: Annotated[str | None, Query(description="Reported then or earlier")] = None,
    category: Annotated[str | None, Query(description="Categories, comma-separated")] = None,
) -> Response:
    """A one-sided exact test of each area's rate against all of them, corrected for the number of areas: those of the
    reader.
    """
    scope.require_role(*INCIDENT.roles)
    params.only(request.query_params, LOAD_FILTERS)
    chosen = params.one_of("level", level or "grid", LEVELS)
    given = {name: text for name, text in request.query_params.items() if name not in ("level", "within")}
    now, significance = dt.datetime.now(dt.UTC), service.settings.hot_spot_level
    areas = area_loads(service.views.at().city, chosen, within, given, scope, now, significance)
    links = [link(request, "self", "/incidents/load", **dict(request.query_params))]
    return live_answer({"areas": areas, "test": LOAD_TEST, "significance": significance, "links": links})


@router.get(
    "/incidents/near",
    operation_id="incidents_near",
    summary="Open incidents of a category close to a place: is it known already?",
    responses={200: {"model": schemas_incidents.NearIncidents}, **WRONG},
    response_class=Response,
)
def near(
    request: Request,
    service: Running,
    scope: Acting,
    category: Text = None,
    lon: Annotated[str | None, Query(), WithJsonSchema({"type": "number"})] = None,
    lat: Annotated[str | None, Query(), WithJsonSchema({"type": "number"})] = None,
    crs: Annotated[str | None, Query(description="EPSG:4326 (usual), gcj02 or bd09")] = None,
) -> Response:
    """Within the configured distance, the nearest first. Outside one's areas, only that the public told of it already, in
    the same estate or else grid.
    """
    params.only(request.query_params, ("category", "lon", "lat", "crs"))
    chosen = service.rules.category(category or "")
    x, y = params.number("lon", lon, -180, 180), params.number("lat", lat, -90, 90)
    x, y, _, _ = position_of(x, y, crs or "EPSG:4326")
    return live_answer({"incidents": near_documents(request, service, scope, chosen.id, x, y)})


@router.get(
    "/incidents/{id}",
    operation_id="incident",
    summary="One incident, its history, and the steps that may be taken",
    dependencies=NOTHING_ELSE,
    responses={200: {"model": schemas_incidents.OneIncident}, **WRONG},
    response_class=Response,
)
def incident(request: Request, service: Running, scope: Acting, id: IncidentId) -> Response:  # noqa: A002 -- the address says {id}
    """What it says and what was done, to those who may read it; outside one's areas it is not there. Written down before it is told."""
    scope.require_staff()
    thing = params.integer("id", id)
    require_in_scope(service, scope, [thing])
    return live_answer(whole_document(request, service, scope, thing))

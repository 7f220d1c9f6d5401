"""Incidents over HTTP: what kinds there are, which there are, reporting, stepping, amending."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import WithJsonSchema

from api import params, schemas_incidents
from api.answers import live_answer
from api.deps import Reader, Running, Service
from api.incident_documents import (
    INCIDENT,
    allowed_document,
    catalogue_document,
    incident_documents,
    incident_rows,
    own_incidents,
    require_in_scope,
    told_to_all,
)
from api.incident_forms import form_or_json, read_with_photos
from api.incident_load import LOAD_FILTERS, LOAD_TEST, area_loads
from api.incident_looks import is_known_to_all, known_document, near_documents, told_documents, whole_document
from api.incident_query import incident_page, page_query
from api.links import absolute, link
from api.problems import problem_response
from api.schemas import ProblemDocument
from api.scope import Acting, Scope
from geo.errors import Language, NotFound
from geo.flows.amend_incident import Amending, move_incident, route_incident, support_incident
from geo.flows.incident_orders import Done
from geo.flows.report_incident import Report, checked_report, position_of, report_incident
from geo.flows.step_incidents import StepOrder, step_incidents
from geo.incidents import StepRefused
from geo.incidents.load import LEVELS
from geo.store.incident_desk import INCIDENT_UNKNOWN, Photo

router = APIRouter(tags=["incidents"])

PAGE: Final = 100
PAGE_MOST: Final = 1_000
NOTHING_ELSE: Final = [Depends(params.no_parameters)]
WRONG: dict[int | str, dict[str, Any]] = {
    400: {"model": ProblemDocument}, 403: {"model": ProblemDocument}, 404: {"model": ProblemDocument},
    409: {"model": ProblemDocument}, 413: {"model": ProblemDocument},
}  # fmt: skip
REFUSED: dict[int | str, dict[str, Any]] = {409: {"model": schemas_incidents.StepProblem}}
IncidentId = Annotated[str, Path(description="The incident's id"), WithJsonSchema({"type": "integer"})]
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
    """Within the configured distance, the nearest first. Outside one's areas, only that the public told of it already."""
    params.only(request.query_params, ("category", "lon", "lat", "crs"))
    chosen = service.rules.category(category or "")
    x, y = params.number("lon", lon, -180, 180), params.number("lat", lat, -90, 90)
    x, y, _, _ = position_of(x, y, crs or "EPSG:4326")
    return live_answer({"incidents": near_documents(request, service, scope, chosen.id, x, y)})


@router.post(
    "/incidents",
    operation_id="report_incident",
    summary="Report an incident: stored once, however often it is sent",
    status_code=201,
    dependencies=NOTHING_ELSE,
    responses={
        201: {"model": schemas_incidents.Reported},
        200: {"model": schemas_incidents.Reported, "description": "It had been received before"},
        **WRONG,
    },
    response_class=Response,
    openapi_extra=form_or_json(schemas_incidents.ReportText, "report"),
)
async def report(request: Request, service: Running, scope: Acting) -> Response:
    """When the answer is there, the report is on the disk with its photos, and every open map is told."""
    _count(request, service, scope)
    text, photos = await read_with_photos(request, schemas_incidents.ReportText, "report", service.settings.photos_most)
    return await run_in_threadpool(_report, request, service, scope, text, photos)


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


@router.post(
    "/incidents/steps",
    operation_id="step_incidents",
    summary="Take the same step with many incidents: with all or none",
    dependencies=NOTHING_ELSE,
    responses={200: {"model": schemas_incidents.Stepped}, **WRONG, **REFUSED},
    response_class=Response,
)
def steps(
    request: Request, service: Running, scope: Acting, language: Reader, text: schemas_incidents.BulkStepText
) -> Response:
    """The refusal names the first incident with which the step may not be taken."""
    order = StepOrder(text.client_id, text.ids, text.to, text.role, text.reason or "")
    done = _stepped(service, scope, order, language)
    if isinstance(done, Response):
        return done
    told = told_documents(request, service, scope, done.rows, dt.datetime.now(dt.UTC))
    return live_answer({"incidents": told, "again": done.again})


@router.post(
    "/incidents/{id}/steps",
    operation_id="step_incident",
    summary="Take a step with an incident",
    dependencies=NOTHING_ELSE,
    responses={200: {"model": schemas_incidents.OneIncident}, **WRONG, **REFUSED},
    response_class=Response,
)
def step(
    request: Request,
    service: Running,
    scope: Acting,
    language: Reader,
    id: IncidentId,  # noqa: A002 -- the address says {id}
    text: schemas_incidents.StepText,
) -> Response:
    """A step that may not be taken is refused with those that may."""
    order = StepOrder(text.client_id, [params.integer("id", id)], text.to, text.role, text.reason or "", text.expect)
    done = _stepped(service, scope, order, language)
    return (
        done if isinstance(done, Response) else live_answer(whole_document(request, service, scope, done.rows[0]["id"]))
    )


@router.post(
    "/incidents/{id}/support",
    operation_id="support_incident",
    summary="«This is the one I mean»: a second report of the same thing",
    dependencies=NOTHING_ELSE,
    responses={200: {"model": schemas_incidents.Amended}, **WRONG},
    response_class=Response,
    openapi_extra=form_or_json(schemas_incidents.SupportText, "report"),
)
async def support(
    request: Request,
    service: Running,
    scope: Acting,
    id: IncidentId,  # noqa: A002 -- the address says {id}
) -> Response:
    """Counted once, however often it is sent; photos are added to the incident's."""
    _count(request, service, scope)
    text, photos = await read_with_photos(
        request, schemas_incidents.SupportText, "report", service.settings.photos_most
    )
    return await run_in_threadpool(_support, request, service, scope, params.integer("id", id), text, photos)


@router.post(
    "/incidents/{id}/place",
    operation_id="move_incident",
    summary="Say where an incident really is; its grid is derived again",
    dependencies=NOTHING_ELSE,
    responses={200: {"model": schemas_incidents.Amended}, **WRONG},
    response_class=Response,
)
def place(
    request: Request,
    service: Running,
    scope: Acting,
    id: IncidentId,  # noqa: A002 -- the address says {id}
    text: schemas_incidents.PlaceText,
) -> Response:
    """In the boundaries of the day on which it was reported."""
    who = _amending(service, scope, id, text.client_id, text.role, text.reason)
    position = None if text.lon is None or text.lat is None else (text.lon, text.lat, text.crs)
    done = move_incident(
        service.acting(scope), service.city_on, who, position, text.building_id, dt.datetime.now(dt.UTC)
    )
    return _amended(request, service, scope, done)


@router.post(
    "/incidents/{id}/route",
    operation_id="route_incident",
    summary="Let another grid deal with an incident",
    dependencies=NOTHING_ELSE,
    responses={200: {"model": schemas_incidents.Amended}, **WRONG},
    response_class=Response,
)
def route(
    request: Request,
    service: Running,
    scope: Acting,
    id: IncidentId,  # noqa: A002 -- the address says {id}
    text: schemas_incidents.RouteText,
) -> Response:
    """One of its candidates in one step; any other grid with a reason."""
    who = _amending(service, scope, id, text.client_id, text.role, text.reason)
    done = route_incident(service.acting(scope), service.city_on, who, text.grid_id, dt.datetime.now(dt.UTC))
    return _amended(request, service, scope, done)


def _count(request: Request, service: Service, scope: Scope) -> None:
    """Raises ``TooOften`` for who has not signed in and comes from an address that has reported too often."""
    if not scope.staff:
        service.report_rate.count("" if request.client is None else request.client.host, dt.datetime.now(dt.UTC))


def _report(
    request: Request, service: Service, scope: Scope, text: schemas_incidents.ReportText, photos: list[bytes]
) -> Response:
    channel = text.channel or ("worker" if scope.staff else "public")
    if channel != "public":
        scope.require_staff()
    now = dt.datetime.now(dt.UTC)
    asked = Report(
        text.client_id, text.category, text.description, text.place, channel, text.lon, text.lat, text.crs,
        text.accuracy_m, text.building_id, text.reported_at,
    )  # fmt: skip
    checked_report(asked, service.rules)
    kept = _kept(service, text.client_id, photos, now)
    done = report_incident(service.store, service.city_on, service.rules, asked, kept, now)
    # who reports has just written what the answer says; who sends it again may be somebody else
    (document,) = (
        told_documents(request, service, scope, done.rows, now)
        if done.again
        else incident_documents(service, scope, done.rows, now)
    )
    answer = live_answer({"incident": document, "again": done.again}, 200 if done.again else 201)
    answer.headers["Location"] = absolute(request, f"/incidents/{document['id']}")
    return answer


def _support(
    request: Request,
    service: Service,
    scope: Scope,
    thing: int,
    text: schemas_incidents.SupportText,
    photos: list[bytes],
) -> Response:
    store = told_to_all(service)
    rows, own = incident_rows(store, [thing]), own_incidents(service, scope, [thing], *INCIDENT.roles)
    if not rows or not (own or is_known_to_all(service, rows[0])):
        raise NotFound(INCIDENT_UNKNOWN, got=thing)
    now = dt.datetime.now(dt.UTC)
    who = Amending(thing, text.client_id, "worker" if scope.staff else None, text.note or "")
    done = support_incident(store, who, _kept(service, text.client_id, photos, now), now)
    if not own:
        return live_answer({"incident": known_document(service, done.rows[0]), "again": done.again})
    return _amended(request, service, scope, done)


def _kept(service: Service, client_id: str, photos: list[bytes], now: dt.datetime) -> list[Photo]:
    """The photos on the disk, before the report that they belong to; none where that had been received before."""
    if service.store.incident_receipt(client_id) is not None:
        return []
    encoded = [service.photos.keep(raw) for raw in photos]
    return [Photo(0, one.sha256, len(one.jpeg), one.width, one.height, now) for one in encoded]


def _stepped(service: Service, scope: Scope, order: StepOrder, language: Language) -> Done | Response:
    scope.require_role(order.role)
    require_in_scope(service, scope, order.ids)
    require_in_scope(service, scope, order.ids, order.role)
    try:
        return step_incidents(service.acting(scope), service.rules, order, dt.datetime.now(dt.UTC))
    except StepRefused as refused:
        more = {"allowed": allowed_document(refused.allowed)}
        return problem_response(409, refused.message, refused.params, language, more=more)


def _amending(
    service: Service, scope: Scope, thing: str, client_id: str | None, role: str, reason: str | None
) -> Amending:
    scope.require_role(role)
    number = params.integer("id", thing)
    require_in_scope(service, scope, [number])
    require_in_scope(service, scope, [number], role)
    return Amending(number, client_id, role, reason or "")


def _amended(request: Request, service: Service, scope: Scope, done: Done) -> Response:
    (document,) = told_documents(request, service, scope, done.rows, dt.datetime.now(dt.UTC))
    return live_answer({"incident": document, "again": done.again})

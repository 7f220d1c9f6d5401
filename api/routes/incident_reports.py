"""Reports of incidents over HTTP: a new one, and «that is the one I mean»."""

from __future__ import annotations

import datetime as dt

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool

from api import params, schemas_incidents
from api.answers import live_answer
from api.deps import Running, Service
from api.incident_documents import INCIDENT, incident_documents, incident_rows, own_incidents, told_to_all
from api.incident_forms import NOTHING_ELSE, WRONG, IncidentId, form_or_json, read_with_photos
from api.incident_looks import is_known, known_document, told_documents
from api.links import absolute
from api.scope import Acting, Scope
from geo.errors import NotFound
from geo.flows.amend_incident import Amending, support_incident
from geo.flows.report_incident import Report, checked_report, report_incident
from geo.store.incident_desk import INCIDENT_UNKNOWN, Photo

router = APIRouter(tags=["incidents"])


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
    _count_photos(service, scope, photos)
    return await run_in_threadpool(_report, request, service, scope, text, photos)


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
    _count_photos(service, scope, photos)
    return await run_in_threadpool(_support, request, service, scope, params.integer("id", id), text, photos)


def _count(request: Request, service: Service, scope: Scope) -> None:
    """Raises ``TooOften`` for who has not signed in and comes from a network that has reported too often, or where all of
    the public has.
    """
    if not scope.staff:
        service.report_rate.count("" if request.client is None else request.client.host, dt.datetime.now(dt.UTC))


def _count_photos(service: Service, scope: Scope, photos: list[bytes]) -> None:
    """Raises ``TooOften`` before anything is kept, where the public has sent too much."""
    if not scope.staff:
        service.report_rate.count_photos(sum(map(len, photos)), dt.datetime.now(dt.UTC))


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
    if not rows or not (own or is_known(service, thing)):
        raise NotFound(INCIDENT_UNKNOWN, got=thing)
    now = dt.datetime.now(dt.UTC)
    who = Amending(thing, text.client_id, "worker" if scope.staff else None, text.note or "")
    done = support_incident(store, who, _kept(service, text.client_id, photos, now), now)
    (document,) = (
        told_documents(request, service, scope, done.rows, now) if own else (known_document(service, done.rows[0]),)
    )
    return live_answer({"incident": document, "again": done.again})


def _kept(service: Service, client_id: str, photos: list[bytes], now: dt.datetime) -> list[Photo]:
    """The photos on the disk, before the report that they belong to; none where that had been received before."""
    if service.store.incident_receipt(client_id) is not None:
        return []
    encoded = [service.photos.keep(raw) for raw in photos]
    return [Photo(0, one.sha256, len(one.jpeg), one.width, one.height, now) for one in encoded]

"""What is done about incidents over HTTP: steps of one or many, another place, another grid."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from fastapi import APIRouter, Request, Response

from api import params, schemas_incidents
from api.answers import live_answer
from api.deps import Reader, Running, Service
from api.incident_documents import allowed_document, require_in_scope
from api.incident_forms import NOTHING_ELSE, WRONG, IncidentId
from api.incident_looks import told_documents, whole_document
from api.problems import problem_response
from api.scope import Acting, Scope
from geo.errors import Language
from geo.flows.amend_incident import Amending, move_incident, route_incident
from geo.flows.incident_orders import Done
from geo.flows.step_incidents import StepOrder, step_incidents
from geo.incidents import StepRefused

router = APIRouter(tags=["incidents"])

REFUSED: Final[dict[int | str, dict[str, Any]]] = {409: {"model": schemas_incidents.StepProblem}}


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

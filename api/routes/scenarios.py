"""Scenarios: changes that were thought through, kept under a name, and compared."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import WithJsonSchema

from api import params, schemas_whatif
from api.answers import json_answer, live_answer
from api.deps import Running, Service
from api.links import absolute, link
from api.schemas import ProblemDocument
from api.scope import Acting
from api.what_if import answer_of, changes_of
from geo.rights import PLANS
from geo.store import Scenario

router = APIRouter(tags=["what-if"])

COMPARED_MOST: Final = 4

ScenarioId = Annotated[str, Path(description="The scenario's number"), WithJsonSchema({"type": "integer"})]
MISSING: dict[int | str, dict[str, Any]] = {404: {"model": ProblemDocument}}
WRONG: dict[int | str, dict[str, Any]] = {400: {"model": ProblemDocument}, 409: {"model": ProblemDocument}}


@router.get(
    "/scenarios",
    operation_id="scenarios",
    summary="The scenarios that are kept",
    dependencies=[Depends(params.no_parameters)],
    responses={200: {"model": schemas_whatif.Scenarios}},
    response_class=Response,
)
def scenarios(request: Request, service: Running, scope: Acting) -> Response:
    """In the order in which they were made."""
    scope.require_role(*PLANS)
    kept = [_document(request, one) for one in service.store.scenarios()]
    return live_answer({"scenarios": kept, "links": [link(request, "self", "/scenarios")]})


@router.post(
    "/scenarios",
    operation_id="make_scenario",
    summary="Keep changes under a name",
    status_code=201,
    dependencies=[Depends(params.no_parameters)],
    responses={201: {"model": schemas_whatif.Scenario}, **WRONG},
    response_class=Response,
)
def make_scenario(request: Request, service: Running, scope: Acting, text: schemas_whatif.ScenarioText) -> Response:
    """The changes are checked against the city of that day."""
    scope.require_role(*PLANS)
    kept = service.store.save_scenario(_checked(service, text))
    answer = live_answer(_document(request, kept), 201)
    answer.headers["Location"] = absolute(request, f"/scenarios/{kept.id}")
    return answer


@router.get(
    "/scenarios/compare",
    operation_id="compare_scenarios",
    summary="What scenarios would make different, side by side",
    responses={200: {"model": schemas_whatif.Comparison}, **MISSING},
    response_class=Response,
)
def compare(
    request: Request,
    service: Running,
    scope: Acting,
    ids: Annotated[str | None, Query(description=f"Up to {COMPARED_MOST} numbers, separated by commas")] = None,
) -> Response:
    """Each against the city of its own day and preset."""
    scope.require_role(*PLANS)
    params.only(request.query_params, ("ids",))
    numbers = [params.integer("ids", part) for part in (ids or "").split(",")]
    if len(numbers) > COMPARED_MOST:
        raise params.invalid("ids", ids, f"1 … {COMPARED_MOST}")
    kept = [service.store.scenario(number) for number in numbers]
    compared = [
        {
            "scenario": _document(request, one),
            "difference": answer_of(service, scope, one.as_of, one.preset, one.changes),
        }
        for one in kept
    ]
    return live_answer({"compared": compared, "links": [link(request, "self", "/scenarios/compare", ids=ids or "")]})


@router.get(
    "/scenarios/{id}",
    operation_id="scenario",
    summary="One scenario",
    dependencies=[Depends(params.no_parameters)],
    responses={200: {"model": schemas_whatif.Scenario}, **MISSING},
    response_class=Response,
)
def scenario(request: Request, service: Running, scope: Acting, id: ScenarioId) -> Response:  # noqa: A002 -- the address says {id}
    """Its changes are what `POST /what-if` and `jingwei what-if` take."""
    scope.require_role(*PLANS)
    return json_answer(request, _document(request, service.store.scenario(params.integer("id", id))))


@router.put(
    "/scenarios/{id}",
    operation_id="change_scenario",
    summary="Replace a scenario",
    dependencies=[Depends(params.no_parameters)],
    responses={200: {"model": schemas_whatif.Scenario}, **WRONG, **MISSING},
    response_class=Response,
)
def change_scenario(
    request: Request,
    service: Running,
    scope: Acting,
    id: ScenarioId,  # noqa: A002 -- the address says {id}
    text: schemas_whatif.ScenarioText,
) -> Response:
    """Name, day, preset and changes are all replaced."""
    scope.require_role(*PLANS)
    number = service.store.scenario(params.integer("id", id)).id
    return live_answer(_document(request, service.store.save_scenario(_checked(service, text, number))))


@router.delete(
    "/scenarios/{id}",
    operation_id="delete_scenario",
    summary="Delete a scenario",
    status_code=204,
    dependencies=[Depends(params.no_parameters)],
    responses={204: {}, **MISSING},
    response_class=Response,
)
def delete_scenario(service: Running, scope: Acting, id: ScenarioId) -> Response:  # noqa: A002 -- the address says {id}
    """Its name is free again, its number is not given again."""
    scope.require_role(*PLANS)
    service.store.delete_scenario(params.integer("id", id))
    return Response(status_code=204)


def _checked(service: Service, text: schemas_whatif.ScenarioText, number: int | None = None) -> Scenario:
    day = params.day("as_of", text.as_of)
    assert day is not None
    changes_of(service.measures.at(day, text.preset), text.changes)
    return Scenario(text.name, day, text.preset, text.changes, number)


def _document(request: Request, kept: Scenario) -> dict[str, Any]:
    return {
        "id": kept.id, "name": kept.name, "as_of": kept.as_of.isoformat(), "preset": kept.preset,
        "changes": [dict(change) for change in kept.changes], "created_at": _moment(kept.created_at),
        "changed_at": _moment(kept.changed_at), "links": [link(request, "self", f"/scenarios/{kept.id}")],
    }  # fmt: skip


def _moment(at: dt.datetime | None) -> str | None:
    return None if at is None else at.isoformat(timespec="seconds")

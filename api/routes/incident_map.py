"""All incidents of a list, as a map shows them."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import WithJsonSchema

from api import schemas_incidents
from api.answers import live_answer
from api.deps import Running
from api.incident_documents import INCIDENT
from api.incident_map import ALL_SINGLE_ZOOM, ZOOM_MOST, incident_map
from api.schemas import ProblemDocument
from api.scope import Acting

router = APIRouter(tags=["incidents"])

Text = Annotated[str | None, Query(description="As /incidents has it")]
WRONG: dict[int | str, dict[str, Any]] = {
    400: {"model": ProblemDocument}, 403: {"model": ProblemDocument}, 404: {"model": ProblemDocument},
}  # fmt: skip


@router.get(
    "/incidents/map",
    operation_id="incident_map",
    summary="Where all incidents of a list are",
    responses={200: {"model": schemas_incidents.IncidentMap}, **WRONG},
    response_class=Response,
)
def shown_incidents(
    request: Request,
    service: Running,
    scope: Acting,
    zoom: Annotated[
        str | None,
        Query(description=f"Of 512-pixel tiles; from {ALL_SINGLE_ZOOM} on (usual) each incident stands for itself"),
        WithJsonSchema({"type": "integer", "minimum": 0, "maximum": ZOOM_MOST}),
    ] = None,
    open: Text = None,  # noqa: A002 -- the parameter's name
    overdue: Text = None,
    state: Text = None,
    category: Text = None,
    channel: Text = None,
    grid: Text = None,
    within: Text = None,
    bbox: Text = None,
    since: Text = None,
    until: Text = None,
) -> Response:
    """For staff: none is left out, however many there are; what stands too close is counted together."""
    scope.require_role(*INCIDENT.roles)
    now = dt.datetime.now(dt.UTC)
    return live_answer(incident_map(service.views.at().city, request.query_params, scope, now))

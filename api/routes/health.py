"""Whether the process answers, and whether it can answer questions about the city."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Response

from api import params, schemas
from api.answers import live_answer
from api.deps import Running, require_migrated
from api.scope import THE_PUBLIC
from api.version import program_version

router = APIRouter(tags=["service"], dependencies=[Depends(params.no_parameters)])


@router.get(
    "/health",
    operation_id="health",
    summary="The process answers",
    responses={200: {"model": schemas.Health}},
    response_class=Response,
)
async def health() -> Response:
    """Asks nothing of the database, and no worker thread."""
    return live_answer({"status": "ok", "version": program_version()})


@router.get(
    "/ready",
    operation_id="ready",
    summary="The database is reachable and current, and the city is in memory",
    responses={200: {"model": schemas.Ready}, 503: {"model": schemas.ProblemDocument}},
    response_class=Response,
)
def ready(service: Running) -> Response:
    """Ready also with an empty city; 503 with the reason otherwise. Counts what everybody sees: more would tell of reports."""
    status = require_migrated(service.store)
    city = service.views.seen(THE_PUBLIC).city
    return live_answer(
        {
            "status": "ready",
            "features": sum(len(snapshot) for snapshot in city.values()),
            "revision": str(status.revision),
        }
    )

"""Metric runs: what was measured, from which data, by which rules; kept for good, and measured again on request."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import WithJsonSchema

from api import params, schemas_measure
from api.answers import json_answer, live_answer
from api.deps import Running, Service
from api.downloads import TABLE_TYPES, download
from api.links import link
from api.measure_query import run_document
from api.run_sight import is_told, run_result
from api.schemas import ProblemDocument
from api.scope import Acting, Scope
from geo.errors import Message, NotFound
from geo.flows import measure_city
from geo.layers.derived import SERVES_HOMES
from geo.measure.result import document_table
from geo.rights import PLANS
from geo.store.metric_runs import METRIC_RUN_UNKNOWN, MetricRun

router = APIRouter(tags=["runs"])

LIMIT, LIMIT_MOST = 50, 500
TABLES: Final = ("figures", "housing", "buildings", "gaps", "seams", "divided")

TABLE_UNKNOWN = Message(
    "run-table-unknown",
    zh="计算记录没有“{got}”",
    en="a run has no {got!r}",
    remedy_zh="可用：{expected}",
    remedy_en="use: {expected}",
)

RunId = Annotated[str, Path(description="The run's number"), WithJsonSchema({"type": "integer"})]


@router.get(
    "/runs",
    operation_id="runs",
    summary="The metric runs, newest first",
    responses={200: {"model": schemas_measure.RunPage}},
    response_class=Response,
)
def runs(
    request: Request,
    service: Running,
    scope: Acting,
    as_of: Annotated[str | None, Query(description="Only runs of this day")] = None,
    before: Annotated[
        str | None, Query(description="Only runs before this number"), WithJsonSchema({"type": "integer"})
    ] = None,
    limit: Annotated[str | None, Query(), WithJsonSchema({"type": "integer"})] = None,
) -> Response:
    """Without their results; those that the reader may be told of."""
    params.only(request.query_params, ("as_of", "before", "limit"))
    size = LIMIT if limit is None else params.integer("limit", limit, 1, LIMIT_MOST)
    found = service.store.metric_runs(
        size,
        as_of=params.day("as_of", as_of),
        before_id=None if before is None else params.integer("before", before, 1),
    )
    city = service.views.at().city
    links = [link(request, "self", "/runs", **dict(request.query_params))]
    if len(found) == size:
        links.append(link(request, "next", "/runs", **(dict(request.query_params) | {"before": str(found[-1].id)})))
    return json_answer(
        request, {"runs": [run_document(run, scope) for run in found if is_told(run, scope, city)], "links": links}
    )


@router.get(
    "/runs/{id}",
    operation_id="run",
    summary="One run with its result",
    dependencies=[Depends(params.no_parameters)],
    responses={200: {"model": schemas_measure.Run}, 404: {"model": ProblemDocument}},
    response_class=Response,
)
def run(request: Request, service: Running, scope: Acting, id: RunId) -> Response:  # noqa: A002 -- the address says {id}
    """The result is tables by columns, with the rows that are the reader's own."""
    kept = _told(service, scope, id)
    result = _seen(service, scope, kept)
    path = f"/runs/{kept.id}"
    links = [link(request, "self", path), link(request, "rerun", f"{path}/rerun")]
    links += [
        link(request, "table", f"{path}/{name}.{kind}", TABLE_TYPES[kind])
        for name in TABLES if name in (result or {}) for kind in TABLE_TYPES
    ]  # fmt: skip
    return json_answer(request, run_document(kept, scope) | {"result": result, "links": links})


@router.get(
    "/runs/{id}/{table}.{kind}",
    operation_id="run_table",
    summary="A table of a run's result as a file",
    dependencies=[Depends(params.no_parameters)],
    responses={200: {"content": {media: {} for media in TABLE_TYPES.values()}}, 404: {"model": ProblemDocument}},
    response_class=Response,
)
def run_table(
    request: Request,
    service: Running,
    scope: Acting,
    id: RunId,  # noqa: A002 -- the address says {id}
    table: Annotated[str, Path(), WithJsonSchema({"type": "string", "enum": list(TABLES)})],
    kind: Annotated[str, Path(), WithJsonSchema({"type": "string", "enum": list(TABLE_TYPES)})],
) -> Response:
    """figures, housing, buildings (verdicts), gaps, seams or divided (estates), as csv, xlsx or parquet."""
    kept = _told(service, scope, id)
    result = _seen(service, scope, kept) or {}
    if table not in TABLES or table not in result or kind not in TABLE_TYPES:
        expected = ", ".join(f"{name}.{suffix}" for name in TABLES if name in result for suffix in TABLE_TYPES)
        raise NotFound(TABLE_UNKNOWN, got=f"{table}.{kind}", expected=expected)
    return download(request, service, scope, document_table(result[table]), f"run-{kept.id}-{table}", kind)


@router.post(
    "/runs/{id}/rerun",
    operation_id="rerun",
    summary="Measure a run again from the data as it was known then, and compare",
    dependencies=[Depends(params.no_parameters)],
    responses={
        200: {"model": schemas_measure.Rerun},
        404: {"model": ProblemDocument},
        503: {"model": ProblemDocument, "description": "Another one is under way"},
    },
    response_class=Response,
)
def run_again(service: Running, scope: Acting, id: RunId) -> Response:  # noqa: A002 -- the address says {id}
    """Nothing is written. For planners and analysts: it takes minutes."""
    scope.require_role(*PLANS)
    number = params.integer("id", id)
    _told(service, scope, id)
    again = service.measures.rerun(number)
    return live_answer({"run": run_document(again.run, scope), "digest": again.digest, "same": again.same})


def _told(service: Service, scope: Scope, number: str) -> MetricRun:
    kept, city = service.store.metric_run(params.integer("id", number)), service.views.at().city
    if not is_told(kept, scope, city) and not (kept.kind == measure_city.KIND and scope.has(*SERVES_HOMES)):
        raise NotFound(METRIC_RUN_UNKNOWN, got=kept.id)
    return kept


def _seen(service: Service, scope: Scope, kept: MetricRun) -> dict[str, Any] | None:
    return run_result(kept, scope, service.views.at().city)

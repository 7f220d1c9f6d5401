"""Imports over HTTP: upload, watch, read the report, cancel."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path, Request, Response
from fastapi.concurrency import run_in_threadpool
from starlette.responses import FileResponse

from api import params, schemas
from api.answers import live_answer
from api.deps import Reader, Running, Service
from api.downloads import page_headers, taken
from api.import_jobs import ImportJob
from api.import_work import REPORTS, import_work
from api.job_events import state_document
from api.links import link
from api.scope import Acting, still_holds
from api.uploads import reading_form, save_files
from geo.errors import Language, Message, NotFound
from geo.rights import RUNS_THE_SERVICE


def operator_only(scope: Acting) -> None:
    """Files and reports hold what no other role may see of all places: importing is the operator's."""
    scope.require_role(*RUNS_THE_SERVICE)


router = APIRouter(tags=["imports"], dependencies=[Depends(operator_only), Depends(params.no_parameters)])

REPORT_MISSING = Message(
    "import-report-missing",
    zh="导入任务没有 {kind} 报告",
    en="the import has no {kind} report",
    remedy_zh="报告在任务结束后才有；请先查看任务状态",
    remedy_en="a report is there once the import is over; look at its state first",
)

JobId = Annotated[str, Path(description="The number that the upload was answered with")]

FORM: Final = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["files"],
                    "additionalProperties": False,
                    "properties": {
                        "files": {"type": "array", "items": {"type": "string", "format": "binary"}},
                        "layer": {"type": "string", "description": "The layer that the rows belong to"},
                        "crs": {"type": "string", "description": "auto, EPSG:n, gcj02 or bd09", "default": "auto"},
                        "map": {"type": "array", "items": {"type": "string"}, "description": "field=column"},
                        "set": {
                            "type": "array",
                            "items": {"type": "string"},
                            "description": "field=value for all rows",
                        },
                        "where": {"type": "array", "items": {"type": "string"}, "description": "column=value"},
                        "accept": {"type": "array", "items": {"type": "string"}, "description": "Rules to overrule"},
                        "repair": {"type": "array", "items": {"type": "string"}, "description": "Repairs to make"},
                        "table": {"type": "string", "description": "The layer, sheet or object inside the file"},
                        "key": {"type": "string", "description": "The column that identifies a row"},
                        "encoding": {"type": "string", "description": "The encoding of a text file"},
                        "scheme": {"type": "string", "description": "The code scheme"},
                        "source": {"type": "string", "description": "The data's origin; the file's name by default"},
                        "dissolve": {"type": "string", "description": "The column by which areas are united"},
                        "valid_from": {"type": "string", "format": "date"},
                        "draft": {
                            "type": "string",
                            "maxLength": 200,
                            "description": "Import into this draft of boundaries; current ones stay",
                        },
                        "dry_run": {"type": "string", "enum": ["true", "false"], "description": "Only report"},
                        "complete": {
                            "type": "string",
                            "enum": ["true", "false"],
                            "description": "Retire what is missing",
                        },
                    },
                }
            }
        },
    }
}


@router.post(
    "/imports",
    operation_id="start_import",
    summary="Upload files and queue their import",
    status_code=202,
    responses={
        202: {"model": schemas.ImportJob},
        400: {"model": schemas.ProblemDocument},
        503: {"model": schemas.ProblemDocument, "description": "Too many imports wait; Retry-After says when to ask"},
    },
    response_class=Response,
    openapi_extra=FORM,
)
async def start_import(request: Request, service: Running, language: Reader) -> Response:
    """The files are taken in whole before the answer; what is wrong with them stands in the report.

    A place in the queue is held before the body is read: what cannot be queued is not taken in.
    """
    number, uploads = await run_in_threadpool(service.jobs.prepare)
    try:
        async with reading_form(request) as form:
            work, options = import_work(service.store, service.settings, form)
            names = await run_in_threadpool(save_files, form.files, uploads)
        job = service.jobs.start(number, layer=options.layer, files=names, dry_run=options.dry_run, work=work)
    except BaseException:
        service.jobs.discard(number)
        raise
    answer = live_answer(_document(request, service, job, language), 202)
    answer.headers["Location"] = f"/imports/{job.id}"
    return answer


@router.get(
    "/imports/{job}",
    operation_id="import_state",
    summary="How far an import is",
    responses={200: {"model": schemas.ImportJob}, 404: {"model": schemas.ProblemDocument}},
    response_class=Response,
)
def import_state(request: Request, service: Running, language: Reader, job: JobId) -> Response:
    """Also for imports of an earlier run of the service."""
    return live_answer(_document(request, service, service.jobs.get(job), language))


@router.delete(
    "/imports/{job}",
    operation_id="cancel_import",
    summary="Cancel an import that has not written yet",
    status_code=202,
    responses={202: {"model": schemas.ImportJob}, 409: {"model": schemas.ProblemDocument}},
    response_class=Response,
)
def cancel_import(request: Request, service: Running, language: Reader, job: JobId) -> Response:
    """A file that is being read is let go at once; otherwise the import ends before its next step. One that is already
    writing ends as written.
    """
    return live_answer(_document(request, service, service.jobs.cancel(job), language), 202)


@router.get(
    "/imports/{job}/events",
    operation_id="import_events",
    summary="Progress as server-sent events, until the import is over",
    responses={200: {"content": {"text/event-stream": {}}}, 404: {"model": schemas.ProblemDocument}},
    response_class=Response,
)
def import_events(request: Request, service: Running, scope: Acting, language: Reader, job: JobId) -> Response:
    """Each event «state» carries the whole document of the import; the last one is its end."""
    service.jobs.get(job)
    return service.listeners.events(
        lambda: service.jobs.get(job),
        lambda state: _document(request, service, state, language),
        lambda: still_holds(request, scope),
    )


@router.get(
    "/imports/{job}/report.{kind}",
    operation_id="import_report",
    summary="The report of an import: json, geojson (places of the problems) or html (one page with a map)",
    responses={
        200: {"content": {media_type: {} for media_type in REPORTS.values()}},
        404: {"model": schemas.ProblemDocument},
    },
    response_class=Response,
)
def import_report(request: Request, service: Running, scope: Acting, job: JobId, kind: str) -> Response:
    """The same report that the command line gives."""
    path = service.jobs.folder_of(job) / f"report.{kind}"
    service.jobs.get(job)
    if kind not in REPORTS or not path.is_file():
        raise NotFound(REPORT_MISSING, kind=kind)
    taken(request, service, scope, f"import {job} report.{kind}")
    if kind != "html":
        return FileResponse(path, media_type=REPORTS[kind], headers=page_headers(""))
    page = path.read_text("utf-8")
    return Response(page, 200, page_headers(page), REPORTS[kind])


def _document(request: Request, service: Service, job: ImportJob, language: Language) -> dict[str, Any]:
    path = f"/imports/{job.id}"
    links = [link(request, "self", path), link(request, "monitor", f"{path}/events", "text/event-stream")]
    folder = service.jobs.folder_of(job.id)
    links += [
        link(request, "report", f"{path}/report.{kind}", media_type)
        for kind, media_type in REPORTS.items()
        if job.over and (folder / f"report.{kind}").is_file()
    ]
    asked = {"layer": job.layer, "files": job.files, "dry_run": job.dry_run}
    return state_document(job, language) | asked | {"summary": job.summary, "links": links}

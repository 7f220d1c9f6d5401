"""Siting over HTTP: ask, watch, read the answer, cancel."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request, Response

from api import params, schemas_siting
from api.answers import live_answer
from api.deps import Reader, Running, Service
from api.job_events import state_document
from api.jobs import JobState
from api.links import link
from api.measure_query import area_of
from api.schemas import ProblemDocument
from api.scope import Acting, Scope, still_holds
from api.siting_jobs import WORDS, SitingJob
from geo.clock import china_today
from geo.errors import BadInput, Language, NotFound
from geo.flows.site_city import WHAT_UNCLEAR, SitingQuestion, site_city
from geo.model import Progress
from geo.rights import PLANS, require_whole
from geo.walk import preset_named

router = APIRouter(tags=["siting"], dependencies=[Depends(params.no_parameters)])

JobId = Annotated[str, Path(description="The number that the question was answered with")]
NOT_FOUND: Any = {404: {"model": ProblemDocument}}


@router.post(
    "/siting",
    operation_id="start_siting",
    summary="Where would new venues or hub households serve most? Queue the search",
    status_code=202,
    responses={
        202: {"model": schemas_siting.SitingJobDocument},
        400: {"model": ProblemDocument},
        503: {"model": ProblemDocument, "description": "Too many sitings wait; Retry-After says when to ask"},
    },
    response_class=Response,
)
def start_siting(
    request: Request, service: Running, scope: Acting, language: Reader, body: schemas_siting.SitingRequest
) -> Response:
    """What is wrong with the question is answered at once; what is wrong with it in that city, by the job. For planners
    and analysts, within their own areas.
    """
    scope.require_role(*PLANS)
    question, day = _question(body), params.day("as_of", body.as_of) or china_today()
    if body.preset is not None:
        preset_named(body.preset)
    require_whole(scope, question.within, service.views.at().city, *PLANS)
    number, _ = service.sitings.reserve()

    def work(_: Any, progress: Progress) -> tuple[JobState, dict[str, Any]]:
        progress("measure", 0, 1)
        sited = site_city(service.store, service.measures.at(day, body.preset).measure, question, progress)
        return JobState.DONE, {"answer": dict(sited.document), "run": None if sited.run is None else sited.run.id}

    asked = body.model_dump(exclude_none=True) | {"as_of": day.isoformat()}
    job = service.sitings.queue(SitingJob(id=number, asked=asked, asker=scope.key), work)
    answer = live_answer(_document(request, job, language), 202)
    answer.headers["Location"] = f"/siting/{job.id}"
    return answer


@router.get(
    "/siting/{job}",
    operation_id="siting_state",
    summary="How far a siting is, and its answer",
    responses={200: {"model": schemas_siting.SitingJobDocument}, **NOT_FOUND},
    response_class=Response,
)
def siting_state(request: Request, service: Running, scope: Acting, language: Reader, job: JobId) -> Response:
    """Also for sitings of an earlier run of the service."""
    return live_answer(_document(request, _job(service, scope, job), language))


@router.delete(
    "/siting/{job}",
    operation_id="cancel_siting",
    summary="Cancel a siting",
    status_code=202,
    responses={202: {"model": schemas_siting.SitingJobDocument}, 409: {"model": ProblemDocument}},
    response_class=Response,
)
def cancel_siting(request: Request, service: Running, scope: Acting, language: Reader, job: JobId) -> Response:
    """It ends within a second, whatever step the solver is in."""
    _job(service, scope, job)
    return live_answer(_document(request, service.sitings.cancel(job), language), 202)


@router.get(
    "/siting/{job}/events",
    operation_id="siting_events",
    summary="Progress as server-sent events, until the siting is over",
    responses={200: {"content": {"text/event-stream": {}}}, **NOT_FOUND},
    response_class=Response,
)
def siting_events(request: Request, service: Running, scope: Acting, language: Reader, job: JobId) -> Response:
    """Each event «state» carries the whole document; the last one carries the answer."""
    _job(service, scope, job)
    return service.listeners.events(
        lambda: service.sitings.get(job),
        lambda state: _document(request, state, language),
        lambda: still_holds(request, scope),
    )


def _job(service: Service, scope: Scope, number: str) -> SitingJob:
    """A job of whoever asks; another's looks like one that is not there."""
    scope.require_role(*PLANS)
    job = service.sitings.get(number)
    if job.asker != scope.key and scope.areas_for(*PLANS) is not None:
        raise NotFound(WORDS.unknown, got=number)
    return job


def _question(body: schemas_siting.SitingRequest) -> SitingQuestion:
    if (body.category is None) != body.hubs:
        raise BadInput(WHAT_UNCLEAR, got=f"category={body.category}, hubs={body.hubs}")
    chosen = body.candidates or schemas_siting.SitingCandidates(kinds=None, points=None)
    return SitingQuestion(
        body.category, body.k, body.share, area_of(body.within),
        None if chosen.kinds is None else tuple(chosen.kinds),
        None if chosen.points is None else tuple((lon, lat) for lon, lat in chosen.points), body.time_limit_s,
    )  # fmt: skip


def _document(request: Request, job: SitingJob, language: Language) -> dict[str, Any]:
    path = f"/siting/{job.id}"
    links = [link(request, "self", path), link(request, "monitor", f"{path}/events", "text/event-stream")]
    run = job.summary.get("run")
    if run is not None:
        links.append(link(request, "run", f"/runs/{run}"))
    answer = {"asked": job.asked, "answer": job.summary.get("answer"), "run": run, "links": links}
    return state_document(job, language) | answer

"""The service as one ASGI application: guard → tiles → routes → files of the web map."""

from __future__ import annotations

import datetime as dt
import functools
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from anyio import to_thread
from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.telemetry import TelemetryConfig
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from api.change_feed import ChangeFeed
from api.deps import Marks, Service, Views
from api.freshness import ChangeNumbers
from api.guard import Guard
from api.import_jobs import ImportJobs
from api.job_events import JobListeners
from api.measures import Measures
from api.oidc import Provider
from api.open311 import Open311
from api.openapi import openapi_document
from api.own_households import OwnHouseholds
from api.problems import on_crash, on_error, on_http_error, on_invalid_request
from api.report_rate import ReportRate, report_limits
from api.routes import (
    aliases,
    changes,
    circle,
    collections,
    coverage,
    gaps,
    geocode,
    health,
    housing,
    imports,
    incident_map,
    incident_reports,
    incident_steps,
    incidents,
    items,
    locate,
    oidc,
    public,
    reports,
    runs,
    scenarios,
    search,
    session,
    siting,
    styles,
    tiles,
    tokens,
    web,
    what_if,
    work,
)
from api.routes import open311 as open311_routes
from api.routes import photos as photo_routes
from api.settings import Settings
from api.siting_jobs import siting_jobs
from api.tile_cache import TileCache
from api.tiles_front import MeasuredLayers, SeenLayers, TilesFront
from api.version import program_version
from api.who import Who
from geo.errors import JingweiError
from geo.files.api_keys import read_api_keys
from geo.files.incident_rules import read_incident_rules
from geo.files.photos import PhotoFolder, PhotoLimits
from geo.flows.find_address import AddressBooks
from geo.sight import HiddenBelow
from geo.store import Store
from geo.store.periods import Periods
from geo.store.snapshots import Snapshots

SILENT: Final[TelemetryConfig] = {"tracing": False, "metrics": False, "logs": False, "auto_configure": False}
"""FastAPI would otherwise send measurements to wherever the environment says: no request leaves the machine."""


def create_app(settings: Settings, store: Store, stopping: threading.Event | None = None) -> ASGIApp:
    """The application over an opened store, which stays the caller's to close.

    Answers that go on for as long as the client likes end once ``stopping`` is set. Nothing is read before the first request: an unreachable database shows in ``/ready``, not here.
    """
    store = store.acting(None)  # each request says for whom
    below = HiddenBelow(settings.hidden_below, settings.hidden_below_public)
    views = Views(Snapshots(store), below)
    jobs = ImportJobs(settings.data / "imports", settings.uploads_waiting, settings.imports_kept)
    api = create_api()
    measures = Measures(
        store,
        settings.measure_parameters,
        ahead_days=settings.as_of_ahead_days,
        waiting=settings.measures_waiting,
        below=below,
    )
    sitings = siting_jobs(settings.data / "sitings", settings.sitings_waiting, settings.sitings_kept)
    rules = read_incident_rules(
        settings.incident_categories, settings.work_calendar, near_duplicate_m=settings.near_duplicate_m
    )
    photos = PhotoFolder(settings.data / "photos", PhotoLimits(settings.photo_bytes, settings.photo_pixels))
    open311 = Open311(read_api_keys(settings.open311_keys), dt.datetime.now(dt.UTC), settings.open311_contact)
    feed = ChangeFeed(store, settings.connections // 2, stopping or threading.Event())
    listeners = JobListeners(settings.connections // 4)
    api.state.service = Service(
        settings,
        store,
        views,
        Periods(store),
        jobs,
        Marks(store, settings),
        measures,
        sitings,
        feed,
        listeners,
        rules,
        photos,
        AddressBooks(store),
        open311,
        ReportRate(report_limits(settings)),
        OwnHouseholds(store),
        Who(settings, store),
        Provider(settings),
    )
    api.router.default = web.WebFiles(settings.web_folder)
    cache = TileCache(settings.tile_cache_bytes)
    seen = SeenLayers(ChangeNumbers(views, store), views)
    front = TilesFront(api, store, seen, MeasuredLayers(views, measures), cache, settings.language)
    return Guard(front, settings)


@functools.cache
def _routes() -> list[BaseRoute]:
    """Every route, once for all applications of a process: FastAPI works out what each needs at the first request."""
    whole = APIRouter()
    for routes in (
        web,
        changes,
        collections,
        items,
        tiles,
        styles,
        locate,
        search,
        geocode,
        aliases,
        circle,
        coverage,
        gaps,
        housing,
        what_if,
        scenarios,
        reports,
        runs,
        siting,
        imports,
        work,
        incident_map,  # before /incidents/{id}
        incidents,
        incident_reports,
        incident_steps,
        photo_routes,
        open311_routes,
        public,
        session,
        tokens,
        oidc,
        health,
    ):
        whole.include_router(routes.router)
    return whole.routes


def create_api() -> FastAPI:
    """The routes alone, without a city behind them: enough to be described."""
    api = FastAPI(
        title="Jingwei 经纬",
        version=program_version(),
        routes=_routes(),
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        swagger_ui_oauth2_redirect_url=None,
        lifespan=_lifespan,
        redirect_slashes=False,
        telemetry=SILENT,
    )
    api.add_exception_handler(JingweiError, on_error)
    api.add_exception_handler(RequestValidationError, on_invalid_request)
    api.add_exception_handler(HTTPException, on_http_error)
    api.add_exception_handler(Exception, on_crash)
    setattr(api, "openapi", lambda: openapi_document(api))  # noqa: B010 -- FastAPI's documented way to describe itself
    return api


def _ahead(service: Service) -> None:
    service.views.warm()
    service.measures.warm()


@asynccontextmanager
async def _lifespan(api: FastAPI) -> AsyncIterator[None]:
    service = api.state.service
    if service.settings.measure_ahead:
        # a daemon: the service ends without waiting for a measurement that nobody asked for
        threading.Thread(target=_ahead, args=(service,), name="ahead", daemon=True).start()
    yield
    await to_thread.run_sync(service.measures.trends.close, service.settings.stop_timeout_s)
    await to_thread.run_sync(service.sitings.close, service.settings.stop_timeout_s)
    await to_thread.run_sync(service.jobs.close, service.settings.stop_timeout_s)

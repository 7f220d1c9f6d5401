"""What every route reads from: the store, and the city as it is at this moment with its indexes."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final

import orjson
from fastapi import Depends, Query, Request

from api.answers import weak_tag
from api.change_feed import ChangeFeed
from api.encoding import digest
from api.import_jobs import ImportJobs
from api.job_events import JobListeners
from api.jobs import Jobs
from api.measures import Measures
from api.open311 import Open311
from api.problems import language_of
from api.settings import Settings
from api.siting_jobs import SitingJob
from api.version import program_version
from geo.errors import JingweiError, Language, Message, Unavailable
from geo.files.photos import PhotoFolder
from geo.flows.find_address import AddressBooks
from geo.incidents import IncidentRules
from geo.layers import DERIVED_LAYERS
from geo.locate import Locator
from geo.search import SearchIndex
from geo.snapshot import City
from geo.store import Status, Store
from geo.store.periods import Periods
from geo.store.snapshots import Snapshots
from geo.styles import registry_document
from geo.tiles import TileSource

logger = logging.getLogger("jingwei.views")

VIEWS_KEPT: Final = 3
"""The current one, and two days or versions beside it: each holds a city in memory."""

NOT_MIGRATED = Message(
    "store-not-migrated",
    zh="数据库结构的版本是“{revision}”，程序需要“{head}”",
    en="the database has the schema {revision!r}, the program needs {head!r}",
    remedy_zh="请运行 `jingwei migrate`",
    remedy_en="run `jingwei migrate`",
)


class View:
    """One moment of the city, and what answers questions about it. Indexes are kept with each layer's version, so a
    new view costs only the layers that changed, and those when they are first asked.
    """

    def __init__(self, city: City) -> None:
        self.city = city
        self.locator = Locator(city)
        self.search = SearchIndex(city)
        self.tiles = TileSource(city)


class Views:
    """The current view and the last few others (an as-of date, or one that an edit has just overtaken)."""

    def __init__(self, snapshots: Snapshots) -> None:
        self._snapshots = snapshots
        self._lock = threading.Lock()
        self._recent: deque[View] = deque(maxlen=VIEWS_KEPT)

    def places(self, day: date) -> City:
        """The city on a day as far as places go; see ``Snapshots.places``."""
        return self._snapshots.places(day)

    def at(self, as_of: date | None = None) -> View:
        """The city as it is now, or as it was on a day. Never older than a write acknowledged before this call."""
        city = self._snapshots.city(as_of)
        with self._lock:
            for view in self._recent:
                if view.city is city:
                    return view
            view = View(city)
            self._recent.append(view)
            return view

    def warm(self) -> None:
        """Prepare the tiles of now, so that the first visitor does not wait; a store that is not there yet is left alone."""
        try:
            self.at().tiles.prepare()
        except JingweiError as error:
            logger.info("tiles were not prepared ahead: %s", error)


class Marks:
    """What tells the documents of this service from those of any other at the same address: the store, the program,
    the registry that it was built with, and the words that a deployer chose.
    """

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store = store
        self._stated = (settings.attribution, settings.map_approval_number)
        self._mark: str | None = None

    def tag(self, *parts: str) -> str:
        """A weak tag for a document that depends on these parts and on the service; reads the store the first time."""
        if self._mark is None:
            registry = orjson.dumps(registry_document())
            self._mark = digest(self._store.identity(), program_version(), registry, *self._stated)
        return weak_tag(self._mark, *parts)


@dataclass(frozen=True, slots=True)
class Service:
    """What one running service is made of."""

    settings: Settings
    store: Store
    views: Views
    periods: Periods
    jobs: ImportJobs
    marks: Marks
    measures: Measures
    sitings: Jobs[SitingJob]
    feed: ChangeFeed
    listeners: JobListeners
    rules: IncidentRules
    photos: PhotoFolder
    books: AddressBooks
    open311: Open311

    def city_on(self, day: date) -> City:
        """The city on a day as far as places go: reports are located in it."""
        return self.views.places(day)

    def showing(self, layer_ids: Collection[str], as_of: date | None, preset: str | None = None) -> City:
        """The layers of a day; the derived ones with them where one of those is asked for."""
        city = self.views.at(as_of).city
        if not DERIVED_LAYERS.keys() & set(layer_ids):
            return city
        return self.measures.view(city, self.measures.at(as_of, preset)).city


def require_migrated(store: Store) -> Status:
    """The store's status; raises ``Unavailable`` when its schema is not the one that the program needs."""
    status = store.status()
    if not status.ready:
        raise Unavailable(NOT_MIGRATED, revision=status.revision or "–", head=status.head)
    return status


def service_of(request: Request) -> Service:
    """The service that answers this request."""
    service: Service = request.app.state.service
    return service


def current_view(request: Request) -> View:
    """The city as it is now."""
    return service_of(request).views.at()


Running = Annotated[Service, Depends(service_of)]
Now = Annotated[View, Depends(current_view)]
Reader = Annotated[Language, Depends(language_of)]
AsOf = Annotated[
    str | None, Query(description="The day to show, YYYY-MM-DD; now when missing", examples=["2026-09-01"])
]

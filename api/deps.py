"""What every route reads from: the store, and the city as it is at this moment with its indexes."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Collection, Mapping
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
from api.oidc import Provider
from api.open311 import Open311
from api.own_households import HOUSEHOLD, OwnHouseholds
from api.problems import language_of
from api.reach import reach_for
from api.report_rate import ReportRate
from api.settings import Settings
from api.siting_jobs import SitingJob
from api.version import program_version
from api.who import Who
from geo.clock import china_today
from geo.coverage import USUAL, Counting
from geo.errors import JingweiError, Language, Message, Unavailable
from geo.files.photos import PhotoFolder
from geo.flows.find_address import AddressBooks
from geo.incidents import IncidentRules
from geo.layers import DERIVED_LAYERS
from geo.locate import Locator
from geo.rights import GRANT_LEVELS, Scope
from geo.search import SearchIndex
from geo.sight import HiddenBelow, lists_households, seen, seen_keys
from geo.snapshot import City
from geo.store import Status, Store
from geo.store.periods import Periods
from geo.store.snapshots import Snapshots
from geo.styles import registry_document
from geo.tiles import TileSource

logger = logging.getLogger("jingwei.views")

VIEWS_KEPT: Final = 2
"""Days or versions beside the current one, which stays: each holds a city in memory."""
SEEN_KEPT: Final = 24
"""Views of scopes on the current one: each holds the rows that are its own (incidents), and shares all else."""
SEEN_BESIDE: Final = 6
"""Views of scopes on other days."""

NOT_MIGRATED = Message(
    "store-not-migrated",
    zh="数据库结构的版本是“{revision}”，程序需要“{head}”",
    en="the database has the schema {revision!r}, the program needs {head!r}",
    remedy_zh="请运行 `jingwei migrate`",
    remedy_en="run `jingwei migrate`",
)


class View:
    """One moment of the city, and what answers questions about it. Indexes are kept with each layer's version, so a
    new view costs only the layers that changed, and those when they are first asked. ``keys`` say what of each layer a
    scope sees, where it is the view of one (`sight_key`).
    """

    def __init__(self, city: City, keys: Mapping[str, str] | None = None) -> None:
        self.city = city
        self.keys = keys or {}
        self.locator = Locator(city)
        self.search = SearchIndex(city)
        self.tiles = TileSource(city)


class Views:
    """The current view and the last few others (an as-of date, or one that an edit has just overtaken)."""

    def __init__(self, snapshots: Snapshots, below: HiddenBelow | None = None) -> None:
        self._snapshots = snapshots
        self.below = below or HiddenBelow()
        self._lock = threading.Lock()
        self._now: View | None = None
        self._recent: deque[View] = deque(maxlen=VIEWS_KEPT)
        self._seen: deque[tuple[View, str, View]] = deque(maxlen=SEEN_KEPT)
        self._seen_beside: deque[tuple[View, str, View]] = deque(maxlen=SEEN_BESIDE)

    def places(self, day: date) -> City:
        """The city on a day as far as places go; see ``Snapshots.places``."""
        return self._snapshots.places(day)

    def at(self, as_of: date | None = None, versions: Mapping[str, int] | None = None) -> View:
        """The city as it is now, or as it was on a day. Never older than a write acknowledged before this call, or before
        the layers' ``versions`` were read.
        """
        city = self._snapshots.city(as_of, versions)
        with self._lock:
            for view in (self._now, *self._recent):
                if view is not None and view.city is city:
                    return view
            view = View(city)
            if as_of is not None:
                self._recent.append(view)
            else:
                if self._now is not None:
                    self._recent.append(self._now)
                self._now = view
            return view

    def seen(self, scope: Scope, as_of: date | None = None) -> View:
        """The city of that moment as a scope sees it; those who see the same share the same view."""
        return self.seen_of(self.at(as_of), scope, as_of)

    def seen_of(self, whole: View, scope: Scope, as_of: date | None = None) -> View:
        """A view, of that day, as a scope sees it by the rights of today. Only what differs from the whole is held once
        more.
        """
        now = whole.city if as_of is None or as_of == china_today() else self.at().city
        mark = scope.key if now is whole.city else f"{scope.key} {rights_stamp(now)}"
        kept = self._seen if now is whole.city else self._seen_beside
        with self._lock:
            for of, known, one in reversed(kept):
                if of is whole and known == mark:
                    return one
        keys = seen_keys(whole.city, scope, now, self.below)
        with self._lock:
            alike = next((one for of, _, one in kept if of is whole and one.keys == keys), None)
        found = alike or View(seen(whole.city, scope, now, self.below), keys)
        with self._lock:
            kept.append((whole, mark, found))
        return found

    def warm(self) -> None:
        """Prepare the tiles of now, so that the first visitor does not wait; a store that is not there yet is left alone."""
        try:
            self.at().tiles.prepare()
        except JingweiError as error:
            logger.info("tiles were not prepared ahead: %s", error)


def rights_stamp(now: City) -> str:
    """A text that differs whenever it may differ what is whose own."""
    return " ".join(now.stamp(name) for name in (*GRANT_LEVELS, "building", "incident") if name in now)


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
    report_rate: ReportRate
    households: OwnHouseholds
    who: Who
    oidc: Provider

    def city_on(self, day: date) -> City:
        """The city on a day as far as places go: reports are located in it."""
        return self.views.places(day)

    def acting(self, scope: Scope) -> Store:
        """The store as far as a scope reaches: for everything about people that somebody asks for or changes."""
        return self.store.acting(reach_for(scope, self.views.places(china_today())))

    def showing(
        self,
        scope: Scope,
        layer_ids: Collection[str],
        as_of: date | None,
        preset: str | None = None,
        counting: Counting = USUAL,
    ) -> City:
        """The layers of a day as a scope sees them; the derived ones with them where one of those is asked for, and the
        households of its own areas where they are.
        """
        if DERIVED_LAYERS.keys() & set(layer_ids):
            whole, now = self.views.at(as_of).city, self.views.at().city
            city = self.measures.showing(whole, layer_ids, as_of, preset, counting, scope, now).city
        else:
            city = self.views.seen(scope, as_of).city
        if HOUSEHOLD in layer_ids and lists_households(scope):
            return self.households.shown(city, self.views.at().city, scope, as_of)
        return city


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


Running = Annotated[Service, Depends(service_of)]
Reader = Annotated[Language, Depends(language_of)]
AsOf = Annotated[
    str | None, Query(description="The day to show, YYYY-MM-DD; now when missing", examples=["2026-09-01"])
]

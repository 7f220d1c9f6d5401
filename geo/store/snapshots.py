"""The city in memory, as fresh as the store: never older than a write that was acknowledged before the question."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from geo.clock import china_today
from geo.layers import LOCATE_ORDER, Layer, exposed_layers
from geo.snapshot import City, LayerSnapshot, shown_columns
from geo.store.reading import Reader
from geo.store.rights import SHOWN
from geo.store.store import Store

DATES_KEPT = 2
PLACE_LAYERS = (*LOCATE_ORDER, "entrance")
"""What decides where a point or a building is."""


@dataclass(frozen=True, slots=True)
class _Held:
    """A city with the day that it shows."""

    day: date
    city: City


class Snapshots:
    """Gives the exposed layers of a store as a ``City``; safe to ask from many threads.

    «Now» is what holds today by the latest knowledge: the same rows as ``as_of=today``. ``today`` tells the day; when
    it turns, the layers in which something begins or ends to hold are read again.

    Every question costs one small query for the versions. What has moved is built again, by one thread while the
    others wait: from the changed things alone where an older snapshot is at hand. An unchanged city is the same
    object. Dated cities are built one at a time and share the layers that are the same as now. Restricted layers,
    fields and rows are never loaded.
    """

    def __init__(self, store: Store, dates_kept: int = DATES_KEPT, today: Callable[[], date] = china_today) -> None:
        self._store = store.acting(SHOWN)
        self._dates_kept = dates_kept
        self._today = today
        self._now: _Held | None = None
        self._now_lock = threading.Lock()
        self._dates: OrderedDict[date, City] = OrderedDict()
        self._dates_lock = threading.Lock()
        self._build_lock = threading.Lock()

    def city(self, as_of: date | None = None, versions: Mapping[str, int] | None = None) -> City:
        """The city as it is now, or as it was on a date; the last few dates are kept. ``versions`` spare the question for
        them to whoever has just asked.
        """
        return self._current(versions).city if as_of is None else self._dated(as_of)

    def places(self, day: date) -> City:
        """The city on a day as far as places go: areas, buildings and doors are as fresh as the store, other layers may
        lag behind. What is written in a burst (reports) need not be read again to place the next one.
        """
        today, wanted = self._today(), self._store.versions()
        if day == today:
            now = self._now
            known = None if now is None or now.day < today else now.city
        else:
            known = self._kept(day)
        if known is not None and _covers(known, wanted, PLACE_LAYERS):
            return known
        return self.city(None if day == today else day)

    def _current(self, versions: Mapping[str, int] | None = None) -> _Held:
        day, wanted = self._today(), self._store.versions() if versions is None else versions
        known = self._now
        if known is not None and known.day >= day and _covers(known.city, wanted):
            return known
        with self._now_lock:
            # another thread may have built it while this one waited
            known = self._now
            if known is None or known.day < day or not _covers(known.city, wanted):
                with self._store.reader() as reader:
                    known = _Held(day, _refreshed(reader, known, day))
                self._now = known
            return known

    def _dated(self, day: date) -> City:
        wanted = self._store.versions()
        known = self._kept(day)
        if known is not None and _covers(known, wanted):
            return known
        # many dates asked for at once would otherwise stand in memory together while they are built
        with self._build_lock:
            known = self._kept(day)
            if known is None or not _covers(known, wanted):
                known = self._build(day, known)
                self._keep(day, known)
            return known

    def _build(self, day: date, known: City | None) -> City:
        now = self._current()
        with self._store.reader() as reader:
            versions = reader.versions()
            layers = {}
            for layer in exposed_layers():
                shown = now.city[layer.id]
                if known is not None and known[layer.id].version == versions[layer.id]:
                    layers[layer.id] = known[layer.id]
                elif shown.version == versions[layer.id] and not reader.turns(layer.id, day, now.day):
                    layers[layer.id] = shown
                else:
                    layers[layer.id] = _read(reader, layer, versions[layer.id], day)
            return City(layers, reader.stamps())

    def _kept(self, day: date) -> City | None:
        with self._dates_lock:
            if day in self._dates:
                self._dates.move_to_end(day)
            return self._dates.get(day)

    def _keep(self, day: date, city: City) -> None:
        with self._dates_lock:
            self._dates[day] = city
            self._dates.move_to_end(day)
            while len(self._dates) > self._dates_kept:
                self._dates.popitem(last=False)


def _covers(city: City, versions: Mapping[str, int], layers: Collection[str] | None = None) -> bool:
    return all(city[layer].version >= versions[layer] for layer in (city if layers is None else layers))


def _refreshed(reader: Reader, known: _Held | None, day: date) -> City:
    versions = reader.versions()
    layers = {}
    for layer in exposed_layers():
        version = versions[layer.id]
        before = None if known is None else known.city[layer.id]
        if before is None or known is None or (known.day != day and reader.turns(layer.id, known.day, day)):
            layers[layer.id] = _read(reader, layer, version, day)
        elif before.version != version:
            layers[layer.id] = _followed(reader, before, version, day)
        else:
            layers[layer.id] = before
    return City(layers, reader.stamps())


def _read(reader: Reader, layer: Layer, version: int, day: date) -> LayerSnapshot:
    frame = reader.read(layer.id, as_of=day, columns=shown_columns(layer))
    return LayerSnapshot.from_frame(layer, frame, version, day)


def _followed(reader: Reader, before: LayerSnapshot, version: int, day: date) -> LayerSnapshot:
    """The next version of a snapshot. What a thing shows today may be an older row than those that were touched: a
    change that begins later leaves its predecessor in place.
    """
    touched = reader.touched(before.layer.id, before.version)
    rows = reader.read(before.layer.id, as_of=day, ids=touched, columns=shown_columns(before.layer))
    gone = np.setdiff1d(np.array(touched, np.int64), rows["id"].to_numpy())
    return before.with_changes(rows, gone, version)

"""The city in memory, as fresh as the store: never older than a write that was acknowledged before the question."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from datetime import date

import numpy as np

from geo.layers import Layer, exposed_layers
from geo.snapshot import City, LayerSnapshot, shown_fields
from geo.store.reading import Reader
from geo.store.store import Store

DATES_KEPT = 4


class Snapshots:
    """Gives the exposed layers of a store as a ``City``; safe to ask from many threads.

    Every question costs one small query for the versions. What has moved is built again, by one thread while the
    others wait: from the changed rows alone where an older snapshot is at hand. An unchanged city is the same object.
    Restricted layers, fields and rows are never loaded.
    """

    def __init__(self, store: Store, dates_kept: int = DATES_KEPT) -> None:
        self._store = store
        self._dates_kept = dates_kept
        self._now = _Slot(None)
        self._dates: OrderedDict[date, _Slot] = OrderedDict()
        self._lock = threading.Lock()

    def city(self, as_of: date | None = None) -> City:
        """The city as it is now, or as it was on a date; the last few dates are kept."""
        return self._slot(as_of).city(self._store)

    def _slot(self, as_of: date | None) -> _Slot:
        if as_of is None:
            return self._now
        with self._lock:
            slot = self._dates.setdefault(as_of, _Slot(as_of))
            self._dates.move_to_end(as_of)
            while len(self._dates) > self._dates_kept:
                self._dates.popitem(last=False)
            return slot


class _Slot:
    """The city of one moment, with the lock under which it is built."""

    def __init__(self, as_of: date | None) -> None:
        self._as_of = as_of
        self._lock = threading.Lock()
        self._city: City | None = None

    def city(self, store: Store) -> City:
        wanted = store.versions()
        known = self._city
        if known is not None and _covers(known, wanted):
            return known
        with self._lock:
            # another thread may have built it while this one waited
            known = self._city
            if known is None or not _covers(known, wanted):
                with store.reader() as reader:
                    known = self._build(reader, known)
                self._city = known
            return known

    def _build(self, reader: Reader, known: City | None) -> City:
        versions = reader.versions()
        layers = {}
        for layer in exposed_layers():
            before = None if known is None else known[layer.id]
            version = versions[layer.id]
            if before is not None and before.version == version:
                layers[layer.id] = before
            elif before is not None and self._as_of is None:
                layers[layer.id] = _refreshed(reader, before, version)
            else:
                frame = reader.read(layer.id, as_of=self._as_of, columns=_shown_columns(layer))
                layers[layer.id] = LayerSnapshot.from_frame(layer, frame, version, self._as_of)
        return City(layers)


def _covers(city: City, versions: Mapping[str, int]) -> bool:
    return all(snapshot.version >= versions[layer] for layer, snapshot in city.items())


def _refreshed(reader: Reader, before: LayerSnapshot, version: int) -> LayerSnapshot:
    columns = [*_shown_columns(before.layer), "version_to"]
    touched = reader.read(before.layer.id, since_version=before.version, columns=columns)
    is_current = touched["version_to"].isna().to_numpy()
    gone = np.setdiff1d(touched["id"].to_numpy(), touched["id"].to_numpy()[is_current])
    return before.with_changes(touched[is_current], gone, version)


def _shown_columns(layer: Layer) -> list[str]:
    return [*(field.name for field in shown_fields(layer)), *(["geometry"] if layer.has_geometry else [])]

"""An address in, its door out: compared with the city of a day, doors read from the store, aliases with it."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from geo.address.book import AddressBook, Alias
from geo.address.doors import HOUSEHOLD_COLUMNS, with_doors
from geo.address.findings import Finding
from geo.address.matching import Candidates, Matcher
from geo.address.name_runs import name_value
from geo.address.records import Integers
from geo.snapshot import City
from geo.store import KeptAlias, Look, Store
from geo.store.snapshots import Snapshots
from geo.within import rows_within

BOOKS_KEPT: Final = 3
BATCH: Final = 500
"""Addresses of a table whose doors are read at once."""

Reaches = Callable[[Integers], Integers]
"""Which of these rows of buildings may have their doors told?"""


def no_doors(rows: Integers) -> Integers:
    """Doors of no building."""
    return rows[:0]


def every_door(rows: Integers) -> Integers:
    """Doors of every building."""
    return rows


class AddressBooks:
    """The address books of the last few moments that were asked about; safe to share between threads."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._recent: deque[tuple[City, str, AddressBook]] = deque(maxlen=BOOKS_KEPT)

    def at(self, city: City) -> AddressBook:
        """The book of a city with the aliases as they are now."""
        mark = self._store.aliases_mark()
        with self._lock:
            for known, marked, book in self._recent:
                if known is city and marked == mark:
                    return book
            latest = self._recent[-1] if self._recent else None
            is_same = latest is not None and latest[1] == mark
            before = None if latest is None else latest[2]
            aliases = before.aliases if before is not None and is_same else kept_aliases(self._store)
            book = AddressBook(city, aliases, before)
            self._recent.append((city, mark, book))
            return book


def current_book(store: Store) -> AddressBook:
    """The book of a store as it is now, for one question."""
    return AddressBook(Snapshots(store).city(), kept_aliases(store))


def kept_aliases(store: Store) -> tuple[Alias, ...]:
    """The aliases of a store."""
    return tuple(Alias(one.community_id, one.text, one.layer, one.target_id) for one in store.aliases())


def keep_alias(store: Store, alias: Alias, *, is_learned: bool) -> KeptAlias:
    """Keep an alias, which belongs to its target's community; one that is kept already comes back as it is."""
    assert alias.community_id is not None
    value = name_value(alias.text)
    return store.save_alias(KeptAlias(alias.community_id, alias.text, value, alias.layer, alias.target_id, is_learned))


@dataclass(frozen=True)
class AddressFinder:
    """Finds addresses in the city of a day. ``reaches`` says whose doors may be told."""

    store: Store | Look
    book: AddressBook
    day: date
    reaches: Reaches = no_doors

    def find(
        self, text: str, near: tuple[float, float] | None = None, within: tuple[str, int] | None = None
    ) -> Finding:
        """The answer to one address; ``near`` is lon, lat, ``within`` an area (layer, id). Raises ``LimitExceeded`` for a
        text that is too long, ``NotFound`` and ``BadInput`` for an area that is not there.
        """
        return self.settled(self.candidates(text, near, within))

    def candidates(
        self, text: str, near: tuple[float, float] | None = None, within: tuple[str, int] | None = None
    ) -> Candidates:
        """What an address may mean before any door is read; raises like ``find``."""
        rows = None if within is None else rows_within(self.book.city, "building", within)
        return Matcher(self.book).candidates(text, near, rows)

    def reads_doors(self, candidates: Candidates) -> bool:
        """Whether doors must be read to settle an address."""
        return candidates.asks_for_doors and len(self.reaches(candidates.rows)) > 0

    def settled(self, candidates: Candidates) -> Finding:
        """The answer to an address."""
        return next(self._settled([candidates]))

    def find_all(self, texts: Sequence[str], within: tuple[str, int] | None = None) -> Iterator[Finding]:
        """The answers to many addresses in their order; the doors of a few hundred are read at once."""
        rows = None if within is None else rows_within(self.book.city, "building", within)
        matcher = Matcher(self.book)
        for start in range(0, len(texts), BATCH):
            part = texts[start : start + BATCH]
            yield from self._settled([matcher.candidates(text, None, rows) for text in part])

    def _settled(self, candidates: Sequence[Candidates]) -> Iterator[Finding]:
        ids = self.book.buildings.snapshot.ids
        may = [self.reaches(one.rows) if one.asks_for_doors else one.rows[:0] for one in candidates]
        wanted = np.unique(ids[np.concatenate(may)]) if may else np.zeros(0, np.int64)
        households = self._households(wanted.tolist())
        building = households["building_id"].to_numpy(dtype=np.int64)
        for one, reached in zip(candidates, may, strict=True):
            if not one.asks_for_doors or len(reached) < len(one.rows):
                yield with_doors(one, None, self.book)
            else:
                yield with_doors(one, households[np.isin(building, ids[reached])], self.book)

    def _households(self, buildings: Sequence[int]) -> pd.DataFrame:
        """The doors of those buildings, in one query; hub households are not told from others."""
        return self.store.read(
            "household", as_of=self.day, where={"building_id": list(buildings)}, columns=HOUSEHOLD_COLUMNS
        )

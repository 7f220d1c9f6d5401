"""What a store answers about its layers, each question in a reading of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import pandas as pd

from geo.model import BBox, Period
from geo.store.keeping import Keeper
from geo.store.reading import Change, Moment, Reader


class ReadKeeper(Keeper):
    """What a ``Store`` does to be read."""

    @contextmanager
    def reader(self) -> Iterator[Reader]:
        """One consistent look: whatever is written meanwhile, all answers of the reader are of the same moment."""
        with self.looking() as connection:
            yield Reader(self._backend, connection, self._reach)

    def versions(self) -> dict[str, int]:
        """The version of each layer, by one small query."""
        with self.reader() as reader:
            return reader.versions()

    def moment(self) -> Moment:
        """The version of each layer and the access mark, by one small query."""
        with self.reader() as reader:
            return reader.moment()

    def access_mark(self) -> str:
        """Random text that is another one after each write that may decide who comes in."""
        with self.reader() as reader:
            return reader.access_mark()

    def identity(self) -> str:
        """Random text that tells this store from every other, made with its tables; a copy has its own."""
        with self.reader() as reader:
            return reader.identity()

    def change_number(self) -> int:
        """The number of the last change; 0 before the first."""
        with self.reader() as reader:
            return reader.change_number()

    def counts(self, as_of: dt.date | None = None) -> dict[str, int]:
        """How many things each layer has by its latest rows, whenever they hold, or had on a date."""
        with self.reader() as reader:
            return reader.counts(as_of)

    def read(
        self,
        layer: str,
        *,
        as_of: dt.date | None = None,
        during: Period | None = None,
        ids: Sequence[int] | None = None,
        bbox: BBox | None = None,
        where: Mapping[str, Any] | None = None,
        after: int | None = None,
        limit: int | None = None,
        columns: Sequence[str] | None = None,
        since_version: int | None = None,
        at_version: int | None = None,
    ) -> pd.DataFrame:
        """The rows of a layer as a frame, in ascending order of ``id``; a ``GeoDataFrame`` where it has geometry.

        The latest rows by default, whenever they hold: what an import compares with. ``as_of`` those
        valid on that day (``valid_from`` counts, ``valid_to`` does not); ``during`` a period every row that held on any
        of its days, so that a thing may have several;
        ``since_version=v`` instead every row written or closed after version ``v``, history with it. ``at_version=v``
        answers as the store did when the layer had version ``v``: without what was written later, and with the
        validity that rows had before they were closed later. ``ids`` and
        ``bbox`` (edges count) select; ``where`` maps columns to a value, a list of values or ``None``. ``after`` an
        id and ``limit`` rows make pages. ``columns`` names what is wanted beside ``id``; all by default. Raises
        ``NotFound`` for an unknown layer, ``BadInput`` for unknown columns, wrong values and boxes, and versions that
        the layer does not have yet.
        """
        with self.reader() as reader:
            return reader.read(
                layer, as_of=as_of, during=during, ids=ids, bbox=bbox, where=where, after=after, limit=limit, columns=columns,
                since_version=since_version, at_version=at_version,
            )  # fmt: skip

    def history(self, layer: str, thing: int) -> pd.DataFrame:
        """Every row version of one thing, oldest first; no rows for an id that was never used."""
        with self.reader() as reader:
            return reader.history(layer, thing)

    def used_codes(self, layer: str) -> set[str]:
        """Every code that the layer's things have or ever had: a retired code is not given again."""
        with self.reader() as reader:
            return reader.used_codes(layer)

    def changes(self, since: int = 0, until: int | None = None) -> list[Change]:
        """What happened after the change of that number, in order, and up to the change ``until``: one entry per
        layer that a change touched.
        """
        with self.reader() as reader:
            return reader.changes(since, until)

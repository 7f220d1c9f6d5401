"""The chain of who looked at whose data: appended in the transaction of the look itself. No entry, no look."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict
from typing import Any

import pandas as pd
from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import DBAPIError

from geo.audit import MISSING, Act, Asker, End, Entry, Seen, linked
from geo.errors import Message, Unavailable
from geo.store.backend import Backend
from geo.store.keeping import Keeper
from geo.store.reading import Reader
from geo.store.rights import Reach
from geo.store.tables import AUDIT_END, AUDIT_ENTRY

AUDIT_AWAY = Message(
    "audit-unavailable",
    zh="无法写入查阅记录，因此不提供内容",
    en="what is looked at cannot be written down, so nothing is shown",
    remedy_zh="请稍后再试；管理员可用 `jingwei audit verify` 查看",
    remedy_en="try again later; the operator can look with `jingwei audit verify`",
)


class Look(Keeper):
    """One look at restricted records. What ``saw`` names is written down at its end, in the same transaction; an error
    before that writes nothing, and whoever asks then learns nothing.
    """

    def __init__(self, backend: Backend, connection: Connection, reach: Reach | None) -> None:
        self._backend = backend
        self._connection = connection
        self._reach = reach
        self._reader = Reader(backend, connection, reach)
        self.seen: list[Seen] = []

    def saw(self, layer: str, thing: int | None, *, act: Act = "read", detail: str = "") -> None:
        """What will be shown; the same thing twice is written down once."""
        one = Seen(act, layer, thing, detail)
        if one not in self.seen:
            self.seen.append(one)

    def read(
        self,
        layer: str,
        *,
        as_of: dt.date | None = None,
        ids: Sequence[int] | None = None,
        where: Mapping[str, Any] | None = None,
        columns: Sequence[str] | None = None,
    ) -> pd.DataFrame:
        """The rows of a layer; see ``Store.read``."""
        return self._reader.read(layer, as_of=as_of, ids=ids, where=where, columns=columns)

    @contextmanager
    def looking(self) -> Iterator[Connection]:
        """The transaction of the look."""
        yield self._connection

    def writing(self) -> AbstractContextManager[Connection]:
        """A look changes nothing but the chain."""
        raise RuntimeError("a look at restricted records writes nothing else")


class AuditKeeper(Keeper):
    """What a ``Store`` does with the chain."""

    @contextmanager
    def witnessed(self, asker: Asker) -> Iterator[Look]:
        """A look at restricted records: what it ``saw`` is written down in the same transaction, which is committed
        before the block is left. Nothing may leave the service before that. Raises ``Unavailable`` where it cannot be
        written down.
        """
        with self.writing() as connection:
            look = Look(self._backend, connection, self._reach)
            yield look
            append(connection, asker, look.seen)

    def exporting(self, asker: Asker, *seen: Seen) -> None:
        """Write down what is about to be taken along; raises ``Unavailable`` where that cannot be."""
        with self.writing() as connection:
            append(connection, asker, seen)

    def audit_chain(self) -> tuple[list[Entry], End]:
        """The whole chain and its end, of one moment."""
        with self.looking() as connection:
            return chain(connection), end_of(connection)

    def audit_about(
        self, things: Mapping[str, Sequence[int]], since: dt.datetime | None = None, until: dt.datetime | None = None
    ) -> list[Entry]:
        """The entries about these things, by layer, or about a whole layer of them; from ``since`` to before ``until``."""
        with self.looking() as connection:
            return entries_about(connection, self._backend, things, since, until)


def append(connection: Connection, asker: Asker, seen: Sequence[Seen]) -> list[Entry]:
    """Add entries behind the end of the chain, which stays held to the commit: numbers come in the order of the commits
    and leave none out. Raises ``Unavailable`` where they cannot be written.
    """
    if not seen:
        return []
    try:
        entries = linked(hold_end(connection), dt.datetime.now(dt.UTC), asker, seen)
        connection.execute(insert(AUDIT_ENTRY), [asdict(entry) for entry in entries])
        connection.execute(update(AUDIT_END).values(number=entries[-1].number, seal=entries[-1].seal))
    except DBAPIError as error:
        raise Unavailable(AUDIT_AWAY) from error
    return entries


def hold_end(connection: Connection) -> End:
    """How far the chain goes, held to the commit: of two that append, the second waits and then sees the first. Raises
    ``Unavailable`` where nothing says it.
    """
    found = connection.execute(select(AUDIT_END.c.number, AUDIT_END.c.seal).with_for_update()).one_or_none()
    if found is None:
        raise Unavailable(AUDIT_AWAY)
    return End(*found)


def end_of(connection: Connection) -> End:
    """How far the chain goes; ``MISSING`` where the row that says it is not there."""
    found = connection.execute(select(AUDIT_END.c.number, AUDIT_END.c.seal)).one_or_none()
    return MISSING if found is None else End(*found)


def chain(connection: Connection) -> list[Entry]:
    """Every entry by ascending number."""
    return [Entry(**row) for row in connection.execute(select(AUDIT_ENTRY).order_by(AUDIT_ENTRY.c.number)).mappings()]


def entries_about(
    connection: Connection,
    backend: Backend,
    things: Mapping[str, Sequence[int]],
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
) -> list[Entry]:
    """The entries that name one of these things, by layer, or a whole layer of them; at or after ``since``, before
    ``until``; by ascending number.
    """
    column, found = AUDIT_ENTRY.c, dict[int, Entry]()
    for layer, ids in things.items():
        named = backend.in_list(column.thing, list(ids)) | column.thing.is_(None)
        query = select(AUDIT_ENTRY).where(column.layer == layer, named)
        if since is not None:
            query = query.where(column.at >= since)
        if until is not None:
            query = query.where(column.at < until)
        found |= {row["number"]: Entry(**row) for row in connection.execute(query).mappings()}
    return [found[number] for number in sorted(found)]

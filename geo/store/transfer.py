"""How does a whole store leave one database and arrive in another, with every row version and every record?"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from sqlalchemy import JSON, Connection, Date, Row, Table, func, select, update

from geo.errors import Conflict, Message
from geo.layers import Label
from geo.store.account_tables import ACCOUNT, ACCOUNT_TOKEN, RECOVERY_CODE
from geo.store.backend import Backend, Bounds
from geo.store.documents import dump_document
from geo.store.frames import bounds_of
from geo.store.tables import (
    ADDRESS_ALIAS,
    AUDIT_END,
    AUDIT_ENTRY,
    CHANGE,
    CHANGE_COUNTER,
    DRAFT_AREA,
    IMPORT_RUN,
    INCIDENT_HISTORY,
    INCIDENT_PHOTO,
    INCIDENT_RECEIPT,
    LAYER_VERSION,
    METRIC_RUN,
    SCENARIO,
    TABLES,
)
from geo.store.types import Instant

CHUNK_ROWS = 10_000
RECORDS = (
    CHANGE,
    IMPORT_RUN,
    INCIDENT_HISTORY,
    INCIDENT_RECEIPT,
    INCIDENT_PHOTO,
    METRIC_RUN,
    SCENARIO,
    ADDRESS_ALIAS,
    DRAFT_AREA,
    AUDIT_ENTRY,
    ACCOUNT,
    ACCOUNT_TOKEN,
    RECOVERY_CODE,
)
COPIED = {**TABLES, **{table.name: table for table in RECORDS}}
"""The tables whose rows are copied as they are; the counters are set. Sessions, links and attempts stay where they are."""

TARGET_NOT_EMPTY = Message(
    "copy-target-not-empty",
    zh="目标数据库的表“{got}”已有数据",
    en="the table {got!r} of the target database already has rows",
    remedy_zh="请指定一个空数据库作为目标",
    remedy_en="name an empty database as the target",
    asked=True,
)
COPY_DIFFERS = Message(
    "copy-differs",
    zh="表“{got}”复制后与原表不同：原有 {rows} 行，复制后 {copied} 行；未写入任何内容",
    en="the copy of table {got!r} differs from it: {rows} rows here, {copied} there; nothing was written",
    remedy_zh="请重试；若再次出现，请报告此问题",
    remedy_en="try again; if it happens twice, please report it",
)
CHAIN_END_MISSING = Message(
    "copy-chain-end-missing",
    zh="{got}数据库没有记下查阅记录链条到哪里为止（表 audit_end 没有行），因此不复制",
    en="the {got} database does not say how far its audit chain goes (the table audit_end has no row): nothing was copied",
    remedy_zh="`jingwei audit verify` 说明链条少了什么；请从备份恢复表 audit_end，或使用完整的数据库",
    remedy_en="`jingwei audit verify` tells what the chain lacks; restore the table audit_end from a backup, or name a database that is whole",
)
SOURCE, TARGET = Label("来源", "source"), Label("目标", "target")


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What two equal tables share: the number of rows and a hash over every value of every row, geometries as WKB."""

    rows: int
    digest: str


class Sender:
    """One consistent look at a store that is to be copied."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def row_counts(self) -> dict[str, int]:
        """How many rows each table has, history with them."""
        return {name: _count(self._connection, table) for name, table in COPIED.items()}

    def chunks(self, name: str) -> Iterator[Sequence[Row[Any]]]:
        """The rows of a table, in the order of their primary key."""
        return _chunks(self._connection, COPIED[name])

    def counters(self) -> tuple[int, list[dict[str, Any]], dict[str, Any]]:
        """The last change number, each layer's version and next id, and the end of the audit chain; raises ``Conflict``
        where nothing says how far that goes.
        """
        number = int(self._connection.scalar(select(CHANGE_COUNTER.c.number)) or 0)
        layers = [dict(row) for row in self._connection.execute(select(LAYER_VERSION)).mappings()]
        return number, layers, _chain_end(self._connection, SOURCE)

    def fingerprint(self, name: str) -> Fingerprint:
        """What an equal table has as well."""
        return _fingerprint(self._connection, COPIED[name])


class Receiver:
    """The transaction in which an empty store is filled; nothing is there until it ends well."""

    def __init__(self, backend: Backend, connection: Connection) -> None:
        self._backend = backend
        self._connection = connection

    def require_empty(self) -> None:
        """Hold other writers off until the end; raise ``Conflict`` for a store that holds anything, or lacks its counters."""
        self._connection.execute(update(LAYER_VERSION).values(version=LAYER_VERSION.c.version))
        for name, table in COPIED.items():
            if _count(self._connection, table):
                raise Conflict(TARGET_NOT_EMPTY, got=name)
        _chain_end(self._connection, TARGET)

    def set_counters(self, number: int, layers: Sequence[dict[str, Any]], end: dict[str, Any]) -> None:
        """Go on counting where the other store stands, once its rows are here."""
        if end["number"]:  # the end of a chain goes forward only, to an entry that is there
            self._connection.execute(update(AUDIT_END).values(end))
        for row in layers:
            values = {name: value for name, value in row.items() if name != "layer"}
            self._connection.execute(update(LAYER_VERSION).where(LAYER_VERSION.c.layer == row["layer"]).values(values))
        self._connection.execute(update(CHANGE_COUNTER).values(number=number))

    def add(self, name: str, rows: Sequence[Row[Any]]) -> None:
        """Add rows as they came from the other store."""
        table = COPIED[name]
        columns = dict(zip(table.c.keys(), zip(*rows, strict=True), strict=True))
        plain = {column.name: _plain(column.type)(columns[column.name]) for column in table.c}
        boxed = name in TABLES and "geometry" in plain
        self._backend.insert(self._connection, table, plain, _bounds(plain["geometry"]) if boxed else None)

    def verify(self, name: str, expected: Fingerprint) -> None:
        """Raise ``Conflict`` unless the table is equal to the other store's, to the byte."""
        found = _fingerprint(self._connection, COPIED[name])
        if found != expected:
            raise Conflict(COPY_DIFFERS, got=name, rows=expected.rows, copied=found.rows)

    def finish(self) -> None:
        """Tell the database that its tables have grown."""
        self._backend.finish_load(self._connection, list(TABLES.values()))


def _count(connection: Connection, table: Table) -> int:
    return int(connection.scalar(select(func.count()).select_from(table)) or 0)


def _chain_end(connection: Connection, where: Label) -> dict[str, Any]:
    row = connection.execute(select(AUDIT_END)).mappings().one_or_none()
    if row is None:
        raise Conflict(CHAIN_END_MISSING, got=where)
    return dict(row)


def _chunks(connection: Connection, table: Table) -> Iterator[Sequence[Row[Any]]]:
    query = select(table).order_by(*table.primary_key.columns)
    yield from connection.execute(query, execution_options={"yield_per": CHUNK_ROWS}).partitions()


def _fingerprint(connection: Connection, table: Table) -> Fingerprint:
    digest = hashlib.sha256()
    count = 0
    for rows in _chunks(connection, table):
        count += len(rows)
        digest.update(repr([tuple(row) for row in rows]).encode())
    return Fingerprint(count, digest.hexdigest())


def _plain(kind: Any) -> Callable[[Sequence[Any]], list[Any]]:
    """How the values of a column type become what databases hold."""
    if isinstance(kind, JSON):
        return lambda values: [None if value is None else dump_document(value) for value in values]
    if isinstance(kind, Date):
        return lambda values: [None if value is None else value.isoformat() for value in values]
    if isinstance(kind, Instant):
        return lambda values: [None if value is None else value.isoformat(timespec="microseconds") for value in values]
    return list


def _bounds(wkb: Sequence[bytes | None]) -> Bounds:
    return bounds_of(shapely.from_wkb(np.fromiter(wkb, object, len(wkb))))

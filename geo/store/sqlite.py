"""The embedded store: SQLite from the standard library, one file, an R*Tree beside each layer."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import orjson
from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Select,
    SelectBase,
    Table,
    create_engine,
    delete,
    event,
    func,
    select,
    text,
)  # fmt: skip
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from geo.errors import BadInput, JingweiError, Message, Unavailable, system_reason
from geo.model import BBox
from geo.store.backend import PURPOSE, TABLES_MISSING, WRITING, Bounds, Rows
from geo.store.documents import dump_document
from geo.store.tables import BOX

BUSY_WAIT_S = 60.0
CONNECTIONS = 16
MARGIN = 1e-9
"""Degrees by which a box is searched wider: a 32-bit number so small that it is zero cannot be rounded outwards."""

SQLITE_FILE_MISSING = Message(
    "sqlite-file-missing",
    zh="数据库地址“{got}”没有给出文件",
    en="the database URL {got!r} names no file",
    remedy_zh="请写成 sqlite:///文件夹/jingwei.sqlite",
    remedy_en="write sqlite:///folder/jingwei.sqlite",
)
DATABASE_MISSING = Message(
    "database-missing",
    zh="“{got}”处没有数据库",
    en="there is no database at {got!r}",
    remedy_zh="请核对 --data 或 --database；新的部署请先运行 jingwei demo、jingwei import 或 jingwei migrate",
    remedy_en="check --data or --database; a new deployment begins with jingwei demo, jingwei import or jingwei migrate",
)
FOLDER_UNWRITABLE = Message(
    "database-folder-unwritable",
    zh="无法在“{got}”中建立或写入数据库：{reason}",
    en="cannot make or write a database in {got!r}: {reason}",
    remedy_zh="请检查文件夹是否存在、是否有写权限，或用 JINGWEI_DATA 指定别的文件夹",
    remedy_en="check that the folder exists and may be written, or name another one with JINGWEI_DATA",
)
NOT_SQLITE = Message(
    "database-not-sqlite",
    zh="文件“{got}”不是 SQLite 数据库，或已损坏",
    en="the file {got!r} is not a SQLite database, or it is damaged",
    remedy_zh="请指定别的文件，或从备份恢复",
    remedy_en="name another file, or restore it from a backup",
)

SQLITE_BUSY = Message(
    "database-busy",
    zh="数据库“{got}”被另一个程序占用，等待 {wait_s} 秒后仍未释放",
    en="the database {got!r} is held by another program and was not free within {wait_s} seconds",
    remedy_zh="请先结束另一个程序，或稍后重试",
    remedy_en="end the other program, or try again later",
)


class Sqlite:
    """A store in one file. Many may read while one writes; a writer waits for the one before it."""

    reading_options: Mapping[str, Any] = MappingProxyType({})

    def __init__(self, url: URL, *, create: bool = True) -> None:
        if not url.database or url.database == ":memory:":
            raise BadInput(SQLITE_FILE_MISSING, got=str(url))
        self.path = Path(url.database)
        if create:
            _prepare_folder(self.path)
        elif not self.path.exists():
            raise Unavailable(DATABASE_MISSING, got=str(self.path))
        self.engine: Engine = create_engine(
            url,
            connect_args={"timeout": BUSY_WAIT_S, "check_same_thread": False},
            pool_size=CONNECTIONS,
            max_overflow=CONNECTIONS,
            hide_parameters=True,  # what people wrote must not stand in a log
            json_serializer=dump_document,
            json_deserializer=orjson.loads,
        )
        event.listen(self.engine, "connect", _prepare_connection)
        event.listen(self.engine, "begin", _begin)

    def check(self, connection: Connection) -> None:
        """Nothing to do: a file that is no database has failed before it comes to this."""

    def translated(self, error: DBAPIError) -> JingweiError | None:
        """What a person is told of an error of SQLite."""
        name = str(getattr(error.orig, "sqlite_errorname", ""))
        if name.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
            return BadInput(NOT_SQLITE, got=str(self.path))
        if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_PERM")):
            return Unavailable(FOLDER_UNWRITABLE, got=str(self.path.parent), reason=str(error.orig))
        if name.startswith("SQLITE_BUSY"):
            return Unavailable(SQLITE_BUSY, got=str(self.path), wait_s=round(BUSY_WAIT_S))
        if "no such table" in str(error.orig):
            return Unavailable(TABLES_MISSING, got=str(self.path))
        return None

    def begin_migration(self, connection: Connection) -> None:
        """Nothing to do: a write transaction of SQLite is alone."""

    def begin_write(self, connection: Connection) -> None:
        """Nothing to do: no trigger of SQLite keeps versions."""

    def in_list(self, column: ColumnElement[Any], values: Sequence[Any]) -> ColumnElement[bool]:
        """One parameter for any number of values: SQLite takes 32,766 parameters at most."""
        listed = func.json_each(orjson.dumps(list(values)).decode()).table_valued("value")
        return column.in_(select(listed.c.value))

    def in_query(self, column: ColumnElement[Any], ids: SelectBase) -> ColumnElement[bool]:
        """The ids first, then the column's index."""
        return column.in_(ids)

    def in_box(self, table: Table, box: BBox) -> ColumnElement[bool]:
        """The R*Tree's answer: its numbers have 32 bits and are rounded outwards."""
        tree = BOX[table.name].c
        west, south, east, north = box.west - MARGIN, box.south - MARGIN, box.east + MARGIN, box.north + MARGIN
        meets = (tree.west <= east, tree.east >= west, tree.south <= north, tree.north >= south)
        return table.c.fid.in_(select(tree.fid).where(*meets))

    @contextmanager
    def rewriting(self, connection: Connection, tables: Sequence[str]) -> Iterator[None]:
        """Without the triggers of these tables, which are made again at the end; an error rolls both back."""
        connection.exec_driver_sql("PRAGMA secure_delete = ON")
        known = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table")
        kept = [row for table in tables for row in connection.execute(known, {"table": table}).all()]
        for row in kept:
            connection.exec_driver_sql(f"DROP TRIGGER {row.name}")
        yield
        for row in kept:
            connection.exec_driver_sql(row.sql)

    def forget_boxes(self, connection: Connection, table: Table, rows: Select[Any]) -> None:
        """Out of the R*Tree."""
        tree = BOX[table.name]
        connection.execute(delete(tree).where(tree.c.fid.in_(rows)))

    def forget(self, tables: Sequence[str]) -> None:
        """Empty the log that still holds the pages as they were; whoever reads meanwhile keeps it for a while."""
        with self.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql(
                "PRAGMA wal_checkpoint(TRUNCATE)"
            )

    def insert(self, connection: Connection, table: Table, rows: Rows, bounds: Bounds | None) -> None:
        """Add rows, and their boxes to the R*Tree."""
        count = len(next(iter(rows.values())))
        if "fid" in table.c and "fid" not in rows:
            last = int(connection.scalar(select(func.max(table.c.fid))) or 0)
            rows = {"fid": range(last + 1, last + 1 + count), **rows}
        _insert_rows(connection, table.name, rows)
        if bounds is not None:
            there = np.flatnonzero(~np.isnan(bounds[:, 0]))
            fids = np.asarray(rows["fid"], np.int64)[there]
            west, south, east, north = bounds[there].T.tolist() if len(there) else ([], [], [], [])
            boxes = {"fid": fids.tolist(), "west": west, "east": east, "south": south, "north": north}
            _insert_rows(connection, BOX[table.name].name, boxes)

    def finish_load(self, connection: Connection, tables: Sequence[Table]) -> None:
        """Let the query planner see what has come."""
        for table in tables:
            connection.execute(text(f"ANALYZE {table.name}"))


def _insert_rows(connection: Connection, table: str, rows: Rows) -> None:
    count = len(next(iter(rows.values())))
    if count:
        names, marks = ", ".join(f'"{name}"' for name in rows), ", ".join("?" for _ in rows)
        statement = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 - names of our own tables
        connection.exec_driver_sql(statement, list(zip(*rows.values(), strict=True)))


def _prepare_folder(path: Path) -> None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with path.open("ab"):
            pass
    except OSError as error:
        raise Unavailable(FOLDER_UNWRITABLE, got=str(path.parent), reason=system_reason(error)) from error


def _prepare_connection(connection: sqlite3.Connection, _: Any) -> None:
    # the driver's own BEGIN is deferred: a read that turns into a write would fail at once under contention
    connection.isolation_level = None
    for setting in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "cache_size = -65536"):
        connection.execute(f"PRAGMA {setting}").close()


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(PURPOSE) == WRITING
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

"""What differs between the databases: everything else of the store is the same for both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Connection, Engine, Select, SelectBase, Table
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from geo.errors import JingweiError, Message
from geo.model import BBox

Bounds = NDArray[np.float64]
Rows = Mapping[str, Sequence[Any]]
"""Columns of equal length in the form that both databases take: numbers, text, bytes, ISO dates, ``None``."""

READING, WRITING = "reading", "writing"
PURPOSE = "jingwei_purpose"
"""The execution option that says what a connection is for: a consistent reading, or a write that excludes others."""
REACH = "jingwei_reach"
"""The execution option with the ``Reach`` of a connection, or ``None``; see ``geo.store.rights``."""


def shown_url(url: URL) -> str:
    """The address as it may be printed: without its password, which may also stand among the query's parameters."""
    hidden = {name: "***" for name in url.query if "pass" in name.lower()}
    return url.update_query_dict(hidden).render_as_string(hide_password=True)


TABLES_MISSING = Message(
    "database-without-tables",
    zh="数据库“{got}”中还没有本程序的数据表",
    en="the database {got!r} does not have the tables of this program yet",
    remedy_zh="请先运行 jingwei migrate",
    remedy_en="run jingwei migrate first",
)


class Backend(Protocol):
    """One kind of database."""

    engine: Engine
    reading_options: Mapping[str, Any]
    """Execution options that give a connection one consistent, read-only view."""

    def check(self, connection: Connection) -> None:
        """Raise ``Unavailable`` or ``BadInput`` for a database that cannot hold the store."""

    def translated(self, error: DBAPIError) -> JingweiError | None:
        """What a person is told of an error of the database; None for one that is the program's own fault."""

    def begin_migration(self, connection: Connection) -> None:
        """Keep every other program from migrating at the same time."""

    def begin_write(self, connection: Connection) -> None:
        """Say that what follows in this transaction keeps its own versions and changes."""

    def in_list(self, column: ColumnElement[Any], values: Sequence[Any]) -> ColumnElement[bool]:
        """Whether the column is one of any number of values (numbers, text, truth values)."""

    def in_query(self, column: ColumnElement[Any], ids: SelectBase) -> ColumnElement[bool]:
        """Whether the column is one of the ids that a small query finds: asked so that the column's index is used."""

    def in_box(self, table: Table, box: BBox) -> ColumnElement[bool]:
        """Whether the row's box, possibly a little enlarged, meets the box: never false for a row that does."""

    def rewriting(self, connection: Connection, tables: Sequence[str]) -> AbstractContextManager[None]:
        """Let rows of these tables be changed and deleted inside this transaction, whatever keeps them otherwise."""

    def forget_boxes(self, connection: Connection, table: Table, rows: Select[Any]) -> None:
        """Take these rows (their numbers) out of what finds a layer's rows by place."""

    def forget(self, tables: Sequence[str]) -> None:
        """Let nothing of what was taken out of these tables remain in the database's files, as far as it can."""

    def insert(self, connection: Connection, table: Table, rows: Rows, bounds: Bounds | None) -> None:
        """Add rows. ``geometry`` is WKB; ``bounds`` are their boxes, NaN without geometry, None without column."""

    def finish_load(self, connection: Connection, tables: Sequence[Table]) -> None:
        """Tell the database that tables have grown from nothing."""

"""The production store: PostgreSQL with PostGIS, through psycopg 3."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any

import orjson
import psycopg
from psycopg import sql
from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Select,
    SelectBase,
    Table,
    any_,
    bindparam,
    create_engine,
    event,
    func,
    text,
)  # fmt: skip
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from geo.errors import JingweiError, Message, Unavailable
from geo.model import BBox
from geo.store.backend import REACH, TABLES_MISSING, Bounds, Rows, shown_url
from geo.store.documents import dump_document
from geo.store.rights import RESTRICTED, ReachMissingError, setting_of
from geo.store.types import SRID

CONNECT_WAIT_S = 5
CONNECTIONS = 16
FEW = 50
"""Rows that are added without a COPY."""
MIGRATION_LOCK = 0x6A696E6777656900
"""An arbitrary number that every program of this project takes for the advisory lock."""

REACH_MISSING_STATE = "JW001"
"""What the policies raise in a transaction that did not say for whom it works (migration 0009)."""

POSTGIS_MISSING = Message(
    "postgis-missing",
    zh="数据库“{got}”没有启用 PostGIS 扩展",
    en="the database {got!r} has no PostGIS extension",
    remedy_zh="请以管理员身份在该数据库中执行 CREATE EXTENSION postgis;（Debian 和 Ubuntu 需先安装 postgresql-postgis）",
    remedy_en="run CREATE EXTENSION postgis; in it as its administrator (Debian and Ubuntu: install postgresql-postgis first)",
)

DATABASE_UNREACHABLE = Message(
    "database-unreachable",
    zh="数据库“{got}”没有应答：{reason}",
    en="the database {got!r} does not answer: {reason}",
    remedy_zh="请检查数据库是否在运行，以及地址、用户和权限是否正确",
    remedy_en="check that it runs, and its address, user and rights",
)
DATABASE_REFUSED = Message(
    "database-refused",
    zh="数据库“{got}”拒绝了操作：{reason}",
    en="the database {got!r} refused: {reason}",
    remedy_zh="请给该用户读写权限，并确认数据库不是只读",
    remedy_en="give its user the rights to read and write, and check that it is not read-only",
)


class Postgis:
    """A store in a PostgreSQL database."""

    reading_options: Mapping[str, Any] = MappingProxyType(
        {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    )

    def __init__(self, url: URL) -> None:
        self.url = url.set(drivername="postgresql+psycopg")
        self.engine: Engine = create_engine(
            self.url,
            connect_args={"connect_timeout": CONNECT_WAIT_S},
            pool_size=CONNECTIONS,
            max_overflow=CONNECTIONS,
            pool_pre_ping=True,
            hide_parameters=True,  # what people wrote must not stand in a log
            json_serializer=dump_document,
            json_deserializer=orjson.loads,
        )
        event.listen(self.engine, "begin", _say_reach)

    def check(self, connection: Connection) -> None:
        """Raise ``Unavailable`` for a database without PostGIS."""
        if connection.scalar(text("SELECT 1 FROM pg_extension WHERE extname = 'postgis'")) is None:
            raise Unavailable(POSTGIS_MISSING, got=self.url.database or "")

    def translated(self, error: DBAPIError) -> JingweiError | None:
        """What a person is told of an error of PostgreSQL."""
        got, reason = shown_url(self.url), str(error.orig).strip().partition("\n")[0]
        if getattr(error.orig, "sqlstate", None) == REACH_MISSING_STATE:
            raise ReachMissingError(reason) from error
        match getattr(error.orig, "sqlstate", None):
            case psycopg.errors.InsufficientPrivilege.sqlstate | psycopg.errors.ReadOnlySqlTransaction.sqlstate:
                return Unavailable(DATABASE_REFUSED, got=got, reason=reason)
            case psycopg.errors.UndefinedTable.sqlstate:
                return Unavailable(TABLES_MISSING, got=got)
        if isinstance(error, (OperationalError, InterfaceError)):
            return Unavailable(DATABASE_UNREACHABLE, got=got, reason=reason)
        return None

    def begin_migration(self, connection: Connection) -> None:
        """Wait until no other program migrates this database."""
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})

    def begin_write(self, connection: Connection) -> None:
        """Keep the triggers that watch outside writes from counting this one as well."""
        connection.execute(text("SET LOCAL jingwei.writer = 'store'"))

    def in_list(self, column: ColumnElement[Any], values: Sequence[Any]) -> ColumnElement[bool]:
        """One array parameter for any number of values."""
        return column == any_(bindparam(None, list(values), type_=ARRAY(column.type)))

    def in_query(self, column: ColumnElement[Any], ids: SelectBase) -> ColumnElement[bool]:
        """The ids as an array that is made first: joined to a table with policies, PostgreSQL reads all of it."""
        return column == any_(func.array(ids.scalar_subquery(), type_=ARRAY(column.type)))

    def in_box(self, table: Table, box: BBox) -> ColumnElement[bool]:
        """The GiST index's answer."""
        envelope = func.ST_MakeEnvelope(box.west, box.south, box.east, box.north, SRID)
        return table.c.geometry.bool_op("&&")(envelope)

    @contextmanager
    def rewriting(self, connection: Connection, tables: Sequence[str]) -> Iterator[None]:
        """With the triggers of these tables off, which only their owner may do; an error rolls that back, too."""
        for table in tables:
            connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        yield
        for table in tables:
            connection.execute(text(f"ALTER TABLE {table} ENABLE TRIGGER USER"))

    def forget_boxes(self, connection: Connection, table: Table, rows: Select[Any]) -> None:
        """Nothing to do: the index follows the column."""

    def forget(self, tables: Sequence[str]) -> None:
        """Remove the dead rows."""
        with self.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT")
            for table in tables:
                connection.execute(text(f"VACUUM {table}"))

    def insert(self, connection: Connection, table: Table, rows: Rows, bounds: Bounds | None) -> None:
        """Add rows by COPY, a few by themselves: a COPY past policies makes a table for the way, at ten times the cost."""
        count = len(next(iter(rows.values())))
        if not count:
            return
        columns = dict(rows)
        if "geometry" in columns:
            columns["geometry"] = [None if wkb is None else _with_srid(wkb) for wkb in columns["geometry"]]
        try:
            with connection.connection.cursor() as cursor:  # type: ignore[attr-defined]
                (_add if count <= FEW else _copy)(cursor, table.name, columns)
        except psycopg.Error as error:
            # SQLAlchemy wraps what it sends itself; this passes it by
            raise DBAPIError.instance(f"INSERT {table.name}", None, error, psycopg.Error) from error
        if table.primary_key.columns[0].name in columns:
            _continue_after(connection, table)

    def finish_load(self, connection: Connection, tables: Sequence[Table]) -> None:
        """Let the query planner see what has come."""
        for table in tables:
            connection.execute(text(f"ANALYZE {table.name}"))


def _add(cursor: Any, table: str, columns: Rows) -> None:
    names, held = map(sql.Identifier, columns), sql.SQL(", ").join(sql.Placeholder() * len(columns))
    into = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(sql.Identifier(table), sql.SQL(", ").join(names), held)
    cursor.executemany(into, list(zip(*columns.values(), strict=True)))


def _copy(cursor: Any, table: str, columns: Rows) -> None:
    """COPY into the table, or, where policies watch its rows (PostgreSQL then refuses COPY), by way of a table of this
    transaction.
    """
    names, target = sql.SQL(", ").join(map(sql.Identifier, columns)), sql.Identifier(table)
    into = target
    if table in RESTRICTED:
        into = sql.Identifier(f"arriving_{table}")
        make = "CREATE TEMPORARY TABLE {} ON COMMIT DROP AS SELECT {} FROM {} WITH NO DATA"
        cursor.execute(sql.SQL(make).format(into, names, target))
    with cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN").format(into, names)) as copy:
        for row in zip(*columns.values(), strict=True):
            copy.write_row(row)
    if table in RESTRICTED:
        cursor.execute(sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {}").format(target, names, names, into))
        cursor.execute(sql.SQL("DROP TABLE {}").format(into))


def _say_reach(connection: Connection) -> None:
    """The transaction's first statement: for whom it works. It ends with the transaction, so a connection from the pool
    carries nobody's rights over.
    """
    reach = connection.get_execution_options().get(REACH)
    if reach is not None:
        connection.exec_driver_sql("SELECT set_config('jingwei.reach', %s, true)", (setting_of(reach),))


def _with_srid(wkb: bytes) -> str:
    # little-endian EWKB: byte order, type with the flag 0x20000000, reference system, the rest as it was
    return f"{wkb[:4].hex()}20{SRID.to_bytes(4, 'little').hex()}{wkb[5:].hex()}"


def _continue_after(connection: Connection, table: Table) -> None:
    """Rows that brought their own number move the table's counter behind them."""
    counter = func.pg_get_serial_sequence(table.name, table.primary_key.columns[0].name)
    last = func.max(table.primary_key.columns[0])
    connection.execute(func.setval(counter, last).select().select_from(table))

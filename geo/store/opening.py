"""Which kind of database does a URL name, and does it answer?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, OperationalError, SQLAlchemyError

from geo.errors import BadInput, Message, Unavailable
from geo.store.backend import Backend
from geo.store.postgis import Postgis
from geo.store.sqlite import Sqlite

DATABASE_URL_BAD = Message(
    "database-url-bad",
    zh="“{got}”不是可用的数据库地址",
    en="{got!r} is not a database URL that can be used",
    remedy_zh="请写成 sqlite:///文件 或 postgresql+psycopg://用户@主机/数据库",
    remedy_en="write sqlite:///file or postgresql+psycopg://user@host/database",
)
DATABASE_UNREACHABLE = Message(
    "database-unreachable",
    zh="数据库“{got}”没有应答：{reason}",
    en="the database {got!r} does not answer: {reason}",
    remedy_zh="请检查数据库是否在运行，以及地址、用户和权限是否正确",
    remedy_en="check that it runs, and its address, user and rights",
)

POSTGRES_SCHEMES = {"postgresql", "postgres", "postgresql+psycopg"}
SQLITE_SCHEMES = {"sqlite", "sqlite+pysqlite"}


def backend_for(address: str) -> Backend:
    """The kind of database that a URL names; raises ``BadInput`` for a URL that names none of ours."""
    try:
        url = make_url(address)
    except (ArgumentError, ValueError) as error:
        raise BadInput(DATABASE_URL_BAD, got=_without_password(address)) from error
    if url.drivername in SQLITE_SCHEMES:
        return Sqlite(url)
    if url.drivername in POSTGRES_SCHEMES:
        return Postgis(url)
    raise BadInput(DATABASE_URL_BAD, got=shown_url(url))


def shown_url(url: URL) -> str:
    """The address as it may be printed: without its password."""
    return url.render_as_string(hide_password=True)


@contextmanager
def answering(backend: Backend) -> Iterator[None]:
    """Turn the silence of a database into ``Unavailable``; other errors of the database pass."""
    try:
        yield
    except (OperationalError, InterfaceError) as error:
        raise Unavailable(DATABASE_UNREACHABLE, got=shown_url(backend.engine.url), reason=_first_line(error)) from error


def _first_line(error: SQLAlchemyError) -> str:
    cause = error.orig if isinstance(error, DBAPIError) else error
    return str(cause).strip().partition("\n")[0]


def _without_password(address: str) -> str:
    head, at, tail = address.rpartition("@")
    return f"…@{tail}" if at and head else address

"""Which kind of database does a URL name?"""

from __future__ import annotations

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from geo.errors import BadInput, Message
from geo.store.backend import Backend, shown_url
from geo.store.postgis import Postgis
from geo.store.sqlite import Sqlite

DATABASE_URL_BAD = Message(
    "database-url-bad",
    zh="“{got}”不是可用的数据库地址",
    en="{got!r} is not a database URL that can be used",
    remedy_zh="请写成 sqlite:///文件 或 postgresql+psycopg://用户@主机/数据库",
    remedy_en="write sqlite:///file or postgresql+psycopg://user@host/database",
    asked=True,
)

POSTGRES_SCHEMES = {"postgresql", "postgres", "postgresql+psycopg"}
SQLITE_SCHEMES = {"sqlite", "sqlite+pysqlite"}


def backend_for(address: str, *, create: bool = True) -> Backend:
    """The kind of database that a URL names; without ``create`` an embedded one must be there.

    Raises ``BadInput`` for a URL that names none of ours, ``Unavailable`` for a file that is not there.
    """
    try:
        url = make_url(address)
    except (ArgumentError, ValueError) as error:
        raise BadInput(DATABASE_URL_BAD, got=_without_password(address)) from error
    if url.drivername in SQLITE_SCHEMES:
        return Sqlite(url, create=create)
    if url.drivername in POSTGRES_SCHEMES:
        return Postgis(url)
    raise BadInput(DATABASE_URL_BAD, got=shown_url(url))


def _without_password(address: str) -> str:
    head, at, tail = address.rpartition("@")
    return f"…@{tail}" if at and head else address

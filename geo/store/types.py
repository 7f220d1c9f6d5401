"""Column types that mean the same in both databases."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Date, DateTime, Dialect, Float, Integer, LargeBinary, Text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import BindParameter, ColumnElement
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine, UserDefinedType

from geo.layers import FieldType

SRID = 4326

WHOLE = BigInteger().with_variant(Integer(), "sqlite")
"""Whole numbers of 64 bits; SQLite calls them INTEGER, and only an INTEGER primary key is its row number."""

DOCUMENT = JSON(none_as_null=True)
"""A JSON document as it was written; no document is NULL."""


class PostgisGeometry(UserDefinedType[bytes]):
    """PostGIS's own column type, with the kind of geometry that it admits."""

    cache_ok = True

    def __init__(self, kind: str = "Geometry", srid: int | str = SRID) -> None:
        self.kind = kind
        self.srid = int(srid)

    def get_col_spec(self, **_: Any) -> str:
        """The type as the data definition language writes it."""
        return f"geometry({self.kind},{self.srid})"


class Geometry(TypeDecorator[bytes]):
    """A geometry in lon/lat as little-endian WKB: ``geometry(<kind>,4326)`` in PostGIS, a BLOB in SQLite.

    Python sees WKB bytes on both sides, so that shapely parses whole columns at once.
    """

    impl = LargeBinary
    cache_ok = True

    def __init__(self, kind: str = "Geometry") -> None:
        super().__init__()
        self.kind = kind

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The column type of this database."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(PostgisGeometry(self.kind))
        return dialect.type_descriptor(LargeBinary())

    def bind_expression(self, bindvalue: BindParameter[bytes]) -> ColumnElement[bytes] | None:
        """WKB on its way in."""
        return from_wkb(bindvalue)

    def column_expression(self, column: ColumnElement[bytes]) -> ColumnElement[bytes] | None:
        """WKB on its way out."""
        return as_wkb(column)


class from_wkb(FunctionElement[bytes]):  # noqa: N801 - reads as the function that it is
    """The database's geometry of WKB bytes; the bytes themselves in SQLite."""

    type = LargeBinary()
    inherit_cache = True


class as_wkb(FunctionElement[bytes]):  # noqa: N801 - reads as the function that it is
    """WKB bytes, little-endian, of the database's geometry."""

    type = LargeBinary()
    inherit_cache = True


@compiles(from_wkb, "postgresql")
def _from_wkb_postgis(element: from_wkb, compiler: SQLCompiler, **options: Any) -> str:
    return f"ST_GeomFromWKB({compiler.process(element.clauses, **options)}, {SRID})"


@compiles(as_wkb, "postgresql")
def _as_wkb_postgis(element: as_wkb, compiler: SQLCompiler, **options: Any) -> str:
    return f"ST_AsBinary({compiler.process(element.clauses, **options)}, 'NDR')"


@compiles(from_wkb, "sqlite")
@compiles(as_wkb, "sqlite")
def _bytes_as_they_are(element: FunctionElement[bytes], compiler: SQLCompiler, **options: Any) -> str:
    return compiler.process(element.clauses, **options)


class Instant(TypeDecorator[dt.datetime]):
    """A moment in UTC: ``timestamptz`` in PostgreSQL; in SQLite text of one width, so that text order is time order."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The column type of this database."""
        return dialect.type_descriptor(DateTime(timezone=True) if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> Any:
        """A moment on its way in; one without a time zone is a programming error."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        moment = value.astimezone(dt.UTC)
        return moment if dialect.name == "postgresql" else moment.isoformat(timespec="microseconds")

    def process_result_value(self, value: Any, dialect: Dialect) -> dt.datetime | None:
        """A moment on its way out, always in UTC."""
        if value is None:
            return None
        moment = value if isinstance(value, dt.datetime) else dt.datetime.fromisoformat(value)
        return moment.astimezone(dt.UTC)


FIELD_TYPES: dict[FieldType, TypeEngine[Any]] = {
    FieldType.TEXT: Text(),
    FieldType.INTEGER: WHOLE,
    FieldType.REAL: Float(53),
    FieldType.BOOLEAN: Boolean(),
    FieldType.DATE: Date(),
    FieldType.DATETIME: Instant(),
}
"""How each type of the registry is stored."""

"""GeoParquet 1.x and plain Parquet tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
from pyarrow import parquet

from geo.errors import BadInput, Message
from geo.files import shapes
from geo.files.coordinates import with_coordinates
from geo.files.raw import DAMAGED, RawTable, ReadOptions, check_size, objects, table_of

ENCODING_NOT_WKB = Message(
    "parquet-geometry-encoding",
    zh="{file} 的图形列采用 {got} 编码，只能读取 WKB",
    en="the geometry column of {file} is encoded as {got}; only WKB is read",
    remedy_zh="请以 WKB 编码重新导出 GeoParquet",
    remedy_en="export the GeoParquet with WKB encoding",
)


def read(path: Path, options: ReadOptions) -> list[RawTable]:
    """The one table of a Parquet file; without ``geo`` metadata its coordinate columns make points, as in a CSV."""
    file = options.name_of(path)
    try:
        source = parquet.ParquetFile(path)
        check_size(file, source.metadata.num_rows, len(source.schema_arrow), options.limits)
        unpacked = sum(source.metadata.row_group(i).total_byte_size for i in range(source.metadata.num_row_groups))
        if unpacked > options.limits.unpacked_bytes:
            raise BadInput(DAMAGED, file=file, detail=f"{unpacked} bytes unpacked")
        frame = source.read()
    except (pa.ArrowException, OSError, ValueError) as error:
        raise BadInput(DAMAGED, file=file, detail=error) from None
    return [_table(frame, file, options)]


def _table(frame: pa.Table, file: str, options: ReadOptions) -> RawTable:
    geo = _metadata(frame, file)
    primary = geo.get("primary_column") if geo else None
    numbers = np.arange(1, frame.num_rows + 1, dtype=np.int64)
    names = [name for name in frame.column_names if name not in geo.get("columns", {})] if geo else frame.column_names
    rows = table_of({name: objects(_values(frame.column(name))) for name in names}, frame.num_rows)
    if primary is None or primary not in frame.column_names:
        return with_coordinates(RawTable(file, None, rows, numbers), options)
    column = geo["columns"][primary]
    if column.get("encoding", "WKB") != "WKB":
        raise BadInput(ENCODING_NOT_WKB, file=file, got=column["encoding"])
    geometry, problems = shapes.from_wkb(frame.column(primary).to_pylist(), numbers, file, options.limits)
    return RawTable(file, None, rows, numbers, geometry, _crs(column), tuple(problems))


def _metadata(frame: pa.Table, file: str) -> dict[str, Any]:
    raw = (frame.schema.metadata or {}).get(b"geo")
    if raw is None:
        return {}
    try:
        document = orjson.loads(raw)
        if isinstance(document["columns"][document["primary_column"]], dict):
            return document  # type: ignore[no-any-return]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        pass
    raise BadInput(DAMAGED, file=file, detail="metadata “geo”")


def _values(column: pa.ChunkedArray) -> list[Any]:
    """Plain values; bytes and nested values as text, NaN and empty text as None."""
    values = column.to_pylist()
    if pa.types.is_binary(column.type) or pa.types.is_large_binary(column.type):
        return [None if value is None else value.hex() for value in values]
    return [None if value is None or value != value or value == "" else value for value in values]


def _crs(column: dict[str, Any]) -> str | None:
    """The authority code in the PROJJSON of the column; a column without one is lon/lat by the specification."""
    if "crs" not in column:
        return "OGC:CRS84"
    crs = column["crs"]
    if not isinstance(crs, dict):
        return None
    identifier = crs.get("id")
    if isinstance(identifier, dict) and {"authority", "code"} <= identifier.keys():
        return f"{identifier['authority']}:{identifier['code']}"
    return orjson.dumps(crs).decode()

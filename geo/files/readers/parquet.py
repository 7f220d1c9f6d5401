"""GeoParquet 1.x and plain Parquet tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
from pyarrow import compute, parquet

from geo.errors import BadInput, LimitExceeded, Message
from geo.files import shapes
from geo.files.archive import BOMB
from geo.files.coordinates import with_coordinates
from geo.files.raw import (
    CELL_TOO_LONG,
    DAMAGED,
    TOO_MANY,
    RawTable,
    ReadLimits,
    ReadOptions,
    check_size,
    objects,
    table_of,
    without_path,
)

ENCODING_NOT_WKB = Message(
    "parquet-geometry-encoding",
    zh="{file} 的图形列采用 {got} 编码，只能读取 WKB",
    en="the geometry column of {file} is encoded as {got}; only WKB is read",
    remedy_zh="请以 WKB 编码重新导出 GeoParquet",
    remedy_en="export the GeoParquet with WKB encoding",
)


RATIO_COUNTS_FROM = 64 * 2**20
"""Below this many bytes in memory a high ratio harms nobody: constant columns pack very well."""

_BATCH_ROWS = 8_192


def read(path: Path, options: ReadOptions) -> list[RawTable]:
    """The one table of a Parquet file; without ``geo`` metadata its coordinate columns make points, as in a CSV.

    Texts stay dictionaries until it is known how long they are in all: a file of a few bytes can repeat one text
    without end. What the file says of its own size is held against what comes.
    """
    file, limits, path_bytes = options.name_of(path), options.limits, path.stat().st_size
    try:
        with parquet.ParquetFile(path) as source:
            check_size(file, source.metadata.num_rows, len(source.schema_arrow), limits)
            texts = _checked_columns(source, file, limits, path_bytes)
        with parquet.ParquetFile(path, read_dictionary=texts) as source:
            frame = _read_within(source, file, limits, path_bytes)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise BadInput(DAMAGED, file=file, detail=without_path(str(error))) from None
    return [_table(frame, file, options)]


def _checked_columns(source: parquet.ParquetFile, file: str, limits: ReadLimits, path_bytes: int) -> list[str]:
    """The paths of the columns that hold texts or bytes, after a look at how much every column claims to hold."""
    metadata = source.metadata
    for index in range(metadata.num_columns):
        column = source.schema.column(index)
        chunks = [metadata.row_group(group).column(index) for group in range(metadata.num_row_groups)]
        values = sum(chunk.num_values for chunk in chunks)
        if values > limits.cells:
            raise LimitExceeded(TOO_MANY, file=file, got=values, what="values", what_zh="值", limit=limits.cells)
        if column.physical_type == "FIXED_LEN_BYTE_ARRAY" and column.length > limits.cell_characters:
            raise LimitExceeded(
                CELL_TOO_LONG, file=file, row=1, column=column.path, got=column.length, limit=limits.cell_characters
            )
        unpacked = sum(chunk.total_uncompressed_size for chunk in chunks)
        if unpacked > limits.unpacked_bytes:
            raise _too_large(file, unpacked, path_bytes, limits)
    columns = [source.schema.column(index) for index in range(metadata.num_columns)]
    return [column.path for column in columns if column.physical_type == "BYTE_ARRAY"]


def _read_within(source: parquet.ParquetFile, file: str, limits: ReadLimits, path_bytes: int) -> pa.Table:
    """The whole table, read in batches, none of which is kept once they weigh too much."""
    batches = []
    total = 0
    for batch in source.iter_batches(_BATCH_ROWS):
        total += sum(weight(column) for column in batch.columns)
        much = total > RATIO_COUNTS_FROM and total > limits.unpacked_ratio * path_bytes
        if much or total > limits.unpacked_bytes:
            raise _too_large(file, total, path_bytes, limits)
        batches.append(batch)
    return pa.Table.from_batches(batches) if batches else source.schema_arrow.empty_table()


def weight(array: pa.Array) -> int:
    """How many bytes the values take once each stands for itself: a dictionary's text counts for each of its rows."""
    kind = array.type
    if pa.types.is_dictionary(kind):
        lengths = compute.binary_length(array.dictionary)
        return 4 * len(array) + (compute.sum(lengths.take(array.indices)).as_py() or 0)
    if pa.types.is_map(kind):
        return 4 * len(array) + weight(array.keys) + weight(array.items)
    if pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind):
        return 4 * len(array) + weight(array.flatten())
    if pa.types.is_struct(kind):
        return sum(weight(child) for child in array.flatten())
    return int(array.nbytes)


def _too_large(file: str, got: int, path_bytes: int, limits: ReadLimits) -> LimitExceeded:
    ratio = got // max(1, path_bytes)
    return LimitExceeded(
        BOMB, file=file, got=got, ratio=ratio, limit=limits.unpacked_bytes, limit_ratio=limits.unpacked_ratio
    )


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
    geometry, problems = shapes.from_wkb(_python(frame.column(primary)), numbers, file, options.limits)
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
    values = _python(column)
    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        return [None if value is None else value.hex() for value in values]
    return [None if value is None or value != value or value == "" else value for value in values]


def _python(column: pa.ChunkedArray) -> list[Any]:
    """The cells as Python values; equal texts of one dictionary are one text in memory."""
    if not pa.types.is_dictionary(column.type):
        return column.to_pylist()  # type: ignore[no-any-return]
    cells: list[Any] = []
    for chunk in column.chunks:
        words = [*chunk.dictionary.to_pylist(), None]
        cells += [words[at] for at in chunk.indices.fill_null(len(words) - 1).to_pylist()]
    return cells


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

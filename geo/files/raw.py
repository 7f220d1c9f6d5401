"""What a reader hands on: one table of a file as it stands there, not yet interpreted, and the limits it was read under."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.errors import LimitExceeded, Message
from geo.model import Problem

Objects = NDArray[np.object_]

TOO_MANY = Message(
    "file-too-many",
    zh="{file} 含有 {got} 个{what_zh}，超过上限 {limit}",
    en="{file} holds {got} {what}; the limit is {limit}",
    remedy_zh="请拆分文件后分批导入，或由管理员提高读取上限",
    remedy_en="split the file, or have the administrator raise the reading limits",
)
CELL_TOO_LONG = Message(
    "cell-too-long",
    zh="{file} 第 {row} 行“{column}”列的内容有 {got} 个字符，超过上限 {limit}",
    en="{file}, row {row}, column {column!r}: the cell holds {got} characters; the limit is {limit}",
    remedy_zh="请检查引号是否成对、分隔符是否正确，或缩短该单元格",
    remedy_en="check that quotation marks are paired and the delimiter is right, or shorten the cell",
)
DAMAGED = Message(
    "file-damaged",
    zh="{file} 已损坏或不完整：{detail}",
    en="{file} is damaged or incomplete: {detail}",
    remedy_zh="请重新导出或重新下载；若文件正被其他程序使用，请先关闭该程序",
    remedy_en="export or download it again; close any program that has it open",
)


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """How large, deep and long a file may be; everything is checked before native code sees it.

    The last three bind the process that reads it: ``cpu_s`` and ``wall_s`` in seconds, ``memory_bytes`` on top of what
    the program itself takes.
    """

    file_bytes: int = 512 * 2**20
    json_bytes: int = 256 * 2**20
    unpacked_bytes: int = 1024 * 2**20
    unpacked_ratio: int = 200
    entries: int = 2_000
    tables: int = 100
    rows: int = 2_000_000
    columns: int = 500
    cells: int = 20_000_000
    cell_characters: int = 100_000
    depth: int = 32
    ring_vertices: int = 200_000
    vertices: int = 30_000_000
    cpu_s: float = 120.0
    wall_s: float = 300.0
    memory_bytes: int = 3 * 2**30


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the user may say about a file.

    ``table`` names the one sheet, layer or TopoJSON object to read; without it all are read (of a TopoJSON file the
    one with most features). ``shown_name`` is the file's name in messages: an upload lies under another one.
    ``encoding`` overrules what the bytes look like; ``lon_column`` and ``lat_column`` name the columns of a point.
    """

    table: str | None = None
    shown_name: str | None = None
    encoding: str | None = None
    lon_column: str | None = None
    lat_column: str | None = None
    limits: ReadLimits = field(default_factory=ReadLimits)

    def name_of(self, path: Path) -> str:
        """The name under which messages speak of the file."""
        return self.shown_name or path.name


@dataclass(frozen=True, slots=True)
class RawTable:
    """One table of a file: columns under their own headers, values as they stand there.

    ``rows`` has one object column per header, missing is None; ``row_numbers`` (int64[n]) counts as the file's own
    program shows it, the first row being 1: a spreadsheet row where there is a header row, else the position of the
    feature. ``geometry`` is object[n] in the frame of the file with None where there is none, or None for a table
    without coordinates. ``crs`` is the label that the file bears, unproven. ``problems`` is what the reader met.
    ``last_words`` has the lowest word of each header that was joined of several header rows.
    """

    file: str
    table: str | None
    rows: pd.DataFrame
    row_numbers: NDArray[np.int64]
    geometry: Objects | None = None
    crs: str | None = None
    problems: tuple[Problem, ...] = ()
    last_words: Mapping[str, str] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[str, ...]:
        """The headers in the order of the file."""
        return tuple(self.rows.columns)

    def __len__(self) -> int:
        return len(self.row_numbers)

    def take(self, kept: NDArray[np.bool_]) -> RawTable:
        """The same table with only the rows that are kept."""
        geometry = None if self.geometry is None else self.geometry[kept]
        return replace(
            self,
            rows=self.rows[kept].reset_index(drop=True),
            row_numbers=self.row_numbers[kept],
            geometry=geometry,
        )


def objects(values: list[Any]) -> Objects:
    """A one-dimensional object array, whatever the values are."""
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


def table_of(columns: dict[str, Objects], count: int) -> pd.DataFrame:
    """A frame of object columns with ``count`` rows, also where there is no column at all."""
    return pd.DataFrame(columns, index=pd.RangeIndex(count), dtype=object)


def from_records(records: list[dict[str, Any]], file: str, limits: ReadLimits) -> pd.DataFrame:
    """One column per key that occurs, in the order of first sight; a missing key is None."""
    names: dict[str, None] = {}
    for record in records:
        if record.keys() - names.keys():
            names |= dict.fromkeys(record)
    check_size(file, len(records), len(names), limits)
    return table_of({name: objects([record.get(name) for record in records]) for name in names}, len(records))


def check_size(file: str, rows: int, columns: int, limits: ReadLimits) -> None:
    """Raises ``LimitExceeded`` for more rows or columns than the program takes."""
    if rows > limits.rows:
        raise LimitExceeded(TOO_MANY, file=file, got=rows, what="rows", what_zh="行", limit=limits.rows)
    if columns > limits.columns:
        raise LimitExceeded(TOO_MANY, file=file, got=columns, what="columns", what_zh="列", limit=limits.columns)


def check_cells(table: RawTable, limits: ReadLimits) -> None:
    """Raises ``LimitExceeded`` for the first text that is longer than a cell may be."""
    for name in table.columns:
        for position, value in enumerate(table.rows[name].to_numpy()):
            if isinstance(value, str) and len(value) > limits.cell_characters:
                raise LimitExceeded(
                    CELL_TOO_LONG,
                    file=table.file,
                    row=int(table.row_numbers[position]),
                    column=name,
                    got=len(value),
                    limit=limits.cell_characters,
                )


def unique_headers(headers: list[str]) -> list[str]:
    """Headers that can name columns: an empty one becomes ``column_3`` after its place, a second ``name`` ``name (2)``."""
    seen: dict[str, int] = {}
    result = []
    for place, header in enumerate(headers, start=1):
        name = header or f"column_{place}"
        seen[name] = seen.get(name, 0) + 1
        result.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return result


def without_path(detail: str) -> str:
    """The reader's words without the folder in which a file lies for the moment: nobody outside learns where."""
    return " ".join("…/" + word.rpartition("/")[2] if word.count("/") > 1 else word for word in detail.split())

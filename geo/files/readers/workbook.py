"""XLSX workbooks: sheets with titles above, merged headers, dates and the values of formulas."""

from __future__ import annotations

import re
import zipfile
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import numpy as np
import openpyxl
import pandas as pd
from defusedxml.common import DefusedXmlException
from openpyxl.utils import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

from geo.errors import BadInput, LimitExceeded, Rule
from geo.files import archive
from geo.files.coordinates import with_coordinates
from geo.files.header_rows import LOOKED_AT, Merge, find_header
from geo.files.raw import (
    DAMAGED,
    TOO_MANY,
    RawTable,
    ReadLimits,
    ReadOptions,
    check_size,
    objects,
    table_of,
    unique_headers,
    without_path,
)
from geo.files.readers.kml import ENTITIES
from geo.files.readers.native import TABLE_UNKNOWN
from geo.files.spelling import near
from geo.model import Problem, Severity

FORMULA_WITHOUT_VALUE = Rule(
    "formula-without-value",
    zh="工作表“{table}”中的公式没有保存计算结果",
    en="sheet {table!r} holds formulas whose results were not saved",
    remedy_zh="请用表格软件打开并保存一次，或把公式粘贴为数值",
    remedy_en="open and save it once in a spreadsheet program, or paste the formulas as values",
)
CELL_ERROR = Rule(
    "cell-error",
    zh="第 {row} 行“{column}”列是错误值 {got}",
    en="row {row}, column {column!r} holds the error value {got}",
    remedy_zh="请修正公式后重新导出",
    remedy_en="mend the formula and export again",
)

_ERRORS = (
    InvalidFileException,
    zipfile.BadZipFile,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    OSError,
    EOFError,
    ParseError,
    IndexError,
)
_ERROR_VALUES = {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"}
_MERGE = re.compile(rb'<mergeCell\b[^>]{0,80}?ref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')
_ENTITY = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_FORMULA = re.compile(rb"<f[ >]")
_MERGES_LOOKED_AT = 2_000
_MARKS_PER_CELL = 6
"""A cell with a formula has three elements, each with a start and an end."""

SHEET_ROWS = 1_048_576
"""No spreadsheet program writes a row beyond this one."""


def read(path: Path, options: ReadOptions) -> list[RawTable]:
    """One table per sheet with a header and rows, or the sheet that the user named; hidden sheets are left out."""
    file, limits = options.name_of(path), options.limits
    _check_parts(path, file, limits)
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except DefusedXmlException:
        raise BadInput(ENTITIES, file=file) from None
    except _ERRORS as error:
        raise BadInput(DAMAGED, file=file, detail=without_path(str(error))) from None
    try:
        names = [name for name in book.sheetnames if getattr(book[name], "sheet_state", "") == "visible"]
        if options.table is not None:
            if options.table not in book.sheetnames:
                raise BadInput(TABLE_UNKNOWN, file=file, got=options.table, expected=near(options.table, names))
            names = [options.table]
        if len(names) > limits.tables:
            raise LimitExceeded(
                TOO_MANY, file=file, got=len(names), what="sheets", what_zh="工作表", limit=limits.tables
            )
        sheets = [_sheet(book[name], path, file, options) for name in names]
    except _ERRORS as error:
        raise BadInput(DAMAGED, file=file, detail=without_path(str(error))) from None
    finally:
        book.close()
    return [table for table in sheets if table is not None]


def _sheet(sheet: Any, path: Path, file: str, options: ReadOptions) -> RawTable | None:
    """The table of one sheet; None for an empty one."""
    source = _part(path, sheet)
    if (marks := source.count(b"<")) > _MARKS_PER_CELL * options.limits.cells:
        raise _too_many_cells(file, marks // _MARKS_PER_CELL, options.limits)
    lines = _lines(sheet, file, options.limits)
    if not lines:
        return None
    places = {number: place for place, (number, _) in enumerate(lines[:LOOKED_AT], start=0)}
    found = find_header([cells for _, cells in lines[:LOOKED_AT]], file, _merges(source, places))
    data = lines[found.first_data :]
    width = max([len(found.headers), *(_width(cells) for _, cells in data)])
    check_size(file, len(lines), width, options.limits)
    headers = unique_headers([*found.headers, *[""] * (width - len(found.headers))])
    columns = list(zip(*((cells + [None] * width)[:width] for _, cells in data), strict=True)) if data else [()] * width
    frame = table_of({n: objects(list(v)) for n, v in zip(headers, columns, strict=True)}, len(data))
    numbers = np.array([number for number, _ in data], dtype=np.int64)
    problems = _cell_errors(frame, numbers, file)
    if _FORMULA.search(source) and any(frame[name].isna().all() for name in frame.columns):
        problems.append(Problem(FORMULA_WITHOUT_VALUE, Severity.WARNING, "", params={"table": sheet.title}, file=file))
    table = RawTable(file, sheet.title, frame, numbers, problems=tuple(problems), last_words=found.last_words)
    return with_coordinates(table, options)


def _width(cells: list[Any]) -> int:
    return max((place for place, cell in enumerate(cells, start=1) if cell is not None), default=0)


def _lines(sheet: Any, file: str, limits: ReadLimits) -> list[tuple[int, list[Any]]]:
    """The rows that hold anything, each with its number in the sheet.

    The dimension that the sheet claims is not used: it would pad every row to its width, and cut what lies beyond.
    """
    lines = []
    cells_seen = 0
    sheet.reset_dimensions()
    for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
        if number > SHEET_ROWS:
            raise LimitExceeded(TOO_MANY, file=file, got=number, what="rows", what_zh="行", limit=SHEET_ROWS)
        if not cells:
            continue
        cells_seen += len(cells)
        if cells_seen > limits.cells:
            raise _too_many_cells(file, cells_seen, limits)
        if len(cells) > limits.columns and any(cell is not None for cell in cells[limits.columns :]):
            check_size(file, 0, len(cells), limits)
        values = [_plain(cell) for cell in cells[: limits.columns]]
        if all(value is None for value in values):
            continue
        lines.append((number, values))
        if len(lines) > limits.rows + LOOKED_AT:
            check_size(file, len(lines), 0, limits)
    return lines


def _too_many_cells(file: str, got: int, limits: ReadLimits) -> LimitExceeded:
    return LimitExceeded(TOO_MANY, file=file, got=got, what="cells", what_zh="单元格", limit=limits.cells)


def _plain(value: Any) -> Any:
    """A cell as a plain value: text without outer spaces, dates in ISO form, empty text as None."""
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    if isinstance(value, (date, time)):
        return value.isoformat()
    return value


def _merges(source: bytes, places: dict[int, int]) -> list[Merge]:
    """The merged cells of the header's rows, by position among the rows that hold anything."""
    merges = []
    for count, match in enumerate(_MERGE.finditer(source)):
        if count >= _MERGES_LOOKED_AT:
            break
        first, top, last, bottom = range_boundaries(match.group(1).decode())
        if top in places:
            merges.append((places[top], places.get(bottom, places[top]), first - 1, last - 1))
    return merges


def _part(path: Path, sheet: Any) -> bytes:
    """The XML of a sheet: read-only workbooks do not tell of merged cells and formulas."""
    with zipfile.ZipFile(path) as book:
        return book.read(sheet._worksheet_path)


def _check_parts(path: Path, file: str, limits: ReadLimits) -> None:
    """Raises ``BadInput`` for a workbook that declares entities, before any XML parser sees it."""
    for info in archive.inspect(path, file, limits):
        if info.filename.endswith((".xml", ".rels")) and _ENTITY.search(
            archive.read_entry(path, info, file, limits)[:4096]
        ):
            raise BadInput(ENTITIES, file=file)


def _cell_errors(frame: Any, numbers: Any, file: str) -> list[Problem]:
    problems = []
    for name in frame.columns:
        values = frame[name].to_numpy(copy=True)
        for at, value in enumerate(values):
            if isinstance(value, str) and value in _ERROR_VALUES:
                row = int(numbers[at])
                params = {"row": row, "column": name, "got": value}
                problems.append(
                    Problem(CELL_ERROR, Severity.WARNING, "", params=params, file=file, row=row, column=name)
                )
                values[at] = None
        frame[name] = pd.Series(values, dtype=object)
    return problems

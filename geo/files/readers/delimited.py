"""Delimited text: CSV and TSV in the encodings and with the delimiters that offices produce."""

from __future__ import annotations

import csv
import io
from itertools import islice
from pathlib import Path

import numpy as np

from geo.errors import BadInput, LimitExceeded, Message, Rule
from geo.files.coordinates import with_coordinates
from geo.files.header_rows import find_header
from geo.files.raw import CELL_TOO_LONG, RawTable, ReadLimits, ReadOptions, check_size, objects, table_of
from geo.files.text import decode
from geo.model import Problem, Severity

NOT_A_TABLE = Message(
    "text-not-a-table",
    zh="{file} 第 {row} 行无法按表格解读：{detail}",
    en="{file}, row {row}: the text cannot be read as a table: {detail}",
    remedy_zh="请检查引号是否成对，或重新导出为 CSV",
    remedy_en="check that quotation marks are paired, or export it as CSV again",
)
ROW_WIDTH = Rule(
    "row-width",
    zh="第 {row} 行有 {got} 列，表头有 {expected} 列",
    en="row {row} has {got} columns; the header has {expected}",
    remedy_zh="单元格中含有分隔符时须加引号",
    remedy_en="cells that hold the delimiter need quotation marks",
)

_DELIMITERS = (",", "\t", ";", "|", "，")
_SAMPLE_LINES = 20
_SAMPLE_CHARACTERS = 10_000


def read(path: Path, options: ReadOptions) -> list[RawTable]:
    """The one table of a delimited text; cells stay text, an empty cell is None.

    Lines above the header that hold fewer cells (a title, a date) are left out. A row with too few cells is filled
    with empty ones if only the last are missing and noted; one with too many is an error of its row.
    """
    file, limits = options.name_of(path), options.limits
    text, _ = decode(path.read_bytes(), file, options.encoding)
    lines = _lines(text, file, limits)
    if not lines:
        return []
    found = find_header([cells for _, cells in lines[:_SAMPLE_LINES]], file)
    headers = found.headers
    check_size(file, len(lines), len(headers), limits)
    rows, problems = [], []
    numbers = []
    for row, cells in lines[found.first_data :]:
        if len(cells) > len(headers) and any(cells[len(headers) :]):
            problems.append(_width(Severity.ERROR, file, row, len(cells), len(headers)))
        elif len(cells) < len(headers):
            problems.append(_width(Severity.WARNING, file, row, len(cells), len(headers)))
        rows.append((cells + [None] * len(headers))[: len(headers)])
        numbers.append(row)
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(headers)
    frame = table_of({name: objects(list(values)) for name, values in zip(headers, columns, strict=True)}, len(rows))
    table = RawTable(file, None, frame, np.array(numbers, dtype=np.int64), problems=tuple(problems))
    return [with_coordinates(table, options)]


def _lines(text: str, file: str, limits: ReadLimits) -> list[tuple[int, list[str | None]]]:
    """The rows that hold anything, each with its number as a spreadsheet shows it."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    lines: list[tuple[int, list[str | None]]] = []
    row = 0
    try:
        for row, cells in enumerate(reader, start=1):
            if row > limits.rows + _SAMPLE_LINES:
                check_size(file, row, 0, limits)
            stripped = [cell.strip() or None for cell in cells]
            if any(stripped):
                lines.append((row, stripped))
    except csv.Error as error:
        if "field larger" in str(error):
            raise LimitExceeded(
                CELL_TOO_LONG, file=file, row=row + 1, column="?", got=">", limit=limits.cell_characters
            ) from None
        raise BadInput(NOT_A_TABLE, file=file, row=row + 1, detail=error) from None
    return lines


def _delimiter(text: str) -> str:
    """The delimiter that splits the first lines into most cells, evenly: commas inside texts do not win over tabs."""
    # any kind of line end, a bare carriage return too: within a line it would be an error of the csv module
    sample = islice(io.StringIO(text, newline=None), _SAMPLE_LINES)
    lines = [line[:_SAMPLE_CHARACTERS] for line in sample if line.strip()]
    if not lines:
        return ","

    def evenness(delimiter: str) -> tuple[float, int]:
        counts = [len(next(csv.reader([line], delimiter=delimiter), [])) - 1 for line in lines]
        most = max(set(counts), key=counts.count)
        return (counts.count(most) if most else 0, most)

    return max(_DELIMITERS, key=evenness)


def _width(severity: Severity, file: str, row: int, got: int, expected: int) -> Problem:
    params = {"row": row, "got": got, "expected": expected}
    return Problem(ROW_WIDTH, severity, "", params=params, file=file, row=row)

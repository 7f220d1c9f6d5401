"""What does a cell mean in the field that its column feeds?"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import orjson
import pandas as pd
from numpy.typing import NDArray

from geo.errors import Rule
from geo.files.raw import Objects, objects
from geo.files.spelling import normalised
from geo.layers import Field, FieldType
from geo.model import Problem, Severity

VALUE_UNREADABLE = Rule(
    "value-unreadable",
    zh="第 {row} 行“{column}”列的“{got}”不能读作{field}（应为{expected_zh}），已留空，原值保留在附加信息中",
    en="row {row}, column {column!r}: {got!r} cannot be read as {field} (expected {expected}); it stays empty, the value is kept beside",
    remedy_zh="请改为{expected_zh}后重新导入",
    remedy_en="change it to {expected} and import again",
)
VALUE_MISSING = Rule(
    "required-value-missing",
    zh="第 {row} 行“{column}”列为空，这一项必须填写",
    en="row {row}, column {column!r} is empty; a value is required",
    remedy_zh="请补齐后重新导入",
    remedy_en="fill it in and import again",
)

VALUES_UNREADABLE_MORE = Rule(
    "values-unreadable-more",
    zh="“{column}”列还有 {count} 个值不能读作{field}，不再逐行列出",
    en="{count} more values in column {column!r} cannot be read as {field}; they are not listed row by row",
)

LOCAL_TIME = ZoneInfo("Asia/Shanghai")
"""Times without a zone are China standard time."""

_BLANKS = {"", "-", "--", "/", "null", "none", "nan", "n/a", "na", "无数据", "<null>", "\\n"}
_NUMBER = re.compile(
    r"(?:约|共|第)?([+-]?\d{1,15}(?:\.\d+)?(?:e[+]?\d{1,2})?)(?:层|楼|户|套|人|年|栋|幢|间|床|个|座|张|米|m|km|岁|f)?",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(1[6-9]\d\d|20\d\d|21\d\d)(?:\.0)?(?:年.*|[-/.]\d{1,2}.*|\d{4})?")
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")
_DAY_FIRST = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_TRUE = {"是", "有", "true", "t", "yes", "y", "1", "对", "√"}
_FALSE = {"否", "无", "false", "f", "no", "n", "0", "错", "×"}
_UNREADABLE = object()
COUNTED_MOST = 1_000_000
"""No place of a city holds more households: a larger number is another column's, or a slip."""
_SHOWN_PROBLEMS = 200

EXPECTED = {
    FieldType.TEXT: ("text", "文字"),
    FieldType.INTEGER: ("a whole number", "整数"),
    FieldType.REAL: ("a number", "数字"),
    FieldType.BOOLEAN: ("yes or no", "“是”或“否”"),
    FieldType.DATE: ("a date such as 2024-05-01", "日期，如 2024-05-01"),
    FieldType.DATETIME: ("a time such as 2024-05-01 08:30", "时间，如 2024-05-01 08:30"),
}


@dataclass(frozen=True, slots=True)
class Converted:
    """A column in the field's type (None where missing or unreadable), which cells were unreadable, and the problems.

    At most ``_SHOWN_PROBLEMS`` cells per column are problems of their own; one more tells how many there are beside.
    """

    values: Objects
    unreadable: NDArray[np.bool_]
    problems: tuple[Problem, ...]


def convert(field: Field, cells: Objects, rows: NDArray[np.int64], column: str, file: str, layer: str) -> Converted:
    """The cells as values of the field.

    Coded fields take the value, either label or any spelling; whole numbers «12层» and «1,200»; counts 0 to a million; years «1998年» and
    dates; yes/no in both languages; dates in the usual orders (day before month where slashes end in the year);
    times without a zone are China standard time and come back in UTC. What cannot be read is missing, with a
    problem of its row: a warning, an error where the field is required.
    """
    codes, uniques = pd.factorize(_hashable(cells), use_na_sentinel=True)
    reader = _reader(field)
    read = objects([*(_read(reader, value) for value in uniques), None])
    values = read[codes]
    unreadable = np.array([value is _UNREADABLE for value in read], dtype=bool)[codes]
    values[unreadable] = None
    problems = [
        _unreadable(field, cells[at], int(rows[at]), column, file, layer)
        for at in np.flatnonzero(unreadable)[:_SHOWN_PROBLEMS]
    ]
    beyond = int(unreadable.sum()) - _SHOWN_PROBLEMS
    if beyond > 0:
        params = {"column": column, "count": beyond, "field": field.label}
        problems.append(
            Problem(
                VALUES_UNREADABLE_MORE, Severity.WARNING, layer, params=params, size=float(beyond), unit="count",
                file=file, column=column,
            )
        )  # fmt: skip
    if field.required:
        gaps = np.array([value is None for value in values], dtype=bool) & ~unreadable
        problems += [
            Problem(
                VALUE_MISSING, Severity.ERROR, layer, params={"row": int(rows[at]), "column": column},
                file=file, row=int(rows[at]), column=column,
            )
            for at in np.flatnonzero(gaps)[:_SHOWN_PROBLEMS]
        ]  # fmt: skip
    return Converted(values, unreadable, tuple(problems))


def as_text(value: Any) -> str | None:
    """A cell as text: whole floats without ``.0``, yes/no as JSON writes them, lists and objects as JSON."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, (list, tuple, dict)):
        return orjson.dumps(value).decode()
    text = " ".join(str(value).split())
    return None if text.casefold() in _BLANKS else text


def _read(reader: Callable[[Any], Any], value: Any) -> Any:
    if value is None or (isinstance(value, str) and value.strip().casefold() in _BLANKS):
        return None
    try:
        return reader(value)
    except (ValueError, OverflowError, TypeError):
        return _UNREADABLE


def _reader(field: Field) -> Callable[[Any], Any]:
    if field.choices:
        words = {}
        for choice in reversed(field.choices):
            for word in reversed((choice.value, choice.label.zh, choice.label.en, *choice.spellings)):
                words[normalised(word)] = choice.value
        return lambda value: words.get(normalised(value), _UNREADABLE)
    if field.type is FieldType.INTEGER and field.name.endswith("_year"):
        return _year
    if _counts(field):
        return _count
    return _READERS[field.type]


def _counts(field: Field) -> bool:
    return field.type is FieldType.INTEGER and field.unit == "count"


def _plain(value: Any) -> str:
    return unicodedata.normalize("NFKC", str(value)).strip().replace(" ", "")


def _real(value: Any) -> Any:
    if isinstance(value, bool):
        return _UNREADABLE
    if isinstance(value, (int, float)):
        return float(value) if np.isfinite(value) else _UNREADABLE
    match = _NUMBER.fullmatch(_plain(value).replace(",", ""))
    return float(match.group(1)) if match else _UNREADABLE


def _count(value: Any) -> Any:
    number = _integer(value)
    return number if number is not _UNREADABLE and 0 <= number <= COUNTED_MOST else _UNREADABLE


def _integer(value: Any) -> Any:
    number = _real(value)
    if number is _UNREADABLE or not number.is_integer() or abs(number) > 2**53:
        return _UNREADABLE
    return int(number)


def _year(value: Any) -> Any:
    text = _plain(as_text(value))
    match = _YEAR.fullmatch(text)
    return int(match.group(1)) if match else _UNREADABLE


def _boolean(value: Any) -> Any:
    word = normalised(as_text(value))
    return True if word in _TRUE else False if word in _FALSE else _UNREADABLE


def _date(value: Any) -> Any:
    text = _plain(value)
    for pattern, order in ((_DATE, (1, 2, 3)), (_COMPACT_DATE, (1, 2, 3)), (_DAY_FIRST, (3, 2, 1))):
        if match := pattern.fullmatch(text.partition("T")[0] if pattern is _DATE else text):
            year, month, day = (int(match.group(place)) for place in order)
            return dt.date(year, month, day)
    moment = _moment(value)
    return _UNREADABLE if moment is _UNREADABLE else moment.astimezone(LOCAL_TIME).date()


def _moment(value: Any) -> Any:
    text = unicodedata.normalize("NFKC", str(value)).strip().replace("/", "-")
    text = re.sub(r"(\d{4})年(\d{1,2})月(\d{1,2})日\s*", r"\1-\2-\3 ", text)
    parts = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})[T ]?(.*)", text)
    if parts is None:
        return _UNREADABLE
    year, month, day = (int(part) for part in parts.groups()[:3])
    moment = dt.datetime.fromisoformat(f"{year:04d}-{month:02d}-{day:02d}T{parts.group(4).strip() or '00:00'}")
    return (moment if moment.tzinfo else moment.replace(tzinfo=LOCAL_TIME)).astimezone(dt.UTC)


_READERS: dict[FieldType, Callable[[Any], Any]] = {
    FieldType.TEXT: as_text,
    FieldType.INTEGER: _integer,
    FieldType.REAL: _real,
    FieldType.BOOLEAN: _boolean,
    FieldType.DATE: _date,
    FieldType.DATETIME: _moment,
}


def _hashable(cells: Objects) -> Objects:
    """The cells with lists and objects as text and True apart from 1, so that equal cells are read once."""
    return objects([
        orjson.dumps(v).decode() if isinstance(v, (list, dict)) else as_text(v) if isinstance(v, bool) else v for v in cells
    ])  # fmt: skip


def _unreadable(field: Field, got: Any, row: int, column: str, file: str, layer: str) -> Problem:
    expected, expected_zh = EXPECTED[field.type]
    if _counts(field):
        expected, expected_zh = f"{expected} from 0 to {COUNTED_MOST:,}", f"0 至 {COUNTED_MOST:,} 的{expected_zh}"
    if field.choices:
        expected = ", ".join(choice.value for choice in field.choices[:8])
        expected_zh = "、".join(choice.label.zh for choice in field.choices[:8])
    params = {
        "row": row,
        "column": column,
        "got": got,
        "field": field.label,
        "expected": expected,
        "expected_zh": expected_zh,
    }
    severity = Severity.ERROR if field.required else Severity.WARNING
    return Problem(VALUE_UNREADABLE, severity, layer, params=params, file=file, row=row, column=column)

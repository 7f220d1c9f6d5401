"""One field of many features as one numpy array, with a missing value for each type."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from geo.layers.kinds import FieldType

Column = NDArray[Any]

MISSING_INTEGER = np.iinfo(np.int64).min
"""Stands for «no value» in integer columns, as NaN does in real ones: equal to no integer that a layer holds."""

MISSING_BOOLEAN = np.int8(-1)


def as_column(values: Any, kind: FieldType) -> Column:
    """The values as one array of the field's type.

    Text is ``object`` (``str`` or ``None``), integers ``int64`` with ``MISSING_INTEGER``, reals ``float64`` with
    NaN, booleans ``int8`` (1, 0, ``MISSING_BOOLEAN``), dates ``datetime64[D]`` and times ``datetime64[us]`` in UTC,
    both with NaT. Takes a pandas series, an array or a list; ``None``, NaN, NaT and ``pandas.NA`` are missing.
    """
    return _MAKERS[kind](values if isinstance(values, pd.Series) else pd.Series(values))


def blank_column(kind: FieldType, count: int) -> Column:
    """A column of that type in which every value is missing."""
    return as_column(pd.Series([None] * count, dtype=object), kind)


def missing(column: Column) -> NDArray[np.bool_]:
    """Where a column made by ``as_column`` has no value."""
    if column.dtype == np.int64:
        return np.equal(column, MISSING_INTEGER)
    if column.dtype == np.int8:
        return np.equal(column, MISSING_BOOLEAN)
    return np.asarray(pd.isna(column), dtype=bool)


def is_one_of(column: Column, words: Iterable[str]) -> NDArray[np.bool_]:
    """Where a column of text has one of a few words; a missing value has none."""
    found = np.zeros(len(column), dtype=bool)
    for word in words:
        found |= column == word
    return found


def blanked(column: Column, where: NDArray[np.bool_]) -> Column:
    """A copy of the column with the marked values missing."""
    copy = column.copy()
    if column.dtype == np.int64:
        copy[where] = MISSING_INTEGER
    elif column.dtype == np.int8:
        copy[where] = MISSING_BOOLEAN
    else:
        copy[where] = None if column.dtype == object else np.array("NaT" if column.dtype.kind == "M" else np.nan)
    return copy


def python_values(column: Column) -> list[Any]:
    """The values as JSON can carry them: ``None`` where missing, dates as ``YYYY-MM-DD``, times as RFC 3339 in UTC."""
    gaps = missing(column)
    values: Column
    if column.dtype.kind == "M":
        text = np.datetime_as_string(column).astype(object)
        values = text if column.dtype == np.dtype("datetime64[D]") else np.array([_instant(t) for t in text], object)
    elif column.dtype == np.int8:
        values = column.astype(bool).astype(object)
    else:
        values = column.astype(object)
    if gaps.any():
        values[gaps] = None
    plain: list[Any] = values.tolist()
    return plain


def _instant(text: str) -> str:
    seconds, _, fraction = text.partition(".")
    return f"{seconds}Z" if not fraction.strip("0") else f"{seconds}.{fraction.rstrip('0')}Z"


def _text(series: pd.Series[Any]) -> Column:
    values: Column = series.to_numpy(dtype=object, copy=True)
    values[pd.isna(values)] = None
    return values


def _integer(series: pd.Series[Any]) -> Column:
    if series.dtype.kind in "iu":
        whole: Column = series.to_numpy(dtype=np.int64, na_value=MISSING_INTEGER)
        return whole
    values: Column = pd.array(series.tolist(), dtype="Int64").to_numpy(dtype=np.int64, na_value=MISSING_INTEGER)
    return values


def _real(series: pd.Series[Any]) -> Column:
    return np.asarray(pd.to_numeric(series).to_numpy(dtype=np.float64, na_value=np.nan))


def _boolean(series: pd.Series[Any]) -> Column:
    if series.dtype == np.bool_:
        return np.asarray(series, dtype=np.int8)
    values: Column = pd.array(_text(series), dtype="boolean").to_numpy(dtype=np.int8, na_value=MISSING_BOOLEAN)
    return values


def _date(series: pd.Series[Any]) -> Column:
    if isinstance(series.dtype, np.dtype) and series.dtype.kind == "M":
        return np.asarray(series).astype("datetime64[D]")
    return _times(series).astype("datetime64[D]")


def _times(series: pd.Series[Any]) -> Column:
    times = pd.to_datetime(_text(series) if series.dtype == object else series, utc=True, format="ISO8601")
    return np.asarray(pd.DatetimeIndex(times).tz_localize(None), dtype="datetime64[us]")


_MAKERS: dict[FieldType, Callable[[Any], Column]] = {
    FieldType.TEXT: _text,
    FieldType.INTEGER: _integer,
    FieldType.REAL: _real,
    FieldType.BOOLEAN: _boolean,
    FieldType.DATE: _date,
    FieldType.DATETIME: _times,
}


def joined(parts: Iterable[Column], order: NDArray[np.int64]) -> Column:
    """Several columns of one field end to end, in the given order of rows."""
    return np.concatenate(list(parts))[order]


def worded(words: Sequence[str], at: NDArray[np.integer[Any]]) -> pd.array:
    """A column of texts, each the word at that position, missing at -1: thirty times quicker than to make it of as many
    Python texts.
    """
    codes = pa.array(at, mask=at < 0)
    return pd.arrays.ArrowStringArray(_held(tuple(str(word) for word in words)).take(codes), dtype=_TEXT)


@lru_cache(maxsize=64)
def _held(words: tuple[str, ...]) -> pa.Array:
    return pa.array(words, pa.large_string())


_TEXT = pd.StringDtype("pyarrow", na_value=np.nan)
"""What pandas calls ``str``."""

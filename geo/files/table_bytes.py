"""Tables as bytes that can do nothing but be read: Arrow columns, well-known binary and JSON, never pickle.

A reader that a hostile file has taken over can write whatever it likes here: what comes back is checked as a file from
outside is.
"""

from __future__ import annotations

import base64
import datetime as dt
import decimal
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import shapely

from geo.errors import JingweiError, Message, Rule
from geo.files import shapes
from geo.files.raw import Objects, RawTable, ReadLimits, check_size, objects, table_of
from geo.model import Problem, Severity

_PLAIN: Final[Mapping[type, tuple[str, pa.DataType]]] = {
    str: ("text", pa.large_string()),
    int: ("integer", pa.int64()),
    float: ("real", pa.float64()),
    bool: ("truth", pa.bool_()),
}
_TAG: Final = "\u0000is"
"""Marks a value that JSON has no form for."""

_SPECIAL: Final[Mapping[str, tuple[type, Callable[[Any], str], Callable[[str], Any]]]] = {
    "moment": (dt.datetime, lambda value: value.isoformat(), dt.datetime.fromisoformat),
    "date": (dt.date, lambda value: value.isoformat(), dt.date.fromisoformat),
    "time": (dt.time, lambda value: value.isoformat(), dt.time.fromisoformat),
    "span": (dt.timedelta, lambda value: repr(value.total_seconds()), lambda text: dt.timedelta(seconds=float(text))),
    "decimal": (decimal.Decimal, str, decimal.Decimal),
    "bytes": (bytes, lambda value: base64.b64encode(value).decode(), base64.b64decode),
}
"""What cells can be beside the values of JSON. A moment is a date too: it comes first."""


def write_table(table: RawTable, path: Path) -> dict[str, Any]:
    """Write the columns, row numbers and geometry of a table into one file; the answer is the rest of it, for JSON."""
    arrays, kinds = [pa.array(table.row_numbers, pa.int64())], []
    for name in table.columns:
        kind, array = _column(table.rows[name].to_numpy(dtype=object))
        kinds.append(kind)
        arrays.append(array)
    if table.geometry is not None:
        arrays.append(pa.array(objects(shapely.to_wkb(table.geometry).tolist()), pa.large_binary()))
    frame = pa.Table.from_arrays(arrays, names=[str(place) for place in range(len(arrays))])
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, frame.schema) as writer:
        writer.write_table(frame)
    return {
        "file": table.file, "table": table.table, "headers": list(table.columns), "kinds": kinds,
        "shaped": table.geometry is not None, "crs": table.crs, "last_words": dict(table.last_words),
        "problems": [_problem_document(problem) for problem in table.problems],
    }  # fmt: skip


def read_table_bytes(path: Path, told: Mapping[str, Any], limits: ReadLimits) -> RawTable:
    """The table again; raises ``ValueError`` or ``LimitExceeded`` for what ``write_table`` could not have written."""
    with pa.memory_map(str(path)) as source:
        frame = pa.ipc.open_file(source).read_all()
        frame.validate(full=True)
        headers, kinds = [str(name) for name in told["headers"]], told["kinds"]
        if frame.num_columns != 1 + len(headers) + bool(told["shaped"]) or len(kinds) != len(headers):
            raise ValueError(f"{frame.num_columns} columns for {len(headers)} headers")
        check_size(str(told["file"]), frame.num_rows, len(headers), limits)
        numbers = frame.column(0).to_numpy().astype(np.int64)
        cells = {
            name: _cells(kind, frame.column(place))
            for place, (name, kind) in enumerate(zip(headers, kinds, strict=True), start=1)
        }
        blobs = frame.column(frame.num_columns - 1).to_pylist() if told["shaped"] else None
    geometry = None
    if blobs is not None:
        geometry, doubts = shapes.from_wkb(blobs, numbers, str(told["file"]), limits)
        if doubts:
            raise ValueError(f"{len(doubts)} geometries cannot be read")
    return RawTable(
        str(told["file"]), _text(told["table"]), table_of(cells, frame.num_rows), numbers, geometry, _text(told["crs"]),
        tuple(_problem_of(problem) for problem in told["problems"]),
        {str(name): str(word) for name, word in told["last_words"].items()},
    )  # fmt: skip


def error_document(error: JingweiError) -> dict[str, Any]:
    """An error for JSON: its kind, its message, its parameters."""
    return {"kind": type(error).__name__, "message": _message_document(error.message), "params": _params(error.params)}


def error_of(told: Mapping[str, Any], kinds: Mapping[str, type[JingweiError]]) -> JingweiError:
    """The error again; a kind that is not among ``kinds`` is a ``KeyError``."""
    return kinds[told["kind"]](_message_of(told["message"]), **told["params"])


def _column(values: Objects) -> tuple[str, pa.Array]:
    """A column as an Arrow array where all its cells are of one plain kind, else each cell as JSON."""
    kinds = set(map(type, values)) - {type(None)}
    if len(kinds) == 1 and (kind := kinds.pop()) in _PLAIN:
        name, arrow = _PLAIN[kind]
        try:
            return name, pa.array(values, arrow, from_pandas=False)
        except (pa.ArrowException, OverflowError, UnicodeError):
            pass  # a number beyond 64 bits, half a surrogate pair: JSON can say them
    texts = [None if value is None else json.dumps(value, default=_tagged) for value in values]
    return "json", pa.array(objects(texts), pa.large_string())


def _cells(kind: str, column: pa.ChunkedArray) -> Objects:
    expected = dict(_PLAIN.values()).get(kind, pa.large_string())
    if column.type != expected:
        raise ValueError(f"a column of {column.type} is not {kind}")
    gaps = column.is_null().to_numpy()
    if kind == "text":
        return objects(column.to_numpy().tolist())
    if kind == "json":
        return objects([None if t is None else json.loads(t, object_hook=_untagged) for t in column.to_numpy()])
    filler = {"integer": 0, "real": 0.0, "truth": False}[kind]
    cells = objects((column.fill_null(filler) if column.null_count else column).to_numpy().tolist())
    cells[gaps] = None
    return cells


def _tagged(value: Any) -> Any:
    for name, (kind, written, _) in _SPECIAL.items():
        if isinstance(value, kind):
            return {_TAG: name, "value": written(value)}
    if isinstance(value, (np.generic, np.ndarray)):
        return value.tolist()
    raise TypeError(f"a cell cannot be a {type(value).__name__}")


def _untagged(document: dict[str, Any]) -> Any:
    if _TAG not in document:
        return document
    return _SPECIAL[document[_TAG]][2](document["value"])


def _problem_document(problem: Problem) -> dict[str, Any]:
    """A reader's problem; it has no place yet: nobody knows which coordinate system the file is in."""
    return {
        "message": _message_document(problem.message), "severity": problem.severity.value, "layer": problem.layer,
        "feature": problem.feature, "params": _params(problem.params), "size": problem.size, "unit": problem.unit,
        "file": problem.file, "row": problem.row, "column": problem.column,
    }  # fmt: skip


def _problem_of(told: Mapping[str, Any]) -> Problem:
    return Problem(**{**told, "message": _message_of(told["message"]), "severity": Severity(told["severity"])})


def _message_document(message: Message) -> dict[str, Any]:
    return {"rule": isinstance(message, Rule), **asdict(message)}


def _message_of(told: Mapping[str, Any]) -> Message:
    words = {name: str(told[name]) for name in ("code", "zh", "en", "remedy_zh", "remedy_en")}
    return (Rule if told["rule"] else Message)(**words, asked=bool(told["asked"]))


def _params(params: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters as they can be shown: what is no plain value is its text."""
    plain = (str, int, float, bool, type(None))
    return {name: value if isinstance(value, plain) else str(value) for name, value in params.items()}


def _text(value: Any) -> str | None:
    return None if value is None else str(value)

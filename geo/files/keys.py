"""What names a row inside its source, so that a second import of the file finds the same things again?"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.errors import BadInput, Message, Rule
from geo.files.coordinates import COLUMN_UNKNOWN
from geo.files.raw import Objects, RawTable, objects
from geo.files.spelling import near, normalised
from geo.files.values import as_text
from geo.model import Problem, Severity

KEY_REPEATED = Rule(
    "key-repeated",
    zh="第 {row} 行与第 {first} 行的“{column}”相同：{got}",
    en="row {row} has the same {column} as row {first}: {got}",
    remedy_zh="请改正或删除其中一行",
    remedy_en="correct or remove one of them",
)
ROW_REPEATED = Rule(
    "row-repeated",
    zh="第 {row} 行与第 {first} 行完全相同，只读取一次",
    en="row {row} is the same as row {first}; it is read once",
    remedy_zh="请删除重复的行",
    remedy_en="remove the repeated row",
)

_IDENTIFIERS = (
    ("osmtype", "osmid"), ("osmid",), ("objectid",), ("uuid",), ("guid",), ("globalid",), ("gid",), ("fid",), ("id",),
    ("osmref",), ("序号",),
)  # fmt: skip
_DIGITS = 24


def row_keys(
    table: RawTable, codes: Objects | None, chosen: str | None, layer: str
) -> tuple[Objects, NDArray[np.bool_], list[Problem]]:
    """A key for each row, which rows to keep, and what was wrong.

    The user's column if chosen; else the code where every row has one; else the first known identifier that every
    row has once; else a hash of all attributes where they are unique; else a hash of attributes and geometry. A code
    or a chosen key that comes twice is an error of its row; rows that are the same in everything are kept once.
    """
    if chosen is not None:
        column = {normalised(name): name for name in table.columns}.get(normalised(chosen))
        if column is None:
            raise BadInput(COLUMN_UNKNOWN, file=table.file, got=chosen, expected=near(chosen, table.columns))
        keys = _joined(table, [column])
        return _once(keys, table, column, layer, KEY_REPEATED, Severity.ERROR)
    if codes is not None and not pd.isna(codes).any():
        return _once(codes, table, "code", layer, KEY_REPEATED, Severity.ERROR)
    for names in _IDENTIFIERS:
        by_name = {normalised(name): name for name in reversed(table.columns)}
        if all(name in by_name for name in names):
            keys = _joined(table, [by_name[name] for name in names])
            if not pd.isna(keys).any() and not pd.Series(keys).duplicated().any():
                return keys, np.ones(len(keys), dtype=bool), []
    attributes = _hashes(table, with_geometry=False)
    if not pd.Series(attributes).duplicated().any():
        return attributes, np.ones(len(attributes), dtype=bool), []
    return _once(_hashes(table, with_geometry=True), table, "", layer, ROW_REPEATED, Severity.WARNING)


def _joined(table: RawTable, columns: Sequence[str]) -> Objects:
    """The cells of the columns as one text, ``osm_id:way/123``; None where any is missing."""
    texts = [[None if v is None else as_text(v) for v in table.rows[name].to_numpy()] for name in columns]
    label = columns[-1]
    return objects([
        None if any(part is None for part in parts) else f"{label}:" + "/".join(map(str, parts))
        for parts in zip(*texts, strict=True)
    ])  # fmt: skip


def _hashes(table: RawTable, *, with_geometry: bool) -> Objects:
    """One hash per row over its attributes by header, and over its geometry as it came."""
    names = sorted(table.columns)
    columns = [table.rows[name].to_numpy() for name in names]
    shapes: list[Any] = [b""] * len(table)
    if with_geometry and table.geometry is not None:
        shapes = [b"" if blob is None else blob for blob in shapely.to_wkb(shapely.normalize(table.geometry))]
    prefix = "row" if with_geometry else "attributes"
    keys = []
    for at in range(len(table)):
        words = "\x1f".join(f"{n}={as_text(c[at])}" for n, c in zip(names, columns, strict=True) if c[at] is not None)
        keys.append(f"{prefix}:{hashlib.sha256(words.encode() + shapes[at]).hexdigest()[:_DIGITS]}")
    return objects(keys)


def _once(
    keys: Objects, table: RawTable, column: str, layer: str, message: Message, severity: Severity
) -> tuple[Objects, NDArray[np.bool_], list[Problem]]:
    """The keys with a problem for each that came before; only repeated rows of the same content are dropped."""
    series = pd.Series(keys, dtype=object)
    repeated = (series.duplicated() & series.notna()).to_numpy()
    first = {key: at for at, key in reversed(list(enumerate(keys)))} if repeated.any() else {}
    problems = []
    for at in np.flatnonzero(repeated):
        row, before = int(table.row_numbers[at]), int(table.row_numbers[first[keys[at]]])
        params = {"row": row, "first": before, "column": column, "got": keys[at]}
        problems.append(
            Problem(message, severity, layer, feature=str(keys[at]), params=params, file=table.file, row=row)
        )
    kept = ~repeated if severity is Severity.WARNING else np.ones(len(keys), dtype=bool)
    return keys, kept, problems

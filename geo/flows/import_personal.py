"""Which columns of a file are about persons? They are left out before anything else looks at the table."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from geo.errors import BadInput, Message, Rule
from geo.files.headers import map_columns
from geo.files.raw import Objects, RawTable, objects, table_of
from geo.files.spelling import normalised
from geo.files.values import as_text
from geo.flows.import_options import ImportOptions
from geo.flows.import_rows import Rows
from geo.layers import Label, Layer
from geo.layers.personal import (
    OFFICE_LEVELS,
    any_identity_number,
    any_mobile_number,
    has_identity_number,
    refused_header,
)
from geo.model import Problem, Severity

PERSONAL_COLUMN = Rule(
    "personal-column",
    zh="“{column}”列是{reason}，没有读取，也不会保存",
    en="column {column!r} holds {reason}; it was not read and is not kept",
    remedy_zh="本系统不保存居民的姓名、证件、联系方式和健康等信息；请在文件中删去该列",
    remedy_en="names, documents, contacts and health of residents are not kept here; remove the column from the file",
)
PERSONAL_VALUE = Rule(
    "personal-value",
    zh="“{column}”列有 {count} 个单元格含身份证号码，这些单元格没有读取",
    en="{count} cells of column {column!r} hold identity numbers; these cells were not read",
    remedy_zh="请在文件中删去这些号码",
    remedy_en="remove the numbers from the file",
)
PERSONAL_TELEPHONE = Rule(
    "personal-telephone",
    zh="{count} 个党小组或党员中心户带有电话，这些电话没有保存",
    en="{count} groups or hub households come with a telephone; these telephones are not kept",
    remedy_zh="这是个人电话：只保存党（工）委和党支部的办公电话，请在文件中删去其余电话",
    remedy_en="these are people's own: only the office telephones of committees and branches are kept; remove the others",
)
PERSONAL_MAPPED = Message(
    "personal-column-mapped",
    zh="“{column}”列是{reason}，不能对应到任何字段",
    en="column {column!r} holds {reason}; it cannot be given to a field",
    remedy_zh="请在对应关系中去掉该列",
    remedy_en="leave the column out of the mapping",
)

_IDENTITY = Label("身份证号码", "identity numbers")
_MOBILE = Label("手机号码", "mobile numbers")


def without_personal(table: RawTable, layer: Layer, options: ImportOptions) -> RawTable:
    """The table without what it says of persons, with a warning for each column that lost something.

    A column that no field takes is left out for its header, or for one identity or mobile number in it; a column
    that a field takes loses the cells with identity numbers. No value of theirs goes anywhere. Raises ``BadInput``
    where the user gives a column that is refused by its header to a field.
    """
    _check_mapping(layer, options.mapping)
    columns = map_columns(
        layer, table.columns, options.mapping, table.file, frozenset(options.constants), table.last_words
    )
    problems: list[Problem] = []
    kept: dict[str, Objects] = {}
    for name in table.columns:
        cells = table.rows[name].to_numpy()
        if name not in columns.unmapped:
            kept[name], told = _without_identity(cells, name, table, layer)
            problems += told
        elif (reason := _reason(name, cells, layer)) is None:
            kept[name] = cells
        else:
            params = {"column": name, "reason": reason}
            problems.append(
                Problem(PERSONAL_COLUMN, Severity.WARNING, layer.id, params=params, file=table.file, column=name)
            )
    if not problems:
        return table
    lost = {problem.column for problem in problems}
    others = (problem for problem in table.problems if problem.column not in lost)
    return replace(table, rows=table_of(kept, len(table)), problems=(*problems, *others))


def without_own_telephones(rows: Rows) -> Rows:
    """The rows without the telephones of units that have no office, with a warning that says how many there were."""
    if rows.layer.id != "unit":
        return rows
    lost = (rows.frame["telephone"].notna() & ~rows.frame["level"].isin(OFFICE_LEVELS)).to_numpy(dtype=bool)
    if not lost.any():
        return rows
    frame = rows.frame.copy()
    frame.loc[lost, "telephone"] = None
    count = int(lost.sum())
    problem = Problem(
        PERSONAL_TELEPHONE, Severity.WARNING, rows.layer.id, params={"count": count}, size=float(count), unit="count",
        file=str(rows.file[lost][0]), column="telephone",
    )  # fmt: skip
    return replace(rows, frame=frame, problems=(*rows.problems, problem))


def _check_mapping(layer: Layer, mapping: Mapping[str, str]) -> None:
    for field, column in mapping.items():
        reason = refused_header(normalised(column), layer.id)
        if reason is not None and normalised(field) not in map(normalised, ("telephone", "办公电话")):
            raise BadInput(PERSONAL_MAPPED, column=column, reason=reason)


def _reason(name: str, cells: Objects, layer: Layer) -> Label | None:
    """Why a column that no field takes is left out; None where it may be kept."""
    header = normalised(name)
    if (reason := refused_header(header, layer.id)) is not None:
        return reason
    texts = _texts(cells)
    if any_identity_number(texts):
        return _IDENTITY
    # identifiers of things may look like mobile numbers: those of OpenStreetMap have as many digits
    if not header.endswith("id") and any_mobile_number(texts):
        return _MOBILE
    return None


def _without_identity(cells: Objects, name: str, table: RawTable, layer: Layer) -> tuple[Objects, list[Problem]]:
    """The cells without those that hold an identity number."""
    if not any_identity_number(_texts(cells)):
        return cells, []
    bad = np.array([cell is not None and has_identity_number(_text(cell)) for cell in cells], dtype=bool)
    count = int(bad.sum())
    problem = Problem(
        PERSONAL_VALUE, Severity.WARNING, layer.id, params={"column": name, "count": count}, size=float(count),
        unit="count", file=table.file, column=name,
    )  # fmt: skip
    return objects([None if lost else cell for cell, lost in zip(cells, bad, strict=True)]), [problem]


def _texts(cells: Objects) -> set[str]:
    """The different texts of the cells."""
    return {_text(cell) for cell in cells if cell is not None and not isinstance(cell, bool)}


def _text(cell: object) -> str:
    """The cell as one plain line, with digits in their narrow form."""
    return unicodedata.normalize("NFKC", as_text(cell) or "").replace("\n", " ")

"""A table of addresses in, the same table with the door, the candidates or the reason of each row out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.address import ADDRESS_TOO_LONG, MAX_ADDRESS_CHARACTERS
from geo.address.findings import Finding, Place, Status
from geo.errors import BadInput, Language, Message
from geo.files.confined import read_confined
from geo.files.raw import RawTable, ReadOptions, objects
from geo.files.spelling import normalised
from geo.files.writers import write_table
from geo.flows.find_address import AddressFinder
from geo.flows.locate_table import free_name
from geo.model import Problem, Progress, silent

HEADERS: Final = (
    "地址", "详细地址", "住址", "家庭住址", "居住地址", "现住址", "现住地址", "联系地址", "收货地址", "事发地址", "事发地点", "门牌地址", "地点",
    "address", "addr", "full address", "location",
)  # fmt: skip
"""The columns that hold an address, the likeliest first."""
MOST_CANDIDATES: Final = 5
"""More candidates than that do not help in a cell."""

COLUMN_MISSING = Message(
    "geocode-no-addresses",
    zh="{file} 没有{got}列",
    en="{file} has no column {got}",
    remedy_zh="请用 --column 指明地址列；该文件的列：{expected}",
    remedy_en="name the column with --column; its columns: {expected}",
)

Answer = tuple[str, str | None, int | None, str | None, str | None, str | None, str | None, str | None]
ANSWER: Final = ("status", "level", "id", "place", "building_code", "missing", "reason", "candidates")
"""The columns that are added, each with ``address_`` in front."""


@dataclass(frozen=True, slots=True)
class Geocoded:
    """What a table of addresses gave: rows by status, the placed ones by level, rows without an address, the column that
    was read, and what the reader met.
    """

    rows: int
    without_address: int
    found: Mapping[str, int]
    levels: Mapping[str, int]
    column: str
    problems: tuple[Problem, ...]


def geocode_table(
    finder: AddressFinder, source: Path, target: Path, *, column: str | None = None, within: tuple[str, int] | None = None,
    language: Language = "zh", options: ReadOptions | None = None, progress: Progress = silent,
) -> Geocoded:  # fmt: skip
    """Write ``target`` with the columns of ``source`` and what each address means: status, level, id and name of the
    place, code of its building, what is missing, the reason why it is not placed, and the candidates.

    ``column`` is the address column; without it the first that is called like one. ``target``'s suffix says its kind (see
    ``geo.files.writers``); placed rows carry their point in lon/lat. A file with several tables is read up to its first
    with such a column. A row without an address has no status; one that is too long fails alone. Raises ``BadInput`` for
    a file without the column.
    """
    progress("read", 0, 1)
    table, header = _addressed(source, options or ReadOptions(), column, lambda: progress("read", 0, 1))
    texts = ["" if pd.isna(cell) else str(cell).strip() for cell in table.rows[header]]
    answers: list[Answer] = [("", *(None,) * 7)] * len(texts)
    points = np.full(len(texts), None, dtype=object)
    known = [at for at, text in enumerate(texts) if 0 < len(text) <= MAX_ADDRESS_CHARACTERS]
    for done, (at, finding) in enumerate(zip(known, finder.find_all([texts[at] for at in known], within), strict=True)):
        answers[at] = _answer(finder, finding, language)
        if finding.place is not None and finding.place.point is not None:
            points[at] = shapely.Point(finding.place.point)
        if done % 1000 == 0:
            progress("locate", done, len(known))
    for at, text in enumerate(texts):
        if len(text) > MAX_ADDRESS_CHARACTERS:
            reason = ADDRESS_TOO_LONG.text(language, {"got": len(text), "expected": MAX_ADDRESS_CHARACTERS})
            answers[at] = (Status.FAILED.value, None, None, None, None, None, reason, None)
    frame = table.rows.copy()
    for name, values in zip(ANSWER, zip(*answers, strict=True) if answers else ((),) * len(ANSWER), strict=True):
        frame[free_name(f"address_{name}", frame)] = objects([value or None for value in values])
    progress("write", 0, 1)
    write_table(gpd.GeoDataFrame(frame, geometry=points, crs=4326), target)
    progress("write", 1, 1)
    found = Counter(answer[0] for answer in answers)
    levels = Counter(answer[1] for answer in answers if answer[1] is not None)
    return Geocoded(
        len(texts), found.pop("", 0), {status.value: found[status.value] for status in Status}, dict(levels), header, table.problems
    )  # fmt: skip


def _addressed(
    source: Path, options: ReadOptions, column: str | None, watching: Callable[[], None]
) -> tuple[RawTable, str]:
    """The first table of the file with an address column, and that column."""
    tables = read_confined(source, options, watching)
    for table in tables:
        by_form = {normalised(name): name for name in reversed(table.columns)}
        for wanted in HEADERS if column is None else (column,):
            found = by_form.get(normalised(wanted))
            if found is not None:
                return table, found
    shown = ", ".join(tables[0].columns[:20]) if tables else ""
    got = "“地址”（address）" if column is None else f"“{column}”"
    raise BadInput(COLUMN_MISSING, file=options.name_of(source), got=got, expected=shown)


def _answer(finder: AddressFinder, finding: Finding, language: Language) -> Answer:
    place = finding.place
    reason = None if finding.reason is None else finding.reason.text(language, finding.params)
    candidates = "；".join(rival.name for rival in finding.rivals[:MOST_CANDIDATES]) or None
    missing = ", ".join(finding.missing) or None
    if place is None:
        return finding.status.value, None, None, None, None, missing, reason, candidates
    return finding.status.value, place.layer, place.id, place.name, _building_code(finder, place), missing, None, None


def _building_code(finder: AddressFinder, place: Place) -> str | None:
    if place.building_id is None:
        return None
    buildings = finder.book.city.layer("building")
    code: Any = buildings.value(buildings.row_of(place.building_id), "code")
    return None if code is None else str(code)

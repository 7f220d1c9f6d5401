"""To which street, community, grid, estate … does each row belong? By its own word, else by its code, else by place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.codes import CodeScheme, parent_code, read_codes
from geo.errors import Message, Rule
from geo.flows.import_rows import Rows
from geo.layers import Field, GeometryKind, Layer, layer_named
from geo.model import Problem, Severity
from geo.topology import Features, Tolerances, assign_buildings, find_parents

Ids = NDArray[np.int64]
NONE = np.int64(0)
"""No thing: ids begin at 1, and things that are about to be made have negative ones."""

REFERENCE_UNKNOWN = Rule(
    "reference-unknown",
    zh="“{column}”列的“{got}”找不到对应的{layer}（{count} 行），该项留空，原值保留",
    en="{got!r} in column {column!r} names no known {layer} ({count} rows); the link stays empty, the value is kept",
    remedy_zh="请先导入{layer}，或核对编码和名称",
    remedy_en="import {layer} first, or check the code or name",
)
REFERENCE_AMBIGUOUS = Rule(
    "reference-ambiguous",
    zh="“{column}”列的“{got}”对应 {found} 个同名的{layer}（{count} 行），按位置判断",
    en="{got!r} in column {column!r} names {found} things of layer {layer} ({count} rows); the place decides",
    remedy_zh="请改用编码",
    remedy_en="use the code instead of the name",
)
LINK_DERIVED = Rule(
    "link-derived",
    zh="{count} 个{layer}的“{field}”由{how_zh}得出，文件没有写明",
    en="{field} of {count} rows of {layer} was derived by {how}; the file does not say it",
)
LINK_NONE = Rule(
    "link-none",
    zh="{count} 个{layer}不知道属于哪个{holder}",
    en="nothing says to which {holder} {count} rows of {layer} belong",
    remedy_zh="请先导入{holder}，或补上编码、名称或坐标",
    remedy_en="import {holder} first, or add a code, a name or coordinates",
)

_AREAS = {GeometryKind.MULTIPOLYGON, GeometryKind.POLYGON}
_OFFICE = re.compile(r"(?:办事处|人民政府)$")
_PLACED = ("street", "community", "grid", "estate", "building")


@dataclass(frozen=True, slots=True)
class Linked:
    """For each reference field the ids (``NONE`` where unknown), and what was found on the way."""

    ids: Mapping[str, Ids]
    problems: tuple[Problem, ...]


def link(
    rows: Rows, now: Ids, things: Mapping[str, gpd.GeoDataFrame], scheme: CodeScheme, tolerances: Tolerances
) -> Linked:
    """The ids that the reference fields of the rows mean; ``now`` are the ids of the things that the rows continue.

    ``things`` are the known things by layer (``id``, ``code``, ``name``, geometry), those of the same batch included.
    The file's own word counts first: a code, else a name that only one thing has. Then, for the layer's parent, the
    beginning of the row's code. Then the place: the area that holds most of it, or most of a building's entrances. The last two are told as derived.
    A word that names nothing is a warning (an error where the field is required) and leaves the link to the place.
    """
    ids: dict[str, Ids] = {}
    problems: list[Problem] = []
    for field in rows.layer.fields:
        if field.ref is None or field.name == "boundary_set_id":
            continue
        known = things.get(field.ref)
        found, told = _by_word(rows, field, known, scheme)
        problems += told
        if known is not None and len(known):
            if field.name == rows.layer.parent_field:
                found = _filled(found, _by_code(rows, known, scheme), rows, field, "code", problems)
            if field.ref in _PLACED and rows.layer.has_geometry:
                doors = doors_of(now, things.get("entrance")) if rows.layer.id == "building" else None
                by_place, more = _by_place(rows, field, known, found == NONE, tolerances, doors)
                problems += more
                found = _filled(found, by_place, rows, field, "place", problems)
        if field.name == rows.layer.parent_field and (found == NONE).any():
            problems.append(_none(rows, field, int((found == NONE).sum())))
        ids[field.name] = found
    return Linked(ids, tuple(problems))


def _by_word(rows: Rows, field: Field, known: gpd.GeoDataFrame | None, scheme: CodeScheme) -> tuple[Ids, list[Problem]]:
    """What the file says: its word read as a code of the other layer, else as a name."""
    words = rows.references.get(field.name)
    found = np.zeros(len(rows.frame), dtype=np.int64)
    if words is None:
        return found, []
    holder = layer_named(str(field.ref))
    by_code, by_name = indexes(known)
    cleaned = read_codes(scheme, holder.id, holder.code_segment, list(words)).codes
    given = np.flatnonzero(~pd.isna(words))
    lost: Counter[str] = Counter()
    unclear: Counter[str] = Counter()
    for at in given:
        word = str(words[at])
        thing = by_code.get(str(cleaned[at])) or by_code.get(word)
        names = by_name.get(place_name(word), ()) if thing is None else ()
        if thing is not None:
            found[at] = thing
        elif len(names) == 1:
            found[at] = names[0]
        else:
            (unclear if names else lost)[word] += 1
    severity = Severity.ERROR if field.required else Severity.WARNING
    column = next((c.columns[field.name] for c in rows.columns.values() if field.name in c.columns), field.name)
    first = {str(words[at]): at for at in given[::-1]}
    problems = [
        _word_problem(REFERENCE_UNKNOWN, severity, rows, field, column, w, n, first[w]) for w, n in lost.items()
    ]
    problems += [
        _word_problem(
            REFERENCE_AMBIGUOUS, severity, rows, field, column, w, n, first[w], found=len(by_name[place_name(w)])
        )
        for w, n in unclear.items()
    ]
    return found, problems


def indexes(known: gpd.GeoDataFrame | None) -> tuple[dict[str, int], dict[str, list[int]]]:
    """Thing by code, and things by name."""
    by_code: dict[str, int] = {}
    by_name: dict[str, list[int]] = {}
    if known is None:
        return by_code, by_name
    ids = known["id"].to_numpy()
    if "code" in known:
        by_code = {str(code): int(thing) for code, thing in zip(known["code"], ids, strict=True) if not pd.isna(code)}
    if "name" in known:
        for name, thing in zip(known["name"], ids, strict=True):
            if not pd.isna(name):
                by_name.setdefault(place_name(str(name)), []).append(int(thing))
    return by_code, by_name


def place_name(word: str) -> str:
    """The name of a place without the name of its office: 东华门街道办事处 governs 东华门街道."""
    return _OFFICE.sub("", word)


def _by_code(rows: Rows, known: gpd.GeoDataFrame, scheme: CodeScheme) -> Ids:
    """The parents that the rows' own codes begin with: by the scheme's widths, else the longest known beginning."""
    found = np.zeros(len(rows.frame), dtype=np.int64)
    if not scheme.nested or "code" not in rows.frame:
        return found
    by_code, _ = indexes(known)
    codes = rows.frame["code"].to_numpy(dtype=object)
    if scheme.segments:
        parents = parent_code(scheme, str(rows.layer.code_segment), codes)
        return np.array([by_code.get(str(parent), 0) for parent in parents], dtype=np.int64)
    for length in sorted({len(code) for code in by_code}):
        heads = [None if pd.isna(code) or len(code) <= length else code[:length] for code in codes]
        matched = np.array([by_code.get(str(head), 0) for head in heads], dtype=np.int64)
        found = np.where(matched != NONE, matched, found)
    return found


def _by_place(
    rows: Rows, field: Field, known: gpd.GeoDataFrame, open_: NDArray[np.bool_], tolerances: Tolerances,
    doors: tuple[NDArray[np.object_], Ids] | None,
) -> tuple[Ids, list[Problem]]:  # fmt: skip
    """The areas in which the rows lie; only rows whose link is still open are looked at. ``doors`` are the known
    entrances of buildings, with the position of each one's row.
    """
    found = np.zeros(len(rows.frame), dtype=np.int64)
    areas = known[shapely.get_dimensions(np.asarray(known.geometry, dtype=object)) == 2]
    looked = np.flatnonzero(open_ & ~shapely.is_missing(rows.place))
    if not len(areas) or not len(looked):
        return found, []
    things = Features(rows.layer.id, rows.names[looked], rows.place[looked], rows.row[looked])
    holders = Features.from_frame(str(field.ref), areas)
    building_in_grid = rows.layer.id == "building" and field.ref == "grid"
    if building_in_grid and doors is not None:
        place_of = np.full(len(rows.frame) + 1, -1, dtype=np.int64)
        place_of[looked] = np.arange(len(looked))
        member = assign_buildings(things, holders, doors[0], place_of[doors[1]], tolerances)
    else:
        member = find_parents(things, holders, tolerances=tolerances)
    inside = member.of >= 0
    found[looked[inside]] = areas["id"].to_numpy(dtype=np.int64)[member.of[inside]]
    if field.name != rows.layer.parent_field and not building_in_grid:
        return found, []
    return found, [_with_file(problem, rows) for problem in member.problems]


def doors_of(now: Ids, entrances: gpd.GeoDataFrame | None) -> tuple[NDArray[np.object_], Ids]:
    """The places of the known entrances, and the position of each one's building among the rows (-1: not there)."""
    if entrances is None or not len(entrances):
        return np.empty(0, dtype=object), np.empty(0, dtype=np.int64)
    row_of = {int(thing): at for at, thing in enumerate(now) if thing != NONE}
    buildings = pd.array(entrances["building_id"], dtype="Int64").to_numpy(dtype=np.int64, na_value=NONE)
    positions = np.array([row_of.get(int(thing), -1) for thing in buildings], dtype=np.int64)
    return np.asarray(entrances.geometry.array, dtype=object), positions


def _filled(found: Ids, derived: Ids, rows: Rows, field: Field, how: str, problems: list[Problem]) -> Ids:
    """The links with gaps filled by derived ones, which are told."""
    new = (found == NONE) & (derived != NONE)
    if new.any():
        how_zh = "编码" if how == "code" else "位置"
        params = {
            "count": int(new.sum()),
            "layer": rows.layer.label,
            "field": field.label,
            "how": how,
            "how_zh": how_zh,
        }
        size = float(new.sum())
        problems.append(Problem(LINK_DERIVED, Severity.NOTE, rows.layer.id, params=params, size=size, unit="count"))
    return np.where(new, derived, found)


def _none(rows: Rows, field: Field, count: int) -> Problem:
    severity = Severity.ERROR if field.required else Severity.WARNING
    holder: Layer = layer_named(str(field.ref))
    params = {"count": count, "layer": rows.layer.label, "holder": holder.label}
    return Problem(LINK_NONE, severity, rows.layer.id, params=params, size=float(count), unit="count")


def _word_problem(
    message: Message, severity: Severity, rows: Rows, field: Field, column: str, word: str, count: int, at: int,
    **more: int,
) -> Problem:  # fmt: skip
    params = {"column": column, "got": word, "layer": layer_named(str(field.ref)).label, "count": count, **more}
    return Problem(
        message, severity, rows.layer.id, params=params, size=float(count), unit="count", file=str(rows.file[at]),
        row=int(rows.row[at]), column=column,
    )  # fmt: skip


def _with_file(problem: Problem, rows: Rows) -> Problem:
    """The problem with the file of its row."""
    at = np.flatnonzero(rows.row == problem.row)
    return replace(problem, file=str(rows.file[at[0]])) if len(at) == 1 else problem

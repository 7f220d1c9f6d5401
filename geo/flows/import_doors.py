"""Entrances that come after their buildings decide where those stand: their grids are found again by the one rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from geo.codes import CodeScheme, read_codes
from geo.errors import Rule
from geo.files.raw import objects
from geo.files.spelling import normalised
from geo.files.values import as_text
from geo.flows.import_links import NONE, Ids, doors_of, indexes
from geo.flows.import_rows import names_of
from geo.layers import layer_named
from geo.model import Problem, Severity
from geo.topology import Features, Tolerances, assign_buildings
from geo.topology.membership import BUILDING_CUT, BUILDING_UNDECIDED
from geo.versions import Difference

GRID_BY_ENTRANCE = Rule(
    "grid-by-entrance",
    zh="按本次的单元门重新确定了 {count} 栋楼的所属网格，例如 {examples}",
    en="the entrances of this import changed the grid of {count} buildings, for example {examples}",
    remedy_zh="若应属其他网格，请在楼栋文件中写明网格编码：写明的优先",
    remedy_en="where another grid is meant, name it in the file of the buildings: what is named there stays",
)
STALE = frozenset({BUILDING_CUT.code, BUILDING_UNDECIDED.code})
"""What was told of a building before its entrances were known."""

_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Regridded:
    """The buildings whose grid changes, as whole rows with their new ``grid_id``; what is to be told of all buildings
    that were looked at; and the names of those.
    """

    rows: pd.DataFrame
    problems: tuple[Problem, ...]
    looked_at: frozenset[str]


def touched_buildings(difference: Difference, before: pd.DataFrame) -> Ids:
    """The buildings whose entrances come, change or go; ``before`` are the entrances as they were."""
    gone = np.concatenate([difference.retired, difference.changed["id"].to_numpy(dtype=np.int64)])
    links = [part["building_id"] for part in (difference.added, difference.changed) if "building_id" in part]
    links.append(before["building_id"][before["id"].isin(gone)])
    things = pd.concat(links).dropna().to_numpy(dtype=np.int64)
    return np.unique(things[things != NONE])


def decided_again(
    buildings: pd.DataFrame, things: Mapping[str, pd.DataFrame], scheme: CodeScheme, tolerances: Tolerances
) -> Regridded:
    """The grids of these buildings, now that their entrances are known; ``things`` has ``entrance`` and ``grid`` as
    they stand after the import.

    A grid that the building's own file names stays: its word is kept in ``extra``. A building that lies in no grid, or
    that even its entrances do not decide, keeps what it has.
    """
    grids = things["grid"]
    grids = grids[shapely.get_dimensions(np.asarray(grids.geometry, dtype=object)) == 2]
    buildings = buildings[~named_grids(buildings, grids, scheme)].reset_index(drop=True)
    nothing = Regridded(buildings.iloc[:0], (), frozenset())
    if not len(buildings) or not len(grids):
        return nothing
    own = Features("building", names_of(buildings), np.asarray(buildings.geometry, dtype=object))
    doors, position = doors_of(buildings["id"].to_numpy(dtype=np.int64), things["entrance"])
    member = assign_buildings(own, Features.from_frame("grid", grids), doors, position, tolerances)
    held = member.of >= 0
    found = np.where(held, grids["id"].to_numpy(dtype=np.int64)[np.maximum(member.of, 0)], NONE)
    current = pd.array(buildings["grid_id"], dtype="Int64").to_numpy(dtype=np.int64, na_value=NONE)
    moved = held & (found != current)
    rows = buildings[moved].reset_index(drop=True)
    rows["grid_id"] = pd.array(found[moved], dtype="Int64")
    cut = tuple(problem for problem in member.problems if problem.rule in STALE)
    return Regridded(rows, (*_told(rows), *cut), frozenset(map(str, own.labels)))


def named_grids(buildings: pd.DataFrame, grids: pd.DataFrame, scheme: CodeScheme) -> np.ndarray:
    """Which buildings stand in the grid that their own file names, by code or by name."""
    by_code, by_name = indexes(grids)
    layer = layer_named("grid")
    named = np.zeros(len(buildings), dtype=bool)
    for at, (extra, grid) in enumerate(zip(buildings["extra"], buildings["grid_id"], strict=True)):
        if not isinstance(extra, dict) or not extra or pd.isna(grid):
            continue
        words = [as_text(word) for word in extra.values() if isinstance(word, (str, int))]
        codes = read_codes(scheme, layer.id, layer.code_segment, objects(words)).codes
        of = {by_code.get(str(code)) for code in codes} | {by_code.get(str(word)) for word in words}
        of |= {things[0] for word in words if len(things := by_name.get(normalised(str(word)), [])) == 1}
        named[at] = int(grid) in of
    return named


def with_grids(difference: Difference, moved: pd.DataFrame) -> Difference:
    """What an import does to the buildings, with the new grids: of new and changed rows in place, of others as changes
    of their own.
    """
    grid_of = dict(zip(moved["id"].astype(np.int64), moved["grid_id"], strict=True))
    added, changed = (_moved(part, grid_of) for part in (difference.added, difference.changed))
    held = {int(thing) for part in (added, changed) if len(part) for thing in part["id"]}
    others = moved[~moved["id"].isin(held)]
    return Difference(
        added=added,
        changed=pd.concat([changed, others], ignore_index=True) if len(changed) else others.reset_index(drop=True),
        unchanged=difference.unchanged[~np.isin(difference.unchanged, others["id"].to_numpy(dtype=np.int64))],
        retired=difference.retired,
        fields={**difference.fields, "grid_id": difference.fields.get("grid_id", 0) + len(others)},
    )


def _moved(part: pd.DataFrame, grid_of: Mapping[int, int]) -> pd.DataFrame:
    if not len(part):
        return part
    grids = part["grid_id"] if "grid_id" in part else [None] * len(part)
    after = [grid_of.get(int(thing), grid) for thing, grid in zip(part["id"], grids, strict=True)]
    return part.assign(grid_id=pd.array([None if pd.isna(grid) else int(grid) for grid in after], dtype="Int64"))


def _told(rows: pd.DataFrame) -> list[Problem]:
    if not len(rows):
        return []
    params = {"count": len(rows), "examples": ", ".join(map(str, names_of(rows)[:_EXAMPLES]))}
    return [
        Problem(GRID_BY_ENTRANCE, Severity.NOTE, "building", params=params, size=float(len(rows)), unit="count")
    ]  # fmt: skip


def without_stale(problems: list[Problem], looked_at: frozenset[str]) -> list[Problem]:
    """The problems without what had been told of these buildings by their outline alone."""
    return [
        problem
        for problem in problems
        if not (problem.layer == "building" and problem.rule in STALE and problem.feature in looked_at)
    ]


def nothing_done(rows: pd.DataFrame) -> Difference:
    """An import that does nothing to the buildings so far; ``rows`` are some of them."""
    none = np.empty(0, dtype=np.int64)
    return Difference(rows.iloc[:0], rows.iloc[:0], none, none, {})

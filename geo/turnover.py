"""Who moved between two days: households that came, went or changed their type of housing, by area."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.asof import NOWHERE, Basis, Frames, Ints, Mask
from geo.columns import missing
from geo.errors import BadInput, Message
from geo.ground import AREA_LEVELS, Ground

DEFINITION = "turnover-1"
UNKNOWN_TYPE = "unknown"

DAYS_REVERSED = Message(
    "turnover-days-reversed",
    zh="起始日期 {since} 不早于结束日期 {until}",
    en="the first day {since} is not before the last day {until}",
    remedy_zh="请把较早的日期放在前面",
    remedy_en="give the earlier day first",
)


@dataclass(frozen=True, slots=True)
class TurnoverParameters:
    """The day with which the later one (the day of the basis) is compared."""

    since: dt.date


@dataclass(frozen=True)
class Turnover:
    """One row per area in ``areas``: see `compute_turnover`."""

    basis: Basis
    areas: pd.DataFrame


@dataclass(frozen=True)
class _Day:
    """The households of a day: ids in ascending order, the id of the area that each lives in, its type of housing."""

    ids: Ints
    area: Ints
    kind: np.typing.NDArray[np.object_]


def compute_turnover(frames: Frames, since: dt.date, until: dt.date) -> Turnover:
    """How many households of each estate, grid, community, street and of the city came, went or changed their type of
    housing between two days, read off the validity of household rows (``frames`` hold the rows of all days).

    A household came when it lives in the area on the last day and did not on the first, whether it is new or comes
    from another area; so the parts count moves inside the city that the city does not count. The type changed where
    it is recorded for both days (not as unknown) and differs. A household none of whose rows bears a date says nothing
    about moves: it stands in ``undated``; where no household of an area is dated, what moved there is *missing*
    (unknown), never 0. Columns: ``level``, ``id`` (missing for the city, and for homes in no such area),
    ``households_before``, ``households``, ``moved_in``, ``moved_out``, ``changed_type``, ``undated``. Areas where
    nobody lives on either day have no row. Raises ``BadInput`` unless ``since`` is before ``until``.
    """
    if not since < until:
        raise BadInput(DAYS_REVERSED, since=since, until=until)
    grounds = Ground.of(frames, since), Ground.of(frames, until)
    dated = _dated(frames)
    parts = [_moves(level, _day(grounds[0], level), _day(grounds[1], level), dated) for level in (*AREA_LEVELS, "city")]
    return Turnover(Basis(DEFINITION, TurnoverParameters(since), until), pd.concat(parts, ignore_index=True))


def _dated(frames: Frames) -> Ints:
    """The ids of the households of which any row says since when, or until when, it holds."""
    frame = frames.get("household")
    if frame is None:
        return np.zeros(0, np.int64)
    told = np.zeros(len(frame), bool)
    for bound in ("valid_from", "valid_to"):
        if bound in frame:
            told |= frame[bound].notna().to_numpy()
    return np.unique(frame["id"].to_numpy(dtype=np.int64)[told])


def _day(ground: Ground, level: str) -> _Day:
    """The households of a day that live in a building that is there."""
    home = ground.household_building
    here = np.flatnonzero(home >= 0)
    member = ground.members(level)[home[here]]
    ids = np.zeros(1, np.int64) if level == "city" else ground.areas[level].ids
    area = np.where(member >= 0, ids[np.maximum(member, 0)], NOWHERE) if len(ids) else np.full(len(here), NOWHERE)
    return _Day(ground.household.ids[here], area.astype(np.int64), ground.household["housing_type"][here])


def _moves(level: str, first: _Day, last: _Day, dated: Ints) -> pd.DataFrame:
    one, other = _same(first, last)
    stayed, came = np.zeros(len(first.ids), bool), np.ones(len(last.ids), bool)
    stayed[one], came[other] = True, False
    told = ~(_no_type(first.kind[one]) | _no_type(last.kind[other]))
    changed = other[told & (first.kind[one] != last.kind[other])]
    either = np.concatenate([last.area, first.area[~stayed]])
    known = np.isin(np.concatenate([last.ids, first.ids[~stayed]]), dated)
    counted = {
        "households_before": first.area, "households": last.area, "moved_in": last.area[came],
        "moved_out": first.area[~stayed], "changed_type": last.area[changed], "undated": either[~known],
    }  # fmt: skip
    areas = np.unique(either)
    columns: dict[str, object] = {
        "level": np.full(len(areas), level, object),
        "id": pd.arrays.IntegerArray(areas.copy(), (areas == NOWHERE) | (level == "city")),
    }
    blind = ~np.isin(areas, either[known])
    for name, held in counted.items():
        count = np.bincount(np.searchsorted(areas, held), minlength=len(areas)).astype(np.int64)
        moved = name in ("moved_in", "moved_out", "changed_type")
        columns[name] = pd.arrays.IntegerArray(count, blind if moved else np.zeros(len(areas), bool))
    return pd.DataFrame(columns)


def _same(first: _Day, last: _Day) -> tuple[Ints, Ints]:
    """The positions of the households that live in the same area on both days."""
    _, one, other = np.intersect1d(first.ids, last.ids, assume_unique=True, return_indices=True)
    same = first.area[one] == last.area[other]
    return one[same], other[same]


def _no_type(kind: np.typing.NDArray[np.object_]) -> Mask:
    return np.asarray(missing(kind) | (kind == UNKNOWN_TYPE), dtype=bool)

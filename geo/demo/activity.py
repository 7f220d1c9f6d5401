"""When was each unit active? Row versions that tell it, none of them longer than a unit may be silent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Days = npt.NDArray[np.datetime64]
Objects = npt.NDArray[np.object_]

PAUSE_DAYS = (78, 89)
"""Between two activities: shorter than the 90 days after which a unit counts as dormant."""
DORMANT_AFTER = np.timedelta64(90, "D")
DAY = np.timedelta64(1, "D")


@dataclass(frozen=True, slots=True)
class Life:
    """What is known of units by row: the last activity and the state of the present, the founding day (missing: before
    ``start``; never after the last activity), and by row from when until when some were dissolved.
    """

    last_active_on: Days
    state: Objects
    founded: Days
    away: Mapping[int, tuple[np.datetime64, np.datetime64]]
    start: np.datetime64


@dataclass(frozen=True, slots=True)
class Told:
    """The closed row versions (``row`` is the unit's), and from when each unit's present row holds (missing: since
    before the year).
    """

    row: Ints
    state: Objects
    last_active_on: Days
    valid_from: Days
    valid_to: Days
    present_from: Days


def lives(life: Life, rng: np.random.Generator) -> Told:
    """The row versions of all units, from the first day of the past or their founding on.

    A version begins with an activity and ends with the next, so that on every day the last activity lies before it.
    A unit that is recorded as dormant became so when it had been silent too long.
    """
    begin = np.where(np.isnat(life.founded), life.start, life.founded)
    last = np.maximum(life.last_active_on, begin)
    recorded = life.state == "dormant"
    until = np.where(recorded, np.maximum(last + DORMANT_AFTER, begin), last)
    parts = [(np.flatnonzero(recorded), last[recorded], last[recorded], until[recorded])]
    open_ = np.flatnonzero(last > begin)
    end = last.copy()
    while len(open_):
        active = end[open_] - rng.integers(*PAUSE_DAYS, len(open_)).astype("timedelta64[D]")
        # a unit is active on its founding day; before the past begins, activity is activity
        active = np.where(np.isnat(life.founded[open_]), active, np.maximum(active, begin[open_]))
        parts.append((open_, active, np.maximum(active, begin[open_]), end[open_]))
        end[open_] = active
        open_ = open_[active > begin[open_]]
    row, active, since, to = (np.concatenate([part[k] for part in parts]) for k in range(4))
    state = np.full(len(row), "active", dtype=object)
    present = np.where(until > begin, until, life.founded)
    told = Told(row, state, active, since, to, present)
    return _in_order(_dissolved(told, life.away))


def _dissolved(told: Told, away: Mapping[int, tuple[np.datetime64, np.datetime64]]) -> Told:
    """The versions with some units gone for a while: what falls into it is cut off, and one row says «dissolved»."""
    kept = np.ones(len(told.row), dtype=bool)
    since, to = told.valid_from.copy(), told.valid_to.copy()
    active = told.last_active_on.copy()
    extra: list[tuple[int, np.datetime64, np.datetime64, np.datetime64]] = []
    for unit, (gone, back) in away.items():
        mine = np.flatnonzero(told.row == unit)
        before = mine[since[mine] < gone]
        extra.append((unit, active[before].max(), gone, back))
        kept[mine[(since[mine] >= gone) & (to[mine] <= back)]] = False
        spans = mine[(since[mine] < back) & (to[mine] > back)]
        for at in spans.tolist():
            if since[at] < gone:
                extra.append((unit, back, back, to[at]))
            else:
                since[at], active[at] = back, back
        to[before] = np.minimum(to[before], gone)
    row, last, first, end = (list(values) for values in zip(*extra, strict=True)) if extra else ([], [], [], [])
    states = ["dissolved" if away[unit][0] == day else "active" for unit, day in zip(row, first, strict=True)]
    return Told(
        np.concatenate([told.row[kept], np.array(row, np.int64)]),
        np.concatenate([told.state[kept], np.array(states, object)]),
        np.concatenate([active[kept], np.array(last, "datetime64[D]")]),
        np.concatenate([since[kept], np.array(first, "datetime64[D]")]),
        np.concatenate([to[kept], np.array(end, "datetime64[D]")]), told.present_from,
    )  # fmt: skip


def _in_order(told: Told) -> Told:
    order = np.lexsort((told.valid_from, told.row))
    return Told(
        told.row[order], told.state[order], told.last_active_on[order], told.valid_from[order], told.valid_to[order],
        told.present_from,
    )  # fmt: skip

"""By when is each of many incidents due, now that some of their clocks stand still? The rule of ``deadlines``, by columns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from geo.clock import CHINA
from geo.incidents.deadlines import Unit
from geo.incidents.work_calendar import LONGEST_DAYS, WorkCalendar

Moments = NDArray[Any]
"""``datetime64[us]`` in UTC; NaT is missing."""

MOMENT: Final = "datetime64[us]"
LONGEST_YEARS: Final = LONGEST_DAYS // 365


def effective_due(
    calendar: WorkCalendar,
    units: Mapping[str, Unit],
    categories: NDArray[Any],
    due_at: Moments,
    paused_at: Moments,
    now: dt.datetime,
) -> Moments:
    """When each incident would be due if its pause ended at ``now``: what ``due_after_pause`` says of one, for all rows
    at once. ``units`` tells what the deadline of each category counts; one that is not there counts hours.

    Without a pause, and where the pause began too late, that is ``due_at``; NaT without a deadline.
    """
    due: Moments = due_at.astype(MOMENT)
    until = np.maximum(paused_at.astype(MOMENT), _held(now))
    is_held = ~np.isnat(paused_at) & (paused_at < due)
    counts_work = np.zeros(len(due), dtype=bool)
    for category, unit in units.items():
        counts_work |= (categories == category) & (unit is not Unit.HOURS)
    by_hours, by_work = is_held & ~counts_work, is_held & counts_work
    due[by_hours] += (until - paused_at)[by_hours]
    if by_work.any():
        due[by_work] = _after(calendar, until[by_work], _worked(calendar, paused_at[by_work], due[by_work]))
    return due


def _worked(calendar: WorkCalendar, start: Moments, end: Moments) -> NDArray[Any]:
    """How much work is done from each start to its end."""
    clock = _WorkClock(calendar, _year(start.min()), _year(end.max()))
    work: NDArray[Any] = clock.done(end) - clock.done(start)
    return work


def _after(calendar: WorkCalendar, start: Moments, work: NDArray[Any]) -> Moments:
    """The first moment after each start at which so much work has been done; raises ``ValueError`` where ten years do
    not bring it.
    """
    first, years = _year(start.min()), _year(start.max()) - _year(start.min()) + 1
    while True:
        clock = _WorkClock(calendar, first, first + years)
        wanted = clock.done(start) + work
        if (wanted <= clock.total).all():
            break
        if years > LONGEST_YEARS:
            raise ValueError("ten years of this calendar do not bring so much work")
        years += 1
    found: Moments = np.where(work > np.timedelta64(0, "us"), clock.at(wanted), start)
    return found


class _WorkClock:
    """Work done since the beginning of a year, up to any moment until the end of another."""

    def __init__(self, calendar: WorkCalendar, first: int, last: int) -> None:
        spans = [_spans_of(calendar, year) for year in range(first, last + 1)]
        self._begins = np.concatenate([begins for begins, _ in spans])
        lengths = np.concatenate([ends for _, ends in spans]) - self._begins
        self._done = np.concatenate([np.zeros(1, "timedelta64[us]"), np.cumsum(lengths)])
        self._lengths = lengths

    @property
    def total(self) -> np.timedelta64:
        """All the work of these years."""
        total: np.timedelta64 = self._done[-1]
        return total

    def done(self, moments: Moments) -> NDArray[Any]:
        """The work done until each moment."""
        if not len(self._begins):
            return np.zeros(len(moments), "timedelta64[us]")
        span = np.searchsorted(self._begins, moments, "right") - 1
        nothing = np.timedelta64(0, "us")
        inside = np.clip(moments - self._begins[span], nothing, self._lengths[span])
        return np.where(span < 0, nothing, self._done[span] + inside)

    def at(self, work: NDArray[Any]) -> Moments:
        """The first moment at which so much has been done; more than nothing, at most all."""
        span = np.maximum(np.searchsorted(self._done, work, "left") - 1, 0)
        found: Moments = self._begins[span] + (work - self._done[span])
        return found


@lru_cache(maxsize=64)
def _spans_of(calendar: WorkCalendar, year: int) -> tuple[Moments, Moments]:
    """When work begins and ends in a year of China's, ascending."""
    day, spans = dt.date(year, 1, 1), []
    while day.year == year:
        spans += calendar.spans(day)
        day += dt.timedelta(days=1)
    begins, ends = ([_held(span[side]) for span in spans] for side in (0, 1))
    return np.array(begins, MOMENT), np.array(ends, MOMENT)


def _held(moment: dt.datetime) -> np.datetime64:
    return np.datetime64(moment.astimezone(dt.UTC).replace(tzinfo=None), "us")


def _year(moment: np.datetime64) -> int:
    """The year in China."""
    at: dt.datetime = moment.astype(MOMENT).item()
    return at.replace(tzinfo=dt.UTC).astimezone(CHINA).year

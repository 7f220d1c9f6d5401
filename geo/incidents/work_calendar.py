"""When is work done? Working hours, weekends, holidays and the days made up for them (调休), in China's time.

Work is counted in time actually worked: ``work_after`` and ``worked`` undo each other.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from geo.clock import CHINA

SATURDAY: Final = 5
LONGEST_DAYS: Final = 3_660
"""About ten years: a calendar in which that many days bring not enough work has no working days."""

Span = tuple[dt.datetime, dt.datetime]
NOTHING: Final = dt.timedelta(0)


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Working hours and the days that differ from the week.

    ``hours`` are spans of a working day in order, without overlap. ``holidays`` are days off, ``made_up`` days on which
    work is done although they are Saturdays or Sundays; other days follow the week. ``years`` are those whose holidays
    are known: in others only weekends are off.
    """

    hours: tuple[tuple[dt.time, dt.time], ...]
    holidays: frozenset[dt.date] = frozenset()
    made_up: frozenset[dt.date] = frozenset()
    years: frozenset[int] = frozenset()

    def works_on(self, day: dt.date) -> bool:
        """Whether that day, in China, is a working day."""
        if day in self.made_up:
            return True
        return day.weekday() < SATURDAY and day not in self.holidays

    def spans(self, day: dt.date) -> list[Span]:
        """When work is done on a day: moments with a time zone; none on a day off."""
        if not self.works_on(day):
            return []
        return [(_at(day, begin), _at(day, end)) for begin, end in self.hours]


def work_after(calendar: WorkCalendar, start: dt.datetime, work: dt.timedelta) -> dt.datetime:
    """The first moment at which so much work has been done since ``start``; ``start`` itself for none.

    Raises ``ValueError`` where ten years do not bring it.
    """
    if work <= NOTHING:
        return start
    left = work
    for begin, end in _spans_from(calendar, start):
        length = end - max(begin, start)
        if length >= left:
            return (max(begin, start) + left).astimezone(dt.UTC)
        left -= max(length, NOTHING)
    raise ValueError("ten years of this calendar do not bring so much work")


def worked(calendar: WorkCalendar, start: dt.datetime, end: dt.datetime) -> dt.timedelta:
    """How much work is done from ``start`` to ``end``; nothing where ``end`` is not later."""
    total, day, last = NOTHING, start.astimezone(CHINA).date(), end.astimezone(CHINA).date()
    while day <= last:
        for begin, until in calendar.spans(day):
            total += max(min(until, end) - max(begin, start), NOTHING)
        day += dt.timedelta(days=1)
    return total


def end_of_working_day(calendar: WorkCalendar, start: dt.datetime, days: int) -> dt.datetime:
    """When work ends on the n-th working day after the day of ``start``, which does not count; n ≥ 1."""
    day = start.astimezone(CHINA).date()
    for _ in range(LONGEST_DAYS):
        day += dt.timedelta(days=1)
        days -= calendar.works_on(day)
        if days == 0:
            return calendar.spans(day)[-1][1].astimezone(dt.UTC)
    raise ValueError("ten years of this calendar do not bring so many working days")


def _spans_from(calendar: WorkCalendar, start: dt.datetime) -> Iterator[Span]:
    day = start.astimezone(CHINA).date()
    for _ in range(LONGEST_DAYS):
        for begin, end in calendar.spans(day):
            if end > start:
                yield begin, end
        day += dt.timedelta(days=1)


def _at(day: dt.date, time: dt.time) -> dt.datetime:
    return dt.datetime.combine(day, time, CHINA)

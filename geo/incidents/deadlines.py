"""When is an incident due? Deadlines in hours, working hours or working days; what a pause and an extension do to them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from geo.incidents.work_calendar import WorkCalendar, end_of_working_day, work_after, worked


class Unit(StrEnum):
    """What a deadline counts."""

    HOURS = "hours"
    WORKING_HOURS = "working_hours"
    WORKING_DAYS = "working_days"


@dataclass(frozen=True, slots=True)
class Deadline:
    """So many of a unit; at least one."""

    amount: int
    unit: Unit


def due_after(calendar: WorkCalendar, start: dt.datetime, deadline: Deadline) -> dt.datetime:
    """When something that begins at ``start`` is due, in UTC.

    Hours run day and night; working hours only while work is done; a number of working days ends with the work of the
    last one, the day of the start not counted.
    """
    match deadline.unit:
        case Unit.HOURS:
            return start + dt.timedelta(hours=deadline.amount)
        case Unit.WORKING_HOURS:
            return work_after(calendar, start, dt.timedelta(hours=deadline.amount))
        case Unit.WORKING_DAYS:
            return end_of_working_day(calendar, start, deadline.amount)


def due_after_pause(
    calendar: WorkCalendar, due_at: dt.datetime, paused_at: dt.datetime, resumed_at: dt.datetime, unit: Unit
) -> dt.datetime:
    """When it is due once a pause is over: what was left at its beginning is left at its end.

    What was overdue when it was paused stays due when it was.
    """
    if paused_at >= due_at:
        return due_at
    if unit is Unit.HOURS:
        return due_at + max(resumed_at - paused_at, dt.timedelta(0))
    return work_after(calendar, max(resumed_at, paused_at), worked(calendar, paused_at, due_at))


def due_extended(
    calendar: WorkCalendar, due_at: dt.datetime | None, now: dt.datetime, extension: Deadline
) -> dt.datetime:
    """When it is due after an extension: counted from when it was due, from now where that is past or was not set."""
    return due_after(calendar, now if due_at is None else max(due_at, now), extension)


def is_overdue(due_at: dt.datetime | None, paused_at: dt.datetime | None, now: dt.datetime) -> bool:
    """Whether something that is still open is past its deadline; the clock stands still during a pause."""
    return due_at is not None and (now if paused_at is None else paused_at) > due_at

"""``datetime`` of OGC API Features and ``as_of``: which days does a request ask about?"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Final

from api import params
from geo.clock import CHINA
from geo.errors import BadInput, Message
from geo.model import Period

OPEN: Final = ("", "..")
EXPECTED: Final = (
    "2026-09-01T00:00:00Z, 2026-09-01T00:00:00Z/.., ../2026-09-01T00:00:00Z, 2026-06-01T00:00:00Z/2026-09-01T00:00:00Z"
)

TWO_TIMES = Message(
    "two-times",
    zh="as_of 和 datetime 同时出现",
    en="as_of and datetime are both given",
    remedy_zh="请只给其中一个",
    remedy_en="give one of them",
)

_MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[Tt ]([0-9]{2}:[0-9]{2}):([0-5][0-9]|60)(?:\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2}))?"
)


def asked(as_of: str | None, moment: str | None) -> Period | None:
    """The days that ``as_of`` or ``datetime`` names; ``None`` where neither is given. Raises ``BadInput`` for both."""
    if as_of is not None and moment is not None:
        raise BadInput(TWO_TIMES)
    day = params.day("as_of", as_of)
    return Period(day, day) if day is not None else period(moment)


def period(text: str | None) -> Period | None:
    """The days in China that an instant or an interval touches; ``None`` stays ``None``.

    Things hold by whole days in China, so an instant asks about the day in which it lies. RFC 3339, or a plain day;
    one end of an interval may be open (``..`` or nothing), not both. Raises ``BadInput`` for what begins after its end.
    """
    if text is None:
        return None
    ends = text.split("/")
    if len(ends) == 1:
        day = _day(text, text)
        return Period(day, day)
    if len(ends) != 2 or (ends[0] in OPEN and ends[1] in OPEN):
        raise params.invalid("datetime", text, EXPECTED)
    first, last = (None if end in OPEN else _day(end, text) for end in ends)
    if first is not None and last is not None and first > last:
        raise params.invalid("datetime", text, EXPECTED)
    return Period(first, last)


def _day(moment: str, text: str) -> date:
    parts = _MOMENT.fullmatch(moment)
    if parts is None:
        raise params.invalid("datetime", text, EXPECTED)
    day, minute, second, zone = parts.groups()
    try:
        if minute is None:
            return date.fromisoformat(day)
        # a leap second belongs to the minute that it ends
        clock = f"{day}T{minute}:{min(int(second), 59):02}{zone.upper()}"
        return datetime.fromisoformat(clock).astimezone(CHINA).date()
    except (ValueError, OverflowError):
        raise params.invalid("datetime", text, EXPECTED) from None


def moment(at: datetime | None) -> str | None:
    """A moment in UTC as documents write it."""
    return None if at is None else at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

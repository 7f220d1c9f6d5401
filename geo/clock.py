"""What day is it where the communities are? The one clock that decides what «now» means."""

from __future__ import annotations

import datetime as dt
from typing import Final

CHINA: Final = dt.timezone(dt.timedelta(hours=8))
"""China Standard Time: one zone for the whole country, without summer time since 1991."""


def china_today() -> dt.date:
    """The calendar day in China at this moment, whatever the machine's own time zone."""
    return dt.datetime.now(CHINA).date()

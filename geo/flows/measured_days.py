"""Which days may be measured? Each that is keeps a run for good, so they cannot be without end."""

from __future__ import annotations

import datetime as dt
from typing import Final

from geo.errors import BadInput, Message
from geo.store import SYSTEM, Store

BACK_DAYS: Final = 400
"""A year of trend may be asked for whatever day the data begin with."""
DATED: Final = ("street", "community", "grid", "estate", "building", "unit", "organisation", "venue")
"""The layers whose first day is the first day of the city: what stands in buildings is not older."""

DAY_OUTSIDE = Message(
    "as-of-outside",
    zh="{got} 不在可以统计的日期范围内",
    en="{got} is not among the days that can be measured",
    remedy_zh="请选择 {first} 至 {last} 之间的日期",
    remedy_en="choose a day from {first} to {last}",
    asked=True,
)


class Days:
    """The days that may be measured: from the first day of the data, or ``BACK_DAYS`` ago if that is earlier, to
    ``ahead_days`` after today.
    """

    def __init__(self, store: Store, ahead_days: int) -> None:
        self._store, self._ahead = store, dt.timedelta(ahead_days)
        self._first: tuple[tuple[int, ...], dt.date | None] | None = None

    def bounds(self, today: dt.date) -> tuple[dt.date, dt.date]:
        """The first and the last of them."""
        first = self._first_stored()
        back = today - dt.timedelta(BACK_DAYS)
        return back if first is None else min(first, back), today + self._ahead

    def holds(self, day: dt.date, today: dt.date) -> bool:
        """Whether a day is one of them."""
        if day == today:
            return True
        first, last = self.bounds(today)
        return first <= day <= last

    def check(self, day: dt.date, today: dt.date) -> None:
        """Raise ``BadInput`` for a day that is none of them."""
        if not self.holds(day, today):
            first, last = self.bounds(today)
            raise BadInput(DAY_OUTSIDE, got=day.isoformat(), first=first.isoformat(), last=last.isoformat())

    def _first_stored(self) -> dt.date | None:
        """The first day on which anything holds; looked up again after a write."""
        with self._store.acting(SYSTEM).reader() as reader:
            versions = reader.versions()
            state = tuple(versions[layer] for layer in DATED)
            if self._first is None or self._first[0] != state:
                spans = [reader.span(layer) for layer in DATED if versions[layer]]
                days = [span.first for span in spans if span is not None and span.first is not None]
                self._first = (state, min(days, default=None))
        return self._first[1]

"""The order of the dispatcher's desk: what is overdue first, then what is due soonest, at last what no clock runs for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
import orjson
from numpy.typing import NDArray

from api import params
from geo.errors import BadInput
from geo.incidents import IncidentRules
from geo.incidents.effective import effective_due
from geo.snapshot import LayerSnapshot

Integers = NDArray[np.int64]

URGENCY: Final = "urgency"
LAST: Final = 1 << 62
"""The place of what has ended and of what has no deadline."""

LONGEST: Final = dt.timedelta(days=366)


@dataclass(frozen=True, slots=True)
class ByUrgency:
    """By when each incident is due if its pause ended at a moment, then by id. What is overdue was due before that moment
    and therefore stands first. The moment travels in the cursor: all pages of a list are of one order.
    """

    due_us: Integers
    at: dt.datetime

    @classmethod
    def of(cls, snapshot: LayerSnapshot, is_open: NDArray[np.bool_], rules: IncidentRules, at: dt.datetime) -> Self:
        """The order of a layer of incidents at a moment."""
        columns = snapshot.columns
        units = {category.id: category.deadline.unit for category in rules.categories.values()}
        due = effective_due(rules.calendar, units, columns["category"], columns["due_at"], columns["paused_at"], at)
        clock_runs = is_open & ~np.isnat(due)
        return cls(np.where(clock_runs, due.astype(np.int64), LAST), at)

    def sorted(self, snapshot: LayerSnapshot, rows: Integers) -> Integers:
        """The rows in this order."""
        return rows[np.lexsort((snapshot.ids[rows], self.due_us[rows]))]

    def cursor(self, snapshot: LayerSnapshot, row: int, same: tuple[str, ...]) -> str:
        """The text that continues after that row."""
        place = [self.at.isoformat(), int(self.due_us[row]), int(snapshot.ids[row])]
        return params.cursor_text(orjson.dumps(place), *same)

    def first_after(self, snapshot: LayerSnapshot, rows: Integers, cursor: str, same: tuple[str, ...]) -> int:
        """Where the page of a cursor begins among sorted rows; raises ``BadInput`` for one that this query did not give."""
        _, due_us, thing = _read(cursor, same)
        due, ids = self.due_us[rows], snapshot.ids[rows]
        return len(rows) - int(np.count_nonzero((due > due_us) | ((due == due_us) & (ids > thing))))


def moment_of_cursor(cursor: str, same: tuple[str, ...], now: dt.datetime) -> dt.datetime:
    """The moment of the list that a cursor continues, at most a year ago; raises ``BadInput``."""
    at = _read(cursor, same)[0]
    if not now - LONGEST <= at <= now:
        raise BadInput(params.CURSOR_INVALID, got=cursor)
    return at


def _read(cursor: str, same: tuple[str, ...]) -> tuple[dt.datetime, int, int]:
    try:
        at, due_us, thing = orjson.loads(params.cursor_raw(cursor, *same))
        place = dt.datetime.fromisoformat(at), int(due_us), int(thing)
        if place[0].tzinfo is None or max(abs(place[1]), abs(place[2])) > LAST:
            raise ValueError(at)
    except (ValueError, TypeError, OverflowError):
        raise BadInput(params.CURSOR_INVALID, got=cursor) from None
    return place

"""The order of a list of features: by one field, then by id; pages go on from a value, not from a count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import orjson
from numpy.typing import NDArray

from api import params
from geo.columns import Column, missing, python_values
from geo.errors import BadInput
from geo.snapshot import LayerSnapshot

Integers = NDArray[np.int64]

LAST: Final = np.iinfo(np.int64).max
"""The rank of things without a value: after all others, upwards and downwards."""


@dataclass(frozen=True, slots=True)
class Order:
    """By a field of the layer, downwards or upwards; things with equal values, or without one, by ascending id."""

    name: str
    down: bool

    def sorted(self, snapshot: LayerSnapshot, rows: Integers) -> Integers:
        """The rows in this order."""
        return rows[np.lexsort((snapshot.ids[rows], self._ranks(snapshot)[rows]))]

    def cursor(self, snapshot: LayerSnapshot, row: int, same: tuple[str, ...]) -> str:
        """The text that continues after that row."""
        return params.cursor_text(orjson.dumps([snapshot.value(row, self.name), int(snapshot.ids[row])]), *same)

    def first_after(self, snapshot: LayerSnapshot, rows: Integers, cursor: str, same: tuple[str, ...]) -> int:
        """Where the page of a cursor begins among sorted rows, also when the thing it names has changed or gone.

        Raises ``BadInput`` for a cursor that this query did not give out.
        """
        raw = params.cursor_raw(cursor, *same)
        try:
            value, thing = orjson.loads(raw)
            rank, is_held = self._rank_of(snapshot, value)
            thing = int(thing)
        except (ValueError, TypeError, OverflowError):
            raise BadInput(params.CURSOR_INVALID, got=cursor) from None
        ranks = self._ranks(snapshot)[rows]
        low = int(np.searchsorted(ranks, rank, "left"))
        if not is_held:
            return low
        high = int(np.searchsorted(ranks, rank, "right"))
        return low + int(np.searchsorted(snapshot.ids[rows[low:high]], thing, "right"))

    def _ranks(self, snapshot: LayerSnapshot) -> Integers:
        values, ranks = _ranked(snapshot, self.name)
        return np.where(ranks == LAST, LAST, len(values) - 1 - ranks) if self.down else ranks

    def _rank_of(self, snapshot: LayerSnapshot, value: Any) -> tuple[int, bool]:
        """The rank at which a value stands, or would stand, and whether any thing has it."""
        if value is None:
            return LAST, True
        values, _ = _ranked(snapshot, self.name)
        held = _as_held(value, values)
        place = int(np.searchsorted(values, held, "left"))
        is_held = place < len(values) and bool(values[place] == held)
        if not self.down:
            return place, is_held
        return len(values) - 1 - place + (0 if is_held else 1), is_held


def order_of(text: str | None, snapshot: LayerSnapshot) -> Order | None:
    """The order that ``sortby`` names: a field, with ``-`` in front downwards; ``None`` stays ``None``."""
    if text is None:
        return None
    name = text.removeprefix("-")
    if name not in snapshot.columns:
        raise params.invalid("sortby", text, ", ".join(f"{name}, -{name}" for name in snapshot.columns))
    return Order(name, text.startswith("-"))


def _ranked(snapshot: LayerSnapshot, name: str) -> tuple[Column, Integers]:
    """The different values of a field, ascending, and for each row the place of its own among them."""

    def make() -> tuple[Column, Integers]:
        column = snapshot.columns[name]
        known = ~missing(column)
        ranks = np.full(len(column), LAST, np.int64)
        values, ranks[known] = np.unique(column[known], return_inverse=True)
        return values, ranks

    return snapshot.derived(("ranked", name), make)


def _as_held(value: Any, values: Column) -> Any:
    """A value out of a cursor as the column holds it; raises ``ValueError`` or ``TypeError`` for another type."""
    if values.dtype == object:
        if not isinstance(value, str):
            raise TypeError(value)
        return value
    if values.dtype.kind == "M":
        value = str(value).removesuffix("Z")
    held = np.array([value]).astype(values.dtype)
    if python_values(held)[0] is None:
        raise ValueError(value)
    return held[0]

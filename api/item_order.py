"""The order of a list of features: by fields, then by id; pages go on from values, not from a count."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import orjson
from numpy.typing import NDArray

from api import params
from geo.columns import Column, missing, python_values
from geo.errors import BadInput
from geo.snapshot import LayerSnapshot
from geo.sounds import reading_key

Integers = NDArray[np.int64]

READ_BY_PEOPLE: Final = ("name",)
"""Fields that are sorted as people read them; codes and other texts by code point."""

LAST: Final = 1 << 62
"""The rank of things without a value: after all others, upwards and downwards."""


@dataclass(frozen=True, slots=True)
class Key:
    """One field to sort by. The different values of a layer have the ranks 0, 2, 4 …; odd ones lie between values."""

    name: str
    down: bool

    def ranks(self, snapshot: LayerSnapshot) -> Integers:
        """The rank of each row."""
        values, ranks = _ranked(snapshot, self.name)
        return np.where(ranks == LAST, LAST, 2 * (len(values) - 1) - ranks) if self.down else ranks

    def rank_of(self, snapshot: LayerSnapshot, value: Any) -> int:
        """The rank of a value, between its neighbours where no row has it any more.

        Raises ``ValueError``, ``TypeError`` or ``OverflowError`` for a value of another type.
        """
        if value is None:
            return LAST
        values, _ = _ranked(snapshot, self.name)
        held = _as_held(value, values)
        if self.name in READ_BY_PEOPLE:
            place = bisect_left(values, reading_key(held), key=reading_key)
        else:
            place = int(np.searchsorted(values, held, "left"))
        is_held = place < len(values) and bool(values[place] == held)
        rank = 2 * place if is_held else 2 * place - 1
        return 2 * (len(values) - 1) - rank if self.down else rank


@dataclass(frozen=True, slots=True)
class Order:
    """By the first key, equal things by the next, at last by ascending id."""

    keys: tuple[Key, ...]

    def sorted(self, snapshot: LayerSnapshot, rows: Integers) -> Integers:
        """The rows in this order."""
        ranks = [key.ranks(snapshot)[rows] for key in self.keys]
        return rows[np.lexsort((snapshot.ids[rows], *reversed(ranks)))]

    def cursor(self, snapshot: LayerSnapshot, row: int, same: tuple[str, ...]) -> str:
        """The text that continues after that row."""
        values = [snapshot.value(row, key.name) for key in self.keys]
        return params.cursor_text(orjson.dumps([*values, int(snapshot.ids[row])]), *same)

    def first_after(self, snapshot: LayerSnapshot, rows: Integers, cursor: str, same: tuple[str, ...]) -> int:
        """Where the page of a cursor begins among sorted rows, also when the thing it names has changed or gone.

        Raises ``BadInput`` for a cursor that this query did not give out.
        """
        try:
            *values, thing = orjson.loads(params.cursor_raw(cursor, *same))
            places = [key.rank_of(snapshot, value) for key, value in zip(self.keys, values, strict=True)]
            is_behind = snapshot.ids[rows] > int(thing)
        except (ValueError, TypeError, OverflowError):
            raise BadInput(params.CURSOR_INVALID, got=cursor) from None
        for key, place in reversed(list(zip(self.keys, places, strict=True))):
            ranks = key.ranks(snapshot)[rows]
            is_behind = (ranks > place) | ((ranks == place) & is_behind)
        return len(rows) - int(np.count_nonzero(is_behind))


def order_of(text: str | None, snapshot: LayerSnapshot) -> Order | None:
    """The order that ``sortby`` names: fields separated by commas, with ``-`` in front downwards; ``None`` stays so."""
    if text is None:
        return None
    keys = tuple(Key(part.removeprefix("-"), part.startswith("-")) for part in text.split(","))
    names = [key.name for key in keys]
    if not snapshot.columns.keys() >= set(names) or len(set(names)) < len(names):
        raise params.invalid("sortby", text, ", ".join(f"{name}, -{name}" for name in snapshot.columns))
    return Order(keys)


def _ranked(snapshot: LayerSnapshot, name: str) -> tuple[Column, Integers]:
    """The different values of a field, ascending, and for each row the rank of its own among them."""

    def make() -> tuple[Column, Integers]:
        column = snapshot.columns[name]
        known = ~missing(column)
        ranks = np.full(len(column), LAST, np.int64)
        values, places = np.unique(column[known], return_inverse=True)
        if name in READ_BY_PEOPLE:
            names = values.tolist()
            read = np.array(sorted(range(len(names)), key=lambda at: reading_key(names[at])), np.int64)
            values, places = values[read], np.argsort(read)[places]
        ranks[known] = 2 * places
        return values, ranks

    return snapshot.derived(("ranked", name), make)


def _as_held(value: Any, values: Column) -> Any:
    """A value out of a cursor as the column holds it."""
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

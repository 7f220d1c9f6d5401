"""The fields of one change as they come from outside, each taken once and checked by itself."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from geo.errors import BadInput, Message
from geo.layers import layer_named
from geo.whatif.known import Known

UNWRITABLE = ("Cc", "Cs")
"""The Unicode categories of characters that belong in no name."""

CHANGE_NOT_USABLE = Message(
    "what-if-change-not-usable",
    zh="第 {index} 项更改的“{field}”为“{got}”，应为 {expected}",
    en="change {index}: {field} is {got!r}, expected {expected}",
    remedy_zh="请修正这一项更改",
    remedy_en="correct this change",
)
CHANGE_NAMES_NOTHING = Message(
    "what-if-change-names-nothing",
    zh="第 {index} 项更改的“{field}”为 {got}，此时没有这样的{expected}",
    en="change {index}: {field} is {got}, and there is no such {expected} at that point",
    remedy_zh="请核对标识；前面的更改所新增的对象用 -1、-2……表示（第 1、2……项更改）",
    remedy_en="check the id; what an earlier change adds is named by -1, -2, … (changes 1, 2, …)",
)


class Fields:
    """The fields of one change, or of one target within it; what is not asked for is refused at the end."""

    def __init__(self, number: int, given: Any, known: Known, within: str = "") -> None:
        self.number, self.known, self.within = number, known, within
        if not isinstance(given, dict):
            raise self.bad(within or "change", given, "{…}")
        self.given: Mapping[str, Any] = given
        self.read = {"op"} if not within else set()

    def bad(self, field: str, got: Any, expected: str) -> BadInput:
        """The error for a value that does not have the expected form."""
        return BadInput(CHANGE_NOT_USABLE, index=self.number, field=field, got=got, expected=expected)

    def value(self, name: str, expected: str, good: Callable[[Any], bool], *, optional: bool = False) -> Any:
        """The value of a field, checked; an optional one may be missing or null."""
        self.read.add(name)
        value = self.given.get(name)
        if optional and value is None:
            return None
        if not good(value):
            raise self.bad(self.within + name, value if name in self.given else "", expected)
        return value

    def done(self) -> None:
        """Refuse what nobody asked for."""
        for name in self.given:
            if name not in self.read:
                raise self.bad(self.within + name, self.given[name], "—; " + ", ".join(sorted(self.read)))

    def lonlat(self) -> tuple[float, float]:
        """Degrees, on the grid of stored coordinates."""
        found = [
            self.value(name, f"-{most} … {most}", partial(_within, most)) for name, most in (("lon", 180), ("lat", 90))
        ]
        lon, lat = np.round(np.array(found, dtype=np.float64), 7).tolist()
        return lon, lat

    def word(self, name: str, words: Sequence[str]) -> str:
        """One of a few words."""
        return str(self.value(name, ", ".join(words), lambda v: isinstance(v, str) and v in words))

    def text(self, name: str) -> str | None:
        """A short text that every store takes, or none."""
        found: str | None = self.value(name, "text", _is_text, optional=True)
        return found

    def flag(self, name: str) -> bool:
        """True or false."""
        return bool(self.value(name, "true, false", lambda v: isinstance(v, bool)))

    def whole(self, name: str, least: int, most: int) -> int:
        """A whole number within bounds, bounds included."""
        words = ", ".join(map(str, range(least, most + 1)))
        return int(self.value(name, words, lambda v: is_whole(v) and least <= v <= most))

    def thing(self, name: str, layer: str, *, optional: bool = False) -> int | None:
        """The id of a thing that is there and may be named."""
        given = self.value(name, "integer", is_whole, optional=optional)
        if given is None:
            return None
        made = self.known.made_by(-given) if given < 0 else (layer, given)
        if made is None or made[0] != layer or not self.known.holds(*made):
            raise BadInput(
                CHANGE_NAMES_NOTHING, index=self.number, field=self.within + name, got=given,
                expected=layer_named(layer).label,
            )  # fmt: skip
        return int(made[1])

    def id_of(self, name: str, layer: str) -> int:
        """As `thing`, never missing."""
        found = self.thing(name, layer)
        assert found is not None
        return found


def is_number(value: Any) -> bool:
    """A finite number that JSON can carry."""
    return is_whole(value) or (isinstance(value, float) and math.isfinite(value))


def is_whole(value: Any) -> bool:
    """A whole number that a float can hold exactly; true and false are none."""
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**53


def _within(most: float, value: Any) -> bool:
    return is_number(value) and -most <= value <= most


def _is_text(value: Any) -> bool:
    """Short, and without what no store takes: control characters and halves of surrogate pairs."""
    return (
        isinstance(value, str) and len(value) <= 200 and all(unicodedata.category(c) not in UNWRITABLE for c in value)
    )

"""Which known names can a written name mean, and how: the same, an alias, a short form, the same sound, one slip?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from geo.sounds import sounds

LEAST_PREFIX: Final = 2
LEAST_FRAGMENT: Final = 3


class How(IntEnum):
    """How a written name or number agrees with a record, the surest first."""

    EXACT = 0
    NUMERAL = 1
    """The same number in another script, or with other words for what it counts."""
    BARE = 2
    """The same number, which only its place says the kind of: 5-2-301."""
    ALIAS = 3
    SHORT = 4
    SOUND = 5
    SWAP = 6
    """Two neighbouring characters exchanged: 信霞园家. All characters are there, so it is hardly another name."""
    TYPO = 7
    """One character wrong, missing or too many: it may well be another name."""
    UNCHECKED = 8
    """The city has nothing to compare it with."""

    @property
    def word(self) -> str:
        """The stable word that answers carry."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Likeness:
    """A known name that a written one can mean."""

    value: str
    how: How


class NameIndex:
    """Known names of one kind, by value (see ``name_value``). ``any_end`` is an ending that people put in the place of
    the real one: 翠湖小区 for 翠湖花园.
    """

    def __init__(self, values: Iterable[str], any_end: str | None = None) -> None:
        self.values = frozenset(values)
        self._any_end = any_end
        self._fragments: dict[str, list[str]] = defaultdict(list)
        self._sounds: dict[tuple[str, ...], list[str]] = defaultdict(list)
        self._thinned: dict[str, list[str]] = defaultdict(list)
        for value in sorted(self.values):
            for fragment in _fragments(value):
                self._fragments[fragment].append(value)
            for sound in sounds(value):
                self._sounds[sound].append(value)
            for thinned in _thinned(value):
                self._thinned[thinned].append(value)

    def find(self, written: str, *, short: bool = True) -> list[Likeness]:
        """What a name can mean, of the surest way that finds anything; an empty list where nothing is like it.

        Exact; a short form (its beginning of two characters or more, any part of three or more, another ending);
        the same sound; two neighbours exchanged; one character wrong, missing or too many. All of that way are listed.
        """
        if written in self.values:
            return [Likeness(written, How.EXACT)]
        for how, found in self._ways(written, short):
            if found:
                return [Likeness(value, how) for value in dict.fromkeys(found)]
        return []

    def _ways(self, written: str, short: bool) -> Iterator[tuple[How, list[str]]]:
        if short:
            yield How.SHORT, self._short(written)
        yield How.SOUND, [value for sound in sounds(written) for value in self._sounds.get(sound, ())]
        slips = self._slips(written)
        yield How.SWAP, [value for value in slips if sorted(value) == sorted(written)]
        yield How.TYPO, slips

    def _short(self, written: str) -> list[str]:
        found = list(self._fragments.get(written, ()))
        if self._any_end is not None and written.endswith(self._any_end):
            stem = written.removesuffix(self._any_end)
            found += [value for value in self._fragments.get(stem, ()) if value.startswith(stem)]
        return found

    def _slips(self, written: str) -> list[str]:
        near = {value for thinned in _thinned(written) for value in self._thinned.get(thinned, ())}
        return sorted(value for value in near if is_one_slip(written, value))


def is_one_slip(one: str, other: str) -> bool:
    """Whether two different texts are apart by one character wrong, missing or too many, or two neighbours exchanged."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    if len(one) > len(other):
        one, other = other, one
    at = next((k for k, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    if len(one) < len(other):
        return one[at:] == other[at + 1 :]
    return one[at + 1 :] == other[at + 1 :] or (
        one[at + 2 :] == other[at + 2 :] and one[at : at + 2] == other[at : at + 2][::-1]
    )


def _fragments(value: str) -> set[str]:
    """The beginnings of a name and its longer parts, without the name itself."""
    ends = range(1, len(value) + 1)
    starts = {value[:end] for end in ends if end >= LEAST_PREFIX}
    parts = {value[start:end] for end in ends for start in range(end - LEAST_FRAGMENT + 1)}
    return (starts | parts) - {value}


def _thinned(value: str) -> set[str]:
    """A text and what is left without each of its characters: texts that are one slip apart share one of them."""
    return {value} | {value[:at] + value[at + 1 :] for at in range(len(value)) if len(value) > LEAST_PREFIX}

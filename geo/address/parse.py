"""Which road, house number, estate, building, unit, floor and room does a Chinese address name?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from geo.address import patterns
from geo.address.folding import Folded, fold
from geo.address.name_runs import NO_NAMES, KnownNames, split_names
from geo.address.numerals import CHINESE_NUMERAL, number_of
from geo.address.segments import Address, Kind, Segment
from geo.errors import LimitExceeded, Message

MAX_ADDRESS_CHARACTERS: Final = 200

ADDRESS_TOO_LONG = Message(
    "address-text-too-long",
    zh="地址有 {got} 个字，最多 {expected} 个",
    en="the address has {got} characters, at most {expected} are read",
    remedy_zh="请只给出地址本身",
    remedy_en="give the address alone",
)

_LEVELS: Final[Mapping[tuple[bool, bool], Mapping[int, tuple[Kind, ...]]]] = {
    (False, False): {
        2: (Kind.BUILDING, Kind.ROOM),
        3: (Kind.BUILDING, Kind.UNIT, Kind.ROOM),
        4: (Kind.BUILDING, Kind.UNIT, Kind.FLOOR, Kind.ROOM),
    },
    (True, False): {2: (Kind.UNIT, Kind.ROOM), 3: (Kind.UNIT, Kind.FLOOR, Kind.ROOM)},
    (False, True): {1: (Kind.ROOM,), 2: (Kind.FLOOR, Kind.ROOM)},
    (True, True): {1: (Kind.ROOM,), 2: (Kind.FLOOR, Kind.ROOM)},
}
"""What a chain of so many bare numbers counts, by whether a building and a unit were named before it."""
_LEAST_ROOM_DIGITS: Final = 3
"""Fewer digits behind a building may be its unit: 3栋2."""


def parse(text: str, known: KnownNames = NO_NAMES) -> Address:
    """The typed segments of an address, in the order of the text; every text has an answer, perhaps without segments.

    ``known`` are the names of the city: they say where a name ends and what it names; without them the endings of
    names decide. ``3号楼``, ``3栋``, ``三幢``, ``3#`` and ``叁号楼`` are one building, ``3号`` is a house number, and
    behind a lane (弄) a building. ``5-2-301`` is building, unit and room. A number that nothing types stays a
    ``Kind.NUMBER``. Text that could not be read at all is a name (``Kind.ESTATE``). Raises ``LimitExceeded`` for more
    than 200 characters.
    """
    if len(text) > MAX_ADDRESS_CHARACTERS:
        raise LimitExceeded(ADDRESS_TOO_LONG, got=len(text), expected=MAX_ADDRESS_CHARACTERS)
    return _Reading(text, fold(text), known).address()


@dataclass
class _Reading:
    """One pass from left to right: what was read so far, and where the name begins that is being passed."""

    original: str
    folded: Folded
    known: KnownNames
    segments: list[Segment] = field(default_factory=list)
    name_from: int = 0

    def address(self) -> Address:
        text, at = self.folded.text, 0
        while at < len(text):
            end = self._known(at) or self._typed(at) or self._chain(at) or self._words(at)
            if end:
                self.name_from = at = end
            else:
                at += 1
        self._end_name(at)
        return Address(self.original, tuple(self.segments))

    def _add(self, kind: Kind, start: int, end: int, value: str, *, is_bare: bool = False) -> int:
        span = self.folded.span(start, end)
        if self.segments and span[0] < self.segments[-1].span[1]:
            # one character that folds to several («½») belongs to the segment that took it first
            return end
        self.segments.append(Segment(kind, self.original[span[0] : span[1]], span, value, is_bare))
        return end

    def _end_name(self, end: int) -> None:
        """What was passed since the last segment, as names."""
        text = self.folded.text
        rest = text[end:]
        for kind, start, stop, value in split_names(text[self.name_from : end], rest, self.known):
            self._add(kind, self.name_from + start, self.name_from + stop, value)
        self.name_from = end

    def _context(self, at: int) -> list[Kind]:
        """The kinds before a place, a name that is still being passed with them."""
        kinds = [segment.kind for segment in self.segments]
        passing = self.folded.text[self.name_from : at]
        kinds += [kind for kind, *_ in split_names(passing, self.folded.text[at:], self.known)]
        return kinds

    def _known(self, at: int) -> int | None:
        """A known name that holds a numeral where a number could be read: 金桥一村, 九号公馆."""
        if not self.known.has_numeral_names:
            return None
        found = self.known.numbered(self.folded.text, at)
        if found is None:
            return None
        self._end_name(at)
        kind, end, value = found
        return self._add(kind, at, end, value)

    def _typed(self, at: int) -> int | None:
        text = self.folded.text
        if not _MAY_BEGIN.match(text, at):
            return None
        context: list[Kind] | None = None
        for pattern in patterns.PATTERNS:
            found = pattern.form.match(text, at)
            if found is None or not _counts(found[1]):
                continue
            context = self._context(at) if context is None else context
            if pattern.fits(context):
                self._end_name(at)
                return self._add(pattern.kind, at, found.end(), patterns.tidy(found[1]))
        return None

    def _chain(self, at: int) -> int | None:
        text = self.folded.text
        found = patterns.CHAIN.match(text, at)
        if found is None:
            return self._chinese_room(at)
        numbers = [(at + n.start(), at + n.end()) for n in re.finditer(r"[^-/ ]+", found[0])]
        end = found.end()
        if patterns.TYPED_SUFFIX.match(text, end):
            numbers.pop()
            if not numbers:
                return None
            end = numbers[-1][1]
        context = self._context(at)
        kinds = self._kinds_of(numbers, context, end)
        if kinds is None:
            return None
        self._end_name(at)
        for kind, (start, stop) in zip(kinds, numbers, strict=True):
            self._add(kind, start, stop, patterns.tidy(text[start:stop]), is_bare=True)
        suffix = patterns.ROOM_SUFFIX.match(text, end) if kinds[-1] is Kind.ROOM else None
        return suffix.end() if suffix else end

    def _kinds_of(self, numbers: list[tuple[int, int]], context: list[Kind], end: int) -> list[Kind] | None:
        """What each number of a chain counts; ``None`` where the chain is part of a name (101中学)."""
        text, has = self.folded.text, set(context)
        if len(numbers) == 1:
            return self._kind_of_one(text[slice(*numbers[0])], context, end)
        if context and context[-1] is Kind.ROAD:
            return [Kind.NUMBER] * len(numbers)
        levels = _LEVELS[Kind.BUILDING in has or Kind.SUB_NUMBER in has, Kind.UNIT in has]
        return list(levels.get(len(numbers), [Kind.NUMBER] * len(numbers)))

    def _kind_of_one(self, number: str, context: list[Kind], end: int) -> list[Kind] | None:
        has = set(context)
        text = self.folded.text
        if text.startswith("段", end):
            return None
        if not number[-1].isdigit() and not number[0].isdigit():
            return None
        if not has & _INSIDE and end < len(text) and _IS_NAME.match(text, end):
            return [Kind.HOUSE_NUMBER] if context and context[-1] is Kind.ROAD else None
        if has & {Kind.UNIT, Kind.FLOOR}:
            return [Kind.ROOM]
        if len(number.strip("abcdefghijklmnopqrstuvwxyz")) >= _LEAST_ROOM_DIGITS and has & _HOUSES:
            return [Kind.ROOM]
        if context and context[-1] is Kind.ROAD:
            return [Kind.HOUSE_NUMBER]
        if Kind.BUILDING not in has and context and context[-1] in (Kind.ESTATE, Kind.PHASE):
            return [Kind.BUILDING]
        return [Kind.NUMBER]

    def _chinese_room(self, at: int) -> int | None:
        """Digits in Chinese behind a building: 三栋二单元五零一."""
        found = patterns.CHINESE_ROOM.match(self.folded.text, at)
        if found is None or len(found[0]) < _LEAST_ROOM_DIGITS or number_of(found[0]) is None:
            return None
        if not {Kind.BUILDING, Kind.UNIT, Kind.FLOOR, Kind.SUB_NUMBER} & set(self._context(at)):
            return None
        self._end_name(at)
        return self._add(Kind.ROOM, at, found.end(), patterns.tidy(found[0]), is_bare=True)

    def _words(self, at: int) -> int | None:
        """Words that name nothing, and separators, which end a name."""
        text = self.folded.text
        for kind, form in (
            (Kind.RELATION, patterns.RELATION),
            (Kind.NOISE, patterns.NEARBY),
            (Kind.NOISE, patterns.PREAMBLE),
        ):
            found = form.match(text, at)
            if (
                found
                and (kind is not Kind.NOISE or form is patterns.NEARBY or at == self.name_from)
                and found.end() > at
            ):
                self._end_name(at)
                return self._add(kind, at, found.end(), found[0])
        if _SEPARATOR.match(text, at):
            self._end_name(at)
            return at + 1
        return None


_MAY_BEGIN: Final = re.compile(f"[0-9a-z#第负附之地甲乙丙丁戊己庚辛东西南北中-]|{CHINESE_NUMERAL}")
"""What a numbered piece can begin with: nothing else needs the patterns."""
_IS_NAME: Final = re.compile("[^-\\W0-9_a-z号室房户附]")
_SEPARATOR: Final = re.compile(r"[\W_]")
_INSIDE: Final = frozenset({Kind.BUILDING, Kind.UNIT, Kind.FLOOR, Kind.SUB_NUMBER})
_HOUSES: Final = frozenset({Kind.BUILDING, Kind.SUB_NUMBER, Kind.ESTATE, Kind.PHASE, Kind.HOUSE_NUMBER})


def _counts(number: str) -> bool:
    """Whether a number is one: 十十号 is a name."""
    return all(number_of(piece) is not None for piece in re.findall(f"{CHINESE_NUMERAL}+", number))

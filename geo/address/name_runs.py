"""Where do the names in a run of text begin and end, and what do they name: 柳月街道学月社区银江路翠湖花园?"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from geo.address.folding import fold
from geo.address.numerals import DIGITS, with_arabic_numerals
from geo.address.segments import Kind

Named = tuple[Kind, int, int, str]
"""Kind, start and end in the run, value."""

_AREAS: Final = (
    (Kind.PROVINCE, re.compile(r".{2,8}?(?:特别行政区|自治区|省)")),
    (Kind.CITY, re.compile(r".{1,6}?(?<![超门城])市(?![场民政])")),
    (Kind.DISTRICT, re.compile(r".{1,6}?(?:(?<![小社园校景片库厂住街网])区|(?<!省)县)(?!委|政府)")),
    (Kind.STREET, re.compile(r".{1,6}?(?:街道(?:办事处|办)?|(?:镇|乡)(?![路街大]))")),
    (Kind.COMMUNITY, re.compile(r".{1,8}?(?:社区(?:居委会|居民委员会)?|居委会|村委会|行政村)")),
)
_ROAD: Final = re.compile(r".{1,8}?(?:大道|大街|公路|胡同|环路|路)(?:[东西南北中一二三四五六七八九十0-9]段)?(?!口)")
_ROAD_AT_END: Final = re.compile(r".{1,8}?(?:街|巷|道)$")
_NOISE: Final = frozenset({"小区", "院", "口", "路口", "的", "号", "号院", "内", "里面", "业主", "住户", "楼", "栋", "室", "单元", "层", "期", "在", "社区", "街道", "大院内", "苑内"})  # fmt: skip
_PRESUMED: Final = {digit: character for character, digit in DIGITS.items() if character in "〇一二三四五六七八九"}


class KnownName(NamedTuple):
    """What a known name is: its kind, and its value as addresses are compared by it."""

    kind: Kind
    value: str


class KnownNames:
    """The names of a city, found at a place of a text; the longest counts, of equal ones the first given."""

    def __init__(self, names: Iterable[tuple[Kind, str]] = (), whole: Iterable[str] = ()) -> None:
        """``names`` are pairs of kind and name as it is written. ``whole`` are those that hold what would be read as a
        number of an address: 九号公馆.
        """
        self._names: dict[str, KnownName] = {}
        self._lengths: dict[str, set[int]] = defaultdict(set)
        for kind, name in names:
            for spelling in spellings(name):
                self._names.setdefault(spelling, KnownName(kind, name_value(name)))
                self._lengths[spelling[:2]].add(len(spelling))
        self._whole = {spelling for name in whole for spelling in spellings(name)}
        self._whole_lengths = sorted({len(name) for name in self._whole}, reverse=True)

    @property
    def has_numeral_names(self) -> bool:
        """Whether any name has to be looked for before numbers are read."""
        return bool(self._whole)

    def at(self, text: str, start: int) -> tuple[int, KnownName] | None:
        """The end of the longest known name that begins there, and what it is."""
        for length in sorted(self._lengths.get(text[start : start + 2], ()), reverse=True):
            found = self._names.get(text[start : start + length])
            if found is not None and start + length <= len(text):
                return start + length, found
        return None

    def numbered(self, text: str, start: int) -> tuple[Kind, int, str] | None:
        """(kind, end, value) of the longest name there that holds a number."""
        for length in self._whole_lengths:
            name = text[start : start + length]
            if name in self._whole and name in self._names:
                return self._names[name].kind, start + length, self._names[name].value
        return None


NO_NAMES: Final = KnownNames()


def spellings(name: str) -> set[str]:
    """A name as it may stand in a folded text: as given, its numerals in Arabic and its single digits in Chinese."""
    folded = fold(name).text.replace(" ", "")
    chinese = re.sub("(?<![0-9])[0-9](?![0-9])", lambda found: _PRESUMED[int(found[0])], folded)
    return {spelling for spelling in (folded, with_arabic_numerals(folded), chinese) if len(spelling) > 1}


def name_value(name: str) -> str:
    """A name as names are compared: folded, without spaces, numerals in Arabic digits."""
    return with_arabic_numerals(fold(name).text.replace(" ", ""))


def split_names(run: str, rest: str, known: KnownNames) -> Iterator[Named]:
    """The names in a run of folded text that holds no number: known ones first, what lies between by its endings.

    ``rest`` is what follows the run. A name whose ending says nothing is an estate's.
    """
    at = begin = 0
    while at < len(run):
        found = known.at(run, at)
        if found is None:
            at += 1
            continue
        yield from _by_endings(run, begin, at)
        end, name = found
        yield name.kind, at, end, name.value
        at = begin = end
    yield from _by_endings(run, begin, len(run))


def _by_endings(run: str, start: int, end: int) -> Iterator[Named]:
    """What lies between known names: areas from the largest to the smallest, roads, and the rest."""
    at = start
    for kind, form in _AREAS:
        found = form.match(run, at, end)
        if found and _is_worth(run, found):
            yield kind, at, found.end(), name_value(found[0])
            at = found.end()
    road = _ROAD.match(run, at, end) or _ROAD_AT_END.match(run, at, end)
    if road and road.end() - at > 1:
        yield Kind.ROAD, at, road.end(), name_value(road[0])
        at = road.end()
    if at < end:
        name = run[at:end]
        yield (Kind.NOISE if name in _NOISE else Kind.ESTATE), at, end, name_value(name)


def _is_worth(run: str, found: re.Match[str]) -> bool:
    """An area is not the mere word («社区»)."""
    return found[0] not in _NOISE

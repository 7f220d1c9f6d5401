"""What does each name in an address leave of the city's buildings?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from geo.address.book import AddressBook, Meant
from geo.address.likeness import How
from geo.address.records import Integers
from geo.address.segments import AREA_KINDS, Address, Kind, Segment

_OFFICES: Final = ("办事处", "办", "居民委员会", "居委会")
_NAMES_PLACES: Final = tuple("园苑府庭邸里村坊院城区厦寓墅湾居都阁轩")
"""What names of places end in: text behind the numbers that does not is a remark (放门口)."""
_NUMBERS: Final = (
    Kind.HOUSE_NUMBER, Kind.SUB_NUMBER, Kind.LANE, Kind.PHASE, Kind.BUILDING, Kind.UNIT, Kind.FLOOR, Kind.ROOM, Kind.NUMBER,
)  # fmt: skip


@dataclass(frozen=True)
class Option:
    """One thing that a name can mean, and the rows of the buildings there."""

    how: How
    layer: str | None
    id: int | None
    value: str
    rows: Integers


@dataclass(frozen=True)
class Clue:
    """A name of an address (a road with its number) and what it can mean, all in the same way. No options: the city
    knows nothing like it. ``is_checked`` is false where the city has nothing to compare it with.
    """

    segments: tuple[Segment, ...]
    options: tuple[Option, ...] = ()
    is_checked: bool = True

    @property
    def text(self) -> str:
        """The name as it was written."""
        return "".join(segment.text for segment in self.segments)

    @property
    def how(self) -> How:
        """How its options agree."""
        return max((option.how for option in self.options), default=How.UNCHECKED)


def clues_of(address: Address, book: AddressBook) -> list[Clue]:
    """The clues of an address in the order of the text. A remark behind the numbers that is no name of a place is
    none.
    """
    last_number = max((one.span[1] for one in address.all(*_NUMBERS)), default=len(address.text))
    clues = []
    for at, segment in enumerate(address.segments):
        following = address.segments[at + 1 :]
        if segment.kind in AREA_KINDS:
            clue = _area_clue(segment, book)
            clues.append(clue if clue.options or not clue.is_checked else _name_clue(segment, following, book))
        elif segment.kind is Kind.ROAD:
            clues.append(_road_clue(segment, following, book))
        elif segment.kind is Kind.ESTATE:
            clue = _name_clue(segment, following, book)
            if clue.options or segment.span[0] < last_number or segment.value.endswith(_NAMES_PLACES):
                clues.append(clue)
    return clues


def _area_clue(segment: Segment, book: AddressBook) -> Clue:
    areas = book.areas.get(segment.kind)
    if areas is None or not areas.index.values:
        return Clue((segment,), is_checked=False)
    value = segment.value
    for office in _OFFICES:
        value = value.removesuffix(office)
    return Clue((segment,), tuple(_area_options(value, [segment.kind], book, short=False)))


def _area_options(value: str, kinds: Iterable[Kind], book: AddressBook, *, short: bool) -> list[Option]:
    options = []
    for kind in kinds:
        areas = book.areas[kind]
        for like in areas.index.find(value):
            if like.how is How.SHORT or not short:
                groups = [book.buildings.by_community.rows(one) for one in areas.communities[like.value]]
                ids = areas.ids[like.value]
                layer, thing = (kind.value, next(iter(ids))) if len(ids) == 1 else (None, None)
                options.append(Option(like.how, layer, thing, like.value, np.sort(np.concatenate(groups))))
    return options


def _road_clue(segment: Segment, following: Sequence[Segment], book: AddressBook) -> Clue:
    """A road with the lane and the house number behind it: the buildings that stand there by their addresses."""
    if not book.buildings.roads.numbers:
        return Clue((segment,), is_checked=False)
    clue = _on_road(segment, following, book, short=False)
    if len(clue.segments) == 1 and clue.how > How.SHORT:
        # 松巷3栋: no such road, but the beginning of an estate's name
        name = _name_clue(segment, following, book)
        if name.options and name.how < clue.how:
            return name
    return clue


def _on_road(segment: Segment, following: Sequence[Segment], book: AddressBook, *, short: bool) -> Clue:
    parts = [segment]
    for one in following:
        if one.kind not in (Kind.LANE, Kind.HOUSE_NUMBER) or one.kind in {part.kind for part in parts}:
            break
        parts.append(one)
    values = {part.kind: part.value for part in parts}
    lane, house = values.get(Kind.LANE, ""), values.get(Kind.HOUSE_NUMBER, "")
    records, options = book.buildings, []
    for like in book.roads.find(segment.value, short=short):
        if lane or house:
            number = records.places.get((like.value, lane, house))
            rows = records.by_place.rows(number) if number is not None else np.zeros(0, np.int64)
        else:
            number = records.roads.get(like.value)
            rows = records.by_road.rows(number) if number is not None else np.zeros(0, np.int64)
        options.append(Option(like.how, None, None, like.value, rows))
    return Clue(tuple(parts), tuple(options))


def _name_clue(segment: Segment, following: Sequence[Segment], book: AddressBook) -> Clue:
    """An estate or a named building; where the text is no whole name of one, an area's or a road's short form too."""
    meant = book.meant(segment.value)
    options = [_named_option(one, book) for one in meant]
    if not any(one.how < How.SHORT for one in options):
        areas = _area_options(segment.value, book.areas, book, short=True)
        if areas:
            options = [one for one in options if one.how is How.SHORT] + areas
    if not options and following and following[0].kind in (Kind.HOUSE_NUMBER, Kind.LANE):
        road = _on_road(segment, following, book, short=True)
        if road.options and road.how is How.SHORT:
            return road
    return Clue((segment,), tuple(options))


def _named_option(meant: Meant, book: AddressBook) -> Option:
    records = book.buildings
    if meant.layer == "estate":
        rows = records.by_estate.rows(meant.id)
    else:
        rows = records.snapshot.rows_of(np.array([meant.id], np.int64))
        rows = rows[rows >= 0]
    return Option(meant.how, meant.layer, meant.id, meant.value, rows)

"""What an address is made of: typed pieces of its text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a piece of an address names, from the largest to the smallest; then what names nothing."""

    PROVINCE = "province"
    CITY = "city"
    DISTRICT = "district"
    STREET = "street"
    COMMUNITY = "community"
    ROAD = "road"
    LANE = "lane"
    HOUSE_NUMBER = "house_number"
    SUB_NUMBER = "sub_number"
    ESTATE = "estate"
    PHASE = "phase"
    BUILDING = "building"
    UNIT = "unit"
    FLOOR = "floor"
    ROOM = "room"
    NUMBER = "number"
    """A number that nothing types: it may be a building, a unit or a room, and is never taken for one of them."""
    RELATION = "relation"
    """«Opposite», «behind»: the address tells of a place that it is not itself."""
    NOISE = "noise"


AREA_KINDS = (Kind.PROVINCE, Kind.CITY, Kind.DISTRICT, Kind.STREET, Kind.COMMUNITY)
NAME_KINDS = (*AREA_KINDS, Kind.ROAD, Kind.ESTATE)


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of an address: ``text`` as it was written at ``span`` (start, end), ``value`` as it is compared.

    The value of a name is folded, with its numerals in Arabic digits; that of a number is digits without leading
    zeros, a letter in lower case or a stem (甲乙丙丁). ``is_bare`` says that the text itself does not say what the
    number counts: its kind was read off its place.
    """

    kind: Kind
    text: str
    span: tuple[int, int]
    value: str
    is_bare: bool = False


@dataclass(frozen=True, slots=True)
class Address:
    """A text with its segments in their order; they do not overlap."""

    text: str
    segments: tuple[Segment, ...]

    def all(self, *kinds: Kind) -> Iterator[Segment]:
        """The segments of these kinds, in the order of the text."""
        return (segment for segment in self.segments if segment.kind in kinds)

    def first(self, kind: Kind) -> Segment | None:
        """The first segment of a kind; ``None`` where there is none."""
        return next(self.all(kind), None)

    def value(self, kind: Kind) -> str | None:
        """The value of the first segment of a kind."""
        found = self.first(kind)
        return None if found is None else found.value

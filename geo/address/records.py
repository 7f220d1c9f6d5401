"""The buildings of a city as addresses name them: on which road, in which estate, under which number."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.address.name_runs import name_value
from geo.address.parse import MAX_ADDRESS_CHARACTERS, parse
from geo.address.segments import Address, Kind
from geo.snapshot import LayerSnapshot

Integers = NDArray[np.int64]
T = TypeVar("T", bound=Hashable)

NONE: Final = -1
"""The number of what is not known."""

Call = tuple[Kind, str]
"""What a building is called in its estate or at its house number: (building, 3), (sub_number, 7), (house_number, 3)."""
Place = tuple[str, str, str]
"""Where a building stands by its address: values of road, lane and house number, empty where it has none."""


class Numbering(Generic[T]):
    """Gives equal things equal numbers from 0."""

    def __init__(self) -> None:
        self.numbers: dict[T, int] = {}

    def of(self, thing: T | None) -> int:
        """The number of a thing, a new one for a new thing, ``NONE`` for ``None``."""
        return NONE if thing is None else self.numbers.setdefault(thing, len(self.numbers))

    def get(self, thing: T) -> int | None:
        """The number of a thing; ``None`` where it has none."""
        return self.numbers.get(thing)


class Groups:
    """The rows that carry each number, found without going through all of them."""

    def __init__(self, numbers: Integers) -> None:
        self._order = np.argsort(numbers, kind="stable").astype(np.int64)
        self._sorted = numbers[self._order]

    def rows(self, number: int) -> Integers:
        """The rows of a number, ascending; none for one that no row carries."""
        first, end = np.searchsorted(self._sorted, [number, number + 1])
        return self._order[first:end]


@dataclass
class BuildingRecords:
    """The buildings of one snapshot, row by row, with numbers for what they are called and where they stand.

    ``call``, ``place`` and ``road`` are numbers of ``calls``, ``places`` and ``roads`` or ``NONE``; ``estate`` and
    ``community`` are ids or ``geo.columns.MISSING_INTEGER``; ``phase`` numbers ``phases``. ``named`` are the rows whose name holds
    no number, by its value; ``whole`` those whose address names no road with a number (1 BEACH RD), by all of it.
    """

    snapshot: LayerSnapshot
    call: Integers
    place: Integers
    road: Integers
    phase: Integers
    estate: Integers
    community: Integers
    calls: Numbering[Call]
    places: Numbering[Place]
    roads: Numbering[str]
    phases: Numbering[str]
    named: dict[str, list[int]]
    whole: dict[str, list[int]]

    def __post_init__(self) -> None:
        self.by_estate, self.by_community = Groups(self.estate), Groups(self.community)
        self.by_place, self.by_road = Groups(self.place), Groups(self.road)


def building_records(snapshot: LayerSnapshot, estate_names: Callable[[Integers], Sequence[str | None]]) -> BuildingRecords:  # fmt: skip
    """The records of a snapshot of buildings; ``estate_names`` tells the names of estates by id.

    A building's name tells what it is called, its address where it stands: the address without the name and without
    the estate's name, where it ends in them. Names and addresses that repeat are read once.
    """
    size = len(snapshot)
    names, addresses = _texts(snapshot, "name"), _texts(snapshot, "address")
    estate = np.asarray(snapshot.columns["estate_id"], np.int64)
    call, place, road, phase = (np.full(size, NONE, np.int64) for _ in range(4))
    calls, places, roads, phases = Numbering[Call](), Numbering[Place](), Numbering[str](), Numbering[str]()
    named: dict[str, list[int]] = {}
    whole: dict[str, list[int]] = {}
    titles = estate_names(estate)
    stand = [_before(*texts) for texts in zip(addresses, names, titles, strict=True)]
    for text, rows, address in _read_once(stand):
        on, at, called = _place_of(address) if text else (None, None, None)
        road[rows], place[rows], call[rows] = roads.of(on), places.of(at), calls.of(called)
    for text, rows, address in _read_once(names):
        called, part = _call_of(address)
        phase[rows] = phases.of(part)
        if called is not None:
            call[rows] = calls.of(called)
        elif text:
            named.setdefault(name_value(text), []).extend(rows.tolist())
    for row in np.flatnonzero(place == NONE).tolist():
        if addresses[row]:
            whole.setdefault(name_value(addresses[row]), []).append(row)
    _number_lanes(call, place, calls, places)
    community = np.asarray(snapshot.columns["community_id"], np.int64)
    return BuildingRecords(
        snapshot, call, place, road, phase, estate, community, calls, places, roads, phases, named, whole
    )  # fmt: skip


def _number_lanes(call: Integers, place: Integers, calls: Numbering[Call], places: Numbering[Place]) -> None:
    """In a lane the 号 of a building's name is its building number, as it is when the address is read at once."""
    in_lane = np.isin(place, [number for (_, lane, _), number in places.numbers.items() if lane])
    for (kind, value), number in list(calls.numbers.items()):
        if kind is Kind.HOUSE_NUMBER:
            call[in_lane & (call == number)] = calls.of((Kind.BUILDING, value))


def _texts(snapshot: LayerSnapshot, name: str) -> list[str]:
    column = snapshot.columns[name]
    return ["" if gone else str(text)[:MAX_ADDRESS_CHARACTERS] for text, gone in zip(column, pd.isna(column), strict=True)]  # fmt: skip


def _before(address: str, name: str, estate: str | None) -> str:
    """An address without the name of the building and of its estate at its end."""
    if name and address.endswith(name):
        address = address[: -len(name)]
        if estate and address.endswith(estate):
            address = address[: -len(estate)]
    return address


def _read_once(texts: list[str]) -> list[tuple[str, Integers, Address]]:
    """(text, its rows, what it says) of every different text."""
    numbers, different = pd.factorize(np.array(texts, object))
    groups = Groups(numbers.astype(np.int64))
    return [(text, groups.rows(number), parse(text)) for number, text in enumerate(different)]


def _place_of(address: Address) -> tuple[str | None, Place | None, Call | None]:
    """Road, place and what the rest of an address calls the building."""
    road = address.value(Kind.ROAD)
    lane, house = address.value(Kind.LANE), address.value(Kind.HOUSE_NUMBER)
    place = (road, lane or "", house or "") if road and (lane or house) else None
    return road, place, call_of(address)


def call_of(address: Address) -> Call | None:
    """What the typed numbers of an address call a building: its own number, all of them where it has several (3号楼A座),
    else the number beside a house number (附7号); ``None`` where it has neither.
    """
    for kind in (Kind.BUILDING, Kind.SUB_NUMBER):
        values = dict.fromkeys(one.value for one in address.all(kind))
        if values:
            return kind, "/".join(values)
    return None


def _call_of(address: Address) -> tuple[Call | None, str | None]:
    """What a name calls a building, and its phase. A bare number is a building's: the name is that of one."""
    phase, call = address.value(Kind.PHASE), call_of(address)
    if call is None:
        found = next(address.all(Kind.HOUSE_NUMBER, Kind.NUMBER, Kind.ROOM), None)
        if found is not None:
            call = (Kind.HOUSE_NUMBER if found.kind is Kind.HOUSE_NUMBER else Kind.BUILDING), found.value
    return call, phase

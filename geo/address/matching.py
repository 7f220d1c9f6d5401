"""Which record of the city does an address mean? By rule; whatever is not certain is listed, never guessed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, product
from typing import Any, Final

import numpy as np

from geo.address.book import AddressBook
from geo.address.clues import Clue, Option, clues_of
from geo.address.findings import (
    CONTRADICTORY,
    HOUSE_NUMBER_ONLY,
    MOST_RIVALS,
    NAME_DOUBTFUL,
    NAME_UNKNOWN,
    NO_SUCH,
    NOT_ITSELF,
    NOTHING_NAMED,
    NUMBER_UNTYPED,
    OUTSIDE,
    SEVERAL,
    TOO_WIDE,
    Finding,
    Place,
    Status,
    Why,
    words_of,
)
from geo.address.likeness import How
from geo.address.name_runs import name_value
from geo.address.numerals import CHINESE_NUMERAL
from geo.address.parse import parse
from geo.address.places import area_place, building_place, building_places
from geo.address.records import Call, Integers, call_of
from geo.address.segments import Address, Kind, Segment
from geo.columns import MISSING_INTEGER
from geo.errors import Message

MOST_COMBINATIONS: Final = 64
MOST_DOOR_BUILDINGS: Final = 64
"""The doors of more buildings than that are not compared: the address has to say more."""
SURE_SLIP_CHARACTERS: Final = 5
"""A name of so many characters may have one wrong without anything else that agrees, if it is like one other only."""
INDOORS: Final = (Kind.UNIT, Kind.FLOOR, Kind.ROOM)
NOWHERE: Final = np.zeros(0, np.int64)


@dataclass(frozen=True)
class Candidates:
    """What is left of the city's buildings after names and building numbers, before doors are looked at.

    ``finding`` is the answer where no door is asked for or none can be told: then ``rows`` may be empty. ``doubt`` is
    what keeps even a single candidate from being the answer.
    """

    address: Address
    rows: Integers
    finding: Finding
    doubt: tuple[Message, dict[str, Any]] | None = None

    @property
    def asks_for_doors(self) -> bool:
        """Whether the address names a unit, a floor or a room, and the buildings are few enough to look there."""
        return 0 < len(self.rows) <= MOST_DOOR_BUILDINGS and any(True for _ in self.address.all(*INDOORS))


class Matcher:
    """Compares addresses with one moment of a city. Many threads may ask at once."""

    def __init__(self, book: AddressBook) -> None:
        self.book = book

    def candidates(
        self, text: str, near: tuple[float, float] | None = None, within: Integers | None = None
    ) -> Candidates:
        """What an address can mean, as far as buildings tell. ``near`` (lon, lat) orders the rivals, nearest first;
        ``within`` are the rows of the buildings to which the search is confined. Raises ``LimitExceeded`` for a text
        of more than 200 characters.
        """
        address = parse(text, self.book.known)
        return _Match(self.book, address, clues_of(address, self.book), near, within).candidates()


@dataclass
class _Match:
    """One address being compared."""

    book: AddressBook
    address: Address
    clues: Sequence[Clue]
    near: tuple[float, float] | None
    within: Integers | None

    def candidates(self) -> Candidates:
        whole = self._whole()
        if whole is not None:
            return whole
        checked = [clue for clue in self.clues if clue.is_checked]
        lost = next((clue for clue in checked if not clue.options), None)
        usable = [clue for clue in checked if clue.options]
        if not usable and self.within is None:
            if lost is not None:
                return self._failed(NAME_UNKNOWN, got=lost.text)
            return self._failed(NOTHING_NAMED)
        named, chosen = self._named(usable)
        if not len(named):
            return self._contradiction(usable)
        rows, reason = self._numbered(named)
        if reason is not None:
            return self._unnumbered(named, chosen, *reason)
        doubt = self._doubt(lost, usable, rows)
        return self._settle(rows, chosen, usable, doubt)

    def _whole(self) -> Candidates | None:
        """The building whose recorded address is this very text, where that is of a kind that has no segments."""
        found = self.book.buildings.whole.get(name_value(self.address.text), ())
        rows = self._common([np.array(found, np.int64)])
        if len(rows) != 1:
            return None
        place = building_place(self.book, int(rows[0]))
        why = Why(Kind.BUILDING, self.address.text, self.address.text, How.EXACT, "building", place.id)
        return Candidates(Address(self.address.text, ()), rows, Finding(self.address, Status.PLACED, place, (why,)))

    # ── what is left ─────────────────────────────────────────────────────────────────────────────────────────────

    def _named(self, clues: Sequence[Clue]) -> tuple[Integers, list[tuple[Option, ...]]]:
        """The rows that agree with every name by some combination of what they can mean, and those combinations."""
        found, chosen = NOWHERE, []
        for options in islice(product(*(clue.options for clue in clues)), MOST_COMBINATIONS):
            rows = self._common([option.rows for option in options])
            if len(rows):
                found = np.union1d(found, rows)
                chosen.append(options)
        return found, chosen

    def _common(self, parts: list[Integers]) -> Integers:
        if self.within is not None:
            parts = [*parts, self.within]
        parts = sorted(parts, key=len)
        rows: Integers = parts[0]
        for other in parts[1:]:
            rows = rows[np.isin(rows, other)]
        return rows

    def _numbered(self, rows: Integers) -> tuple[Integers, tuple[Message, dict[str, Any], Integers] | None]:
        """The rows that agree with the phase, a house number without a road and the building; else the reason why
        none does, with the rows that agreed until then.
        """
        for segment in self.address.all(Kind.PHASE):
            left = self._in_phase(rows, segment.value)
            if not len(left):
                return left, (NO_SUCH, {"got": segment.text}, rows)
            rows = left
        call = call_of(self.address)
        lonely = self._lonely_house_number()
        if lonely is not None:
            left = self._called(rows, (Kind.HOUSE_NUMBER, lonely.value)) if call is None else NOWHERE
            left = left if len(left) else self._at_house_number(rows, lonely.value)
            if call is None and not (
                len(left) and (Kind.HOUSE_NUMBER, lonely.value) in self.book.buildings.calls.numbers
            ):
                return NOWHERE, (
                    HOUSE_NUMBER_ONLY,
                    {"got": lonely.text},
                    self._called(rows, (Kind.BUILDING, lonely.value)),
                )
            if not len(left):
                return left, (CONTRADICTORY, {"got": self._all_names()}, rows)
            rows = left
        if call is not None:
            left = self._called(rows, call)
            if not len(left):
                return left, (NO_SUCH, {"got": self._text_of(call[0])}, rows)
            rows = left
        return rows, None

    def _in_phase(self, rows: Integers, phase: str) -> Integers:
        records, parts = self.book.buildings, self.book.estates.parts
        number = records.phases.get(phase)
        own = records.phase[rows] == (-2 if number is None else number)
        of_estate = [
            (part := parts.get(thing)) is not None and part.phase == phase for thing in records.estate[rows].tolist()
        ]
        left: Integers = rows[own | np.array(of_estate, bool)]
        return left

    def _called(self, rows: Integers, call: Call) -> Integers:
        number = self.book.buildings.calls.get(call)
        return NOWHERE if number is None else rows[self.book.buildings.call[rows] == number]

    def _at_house_number(self, rows: Integers, house: str) -> Integers:
        records = self.book.buildings
        good = [number for (_, _, one), number in records.places.numbers.items() if one == house]
        return rows[np.isin(records.place[rows], good)]

    def _lonely_house_number(self) -> Segment | None:
        """A house number that no road or lane precedes."""
        told = {id(part) for clue in self.clues for part in clue.segments}
        return next((one for one in self.address.all(Kind.HOUSE_NUMBER, Kind.LANE) if id(one) not in told), None)

    # ── what keeps a candidate from being the answer ─────────────────────────────────────────────────────────────

    def _doubt(
        self, lost: Clue | None, usable: Sequence[Clue], rows: Integers
    ) -> tuple[Message, dict[str, Any]] | None:
        relation = self.address.first(Kind.RELATION)
        if relation is not None:
            return NOT_ITSELF, {"got": relation.text}
        if lost is not None:
            return NAME_UNKNOWN, {"got": lost.text}
        number = self.address.first(Kind.NUMBER)
        if number is not None:
            return NUMBER_UNTYPED, {"got": number.text}
        slips = [clue for clue in usable if clue.how is How.TYPO]
        if not slips:
            return None
        agreeing = any(clue.how < How.TYPO for clue in usable)
        long = all(len(clue.segments[0].value) >= SURE_SLIP_CHARACTERS and len(clue.options) == 1 for clue in slips)
        if len(slips) == 1 and (agreeing or (long and slips[0].segments[0].kind is not Kind.ROAD)):
            return None
        return NAME_DOUBTFUL, {"got": slips[0].text, "expected": slips[0].options[0].value}

    # ── the answer ───────────────────────────────────────────────────────────────────────────────────────────────

    def _settle(
        self,
        rows: Integers,
        chosen: list[tuple[Option, ...]],
        usable: Sequence[Clue],
        doubt: tuple[Message, dict[str, Any]] | None,
    ) -> Candidates:
        chosen = [options for options in chosen if all(np.isin(rows, option.rows).any() for option in options)]
        why = tuple(self._why(usable, chosen, rows))
        is_numbered = call_of(self.address) is not None or any(True for _ in self.address.all(*INDOORS))
        area = None if is_numbered else self._area(rows, usable, chosen)
        place = area or (building_place(self.book, int(rows[0])) if len(rows) == 1 else None)
        missing = tuple(kind for kind in self._missing(rows) if area is None or kind is Kind.PHASE)
        if place is not None and doubt is None:
            return Candidates(self.address, rows, Finding(self.address, Status.PLACED, place, why, missing))
        rivals = (place,) if place is not None else self._places(rows)
        if doubt is not None:
            message, params = doubt
        elif not is_numbered and not self._has_house(usable):
            message, params = TOO_WIDE, {"got": self._all_names()}
        else:
            message, params = SEVERAL, {"got": len(rows), "missing": words_of(missing)}
        finding = Finding(self.address, Status.AMBIGUOUS, None, why, missing, rivals, message, params)
        return Candidates(self.address, rows, finding, doubt)

    def _has_house(self, usable: Sequence[Clue]) -> bool:
        return any(part.kind in (Kind.HOUSE_NUMBER, Kind.LANE) for clue in usable for part in clue.segments)

    def _area(self, rows: Integers, usable: Sequence[Clue], chosen: list[tuple[Option, ...]]) -> Place | None:
        """The estate or the community that an address without building means; a house number of an estate means it."""
        records = self.book.buildings
        if len(chosen) == 1:
            named = [option for option in chosen[0] if option.layer == "estate"]
            if len(named) == 1 and named[0].id is not None:
                return area_place(self.book, "estate", named[0].id)
        if self._has_house(usable):
            estates = set(records.estate[rows].tolist()) - {MISSING_INTEGER}
            if len(estates) == 1 and len(rows) > 1:
                return area_place(self.book, "estate", estates.pop())
            return None
        if len(chosen) == 1 and all(clue.segments[0].kind is not Kind.ROAD for clue in usable):
            for layer in ("community", "street"):
                for option in chosen[0]:
                    if option.layer == layer and option.id is not None:
                        return area_place(self.book, layer, option.id)
        return None

    def _missing(self, rows: Integers) -> tuple[Kind, ...]:
        """What would tell the candidates apart, or what the record has and the address does not say."""
        records, parts = self.book.buildings, self.book.estates.parts
        given = {segment.kind for segment in self.address.segments}
        missing = []
        some = rows[:MOST_DOOR_BUILDINGS]
        estates = set(records.estate[some].tolist())
        if len(estates) > 1 and Kind.ESTATE not in given:
            missing.append(Kind.ESTATE)
        phases = {part.phase for thing in estates if (part := parts.get(thing)) is not None}
        if Kind.PHASE not in given and phases - {None}:
            missing.append(Kind.PHASE)
        elif len(estates) > 1 and Kind.ESTATE in given and Kind.ROAD not in given:
            missing.append(Kind.ROAD)
        calls = len(np.unique(records.call[some])) > 1
        if calls and not given & {Kind.BUILDING, Kind.SUB_NUMBER}:
            missing.append(Kind.BUILDING)
        return tuple(missing)

    def _why(self, usable: Sequence[Clue], chosen: list[tuple[Option, ...]], rows: Integers) -> Iterator[Why]:
        for at, clue in enumerate(usable):
            meant = {(options[at].layer, options[at].id, options[at].value) for options in chosen}
            layer, thing, value = next(iter(meant)) if len(meant) == 1 else (None, None, clue.segments[0].value)
            for number, segment in enumerate(clue.segments):
                how = clue.how if number == 0 else number_how(segment)
                if how is How.EXACT and segment.text != value and number == 0:
                    how = How.NUMERAL if any(c.isdigit() for c in value) else How.EXACT
                yield Why(segment.kind, segment.text, value if number == 0 else segment.value, how, layer, thing)
        for clue in self.clues:
            if not clue.is_checked:
                yield Why(clue.segments[0].kind, clue.text, clue.segments[0].value, How.UNCHECKED)
        building = int(self.book.buildings.snapshot.ids[rows[0]]) if len(rows) == 1 else None
        for segment in self.address.all(Kind.PHASE, Kind.BUILDING, Kind.SUB_NUMBER):
            one = building if segment.kind is not Kind.PHASE else None
            yield Why(
                segment.kind, segment.text, segment.value, number_how(segment), None if one is None else "building", one
            )

    def _contradiction(self, usable: Sequence[Clue]) -> Candidates:
        """Names that no building agrees with together: what each means alone, with the same building number."""
        if self.within is not None and len(replace(self, within=None)._named(usable)[0]):
            return self._failed(OUTSIDE, got=self._all_names())
        call = call_of(self.address)
        rivals: list[Place] = []
        for at, clue in enumerate(usable):
            against = tuple(part.kind for other, one in enumerate(usable) if other != at for part in one.segments)
            rows = np.unique(np.concatenate([option.rows for option in clue.options]))
            rows = rows if call is None else self._called(rows, call)
            if 0 < len(rows) <= MOST_DOOR_BUILDINGS:
                rivals += [replace(place, against=against) for place in self._places(rows, MOST_RIVALS // 2)]
        status = Status.AMBIGUOUS if rivals else Status.FAILED
        finding = Finding(
            self.address,
            status,
            rivals=tuple(rivals[:MOST_RIVALS]),
            reason=CONTRADICTORY,
            params={"got": self._all_names()},
        )
        return Candidates(self.address, NOWHERE, finding)

    def _unnumbered(
        self,
        named: Integers,
        chosen: list[tuple[Option, ...]],
        message: Message,
        params: dict[str, Any],
        agreed: Integers,
    ) -> Candidates:
        """No building has that number: the estates where it was looked for, or the building of the same number."""
        estates = sorted(set(self.book.buildings.estate[agreed].tolist()) - {MISSING_INTEGER})
        if message is HOUSE_NUMBER_ONLY or not estates:
            rivals = self._places(agreed)
        else:
            rivals = tuple(area_place(self.book, "estate", thing) for thing in estates[:MOST_RIVALS])
        if message is NO_SUCH:
            params = params | {"place": rivals[0].name if len(rivals) == 1 else self._all_names()}
        status = Status.AMBIGUOUS if message in (HOUSE_NUMBER_ONLY, CONTRADICTORY) and rivals else Status.FAILED
        finding = Finding(self.address, status, rivals=rivals, reason=message, params=params)
        return Candidates(self.address, NOWHERE, finding)

    def _failed(self, message: Message, **params: Any) -> Candidates:
        return Candidates(self.address, NOWHERE, Finding(self.address, Status.FAILED, reason=message, params=params))

    def _places(self, rows: Integers, most: int = MOST_RIVALS) -> tuple[Place, ...]:
        return building_places(self.book, rows, self.near, most)

    def _all_names(self) -> str:
        return "、".join(f"“{clue.text}”" for clue in self.clues) or self.address.text

    def _text_of(self, kind: Kind) -> str:
        return "".join(segment.text for segment in self.address.all(kind))


def number_how(segment: Segment) -> How:
    """How a number that agrees was written."""
    if segment.is_bare:
        return How.BARE
    in_script = any(character in CHINESE_NUMERAL for character in segment.text)
    return How.NUMERAL if in_script or any("０" <= character <= "９" for character in segment.text) else How.EXACT

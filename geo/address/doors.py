"""Which unit and which household behind it does an address mean, among the buildings that were found?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final

import numpy as np
import pandas as pd

from geo.address.book import AddressBook
from geo.address.findings import MOST_RIVALS, NO_SUCH, SEVERAL, UNIT_UNKNOWN, Finding, Place, Status, Why, words_of
from geo.address.matching import INDOORS, Candidates, number_how
from geo.address.parse import MAX_ADDRESS_CHARACTERS, parse
from geo.address.places import building_place, point_of
from geo.address.segments import Kind
from geo.errors import Message
from geo.layers.kinds import Label

HOUSEHOLD_COLUMNS: Final = ("id", "building_id", "entrance_id", "floor", "room")
"""What a frame of households needs to be compared."""
_FULL_ROOM_DIGITS: Final = 3


@dataclass(frozen=True)
class Asked:
    """What an address says of the inside of a building; ``None`` where it says nothing."""

    unit: str | None
    floor: str | None
    room: str | None


def with_doors(candidates: Candidates, households: pd.DataFrame | None, book: AddressBook) -> Finding:
    """The answer with units, floors and rooms compared.

    ``households`` are all those of the candidates' buildings (columns ``HOUSEHOLD_COLUMNS``), or ``None`` where doors
    may not be told: then the answer goes no further than the unit, and what is inside stays missing. Candidates that
    do not ask for doors keep their answer.
    """
    if not candidates.asks_for_doors:
        return candidates.finding
    address = candidates.address
    asked = Asked(*(address.value(kind) for kind in INDOORS))
    rows = _Doors(candidates, book, asked)
    if households is None:
        return rows.without_households()
    return rows.with_households(households)


@dataclass
class _Doors:
    candidates: Candidates
    book: AddressBook
    asked: Asked

    def without_households(self) -> Finding:
        """The entrance, or the building, of what is asked."""
        missing = tuple(kind for kind in (Kind.FLOOR, Kind.ROOM) if self.candidates.address.first(kind))
        if self.asked.unit is None:
            return replace(self.candidates.finding, missing=(*self.candidates.finding.missing, *missing))
        found = self._entrances()
        if found is None:
            return self._unchecked()
        return self._answer(found, (Kind.UNIT,), missing)

    def with_households(self, households: pd.DataFrame) -> Finding:
        """The household, or the entrance where no room is named."""
        if self.asked.unit is not None:
            entrances = self._entrances()
            if entrances is None:
                return self._unchecked()
            if self.asked.room is None or not entrances:
                return self._answer(entrances, (Kind.UNIT,), ())
        if self.asked.room is None:
            return self._on_floor(households)
        doors = [door for door in self._rooms(households) if self.asked.unit in (None, door[1])]
        places = [self._door_place(row) for row, _ in doors]
        kinds = tuple(kind for kind in INDOORS if self.candidates.address.first(kind))
        units = {unit for _, unit in doors}
        missing = (Kind.UNIT,) if self.asked.unit is None and len(units) > 1 else ()
        return self._answer(places, kinds, missing)

    def _entrances(self) -> list[Place] | None:
        """The entrances of that unit in the candidates; ``None`` where no candidate has any that is recorded."""
        entrances, snapshot = self.book.entrances, self.book.buildings.snapshot
        rows = [(row, door) for row in self.candidates.rows.tolist() for door in entrances.rows(int(snapshot.ids[row]))]
        if not rows:
            return None
        return [self._entrance_place(row, door) for row, door in rows if entrances.unit[door] == self.asked.unit]

    def _entrance_place(self, row: int, door: int) -> Place:
        building, layer = building_place(self.book, row), self.book.city.layer("entrance")
        name = layer.value(door, "name") or ""
        thing = int(layer.ids[door])
        return replace(
            building, layer="entrance", id=thing, entrance_id=thing, name=f"{building.name}{name}",
            point=point_of(layer, door) or building.point,
        )  # fmt: skip

    def _rooms(self, households: pd.DataFrame) -> list[tuple[Any, str | None]]:
        """The households whose floor and room agree, each with its unit."""
        entrances = self.book.entrances
        buildings = set(self.book.buildings.snapshot.ids[self.candidates.rows].tolist())
        units = {int(entrances.ids[door]): entrances.unit[door] for one in buildings for door in entrances.rows(one)}
        found = []
        for row in households.itertuples(index=False):
            if row.building_id not in buildings or pd.isna(row.room):
                continue
            own_unit, room = _room_of(str(row.room))
            if _is_room(room, row.floor, self.asked):
                entrance = None if pd.isna(row.entrance_id) else int(row.entrance_id)
                found.append((row, units.get(entrance) if entrance is not None else own_unit))
        return found

    def _door_place(self, household: Any) -> Place:
        snapshot = self.book.buildings.snapshot
        building = building_place(self.book, snapshot.row_of(int(household.building_id)))
        place, entrance = building, None
        if not pd.isna(household.entrance_id) and "entrance" in self.book.city:
            door = int(self.book.city["entrance"].rows_of(np.array([household.entrance_id], np.int64))[0])
            if door >= 0:
                place = self._entrance_place(snapshot.row_of(int(household.building_id)), door)
                entrance = place.entrance_id
        room = str(household.room)
        shown = f"{place.name}{room}" + ("室" if room.isalnum() else "")
        floor = None if pd.isna(household.floor) else int(household.floor)
        return replace(
            place, layer="household", id=int(household.id), name=shown, entrance_id=entrance, floor=floor, room=room
        )

    def _on_floor(self, households: pd.DataFrame) -> Finding:
        """A floor without a room is in the building that has it."""
        wanted = {
            row.building_id for row in households.itertuples(index=False) if _is_floor(row.floor, self.asked.floor)
        }
        snapshot = self.book.buildings.snapshot
        places = [
            building_place(self.book, row) for row in self.candidates.rows.tolist() if int(snapshot.ids[row]) in wanted
        ]
        return self._answer(places, (Kind.FLOOR,), (Kind.ROOM,))

    def _answer(self, places: list[Place], kinds: tuple[Kind, ...], missing: tuple[Kind, ...]) -> Finding:
        before, doubt = self.candidates.finding, self.candidates.doubt
        told = [segment for kind in kinds if (segment := self.candidates.address.first(kind)) is not None]
        if not places:
            text = "".join(segment.text for segment in told)
            rivals = before.rivals or ((before.place,) if before.place else ())
            name: str | Label = (
                rivals[0].name
                if len(rivals) == 1
                else Label(f"{len(self.candidates.rows)} 栋楼", f"{len(self.candidates.rows)} buildings")
            )
            return self._not_placed(Status.FAILED, rivals, missing, NO_SUCH, {"place": name, "got": text})
        if doubt is not None:
            return self._not_placed(Status.AMBIGUOUS, tuple(places), missing, *doubt)
        if len(places) > 1:
            missing = tuple(dict.fromkeys((*before.missing, *missing)))
            params = {"got": len(places), "missing": words_of(missing)}
            return self._not_placed(Status.AMBIGUOUS, tuple(places), missing, SEVERAL, params)
        place = places[0]
        ids = {Kind.UNIT: ("entrance", place.entrance_id), Kind.ROOM: ("household", place.id), Kind.FLOOR: (None, None)}
        why = [Why(one.kind, one.text, one.value, number_how(one), *ids[one.kind]) for one in told]
        missing = tuple(kind for kind in missing if kind is not Kind.BUILDING)
        return replace(
            before,
            status=Status.PLACED,
            place=place,
            why=(*before.why, *why),
            missing=missing,
            rivals=(),
            reason=None,
            params={},
        )

    def _not_placed(
        self,
        status: Status,
        rivals: tuple[Place, ...],
        missing: tuple[Kind, ...],
        reason: Message,
        params: Mapping[str, Any],
    ) -> Finding:
        return replace(
            self.candidates.finding, status=status, place=None, missing=missing, rivals=rivals[:MOST_RIVALS], reason=reason, params=params
        )  # fmt: skip

    def _unchecked(self) -> Finding:
        unit = self.candidates.address.first(Kind.UNIT)
        assert unit is not None
        before = self.candidates.finding
        rivals = before.rivals or ((before.place,) if before.place else ())
        return self._not_placed(Status.AMBIGUOUS, rivals, (), UNIT_UNKNOWN, {"place": rivals[0].name, "got": unit.text})


@lru_cache(maxsize=4096)
def _room_of(room: str) -> tuple[str | None, str]:
    """(unit, room) that a record's room tells: 2-501 is room 501 of unit 2."""
    address = parse(room[:MAX_ADDRESS_CHARACTERS])
    bare = [one.value for one in address.all(Kind.BUILDING, Kind.UNIT) if one.is_bare]
    told = next((one.value for kind in (Kind.ROOM, Kind.NUMBER, Kind.HOUSE_NUMBER) for one in address.all(kind)), None)
    return address.value(Kind.UNIT) or (bare[-1] if bare else None), told if told is not None else room


def _is_room(room: str, floor: Any, asked: Asked) -> bool:
    """Whether a record's room and floor are the ones asked for: 501, or 01 on floor 5."""
    assert asked.room is not None
    if asked.floor is not None and not _is_floor(floor, asked.floor):
        return False
    if room == asked.room:
        return True
    short = asked.floor is not None and len(asked.room) < _FULL_ROOM_DIGITS and asked.room.isdigit()
    return short and room == f"{asked.floor}{asked.room:0>2}"


def _is_floor(floor: Any, asked: str | None) -> bool:
    return asked is not None and not pd.isna(floor) and str(int(floor)) == asked

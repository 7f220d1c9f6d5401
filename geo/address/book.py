"""Everything that addresses of one moment of a city are compared with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

import numpy as np
import pandas as pd

from geo.address.likeness import How, Likeness, NameIndex
from geo.address.name_runs import KnownNames, name_value
from geo.address.parse import MAX_ADDRESS_CHARACTERS, parse
from geo.address.records import BuildingRecords, Groups, Integers, building_records
from geo.address.segments import Kind
from geo.columns import MISSING_INTEGER
from geo.snapshot import City, LayerSnapshot

Made = TypeVar("Made")
Part = tuple[tuple[Any, ...], Any]
"""What a part of a book was made from, and the part."""


class Alias(NamedTuple):
    """A name that people of a community use for an estate or a building. ``community_id`` None: used everywhere."""

    community_id: int | None
    text: str
    layer: str
    target_id: int


class Meant(NamedTuple):
    """One thing that a written name can mean: an estate or a building by its id, and how the name agrees with it."""

    layer: str
    id: int
    value: str
    how: How
    community_id: int | None = None


@dataclass(frozen=True, slots=True)
class EstateName:
    """An estate's name in its parts: 翠湖花园一期 is 翠湖花园, phase 1."""

    base: str
    phase: str | None


class AddressBook:
    """The names, buildings and entrances of a city; ``aliases`` beside them. Many threads may ask at once.

    ``before`` is the book of another moment: what was made from layers that are still the same is taken over from it.
    """

    def __init__(self, city: City, aliases: Sequence[Alias] = (), before: AddressBook | None = None) -> None:
        self.city = city
        self.aliases = tuple(aliases)
        self._parts: dict[str, Part] = {}
        self._before: dict[str, Part] = {} if before is None else {**before._before, **before._parts}

    def _part(self, name: str, basis: tuple[Any, ...], make: Callable[[], Made]) -> Made:
        """A part of the book, made once from its basis: layers, other parts, aliases. Two threads may both make it."""
        kept = self._parts.get(name)
        if kept is None:
            kept = self._before.get(name)
            if kept is None or len(kept[0]) != len(basis) or any(a is not b for a, b in zip(kept[0], basis, strict=True)):  # fmt: skip
                kept = basis, make()
            self._parts[name] = kept
        made: Made = kept[1]
        return made

    def _layer(self, name: str) -> LayerSnapshot | None:
        return self.city.get(name)

    @property
    def estates(self) -> EstateNames:
        """The estates by name."""
        snapshot = self._layer("estate")
        return self._part("estates", (snapshot,), lambda: EstateNames.of(snapshot))

    @property
    def buildings(self) -> BuildingRecords:
        """The buildings by what they are called and where they stand; raises ``NotFound`` in a city without the layer."""
        snapshot, estate = self.city.layer("building"), self._layer("estate")

        def titles(ids: Integers) -> Sequence[str | None]:
            if estate is None or not len(estate):
                return [None] * len(ids)
            names = [*_or_none(estate.columns["name"]), None]
            return [names[row] for row in estate.rows_of(ids).tolist()]

        return self._part("buildings", (snapshot, estate), lambda: building_records(snapshot, titles))

    @property
    def roads(self) -> NameIndex:
        """The roads that the walking network and the buildings' addresses name."""
        path, buildings = self._layer("path"), self.buildings

        def make() -> NameIndex:
            walked = () if path is None else (name_value(name) for name in _names(path))
            return NameIndex({*buildings.roads.numbers, *walked})

        return self._part("roads", (path, buildings), make)

    @property
    def areas(self) -> Mapping[Kind, AreaNames]:
        """Communities, streets and districts by name, each with the communities that lie in it."""
        community, street = self._layer("community"), self._layer("street")

        def make() -> Mapping[Kind, AreaNames]:
            pairs = {
                Kind.COMMUNITY: _own_names(community),
                Kind.STREET: _street_names(community, street, "name"),
                Kind.DISTRICT: _street_names(community, street, "district"),
            }
            return {kind: AreaNames.of(kind, rows) for kind, rows in pairs.items()}

        return self._part("areas", (community, street), make)

    @property
    def known(self) -> KnownNames:
        """The names by which the parser finds where names end, the smallest things first: an estate named like a road
        is meant where both fit.
        """
        estates, buildings, roads, areas = self.estates, self.buildings, self.roads, self.areas

        def make() -> KnownNames:
            named = [*sorted(estates.written), *buildings.named, *(alias.text for alias in self.aliases)]
            pairs = [(Kind.ESTATE, name) for name in named] + [(Kind.ROAD, name) for name in sorted(roads.values)]
            for kind, area in areas.items():
                pairs += [(kind, name) for name in sorted(area.index.values)]
            return KnownNames(pairs, [name for name in named if _holds_a_number(name)])

        return self._part("known", (estates, buildings, roads, areas, self.aliases), make)

    @property
    def entrances(self) -> Entrances:
        """The entrances by building."""
        snapshot = self._layer("entrance")
        return self._part("entrances", (snapshot,), lambda: Entrances.of(snapshot))

    @property
    def names(self) -> NameIndex:
        """The names of estates and of buildings that are named, not numbered."""
        estates, buildings = self.estates, self.buildings
        return self._part("names", (estates, buildings), lambda: NameIndex([*estates.ids, *buildings.named], "小区"))

    def meant(self, written: str) -> list[Meant]:
        """What the name of an estate or of a named building can mean, of the surest way; aliases count like the name
        itself, so that an alias that is another thing's name leaves both.
        """
        found = self._named(self.names.find(written))
        exact = [one for one in found if one.how is How.EXACT]
        aliases = [
            Meant(alias.layer, alias.target_id, written, How.ALIAS, alias.community_id)
            for alias in self._aliases().get(written, ())
            if not any((one.layer, one.id) == (alias.layer, alias.target_id) for one in exact)
        ]
        return exact + aliases if exact or aliases else found

    def _named(self, likes: Iterable[Likeness]) -> list[Meant]:
        found = []
        for like in likes:
            found += [Meant("estate", thing, like.value, like.how) for thing in self.estates.ids.get(like.value, ())]
            rows = self.buildings.named.get(like.value, ())
            found += [Meant("building", int(self.buildings.snapshot.ids[row]), like.value, like.how) for row in rows]
        return found

    def _aliases(self) -> Mapping[str, list[Alias]]:
        def make() -> Mapping[str, list[Alias]]:
            found: dict[str, list[Alias]] = defaultdict(list)
            for alias in self.aliases:
                found[name_value(alias.text)].append(alias)
            return found

        return self._part("aliases", (self.aliases,), make)


@dataclass(frozen=True)
class EstateNames:
    """``ids`` of the estates by the value of their names without phase; ``parts`` by id; ``written`` are those names as
    they are written.
    """

    ids: Mapping[str, list[int]]
    parts: Mapping[int, EstateName]
    written: frozenset[str]

    @classmethod
    def of(cls, snapshot: LayerSnapshot | None) -> EstateNames:
        """The estates of a snapshot, none without one."""
        ids: dict[str, list[int]] = defaultdict(list)
        parts: dict[int, EstateName] = {}
        written = set()
        if snapshot is not None:
            for thing, name in zip(snapshot.ids.tolist(), snapshot.columns["name"].tolist(), strict=True):
                if name is None or not str(name).strip():
                    continue
                base, phase = _without_phase(str(name)[:MAX_ADDRESS_CHARACTERS])
                parts[thing] = EstateName(name_value(base), phase)
                ids[name_value(base)].append(thing)
                written.add(base)
        return cls(dict(ids), parts, frozenset(written))


@dataclass(frozen=True)
class AreaNames:
    """Areas of one kind by name: their ids (districts have none) and the communities in each of that name."""

    kind: Kind
    index: NameIndex
    ids: Mapping[str, set[int]]
    communities: Mapping[str, list[int]]

    @classmethod
    def of(cls, kind: Kind, told: Iterable[tuple[str, int | None, int]]) -> AreaNames:
        """From an area's name, its id, and a community in it."""
        ids: dict[str, set[int]] = defaultdict(set)
        communities: dict[str, list[int]] = defaultdict(list)
        for name, thing, community in told:
            communities[name_value(name)].append(community)
            ids[name_value(name)].update(() if thing is None else (thing,))
        return cls(kind, NameIndex(communities), ids, communities)


@dataclass(frozen=True)
class Entrances:
    """The entrances of a city with the value of each one's unit; ``None`` where its name tells none."""

    ids: Integers
    building: Integers
    unit: Sequence[str | None]
    groups: Groups

    @classmethod
    def of(cls, snapshot: LayerSnapshot | None) -> Entrances:
        """The entrances of a snapshot, none without one."""
        if snapshot is None:
            return cls(np.zeros(0, np.int64), np.zeros(0, np.int64), (), Groups(np.zeros(0, np.int64)))
        building = np.asarray(snapshot.columns["building_id"], np.int64)
        units = {name: unit_of(str(name)) for name in set(_names(snapshot))}
        return cls(
            snapshot.ids, building, [units.get(name) for name in snapshot.columns["name"].tolist()], Groups(building)
        )

    def rows(self, building_id: int) -> list[int]:
        """The rows of a building's entrances."""
        return self.groups.rows(building_id).tolist() if building_id != MISSING_INTEGER else []


def unit_of(name: str) -> str | None:
    """The unit that an entrance's name tells: 2单元 and 2 are unit 2."""
    address = parse(name[:MAX_ADDRESS_CHARACTERS])
    for kind in (Kind.UNIT, Kind.NUMBER, Kind.HOUSE_NUMBER, Kind.ROOM, Kind.BUILDING):
        found = address.value(kind)
        if found is not None:
            return found
    return name_value(name) or None


def _without_phase(name: str) -> tuple[str, str | None]:
    """A name and the phase that it ends in: 翠湖花园一期; a name that holds other numbers stays whole."""
    *rest, last = parse(name).segments or (None,)
    if last is not None and rest and last.kind is Kind.PHASE and not name[last.span[1] :].strip(" )）"):
        return name[: last.span[0]].rstrip(" ·-（("), last.value
    return name, None


def _holds_a_number(name: str) -> bool:
    return any(one.kind not in (Kind.ESTATE, Kind.ROAD, Kind.COMMUNITY, Kind.NOISE) for one in parse(name[:MAX_ADDRESS_CHARACTERS]).segments)  # fmt: skip


def _or_none(names: Iterable[Any]) -> list[str | None]:
    return [None if name is None or pd.isna(name) else str(name) for name in names]


AreaRow = tuple[str, int | None, int]
"""An area's name, its id, and a community in it."""


def _own_names(community: LayerSnapshot | None) -> list[AreaRow]:
    if community is None:
        return []
    names = _or_none(community.columns["name"])
    return [(name, thing, thing) for name, thing in zip(names, community.ids.tolist(), strict=True) if name]


def _street_names(community: LayerSnapshot | None, street: LayerSnapshot | None, field: str) -> list[AreaRow]:
    """By that field of the streets: every community whose street has it; a district has no id."""
    if community is None or street is None or not len(street):
        return []
    told = _or_none(street.columns[field])
    rows = street.rows_of(np.asarray(community.columns["street_id"], np.int64)).tolist()
    return [
        (name, int(street.ids[row]) if field == "name" else None, thing)
        for row, thing in zip(rows, community.ids.tolist(), strict=True)
        if row >= 0 and (name := told[row])
    ]


def _names(snapshot: LayerSnapshot) -> list[str]:
    """The different names of a layer's things."""
    names = snapshot.columns["name"]
    return [str(name) for name in pd.unique(names[~pd.isna(names)])]

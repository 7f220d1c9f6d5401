"""Which doors does a building have? Its households behind their entrances, floor by floor, without anything about people."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

import pandas as pd

from geo.columns import as_column, python_values
from geo.layers import layer_named

DOOR_COLUMNS: Final = ("building_id", "entrance_id", "floor", "room")
"""All that is read of a household: where its door is."""

Entrance = dict[str, Any]
Floors = list[dict[str, Any]]


def entrances_by_building(
    buildings: Iterable[int], entrances: pd.DataFrame, households: pd.DataFrame
) -> dict[int, list[Entrance]]:
    """For each building its entrances, in the order of their names, each with the floors and the rooms on them.

    ``entrances`` has the columns ``id, building_id, name``, ``households`` ``id`` and ``DOOR_COLUMNS``. Floors run from
    the lowest to the highest, rooms in the order of their numbers; what is not known comes last, as ``None``. Doors
    that name no entrance, or one that is not among the building's, stand behind an entrance without id and name at
    the end. A building without entrances and households has an empty list.
    """
    floors = _floors(households)
    found: dict[int, list[Entrance]] = {building: [] for building in buildings}
    for thing, building, name in zip(entrances["id"], entrances["building_id"], entrances["name"], strict=True):
        if building in found:
            found[building].append({"id": int(thing), "name": name, "floors": floors.pop((building, int(thing)), [])})
    for listed in found.values():
        listed.sort(key=lambda entrance: (natural(entrance["name"]), entrance["id"]))
    loose: dict[int, list[dict[str, Any]]] = {}
    for (building, _), rest in floors.items():
        loose.setdefault(building, []).extend(rest)
    for building, rest in loose.items():
        if building in found:
            found[building].append({"id": None, "name": None, "floors": _merged(rest)})
    return found


def natural(text: str | None) -> tuple[Any, ...]:
    """The key that sorts names as people count them: 2单元 before 10单元; what has no name comes last."""
    if text is None:
        return (1,)
    parts = re.split(r"([0-9]{1,18})", text)
    return (0, *((0, int(part), "") if at % 2 else (1, 0, part) for at, part in enumerate(parts)))


def _floors(households: pd.DataFrame) -> dict[tuple[int, int | None], Floors]:
    layer = layer_named("household")
    building, entrance, floor, room = (
        python_values(as_column(households[name], layer.field(name).type)) for name in DOOR_COLUMNS
    )
    grouped: dict[tuple[int, int | None], dict[int | None, list[dict[str, Any]]]] = {}
    for thing, *place, number in zip(households["id"].tolist(), building, entrance, floor, room, strict=True):
        behind = grouped.setdefault((place[0], place[1]), {})
        behind.setdefault(place[2], []).append({"id": int(thing), "room": number})
    return {key: _ordered(floors) for key, floors in grouped.items()}


def _ordered(floors: dict[int | None, list[dict[str, Any]]]) -> Floors:
    return [
        {"floor": floor, "doors": sorted(doors, key=lambda door: (natural(door["room"]), door["id"]))}
        for floor, doors in sorted(floors.items(), key=lambda pair: (pair[0] is None, pair[0] or 0))
    ]


def _merged(rest: Floors) -> Floors:
    together: dict[int | None, list[dict[str, Any]]] = {}
    for floor in rest:
        together.setdefault(floor["floor"], []).extend(floor["doors"])
    return _ordered(together)

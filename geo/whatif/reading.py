"""Changes as they come from outside: JSON objects, checked strictly and against the things that they name."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from geo.asof import Frames
from geo.columns import Column, missing
from geo.coverage import CoverageParameters
from geo.errors import BadInput, LimitExceeded, Message
from geo.layers import layer_named
from geo.snapshot import field_column
from geo.whatif.changes import (
    CIRCLE_PARAMETERS,
    AddLink,
    AddUnit,
    AddVenue,
    Change,
    MoveUnit,
    MoveVenue,
    RemoveLink,
    RemoveUnit,
    RemoveVenue,
    SetParameter,
    Target,
)

MOST_CHANGES = 1_000
UNWRITABLE = ("Cc", "Cs")
"""The Unicode categories of characters that belong in no name."""

CHANGE_NOT_USABLE = Message(
    "what-if-change-not-usable",
    zh="第 {index} 项更改的“{field}”为“{got}”，应为 {expected}",
    en="change {index}: {field} is {got!r}, expected {expected}",
    remedy_zh="请修正这一项更改",
    remedy_en="correct this change",
)
CHANGE_NAMES_NOTHING = Message(
    "what-if-change-names-nothing",
    zh="第 {index} 项更改的“{field}”为 {got}，此时没有这样的{expected}",
    en="change {index}: {field} is {got}, and there is no such {expected} at that point",
    remedy_zh="请核对标识；前面的更改所新增的对象用 -1、-2……表示（第 1、2……项更改）",
    remedy_en="check the id; what an earlier change adds is named by -1, -2, … (changes 1, 2, …)",
)
TOO_MANY_CHANGES = Message(
    "what-if-too-many-changes",
    zh="共有 {got} 项更改（新增组织的每个服务对象也算一项），最多 {expected} 项",
    en="there are {got} changes, each target of a new unit counted as one; at most {expected} are taken",
    remedy_zh="请分成几个方案",
    remedy_en="divide them into several scenarios",
)

PARAMETERS = {
    field.name: type(field.default)
    for field in fields(CoverageParameters)
    if isinstance(field.default, (bool, int, float))
}
TARGET_LAYERS = tuple(choice.value for choice in layer_named("service_link").field("target_layer").choices)
CATEGORIES = tuple(choice.value for choice in layer_named("venue").field("category").choices)


Withheld = Callable[[str, int], bool]


def parse_changes(given: Any, frames: Frames, withheld: Withheld = lambda layer, thing: False) -> tuple[Change, ...]:
    """The changes that a list of JSON objects asks for, in its order.

    Each object has ``op`` and exactly the fields of that change. Things are named by id; what the n-th change (from 1)
    adds is named by -n in the later ones. New things get the next ids of their layer, so that they come last where
    ids break ties. Raises ``BadInput`` with the change's number, the field, what came and what is expected;
    ``LimitExceeded`` for more than ``MOST_CHANGES``, with the targets of new units. A thing that is ``withheld`` (layer, id) from the asker looks as
    one that is not there.
    """
    if not isinstance(given, list):
        raise BadInput(CHANGE_NOT_USABLE, index=0, field="changes", got=given, expected="[{…}, …]")
    count = len(given) + sum(len(listed) for one in given if isinstance(listed := _targets_of(one), list))
    if count > MOST_CHANGES:
        raise LimitExceeded(TOO_MANY_CHANGES, got=count, expected=MOST_CHANGES)
    world = _World(frames, withheld, {}, {}, {})
    return tuple(_READERS[_op(_Reader(number, one, world))](number, one, world) for number, one in enumerate(given, 1))


def _targets_of(change: Any) -> Any:
    return change.get("targets") if isinstance(change, dict) else None


@dataclass
class _World:
    """What is there while the changes are read one after the other: the frames, and what has changed since."""

    frames: Frames
    withheld: Withheld
    things: dict[tuple[str, int], bool]
    links: dict[tuple[int, str, int], bool]
    made: dict[int, tuple[str, int]]

    def holds(self, layer: str, thing: int) -> bool:
        """Whether the layer has a thing of that id now."""
        if (layer, thing) in self.things:
            return self.things[layer, thing]
        frame = self.frames.get(layer)
        return frame is not None and not self.withheld(layer, thing) and bool((frame["id"].to_numpy() == thing).any())

    def serves(self, link: tuple[int, str, int]) -> bool:
        """Whether the unit has that link now."""
        if link in self.links or not self.holds("unit", link[0]):
            return self.links.get(link, False)
        unit, layer, target = (_column(self.frames, "service_link", name) for name in LINK)
        return bool(((unit == link[0]) & (layer == link[1]) & (target == link[2])).any())

    def add(self, number: int, layer: str) -> int:
        """The id of a thing that the change of that number makes."""
        earlier = [thing for holder, thing in self.made.values() if holder == layer]
        new = max(earlier) + 1 if earlier else max(_highest(self.frames, *NAMED_IN[layer])) + 1
        self.things[layer, new] = True
        self.made[number] = (layer, new)
        return new


LINK = ("unit_id", "target_layer", "target_id")
NAMED_IN = {
    "venue": (("venue", "id"),), "unit": (("unit", "id"), ("unit", "parent_id"), ("service_link", "unit_id")),
}  # fmt: skip
"""Where ids of a layer stand, the dangling ones included: a new id must bring none of them to life."""


def _column(frames: Frames, layer: str, name: str) -> Column:
    frame = frames.get(layer, pd.DataFrame())
    return (
        frame["id"].to_numpy() if name == "id" and len(frame) else field_column(frame, layer_named(layer).field(name))
    )


def _highest(frames: Frames, *columns: tuple[str, str]) -> list[int]:
    held = [_column(frames, layer, name) for layer, name in columns if len(frames.get(layer, ()))]
    return [int(ids[~missing(ids)].max(initial=0)) for ids in held] or [0]


class _Reader:
    """The fields of one change; what is not asked for is refused at the end."""

    def __init__(self, number: int, given: Any, world: _World, within: str = "") -> None:
        self.number, self.world, self.within = number, world, within
        if not isinstance(given, dict):
            raise self.bad(within or "change", given, "{…}")
        self.given: Mapping[str, Any] = given
        self.read = {"op"} if not within else set()

    def bad(self, field: str, got: Any, expected: str) -> BadInput:
        return BadInput(CHANGE_NOT_USABLE, index=self.number, field=field, got=got, expected=expected)

    def value(self, name: str, expected: str, good: Callable[[Any], bool], *, optional: bool = False) -> Any:
        self.read.add(name)
        value = self.given.get(name)
        if optional and value is None:
            return None
        if not good(value):
            raise self.bad(self.within + name, value if name in self.given else "", expected)
        return value

    def done(self) -> None:
        for name in self.given:
            if name not in self.read:
                raise self.bad(self.within + name, self.given[name], "—; " + ", ".join(sorted(self.read)))

    def lonlat(self) -> tuple[float, float]:
        found = [
            self.value(name, f"-{most} … {most}", partial(_within, most)) for name, most in (("lon", 180), ("lat", 90))
        ]
        lon, lat = np.round(np.array(found, dtype=np.float64), 7).tolist()
        return lon, lat

    def word(self, name: str, words: Sequence[str]) -> str:
        return str(self.value(name, ", ".join(words), lambda v: isinstance(v, str) and v in words))

    def text(self, name: str) -> str | None:
        found: str | None = self.value(name, "text", _is_text, optional=True)
        return found

    def flag(self, name: str) -> bool:
        return bool(self.value(name, "true, false", lambda v: isinstance(v, bool)))

    def thing(self, name: str, layer: str, *, optional: bool = False) -> int | None:
        """The id of a thing that is there."""
        given = self.value(name, "integer", _is_whole, optional=optional)
        if given is None:
            return None
        made = self.world.made.get(-given) if given < 0 else (layer, given)
        if made is None or made[0] != layer or not self.world.holds(*made):
            raise BadInput(
                CHANGE_NAMES_NOTHING, index=self.number, field=self.within + name, got=given,
                expected=layer_named(layer).label,
            )  # fmt: skip
        return int(made[1])

    def known(self, name: str, layer: str) -> int:
        found = self.thing(name, layer)
        assert found is not None
        return found


def _is_number(value: Any) -> bool:
    return _is_whole(value) or (isinstance(value, float) and math.isfinite(value))


def _within(most: float, value: Any) -> bool:
    return _is_number(value) and -most <= value <= most


def _is_text(value: Any) -> bool:
    """Short, and without what no store takes: control characters and halves of surrogate pairs."""
    return (
        isinstance(value, str) and len(value) <= 200 and all(unicodedata.category(c) not in UNWRITABLE for c in value)
    )


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**53


def _op(reader: _Reader) -> str:
    return reader.word("op", tuple(_READERS))


def _add_venue(number: int, given: Any, world: _World) -> Change:
    reader = _Reader(number, given, world)
    category, (lon, lat), name = reader.word("category", CATEGORIES), reader.lonlat(), reader.text("name")
    reader.done()
    return AddVenue(world.add(number, "venue"), category, lon, lat, name)


def _move_venue(number: int, given: Any, world: _World) -> Change:
    reader = _Reader(number, given, world)
    thing, (lon, lat) = reader.known("id", "venue"), reader.lonlat()
    reader.done()
    return MoveVenue(thing, lon, lat)


def _remove_venue(number: int, given: Any, world: _World) -> Change:
    reader = _Reader(number, given, world)
    thing = reader.known("id", "venue")
    reader.done()
    world.things["venue", thing] = False
    return RemoveVenue(thing)


def _add_unit(number: int, given: Any, world: _World) -> Change:
    reader = _Reader(number, given, world)
    level = reader.value("level", "1, 2, 3, 4", lambda v: _is_whole(v) and 1 <= v <= 4)
    (lon, lat), name = reader.lonlat(), reader.text("name")
    parent = reader.thing("parent_id", "unit", optional=True)
    listed = reader.value("targets", "[{layer, id, is_primary}, …]", lambda v: isinstance(v, list), optional=True)
    reader.done()
    targets = tuple(_target(number, one, world, at) for at, one in enumerate(listed or []))
    if len({(target.layer, target.id) for target in targets}) < len(targets):
        raise reader.bad("targets", listed, "each once")
    new = world.add(number, "unit")
    world.links.update({(new, target.layer, target.id): True for target in targets})
    return AddUnit(new, level, lon, lat, name, parent, targets)


def _target(number: int, given: Any, world: _World, at: int) -> Target:
    reader = _Reader(number, given, world, f"targets[{at}].")
    layer = reader.word("layer", TARGET_LAYERS)
    found = Target(layer, reader.known("id", layer), reader.flag("is_primary"))
    reader.done()
    return found


def _remove_unit(number: int, given: Any, world: _World) -> Change:
    reader = _Reader(number, given, world)
    thing = reader.known("id", "unit")
    reader.done()
    world.things["unit", thing] = False
    return RemoveUnit(thing)


def _move_unit(number: int, given: Any, world: _World) -> Change:
    reader = _Reader(number, given, world)
    thing, (lon, lat) = reader.known("id", "unit"), reader.lonlat()
    reader.done()
    return MoveUnit(thing, lon, lat)


def _link(reader: _Reader) -> tuple[int, str, int]:
    unit = reader.known("unit_id", "unit")
    layer = reader.word("target_layer", TARGET_LAYERS)
    return unit, layer, reader.known("target_id", layer)


def _add_link(number: int, given: Any, world: _World) -> Change:
    reader = _Reader(number, given, world)
    link = _link(reader)
    primary = reader.flag("is_primary")
    reader.done()
    if world.serves(link):
        raise reader.bad("target_id", link[2], "a target that the unit does not serve yet")
    world.links[link] = True
    return AddLink(*link, primary)


def _remove_link(number: int, given: Any, world: _World) -> Change:
    reader = _Reader(number, given, world)
    link = _link(reader)
    reader.done()
    if not world.serves(link):
        raise reader.bad("target_id", link[2], "a target that the unit serves")
    world.links[link] = False
    return RemoveLink(*link)


def _set_parameter(number: int, given: Any, world: _World) -> Change:
    reader = _Reader(number, given, world)
    name = reader.word("name", (*PARAMETERS, *CIRCLE_PARAMETERS))
    if name == "preset":
        value = reader.value("value", "text", lambda v: isinstance(v, str))
    elif PARAMETERS.get(name) is bool:
        value = reader.flag("value")
    else:
        whole = PARAMETERS.get(name) is int
        value = reader.value("value", "integer" if whole else "number", _is_whole if whole else _is_number)
    reader.done()
    return SetParameter(name, value)


_READERS: Mapping[str, Callable[[int, Any, _World], Change]] = {
    "add_venue": _add_venue, "move_venue": _move_venue, "remove_venue": _remove_venue, "add_unit": _add_unit,
    "remove_unit": _remove_unit, "move_unit": _move_unit, "add_link": _add_link, "remove_link": _remove_link,
    "set_parameter": _set_parameter,
}  # fmt: skip

"""Changes as they come from outside: JSON objects, checked strictly and against the things that they name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from geo.asof import Frames
from geo.coverage import CoverageParameters
from geo.errors import BadInput, LimitExceeded, Message
from geo.layers import layer_named
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
from geo.whatif.fields import CHANGE_NOT_USABLE, Fields, is_number, is_whole
from geo.whatif.known import EVERYTHING, Asker, Known

MOST_CHANGES = 1_000

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


def parse_changes(given: Any, frames: Frames, asker: Asker = EVERYTHING) -> tuple[Change, ...]:
    """The changes that a list of JSON objects asks for, in its order.

    Each object has ``op`` and exactly the fields of that change. Things are named by id; what the n-th change (from 1)
    adds is named by -n in the later ones. New things get the next ids of their layer, so that they come last where
    ids break ties. A link that is there already may be added and one that is not there removed: an error would tell
    which there are. Raises ``BadInput`` with the change's number, the field, what came and what is expected;
    ``LimitExceeded`` for more than ``MOST_CHANGES``, with the targets of new units. What is withheld from the
    ``asker`` looks as what is not there.
    """
    if not isinstance(given, list):
        raise BadInput(CHANGE_NOT_USABLE, index=0, field="changes", got=given, expected="[{…}, …]")
    count = len(given) + sum(len(listed) for one in given if isinstance(listed := _targets_of(one), list))
    if count > MOST_CHANGES:
        raise LimitExceeded(TOO_MANY_CHANGES, got=count, expected=MOST_CHANGES)
    known = Known(frames, asker)
    return tuple(_change(Fields(number, one, known)) for number, one in enumerate(given, 1))


def _change(given: Fields) -> Change:
    return _READERS[given.word("op", tuple(_READERS))](given)


def _targets_of(change: Any) -> Any:
    return change.get("targets") if isinstance(change, dict) else None


def _add_venue(given: Fields) -> Change:
    category, (lon, lat), name = given.word("category", CATEGORIES), given.lonlat(), given.text("name")
    given.done()
    return AddVenue(given.known.add(given.number, "venue"), category, lon, lat, name)


def _move_venue(given: Fields) -> Change:
    thing, (lon, lat) = given.id_of("id", "venue"), given.lonlat()
    given.done()
    return MoveVenue(thing, lon, lat)


def _remove_venue(given: Fields) -> Change:
    return RemoveVenue(_removed(given, "venue"))


def _add_unit(given: Fields) -> Change:
    level = given.whole("level", 1, 4)
    (lon, lat), name = given.lonlat(), given.text("name")
    parent = given.thing("parent_id", "unit", optional=True)
    listed = given.value("targets", "[{layer, id, is_primary}, …]", lambda v: isinstance(v, list), optional=True)
    given.done()
    targets = tuple(
        _target(Fields(given.number, one, given.known, f"targets[{at}].")) for at, one in enumerate(listed or [])
    )
    if len({(target.layer, target.id) for target in targets}) < len(targets):
        raise given.bad("targets", listed, "each once")
    return AddUnit(given.known.add(given.number, "unit"), level, lon, lat, name, parent, targets)


def _target(given: Fields) -> Target:
    layer = given.word("layer", TARGET_LAYERS)
    found = Target(layer, given.id_of("id", layer), given.flag("is_primary"))
    given.done()
    return found


def _remove_unit(given: Fields) -> Change:
    return RemoveUnit(_removed(given, "unit"))


def _removed(given: Fields, layer: str) -> int:
    thing = given.id_of("id", layer)
    given.done()
    given.known.remove(layer, thing)
    return thing


def _move_unit(given: Fields) -> Change:
    thing, (lon, lat) = given.id_of("id", "unit"), given.lonlat()
    given.done()
    return MoveUnit(thing, lon, lat)


def _link(given: Fields) -> tuple[int, str, int]:
    unit = given.id_of("unit_id", "unit")
    layer = given.word("target_layer", TARGET_LAYERS)
    return unit, layer, given.id_of("target_id", layer)


def _add_link(given: Fields) -> Change:
    link, primary = _link(given), given.flag("is_primary")
    given.done()
    return AddLink(*link, primary)


def _remove_link(given: Fields) -> Change:
    link = _link(given)
    given.done()
    return RemoveLink(*link)


def _set_parameter(given: Fields) -> Change:
    name = given.word("name", (*PARAMETERS, *CIRCLE_PARAMETERS))
    steps = given.known.asker.steps.get(name)
    if name == "preset":
        value = given.value("value", "text", lambda v: isinstance(v, str))
    elif PARAMETERS.get(name) is bool:
        value = given.flag("value")
    elif steps is not None:
        value = given.value("value", ", ".join(f"{one:g}" for one in steps), lambda v: is_number(v) and v in steps)
        value = PARAMETERS[name](value)
    else:
        whole = PARAMETERS.get(name) is int
        value = given.value("value", "integer" if whole else "number", is_whole if whole else is_number)
    given.done()
    return SetParameter(name, value)


_READERS: Mapping[str, Callable[[Fields], Change]] = {
    "add_venue": _add_venue, "move_venue": _move_venue, "remove_venue": _remove_venue, "add_unit": _add_unit,
    "remove_unit": _remove_unit, "move_unit": _move_unit, "add_link": _add_link, "remove_link": _remove_link,
    "set_parameter": _set_parameter,
}  # fmt: skip

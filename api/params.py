"""What clients ask for, read strictly: a parameter that is unknown, given twice or malformed is an error, never a guess."""

from __future__ import annotations

import base64
import binascii
import difflib
import math
import re
from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime
from typing import Any, Final

import numpy as np
from starlette.datastructures import QueryParams
from starlette.requests import Request

from api.encoding import digest
from geo.errors import BadInput, Language, Message, NotFound
from geo.layers import LAYER_UNKNOWN, Field, FieldType
from geo.layers.dwellings import HOUSEHOLD_AT_DOOR
from geo.model import BBox
from geo.rights import Scope
from geo.sight import lists_households, seen_layers
from geo.snapshot import LayerSnapshot

INTEGER_LIMIT: Final = 2**63 - 1

PARAMETER_UNKNOWN = Message(
    "parameter-unknown",
    zh="没有名为“{got}”的参数",
    en="there is no parameter named {got!r}",
    remedy_zh="{near}可用的参数：{expected}",
    remedy_en="{near}use: {expected}",
)
PARAMETER_TWICE = Message(
    "parameter-twice",
    zh="参数“{got}”出现了不止一次",
    en="the parameter {got!r} is given more than once",
    remedy_zh="每个参数只给一次",
    remedy_en="give each parameter once",
)
PARAMETER_MISSING = Message(
    "parameter-missing",
    zh="缺少参数“{name}”",
    en="the parameter {name!r} is missing",
    remedy_zh="请给出 {name}：{expected}",
    remedy_en="give {name}: {expected}",
)
PARAMETER_INVALID = Message(
    "parameter-invalid",
    zh="参数 {name} 的值“{got}”无效",
    en="the parameter {name} cannot be {got!r}",
    remedy_zh="需要：{expected}",
    remedy_en="expected: {expected}",
    asked=True,
)
CURSOR_INVALID = Message(
    "cursor-invalid",
    zh="分页游标“{got}”无效，或属于另一个查询",
    en="the cursor {got!r} is not valid, or belongs to another query",
    remedy_zh="从第一页重新开始，沿着 next 链接翻页，不要改动其他条件",
    remedy_en="start from the first page and follow the next links; keep the other conditions as they are",
)


def only(query: QueryParams, allowed: Collection[str]) -> None:
    """Raise ``BadInput`` for a parameter that is not among ``allowed`` or is given twice."""
    seen = set()
    for name, _ in query.multi_items():
        if name not in allowed:
            raise unknown(name, allowed)
        if name in seen:
            raise BadInput(PARAMETER_TWICE, got=name)
        seen.add(name)


def unknown(name: str, allowed: Collection[str]) -> BadInput:
    """The error for an unknown name, with the nearest one that exists."""
    near = difflib.get_close_matches(name, allowed, 1, 0.6)
    return BadInput(
        PARAMETER_UNKNOWN, got=name, near=f"{near[0]}? " if near else "", expected=", ".join(allowed) or "–"
    )


def no_parameters(request: Request) -> None:
    """A dependency for routes that take none."""
    only(request.query_params, ())


def invalid(name: str, got: Any, expected: str) -> BadInput:
    """The error for a value that does not have the expected form."""
    return BadInput(PARAMETER_INVALID, name=name, got=got, expected=expected)


def number(name: str, text: str | None, low: float, high: float) -> float:
    """A finite decimal number within bounds, bounds included; missing is an error."""
    expected = f"{low:g} … {high:g}"
    if text is None:
        raise BadInput(PARAMETER_MISSING, name=name, expected=expected)
    value = _decimal(text)
    if value is None or not low <= value <= high:
        raise invalid(name, text, expected)
    return value


def integer(name: str, text: str, low: int = -INTEGER_LIMIT, high: int = INTEGER_LIMIT) -> int:
    """A whole number within bounds, bounds included."""
    if re.fullmatch(r"-?[0-9]{1,19}", text) is None or not low <= int(text) <= high:
        expected = f"{low} … {high}" if high < INTEGER_LIMIT else "1, 2, 3 …"
        raise invalid(name, text, expected)
    return int(text)


def bbox(text: str | None) -> BBox | None:
    """One box by ``bbox``, as ``boxes`` reads it; ``None`` stays ``None``.

    West beyond east is an error here: what is measured does not lie across the date line.
    """
    if text is None:
        return None
    found = boxes(text)
    if len(found) > 1:
        raise invalid("bbox", text, f"{_BOX} (west ≤ east)")
    return found[0]


def boxes(text: str) -> list[BBox]:
    """``west,south,east,north`` in degrees; with heights (six numbers) the heights are left out.

    A box of no width or height is a line or point and holds what it touches. West beyond east is a box across the date
    line, as OGC API Features has it: two boxes, one on each side.
    """
    expected = f"{_BOX} (-180 … 180, -90 … 90; south ≤ north)"
    values = [_decimal(part) for part in text.split(",")]
    if len(values) == 6:
        values = [values[0], values[1], values[3], values[4]]
    if len(values) != 4 or any(value is None for value in values):
        raise invalid("bbox", text, expected)
    box = BBox(*(value for value in values if value is not None))
    in_range = all(-180 <= side <= 180 for side in (box.west, box.east))
    if not (in_range and -90 <= box.south <= box.north <= 90):
        raise invalid("bbox", text, expected)
    if box.west <= box.east:
        return [box]
    return [box._replace(east=180.0), box._replace(west=-180.0)]


_BOX: Final = "west,south,east,north"


SCOPE: Final = "scope"
"""The parameter by which the address of a tile says for whose eyes it was made."""


def tile_scope(scope: Scope) -> dict[str, str]:
    """What addresses of tiles carry for who has signed in: another sign-in in the same browser is refused."""
    return {} if scope.account is None else {SCOPE: scope.key}


def day(name: str, text: str | None) -> date | None:
    """A calendar day ``YYYY-MM-DD``; ``None`` stays ``None``."""
    if text is None:
        return None
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) is None:
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError:
        raise invalid(name, text, "YYYY-MM-DD") from None


def flag(name: str, text: str | None) -> bool:
    """``true`` or ``false``; missing is false."""
    if text not in (None, "true", "false"):
        raise invalid(name, text, "true, false")
    return text == "true"


def one_of(name: str, text: str, allowed: Collection[str]) -> str:
    """One of a few words."""
    if text not in allowed:
        raise invalid(name, text, ", ".join(allowed))
    return text


def language(text: str | None, default: Language) -> Language:
    """``zh`` or ``en``; missing is the default."""
    if text not in (None, "zh", "en"):
        raise invalid("lang", text, "zh, en")
    return "en" if text == "en" else "zh" if text == "zh" else default


def names(text: str | None, allowed: Collection[str]) -> list[str] | None:
    """A comma-separated choice of field names, in the order given; an empty text chooses none."""
    if text is None:
        return None
    chosen = [part for part in text.split(",") if part]
    for name in chosen:
        if name not in allowed:
            raise unknown(name, allowed)
    return list(dict.fromkeys(chosen))


def tiled_layers(text: str, scope: Scope) -> tuple[str, ...]:
    """The layers of a tile address, in drawing order; raises ``NotFound`` for one that no tile carries for that scope."""
    seen = (*seen_layers(scope), HOUSEHOLD_AT_DOOR) if lists_households(scope) else seen_layers(scope)
    tiled = {layer.id: place for place, layer in enumerate(seen) if layer.tiled}
    asked = set(text.split(","))
    for layer_id in asked - tiled.keys():
        raise NotFound(LAYER_UNKNOWN, got=layer_id, expected=", ".join(tiled))
    return tuple(sorted(asked, key=tiled.__getitem__))


def filters(query: QueryParams, snapshot: LayerSnapshot, reserved: Iterable[str]) -> dict[str, Any]:
    """The ``{field}=value`` conditions of a query, typed by the registry, as the snapshot's columns hold the values: a
    field that the snapshot does not show is no parameter.
    """
    layer, shown = snapshot.layer, tuple(snapshot.columns)
    only(query, (*reserved, *shown))
    taken = set(reserved)
    return {
        name: _typed(layer.field(name), text) for name, text in query.items() if name in shown and name not in taken
    }


def _typed(field: Field, text: str) -> Any:
    if field.choices:
        values = [choice.value for choice in field.choices]
        if text not in values:
            raise invalid(field.name, text, ", ".join(values))
        return text
    match field.type:
        case FieldType.TEXT:
            return text
        case FieldType.INTEGER:
            return integer(field.name, text)
        case FieldType.REAL:
            return number(field.name, text, -1e300, 1e300)
        case FieldType.BOOLEAN:
            return np.int8(flag(field.name, text))
        case FieldType.DATE:
            return np.datetime64(day(field.name, text), "D")
        case FieldType.DATETIME:
            return np.datetime64(_instant(field.name, text), "us")


def _instant(name: str, text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise invalid(name, text, "2026-09-01T08:00:00Z") from None
    if moment.tzinfo is None:
        raise invalid(name, text, "2026-09-01T08:00:00Z")
    return moment.astimezone(UTC).replace(tzinfo=None)


def _decimal(text: str) -> float | None:
    """A finite number written in ASCII digits; ``float`` alone would take «1_0», «nan» and full-width digits."""
    if (
        re.fullmatch(r"\s*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?\s*", text[:64]) is None
        or len(text) > 64
    ):
        return None
    value = float(text)
    return value if math.isfinite(value) else None


CURSOR_CHARACTERS: Final = 4096
_MARK_BYTES: Final = 8


def cursor_text(place: bytes, *query: str) -> str:
    """The text that continues a query after a place in its order; ``query`` is all that must stay the same."""
    return base64.urlsafe_b64encode(place + _mark(*query)).decode().rstrip("=")


def cursor_raw(text: str, *query: str) -> bytes:
    """The place after which a cursor continues; raises ``BadInput`` for one that this query did not give out."""
    try:
        padded = text + "=" * (-len(text) % 4)
        raw = base64.b64decode(padded, altchars=b"-_", validate=True) if len(text) <= CURSOR_CHARACTERS else b""
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) <= _MARK_BYTES or raw[-_MARK_BYTES:] != _mark(*query):
        raise BadInput(CURSOR_INVALID, got=text)
    return raw[:-_MARK_BYTES]


def cursor_after(thing: int, *query: str) -> str:
    """The text that continues a query, which goes by ascending id, after that id."""
    return cursor_text(thing.to_bytes(8, "big", signed=True), *query)


def cursor_id(text: str | None, *query: str) -> int | None:
    """The id after which a cursor continues; raises ``BadInput`` for one that this query did not give out."""
    if text is None:
        return None
    raw = cursor_raw(text, *query)
    if len(raw) != 8:
        raise BadInput(CURSOR_INVALID, got=text)
    return int.from_bytes(raw, "big", signed=True)


def _mark(*query: str) -> bytes:
    return bytes.fromhex(digest(*query))[:_MARK_BYTES]

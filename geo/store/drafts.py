"""The areas of boundary sets that are not published yet: kept apart from the layers, so that nothing reads them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import orjson
from sqlalchemy import Connection, Select, Table, delete, select

from geo.errors import Conflict, Message, NotFound
from geo.layers import IMPORT_ORDER, LAYERS, layer_named
from geo.store.backend import Backend
from geo.store.documents import canonical_document, dump_document
from geo.store.frames import frame_of, geometries_of, plain_columns, wkb_of
from geo.store.tables import DRAFT_AREA, LAYER_VERSION, TABLES

DRAFT, PUBLISHED, RETIRED = "draft", "published", "retired"
BOUNDARY_LAYERS = tuple(
    name for name in IMPORT_ORDER if LAYERS[name].coverage and "boundary_set_id" in {f.name for f in LAYERS[name].fields}
)  # fmt: skip
"""The layers whose areas belong to boundary sets, holders first."""

DRAFT_UNKNOWN = Message(
    "boundary-draft-unknown",
    zh="没有名为“{got}”的边界草案；现有：{expected}",
    en="there is no draft of boundaries named {got!r}; there is: {expected}",
    remedy_zh="请用 --draft 导入边界来建立草案",
    remedy_en="make one by importing boundaries with --draft",
)
DRAFT_CLOSED = Message(
    "boundary-set-not-draft",
    zh="边界版本“{got}”的状态是 {state}，不能再修改",
    en="the boundary set {got!r} is {state}: it does not change any more",
    remedy_zh="请用另一个名称建立新的草案",
    remedy_en="make a new draft under another name",
)
DRAFT_MOVED = Message(
    "boundary-draft-moved",
    zh="边界草案“{got}”在此期间被修改，没有写入任何数据",
    en="the draft {got!r} was changed meanwhile; nothing was written",
    remedy_zh="请重新检查后再发布",
    remedy_en="check it again, then publish",
)


@dataclass(frozen=True, slots=True)
class BoundarySet:
    """One boundary set and how many areas of each layer it has: in the draft, else among the latest rows."""

    id: int
    name: str
    state: str
    areas: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft with its areas by layer, as frames whose ``id`` is the thing that each will be; ``digest`` tells
    this content from any other.
    """

    id: int
    name: str
    areas: Mapping[str, gpd.GeoDataFrame]
    digest: str


def boundary_sets(connection: Connection) -> list[BoundarySet]:
    """The boundary sets, oldest first."""
    drafted: dict[int, dict[str, int]] = {}
    for owner, layer in connection.execute(select(DRAFT_AREA.c.boundary_set_id, DRAFT_AREA.c.layer)):
        counts = drafted.setdefault(owner, {})
        counts[layer] = counts.get(layer, 0) + 1
    for layer in BOUNDARY_LAYERS:
        table = TABLES[layer]
        query = select(table.c.boundary_set_id).where(
            table.c.version_to.is_(None), table.c.boundary_set_id.is_not(None)
        )
        for owner in connection.scalars(query):
            counts = drafted.setdefault(owner, {})
            counts[layer] = counts.get(layer, 0) + 1
    return [BoundarySet(row.id, row.name or "", row.state or "", drafted.get(row.id, {})) for row in _sets(connection)]


def states(connection: Connection) -> dict[int, str]:
    """The state of each boundary set."""
    return {row.id: row.state for row in _sets(connection)}


def draft(connection: Connection, name: str) -> Draft:
    """The draft of that name; raises ``NotFound``."""
    names = {row.name: row.id for row in _sets(connection) if row.state == DRAFT}
    if name not in names:
        raise NotFound(DRAFT_UNKNOWN, got=name, expected=", ".join(map(str, names)) or "–")
    rows = connection.execute(_areas(names[name])).all()
    by_layer: dict[str, list[Any]] = {}
    for row in rows:
        by_layer.setdefault(row.layer, []).append(row)
    areas = {layer: _frame(layer, by_layer[layer]) for layer in BOUNDARY_LAYERS if layer in by_layer}
    return Draft(names[name], name, areas, _digest(rows))


def replace_areas(connection: Connection, backend: Backend, set_id: int, areas: Mapping[str, gpd.GeoDataFrame]) -> None:
    """Make these frames the draft's areas of their layers; raises ``Conflict`` unless the set is a draft."""
    # held to the commit: publishing takes the same row first
    hold = select(LAYER_VERSION.c.version).where(LAYER_VERSION.c.layer == "boundary_set").with_for_update()
    connection.execute(hold)
    found = {row.id: row for row in _sets(connection)}
    if set_id not in found or found[set_id].state != DRAFT:
        name, state = (found[set_id].name, found[set_id].state) if set_id in found else (str(set_id), "–")
        raise Conflict(DRAFT_CLOSED, got=name, state=state)
    for layer, frame in areas.items():
        owned = (DRAFT_AREA.c.boundary_set_id == set_id) & (DRAFT_AREA.c.layer == layer)
        connection.execute(delete(DRAFT_AREA).where(owned))
        backend.insert(connection, DRAFT_AREA, _plain(set_id, layer, frame), None)


def take_away(connection: Connection, taken: Draft) -> None:
    """Remove a draft's areas, which are published in this transaction; raises ``Conflict`` when they are not the same
    any more.
    """
    if _digest(connection.execute(_areas(taken.id))) != taken.digest:
        raise Conflict(DRAFT_MOVED, got=taken.name)
    connection.execute(delete(DRAFT_AREA).where(DRAFT_AREA.c.boundary_set_id == taken.id))


def _areas(set_id: int) -> Select[Any]:
    order = (DRAFT_AREA.c.layer, DRAFT_AREA.c.id)
    return select(DRAFT_AREA).where(DRAFT_AREA.c.boundary_set_id == set_id).order_by(*order)


def _digest(rows: Iterable[Any]) -> str:
    """Row numbers mean nothing: SQLite gives those of rows that went to others."""
    digest = hashlib.sha256()
    for row in rows:
        digest.update(canonical_document([row.layer, row.id, row.code, row.fields]))
        digest.update(row.geometry or b"-")
    return digest.hexdigest()


def _sets(connection: Connection) -> list[Any]:
    table: Table = TABLES["boundary_set"]
    query = select(table.c.id, table.c.name, table.c.state).where(table.c.version_to.is_(None)).order_by(table.c.id)
    return list(connection.execute(query))


def _names(layer: str) -> list[str]:
    own = [field.name for field in layer_named(layer).fields if field.name not in ("code", "boundary_set_id")]
    return [*own, "key", "source", "extra", "original_crs"]


def _frame(layer: str, rows: list[Any]) -> gpd.GeoDataFrame:
    names = _names(layer)
    values = [
        (row.id, row.code, row.boundary_set_id, *(row.fields.get(name) for name in names), row.original, row.geometry)
        for row in rows
    ]
    return frame_of(layer_named(layer), ["id", "code", "boundary_set_id", *names, "original", "geometry"], values)


def _plain(set_id: int, layer: str, frame: gpd.GeoDataFrame) -> dict[str, list[Any]]:
    found = layer_named(layer)
    plain = plain_columns(found, frame.drop(columns=["valid_from", "valid_to"], errors="ignore"))
    count, empty = len(frame), [None] * len(frame)
    extra = [None if text is None else orjson.loads(text) for text in plain.get("extra", empty)]
    plain["extra"] = extra
    names = _names(layer)
    fields = [dump_document({name: plain.get(name, empty)[row] for name in names}) for row in range(count)]
    return {
        "boundary_set_id": [set_id] * count, "layer": [layer] * count, "id": plain["id"],
        "code": plain.get("code", empty), "fields": fields, "original": plain.get("original", empty),
        "geometry": wkb_of(geometries_of(found, frame)),
    }  # fmt: skip

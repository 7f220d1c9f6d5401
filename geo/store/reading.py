"""What does the store hold? One consistent look at it: everything that a reader answers is of the same moment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from sqlalchemy import ColumnElement, Connection, Select, Table, case, func, or_, select, true

from geo.errors import BadInput, Message
from geo.layers import IMPORT_ORDER, FieldType, Layer, layer_named
from geo.model import BBox, Period
from geo.store.account_tables import ACCESS_MARK
from geo.store.allowed import allowed
from geo.store.backend import Backend
from geo.store.frames import COLUMN_UNKNOWN, column_kinds, frame_of, plain_column
from geo.store.rights import Reach
from geo.store.tables import CHANGE, CHANGE_COUNTER, CURRENT_TO, LAYER_VERSION, STORE_IDENTITY, TABLES

LEAST_PAGE = 256

LAYER_WITHOUT_PLACE = Message(
    "layer-without-geometry",
    zh="图层“{got}”没有几何对象，不能按范围查询",
    en="layer {got!r} has no geometry: it cannot be searched by a box",
    remedy_zh="请改用按上级对象查询",
    remedy_en="search it by what holds it",
)
BOX_WRONG = Message(
    "box-wrong",
    zh="范围“{got}”无效，应为“西,南,东,北”，且西不大于东、南不大于北",
    en="the box {got!r} is not west, south, east, north with west <= east and south <= north",
)
VERSION_UNKNOWN = Message(
    "layer-version-unknown",
    zh="图层“{layer}”没有版本 {got}，现有版本为 0 至 {expected}",
    en="layer {layer!r} has no version {got}: it has 0 to {expected}",
)

Columns = Mapping[str, ColumnElement[Any]]
"""A layer's columns as a question sees them: as they are, or as they were at an old version."""


@dataclass(frozen=True, slots=True)
class Change:
    """What one write did to one layer. ``boxes`` hold the old and the new rows."""

    number: int
    layer: str
    version: int
    at: dt.datetime
    note: str
    boxes: tuple[BBox, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """What tells that nothing has changed: the version of each layer, and the mark of who may come in."""

    versions: Mapping[str, int]
    access: str


class Reader:
    """One consistent look at the store, as far as ``reach`` goes; without one, restricted layers raise
    ``ReachMissingError``.
    """

    def __init__(self, backend: Backend, connection: Connection, reach: Reach | None = None) -> None:
        self._backend = backend
        self._connection = connection
        self._reach = reach

    def versions(self) -> dict[str, int]:
        """The version of each layer; 0 for one that was never written."""
        return {row.layer: row.version for row in self._connection.execute(_VERSIONS)}

    def moment(self) -> Moment:
        """The versions and the access mark, by one small query."""
        rows = self._connection.execute(_MOMENT).all()
        return Moment({layer: version for layer, version, _ in rows}, str(rows[0][2]))

    def access_mark(self) -> str:
        """Random text that is another one after each write that may decide who comes in."""
        return str(self._connection.scalar(_ACCESS))

    def identity(self) -> str:
        """Random text that tells this store from every other."""
        return str(self._connection.scalar(select(STORE_IDENTITY.c.token)))

    def stamps(self) -> dict[str, str]:
        """For each layer a text that its next write changes: its version and when that was written, so that a store
        that was set back and written to again is not taken for what it was.
        """
        query = select(LAYER_VERSION.c.layer, LAYER_VERSION.c.version, LAYER_VERSION.c.changed_at)
        return {
            layer: f"{version}@{at.isoformat() if at else ''}" for layer, version, at in self._connection.execute(query)
        }

    def turns(self, layer: str, one: dt.date, other: dt.date) -> bool:
        """Whether any row begins or ends to hold between two days: if not, the layer is the same on both."""
        table, days = TABLES[layer_named(layer).id], sorted((one, other))
        begins, ends = ((day > days[0]) & (day <= days[1]) for day in (table.c.valid_from, table.c.valid_to))
        query = select(table.c.fid).where(self._allowed(table), or_(begins, ends)).limit(1)
        return self._connection.execute(query).first() is not None

    def touched(self, layer: str, since_version: int) -> list[int]:
        """The ids of the things that were written or closed after that version, ascending."""
        table = TABLES[layer_named(layer).id]
        query = select(table.c.id).where(self._allowed(table), _since(table, since_version)).distinct()
        query = query.order_by(table.c.id)
        return list(self._connection.scalars(query))

    def change_number(self) -> int:
        """The number of the last change; 0 before the first."""
        return int(self._connection.scalar(select(CHANGE_COUNTER.c.number)) or 0)

    def counts(self, as_of: dt.date | None = None) -> dict[str, int]:
        """How many things each layer has by its latest rows, or had on a date."""
        return {layer: self._count(TABLES[layer], _valid(_seen(TABLES[layer]), as_of)) for layer in IMPORT_ORDER}

    def span(self, layer: str) -> Period | None:
        """The first and the last day on which anything of a layer holds by any of its rows, the last ``None`` where one
        holds without end; ``None`` where nothing ever held.
        """
        table = TABLES[layer_named(layer).id]
        begins, ends, rows = func.min(table.c.valid_from), func.max(table.c.valid_to), func.count()
        held = _held_during(_seen(table), Period(None, None))
        query = select(begins, ends, rows - func.count(table.c.valid_to)).where(self._allowed(table), held)
        first, end, open_rows = self._connection.execute(query).one()
        if first is None:
            return None
        return Period(first, None if open_rows else end - dt.timedelta(days=1))

    def row_counts(self) -> dict[str, int]:
        """How many row versions each layer has, history with them."""
        return {layer: self._count(TABLES[layer]) for layer in IMPORT_ORDER}

    def read(
        self,
        layer: str,
        *,
        as_of: dt.date | None = None,
        during: Period | None = None,
        ids: Sequence[int] | None = None,
        bbox: BBox | None = None,
        where: Mapping[str, Any] | None = None,
        after: int | None = None,
        limit: int | None = None,
        columns: Sequence[str] | None = None,
        since_version: int | None = None,
        at_version: int | None = None,
    ) -> pd.DataFrame:
        """The rows of a layer as a frame, in ascending order of ``id``; see ``Store.read``."""
        if sum(given is not None for given in (since_version, at_version, during)) > 1:
            raise ValueError("what was written since a version, what stood at one, and what held are three questions")
        found = layer_named(layer)
        table = TABLES[found.id]
        names = _names(found, table, columns)
        if at_version is not None:
            self._require_version(found.id, at_version)
        seen = _seen(table, at_version)
        conditions = _valid(seen, as_of) if during is None else _held_during(seen, during)
        if since_version is not None:
            conditions = _since(table, since_version)
        conditions = self._allowed(table) & conditions
        if at_version is not None:
            conditions = conditions & (table.c.version_from <= at_version)
        if ids is not None:
            conditions = conditions & self._backend.in_list(table.c.id, _storable(ids))
        for name, value in (where or {}).items():
            conditions = conditions & self._matches(found, seen, name, value)
        if bbox is not None:
            box = _checked_box(found, bbox)
            conditions = conditions & self._backend.in_box(table, box)
            return self._read_in_box(found, names, box, seen, conditions, after, limit)
        query = _select(seen, names).where(conditions)
        if where and as_of is not None and at_version is None and after is None and limit is None:
            return self._read_apart(found, names, query)
        return self._frame(found, names, _page(query, table, after, limit))

    def history(self, layer: str, thing: int) -> pd.DataFrame:
        """Every row version of one thing, oldest first; no rows for an id that was never used."""
        found = layer_named(layer)
        table = TABLES[found.id]
        names = _names(found, table, None)
        query = select(*(table.c[name] for name in names))
        query = query.where(self._allowed(table), self._backend.in_list(table.c.id, _storable([thing])))
        return self._frame(found, names, query.order_by(table.c.version_from, table.c.fid))

    def used_codes(self, layer: str) -> set[str]:
        """Every code that the layer's things have or ever had: a retired code is not given again."""
        table = TABLES[layer_named(layer).id]
        if "code" not in table.c:
            return set()
        query = select(table.c.code).where(self._allowed(table), table.c.code.is_not(None)).distinct()
        return set(self._connection.scalars(query))

    def changes(self, since: int = 0, until: int | None = None) -> list[Change]:
        """What happened after the change of that number, in order, and up to the change ``until``."""
        query = select(CHANGE).where(CHANGE.c.number > since).order_by(CHANGE.c.number, CHANGE.c.layer)
        if until is not None:
            query = query.where(CHANGE.c.number <= until)
        return [
            Change(row.number, row.layer, row.version, row.at, row.note, tuple(BBox(*box) for box in row.boxes))
            for row in self._connection.execute(query)
        ]

    def _read_in_box(
        self,
        layer: Layer,
        names: list[str],
        box: BBox,
        seen: Columns,
        conditions: ColumnElement[bool],
        after: int | None,
        limit: int | None,
    ) -> pd.DataFrame:
        """Pages of what the index offers, exactly tested, until ``limit`` rows stay."""
        table = TABLES[layer.id]
        wanted = names if "geometry" in names else [*names, "geometry"]
        query = _select(seen, wanted).where(conditions)
        size = None if limit is None else max(2 * limit, LEAST_PAGE)
        shape = shapely.box(*box)
        parts: list[pd.DataFrame] = []
        kept = 0
        while True:
            page = self._frame(layer, wanted, _page(query, table, after, size))
            inside = page[shapely.intersects(np.asarray(page["geometry"]), shape)]
            parts.append(inside)
            kept += len(inside)
            if size is None or len(page) < size or kept >= (limit or 0):
                break
            after = int(page["id"].iloc[-1])
        found = parts[0] if len(parts) == 1 else pd.concat(parts)
        rows = found.head(limit) if limit is not None else found
        return rows.reset_index(drop=True)[names]

    def _read_apart(self, layer: Layer, names: list[str], query: Select[Any]) -> pd.DataFrame:
        """Current and closed rows by a question each, sorted here: the indexes of fields hold current rows only, and a
        database that is asked for both at once, or for an order, reads the whole layer.
        """
        closed = TABLES[layer.id].c.version_to
        parts = [self._frame(layer, names, query.where(which)) for which in (closed.is_(None), closed > 0)]
        filled = [part for part in parts if len(part)] or parts[:1]
        together = filled[0] if len(filled) == 1 else pd.concat(filled)
        return together.sort_values("id", kind="stable", ignore_index=True)

    def _matches(self, layer: Layer, seen: Columns, name: str, value: Any) -> ColumnElement[bool]:
        kind = column_kinds(layer).get(name)
        if kind is None:
            raise BadInput(COLUMN_UNKNOWN, layer=layer.id, got=name, expected=", ".join(column_kinds(layer)))
        if value is None:
            return seen[name].is_(None)
        values = list(value) if isinstance(value, (list, tuple, set, frozenset, range, np.ndarray)) else [value]
        plain = plain_column(layer.id, name, kind, pd.Series(values, dtype=object))
        if kind in (FieldType.DATE, FieldType.DATETIME):
            return seen[name].in_(values)
        return seen[name] == plain[0] if len(plain) == 1 else self._backend.in_list(seen[name], plain)

    def _require_version(self, layer: str, version: int) -> None:
        query = select(LAYER_VERSION.c.version).where(LAYER_VERSION.c.layer == layer)
        last = int(self._connection.scalar(query) or 0)
        if not 0 <= version <= last:
            raise BadInput(VERSION_UNKNOWN, layer=layer, got=version, expected=last)

    def _frame(self, layer: Layer, names: Sequence[str], query: Select[Any]) -> pd.DataFrame:
        return frame_of(layer, names, self._connection.execute(query).all())

    def _count(self, table: Table, *conditions: ColumnElement[bool]) -> int:
        query = select(func.count()).select_from(table).where(self._allowed(table), *conditions)
        return int(self._connection.scalar(query) or 0)

    def _allowed(self, table: Table) -> ColumnElement[bool]:
        condition = allowed(self._backend, table, self._reach)
        return true() if condition is None else condition


_VERSIONS = select(LAYER_VERSION.c.layer, LAYER_VERSION.c.version)
_ACCESS = select(ACCESS_MARK.c.mark)
_MOMENT = _VERSIONS.add_columns(_ACCESS.scalar_subquery())


def _names(layer: Layer, table: Table, columns: Sequence[str] | None) -> list[str]:
    everything = [column.name for column in table.c if column.name not in ("fid", CURRENT_TO)]
    if columns is None:
        return everything
    for name in columns:
        if name not in everything:
            raise BadInput(COLUMN_UNKNOWN, layer=layer.id, got=name, expected=", ".join(everything))
    return ["id", *(name for name in dict.fromkeys(columns) if name != "id")]


def _seen(table: Table, version: int | None = None) -> dict[str, ColumnElement[Any]]:
    """The columns of a layer as they were at a version: a row that was closed later was current, with the end that it
    had then.
    """
    seen: dict[str, ColumnElement[Any]] = {column.name: column for column in table.c}
    if version is not None:
        seen["valid_to"] = case((table.c.version_to > version, table.c[CURRENT_TO]), else_=table.c.valid_to)
        seen["version_to"] = case((table.c.version_to <= version, table.c.version_to))
    return seen


def _select(seen: Columns, names: Sequence[str]) -> Select[Any]:
    return select(*(seen[name] for name in names))


def _valid(seen: Columns, as_of: dt.date | None) -> ColumnElement[bool]:
    if as_of is None:
        return seen["version_to"].is_(None)
    return (seen["valid_from"] <= as_of) & or_(seen["valid_to"].is_(None), seen["valid_to"] > as_of)


def _held_during(seen: Columns, period: Period) -> ColumnElement[bool]:
    """Rows that hold on a day of the period: those that were replaced before they ever held are none of them."""
    holds = or_(seen["valid_to"].is_(None), seen["valid_to"] > seen["valid_from"])
    if period.first is not None:
        holds = holds & or_(seen["valid_to"].is_(None), seen["valid_to"] > period.first)
    return holds if period.last is None else holds & (seen["valid_from"] <= period.last)


def _since(table: Table, version: int) -> ColumnElement[bool]:
    return or_(table.c.version_from > version, table.c.version_to > version)


def _storable(ids: Sequence[int]) -> list[int]:
    limit = 1 << 63
    return [int(thing) for thing in ids if -limit <= thing < limit]


def _checked_box(layer: Layer, bbox: BBox) -> BBox:
    if not layer.has_geometry:
        raise BadInput(LAYER_WITHOUT_PLACE, got=layer.id)
    box = BBox(*(float(edge) for edge in bbox))
    if not (np.isfinite(box).all() and box.west <= box.east and box.south <= box.north):
        raise BadInput(BOX_WRONG, got=",".join(f"{edge:g}" for edge in box))
    return box


def _page(query: Select[Any], table: Table, after: int | None, limit: int | None) -> Select[Any]:
    if after is not None:
        query = query.where(table.c.id > after)
    if limit is not None:
        query = query.limit(limit)
    return query.order_by(table.c.id, table.c.version_from)

"""How do rows become the next version of their layers? All of them in one transaction, or none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np
import shapely
from sqlalchemy import Connection, case, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from geo.errors import BadInput, Conflict, Message, NotFound
from geo.model import Progress
from geo.store.allowed import allowed, require_writable
from geo.store.backend import Backend, Bounds
from geo.store.batches import NEW, Batch
from geo.store.boxes import merge_boxes
from geo.store.frames import bounds_of, plain_date, wkb_of
from geo.store.rights import Reach
from geo.store.sealed import check_sealed
from geo.store.tables import CHANGE, CHANGE_COUNTER, LAYER_VERSION

CHUNK_ROWS = 20_000
NOT_CURRENT = Message(
    "feature-not-current",
    zh="图层“{layer}”中没有标识为 {got} 的现行要素，无法停用",
    en="layer {layer!r} has no current feature with id {got} to retire",
)
CODE_TAKEN = Message(
    "code-taken",
    zh="图层“{layer}”的编码“{got}”已被现行要素 {holder} 使用",
    en="the code {got!r} of layer {layer!r} belongs to the current feature {holder}",
    remedy_zh="请使用未用过的编码，或先停用原要素",
    remedy_en="give a code that was never used, or retire that feature first",
)
VALIDITY_BACKWARD = Message(
    "validity-backward",
    zh="图层“{layer}”要素 {got} 自 {since} 起生效，不能从更早的 {day} 起变更",
    en="feature {got} of layer {layer!r} is valid from {since}: it cannot change from {day}, which is earlier",
    remedy_zh="请使用不早于 {since} 的生效日期",
    remedy_en="use a date of validity that is not before {since}",
)
VALIDITY_EMPTY = Message(
    "validity-empty",
    zh="图层“{layer}”第 {row} 行的有效期为空：自 {since} 起，至 {until} 前止",
    en="row {row} of layer {layer!r} is valid on no day: from {since}, until before {until}",
    remedy_zh="失效日期应晚于生效日期",
    remedy_en="valid_to must be later than valid_from",
)
LAYER_NOT_EMPTY = Message(
    "layer-not-empty",
    zh="图层“{got}”已有数据，不能批量装入",
    en="layer {got!r} already has rows: it cannot be loaded",
    remedy_zh="请改用导入，或使用空数据库",
    remedy_en="import into it instead, or use an empty database",
)
LAYER_MOVED = Message(
    "layer-moved",
    zh="图层“{layer}”在此期间被修改（读取时为版本 {expected}，现为版本 {got}），没有写入任何数据",
    en="layer {layer!r} was changed meanwhile: version {expected} was read, {got} is current; nothing was written",
    remedy_zh="请重新导入，让程序与最新的数据比较",
    remedy_en="import again, so that the newest state is compared",
)


def apply(
    connection: Connection,
    backend: Backend,
    batches: Sequence[Batch],
    note: str,
    at: dt.datetime,
    progress: Progress,
    *,
    reach: Reach | None = None,
    load: bool = False,
    expect: Mapping[str, int] = MappingProxyType({}),
    publishing: bool = False,
) -> int:
    """Write the batches inside the caller's transaction; the answer is the number of the change.

    A ``load`` raises ``Conflict`` for a layer that has, or ever had, a row; so does a layer in ``expect`` that no
    longer has that version, and areas of published boundary sets unless a next one is ``publishing``. Rows about people
    are written as far as ``reach`` goes, see ``require_writable``.
    """
    for batch in batches:
        require_writable(batch.table, reach)
    done, total = 0, sum(map(len, batches))
    _hold(connection, expect, batches)
    entries = []
    for batch in batches:
        version, next_id = _lock(connection, batch, at)
        # only now: another writer may have been here while this one waited for the lock
        if load and connection.scalar(select(batch.table.c.fid).limit(1)) is not None:
            raise Conflict(LAYER_NOT_EMPTY, got=batch.layer.id)
        if not (load or publishing):
            check_sealed(connection, backend, batch)
        old_bounds = _close(connection, backend, batch, version, reach)
        rows = _completed_rows(connection, backend, batch, version, next_id)
        for start in range(0, len(batch), CHUNK_ROWS):
            chunk = slice(start, start + CHUNK_ROWS)
            part = {name: values[chunk] for name, values in rows.items()}
            if batch.shapes is not None:
                part["geometry"] = wkb_of(batch.shapes[chunk])
            backend.insert(connection, batch.table, part, batch.bounds[chunk] if batch.shapes is not None else None)
            done += len(part["id"])
            progress("store", done, total)
        boxes = merge_boxes(np.vstack([batch.bounds, old_bounds]))
        entries.append(
            {"layer": batch.layer.id, "version": version, "at": at, "note": note, "boxes": [list(box) for box in boxes]}
        )
    # last, so that writers of other layers wait for each other as briefly as possible
    count = update(CHANGE_COUNTER).values(number=CHANGE_COUNTER.c.number + 1).returning(CHANGE_COUNTER.c.number)
    number = int(connection.execute(count).scalar_one())
    connection.execute(insert(CHANGE), [{"number": number, **entry} for entry in entries])
    return number


def allocate(connection: Connection, layer: str, count: int) -> range:
    """Ids of a layer that nobody else gets."""
    query = update(LAYER_VERSION).where(LAYER_VERSION.c.layer == layer)
    query = query.values(next_id=LAYER_VERSION.c.next_id + count)
    after = int(connection.execute(query.returning(LAYER_VERSION.c.next_id)).scalar_one())
    return range(after - count, after)


def _hold(connection: Connection, expect: Mapping[str, int], batches: Sequence[Batch]) -> None:
    """Keep every writer off the expected layers until the commit, then compare: before the lock it proves nothing.

    All rows are taken at once and in one order, so that two writers never wait for each other.
    """
    if not expect:
        return
    layers = sorted({*expect, *(batch.layer.id for batch in batches)})
    query = select(LAYER_VERSION.c.layer, LAYER_VERSION.c.version).where(LAYER_VERSION.c.layer.in_(layers))
    query = query.order_by(LAYER_VERSION.c.layer).with_for_update()
    current = {row.layer: int(row.version) for row in connection.execute(query)}
    for layer, version in sorted(expect.items()):
        if current.get(layer, 0) != version:
            raise Conflict(LAYER_MOVED, layer=layer, expected=version, got=current.get(layer, 0))


def _lock(connection: Connection, batch: Batch, at: dt.datetime) -> tuple[int, int]:
    """Take the layer's row, which holds other writers off until the commit; the new version and the next free id."""
    query = update(LAYER_VERSION).where(LAYER_VERSION.c.layer == batch.layer.id)
    query = query.values(version=LAYER_VERSION.c.version + 1, changed_at=at)
    row = connection.execute(query.returning(LAYER_VERSION.c.version, LAYER_VERSION.c.next_id)).one()
    return int(row.version), int(row.next_id)


def _close(connection: Connection, backend: Backend, batch: Batch, version: int, reach: Reach | None) -> Bounds:
    """End the current rows of the things that change or retire; the boxes that they had."""
    known = batch.ids[:0] if batch.is_new else batch.ids[batch.ids != NEW]
    touched = np.concatenate([known, batch.retire])
    if not len(touched):
        return np.empty((0, 4))
    table = batch.table
    is_touched = backend.in_list(table.c.id, touched.tolist()) & table.c.version_to.is_(None)
    reached = allowed(backend, table, reach)
    if reached is not None:
        is_touched = is_touched & reached
    wanted = [table.c.id, table.c.valid_from, *([table.c.geometry] if batch.shapes is not None else [])]
    found = connection.execute(select(*wanted).where(is_touched)).all()
    current = {row.id for row in found}
    for thing in batch.retire.tolist():
        if thing not in current:
            raise NotFound(NOT_CURRENT, layer=batch.layer.id, got=thing)
    day = dt.date.fromisoformat(batch.day)
    for row in found:
        if row.valid_from > day:
            raise _backward(batch, row.id, row.valid_from, day)
    ends = case((or_(table.c.valid_to.is_(None), table.c.valid_to > day), day), else_=table.c.valid_to)
    connection.execute(
        update(table).where(is_touched).values(version_to=version, current_to=table.c.valid_to, valid_to=ends)
    )
    if batch.shapes is None:
        return np.empty((0, 4))
    return bounds_of(shapely.from_wkb(np.array([row.geometry for row in found], dtype=object)))


def _completed_rows(
    connection: Connection, backend: Backend, batch: Batch, version: int, next_id: int
) -> dict[str, list[Any]]:
    """The rows with ids, keys, validity and version: everything but the geometry."""
    if not len(batch):
        return {"id": []}
    given = batch.ids != NEW
    ids = batch.ids.copy()
    first = max(next_id, int(ids.max()) + 1)
    ids[~given] = np.arange(first, first + int((~given).sum()))
    if int(ids.max()) >= next_id:
        query = update(LAYER_VERSION).where(LAYER_VERSION.c.layer == batch.layer.id)
        connection.execute(query.values(next_id=int(ids.max()) + 1))
    before = [] if batch.is_new else ids[given & (ids < next_id)].tolist()
    ended = _last_days(connection, backend, batch, before)
    names = [column.name for column in batch.table.c if column.name in batch.plain]
    rows: dict[str, list[Any]] = {"id": ids.tolist(), **{name: batch.plain[name] for name in names}}
    rows["valid_from"] = _first_days(batch, rows, ended, version)
    rows["key"] = _keys(rows)
    rows["version_from"] = [version] * len(batch)
    if batch.superseded.any():
        rows["version_to"] = [version if past else None for past in batch.superseded]
    return rows


def _last_days(
    connection: Connection, backend: Backend, batch: Batch, ids: list[int]
) -> dict[int, tuple[dt.date, int]]:
    """For ids that were used before: the last day on which the thing ended, and the last version that closed a row."""
    if not ids:
        return {}
    table = batch.table
    columns = (table.c.id, func.max(table.c.valid_to), func.max(table.c.version_to))
    query = select(*columns).where(backend.in_list(table.c.id, ids)).group_by(table.c.id)
    return {thing: (last, closed) for thing, last, closed in connection.execute(query)}


def _first_days(
    batch: Batch, rows: dict[str, list[Any]], ended: dict[int, tuple[dt.date, int]], version: int
) -> list[str]:
    own = rows.get("valid_from") or [None] * len(batch)
    until = rows.get("valid_to") or [None] * len(batch)
    days = []
    for row, (thing, own_day, last_day) in enumerate(zip(rows["id"], own, until, strict=True)):
        last, closed = ended.get(thing, (None, None))
        day = batch.day if own_day is None or closed == version else own_day
        if last is not None and day < plain_date(last):
            raise _backward(batch, thing, last, dt.date.fromisoformat(day))
        if last_day is not None and last_day <= day:
            raise BadInput(VALIDITY_EMPTY, layer=batch.layer.id, row=row + 1, since=day, until=last_day)
        days.append(day)
    return days


def _keys(rows: dict[str, list[Any]]) -> list[str]:
    """What identifies each row inside its source: the key that it brought, else its code, else its id."""
    count = len(rows["id"])
    keys, codes = rows.get("key") or [None] * count, rows.get("code") or [None] * count
    return [
        key if key is not None else code if code is not None else str(thing)
        for key, code, thing in zip(keys, codes, rows["id"], strict=True)
    ]


def _backward(batch: Batch, thing: int, since: dt.date, day: dt.date) -> Conflict:
    return Conflict(VALIDITY_BACKWARD, layer=batch.layer.id, got=thing, since=since.isoformat(), day=day.isoformat())


def explained(connection: Connection, backend: Backend, batches: Sequence[Batch], error: IntegrityError) -> Exception:
    """A ``Conflict`` with the code that is taken, and by whom; an error of another kind as it is."""
    for batch in batches:
        codes = {code for code in batch.plain.get("code", []) if code is not None}
        if not codes:
            continue
        table = batch.table
        is_holder = backend.in_list(table.c.code, sorted(codes)) & table.c.version_to.is_(None)
        leaving = {*batch.ids[batch.ids != NEW].tolist(), *batch.retire.tolist()}
        for holder, code in connection.execute(select(table.c.id, table.c.code).where(is_holder)):
            if holder not in leaving:
                return Conflict(CODE_TAKEN, layer=batch.layer.id, got=code, holder=holder)
    return error

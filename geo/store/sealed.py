"""Published boundary sets never change: what may a write do to areas that belong to one?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from sqlalchemy import Connection, select

from geo.errors import Conflict, Message
from geo.store.backend import Backend
from geo.store.drafts import BOUNDARY_LAYERS, DRAFT, states
from geo.versions import same_shapes

if TYPE_CHECKING:
    from geo.store.batches import Batch

SET_SEALED = Message(
    "boundary-set-published",
    zh="图层“{layer}”的要素 {got} 属于已发布的边界版本 {set}，其边界、编码和上级不再改变",
    en="area {got} of layer {layer!r} belongs to the published boundary set {set}: its outline, code and parent stay",
    remedy_zh="请用 --draft 导入新边界，再用 jingwei boundaries publish 发布",
    remedy_en="import the new boundaries with --draft, then publish them with jingwei boundaries publish",
)
SET_FILLED_BY_PUBLISHING = Message(
    "boundary-set-filled-by-publishing",
    zh="图层“{layer}”的要素不能直接写入边界版本 {set}（状态：{state}）",
    en="areas of layer {layer!r} are not written into boundary set {set} ({state}) directly",
    remedy_zh="请用 --draft 导入草案，再发布",
    remedy_en="import them into a draft with --draft, then publish it",
)


def check_sealed(connection: Connection, backend: Backend, batch: Batch) -> None:
    """Raise ``Conflict`` for a batch that would change what a published set holds, or
    put areas into a set without publishing it.

    Names and figures of published areas may change; outline, code, parent, set and existence may not. A set that has
    been retired stays as it was as well.
    """
    if batch.layer.id not in BOUNDARY_LAYERS:
        return
    known = states(connection)
    if not known:
        return
    table, layer = batch.table, batch.layer.id
    touched = [*batch.ids.tolist(), *batch.retire.tolist()]
    query = select(table).where(backend.in_list(table.c.id, touched), table.c.version_to.is_(None))
    current = {row.id: row for row in connection.execute(query)}
    sealed = {thing: row for thing, row in current.items() if known.get(row.boundary_set_id, DRAFT) != DRAFT}
    for thing in batch.retire.tolist():
        if thing in sealed:
            raise _refusal(layer, sealed[thing])
    sets = batch.plain.get("boundary_set_id") or [None] * len(batch)
    for at, (thing, owner) in enumerate(zip(batch.ids.tolist(), sets, strict=True)):
        if thing in sealed and not _stays(batch, at, sealed[thing], owner):
            raise _refusal(layer, sealed[thing])
        if owner in known and (thing not in current or current[thing].boundary_set_id != owner):
            raise Conflict(SET_FILLED_BY_PUBLISHING, layer=layer, set=owner, state=known[owner])


def _stays(batch: Batch, at: int, row: Any, owner: int | None) -> bool:
    assert batch.shapes is not None, "areas have shapes"
    for name in ("code", batch.layer.parent_field):
        if name is not None and (batch.plain.get(name) or [None] * len(batch))[at] != getattr(row, name):
            return False
    shape = np.full(1, None, dtype=object)
    shape[0] = None if row.geometry is None else shapely.from_wkb(row.geometry)
    return owner == row.boundary_set_id and bool(same_shapes(shape, batch.shapes[at : at + 1])[0])


def _refusal(layer: str, row: Any) -> Conflict:
    return Conflict(SET_SEALED, layer=layer, got=row.code or row.id, set=row.boundary_set_id)

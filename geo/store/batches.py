"""What is to be written, tested as far as it can be without a database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Table

from geo.accounts import folded_login
from geo.errors import BadInput, Conflict, Message
from geo.layers import Layer, layer_named
from geo.store.backend import Bounds
from geo.store.frames import bounds_of, geometries_of, plain_columns, plain_date
from geo.store.tables import TABLES

NEW = 0
"""Stands for «no id yet»; ids begin at 1."""

CODE_TWICE = Message(
    "code-twice",
    zh="图层“{layer}”的编码“{got}”在同一次写入中出现了两次",
    en="the code {got!r} comes twice in one write to layer {layer!r}",
    remedy_zh="同一日期内编码必须唯一，请更正其中一个",
    remedy_en="codes are unique per date: correct one of them",
)
ID_WRONG = Message(
    "id-wrong",
    zh="图层“{layer}”的标识 {got} 无效或重复",
    en="the id {got} of layer {layer!r} is not a positive number, or comes twice",
    remedy_zh="新要素的标识请留空，由系统分配",
    remedy_en="leave the id of new things empty: the store gives one",
)
LAYER_TWICE = Message(
    "layer-twice",
    zh="一次写入中图层“{got}”出现了两次",
    en="layer {got!r} comes twice in one write",
    remedy_zh="请合并为一个变更",
    remedy_en="join both into one change",
)
VERSIONS_OVERLAP = Message(
    "versions-overlap",
    zh="图层“{layer}”要素 {got} 的两个版本有效期重叠，或没有按时间先后排列（{since}）",
    en="two row versions of feature {got} of layer {layer!r} hold on one day, or do not come in order of time ({since})",
    remedy_zh="前一版本的失效日期不得晚于后一版本的生效日期，并应排在前面",
    remedy_en="the earlier version must come first, and end on the day on which the later one begins or before",
)


@dataclass(frozen=True, slots=True)
class LayerChange:
    """What is to happen to one layer from the day ``valid_from`` on.

    Rows whose ``id`` is current become its new version: the day decides when, whatever their own ``valid_from`` says.
    Other rows are new things, with their own ``valid_from`` where they have one; without ``id`` they get one.
    Things in ``retire`` end. Columns that the rows lack are empty in the new version. ``is_new`` says of all rows that
    their ids were given in this very transaction: nothing of them is there to be closed.
    """

    layer: str
    rows: pd.DataFrame | None
    valid_from: dt.date
    retire: Sequence[int] = ()
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class Batch:
    """A change that has passed every test that needs no database."""

    layer: Layer
    table: Table
    day: str
    ids: NDArray[np.int64]
    plain: dict[str, list[Any]]
    shapes: NDArray[np.object_] | None
    bounds: Bounds
    retire: NDArray[np.int64]
    superseded: NDArray[np.bool_]
    """Rows that another row of the batch follows: earlier versions of the same thing, in a load."""
    is_new: bool = False

    def __len__(self) -> int:
        return len(self.ids)


def prepare(changes: Iterable[LayerChange], source: str, *, load: bool = False) -> list[Batch]:
    """The changes that have anything to write, tested, in the order in which their layers are locked.

    Only a ``load`` may bring several rows of one thing: its versions, the earlier ones first.
    """
    batches: dict[str, Batch] = {}
    for change in changes:
        batch = _batch(change, source, load=load)
        if batch.layer.id in batches:
            raise BadInput(LAYER_TWICE, got=batch.layer.id)
        batches[batch.layer.id] = batch
    return [batches[layer] for layer in sorted(batches) if len(batches[layer]) or len(batches[layer].retire)]


def _batch(change: LayerChange, source: str, *, load: bool) -> Batch:
    layer = layer_named(change.layer)
    rows = change.rows if change.rows is not None else pd.DataFrame({"id": np.array([], np.int64)})
    plain = plain_columns(layer, rows)
    count = len(rows)
    ids = np.array([NEW if thing is None else thing for thing in plain.pop("id", [None] * count)], dtype=np.int64)
    retire = np.unique(np.asarray(list(change.retire), dtype=np.int64))
    superseded = _superseded(layer, ids, plain, plain_date(change.valid_from)) if load else np.zeros(count, dtype=bool)
    _check_ids(layer, ids[~superseded], retire)
    _check_codes(layer, [code for code, past in zip(plain.get("code", []), superseded, strict=False) if not past])
    if layer.id == "assignment":  # rights go to a login as accounts are found by it
        plain["account"] = [None if one is None else folded_login(one) for one in plain.get("account", [None] * count)]
    plain["source"] = [source if own is None else own for own in plain.get("source", [None] * count)]
    shapes = geometries_of(layer, rows) if layer.has_geometry else None
    bounds = bounds_of(shapes) if shapes is not None else np.empty((0, 4))
    return Batch(
        layer, TABLES[layer.id], plain_date(change.valid_from), ids, plain, shapes, bounds, retire, superseded, change.is_new
    )  # fmt: skip


def _superseded(layer: Layer, ids: NDArray[np.int64], plain: dict[str, list[Any]], day: str) -> NDArray[np.bool_]:
    """Which rows a later row of the same thing follows; raises ``BadInput`` where both hold on one day."""
    followed = pd.Series(ids).duplicated(keep="last").to_numpy() & (ids != NEW)
    if not followed.any():
        return np.asarray(followed)
    missing: list[Any] = [None] * len(ids)
    starts, ends = plain.get("valid_from", missing), plain.get("valid_to", missing)
    until: dict[int, str | None] = {}
    for thing, start, end, past in zip(ids.tolist(), starts, ends, followed, strict=True):
        since = start or day
        if thing in until and (until[thing] is None or since < str(until[thing])):
            raise BadInput(VERSIONS_OVERLAP, layer=layer.id, got=thing, since=since)
        if past or thing in until:
            until[thing] = end
    return np.asarray(followed)


def _check_ids(layer: Layer, ids: NDArray[np.int64], retire: NDArray[np.int64]) -> None:
    given = np.concatenate([ids[ids != NEW], retire])
    values, counts = np.unique(given, return_counts=True)
    wrong = values[(counts > 1) | (values < 1)]
    if len(wrong):
        raise BadInput(ID_WRONG, layer=layer.id, got=int(wrong[0]))


def _check_codes(layer: Layer, codes: Sequence[str | None]) -> None:
    seen: set[str] = set()
    for code in codes:
        if code is None:
            continue
        if code in seen:
            raise Conflict(CODE_TWICE, layer=layer.id, got=code)
        seen.add(code)

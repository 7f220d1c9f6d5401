"""What becomes of what is retired: its code is not given again, and nothing may go on referring to it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from geo.errors import Rule
from geo.flows.import_links import NONE, Ids
from geo.flows.import_rows import Rows, names_of
from geo.layers import LAYERS, Layer
from geo.model import Problem, Severity
from geo.store import Store

CODE_RETIRED = Rule(
    "code-retired",
    zh="“{layer}”的编码“{got}”曾属于另一个要素（标识 {holder}），停用的编码不再使用",
    en="the code {got!r} of layer {layer} belonged to another thing (id {holder}); a retired code is not used again",
    remedy_zh="请给新要素一个从未用过的编码；若是原要素恢复，请用原来的来源和标识导入",
    remedy_en="give a code that was never used; to bring the old thing back import it under its old source and key",
)
RETIRED_IN_USE = Rule(
    "retired-in-use",
    zh="{count} 个{layer}的“{field}”仍指向本次要停用的{holder}，例如 {examples}",
    en="{field} of {count} rows of {layer} still names a {holder} that this import retires, for example {examples}",
    remedy_zh="请先改正或一并导入{layer}；确认无误可接受本规则",
    remedy_en="correct {layer} first, or import it in the same batch; or accept this rule",
)

_EXAMPLES = 3
_NAMED_LAYER = {"service_link": ("target_layer", "target_id"), "assignment": ("area_layer", "area_id")}
"""Layers whose rows name the layer of what they refer to beside its id."""


def check_reused_codes(
    store: Store, rows: Rows, ids: Ids, current: pd.DataFrame
) -> tuple[dict[str, int], list[Problem]]:
    """Which rows are retired things that come back (code → id), and which take a code that another thing had.

    ``ids`` are the things that the rows continue. The same source and key make it the same thing; a thing may take
    back a code of its own.
    """
    if "code" not in rows.frame:
        return {}, []
    codes = rows.frame["code"].to_numpy(dtype=object)
    held = set(current["code"].dropna()) if "code" in current else set()
    open_ = {code for code in codes if not pd.isna(code) and code not in held}
    former = sorted(open_ & store.used_codes(rows.layer.id)) if open_ else []
    if not former:
        return {}, []
    columns = ["code", "source", "key"]
    history = store.read(rows.layer.id, where={"code": former}, since_version=0, columns=columns)
    back: dict[str, int] = {}
    problems = []
    things = dict(iter(history.groupby("code", sort=False)))
    for at in np.flatnonzero([code in things for code in codes]):
        holders = things[codes[at]]
        row = rows.frame.iloc[at]
        same = holders[(holders["source"] == row["source"]) & (holders["key"] == row["key"])]["id"]
        if ids[at] == NONE and len(same):
            back[codes[at]] = int(same.iloc[-1])
        elif ids[at] == NONE or not holders["id"].eq(ids[at]).any():
            problems.append(_reused(rows, int(at), int(holders["id"].iloc[-1])))
    return back, problems


def _reused(rows: Rows, at: int, holder: int) -> Problem:
    code = str(rows.frame["code"].iloc[at])
    params = {"layer": rows.layer.label, "got": code, "holder": holder}
    return Problem(
        CODE_RETIRED, Severity.ERROR, rows.layer.id, code, params, file=str(rows.file[at]), row=int(rows.row[at]),
        column="code",
    )  # fmt: skip


def check_retired(store: Store, layer: Layer, retired: Ids, after: Mapping[str, pd.DataFrame]) -> list[Problem]:
    """Which rows of any layer would refer to what the import retires, counted per layer and field.

    ``after`` holds the layers of the batch as they would stand; the others are asked of the store.
    """
    problems = []
    for referring in LAYERS.values():
        for field, where in _references(referring, layer):
            if referring.id in after:
                rows = after[referring.id]
                for name, value in where.items():
                    rows = rows[rows[name] == value]
                rows = rows[rows[field].isin(retired.tolist())]
            else:
                rows = store.read(referring.id, where={**where, field: retired.tolist()})
            if len(rows):
                problems.append(_in_use(referring, field, layer, rows))
    return problems


def referring_layers(layer: Layer) -> set[str]:
    """The layers whose rows can refer to things of this one."""
    return {other.id for other in LAYERS.values() if _references(other, layer)}


def _references(referring: Layer, layer: Layer) -> list[tuple[str, dict[str, str]]]:
    """The fields by which a layer refers to another, each with the values of other fields that make it so."""
    fields: list[tuple[str, dict[str, str]]] = [(f.name, {}) for f in referring.fields if f.ref == layer.id]
    if referring.id in _NAMED_LAYER:
        kind, thing = _NAMED_LAYER[referring.id]
        fields.append((thing, {kind: layer.id}))
    return fields


def _in_use(referring: Layer, field: str, layer: Layer, rows: pd.DataFrame) -> Problem:
    examples = ", ".join(str(name) for name in names_of(rows)[:_EXAMPLES])
    params = {
        "count": len(rows), "layer": referring.label, "field": referring.field(field).label,
        "holder": layer.label, "examples": examples,
    }  # fmt: skip
    size = float(len(rows))
    return Problem(RETIRED_IN_USE, Severity.ERROR, layer.id, params=params, size=size, unit="count")

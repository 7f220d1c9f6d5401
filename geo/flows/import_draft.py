"""An import into a draft boundary set: its areas stand beside the published ones until they are published."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import geopandas as gpd
import pandas as pd

from geo.errors import BadInput, Conflict, Message
from geo.flows.import_frames import stacked
from geo.layers import Layer
from geo.model import Problem, Severity
from geo.store import BOUNDARY_LAYERS, LayerChange, Store
from geo.store.drafts import DRAFT, DRAFT_CLOSED

NOT_A_BOUNDARY = Message(
    "boundary-layer-needed",
    zh="图层“{got}”不属于边界草案",
    en="layer {got!r} does not belong to a draft of boundaries",
    remedy_zh="草案只包含：{expected}；其他图层请不加 --draft 导入",
    remedy_en="a draft holds {expected}; import other layers without --draft",
)


def check_layers(layers: Iterable[Layer]) -> None:
    """Raises ``BadInput`` for a layer whose features belong to no boundary set."""
    for layer in layers:
        if layer.id not in BOUNDARY_LAYERS:
            raise BadInput(NOT_A_BOUNDARY, got=layer.id, expected=", ".join(BOUNDARY_LAYERS))


def with_draft(
    store: Store, name: str, known: Mapping[str, gpd.GeoDataFrame], batch: set[str]
) -> dict[str, gpd.GeoDataFrame]:
    """What is known, as it would be were the draft published: its areas instead of the current ones. In the layers of
    the ``batch`` the current areas stay beside the draft's, so that a code finds its thing again.

    Raises ``Conflict`` when the name belongs to a set that is no draft any more.
    """
    sets = {found.name: found for found in store.boundary_sets()}
    if name not in sets:
        return dict(known)
    if sets[name].state != DRAFT:
        raise Conflict(DRAFT_CLOSED, got=name, state=sets[name].state)
    seen = dict(known)
    for layer, areas in store.draft(name).areas.items():
        if layer in batch:
            others = seen[layer]
            others = others[~others["id"].isin(areas["id"]) & ~others["code"].isin(areas["code"].dropna())]
            seen[layer] = stacked([areas, others])
        elif layer in seen:
            seen[layer] = areas
    return seen


def told_only(problems: Sequence[Problem]) -> list[Problem]:
    """Seams do not keep a draft from being kept: they are told, and keep it from being published."""
    return [
        replace(problem, severity=Severity.WARNING) if problem.severity is Severity.ERROR else problem
        for problem in problems
    ]


def draft_of(store: Store, name: str, valid_from: dt.date) -> int:
    """The id of the draft of that name, which is made when there is none; it cannot be published to hold earlier than
    ``valid_from``.
    """
    for found in store.boundary_sets():
        if found.name == name:
            return found.id
    (thing,) = store.allocate("boundary_set", 1)
    rows = pd.DataFrame({"id": [thing], "name": [name], "state": [DRAFT]})
    store.write([LayerChange("boundary_set", rows, valid_from)], source=name, note="draft")
    return thing

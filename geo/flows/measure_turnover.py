"""The story of who moved: read the homes of all days, count between two of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from geo.asof import Rows
from geo.columns import python_values
from geo.ground import AREA_LEVELS
from geo.store import SYSTEM, Store
from geo.turnover import compute_turnover

READ: Final = (*AREA_LEVELS, "building", "household", "entrance")
MOVES: Final = ("households_before", "households", "moved_in", "moved_out", "changed_type", "undated")


def measure_turnover(store: Store, level: str, since: dt.date, until: dt.date) -> list[dict[str, Any]]:
    """Per area of a level (or for the ``city``) how many households came, went or changed their type of housing
    between two days, by id, what lies in no such area last. Counts that nobody can know are ``None``
    (see `compute_turnover`). Raises ``BadInput`` unless ``since`` is before ``until``.
    """
    with store.acting(SYSTEM).reader() as reader:
        # the rows of every day, as they are known now
        frames = {layer: reader.read(layer) for layer in READ}
    table = compute_turnover(frames, since, until).areas
    table = table[table["level"] == level].sort_values("id", na_position="last")
    names = _names(frames, level, since) | _names(frames, level, until)
    plain = table.astype(object).where(table.notna(), None)
    return [
        {"layer": level, "id": row["id"], **names.get(row["id"], {"code": None, "name": None}), **{word: row[word] for word in MOVES}}
        for row in plain.to_dict("records")
    ]  # fmt: skip


def _names(frames: Mapping[str, pd.DataFrame], level: str, day: dt.date) -> dict[int, dict[str, Any]]:
    """What the areas of a day are called; the city has no name."""
    if level == "city":
        return {}
    rows = Rows.given(frames, level, day)
    named = zip(rows.ids.tolist(), python_values(rows["code"]), python_values(rows["name"]), strict=True)
    return {thing: {"code": code, "name": name} for thing, code, name in named}

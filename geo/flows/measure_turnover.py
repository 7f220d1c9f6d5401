"""The story of who moved: read the homes of all days, count between two of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from geo.asof import NOWHERE, Rows
from geo.columns import python_values
from geo.ground import AREA_LEVELS
from geo.store import SYSTEM, Store
from geo.turnover import compute_turnover

READ: Final = (*AREA_LEVELS, "building", "household", "entrance")
MOVES: Final = ("households_before", "households", "moved_in", "moved_out", "changed_type", "undated")
TOLD: Final = ("id", "code", "name", *MOVES)


def measure_turnover(store: Store, since: dt.date, until: dt.date) -> pd.DataFrame:
    """How many households came, went or changed their type of housing between two days, per area of every level and for
    the city (`compute_turnover`), with the areas' ``code`` and ``name``. Raises ``BadInput`` unless ``since`` is before
    ``until``.
    """
    with store.acting(SYSTEM).reader() as reader:
        # the rows of every day, as they are known now
        frames = {layer: reader.read(layer) for layer in READ}
    table = compute_turnover(frames, since, until).areas
    named = {level: _names(frames, level, since) | _names(frames, level, until) for level in AREA_LEVELS}
    known = table["id"].fillna(NOWHERE)
    found = [named.get(level, {}).get(thing, (None, None)) for level, thing in zip(table["level"], known, strict=True)]
    return table.assign(code=[code for code, _ in found], name=[name for _, name in found])


def turnover_rows(table: pd.DataFrame, level: str) -> list[dict[str, Any]]:
    """The areas of a level (or the ``city``) by id, what lies in no such area last. Counts that nobody can know are ``None``."""
    table = table[table["level"] == level].sort_values("id", na_position="last")
    plain = table.astype(object).where(table.notna(), None)
    return [{"layer": level} | {word: row[word] for word in TOLD} for row in plain.to_dict("records")]


def _names(frames: Mapping[str, pd.DataFrame], level: str, day: dt.date) -> dict[int, tuple[str | None, str | None]]:
    """The codes and names of the areas of a day."""
    rows = Rows.given(frames, level, day)
    named = zip(rows.ids.tolist(), python_values(rows["code"]), python_values(rows["name"]), strict=True)
    return {thing: (code, name) for thing, code, name in named}

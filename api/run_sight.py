"""What of a kept run may a reader see? Runs are documents of the whole city: tables are cut to what is the reader's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from geo.flows import measure_city
from geo.layers.derived import SERVES_HOMES
from geo.rights import PLANS, Area, Mask, Scope, holds, told_day, whole_rows
from geo.snapshot import City
from geo.store.metric_runs import MetricRun

Table = Mapping[str, list[Any]]


def is_told(run: MetricRun, scope: Scope, city: City) -> bool:
    """Whether somebody may be told that there is this run, with its parameters: of the city by the month (`told_day`), day
    by day who has a role everywhere; what planners asked (sitings) those who plan in the area that it was asked for.
    ``city`` is that of today: rights are.
    """
    if run.kind != measure_city.KIND:
        return scope.has(*PLANS) and holds(scope, _asked_within(run), city, *PLANS)
    return run.as_of == told_day(run.as_of, whole=scope.areas_for(*SERVES_HOMES) is None)


def _asked_within(run: MetricRun) -> Area | None:
    level, thing = (run.parameters.get("siting") or {}).get("within") or ("", 0)
    return (level, thing) if level else None


def run_result(run: MetricRun, scope: Scope, city: City) -> dict[str, Any] | None:
    """What of a run's result is told to whoever may be told of the run."""
    if run.kind != measure_city.KIND:
        return None if run.result is None else dict(run.result)
    return seen_result(run.result, scope, city)


def seen_result(result: Mapping[str, Any] | None, scope: Scope, city: City) -> dict[str, Any] | None:
    """The result with the rows of those areas and buildings that the reader sees whole; nothing for the public, and
    nothing of a result that is not made of tables. ``city`` is that of today: rights are.
    """
    if result is None or scope.areas_for(*SERVES_HOMES) is None:
        return None if result is None else dict(result)
    if not scope.has(*SERVES_HOMES):
        return None
    seen = {name: _seen_table(table, scope, city) for name, table in result.items() if _is_table(table)}
    return {name: table for name, table in seen.items() if table is not None}


def _is_table(table: Any) -> bool:
    return isinstance(table, Mapping) and "id" in table and all(isinstance(column, list) for column in table.values())


def _seen_table(table: Table, scope: Scope, city: City) -> dict[str, list[Any]] | None:
    levels = table.get("layer") or table.get("level") or ["building"] * len(table["id"])
    whole = {level: whole_ids(level, scope, city) for level in set(levels)}
    kept = [row for row, (level, thing) in enumerate(zip(levels, table["id"], strict=True)) if thing in whole[level]]
    return {name: [column[row] for row in kept] for name, column in table.items()}


def whole_ids(level: str, scope: Scope, city: City) -> frozenset[int]:
    """The ids of a level's areas, or of buildings, that a reader with areas of his own sees whole."""
    if level == "building":
        rows: Mask | None = scope.own_rows(city.layer(level), city, *SERVES_HOMES)
    elif level in ("street", "community", "grid", "estate"):
        rows = whole_rows(scope, level, city)
    else:
        return frozenset()
    assert rows is not None
    return frozenset(city.layer(level).ids[np.flatnonzero(rows)].tolist())

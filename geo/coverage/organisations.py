"""Organisations with and without a party organisation: shares per area, and how far a park lags behind its growth."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from geo.asof import Basis, Frames, Ints, Rows
from geo.columns import MISSING_INTEGER, worded
from geo.coverage.grids import grid_members
from geo.coverage.parameters import DEFAULT, DEFINITION, CoverageParameters
from geo.ground import Ground
from geo.layers import layer_named

STATUSES = tuple(choice.value for choice in layer_named("organisation").field("status").choices)
UNKNOWN_STATUS = "unknown"


def organisation_shares(frames: Frames, ground: Ground, as_of: dt.date, parameters: CoverageParameters) -> pd.DataFrame:
    """How many organisations of each kind have which status, per grid, community, street and in the city.

    Columns: ``level``, ``id`` (missing for the city, and for the organisations in no such area), ``kind``, one count
    per status, ``total``, and the three figures ``covered``, ``not_covered``, ``unknown``. Only
    ``parameters.organisation_kinds``; a missing status, or one that is not in the list, is unknown.
    """
    rows = Rows.given(frames, "organisation", as_of)
    kind = _code(rows["kind"], parameters.organisation_kinds)
    asked = np.flatnonzero(kind >= 0)
    kind, status = kind[asked], status_codes(rows)[asked]
    grid = rows.links("grid_id", ground.areas["grid"])[asked]
    levels = (*grid_members(ground).items(), ("city", np.zeros(len(ground.areas["grid"]), np.int64)))
    ids, tables = [], []
    for level, member in levels:
        count, held = ground.places(level)
        place = np.zeros(len(grid), np.int64) if level == "city" else _of(member, grid)
        shape = (count + 1, len(parameters.organisation_kinds), len(STATUSES))
        flat = np.ravel_multi_index((np.where(place < 0, count, place), kind, status), shape)
        tables.append(np.bincount(flat, minlength=int(np.prod(shape))).reshape(shape))
        ids.append(np.append(held.to_numpy(np.int64, na_value=MISSING_INTEGER), MISSING_INTEGER))
    return _told([level for level, _ in levels], ids, tables, parameters)


def _of(member: Ints, grid: Ints) -> Ints:
    return np.where(grid >= 0, member[np.maximum(grid, 0)], -1) if len(member) else np.full(len(grid), -1)


def _told(levels: list[str], ids: list[Ints], tables: list[Ints], parameters: CoverageParameters) -> pd.DataFrame:
    """One table of all levels: of each its places by kind and status, the last of them none, told where it holds any."""
    kinds = len(parameters.organisation_kinds)
    places = [len(held) for held in ids]
    flat = np.concatenate([table.reshape(-1, len(STATUSES)) for table in tables])
    nowhere = np.zeros(sum(places), bool)
    nowhere[np.cumsum(places) - 1] = True
    told = np.flatnonzero(~np.repeat(nowhere, kinds) | flat.any(axis=1))
    place, kind = np.divmod(told, kinds)
    flat = flat[told]
    counts = {name: flat[:, at] for at, name in enumerate(STATUSES)}
    total, unknown = flat.sum(axis=1), counts[UNKNOWN_STATUS]
    covered = np.sum([counts[name] for name in parameters.covered_statuses], axis=0, dtype=np.int64, initial=0)
    held = np.concatenate(ids)[place]
    return pd.DataFrame({
        "level": worded(levels, np.repeat(np.arange(len(levels)), places)[place]),
        "id": pd.arrays.IntegerArray(held, held == MISSING_INTEGER),
        "kind": worded(parameters.organisation_kinds, kind), **counts, "total": total,
        "covered": covered, "not_covered": total - covered - unknown,
    })  # fmt: skip


def status_codes(rows: Rows) -> Ints:
    """The position of each organisation's status in ``STATUSES``; what is missing or not listed is unknown."""
    code = _code(rows["status"], STATUSES)
    return np.where(code < 0, STATUSES.index(UNKNOWN_STATUS), code)


def _code(values: np.typing.NDArray[np.object_], words: tuple[str, ...]) -> Ints:
    code = np.full(len(values), -1, np.int64)
    for at, word in enumerate(words):
        code[values == word] = at
    return code


def park_lag(
    frames: Frames, since: dt.date, until: dt.date, parameters: CoverageParameters = DEFAULT
) -> tuple[Basis, pd.DataFrame]:
    """How far party coverage lags behind the growth of each park between two days.

    ``lag`` = growth of enterprises − growth of covered enterprises, as counts: what was added and not covered, less
    what was there and has been covered since; of it ``unknown_growth`` are enterprises of unknown status. Columns:
    ``id`` (the park; the enterprises' own row versions decide what was there on each day), ``enterprises_before``,
    ``enterprises``, ``covered_before``, ``covered``, ``growth``, ``covered_growth``, ``unknown_growth``, ``lag``.
    Parks of either day are listed, without enterprises too.
    """
    days = [Rows.given(frames, "organisation", day) for day in (since, until)]
    parks = np.unique(np.concatenate([rows.ids[rows["kind"] == "park"] for rows in days]))
    before, now = (_park_counts(rows, parks, parameters) for rows in days)
    growth = {name: now[name] - before[name] for name in now}
    return Basis(DEFINITION, parameters, until), pd.DataFrame({
        "id": parks, "enterprises_before": before["all"], "enterprises": now["all"],
        "covered_before": before["covered"], "covered": now["covered"], "growth": growth["all"],
        "covered_growth": growth["covered"], "unknown_growth": growth["unknown"], "lag": growth["all"] - growth["covered"],
    })  # fmt: skip


def _park_counts(rows: Rows, parks: Ints, parameters: CoverageParameters) -> dict[str, Ints]:
    inside = np.isin(rows["park_id"], parks) & (rows["kind"] == "enterprise")
    park = np.searchsorted(parks, rows["park_id"][inside])
    status = status_codes(rows)[inside]
    covered = np.isin(status, [STATUSES.index(word) for word in parameters.covered_statuses])
    masks = {"all": np.ones(len(park), bool), "covered": covered, "unknown": status == STATUSES.index(UNKNOWN_STATUS)}
    return {name: np.bincount(park[mask], minlength=len(parks)).astype(np.int64) for name, mask in masks.items()}

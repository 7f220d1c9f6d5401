"""What is said of an area: its figures, verdicts, housing, branch and gaps as one document."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd

from geo.asof import NOWHERE
from geo.columns import python_values
from geo.coverage import ANSWERS_BY_WEIGHT, VERDICTS, Answer, Reading, Weight
from geo.ground import Ground, step
from geo.housing import MODES, Category
from geo.measure.city import CityMeasure
from geo.measure.figures import BOTH_READINGS, CIRCLE, COMPLETENESS, ORGANISATION, SHARE_DIGITS, known_ids

Document = dict[str, Any]

CITY = 0
"""The id under which the city stands where an id is needed."""
ESTIMATED = "estimated"
"""Marks circle figures of a city without a walking network: straight lines × the detour factor stand in for walks."""
PARTITION = "partition"
"""Buildings in exactly one grid: always counted as buildings, whatever the weight."""
STATUSES = ("branch", "joint", "liaison", "none")


def area_documents(
    measure: CityMeasure, level: str, reading: Reading = Reading.STRICT, weight: Weight = Weight.HOUSEHOLDS
) -> list[Document]:
    """One document per area of a level, by id, then one without id for what lies in no such area, where there is any.

    ``level`` is an area level or ``city``. Figures: see `figure`. Weights that an index does not have (ground, but for
    H) leave that figure out.
    """
    figures = _figures(measure, level, reading, weight)
    parts = (
        _facts(measure, level), {key: {"figures": value} for key, value in figures.items()},
        _verdicts(measure, level, reading, weight), _housing(measure, level), _branches(measure, level),
        {key: {"gaps": count} for key, count in gap_counts(measure.gaps, measure.ground, level).items()},
    )  # fmt: skip
    _, held = measure.ground.places(level)
    keys = [CITY] if level == "city" else held.to_numpy(dtype=np.int64).tolist()
    areas = set(keys)
    keys += [key for key in figures if key not in areas]
    blank: Document = {"figures": {}, "verdicts": {}, "housing": None, "branch": None, "gaps": 0}
    documents = []
    for key in keys:
        document = {"layer": level, "id": None if key < 1 else key, "code": None, "name": None} | blank
        for part in parts:
            document |= part.get(key, {})
        documents.append(document)
    return documents


def figure(row: Mapping[str, Any]) -> Document:
    """One figure: covered, not covered, unknown, total and share (null where the total is 0); circle rows also upper."""
    total = row["total"]
    document: Document = {word: _number(row[word]) for word in ("covered", "not_covered", "unknown", "total")}
    document["share"] = None if not total else round(row["covered"] / total, SHARE_DIGITS)
    if row["upper"] == row["upper"]:
        document["upper"] = _number(row["upper"])
    return document


def _number(value: float) -> float | int:
    """Whole numbers as such: households are counted, only parts of them and square metres have fractions."""
    return int(value) if value == int(value) else round(value, 3)


def _key(level: str, ids: pd.Series) -> list[int]:
    keys = known_ids(ids)
    return [int(key) for key in (np.where(keys < 0, CITY, keys) if level == "city" else keys)]


def _figures(measure: CityMeasure, level: str, reading: Reading, weight: Weight) -> dict[int, Document]:
    table = measure.figures
    wanted = (table["level"] == level) & table["reading"].isin([reading.value, BOTH_READINGS])
    table = table[wanted & table["weight"].isin([weight.value, ORGANISATION])]
    statuses = _statuses(measure, level)
    found: dict[int, Document] = {}
    for key, row in zip(_key(level, table["id"]), table.to_dict("records"), strict=True):
        figures = found.setdefault(key, {CIRCLE: {}})
        if row["index"] == CIRCLE:
            figures[CIRCLE][row["category"]] = figure(row)
        elif row["index"] != ORGANISATION or row["category"] == "":
            figures[row["index"]] = figure(row)
    for key, document in _partition(measure, level).items():
        found.setdefault(key, {CIRCLE: {}})[PARTITION] = document
    for key, counted in statuses.items():
        found.setdefault(key, {CIRCLE: {}}).setdefault(ORGANISATION, {}).update(counted)
    for figures in found.values():
        figures.setdefault(COMPLETENESS, None)
        if not measure.circle.on_network:
            for one in (*figures[CIRCLE].values(), figures[COMPLETENESS]):
                if one is not None:
                    one[ESTIMATED] = True
    return found


def _partition(measure: CityMeasure, level: str) -> dict[int, Document]:
    """How many buildings of each area lie in exactly one grid, in none or several, or nobody knows."""
    ground = measure.ground
    count, named = ground.places(level)
    member = ground.members(level)
    place = np.where(member < 0, count, member)
    answers = {"covered": Answer.COVERED, "not_covered": Answer.NOT_COVERED, "unknown": Answer.UNKNOWN}
    columns = {
        word: np.bincount(place[measure.one_grid == answer], minlength=count + 1).tolist()
        for word, answer in answers.items()
    }
    found = {}
    for at, key in enumerate(_key(level, pd.Series(pd.array([*named, pd.NA], dtype="Int64")))):
        row = {word: held[at] for word, held in columns.items()}
        total = sum(row.values())
        if total or at < count:
            found[key] = figure(row | {"total": total, "upper": float("nan")})
    return found


def _statuses(measure: CityMeasure, level: str) -> dict[int, Document]:
    table = measure.coverage.organisations
    table = table[table["level"] == level]
    sums = table[list(STATUSES)].groupby(np.array(_key(level, table["id"]), np.int64)).sum()
    return {int(key): {str(word): int(n) for word, n in row.items()} for key, row in sums.to_dict("index").items()}


def _facts(measure: CityMeasure, level: str) -> dict[int, Document]:
    ground = measure.ground
    asked = np.flatnonzero(ground.lived_in)
    member = ground.members(level)[asked]
    count, ids = ground.places(level)
    place = np.where(member < 0, count, member)
    households = np.bincount(place, weights=ground.households[asked], minlength=count + 1).astype(int).tolist()
    buildings = np.bincount(place, minlength=count + 1).tolist()
    if level == "city":
        return {CITY: {"households": households[0], "buildings": buildings[0]}}
    rows = ground.areas[level]
    named = zip(python_values(rows["code"]), python_values(rows["name"]), strict=True)
    keys = [*ids.to_numpy(dtype=np.int64).tolist(), -1]
    return {
        key: {"code": code, "name": name, "households": homes, "buildings": built}
        for key, (code, name), homes, built in zip(keys, [*named, (None, None)], households, buildings, strict=True)
    }


def _verdicts(measure: CityMeasure, level: str, reading: Reading, weight: Weight) -> dict[int, Document]:
    table = measure.coverage.buildings
    amount = ANSWERS_BY_WEIGHT.get(weight)
    if amount is None:
        return {}
    column = "verdict" if reading is Reading.STRICT else "verdict_lenient"
    ids = pd.Series(np.zeros(len(table), np.int64)) if level == "city" else table[f"{level}_id"].reset_index(drop=True)
    held = pd.DataFrame({
        "key": _key(level, ids), "verdict": table[column].to_numpy(),
        "amount": np.ones(len(table)) if amount == "" else table[amount].to_numpy(),
    })  # fmt: skip
    sums = held.groupby(["key", "verdict"], sort=False)["amount"].sum()
    found: dict[int, Document] = {}
    words = {verdict.value: verdict for verdict in VERDICTS}
    for (key, verdict), total in sums.items():
        found.setdefault(int(key), {"verdicts": {}})["verdicts"][words[verdict].value] = _number(total)
    return found


def _housing(measure: CityMeasure, level: str) -> dict[int, Document]:
    table = measure.housing.areas
    table = table[table["level"] == level]
    rows = zip(_key(level, table["id"]), table.to_dict("records"), strict=True)
    return {key: {"housing": housing_document(row)} for key, row in rows}


def housing_document(row: Mapping[str, Any]) -> Document | None:
    """Category, mode and the deciding shares of one area; ``None`` where nobody lives."""
    if pd.isna(row["category"]):
        return None
    mode = MODES[Category(row["category"])]
    shares = {one.value: row[f"{one.value}_share"] for one in Category if f"{one.value}_share" in row}
    return {
        "category": row["category"],
        "deciding_share": round(row["deciding_share"], 6),
        "mode": {"zh": mode.zh, "en": mode.en},
        "shares": {word: round(share, 6) for word, share in shares.items()},
        "counts": {word: int(row[f"{word}_households"]) for word in shares},
        "households": int(row["households"]),
        "scattered_households": int(row["scattered_households"]),
    }


def _branches(measure: CityMeasure, level: str) -> dict[int, Document]:
    if level != "grid":
        return {}
    table = measure.coverage.grids
    return {
        int(thing): {"branch": {"how": how, "unit_id": None if unit < 0 else int(unit)}}
        for thing, how, unit in zip(table["id"], table["how"], known_ids(table["branch_id"]), strict=True)
    }


def gap_counts(gaps: pd.DataFrame, ground: Ground, level: str) -> dict[int, int]:
    """How many gaps of a fix list concern each area of a level, by id (0 for the city): those of its buildings, its own,
    and those that name it. One that concerns several areas counts in each; those that concern none count under −1.
    """
    if level == "city":
        return {CITY: len(gaps)}
    areas, lists = ground.areas[level], gaps["building_ids"].tolist()
    homes = ground.building.rows_of(np.fromiter(chain.from_iterable(lists), np.int64))
    itself = np.where(gaps["layer"] == level, known_ids(gaps["id"]), NOWHERE)
    rows = np.arange(len(gaps))
    gap = np.concatenate([np.repeat(rows, [len(ids) for ids in lists]), rows, rows])
    at = np.concatenate([
        step(ground.area[level], homes), areas.rows_of(known_ids(gaps[f"{level}_id"])), areas.rows_of(itself),
    ])  # fmt: skip
    pairs = np.unique(np.column_stack([gap, at])[at >= 0], axis=0)
    counts = np.bincount(pairs[:, 1], minlength=len(areas))
    found = dict(zip(areas.ids.tolist(), counts.tolist(), strict=True))
    return found | {NOWHERE: len(gaps) - len(np.unique(pairs[:, 0]))}

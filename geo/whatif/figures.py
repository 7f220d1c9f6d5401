"""Figures of all areas before and after: counted once for the city as it is, then only where something changed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from geo.asof import NOWHERE, Ints, Mask, Objects
from geo.columns import missing, worded
from geo.coverage import Index, Reading, Weight
from geo.coverage.figures import FIGURE_LEVELS, three_sums
from geo.walk import SUMS, Circle, circle_sums
from geo.walk.graph import Floats
from geo.whatif.baseline import Baseline

LEVELS = tuple(reversed(FIGURE_LEVELS))
"""The city first."""
UPPER = SUMS.index("upper")
MANY = 0.02
"""Where more of the answers change, all sums made anew are quicker than those that change."""
BOUNDED = ("circle", "completeness")
"""The indices that have an upper bound."""


class Table:
    """One index of one level by place (the last one: in no such area), as ``SUMS``."""

    def __init__(self, level: str, index: str, category: str | None, before: Floats) -> None:
        self.level, self.index, self.category = level, index, category
        self.before = self.after = before

    def put(self, places: Ints, sums: Floats) -> None:
        """Other sums at some places."""
        self.after = self.after.copy()
        self.after[places] = sums

    def changed(self) -> Ints:
        """The places whose figure changed; always that of the city."""
        if self.level == "city":
            return np.zeros(1, np.int64)
        return np.flatnonzero((self.before != self.after).any(axis=1))


def place_of(base: Baseline, level: str) -> tuple[Ints, int]:
    """Per building its place at that level, and how many places there are; the last one is «in no such area»."""
    return base.remembered(("place", level), lambda: _place_of(base, level))


def _place_of(base: Baseline, level: str) -> tuple[Ints, int]:
    member, count = base.ground.members(level), base.ground.places(level)[0]
    return np.where(member < 0, count, member), count + 1


def coverage_tables(
    base: Baseline, after: dict[tuple[Index, Reading], Ints], reading: Reading, weight: Weight
) -> list[Table]:
    """H, V and hub figures, from the answers before and after."""
    amount = base.remembered(("buildings", weight), lambda: base.building_weight(weight))
    tables = []
    for index in Index:
        old, new = base.work.answers[index, reading], after[index, reading]
        changed = np.flatnonzero((old != new) & base.ground.lived_in)
        for level in LEVELS:
            place, count = place_of(base, level)
            key = ("coverage", index, reading, weight, level)
            table = Table(level, index.value, None, base.remembered(key, partial(_figure, place, old, amount, count)))
            if len(changed):
                touched, at = _members(place, changed, count)
                table.put(touched, _figure(place[at], new[at], amount[at], count)[touched])
            tables.append(table)
    return tables


def _figure(place: Ints, answer: Ints, amount: Floats, count: int) -> Floats:
    sums = three_sums(place, answer, amount, count)
    return np.column_stack([sums[:, 2], sums[:, 0], sums[:, 1], sums.sum(axis=1), np.zeros(count)])


def circle_tables(base: Baseline, after: Circle, weight: Weight) -> list[Table]:
    """Circle figures per category, and completeness, from the verdicts before and after."""
    amount, kinds = base.remembered(("doors", weight), lambda: base.door_weight(weight)), after.rules.categories
    other = (base.circle.verdict != after.verdict) | (base.circle.upper != after.upper)
    tables = []
    for level in LEVELS:
        of_building, count = place_of(base, level)
        place = base.remembered(("door place", level), partial(of_building.__getitem__, base.door_building))
        cube = base.remembered(
            ("circle", weight, level),
            partial(circle_sums, base.circle.verdict, base.circle.upper, amount, place, count),
        )
        new = _sums_after(after, other, place, amount, cube)
        for index, names in (("circle", kinds), ("completeness", (None,))):
            old_sums, new_sums = (
                (sums if index == "circle" else sums.sum(axis=1, keepdims=True)) for sums in (cube, new)
            )
            for column, category in enumerate(names):
                table = Table(level, index, category, old_sums[:, column])
                table.after = new_sums[:, column]
                tables.append(table)
    return tables


def _sums_after(after: Circle, other: Mask, place: Ints, amount: Floats, cube: Floats) -> Floats:
    """The sums after the change: of the places and categories where a door answers otherwise; where many do, of all."""
    if other.size and other.mean() > MANY:
        return circle_sums(after.verdict, after.upper, amount, place, len(cube))
    new = cube.copy()
    for column in np.flatnonzero(other.any(axis=0)).tolist():
        touched, at = _members(place, np.flatnonzero(other[:, column]), len(cube))
        verdict, upper = (held[:, column][at][:, None] for held in (after.verdict, after.upper))
        new[touched, column] = circle_sums(verdict, upper, amount[at], place[at], len(cube))[touched, 0]
    return new


def _members(place: Ints, changed: Ints, count: int) -> tuple[Ints, Ints]:
    """The places of what changed, and everything that lies in them: sums are made anew in the order of the whole, so
    that they are the same to the last digit.
    """
    touched = np.zeros(count, bool)
    touched[place[changed]] = True
    return np.flatnonzero(touched), np.flatnonzero(touched[place])


def figure_frame(base: Baseline, tables: Sequence[Table]) -> pd.DataFrame:
    """One row per figure that changed, and all of the city's.

    Columns: ``layer`` (or «city»), ``id`` and ``name`` (else code; missing for the city and what lies in no such area),
    ``index``, ``category`` (circle only), and ``before_…`` and ``after_…`` of ``SUMS``; ``upper`` is NaN where an
    index has no upper bound.
    """
    found = [table.changed() for table in tables]
    counts = [len(at) for at in found]
    ids, names, first = base.remembered("names", lambda: _names(base))
    at = np.concatenate([first[table.level] + rows for table, rows in zip(tables, found, strict=True)])
    columns: dict[str, Any] = {
        "layer": _repeated([table.level for table in tables], counts),
        "id": pd.arrays.IntegerArray(ids[at], ids[at] < 0),
        "name": names.take(at),
        "index": _repeated([table.index for table in tables], counts),
        "category": _repeated([table.category for table in tables], counts),
    }
    bounded = np.repeat([table.index in BOUNDED for table in tables], counts)
    for when in ("before", "after"):
        sums = np.concatenate([getattr(table, when)[at] for table, at in zip(tables, found, strict=True)])
        sums[~bounded, UPPER] = np.nan
        columns |= {f"{when}_{name}": sums[:, number] for number, name in enumerate(SUMS)}
    return pd.DataFrame(columns)


def _names(base: Baseline) -> tuple[Ints, pd.array, dict[str, int]]:
    """The ids (``NOWHERE`` for the city and for «in no such area») and names of the places of all levels, level after
    level, and where each begins.
    """
    ids: list[Ints] = []
    names: list[Objects] = []
    first: dict[str, int] = {}
    for level in LEVELS:
        first[level] = sum(map(len, ids))
        rows = None if level == "city" else base.ground.areas[level]
        ids += [np.array([NOWHERE])] if rows is None else [rows.ids, np.array([NOWHERE])]
        if rows is not None:
            names.append(np.where(missing(rows["name"]), rows["code"], rows["name"]))
        names.append(np.array([None], object))
    return np.concatenate(ids), pd.array(np.concatenate(names), dtype="str"), first


def _repeated(words: Sequence[str | None], counts: Sequence[int]) -> pd.array:
    known = [word for word in dict.fromkeys(words) if word is not None]
    return worded(known, np.repeat([NOWHERE if word is None else known.index(word) for word in words], counts))

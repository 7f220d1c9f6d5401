"""Which counts of people of a measurement may be told outside the areas of those whom it serves?

All figures of a reading are one system: every answer of every index is a part of the same households, and so are the
areas of each level of those above them. Whoever looks at them all can add and subtract, so they are hidden together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from geo.asof import Floats, Ints, Mask
from geo.coverage import VERDICTS, Reading
from geo.coverage.parameters import Index
from geo.gaps import door_households
from geo.ground import Ground
from geo.housing import homes_of
from geo.measure.city import CityMeasure
from geo.privacy import Relation, cross, in_steps, suppress
from geo.walk.circle import Verdict as Reached

AUDITED_MOST = 200_000
"""Cells of a table that is solved before it is told: a city of about three times the demonstration. Of larger ones each sum
has no hidden cell or several, and what is told is told in steps."""
PARENTS = (("street", "city"), ("community", "street"), ("grid", "community"), ("estate", "community"))
"""Each level with the one whose areas its areas are parts of."""
NO_AREA = -1
"""Stands for what lies in no area of a level."""
TOTAL = "total"
THREE = ("covered", "not_covered", "unknown")
Cell = tuple[str, int]
"""An area: its level, and its id (0 for the city, ``NO_AREA`` for what lies in none)."""


@dataclass(frozen=True)
class Table:
    """Counts of households: a row per area (and per piece of an area that lies in several of a higher level), a column
    per answer. ``rows`` and ``columns`` say which rows and columns add up to which.
    """

    areas: dict[Cell, int]
    names: dict[str, int]
    counts: NDArray[np.int64]
    rows: list[Relation]
    columns: list[Relation]

    @cached_property
    def relations(self) -> list[Relation]:
        """All sums between cells, numbered as in the raveled table."""
        height, width = self.counts.shape
        return cross(self.rows, self.columns, (height, width))


@dataclass(frozen=True)
class Published:
    """What of a table may be told: in steps of ``k``, but for the ``hidden`` cells."""

    table: Table
    k: int
    hidden: Mask

    @cached_property
    def _told(self) -> NDArray[np.int64]:
        return in_steps(self.table.counts.ravel(), self.k).reshape(self.table.counts.shape)

    def count(self, area: Cell, name: str) -> int | None:
        """A count as it may be told; ``None`` where it is hidden. An area without households has none: 0."""
        row = self.table.areas.get(area)
        if row is None:
            return 0
        column = self.table.names[name]
        return None if self.hidden[row, column] else int(self._told[row, column])

    def hides(self, area: Cell, name: str) -> bool:
        """Whether a count is hidden."""
        row = self.table.areas.get(area)
        return row is not None and bool(self.hidden[row, self.table.names[name]])


def published(measure: CityMeasure, reading: Reading, k: int) -> Published:
    """What of the figures of a reading may be told where counts of people below ``k`` are hidden."""
    table = table_of(measure, reading)
    audited = table.counts.size <= AUDITED_MOST
    # how many households a building has stands in the layer of buildings, so everybody can add them up
    known = np.zeros(table.counts.shape, dtype=bool)
    known[:, table.names[TOTAL]] = True
    hidden = suppress(table.counts.ravel(), table.relations, k, audited=audited, known=known.ravel()).mask
    return Published(table, k, hidden.reshape(table.counts.shape))


def table_of(measure: CityMeasure, reading: Reading) -> Table:
    """The counts of all areas and all questions of a reading."""
    names, per_building, columns = _questions(measure, reading)
    areas, of_rows, rows = _areas(measure.ground)
    counts = np.vstack([per_building[:, members].sum(axis=1) for members in of_rows])
    return Table(areas, names, counts, rows, columns)


def _questions(measure: CityMeasure, reading: Reading) -> tuple[dict[str, int], NDArray[np.int64], list[Relation]]:
    """Every answer's households per building (a row per answer), and which answers add up to which."""
    ground = measure.ground
    homes = np.where(ground.lived_in, ground.households, 0)
    names: dict[str, int] = {TOTAL: 0}
    held, sums = [homes], []

    def add(parts: Iterator[tuple[str, Ints]], total: str) -> None:
        first = len(held)
        for name, counted in parts:
            names[name] = len(held)
            held.append(counted)
        sums.append(Relation(names[total], tuple(range(first, len(held)))))

    for index in Index:
        answer = measure.coverage.work.answers[index, reading]
        masks = zip(THREE, (2, 0, 1), strict=True)
        add(((f"{index}.{word}", np.where(answer == code, homes, 0)) for word, code in masks), TOTAL)
    verdict = measure.coverage.work.judgement[reading].verdict
    add(((f"verdict.{word}", np.where(verdict == at, homes, 0)) for at, word in enumerate(VERDICTS)), TOTAL)
    sums += _verdicts_of_v(names, verdict, measure.coverage.work.answers[Index.V, reading])
    reached = _reached(measure)
    for category, three in reached.items():
        add(zip((f"circle.{category}.{word}" for word in THREE), three, strict=True), TOTAL)
    for word in THREE if reached else ():
        parts = [names[f"circle.{category}.{word}"] for category in reached]
        names[f"completeness.{word}"] = len(held)
        held.append(np.sum([held[part] for part in parts], axis=0))
        sums.append(Relation(names[f"completeness.{word}"], tuple(parts)))
    for trait, three in _traits(measure).items():
        add(((f"housing.{trait}.{word}", counted) for word, counted in zip(THREE, three, strict=True)), TOTAL)
    return names, np.vstack(held).astype(np.int64), sums


def _verdicts_of_v(names: dict[str, int], verdict: Ints, answer: Ints) -> list[Relation]:
    """The answers of V are sums of verdicts."""
    code = {word: at for at, word in enumerate(("not_covered", "unknown", "covered"))}
    pairs = {int(at): int(told) for at, told in zip(verdict, answer, strict=True)}
    return [
        Relation(names[f"{Index.V}.{word}"], tuple(
            names[f"verdict.{VERDICTS[at]}"] for at, told in sorted(pairs.items()) if told == code[word]
        ))
        for word in THREE
        if code[word] in pairs.values()
    ]  # fmt: skip


def _reached(measure: CityMeasure) -> dict[str, list[Ints]]:
    """Per category the households of each building that are covered, not covered, unknown. A building whose households
    are divided over its doors is counted in whole households: the largest parts are rounded up.
    """
    ground, circle = measure.ground, measure.circle
    row = ground.building.rows_of(circle.doors.building_id)
    amount = np.where(row >= 0, door_households(ground, circle.doors), 0.0)
    total = np.where(ground.lived_in, ground.households, 0)
    found = {}
    for column, category in enumerate(circle.rules.categories):
        parts = np.column_stack([
            np.bincount(row[row >= 0], (amount * (circle.verdict[:, column] == code))[row >= 0], len(ground))
            for code in (Reached.COVERED, Reached.NOT_COVERED, Reached.UNKNOWN)
        ])  # fmt: skip
        # what no door of the building answers for is unknown
        parts[:, 2] = np.maximum(total - parts[:, 0] - parts[:, 1], 0.0)
        found[category] = list(_whole(parts.astype(np.float64), total).T)
    return found


def _whole(parts: Floats, total: Ints) -> NDArray[np.int64]:
    """Whole numbers in place of parts, with the same sum in each row."""
    down = np.floor(parts + 1e-9).astype(np.int64)
    down[total == 0] = 0
    lacking = total - down.sum(axis=1)
    order = np.argsort(-(parts - down), axis=1, kind="stable")
    for place in range(parts.shape[1]):
        rows = np.flatnonzero(lacking > place)
        down[rows, order[rows, place]] += 1
    return down


def _traits(measure: CityMeasure) -> dict[str, list[Ints]]:
    ground = measure.ground
    homes = homes_of(ground, measure.parameters.housing)

    def held(mask: Mask) -> Ints:
        return np.bincount(homes.building[mask], homes.households[mask], len(ground)).astype(np.int64)

    found = {
        str(trait): [held(answer == code) for code in (1, 0, -1)] for trait, answer in homes.traits.items()
    }  # fmt: skip
    bare = ground.area["estate"][homes.building] < 0
    nothing = np.zeros(len(ground), np.int64)
    return found | {"scattered": [held(bare), held(~bare), nothing]}


def _areas(ground: Ground) -> tuple[dict[Cell, int], list[Ints], list[Relation]]:
    """Every area's row, the buildings of each row, and which rows add up to which.

    An area whose buildings lie in one area of the level above is a part of it; of others the pieces are.
    """
    everything = np.arange(len(ground))
    areas: dict[Cell, int] = {("city", 0): 0}
    of_rows, relations = [everything], []
    row_of = {"city": np.zeros(len(ground), np.int64)}
    for level, above in PARENTS:
        ids = ground.areas[level].ids
        member = ground.members(level)
        row_of[level] = np.zeros(len(ground), np.int64)
        pieces: dict[int, list[int]] = {}
        for place in np.unique(member).tolist():
            inside = np.flatnonzero(member == place)
            row = areas[level, int(ids[place]) if place >= 0 else NO_AREA] = len(of_rows)
            of_rows.append(inside)
            row_of[level][inside] = row
            holders = np.unique(row_of[above][inside]).tolist()
            own = []
            for holder in holders:
                piece = row
                if len(holders) > 1:
                    piece = len(of_rows)
                    of_rows.append(inside[row_of[above][inside] == holder])
                    own.append(piece)
                pieces.setdefault(holder, []).append(piece)
            if own:
                relations.append(Relation(row, tuple(own)))
        relations += [Relation(holder, tuple(parts)) for holder, parts in sorted(pieces.items())]
    return areas, of_rows, relations


__all__ = ["NO_AREA", "THREE", "TOTAL", "Cell", "Published", "Table", "published", "table_of"]

"""The three figures of every index at every level: covered, not covered, unknown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import pandas as pd

from geo.asof import Floats, Ints
from geo.columns import MISSING_INTEGER, worded
from geo.coverage.parameters import Index, Reading, Weight
from geo.ground import AREA_LEVELS, Ground

FIGURE_LEVELS = (*AREA_LEVELS, "city")
COUNTED = (Weight.HOUSEHOLDS, Weight.BUILDINGS)
"""Weights that are whole numbers."""
INDICES, READINGS, WEIGHTS = tuple(Index), tuple(Reading), tuple(Weight)
Answers = Mapping[tuple[Index, Reading], Ints]


@dataclass(frozen=True, slots=True)
class Part:
    """The figures of all things of a level, thing by thing for each key in turn: not covered, unknown, covered."""

    level: str
    ids: pd.array
    keys: list[tuple[Index, Reading, Weight]]
    sums: Floats


def figures_of(ground: Ground, answers: Answers) -> list[Part]:
    """The figures by households, buildings and footprints, from the answer of each building (2 covered, 1 unknown, 0 not).

    Only lived-in buildings are asked; a building whose number of households is not known adds nothing to ``households``
    and one to ``buildings``.
    """
    asked = np.flatnonzero(ground.lived_in)
    weights = weights_of(ground, asked)
    answered = {key: answer[asked] for key, answer in answers.items()}
    alike = Alike.of([*answered.values()])
    parts = []
    for level in FIGURE_LEVELS:
        count, ids = ground.places(level)
        member = ground.members(level)[asked]
        place = np.where(member < 0, count, member)
        if (member < 0).any():
            ids = pd.arrays.IntegerArray(np.append(ids.to_numpy(np.int64, na_value=0), 0), np.append(ids.isna(), True))
        counted = {weight: alike.sums(place, weights[weight], len(ids)) for weight in COUNTED}
        sums, keys = [], []
        for number, (key, answer) in enumerate(answered.items()):
            for weight, amount in weights.items():
                told = counted[weight][number] if weight in COUNTED else three_sums(place, answer, amount, len(ids))
                sums.append(told)
                keys.append((*key, weight))
        parts.append(Part(level, ids, keys, np.concatenate(sums)))
    return parts


@dataclass(frozen=True, slots=True)
class Alike:
    """Buildings of which all answers are alike: ``kind`` per building, and per kind its answers (2, 1, 0)."""

    kind: Ints
    answers: Ints

    @classmethod
    def of(cls, answers: Sequence[Ints]) -> Self:
        """The kinds that there are."""
        shape = (3,) * len(answers)
        code = np.ravel_multi_index(tuple(answers), shape)
        known = np.bincount(code, minlength=3 ** len(answers)) > 0
        return cls(
            (np.cumsum(known) - 1)[code], np.column_stack(np.unravel_index(np.flatnonzero(known), shape)),
        )  # fmt: skip

    def sums(self, place: Ints, amount: Floats, count: int) -> list[Floats]:
        """`three_sums` of each answer, from one count of kinds by place: whole amounts add up to the same in any order."""
        kinds, number = self.answers.shape
        table = np.bincount(place * kinds + self.kind, weights=amount, minlength=count * kinds).reshape(count, kinds)
        told = table @ (self.answers[:, :, None] == np.arange(3)).reshape(kinds, 3 * number)
        return [told[:, at : at + 3] for at in range(0, 3 * number, 3)]


def figure_table(parts: Sequence[Part]) -> pd.DataFrame:
    """One row per thing, index, reading and weight.

    Columns: ``level``, ``id`` (missing for the city and for the buildings in no such area, which stand in a row of
    their own so that the parts sum to the whole), ``index``, ``reading``, ``weight``, ``numerator``, ``not_covered``,
    ``unknown``, ``denominator``.
    """
    counts = [len(part.sums) for part in parts]
    levels = list(dict.fromkeys(part.level for part in parts))
    index, reading, weight = (
        np.concatenate([np.repeat([_coded(one)[at] for one in part.keys], len(part.ids)) for part in parts])
        for at in range(3)
    )
    sums = np.concatenate([part.sums for part in parts])
    not_covered, unknown, covered = np.ascontiguousarray(sums.T)
    ids = [np.tile(part.ids.to_numpy(np.int64, na_value=MISSING_INTEGER), len(part.keys)) for part in parts]
    held = np.concatenate(ids)
    return pd.DataFrame({
        "level": worded(levels, np.repeat([levels.index(part.level) for part in parts], counts)),
        "id": pd.arrays.IntegerArray(held, held == MISSING_INTEGER), "index": worded(INDICES, index),
        "reading": worded(READINGS, reading), "weight": worded(WEIGHTS, weight), "numerator": covered,
        "not_covered": not_covered, "unknown": unknown, "denominator": not_covered + unknown + covered,
    }, copy=False)  # fmt: skip


def _coded(key: tuple[Index, Reading, Weight]) -> tuple[int, int, int]:
    return INDICES.index(key[0]), READINGS.index(key[1]), WEIGHTS.index(key[2])


def weights_of(ground: Ground, at: Ints) -> dict[Weight, Floats]:
    """What these buildings weigh, by all weights that buildings have."""
    return {
        Weight.HOUSEHOLDS: ground.households[at].astype(np.float64),
        Weight.BUILDINGS: np.ones(len(at)), Weight.FOOTPRINT: ground.footprint_m2[at],
    }  # fmt: skip


def three_sums(place: Ints, answer: Ints, amount: Floats, count: int) -> Floats:
    """Per place (0 … ``count`` - 1) the amounts not covered, unknown and covered, in this order."""
    sums = np.bincount(place * 3 + answer, weights=amount, minlength=3 * count)
    return np.asarray(sums.reshape(-1, 3), dtype=np.float64)

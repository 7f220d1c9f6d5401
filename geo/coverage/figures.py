"""The three figures of every index at every level: covered, not covered, unknown."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from geo.asof import Floats, Ints
from geo.columns import worded
from geo.coverage.parameters import Index, Reading, Weight
from geo.coverage.units import ACTIVE, UNKNOWN
from geo.ground import AREA_LEVELS, Ground

FIGURE_LEVELS = (*AREA_LEVELS, "city")
Answers = Mapping[tuple[Index, Reading], Ints]


def figures_of(ground: Ground, answers: Answers, levels: tuple[str, ...] = FIGURE_LEVELS) -> pd.DataFrame:
    """One row per thing, index, reading and weight, from the answer of each building (2 covered, 1 unknown, 0 not).

    Columns: ``level``, ``id`` (missing for the city and for the buildings in no such area, which stand in a row of
    their own so that the parts sum to the whole), ``index``, ``reading``, ``weight``, ``numerator``, ``not_covered``,
    ``unknown``, ``denominator``. Only lived-in buildings are asked; a building whose number of households is not
    known adds nothing to ``households`` and one to ``buildings``.
    """
    asked = np.flatnonzero(ground.lived_in)
    weights = weights_of(ground, asked)
    parts = []
    for level in levels:
        count, ids = ground.places(level)
        member = ground.members(level)[asked]
        place = np.where(member < 0, count, member)
        ids = pd.array([*ids, pd.NA], dtype="Int64")
        if not (member < 0).any():
            ids = ids[:count]
        sums, keys = [], []
        for (index, reading), answer in answers.items():
            for weight, amount in weights.items():
                sums.append(three_sums(place, answer[asked], amount, len(ids)))
                keys.append((index, reading, weight))
        parts.append(figure_rows(level, ids, keys, np.concatenate(sums)))
    return pd.concat(parts, ignore_index=True)


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


def figure_rows(level: str, ids: pd.array, keys: list[tuple[Index, Reading, Weight]], sums: Floats) -> pd.DataFrame:
    """Figures of all things of a level, thing by thing for each key in turn."""
    key = np.repeat(np.arange(len(keys)), len(ids))
    index, reading, weight = (worded([str(word) for word in part], key) for part in zip(*keys, strict=True))
    return pd.DataFrame({
        "level": worded([level], np.zeros(len(key), np.int64)), "id": ids.take(np.tile(np.arange(len(ids)), len(keys))),
        "index": index, "reading": reading, "weight": weight, "numerator": sums[:, ACTIVE],
        "not_covered": sums[:, 0], "unknown": sums[:, UNKNOWN], "denominator": sums.sum(axis=1),
    })  # fmt: skip

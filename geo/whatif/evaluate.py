"""What would be different: figures, buildings and gaps, computed where the changes reach and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.asof import Ints, distinct
from geo.columns import worded
from geo.coverage import VERDICTS, Index, Reading, Weight
from geo.coverage.parameters import ANSWERS, CoverageParameters
from geo.walk import DOOR_WORDS, Circle, worst_doors
from geo.whatif.baseline import Baseline
from geo.whatif.changes import Change, SetParameter, parameters_after
from geo.whatif.circles import VENUE_CHANGES, circle_after
from geo.whatif.figures import circle_tables, coverage_tables, figure_frame
from geo.whatif.gaps import circle_gaps, organisation_gaps
from geo.whatif.ground import ground_tables
from geo.whatif.reach import world_after


@dataclass(frozen=True)
class Difference:
    """What the changes would make different, in one reading and one weight.

    ``figures``: see `geo.whatif.figures.figure_frame`. ``buildings`` has one row per answer of a lived-in building
    that changes: ``id``, ``question`` («verdict», «branch», «hub» or «circle»), ``category`` (circle only), ``before``
    and ``after`` in words. ``gaps_closed`` and ``gaps_opened`` count the rows of `geo.gaps.gap_list` that go and come;
    that list is always in the strict reading.
    """

    figures: pd.DataFrame
    buildings: pd.DataFrame
    gaps_closed: int
    gaps_opened: int


def what_if(
    base: Baseline,
    changes: Sequence[Change],
    reading: Reading = Reading.STRICT,
    weight: Weight = Weight.HOUSEHOLDS,
) -> Difference:
    """The difference that these changes would make, as if everything were computed anew; nothing is changed.

    By the ground (``ground_m2``) only the H-index is counted, as everywhere. Organisations and seams cannot change.
    Raises ``BadInput`` for thresholds that cannot be.
    """
    parameters, rules = parameters_after(base.parameters, base.rules, changes)
    answers, verdict = dict(base.work.answers), base.work.judgement[reading].verdict
    closed = opened = 0
    if _concerns_units(base, changes, parameters):
        world = world_after(base, [one for one in changes if not isinstance(one, VENUE_CHANGES)], parameters)
        at, rows = world.reach.buildings, world.rows
        for key, held in world.work.answers.items():
            answers[key] = _replaced(answers[key], at, held[rows])
        verdict = _replaced(verdict, at, world.work.judgement[reading].verdict[rows])
        closed, opened = organisation_gaps(base, world)
    circle = circle_after(base, changes, rules)
    nearer, farther = circle_gaps(base, circle)
    if weight is Weight.GROUND:
        tables = ground_tables(base, changes, parameters, reading)
    else:
        tables = coverage_tables(base, answers, reading, weight) + circle_tables(base, circle, weight)
    parts = [
        _changed(base, "verdict", base.work.judgement[reading].verdict, verdict, VERDICTS),
        *(
            _changed(base, name, base.work.answers[index, reading], answers[index, reading], ANSWERS)
            for index, name in ((Index.H, "branch"), (Index.HUB, "hub"))
        ),
        _changed_circle(base, circle),
    ]
    buildings = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    return Difference(figure_frame(base, tables), buildings, closed + nearer, opened + farther)


def _concerns_units(base: Baseline, changes: Sequence[Change], parameters: CoverageParameters) -> bool:
    return parameters != base.parameters or any(
        not isinstance(change, (*VENUE_CHANGES, SetParameter)) for change in changes
    )


def _replaced(values: Ints, at: Ints, fresh: Ints) -> Ints:
    copy = values.copy()
    copy[at] = fresh
    return copy


def _changed(base: Baseline, question: str, before: Ints, after: Ints, words: Sequence[str]) -> pd.DataFrame:
    at = np.flatnonzero((before != after) & base.ground.lived_in)
    return _answers(base, at, question, (), np.full(len(at), -1), words, before[at], after[at])


def _answers(
    base: Baseline, at: Ints, question: str, categories: Sequence[str], category: Ints, words: Sequence[str], before: Ints,
    after: Ints,
) -> pd.DataFrame:  # fmt: skip
    kinds = worded(categories, category) if categories else np.full(len(at), None, object)
    return pd.DataFrame({
        "id": base.ground.building.ids[at], "question": worded([question], np.zeros(len(at), np.int64)),
        "category": kinds, "before": worded(words, before), "after": worded(words, after),
    })  # fmt: skip


def _changed_circle(base: Baseline, circle: Circle) -> pd.DataFrame:
    """The buildings whose answer for a category changes (`building_matrix`)."""
    other = base.circle.verdict != circle.verdict
    columns = np.flatnonzero(other.any(axis=0))
    buildings = distinct(base.door_building[other[:, columns].any(axis=1)])
    buildings = buildings[base.ground.lived_in[buildings]]
    chosen = np.zeros(len(base.ground), bool)
    chosen[buildings] = True
    doors = np.flatnonzero(chosen[base.door_building])
    before, after = (
        worst_doors(one.verdict[:, columns][doors], base.door_building[doors])[1] for one in (base.circle, circle)
    )
    row, column = np.nonzero(before != after)
    words = [str(word).replace("_", " ") for word in DOOR_WORDS]
    return _answers(
        base, buildings[row], "circle", circle.rules.categories, columns[column], words,
        before[row, column].astype(np.int64), after[row, column].astype(np.int64),
    )  # fmt: skip

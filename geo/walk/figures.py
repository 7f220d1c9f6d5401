"""The figures of the service circle: per building, per area, weighted, always covered, not covered and unknown."""

from __future__ import annotations

import numpy as np
import pandas as pd

from geo.walk.circle import Circle, Codes, Verdict
from geo.walk.graph import Floats, Indices

DOOR_WORDS = np.array(["not_covered", "unknown", "covered"], dtype=object)
"""By how much a door spoils: not covered, then unknown, then covered."""
SUMS = ("covered", "not_covered", "unknown", "total", "upper")


def building_matrix(circle: Circle) -> pd.DataFrame:
    """The verdict of each building for each required category, and how many of the categories it reaches.

    A building is covered where all its doors are, not covered where one is not, unknown otherwise: a household counts
    by its own door in `circle_figures`. Indexed by building id; one column of ``Verdict`` words per category, then
    ``reached``, ``unknown``, ``required`` (counts) and ``completeness`` = reached ÷ required (NaN where nothing is
    required).
    """
    ids, worst = worst_doors(circle.verdict, circle.doors.building_id)
    table = pd.DataFrame(
        DOOR_WORDS[worst], index=pd.Index(ids, name="building_id"), columns=list(circle.rules.categories)
    )
    required = worst.shape[1]
    table["reached"] = (worst == 2).sum(axis=1)
    table["unknown"] = (worst == 1).sum(axis=1)
    table["required"] = required
    table["completeness"] = table["reached"] / required if required else np.nan
    return table


def worst_doors(verdict: Codes, building_id: Indices) -> tuple[Indices, Codes]:
    """Buildings, and for each of them and each category the answer of its worst door, as positions in `DOOR_WORDS`."""
    if not len(building_id):
        return building_id, np.zeros((0, verdict.shape[1]), np.int8)
    spoiled = np.where(verdict == Verdict.UNKNOWN, 1, verdict * 2).astype(np.int8)
    if (building_id[1:] < building_id[:-1]).any():
        order = np.argsort(building_id, kind="stable")
        building_id, spoiled = building_id[order], spoiled[order]
    first = np.flatnonzero(np.append(True, building_id[1:] != building_id[:-1]))
    return building_id[first], np.minimum.reduceat(spoiled, first, axis=0)


def circle_figures(circle: Circle, weight: Floats, area_id: Indices | None = None) -> pd.DataFrame:
    """How much of the weight behind the doors is covered, not covered and unknown, by area and category.

    ``weight`` and ``area_id`` are per door (households or square metres; the id of a grid, estate, street …; one
    area 0 without it). Columns: area_id, category, covered, not_covered, unknown, total, ``upper`` (covered by the
    straight line, at least ``covered``) and ``share`` = covered ÷ total (NaN where the total is 0).
    """
    ids, sums = _summed(circle, weight, area_id)
    kinds = circle.rules.categories
    table = pd.DataFrame({
        "area_id": np.repeat(ids, len(kinds)), "category": np.tile(np.array(kinds, dtype=object), len(ids)),
        **dict(zip(SUMS, sums.reshape(-1, len(SUMS)).T, strict=True)),
    })  # fmt: skip
    return _shared(table)


def completeness_figures(circle: Circle, weight: Floats, area_id: Indices | None = None) -> pd.DataFrame:
    """Categories reached ÷ categories required, weighted, by area: numerator and denominator beside the ratio.

    The same three figures as `circle_figures`, summed over the categories: covered, not_covered, unknown, total (all
    in weight times categories), upper and share, indexed by area_id.
    """
    ids, sums = _summed(circle, weight, area_id)
    whole = sums.sum(axis=1)
    return _shared(pd.DataFrame(whole, index=pd.Index(ids, name="area_id"), columns=list(SUMS)))


def circle_sums(verdict: Codes, upper: Codes, weight: Floats, place: Indices, count: int) -> Floats:
    """Per place (0 … ``count`` - 1) and category the amounts of ``SUMS``: places × categories × 5.

    ``verdict`` and ``upper`` as in `Circle`, ``weight`` and ``place`` per door.
    """
    kinds = verdict.shape[1]
    cell = (place[:, None] * kinds + np.arange(kinds)).ravel()
    amount = np.repeat(weight, kinds)
    answered = np.bincount(cell * 3 + (verdict.ravel() + 1), weights=amount, minlength=count * kinds * 3)
    unknown, not_covered, covered = answered.reshape(-1, 3).T
    reached = upper.ravel() == Verdict.COVERED
    bound = np.bincount(cell[reached], weights=amount[reached], minlength=count * kinds)
    sums = np.column_stack([covered, not_covered, unknown, covered + not_covered + unknown, bound])
    return np.asarray(sums.reshape(count, kinds, len(SUMS)), dtype=np.float64)


def _summed(circle: Circle, weight: Floats, area_id: Indices | None) -> tuple[Indices, Floats]:
    area = np.zeros(len(circle.doors), dtype=np.int64) if area_id is None else area_id
    ids, place = np.unique(area, return_inverse=True)
    return ids, circle_sums(circle.verdict, circle.upper, weight, place, len(ids))


def _shared(table: pd.DataFrame) -> pd.DataFrame:
    table["share"] = table["covered"] / table["total"].where(table["total"] > 0)
    return table

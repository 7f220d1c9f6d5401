"""The figures of the service circle: per building, per area, weighted, always covered, not covered and unknown."""

from __future__ import annotations

import numpy as np
import pandas as pd

from geo.walk.circle import Circle, Verdict
from geo.walk.graph import Floats, Indices


def building_matrix(circle: Circle) -> pd.DataFrame:
    """The verdict of each building for each required category, and how many of the categories it reaches.

    A building is covered where all its doors are, not covered where one is not, unknown otherwise: a household counts
    by its own door in `circle_figures`. Indexed by building id; one column of ``Verdict`` words per category, then
    ``reached``, ``unknown``, ``required`` (counts) and ``completeness`` = reached ÷ required (NaN where nothing is
    required).
    """
    ids, row = np.unique(circle.doors.building_id, return_inverse=True)
    worst = np.full((len(ids), len(circle.rules.categories)), 2, dtype=np.int8)
    # Order by how much a door spoils: not covered, then unknown, then covered.
    np.minimum.at(worst, row, np.where(circle.verdict == Verdict.UNKNOWN, 1, circle.verdict * 2).astype(np.int8))
    words = np.array(["not_covered", "unknown", "covered"], dtype=object)
    table = pd.DataFrame(words[worst], index=pd.Index(ids, name="building_id"), columns=list(circle.rules.categories))
    required = worst.shape[1]
    table["reached"] = (worst == 2).sum(axis=1)
    table["unknown"] = (worst == 1).sum(axis=1)
    table["required"] = required
    table["completeness"] = table["reached"] / required if required else np.nan
    return table


def circle_figures(circle: Circle, weight: Floats, area_id: Indices | None = None) -> pd.DataFrame:
    """How much of the weight behind the doors is covered, not covered and unknown, by area and category.

    ``weight`` and ``area_id`` are per door (households or square metres; the id of a grid, estate, street …; one
    area 0 without it). Columns: area_id, category, covered, not_covered, unknown, total, ``upper`` (covered by the
    straight line, at least ``covered``) and ``share`` = covered ÷ total (NaN where the total is 0).
    """
    area = np.zeros(len(circle.doors), dtype=np.int64) if area_id is None else area_id
    ids, row = np.unique(area, return_inverse=True)
    kinds = circle.rules.categories

    def summed(chosen: np.typing.NDArray[np.bool_]) -> Floats:
        total = np.zeros((len(ids), len(kinds)))
        np.add.at(total, row, chosen * weight[:, None])
        return total.ravel()

    table = pd.DataFrame(
        {
            "area_id": np.repeat(ids, len(kinds)),
            "category": np.tile(np.array(kinds, dtype=object), len(ids)),
            "covered": summed(circle.verdict == Verdict.COVERED),
            "not_covered": summed(circle.verdict == Verdict.NOT_COVERED),
            "unknown": summed(circle.verdict == Verdict.UNKNOWN),
            "total": summed(np.ones_like(circle.verdict, dtype=bool)),
            "upper": summed(circle.upper == Verdict.COVERED),
        }
    )
    table["share"] = table["covered"] / table["total"].where(table["total"] > 0)
    return table


def completeness_figures(circle: Circle, weight: Floats, area_id: Indices | None = None) -> pd.DataFrame:
    """Categories reached ÷ categories required, weighted, by area: numerator and denominator beside the ratio.

    The same three figures as `circle_figures`, summed over the categories: covered, not_covered, unknown, total (all
    in weight times categories), upper and share, indexed by area_id.
    """
    table = circle_figures(circle, weight, area_id).drop(columns=["category", "share"]).groupby("area_id").sum()
    table["share"] = table["covered"] / table["total"].where(table["total"] > 0)
    return table

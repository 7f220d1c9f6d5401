"""How many gaps of each kind an area has, and how many households they concern."""

from __future__ import annotations

import numpy as np
import pandas as pd

from geo.columns import MISSING_INTEGER
from geo.gaps.columns import COUNTS
from geo.ground import AREA_LEVELS, Ground

SUMS = tuple(name for name in COUNTS if name != "site_households")
"""What a site gains in the whole city would be counted again in each area."""


def gap_counts(gaps: pd.DataFrame, ground: Ground, level: str) -> pd.DataFrame:
    """The gaps of each area of a level (``street``, ``community``, ``grid``, ``estate`` or ``city``) by kind.

    One row per area, ``kind`` and ``category`` (missing outside the circle) that has any: ``level``, ``id``, ``kind``,
    ``category``, ``gaps``, and summed over them ``buildings``, ``households`` and what closing them gains. A gap that
    lies in several areas or in none stands in a row without ``id``, so that the parts sum to the whole. The same
    household may be in gaps of several kinds.
    """
    if level not in (*AREA_LEVELS, "city"):
        raise ValueError(f"no level of areas: {level}")
    ids = np.full(len(gaps), MISSING_INTEGER, np.int64)
    if level != "city":
        ids = gaps[f"{level}_id"].to_numpy(dtype=np.int64, na_value=MISSING_INTEGER)
        ids = np.where(ground.areas[level].rows_of(ids) >= 0, ids, MISSING_INTEGER)
    table = gaps[["kind", "category", *SUMS]].assign(id=ids, gaps=1)
    table["category"] = table["category"].fillna("")
    sums = table.groupby(["id", "kind", "category"], sort=True)[["gaps", *SUMS]].sum().reset_index()
    held = sums["id"].to_numpy(dtype=np.int64)
    sums["id"] = pd.arrays.IntegerArray(held, held == MISSING_INTEGER)
    sums["category"] = sums["category"].astype(object).where(sums["category"] != "", None)
    sums.insert(0, "level", np.full(len(sums), level, object))
    return sums

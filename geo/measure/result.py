"""What of a measurement is kept for good: every figure, housing, seams, the verdict on each building and the fix list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from geo.measure.city import CityMeasure
from geo.measure.seams import divided_estates, seam_table

DECIMALS = 6
GAP_COLUMNS = (
    "rank", "kind", "category", "level", "layer", "id", "households", "gained_households", "gained_h_households",
    "gained_v_households", "gained_circle_households", "size_m2",
)  # fmt: skip
BUILDING_COLUMNS = ("id", "households", "verdict", "verdict_lenient", "branch", "hub")


def result_of(measure: CityMeasure) -> dict[str, Any]:
    """The result of a measurement as plain JSON: tables as columns, numbers to six decimals, missing as null.

    Which household is a hub is not part of it.
    """
    buildings = measure.coverage.buildings
    gaps = measure.told_gaps
    return {
        "figures": table_document(measure.figures),
        "housing": table_document(measure.housing.areas),
        "buildings": table_document(buildings[list(BUILDING_COLUMNS)]),
        "gaps": table_document(gaps[list(GAP_COLUMNS)]),
        "seams": table_document(seam_table(measure)),
        "divided": table_document(divided_estates(measure)),
    }


def table_document(table: pd.DataFrame) -> dict[str, list[Any]]:
    """A table as one list per column."""
    return {str(name): _plain(table[name]) for name in table}


def _plain(column: pd.Series) -> list[Any]:
    if pd.api.types.is_float_dtype(column.dtype):
        column = column.astype(float).round(DECIMALS)
    values = column.astype(object)
    return list(values.where(column.notna(), None))


def document_table(document: Mapping[str, list[Any]]) -> pd.DataFrame:
    """The table that ``table_document`` told."""
    return pd.DataFrame({name: pd.Series(values, dtype=object) for name, values in document.items()})

"""The figures of areas from a kept result: enough to draw how they changed over days."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from geo.coverage import Reading, Weight
from geo.measure.areas import CITY, Document, figure
from geo.measure.figures import BOTH_READINGS, CIRCLE, COMPLETENESS, ORGANISATION
from geo.measure.result import document_table

TREND_INDICES = ("h", "v", "hub", COMPLETENESS, ORGANISATION)
"""What a trend tells of, besides each category of the service circle."""


def trend_figures(result: Mapping[str, Any], level: str, reading: Reading, weight: Weight) -> dict[int, Document]:
    """Per area id (``CITY`` for the city) its figures by index, a category of the service circle as
    ``circle_{category}``, from the result of a run.
    """
    table = document_table(result["figures"])
    whole = table["index"].isin(TREND_INDICES) & (table["category"] == "")
    wanted = (table["level"] == level) & (whole | (table["index"] == CIRCLE))
    wanted &= table["reading"].isin([reading.value, BOTH_READINGS]) & table["weight"].isin([weight.value, ORGANISATION])
    found: dict[int, Document] = {}
    for row in table[wanted].to_dict("records"):
        thing = row["id"]
        if pd.isna(thing) and level != "city":
            continue
        key = CITY if level == "city" else int(thing)
        index = f"{CIRCLE}_{row['category']}" if row["index"] == CIRCLE else row["index"]
        found.setdefault(key, {})[index] = figure(row | {"upper": float("nan")})
    return found

"""Areas as one flat table, with their outlines: what files and analysts' tools take."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.coverage import VERDICTS, Reading, Weight
from geo.housing import MODES, Category
from geo.measure.areas import area_documents
from geo.measure.city import CityMeasure
from geo.measure.figures import CIRCLE

CITY_LEVEL = "city"
BRANCH_COLUMN = {"grid": ("branch_how",)}


def area_table(
    measure: CityMeasure, level: str, reading: Reading = Reading.STRICT, weight: Weight = Weight.HOUSEHOLDS
) -> gpd.GeoDataFrame:
    """One row per area of a level with its outline (lon/lat; ``None`` for the city and for what lies in no area).

    A figure's columns are named after it: ``h_covered``, ``h_not_covered``, ``h_unknown``, ``h_total``, ``h_share``;
    circle figures ``circle_nursery_covered`` …; verdicts ``verdict_complete`` ….
    """
    documents = area_documents(measure, level, reading, weight)
    rows = [_flat(document) for document in documents]
    # a level without areas has its columns as well: those of the city, which is always there
    names = (
        None
        if rows
        else [*_flat(area_documents(measure, CITY_LEVEL, reading, weight)[0]), *BRANCH_COLUMN.get(level, ())]
    )
    table_rows = pd.DataFrame(rows, columns=names).astype({"id": "Int64"})  # missing for what lies in no area
    return _outlined(measure, level, table_rows)


def housing_table(measure: CityMeasure, level: str) -> gpd.GeoDataFrame:
    """One row per area of a level, with code, name, shares, category, mode and outline (as in `area_table`); last what
    lies in no area of the level. Shares of nobody are missing.
    """
    areas = measure.housing.areas
    table = areas[areas["level"] == level].reset_index(drop=True)
    names = [(one["id"], one["code"], one["name"]) for one in area_documents(measure, level)]
    told = pd.DataFrame(names, columns=["id", "code", "name"]).astype({"id": "Int64"})
    table = table.merge(told, on="id", how="left")
    modes = [
        (MODES[Category(word)].zh, MODES[Category(word)].en) if word == word and word else (None, None)
        for word in table["category"]
    ]
    table[["mode_zh", "mode_en"]] = pd.DataFrame(modes, columns=["zh", "en"], dtype=object).to_numpy()
    shares = [name for name in table.columns if name.endswith("_share")]
    table.loc[table["households"] == 0, shares] = np.nan
    first = ["level", "id", "code", "name"]
    return _outlined(measure, level, table[[*first, *(name for name in table.columns if name not in first)]])


def _outlined(measure: CityMeasure, level: str, table: pd.DataFrame) -> gpd.GeoDataFrame:
    geometry = np.full(len(table), None, object)
    if level != CITY_LEVEL:
        areas = measure.ground.areas[level]
        at = areas.rows_of(table["id"].fillna(-1).to_numpy(dtype=np.int64))
        geometry[at >= 0] = areas.geometry[at[at >= 0]]
    return gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(geometry, crs="EPSG:4326"))


def _flat(document: dict[str, Any]) -> dict[str, Any]:
    row = {name: document.get(name) for name in ("layer", "id", "code", "name", "households", "buildings", "gaps")}
    figures = document["figures"]
    named = {**{f"{CIRCLE}_{category}": one for category, one in figures.get(CIRCLE, {}).items()}, **figures}
    for index, figure in named.items():
        if index != CIRCLE and figure:
            row |= {f"{index}_{word}": value for word, value in figure.items()}
    row |= {
        f"verdict_{word.replace(' ', '_').replace('-', '_')}": document["verdicts"].get(word, 0) for word in VERDICTS
    }
    housing = document["housing"] or {}
    row |= {"housing_category": housing.get("category"), "deciding_share": housing.get("deciding_share")}
    if document["branch"]:
        row |= dict.fromkeys(BRANCH_COLUMN["grid"], document["branch"]["how"])
    return row

"""The derived layers of a measurement as frames: coverage per area and building, gaps and seams, in lon/lat."""

from __future__ import annotations

from collections.abc import Iterator

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.asof import Objects, Rows
from geo.coverage import USUAL, Counting, Reading, building_answers
from geo.layers import DERIVED_LAYERS
from geo.layers.derived import (
    BUILDING_COVERAGE,
    CIRCLE_CATEGORIES,
    COVERAGE_LEVELS,
    GAP,
    SEAM,
    circle_field,
    coverage_layer_id,
    share_field,
)
from geo.measure.areas import gap_counts
from geo.measure.city import CityMeasure
from geo.measure.figures import BOTH_READINGS, CIRCLE, ORGANISATION, known_ids, shares
from geo.walk import building_matrix

CRS = "EPSG:4326"
GAP_FIELDS = ("rank", "kind", "category", "level", "households", "gained_households")
WORDS = {"not_covered": "not covered"}
"""The circle's words where they differ from those of every other answer."""


def derived_frames(measure: CityMeasure, counting: Counting = USUAL) -> Iterator[tuple[str, gpd.GeoDataFrame]]:
    """Each derived layer with its frame (see `derived_frame`)."""
    for name in DERIVED_LAYERS:
        yield name, derived_frame(measure, name, counting)


def derived_frame(measure: CityMeasure, name: str, counting: Counting = USUAL) -> gpd.GeoDataFrame:
    """The frame of a derived layer: what is ``by_reading`` is judged by the reading, shares are of what is counted, and
    missing where there is nothing to count, nothing of it is known, or the weight does not count them. How a grid's branch is known and how many
    gaps it has are always of the strict reading, and how many live there is always households.
    """
    if name == GAP.id:
        return gap_frame(measure.placed_gaps)
    if name == SEAM.id:
        return _seams(measure)
    if name == BUILDING_COVERAGE.id:
        return _buildings(measure, counting.reading)
    level = next(level for level in COVERAGE_LEVELS if coverage_layer_id(level) == name)
    return _areas(measure, level, counting)


def _areas(measure: CityMeasure, level: str, counting: Counting) -> gpd.GeoDataFrame:
    rows = measure.ground.areas[level]
    columns: dict[str, object] = {"id": rows.ids, "code": rows["code"], "name": rows["name"]}
    columns |= _share_columns(measure, level, rows, counting)
    housing = measure.housing.areas
    housing = housing[(housing["level"] == level) & housing["id"].notna()]
    place = rows.rows_of(known_ids(housing["id"]))
    for name in ("category", "deciding_share"):
        held = np.full(len(rows), None, object)
        held[place] = housing[name].to_numpy(dtype=object)
        columns["housing_category" if name == "category" else name] = held
    members = measure.ground.members(level)
    inside = members >= 0
    columns["households"] = np.bincount(
        members[inside], weights=measure.ground.households[inside], minlength=len(rows)
    ).astype(np.int64)
    gaps = gap_counts(measure.gaps, measure.ground, level)
    columns["gaps"] = np.array([gaps[thing] for thing in rows.ids.tolist()], np.int64)
    if level == "grid":
        columns["branch_how"] = measure.coverage.grids.set_index("id")["how"].reindex(rows.ids).to_numpy(dtype=object)
    return _frame(columns, rows.geometry)


def _share_columns(measure: CityMeasure, level: str, rows: Rows, counting: Counting) -> dict[str, object]:
    table = measure.figures
    readings, weights = (counting.reading.value, BOTH_READINGS), (counting.weight.value, ORGANISATION)
    table = table[(table["level"] == level) & table["id"].notna() & table["reading"].isin(readings)]
    table = table[table["weight"].isin(weights) & ~((table["index"] == ORGANISATION) & (table["category"] != ""))]
    word = np.where(table["index"] == CIRCLE, CIRCLE + "_" + table["category"], table["index"])
    known = (table["covered"] + table["not_covered"]).to_numpy(dtype=np.float64)
    share = np.where(known > 0, shares(table["covered"].to_numpy(), table["total"].to_numpy()), np.nan)
    place = rows.rows_of(known_ids(table["id"]))
    columns: dict[str, object] = {}
    for name in pd.unique(word):
        held = np.full(len(rows), np.nan)
        held[place[word == name]] = share[word == name]
        columns[share_field(str(name))] = held
    return columns


def _buildings(measure: CityMeasure, reading: Reading) -> gpd.GeoDataFrame:
    table = building_answers(measure.coverage, reading)
    ground = measure.ground
    matrix = building_matrix(measure.circle).reindex(table["id"].to_numpy())
    columns: dict[str, object] = {
        name: table[name].to_numpy()
        for name in ("id", "code", "households", "verdict", "reason", "branch", "hub")
    }  # fmt: skip
    for category in CIRCLE_CATEGORIES:
        if category.value in matrix:
            columns[circle_field(category.value)] = matrix[category.value].replace(WORDS).to_numpy(dtype=object)
    for name in ("reached", "required", "completeness"):
        columns[name] = matrix[name].to_numpy()
    rows = ground.building.rows_of(table["id"].to_numpy(dtype=np.int64))
    columns["housing_category"] = _building_categories(measure, rows)
    columns |= {f"{level}_id": table[f"{level}_id"].to_numpy(dtype=object) for level in ground.areas}
    return _frame(columns, ground.building.geometry[rows])


def _building_categories(measure: CityMeasure, rows: np.typing.NDArray[np.int64]) -> Objects:
    """The category of each building's estate; scattered buildings are of the old category by rule."""
    housing = measure.housing.areas
    housing = housing[(housing["level"] == "estate") & housing["id"].notna()]
    estates = measure.ground.areas["estate"]
    category = np.full(len(estates) + 1, "old", object)
    category[estates.rows_of(known_ids(housing["id"]))] = housing["category"].to_numpy(dtype=object)
    return np.asarray(category[measure.ground.area["estate"][rows]])


def gap_frame(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The layer of a fix list that has its shapes (`with_shapes`)."""
    columns: dict[str, object] = {"id": table["rank"].to_numpy(dtype=np.int64)}
    columns |= {name: table[name].to_numpy() for name in GAP_FIELDS}
    return _frame(columns, np.asarray(table.geometry.to_numpy(), dtype=object))


def _seams(measure: CityMeasure) -> gpd.GeoDataFrame:
    problems = [problem for found in measure.seams.values() for problem in found]
    columns: dict[str, object] = {
        "id": np.arange(1, len(problems) + 1), "kind": [p.rule for p in problems], "level": [p.layer for p in problems],
        "code": [p.feature for p in problems],
        "size_m2": np.array([p.size if p.unit == "m2" else np.nan for p in problems], dtype=np.float64),
    }  # fmt: skip
    places = np.full(len(problems), None, object)
    places[:] = [problem.place for problem in problems]
    return _frame(columns, places)


def _frame(columns: dict[str, object], geometry: Objects) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries(geometry, crs=CRS))

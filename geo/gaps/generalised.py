"""The fix list as it is told of places that are not the reader's own: by estate, without single buildings.

Numbers of households are rounded, because the exact one would name the building that has as many.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.asof import Ints, Mask, Objects
from geo.columns import MISSING_INTEGER
from geo.coverage.seams import labels
from geo.gaps.columns import COUNTS, objects
from geo.gaps.words import GAPS, OUT_OF_REACH, told_by_estate
from geo.ground import AREA_LEVELS, Ground
from geo.layers import layer_named

ROUNDED_TO: Final = 10
"""Households are told in tens: fewer than half of it are not told at all."""
EMPTY: Final = ("missing", "evidence_unit_ids", "building_ids")
UNKNOWN: Final = ("venue_id", "near_venue_id", "site_building_id")
UNMEASURED: Final = ("walk_from_m", "walk_to_m", "straight_m", "site_lon", "site_lat")
_CATEGORIES: Final = {choice.value: choice.label for choice in layer_named("venue").field("category").choices}
SUMMED: Final = tuple(name for name in COUNTS if name not in ("buildings", "site_households"))


def by_estate(gaps: gpd.GeoDataFrame, ground: Ground, own: Mask) -> gpd.GeoDataFrame:
    """The gaps (`with_shapes`) with those of buildings that are not all ``own`` (rows of the ground's buildings) drawn
    together by kind, category and estate, else grid, community or street. Ranks are given anew, in the old order.

    Gaps of boundaries and of organisations are told as they are. A gap whose households round to none is left out, and
    so is one of buildings that lie in no area at all.
    """
    foreign = np.array([_is_foreign(kind, ids, ground, own) for kind, ids in _kinds_and_ids(gaps)], dtype=bool)
    if not foreign.any():
        return gaps
    told = _together(gaps[foreign], ground)
    parts = [part for part in (gaps[~foreign], told) if len(part)]
    listed = pd.concat(parts, ignore_index=True) if parts else gaps.iloc[:0]
    listed = listed.sort_values(
        ["gained_households", "households", "rank"], ascending=[False, False, True], kind="stable"
    )
    listed["rank"] = np.arange(1, len(listed) + 1)
    return gpd.GeoDataFrame(listed.reset_index(drop=True), geometry="geometry", crs=gaps.crs)


def _kinds_and_ids(gaps: pd.DataFrame) -> zip[tuple[str, Sequence[int]]]:
    return zip(gaps["kind"], gaps["building_ids"], strict=True)


def _is_foreign(kind: str, building_ids: Sequence[int], ground: Ground, own: Mask) -> bool:
    if (kind not in GAPS and kind != OUT_OF_REACH) or not building_ids:
        return False
    rows = ground.building.rows_of(np.asarray(building_ids, np.int64))
    return not bool(own[rows[rows >= 0]].all())


def _together(gaps: gpd.GeoDataFrame, ground: Ground) -> gpd.GeoDataFrame:
    level, row = _areas_of(gaps, ground)
    keys = pd.DataFrame(
        {
            "kind": gaps["kind"].to_numpy(),
            "category": gaps["category"].fillna("").to_numpy(),
            "level": level,
            "row": row,
        }
    )
    group = keys.groupby(["kind", "category", "level", "row"], sort=False).ngroup().to_numpy()
    placed = level >= 0
    first = [int(np.flatnonzero((group == one) & placed)[0]) for one in np.unique(group[placed])]
    table = gaps.iloc[first].copy()
    for name in SUMMED:
        sums = np.bincount(group, weights=gaps[name].to_numpy(dtype=float))
        table[name] = (np.rint(sums[group[first]] / ROUNDED_TO) * ROUNDED_TO).astype(np.int64)
    _tell_area(table, ground, level[first], row[first])
    return table[table["households"] > 0]


def _areas_of(gaps: pd.DataFrame, ground: Ground) -> tuple[Ints, Ints]:
    """(number in ``AREA_LEVELS``, row) of the smallest area that holds each gap; -1 where none does."""
    level, row = np.full(len(gaps), -1, np.int64), np.full(len(gaps), -1, np.int64)
    for number, name in reversed(list(enumerate(AREA_LEVELS))):
        ids = gaps[f"{name}_id"].to_numpy(dtype=np.int64, na_value=MISSING_INTEGER)
        found = ground.areas[name].rows_of(ids)
        level, row = np.where(found >= 0, number, level), np.where(found >= 0, found, row)
    return level, row


def _tell_area(table: gpd.GeoDataFrame, ground: Ground, level: Ints, row: Ints) -> None:
    """Put the area in the place of whatever the first gap of it was about."""
    names = [AREA_LEVELS[number] for number in level.tolist()]
    areas = [ground.areas[name] for name in names]
    shapes: Objects = objects([area.geometry[at] for area, at in zip(areas, row.tolist(), strict=True)])
    points = shapely.point_on_surface(shapes)
    table["geometry"] = shapes
    table["lon"], table["lat"] = shapely.get_x(points), shapely.get_y(points)
    table["layer"], table["level"] = objects(names), objects(names)
    things = [int(area.ids[at]) for area, at in zip(areas, row.tolist(), strict=True)]
    table["id"] = pd.Series(things, table.index, dtype=object).astype(table["id"].dtype)
    table["code"] = objects([labels(area)[at] for area, at in zip(areas, row.tolist(), strict=True)])
    table["buildings"] = 0
    table["site_households"] = 0
    for name in EMPTY:
        table[name] = objects([()] * len(table))
    for name in UNKNOWN:
        table[name] = pd.array([pd.NA] * len(table), dtype="Int64")
    for name in UNMEASURED:
        table[name] = np.nan
    table["message"] = objects([told_by_estate(kind) for kind in table["kind"]])
    table["rule"] = [message.code for message in table["message"]]
    table["params"] = objects([_params(one) for one in table.to_dict("records")])


def _params(row: dict[Any, Any]) -> dict[str, Any]:
    category = row["category"] or ""
    return {"households": row["households"], "category": _CATEGORIES.get(category, category)}

"""The seams of a measurement as tables: how much of each area belongs to no part of it or to two, how many buildings lie
in no grid or in several, and which estates are divided.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from geo.asof import Floats, Ints, distinct
from geo.coverage.seams import labels
from geo.ground import AREA_LEVELS
from geo.layers.answers import Answer
from geo.measure.city import CityMeasure
from geo.measure.figures import known_ids
from geo.topology.coverage import COVERAGE_GAP, COVERAGE_OVERLAP, OUTSIDE_PARENT
from geo.topology.membership import BUILDING_WITHOUT_GRID

LEVELS = (*AREA_LEVELS, "city")
PIECES = {"gap": COVERAGE_GAP.code, "overlap": COVERAGE_OVERLAP.code, "outside": OUTSIDE_PARENT.code}
"""The seams of areas by the words of their columns."""


def seam_table(measure: CityMeasure) -> pd.DataFrame:
    """One row per area, one for the city, and per level one without id for what lies in no such area or in several, where
    there is any.

    Columns: ``level``, ``id``; of the areas below how many pieces (``gaps``, ``overlaps``, ``outsides``: ground of the
    parent that no child holds, ground that two children hold, ground of a child outside its parent) and their m²
    (``gap_m2`` …); all ``buildings``, of them ``one_grid``, ``no_grid``, ``several_grids`` (cut by a grid line or on
    ground that several hold) and ``undecided``, which sum to them; ``divided_estates``: those of `fragmented_estates`
    that lie in the area (a divided estate may lie in several).
    """
    return pd.concat([_of_level(measure, level) for level in LEVELS], ignore_index=True)


def divided_estates(measure: CityMeasure) -> pd.DataFrame:
    """The estates in several grids, communities or branches (`fragmented_estates`), with their level: a table of areas."""
    table = measure.coverage.fragments.copy()
    table.insert(0, "level", np.full(len(table), "estate", object))
    return table


def _of_level(measure: CityMeasure, level: str) -> pd.DataFrame:
    count, ids = measure.ground.places(level)
    columns = _pieces(measure, level, count) | _buildings(measure, level, count)
    columns["divided_estates"] = _divided(measure, level, count)
    table = pd.DataFrame({
        "level": np.full(count + 1, level, object), "id": pd.array([*ids, pd.NA], dtype="Int64"), **columns,
    })  # fmt: skip
    told = table[list(columns)].to_numpy(dtype=np.float64).any(axis=1)
    return table[told | (np.arange(count + 1) < count)]


def _pieces(measure: CityMeasure, level: str, count: int) -> dict[str, Ints | Floats]:
    gaps = measure.gaps
    found: dict[str, Ints | Floats] = {}
    for word, kind in PIECES.items():
        mine = gaps[gaps["kind"] == kind]
        place = np.zeros(len(mine), np.int64)
        if level != "city":
            place = measure.ground.areas[level].rows_of(known_ids(mine[f"{level}_id"]))
        place = np.where(place < 0, count, place)
        found[f"{word}s"] = np.bincount(place, minlength=count + 1).astype(np.int64)
        found[f"{word}_m2"] = np.bincount(place, weights=mine["size_m2"].to_numpy(np.float64), minlength=count + 1)
    return found


def _buildings(measure: CityMeasure, level: str, count: int) -> dict[str, Ints | Floats]:
    ground, answer = measure.ground, measure.one_grid
    bare = {p.feature for p in measure.seams["building"] if p.rule == BUILDING_WITHOUT_GRID.code}
    none = np.array([label in bare for label in labels(ground.building)], dtype=bool)
    member = ground.members(level)
    place = np.where(member < 0, count, member)
    masks = {
        "buildings": np.ones(len(ground), bool), "one_grid": answer == Answer.COVERED, "no_grid": none,
        "several_grids": (answer == Answer.NOT_COVERED) & ~none, "undecided": (answer == Answer.UNKNOWN) & ~none,
    }  # fmt: skip
    return {word: np.bincount(place[mask], minlength=count + 1).astype(np.int64) for word, mask in masks.items()}


def _divided(measure: CityMeasure, level: str, count: int) -> Ints:
    ground = measure.ground
    estate = ground.areas["estate"].rows_of(measure.coverage.fragments["id"].to_numpy(dtype=np.int64))
    inside = np.flatnonzero(np.isin(ground.area["estate"], estate) & ground.lived_in)
    place = ground.members(level)[inside]
    span = len(ground.areas["estate"]) + 1
    pairs = distinct(np.where(place < 0, count, place) * span + ground.area["estate"][inside])
    return np.bincount(pairs // span, minlength=count + 1).astype(np.int64)

"""Every figure of a measurement in one table: coverage, hub reach, service circle, completeness, organisations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from geo.asof import Floats, Ints
from geo.columns import missing
from geo.coverage import Coverage, Weight
from geo.gaps import door_households
from geo.ground import AREA_LEVELS, Ground
from geo.walk import Circle
from geo.walk.circle import Verdict

LEVELS = (*AREA_LEVELS, "city")
COLUMNS = (
    "level", "id", "index", "category", "reading", "weight", "covered", "not_covered", "unknown", "total", "upper",
)  # fmt: skip
CIRCLE, COMPLETENESS, ORGANISATION = "circle", "completeness", "organisation"
SHARE_DIGITS = 6
"""How many digits of a share are told, everywhere: a share beside a limit of colours is on one side of it for all."""
BOTH_READINGS = ""
"""What does not depend on how strictly units are read."""


def all_figures(coverage: Coverage, circle: Circle) -> pd.DataFrame:
    """One row per area, index, category, reading and weight, sorted so that equal inputs give equal tables.

    ``id`` is missing for the city and for what lies in no such area. ``category`` is the venue category of circle
    rows and the kind of organisation rows (``""`` for all). ``upper`` is what the straight line would cover, NaN
    elsewhere. covered + not_covered + unknown = total in every row.
    """
    ground = coverage.work.ground
    parts = [_of_coverage(coverage), _of_circle(ground, circle), _of_organisations(coverage)]
    table = pd.concat(parts, ignore_index=True)[list(COLUMNS)]
    table["level"] = pd.Categorical(table["level"], LEVELS, ordered=True)
    order = ["level", "id", "index", "category", "reading", "weight"]
    table = table.sort_values(order, kind="stable", ignore_index=True)
    table["level"] = table["level"].astype(object)
    return table


def _of_coverage(coverage: Coverage) -> pd.DataFrame:
    table = coverage.figures.rename(columns={"numerator": "covered", "denominator": "total"})
    return table.assign(category="", upper=np.nan)


def _of_circle(ground: Ground, circle: Circle) -> pd.DataFrame:
    """Circle rows per category, and their sum as completeness; only lived-in buildings are asked."""
    row = ground.building.rows_of(circle.doors.building_id)
    asked = ground.lived_in[row]
    ids = ground.building.ids
    weights = {
        Weight.HOUSEHOLDS: door_households(ground, circle.doors),
        Weight.BUILDINGS: circle.doors.spread(ids, np.ones(len(ids))),
        Weight.FOOTPRINT: circle.doors.spread(ids, ground.footprint_m2),
    }
    verdict = circle.verdict[asked]
    masks = {
        "covered": verdict == Verdict.COVERED, "not_covered": verdict == Verdict.NOT_COVERED,
        "unknown": verdict == Verdict.UNKNOWN, "upper": circle.upper[asked] == Verdict.COVERED,
    }  # fmt: skip
    parts = []
    for level in LEVELS:
        count, named = ground.places(level)
        place = ground.members(level)[row][asked]
        held = pd.array([*named, pd.NA], dtype="Int64")
        spare = bool((place < 0).any())
        place = np.where(place < 0, count, place)
        for weight, amount in weights.items():
            sums = {word: _summed(mask, amount[asked], place, count + 1) for word, mask in masks.items()}
            parts.append(_circle_rows(level, held, circle.rules.categories, weight, sums, count + spare))
    return pd.concat(parts, ignore_index=True)


def _summed(mask: np.typing.NDArray[np.bool_], amount: Floats, place: Ints, places: int) -> Floats:
    columns = [np.bincount(place, weights=amount * mask[:, at], minlength=places) for at in range(mask.shape[1])]
    return np.column_stack(columns) if columns else np.zeros((places, 0))


def _circle_rows(
    level: str, ids: pd.array, kinds: tuple[str, ...], weight: Weight, sums: dict[str, Floats], places: int
) -> pd.DataFrame:
    """The rows of a level and weight: each category, then all together."""
    index = np.array([CIRCLE] * len(kinds) + [COMPLETENESS], dtype=object)
    columns = {
        word: np.column_stack([held[:places], held[:places].sum(axis=1)]).round(6).ravel()
        for word, held in sums.items()
    }
    count = len(kinds) + 1
    return pd.DataFrame({
        "level": np.full(places * count, level, object), "id": ids.take(np.repeat(np.arange(places), count)),
        "index": np.tile(index, places), "category": np.tile(np.array([*kinds, ""], dtype=object), places),
        "reading": BOTH_READINGS, "weight": weight.value, **columns,
        "total": columns["covered"] + columns["not_covered"] + columns["unknown"],
    })  # fmt: skip


def _of_organisations(coverage: Coverage) -> pd.DataFrame:
    """Organisations as counts, per kind and for all kinds together."""
    words = ["covered", "not_covered", "unknown", "total"]
    table = coverage.organisations
    whole = table.assign(id=table["id"].astype("Int64")).groupby(["level", "id"], dropna=False, sort=False)[words].sum()
    rows = pd.concat([table[["level", "id", "kind", *words]], whole.reset_index().assign(kind="")], ignore_index=True)
    rows = rows.rename(columns={"kind": "category"})
    return rows.assign(index=ORGANISATION, reading=BOTH_READINGS, weight=ORGANISATION, upper=np.nan)


def shares(covered: Floats, total: Floats) -> Floats:
    """Covered ÷ total to the digits in which every share is told, NaN where the total is 0."""
    share: Floats = np.divide(covered, total, out=np.full(len(total), np.nan), where=np.asarray(total) > 0)
    return share.round(SHARE_DIGITS)


def says_nothing(figure: Mapping[str, Any]) -> bool:
    """Whether nothing is known of what a figure counts (one that is hidden, or is not there, is no such figure): its share,
    0 by the rule, would read as an answer and is told in words.
    """
    return figure["covered"] == 0 and figure["not_covered"] == 0 and (figure["unknown"] or 0) > 0


def known_ids(column: pd.Series) -> Ints:
    """Ids as numbers, -1 where missing."""
    values = column.astype("Int64").to_numpy(dtype=np.int64, na_value=-1)
    return np.where(missing(values), -1, values).astype(np.int64)

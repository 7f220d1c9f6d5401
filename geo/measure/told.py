"""What is said of an area to those who do not serve it: the same document with small counts hidden, the rest in steps.

A number that is hidden is ``None`` and its name stands in ``hidden``; ``steps`` says what counts are rounded to. A share
goes with its counts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.coverage import Weight
from geo.measure.areas import CITY, ESTIMATED, Document
from geo.measure.figures import CIRCLE, COMPLETENESS, says_nothing
from geo.measure.published import NO_AREA, THREE, TOTAL, Cell, Published
from geo.privacy import told, told_share

WHOLE_FIGURES = ("organisation", "partition")
"""What counts no people: organisations, and buildings in exactly one grid."""
NAMED = {"h": "h", "v": "v", "hub": "hub", COMPLETENESS: COMPLETENESS}


def told_document(document: Document, of: Published, weight: Weight) -> Document:
    """One area's document (see `area_documents`) as it may be passed on outside."""
    area = cell_of(document)
    figures: Document = {}
    for index, figure in document["figures"].items():
        if index == CIRCLE:
            figures[CIRCLE] = {
                category: told_figure(one, area, f"{CIRCLE}.{category}", of, weight) for category, one in figure.items()
            }
        elif index in WHOLE_FIGURES or figure is None or weight is Weight.GROUND:
            figures[index] = figure
        else:
            figures[index] = told_figure(figure, area, NAMED[index], of, weight)
    verdicts = {
        word: _amount(count, of.hides(area, f"verdict.{word}"), weight, of.k)
        for word, count in document["verdicts"].items()
    }  # fmt: skip
    homes = of.count(area, TOTAL) if "households" in document else None
    made = document | {
        "figures": figures, "verdicts": verdicts, "steps": of.k, "housing": told_housing(document["housing"], area, of)
    }  # fmt: skip
    if "households" in document:
        made["households"] = homes
    return made


def cell_of(document: Mapping[str, Any]) -> Cell:
    """Which cell of the table a document tells of."""
    thing = document["id"]
    return document["layer"], (CITY if document["layer"] == "city" else NO_AREA) if thing is None else int(thing)


def told_figure(figure: Document, area: Cell, name: str, of: Published, weight: Weight) -> Document:
    """A figure with its hidden numbers as ``None``. What is weighed by buildings or ground is hidden where the households
    are: a house may be one household.
    """
    hidden = [word for word in THREE if of.hides(area, f"{name}.{word}")]
    made: Document = {}
    for word in THREE:
        count = of.count(area, f"{name}.{word}") if weight is Weight.HOUSEHOLDS else None
        amount = _amount(figure[word], word in hidden, weight, of.k)
        made[word] = count if weight is Weight.HOUSEHOLDS else amount
    if name == COMPLETENESS:
        known = [made[word] for word in THREE]
        made["total"] = None if None in known else sum(known)
    elif weight is Weight.HOUSEHOLDS:
        made["total"] = of.count(area, TOTAL)
    else:
        made["total"] = _amount(figure["total"], of.hides(area, TOTAL), weight, of.k)
    made["share"] = told_share(made["covered"], made["total"])
    if ESTIMATED in figure:
        made[ESTIMATED] = figure[ESTIMATED]
    if "upper" in figure:
        made["upper"] = None if made["covered"] is None else _amount(figure["upper"], False, weight, of.k)
    hidden_now = [word for word in (*THREE, "total", "upper") if word in made and made[word] is None]
    return made | {"hidden": hidden_now, "steps": of.k}


def told_housing(housing: Document | None, area: Cell, of: Published) -> Document | None:
    """The housing of an area: no category where its number of households is hidden."""
    total = of.count(area, TOTAL)
    if housing is None:
        return None
    if not total:
        nothing = dict.fromkeys(("category", "deciding_share", "mode", "households", "scattered_households"))
        return {**nothing, "shares": {}, "counts": {}, "steps": of.k, "hidden": ["households"]}
    counts = {word: of.count(area, f"housing.{word}.covered") for word in housing["counts"]}
    shares = {word: told_share(count, total) for word, count in counts.items()}
    deciding = shares.get(housing["category"])
    if housing["category"] == "mixed":
        deciding = max((share for share in shares.values() if share is not None), default=None)
    return housing | {
        "counts": counts, "shares": shares, "deciding_share": deciding, "households": total,
        "scattered_households": of.count(area, "housing.scattered.covered"), "steps": of.k,
        "hidden": [word for word, count in counts.items() if count is None],
    }  # fmt: skip


def _amount(amount: float, is_hidden: bool, weight: Weight, k: int) -> float | int | None:
    """Buildings in steps like households; square metres to the hundred."""
    if is_hidden:
        return None
    if weight in (Weight.HOUSEHOLDS, Weight.BUILDINGS):
        return told(amount, k)
    return round(amount, -2)


def told_trend(figures: Mapping[str, Document], area: Cell, of: Published, weight: Weight) -> dict[str, Document]:
    """An area's figures of one day among several (see `trend_figures`), by the table of that very day."""
    if weight is Weight.GROUND:
        return dict(figures)
    return {
        index: figure if index in WHOLE_FIGURES else told_figure(figure, area, _name_of(index), of, weight)
        for index, figure in figures.items()
    }


def _name_of(index: str) -> str:
    category = index.removeprefix(f"{CIRCLE}_")
    return NAMED[index] if category == index else f"{CIRCLE}.{category}"


def told_areas(
    frame: gpd.GeoDataFrame, level: str, of: Published, own: Collection[int], documents: Sequence[Document]
) -> gpd.GeoDataFrame:
    """The derived layer of a level (see `derived_frame`) as it may be passed on outside: shares are those of the told
    ``documents`` of the same counting (see `told_document`), missing where they are hidden; areas of one's ``own`` as
    they are.
    """
    ids = frame["id"].to_numpy(dtype=np.int64)
    others = np.flatnonzero(~np.isin(ids, np.fromiter(own, np.int64, len(own))))
    made = frame.copy()
    made["households"] = made["households"].astype("Int64")
    areas: list[Cell] = [(level, int(ids[row])) for row in others]
    totals = [of.count(area, TOTAL) for area in areas]
    made.iloc[others, made.columns.get_loc("households")] = pd.array(totals, dtype="Int64")
    figures = {document["id"]: document["figures"] for document in documents}
    for column, name in _share_names(frame, of):
        shares = [_share(figures[int(ids[row])], name) for row in others]
        made.iloc[others, made.columns.get_loc(column)] = np.array(shares, dtype=np.float64)
    bare = others[[not total for total in totals]]
    made.iloc[bare, made.columns.get_loc("housing_category")] = None
    deciding = made["deciding_share"].astype(object).where(made["deciding_share"].notna(), None)
    for row, total in zip(others.tolist(), totals, strict=True):
        share = deciding.iloc[row]
        deciding.iloc[row] = None if share is None or not total else round(float(share), 1)
    made["deciding_share"] = deciding
    return made


def _share_names(frame: gpd.GeoDataFrame, of: Published) -> Iterator[tuple[str, str]]:
    """The columns of shares of people, each with its question in the table."""
    for column in frame.columns:
        name = str(column).removesuffix("_share").replace(f"{CIRCLE}_", f"{CIRCLE}.", 1)
        if name != column and f"{name}.covered" in of.table.names:
            yield column, name


def _share(figures: Mapping[str, Any], name: str) -> float:
    """The share of a figure by its name in the table, ``circle.nursery``; NaN where it is hidden, unknown or not counted."""
    index, _, category = name.partition(".")
    figure = figures.get(index)
    figure = figure.get(category) if category and figure else figure
    share = figure["share"] if figure and not says_nothing(figure) else None
    return np.nan if share is None else float(share)

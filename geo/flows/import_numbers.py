"""Numbers of things under way: new ones have provisional ids below zero until the store gives them theirs, and links
among them follow.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.flows.import_frames import stacked
from geo.flows.import_links import NONE
from geo.flows.import_match import match
from geo.flows.import_rows import Rows
from geo.versions import Difference


def with_own(rows: Rows, known: Mapping[str, gpd.GeoDataFrame]) -> dict[str, gpd.GeoDataFrame]:
    """What is known, with the rows themselves among their own layer where that refers to itself (a unit's parent)."""
    if not any(f.ref == rows.layer.id for f in rows.layer.fields):
        return dict(known)
    current = known[rows.layer.id]
    ids, _ = match(rows, current, str(rows.frame["source"].iloc[0]))
    mine = rows.frame.assign(id=provisional(ids))
    others = current[~current["id"].isin(set(ids.tolist()))]
    return {**known, rows.layer.id: stacked([others, mine])}


def provisional(ids: np.ndarray) -> np.ndarray:
    """The ids of known things, and below zero, counted in order, those that new things have until they are written."""
    return np.where(ids == NONE, -np.cumsum(ids == NONE), ids)


def renumbered(rows: Rows, given: Mapping[int, int]) -> Rows:
    """The rows with the links among themselves following new provisional ids; a link to a row that went is empty."""
    frame = rows.frame.copy()
    for own in rows.layer.fields:
        if own.ref == rows.layer.id and own.name in frame:
            links = pd.Series(pd.array(frame[own.name], dtype="Int64"))
            inner = links.lt(0).fillna(False)
            links[inner] = links[inner].map(dict(given)).astype("Int64")
            frame[own.name] = links.array
    return replace(rows, frame=frame)


def linked(rows: Rows, ids: Mapping[str, np.ndarray]) -> Rows:
    """The rows with their links filled in."""
    frame = rows.frame.copy()
    for name, things in ids.items():
        frame[name] = pd.array([None if thing == NONE else int(thing) for thing in things], dtype="Int64")
    return Rows(rows.layer, frame, rows.file, rows.row, rows.place, rows.references, rows.columns, ())


def after_change(current: gpd.GeoDataFrame, difference: Difference, back: Mapping[str, int]) -> gpd.GeoDataFrame:
    """The layer as it would stand: what stays, what changes, what comes back, and what is new under ids below zero."""
    ids = -np.arange(1, len(difference.added) + 1, dtype=np.int64)
    if back:
        ids = np.array([back.get(code, new) for code, new in zip(difference.added["code"], ids, strict=True)])
    difference.added["id"] = ids
    gone = set(difference.retired.tolist()) | set(difference.changed["id"].tolist() if len(difference.changed) else [])
    stays = current[~current["id"].isin(gone)]
    return stacked([stays, difference.changed, difference.added])

"""Frames of an import on their way into the store: put together, and given the ids of the store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd


def stacked(parts: Sequence[pd.DataFrame]) -> gpd.GeoDataFrame:
    """Frames on top of each other; a column that one lacks is missing there."""
    filled = [part for part in parts if len(part)] or list(parts[:1])
    names = list(dict.fromkeys(name for part in filled for name in part.columns))
    columns = {
        name: np.concatenate([
            part[name].astype(object).to_numpy() if name in part else np.full(len(part), None, dtype=object)
            for part in filled
        ])
        for name in names
    }  # fmt: skip
    frame = pd.DataFrame(columns, dtype=object)
    if "geometry" in frame:
        return gpd.GeoDataFrame(frame, geometry="geometry", crs=4326)
    return frame


def renamed(things: pd.Series, given: Mapping[int, int]) -> pd.Series:
    """Ids with those below zero exchanged for the ones that the store gave."""
    return pd.Series(
        pd.array([None if pd.isna(thing) else given.get(int(thing), int(thing)) for thing in things], dtype="Int64"),
        index=things.index,
    )

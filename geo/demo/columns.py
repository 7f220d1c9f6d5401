"""Frames of the demonstration city, made from columns."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

CRS = "EPSG:4326"


def frame(geometry: Any = None, /, **columns: Any) -> pd.DataFrame:
    """A frame of these columns with ids 1 … n in front, as a ``GeoDataFrame`` in lon/lat when there is geometry.
    Text comes as lists, and stays ``object`` with ``None`` for missing.
    """
    size = (
        len(geometry)
        if geometry is not None
        else max(len(c) for c in columns.values() if hasattr(c, "__len__") and not isinstance(c, str))
    )
    data: dict[str, Any] = {"id": np.arange(1, size + 1)}
    for name, values in columns.items():
        if isinstance(values, list):
            data[name] = pd.Series(values, dtype=object)
        elif isinstance(values, str):
            data[name] = pd.Series([values] * size, dtype=object)
        else:
            data[name] = values
    if geometry is None:
        return pd.DataFrame(data)
    return gpd.GeoDataFrame(data, geometry=np.asarray(geometry, dtype=object), crs=CRS)


def refs(index: Iterable[int] | npt.NDArray[Any]) -> Any:
    """Ids for zero-based positions; a negative position refers to nothing."""
    position = np.asarray(index, dtype=np.int64)
    return pd.arrays.IntegerArray(position + 1, position < 0)


def numbers(values: Any, known: Any = None) -> Any:
    """Whole numbers, missing where ``known`` is false."""
    values = np.asarray(values, dtype=np.int64)
    return pd.arrays.IntegerArray(values, np.zeros(len(values), bool) if known is None else ~np.asarray(known))


def within_group(group: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """1, 2, 3 … inside each group, in the order of appearance."""
    return np.asarray(pd.Series(group).groupby(group).cumcount() + 1)


def frame_days(days: npt.NDArray[np.datetime64]) -> Any:
    """Days as a frame holds them; missing ones stay missing."""
    return pd.Series(days.astype("datetime64[s]"))

"""From local metres to lon/lat and back: the fictional spot of the demonstration city on the map."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyproj
import shapely

ORIGIN_LON, ORIGIN_LAT = 113.9, 30.2
ZONE_EPSG = 4547
"""CGCS2000, 3-degree Gauss–Krüger, central meridian 114° E: the zone of the spot, so that distances are true."""
GRID_DEG = 1e-7
DECIMALS = 7

Floats = npt.NDArray[np.float64]


@cache
def _transformers() -> tuple[pyproj.Transformer, pyproj.Transformer]:
    to_zone = pyproj.Transformer.from_crs("EPSG:4490", f"EPSG:{ZONE_EPSG}", always_xy=True)
    to_degrees = pyproj.Transformer.from_crs(f"EPSG:{ZONE_EPSG}", "EPSG:4490", always_xy=True)
    return to_zone, to_degrees


@cache
def _origin() -> tuple[float, float]:
    x, y = _transformers()[0].transform(ORIGIN_LON, ORIGIN_LAT)
    return round(x), round(y)


def degrees(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """lon, lat on the 1e-7° grid for local metres."""
    east, north = _origin()
    lon, lat = _transformers()[1].transform(np.asarray(x) + east, np.asarray(y) + north)
    return np.round(lon, DECIMALS), np.round(lat, DECIMALS)


def metres(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Local metres for lon, lat."""
    east, north = _origin()
    x, y = _transformers()[0].transform(np.asarray(lon), np.asarray(lat))
    return x - east, y - north


def to_lonlat(shapes: Any) -> npt.NDArray[np.object_]:
    """Geometries in local metres as lon/lat on the 1e-7° grid, vertex by vertex: shared vertices stay shared."""
    shapes = np.asarray(shapes, dtype=object)
    return np.asarray(shapely.transform(shapes, lambda xy: np.column_stack(degrees(xy[:, 0], xy[:, 1]))), dtype=object)


def to_metres(shapes: Any) -> npt.NDArray[np.object_]:
    """Geometries in lon/lat as local metres."""
    shapes = np.asarray(shapes, dtype=object)
    return np.asarray(shapely.transform(shapes, lambda ll: np.column_stack(metres(ll[:, 0], ll[:, 1]))), dtype=object)

"""Small worlds to walk in, drawn in metres: frames in lon/lat like those of a store."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

from geo.crs import Crs, LocalFrame

FRAME = LocalFrame(Crs("EPSG:4547"), 114.0, 0.0)
ORIGIN = np.array([500_000.0, 3_400_000.0])


def lonlat(shape):
    """A geometry drawn in metres, put near 114° E, 30.7° N."""
    moved = shapely.transform(shape, lambda xy: xy + ORIGIN)
    return FRAME.to_lonlat(np.array([moved], dtype=object))[0]


def frame(shapes, **columns):
    """A layer: ids from 1 unless given."""
    columns.setdefault("id", np.arange(1, len(shapes) + 1))
    return gpd.GeoDataFrame(columns, geometry=[s and lonlat(s) for s in shapes], crs="EPSG:4326")


def lines(*paths):
    """A path layer; each path is a list of (x, y)."""
    return frame([shapely.LineString(path) for path in paths])


def points(*spots, **columns):
    """A layer of points; ``None`` has no place."""
    return frame([spot and shapely.Point(spot) for spot in spots], **columns)


def houses(*spots, **columns):
    """Buildings of 2 m by 2 m around spots."""
    shapes = [shapely.box(x - 1, y - 1, x + 1, y + 1) for x, y in spots]
    columns.setdefault("households", [10] * len(spots))
    return frame(shapes, **columns)

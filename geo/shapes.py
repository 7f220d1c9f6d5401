"""The single parts of geometries, and where the name of a feature stands on the map."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

LABEL_TOLERANCE = 0.02
"""A label point may miss the roomiest place of its polygon by this share of the polygon's size."""

Objects = NDArray[np.object_]


def single_parts(geometry: Objects) -> tuple[Objects, NDArray[np.int64]]:
    """The points, lines and polygons of each geometry, collections taken apart, and the place of their owner."""
    parts, owners = shapely.get_parts(geometry, return_index=True)
    while (shapely.get_type_id(parts) > shapely.GeometryType.POLYGON).any():
        parts, index = shapely.get_parts(parts, return_index=True)
        owners = owners[index]
    return parts, owners


def label_points(geometry: Objects) -> NDArray[np.float64]:
    """lon, lat inside each polygon's roomiest place, halfway along each line, on each point; NaN where ``None``."""
    parts = largest_parts(geometry)
    kinds = shapely.get_dimensions(parts)
    spots = np.full(len(parts), None, object)
    spots[kinds == 0] = shapely.centroid(parts[kinds == 0])
    spots[kinds == 1] = shapely.line_interpolate_point(parts[kinds == 1], 0.5, normalized=True)
    areas = parts[kinds == 2]
    reach = np.sqrt(np.maximum(shapely.area(areas), 1e-16))
    roomy = shapely.is_valid(areas) & (shapely.area(areas) > 0)
    centres = shapely.get_point(shapely.maximum_inscribed_circle(areas[roomy], reach[roomy] * LABEL_TOLERANCE), 0)
    inside = shapely.point_on_surface(areas)
    inside[roomy] = centres
    spots[kinds == 2] = inside
    return np.column_stack([shapely.get_x(spots), shapely.get_y(spots)])


def largest_parts(geometry: Objects) -> Objects:
    """The largest part of each geometry by dimension, area and length; the first of equals."""
    parts, rows = single_parts(geometry)
    best = np.full(len(geometry), None, object)
    order = np.lexsort((-shapely.length(parts), -shapely.area(parts), -shapely.get_dimensions(parts), rows))
    first = np.unique(rows[order], return_index=True)[1]
    best[rows[order][first]] = parts[order][first]
    return best

"""The single parts of geometries, and where the name of a feature stands on the map."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

LABEL_TOLERANCE = 0.02
"""A label point may miss the roomiest place of its polygon by this share of the polygon's size."""

CENTRAL_ROOM = 0.85
"""The centre of gravity is taken where it has this share of the room of the roomiest place."""

Objects = NDArray[np.object_]


def single_parts(geometry: Objects) -> tuple[Objects, NDArray[np.int64]]:
    """The points, lines and polygons of each geometry, collections taken apart, and the place of their owner."""
    parts, owners = shapely.get_parts(geometry, return_index=True)
    while (shapely.get_type_id(parts) > shapely.GeometryType.POLYGON).any():
        parts, index = shapely.get_parts(parts, return_index=True)
        owners = owners[index]
    return parts, owners


def outlines(geometry: Objects) -> Objects:
    """The areas among the geometries, ``None`` for the rest: a point that stands in for an outline holds nothing."""
    found = np.full(len(geometry), None, object)
    areas = shapely.get_dimensions(geometry) == 2
    found[areas] = geometry[areas]
    return found


def label_points(geometry: Objects) -> NDArray[np.float64]:
    """lon, lat inside each polygon's roomiest place, halfway along each line, on each point; NaN where ``None``."""
    parts = largest_parts(geometry)
    kinds = shapely.get_dimensions(parts)
    spots = np.full(len(parts), None, object)
    spots[kinds == 0] = shapely.centroid(parts[kinds == 0])
    spots[kinds == 1] = shapely.line_interpolate_point(parts[kinds == 1], 0.5, normalized=True)
    spots[kinds == 2] = _area_spots(parts[kinds == 2])
    return np.column_stack([shapely.get_x(spots), shapely.get_y(spots)])


def _area_spots(areas: Objects) -> Objects:
    """The centre of gravity where it is about as roomy as the roomiest place, else that place."""
    spots: Objects = shapely.point_on_surface(areas)
    sound = shapely.is_valid(areas) & (shapely.area(areas) > 0)
    sizes = np.sqrt(shapely.area(areas[sound]))
    circles = shapely.maximum_inscribed_circle(areas[sound], sizes * LABEL_TOLERANCE)
    centres = shapely.centroid(areas[sound])
    room = shapely.distance(centres, shapely.boundary(areas[sound]))
    central = shapely.intersects(areas[sound], centres) & (room >= shapely.length(circles) * CENTRAL_ROOM)
    spots[sound] = np.where(central, centres, shapely.get_point(circles, 0))
    return spots


def largest_parts(geometry: Objects) -> Objects:
    """The largest part of each geometry by dimension, area and length; the first of equals."""
    parts, rows = single_parts(geometry)
    best = np.full(len(geometry), None, object)
    order = np.lexsort((-shapely.length(parts), -shapely.area(parts), -shapely.get_dimensions(parts), rows))
    first = np.unique(rows[order], return_index=True)[1]
    best[rows[order][first]] = parts[order][first]
    return best

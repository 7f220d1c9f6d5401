"""How much of a shape a zoom shows."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.layers import Layer
from geo.snapshot import LayerSnapshot
from geo.tiles.matrix import tile_units

TOLERANCE_UNITS = 4
"""Shapes may depart from the truth by this many tile units: half a pixel."""

Objects = NDArray[np.object_]


def simplified(layer: Layer, shapes: Objects, zoom: int) -> Objects:
    """Unit-square shapes with the detail that a zoom shows; in full from the layer's last zoom on.

    Siblings of a coverage are simplified together, so that shared edges stay shared and no seam opens; everything
    else by itself, with its topology. Points, and polygons that are invalid, are left as they are.
    """
    if layer.zooms is None or zoom >= layer.zooms[1]:
        return shapes
    tolerance = tile_units(zoom, TOLERANCE_UNITS)
    result = shapes.copy()
    dimensions = shapely.get_dimensions(shapes)
    sound = (dimensions == 1) | ((dimensions == 2) & shapely.is_valid(shapes))
    if layer.coverage:
        areas = sound & (dimensions == 2)
        result[areas] = _coverage_simplified(shapes[areas], tolerance)
        sound &= ~areas
    result[sound] = shapely.simplify(shapes[sound], tolerance, preserve_topology=True)
    return result


def _coverage_simplified(areas: Objects, tolerance: float) -> Objects:
    """Siblings with overlaps are no coverage; where that defeats the joint simplification, they keep all detail."""
    try:
        together: Objects = shapely.coverage_simplify(areas, tolerance)
    except shapely.GEOSException:
        return areas
    lost = shapely.is_empty(together) | shapely.is_missing(together)
    return np.where(lost, areas, together)


def first_zooms(snapshot: LayerSnapshot) -> NDArray[np.int64]:
    """The zoom from which each row is in tiles, by its coded values and its layer."""
    layer = snapshot.layer
    zooms = np.full(len(snapshot), layer.zooms[0] if layer.zooms else 0, np.int64)
    for field in layer.fields:
        for choice in field.choices:
            if choice.zoom is not None and field.name in snapshot.columns:
                late = snapshot.columns[field.name] == choice.value
                zooms[late] = np.maximum(zooms[late], choice.zoom)
    return zooms

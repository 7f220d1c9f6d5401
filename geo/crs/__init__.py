"""Coordinate systems: what a label means, and how coordinates get from one system to another.

Lon/lat everywhere in the program is WGS 84 ≡ CGCS2000, longitude first, in degrees.
"""

from __future__ import annotations

from geo.crs.convert import (
    GRID_DEGREES,
    MERCATOR_LIMIT_M,
    LocalFrame,
    coordinates_to_lonlat,
    frame_around,
    from_lonlat,
    local_frame,
    local_metres,
    lonlat_to_mercator,
    mercator_to_lonlat,
    snap,
    to_lonlat,
)
from geo.crs.mainland import in_mainland
from geo.crs.shift import bd09_to_wgs84, gcj02_to_wgs84, wgs84_to_bd09, wgs84_to_gcj02
from geo.crs.systems import (
    BD09,
    CGCS2000,
    GCJ02,
    WEB_MERCATOR,
    WGS84,
    Crs,
    Zone,
    gauss_krueger_for,
    is_lonlat,
    parse_crs,
    zone_of,
)

__all__ = [
    "BD09", "CGCS2000", "GCJ02", "GRID_DEGREES", "MERCATOR_LIMIT_M", "WEB_MERCATOR", "WGS84",
    "Crs", "LocalFrame", "Zone",
    "bd09_to_wgs84", "coordinates_to_lonlat", "frame_around", "from_lonlat", "gauss_krueger_for", "gcj02_to_wgs84", "in_mainland",
    "is_lonlat", "local_frame", "local_metres", "lonlat_to_mercator", "mercator_to_lonlat", "parse_crs", "snap",
    "to_lonlat", "wgs84_to_bd09", "wgs84_to_gcj02", "zone_of",
]  # fmt: skip

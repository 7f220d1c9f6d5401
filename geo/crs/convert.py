"""Geometries from one coordinate system to another: to lon/lat, from lon/lat, onto the storage grid, to metres."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import ProjError
from pyproj.network import set_network_enabled  # type: ignore[attr-defined] # its stubs leave it out

from geo.corners import Corners
from geo.crs import shift
from geo.crs.mainland import Floats, in_mainland
from geo.crs.systems import BD09, GCJ02, WGS84, Crs, crs_of, gauss_krueger_for
from geo.errors import BadInput, Message

CRS_NO_TRANSFORMATION = Message(
    "crs-no-transformation",
    zh="“{got}”没有公开的高精度转换参数，无法准确转换为经纬度",
    en="{got!r} cannot be converted exactly: its transformation parameters are not public",
    remedy_zh="请由数据提供单位先转换为 {expected}",
    remedy_en="have the data converted by its owner to {expected} first",
)

Geometries = npt.NDArray[np.object_]
Indices = npt.NDArray[np.int64]
GRID_DEGREES = 1e-7
EARTH_RADIUS_M = 6378137.0
MERCATOR_LIMIT_M = np.pi * EARTH_RADIUS_M
MERCATOR_LIMIT_LAT = 85.0511287798066
ZONE_REACH_DEGREES = 2.0

Pair = tuple[Floats, Floats]


def to_lonlat(geometries: npt.ArrayLike, crs: Crs) -> Geometries:
    """The geometries in lon/lat (WGS 84 ≡ CGCS2000), exactly as far as the system allows.

    Any shapely array in the file's coordinates; out comes an array of the same length, in two dimensions. None and
    empty geometries stay. Coordinates that have no lon/lat (outside the projection) become infinite: the caller tests
    the range before it stores. Raises `BadInput` for datums without public parameters.
    """
    array = np.asarray(geometries, dtype=object)
    if crs == WGS84:
        return np.asarray(shapely.force_2d(array), dtype=object)
    return _apply(array, _inverse_of(crs))


def from_lonlat(geometries: npt.ArrayLike, crs: Crs) -> Geometries:
    """The lon/lat geometries in another system: the way back of `to_lonlat`, with the same edges."""
    return _apply(np.asarray(geometries, dtype=object), _forward_of(crs))


def coordinates_to_lonlat(x: npt.ArrayLike, y: npt.ArrayLike, crs: Crs) -> Pair:
    """Bare coordinates in file order (first column, second column) as lon, lat; edges as `to_lonlat`."""
    first, second = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    return _inverse_of(crs)(first, second)


def _apply(geometries: Geometries, function: Callable[[Floats, Floats], Pair]) -> Geometries:
    def on_rows(rows: Floats) -> Floats:
        return np.column_stack(function(rows[:, 0], rows[:, 1]))

    return np.asarray(shapely.transform(geometries, on_rows), dtype=object)


def _inverse_of(crs: Crs) -> Callable[[Floats, Floats], Pair]:
    if crs.swapped:
        unswapped = _inverse_of(crs.swap())
        return lambda first, second: unswapped(second, first)
    if crs == GCJ02:
        return shift.gcj02_to_wgs84
    if crs == BD09:
        return shift.bd09_to_wgs84
    return _transform(crs, False)


def _forward_of(crs: Crs) -> Callable[[Floats, Floats], Pair]:
    if crs.swapped:
        unswapped = _forward_of(crs.swap())

        def backwards(lon: Floats, lat: Floats) -> Pair:
            first, second = unswapped(lon, lat)
            return second, first

        return backwards
    if crs == GCJ02:
        return shift.wgs84_to_gcj02
    if crs == BD09:
        return shift.wgs84_to_bd09
    return _transform(crs, True)


@lru_cache(maxsize=256)
def _transform(crs: Crs, forward: bool) -> Callable[[Floats, Floats], Pair]:
    set_network_enabled(False)
    system = crs_of(crs)
    geodetic = system.geodetic_crs
    # PROJ knows only a «ballpark» from CGCS2000 to WGS 84; at this accuracy the two are the same.
    same_as_wgs84 = geodetic is not None and _is_cgcs2000(geodetic)
    base = geodetic if same_as_wgs84 else CRS.from_epsg(4326)
    source, target = (base, system) if forward else (system, base)
    try:
        transformer = Transformer.from_crs(source, target, always_xy=True, allow_ballpark=same_as_wgs84)
    except ProjError:
        raise BadInput(CRS_NO_TRANSFORMATION, got=crs.label, expected="EPSG:4490") from None

    def transform(first: Floats, second: Floats) -> Pair:
        x, y = transformer.transform(first, second)
        return np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)

    return transform


def _is_cgcs2000(geodetic: CRS) -> bool:
    names = (geodetic.name, geodetic.datum.name if geodetic.datum else "")
    return any("CHINA 2000" in name or "CGCS2000" in name for name in (n.upper().replace("_", " ") for n in names))


def snap(geometries: npt.ArrayLike) -> Geometries:
    """The lon/lat geometries with every coordinate on the storage grid of 1e-7 degree (about 1 cm).

    Each vertex moves on its own, so shared edges stay shared. A polygon that was valid and would be spoiled by that
    is rebuilt on the grid; what collapses entirely comes back empty. Invalid input stays invalid; None stays.
    """
    array = np.asarray(geometries, dtype=object)
    snapped = np.asarray(shapely.set_precision(array, GRID_DEGREES, mode="pointwise"), dtype=object)
    areal = np.isin(shapely.get_type_id(snapped), (3, 6, 7))
    spoiled = areal.copy()
    spoiled[areal] = ~shapely.is_valid(snapped[areal])
    spoiled[spoiled] = shapely.is_valid(array[spoiled])
    snapped[spoiled] = shapely.set_precision(array[spoiled], GRID_DEGREES)
    return snapped


@dataclass(frozen=True, slots=True)
class LocalFrame:
    """The metric frame in which data is measured: a Gauss–Krüger zone, else a transverse Mercator of its own.

    ``central_meridian`` in degrees; ``scale_error`` is the largest relative error of a length inside the data.
    """

    crs: Crs
    central_meridian: float
    scale_error: float

    def to_metres(self, geometries: npt.ArrayLike) -> Geometries:
        """Lon/lat geometries in the frame's metres, easting first."""
        return from_lonlat(geometries, self.crs)

    def areas_m2(self, geometries: npt.ArrayLike, corners: Corners | None = None) -> Floats:
        """The area of each lon/lat geometry in the frame's m², 0 without a polygon. Of polygons without holes the corners
        are enough (``corners``, where they are known already): no geometry in metres is made of them.
        """
        array = np.asarray(geometries, dtype=object)
        held = Corners.of(array) if corners is None else corners
        found = np.zeros(len(array))
        rest = np.flatnonzero(~held.plain)
        rest = rest[~shapely.is_missing(array[rest])]
        if len(rest):
            found[rest] = np.nan_to_num(shapely.area(self.to_metres(array[rest])))
        if len(held.counts):
            first = held.first
            x, y = self._corners(held)
            # from each ring's own first corner, so that far-off zeros cost no digits
            x, y = x - np.repeat(x[first], held.counts), y - np.repeat(y[first], held.counts)
            found[held.plain] = np.abs(np.add.reduceat(np.append(x[:-1] * y[1:] - x[1:] * y[:-1], 0.0), first)) / 2
        return found

    def _corners(self, corners: Corners) -> Pair:
        """The corners of closed rings in metres: the last one of each is its first."""
        first, last = corners.first, corners.last
        own = np.ones(len(corners.lon), dtype=np.bool_)
        own[last] = False
        x, y = np.empty(len(own)), np.empty(len(own))
        x[own], y[own] = _forward_of(self.crs)(corners.lon[own], corners.lat[own])
        x[last], y[last] = x[first], y[first]
        return x, y

    def to_lonlat(self, geometries: npt.ArrayLike) -> Geometries:
        """Geometries in the frame's metres back in lon/lat."""
        return to_lonlat(geometries, self.crs)


def local_frame(geometries: npt.ArrayLike) -> LocalFrame:
    """Where to measure these lon/lat geometries in metres.

    The CGCS2000 3-degree zone of the data's middle when the data reaches no further than 2° from its central
    meridian and lies in mainland China; otherwise (Singapore, Taiwan, data over several zones) a transverse Mercator
    at the data's own central meridian. The middle is the median of the geometries' middles: one place at 0°, 0° must
    not spoil the metres of all others. Without any finite coordinate: a frame at longitude 0.
    """
    return frame_around(shapely.bounds(np.asarray(geometries, dtype=object)).reshape(-1, 4))


def frame_around(boxes: Floats) -> LocalFrame:
    """The `local_frame` of geometries with these boxes (west, south, east, north)."""
    bounds = np.ascontiguousarray(boxes.T)
    known = np.isfinite(bounds.sum(axis=0))
    if not known.all():
        # in rows again: a mask over columns leaves columns side by side, which are slow to go through
        bounds = np.ascontiguousarray(bounds[:, known])
    west, south, east, north = _around(bounds)
    middle, height = _median_middle(bounds)
    if bool(in_mainland(middle, height)):
        epsg = gauss_krueger_for(middle)
        meridian = float(3 * (epsg - 4534 + 25))
        if max(east - meridian, meridian - west) <= ZONE_REACH_DEGREES:
            return LocalFrame(Crs(f"EPSG:{epsg}"), meridian, _scale_error(west, south, east, north, meridian))
    meridian = round(middle, 4)
    system = CRS.from_proj4(f"+proj=tmerc +lat_0=0 +lon_0={meridian} +k=1 +x_0=500000 +y_0=0 +datum=WGS84 +units=m")
    return LocalFrame(Crs(system.to_wkt()), meridian, _scale_error(west, south, east, north, meridian))


def local_metres(geometries: npt.ArrayLike) -> tuple[Geometries, LocalFrame]:
    """The lon/lat geometries in metres of their `local_frame`, and that frame."""
    frame = local_frame(geometries)
    return frame.to_metres(geometries), frame


def _around(bounds: Floats) -> tuple[float, float, float, float]:
    if not bounds.size:
        return 0.0, 0.0, 0.0, 0.0
    west, south = bounds[:2].min(axis=1)
    east, north = bounds[2:].max(axis=1)
    return float(west), float(south), float(east), float(north)


def _median_middle(bounds: Floats) -> tuple[float, float]:
    if not bounds.size:
        return 0.0, 0.0
    lon, lat = np.median((bounds[:2] + bounds[2:]) / 2.0, axis=1)
    return float(lon), float(lat)


def _scale_error(west: float, south: float, east: float, north: float, meridian: float) -> float:
    flattest = 0.0 if south <= 0.0 <= north else min(abs(south), abs(north))
    reach = np.radians(max(east - meridian, meridian - west)) * np.cos(np.radians(flattest))
    return float(reach * reach / 2.0)


def lonlat_to_mercator(lon: npt.ArrayLike, lat: npt.ArrayLike) -> Pair:
    """Lon/lat as Web Mercator metres (EPSG:3857); latitudes beyond ±85.0511° are taken as that. For drawing only."""
    clipped = np.clip(np.asarray(lat, dtype=np.float64), -MERCATOR_LIMIT_LAT, MERCATOR_LIMIT_LAT)
    x = np.radians(np.asarray(lon, dtype=np.float64)) * EARTH_RADIUS_M
    return x, np.arctanh(np.sin(np.radians(clipped))) * EARTH_RADIUS_M


def mercator_to_lonlat(x: npt.ArrayLike, y: npt.ArrayLike) -> Pair:
    """Web Mercator metres as lon/lat."""
    lat = np.degrees(np.arctan(np.sinh(np.asarray(y, dtype=np.float64) / EARTH_RADIUS_M)))
    return np.degrees(np.asarray(x, dtype=np.float64) / EARTH_RADIUS_M), lat

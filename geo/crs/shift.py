"""The shifted systems of Chinese web maps: WGS 84 ↔ GCJ-02 ↔ BD-09, over arrays.

Forward by the formulas that are publicly known (Krasovsky 1940 ellipsoid, no official text exists); backward by
fixed-point iteration. Where `in_mainland` says no, nothing is shifted in either direction.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from geo.crs.mainland import Floats, in_mainland

SEMI_MAJOR_M = 6378245.0
ECCENTRICITY_SQUARED = 0.00669342162296594323
BAIDU_WAVE = np.pi * 3000.0 / 180.0
BAIDU_OFFSET = (0.0065, 0.006)

INVERSE_TOLERANCE_DEGREES = 1e-11
INVERSE_ITERATIONS = 30

Pair = tuple[Floats, Floats]


def wgs84_to_gcj02(lon: npt.ArrayLike, lat: npt.ArrayLike) -> Pair:
    """Where a WGS 84 point lies in GCJ-02 (Amap, Tencent).

    Degrees in and out, broadcast together; outside mainland China, and for NaN, the input comes back.
    """
    return _where_shifted(_gcj02, lon, lat)


def wgs84_to_bd09(lon: npt.ArrayLike, lat: npt.ArrayLike) -> Pair:
    """Where a WGS 84 point lies in BD-09 (Baidu), which is GCJ-02 shifted once more; edges as `wgs84_to_gcj02`."""
    return _where_shifted(_bd09, lon, lat)


def gcj02_to_wgs84(lon: npt.ArrayLike, lat: npt.ArrayLike) -> Pair:
    """Where a GCJ-02 point lies in WGS 84, to better than 1e-9 degree.

    Within one shift (about 0.7 km) of the region's edge the forward map is not one-to-one; there the shifted reading
    is taken. NaN stays NaN.
    """
    return _inverse(_gcj02, lon, lat)


def bd09_to_wgs84(lon: npt.ArrayLike, lat: npt.ArrayLike) -> Pair:
    """Where a BD-09 point lies in WGS 84, to better than 1e-9 degree; edges as `gcj02_to_wgs84`."""
    return _inverse(_bd09, lon, lat)


def _where_shifted(forward: Callable[[Floats, Floats], Pair], lon: npt.ArrayLike, lat: npt.ArrayLike) -> Pair:
    lon, lat = _arrays(lon, lat)
    inside = in_mainland(lon, lat)
    shifted_lon, shifted_lat = forward(lon[inside], lat[inside])
    lon[inside], lat[inside] = shifted_lon, shifted_lat
    return lon, lat


def _inverse(forward: Callable[[Floats, Floats], Pair], lon: npt.ArrayLike, lat: npt.ArrayLike) -> Pair:
    lon, lat = _arrays(lon, lat)
    near = np.isfinite(lon) & np.isfinite(lat) & (lon > 70) & (lon < 140) & (lat > 10) & (lat < 60)
    wanted_lon, wanted_lat = lon[near], lat[near]
    guess_lon, guess_lat = wanted_lon.copy(), wanted_lat.copy()
    for _ in range(INVERSE_ITERATIONS):
        got_lon, got_lat = forward(guess_lon, guess_lat)
        error_lon, error_lat = wanted_lon - got_lon, wanted_lat - got_lat
        guess_lon, guess_lat = guess_lon + error_lon, guess_lat + error_lat
        if max(np.abs(error_lon).max(initial=0.0), np.abs(error_lat).max(initial=0.0)) < INVERSE_TOLERANCE_DEGREES:
            break
    # The smooth shift is undone first and the region asked afterwards: asking inside the loop would never settle
    # at the region's edge, where the shift jumps to zero.
    inside = in_mainland(guess_lon, guess_lat)
    lon[near] = np.where(inside, guess_lon, wanted_lon)
    lat[near] = np.where(inside, guess_lat, wanted_lat)
    return lon, lat


def _arrays(lon: npt.ArrayLike, lat: npt.ArrayLike) -> Pair:
    both = np.broadcast_arrays(np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64))
    return both[0].copy(), both[1].copy()


def _gcj02(lon: Floats, lat: Floats) -> Pair:
    x, y = lon - 105.0, lat - 35.0
    common = 20.0 * np.sin(6.0 * np.pi * x) + 20.0 * np.sin(2.0 * np.pi * x)
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * np.sqrt(np.abs(x))
    north += (common + _waves(y, ((20.0, 1.0), (40.0, 3.0), (160.0, 12.0), (320.0, 30.0)))) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * np.sqrt(np.abs(x))
    east += (common + _waves(x, ((20.0, 1.0), (40.0, 3.0), (150.0, 12.0), (300.0, 30.0)))) * 2.0 / 3.0
    latitude = np.radians(lat)
    magic = 1.0 - ECCENTRICITY_SQUARED * np.sin(latitude) ** 2
    meridian_m = SEMI_MAJOR_M * (1.0 - ECCENTRICITY_SQUARED) / (magic * np.sqrt(magic))
    parallel_m = SEMI_MAJOR_M / np.sqrt(magic) * np.cos(latitude)
    return lon + np.degrees(east / parallel_m), lat + np.degrees(north / meridian_m)


def _waves(value: Floats, parts: tuple[tuple[float, float], ...]) -> Floats:
    total = np.zeros_like(value)
    for amplitude, divisor in parts:
        total += amplitude * np.sin(value * np.pi / divisor)
    return total


def _bd09(lon: Floats, lat: Floats) -> Pair:
    x, y = _gcj02(lon, lat)
    radius = np.hypot(x, y) + 0.00002 * np.sin(y * BAIDU_WAVE)
    angle = np.arctan2(y, x) + 0.000003 * np.cos(x * BAIDU_WAVE)
    return radius * np.cos(angle) + BAIDU_OFFSET[0], radius * np.sin(angle) + BAIDU_OFFSET[1]

"""Which coordinate systems could these numbers be? The list of suspects, before anything is known of the place."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from geo.crs import BD09, GCJ02, WEB_MERCATOR, WGS84, Crs, coordinates_to_lonlat, is_lonlat, zone_of

Floats = npt.NDArray[np.float64]

UTM_NORTH = tuple(Crs(f"EPSG:{32600 + zone}") for zone in range(43, 54))
THREE_DEGREE = tuple(Crs(f"EPSG:{code}") for code in range(4534, 4555))
ZONE_REACH_DEGREES = 4.0
CHINA = (73.0, 15.0, 136.0, 54.0)
INHABITED_LAT = (-60.0, 72.0)
ELSEWHERE = 0.8


def hypotheses(rows: Floats, declared: Crs | None) -> list[Crs]:
    """The systems, in order of prior belief, that numbers of this size can be in; the declared one comes first.

    ``rows`` is n × 2 in file order. Degrees give WGS 84 (≡ CGCS2000), GCJ-02 and BD-09; metres give the CGCS2000
    Gauss–Krüger zones (the 6-degree zones without prefix are 3-degree zones under another code), UTM and Web
    Mercator; each with its axes swapped as well.
    """
    first, second = (float(value) for value in np.median(rows, axis=0))
    if max(abs(first), abs(second)) <= 180.0:
        suspects = [WGS84, GCJ02, BD09]
        suspects += [crs.swap() for crs in suspects]
    else:
        suspects = _projected(first, second) + [crs.swap() for crs in _projected(second, first)]
    known = [] if declared is None else [declared, declared.swap()]
    return list(dict.fromkeys(known[:1] + suspects + known[1:]))


def _projected(east: float, north: float) -> list[Crs]:
    suspects: list[Crs] = []
    if 1e5 <= east <= 9e5 and 0.0 < north < 6.2e6:
        suspects += [*THREE_DEGREE, *UTM_NORTH]
    number = int(east // 1_000_000)
    if 13 <= number <= 23 and 0.0 < north < 6.2e6:
        suspects.append(Crs(f"EPSG:{4491 + number - 13}"))
    if 25 <= number <= 45 and 0.0 < north < 6.2e6:
        suspects.append(Crs(f"EPSG:{4513 + number - 25}"))
    if abs(east) <= 2.004e7 and abs(north) <= 2.004e7:
        suspects.append(WEB_MERCATOR)
    return suspects


def read_as(rows: Floats, crs: Crs) -> Floats:
    """The numbers as lon, lat (n × 2) if they were in that system; what cannot be becomes NaN."""
    if is_lonlat(crs) and (np.abs(rows) > 360.0).any(axis=1).mean() > 0.5:
        return np.full_like(rows, np.nan)
    lon, lat = coordinates_to_lonlat(rows[:, 0], rows[:, 1], crs)
    lonlat = np.column_stack([lon, lat])
    lonlat[~np.isfinite(lonlat).all(axis=1) | (np.abs(lonlat) > (180.0, 90.0)).any(axis=1)] = np.nan
    return lonlat


def plausibility(lonlat: Floats, crs: Crs) -> float:
    """How plausible the place is by itself, 0–1: the share of points in China's range, less for elsewhere on Earth,
    nothing for the poles, for what is no coordinate, and for points far from a zone's central meridian.
    """
    if not len(lonlat):
        return 0.0
    lon, lat = lonlat[:, 0], lonlat[:, 1]
    west, south, east, north = CHINA
    with np.errstate(invalid="ignore"):
        value = np.where((lat > INHABITED_LAT[0]) & (lat < INHABITED_LAT[1]), ELSEWHERE, 0.0)
        value[(lon > west) & (lon < east) & (lat > south) & (lat < north)] = 1.0
        meridian = _central_meridian(crs)
        if meridian is not None:
            value[~(np.abs(lon - meridian) <= ZONE_REACH_DEGREES)] = 0.0
    return float(value.mean())


def _central_meridian(crs: Crs) -> float | None:
    code = crs.epsg
    if code is None:
        return None
    zone = zone_of(code)
    if zone is not None:
        return float(zone.central_meridian)
    return float((code - 32600) * 6 - 183) if 32601 <= code <= 32660 else None

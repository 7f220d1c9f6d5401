"""Which coordinate system is meant: labels as people write them, EPSG codes, .prj texts, Gauss–Krüger zones."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from pyproj import CRS
from pyproj.exceptions import CRSError

from geo.errors import BadInput, Message

CRS_UNKNOWN = Message(
    "crs-unknown",
    zh="无法识别坐标系“{got}”",
    en="{got!r} is not a coordinate system that the program knows",
    remedy_zh="可写：{expected}",
    remedy_en="write one of: {expected}",
    asked=True,
)
CRS_NOT_HORIZONTAL = Message(
    "crs-not-horizontal",
    zh="“{got}”（{name}）不是平面或经纬度坐标系",
    en="{got!r} ({name}) is neither a projected nor a longitude/latitude system",
    remedy_zh="请改用 {expected}",
    remedy_en="use {expected}",
)
LONGITUDE_OUTSIDE_ZONES = Message(
    "longitude-outside-zones",
    zh="经度 {got}° 不在国家 2000 三度带（{expected}）范围内",
    en="longitude {got}° lies outside the CGCS2000 3-degree zones ({expected})",
    remedy_zh="请核对坐标；境外数据请用当地投影",
    remedy_en="check the coordinates; data from elsewhere needs a projection of its own",
)

EXPECTED = "auto, wgs84, cgcs2000, gcj02, bd09, EPSG:4547, EPSG:4547/yx"
SWAPPED = "/yx"
LONGEST_LABEL = 20_000
THREE_DEGREE, THREE_DEGREE_PREFIXED = 4534, 4513
SIX_DEGREE, SIX_DEGREE_PREFIXED = 4502, 4491


@dataclass(frozen=True, slots=True)
class Crs:
    """A coordinate system that a file may use.

    ``name`` is ``EPSG:n``, ``GCJ-02``, ``BD-09`` or, for a system without an EPSG code, its WKT. ``swapped`` means
    that the file writes latitude (or northing) first; unswapped is always longitude (or easting) first, whatever the
    authority's axis order says.
    """

    name: str
    swapped: bool = False

    @property
    def epsg(self) -> int | None:
        """The EPSG code, or None where there is none."""
        return int(self.name[5:]) if self.name.startswith("EPSG:") else None

    @property
    def label(self) -> str:
        """The system in one short line; for systems with an EPSG code or a short name, what `parse_crs` reads back."""
        name = self.name if len(self.name) <= 40 else crs_of(self).name
        return f"{name}{SWAPPED}" if self.swapped else name

    def swap(self) -> Crs:
        """The same system with its axes the other way round."""
        return replace(self, swapped=not self.swapped)


WGS84, CGCS2000, GCJ02, BD09, WEB_MERCATOR = (
    Crs("EPSG:4326"), Crs("EPSG:4490"), Crs("GCJ-02"), Crs("BD-09"), Crs("EPSG:3857")
)  # fmt: skip

_SHORT = {
    "wgs84": WGS84, "epsg4326": WGS84, "crs84": WGS84, "ogccrs84": WGS84, "urnogcdefcrsogc13crs84": WGS84,
    "cgcs2000": CGCS2000, "2000": CGCS2000, "国家2000": CGCS2000,
    "gcj02": GCJ02, "gcj": GCJ02, "火星坐标系": GCJ02, "高德": GCJ02, "amap": GCJ02,
    "bd09": BD09, "bd09ll": BD09, "百度": BD09, "baidu": BD09,
    "webmercator": WEB_MERCATOR, "epsg900913": WEB_MERCATOR,
}  # fmt: skip


def parse_crs(label: str) -> Crs | None:
    """Which coordinate system a label names; None for ``auto``.

    A trailing ``/yx`` says that the file writes latitude or northing first. Takes ``auto``, short names (``wgs84``, ``cgcs2000``, ``gcj02``, ``bd09``), ``EPSG:n``, OGC URNs and WKT (a
    .prj file's text); case, spaces, hyphens and underscores in names do not matter. Raises `BadInput` for anything
    else, PROJ strings included: they can name files.
    """
    text = label.strip()
    if text.lower().endswith(SWAPPED):
        unswapped = parse_crs(text[: -len(SWAPPED)])
        if unswapped is None or unswapped.swapped:
            raise BadInput(CRS_UNKNOWN, got=label, expected=EXPECTED)
        return unswapped.swap()
    short = re.sub(r"[\s_:.\-]", "", text).lower()
    if short == "auto":
        return None
    if short in _SHORT:
        return _SHORT[short]
    code = re.fullmatch(r"(?:urn:ogc:def:crs:)?epsg:(?:[\d.]*:)?(\d{1,6})", text, re.IGNORECASE)
    is_wkt = re.match(r"[A-Za-z_]{5,20}\s*\[", text) is not None and len(text) <= LONGEST_LABEL
    if code is None and not is_wkt:
        raise BadInput(CRS_UNKNOWN, got=label, expected=EXPECTED)
    return _parsed(f"EPSG:{int(code[1])}" if code else text, label)


def _parsed(definition: str, label: str) -> Crs:
    try:
        system = CRS.from_user_input(definition)
    except CRSError:
        raise BadInput(CRS_UNKNOWN, got=label, expected=EXPECTED) from None
    if system.is_compound:
        system = system.sub_crs_list[0]
    if not (system.is_projected or system.is_geographic):
        raise BadInput(CRS_NOT_HORIZONTAL, got=label, name=system.name, expected=EXPECTED)
    code = system.to_epsg(min_confidence=70)
    if code is None:
        return Crs(system.to_wkt())
    return Crs(f"EPSG:{code}")


@lru_cache(maxsize=256)
def crs_of(crs: Crs) -> CRS:
    """The pyproj object of an EPSG or WKT system; for GCJ-02 and BD-09, which PROJ does not know, WGS 84."""
    return CRS.from_user_input("EPSG:4326" if crs in (GCJ02, BD09, GCJ02.swap(), BD09.swap()) else crs.name)


def is_lonlat(crs: Crs) -> bool:
    """Whether the system's coordinates are degrees, the shifted systems included."""
    return bool(crs_of(crs).is_geographic)


def gauss_krueger_for(lon: float) -> int:
    """The EPSG code of the CGCS2000 3-degree Gauss–Krüger zone (easting without zone prefix) that holds a longitude.

    A longitude on the line between two zones belongs to the eastern one. Raises `BadInput` outside 73.5°–136.5°.
    """
    if not 73.5 <= lon < 136.5:
        raise BadInput(LONGITUDE_OUTSIDE_ZONES, got=lon, expected="73.5°–136.5°")
    return THREE_DEGREE + int(np.floor((lon + 1.5) / 3.0)) - 25


@dataclass(frozen=True, slots=True)
class Zone:
    """A Gauss–Krüger zone: its EPSG code, its width and central meridian in degrees, its number, and whether the
    number stands in front of the easting (39 500 000 instead of 500 000).
    """

    epsg: int
    width: int
    number: int
    central_meridian: int
    prefixed: bool


def zone_of(epsg: int) -> Zone | None:
    """What the EPSG code says as a CGCS2000 Gauss–Krüger zone; None for a code outside 4491–4554."""
    families = (
        (SIX_DEGREE_PREFIXED, 11, 6, 13, True),
        (SIX_DEGREE, 11, 6, 13, False),
        (THREE_DEGREE_PREFIXED, 21, 3, 25, True),
        (THREE_DEGREE, 21, 3, 25, False),
    )
    for first, count, width, number, prefixed in families:
        if first <= epsg < first + count:
            number += epsg - first
            return Zone(epsg, width, number, number * 3 if width == 3 else number * 6 - 3, prefixed)
    return None

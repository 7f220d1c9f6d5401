"""In which coordinate system are these coordinates, and where does that put them?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import geopandas as gpd
import numpy as np
import shapely

from geo.crs import WGS84, Crs, is_lonlat, parse_crs, snap, to_lonlat
from geo.errors import BadInput, Message
from geo.files.import_report import CrsFinding
from geo.files.raw import RawTable
from geo.flows.import_rows import Located
from geo.layers import Layer
from geo.model import Problem, Severity

CRS_UNREADABLE_LABEL = Message(
    "crs-label-unreadable",
    zh="{file} 自带的坐标系说明无法识别，已忽略：{got}",
    en="the coordinate system that {file} names is not known and was passed over: {got}",
    remedy_zh="用 --crs 指明坐标系",
    remedy_en="name the coordinate system with --crs",
)
OUTSIDE_EARTH = Message(
    "coordinates-outside-earth",
    zh="{file} 的坐标（如 {got}）不是经纬度，也没有说明坐标系",
    en="the coordinates of {file} (such as {got}) are no degrees, and it does not name their system",
    remedy_zh="用 --crs 指明坐标系，如 --crs EPSG:4547",
    remedy_en="name the system with --crs, for example --crs EPSG:4547",
)


def locate(
    table: RawTable, layer: Layer, label: str, known: Mapping[str, gpd.GeoDataFrame]
) -> tuple[Located, CrsFinding, list[Problem]]:
    """The table in lon/lat on the storage grid, what its coordinates were taken to be, and what was doubtful.

    ``label`` is the user's word (``auto`` leaves it to the file's own label and to the coordinates); ``known`` are
    the things that the coordinates are compared with.
    """
    declared, problems = _declared(table, label)
    if table.geometry is None or shapely.is_missing(table.geometry).all():
        named = None if declared is None else declared.label
        return Located(table, None, None), CrsFinding(table.file, layer.id, "", named, "none"), problems
    crs = declared or WGS84
    finding = CrsFinding(table.file, layer.id, crs.label, None if declared is None else declared.label, "label")
    return _converted(table, crs), finding, problems


def _declared(table: RawTable, label: str) -> tuple[Crs | None, list[Problem]]:
    """The user's label, else the file's; one in the file that nobody understands is passed over with a warning."""
    asked = parse_crs(label)
    if asked is not None or table.crs is None:
        return asked, []
    try:
        return parse_crs(table.crs), []
    except BadInput:
        params = {"file": table.file, "got": table.crs}
        return None, [Problem(CRS_UNREADABLE_LABEL, Severity.WARNING, "", params=params, file=table.file)]


def _converted(table: RawTable, crs: Crs) -> Located:
    """The geometry in lon/lat; the original is kept where it came in another system."""
    came = table.geometry
    assert came is not None
    lonlat = snap(to_lonlat(came, crs))
    lonlat[shapely.is_empty(lonlat)] = None
    same = is_lonlat(crs) and crs.epsg is not None and not crs.swapped
    return Located(replace(table, geometry=np.asarray(lonlat, dtype=object)), None if same else came, crs.name)

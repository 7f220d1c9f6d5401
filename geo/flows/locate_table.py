"""A table of points in, the same table with the street, community, grid, estate and building of each row out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.crs import WGS84, Crs, parse_crs, snap, to_lonlat
from geo.detective import Reference, investigate
from geo.detective.verdict import CRS_IMPLAUSIBLE, CRS_UNDECIDABLE, CRS_UNVERIFIED
from geo.errors import BadInput, Message, Rule
from geo.files.confined import read_confined
from geo.files.raw import RawTable, ReadOptions, objects
from geo.files.writers import write_table
from geo.layers import LOCATE_ORDER, layer_named
from geo.locate import NOWHERE, Locator
from geo.model import Problem, Progress, Severity, silent
from geo.shapes import outlines
from geo.snapshot import City

NO_POINTS = Message(
    "locate-no-points",
    zh="{file} 没有坐标：找不到经度和纬度两列，也没有图形",
    en="{file} has no coordinates: neither a longitude and a latitude column nor geometry",
    remedy_zh="请把坐标列命名为“经度”“纬度”（或 lon、lat）；该文件的列：{expected}",
    remedy_en="name the columns lon and lat; its columns: {expected}",
)
OFF_EARTH = Message(
    "locate-off-earth",
    zh="{file} 第 {row} 行的坐标 {got} 不是经纬度",
    en="{file}, row {row}: {got} is no longitude and latitude",
    remedy_zh="用 --crs 指明坐标系；顺序为先经度后纬度",
    remedy_en="name the coordinate system with --crs; longitude comes first",
)
CRS_FOUND = Rule(
    "locate-crs-found",
    zh="与已知楼栋、道路和区域对照，坐标系判定为“{got}”，已换算为 WGS 84",
    en="held against known buildings, paths and areas, the coordinates are in {got!r}; they were converted to WGS 84",
    remedy_zh="若判定有误，请用 --crs 指明坐标系",
    remedy_en="if that is wrong, name the coordinate system with --crs",
)
_AREAS = ("street", "community", "grid", "estate")


@dataclass(frozen=True, slots=True)
class Located:
    """What a bulk location found: rows read, rows without coordinates, per layer the rows in some area of it, the
    coordinate system that was used, and what was doubtful: of that system, and what the reader met.
    """

    rows: int
    without_point: int
    found: Mapping[str, int]
    crs: str
    problems: tuple[Problem, ...]


def locate_table(
    city: City, source: Path, target: Path, *, crs: str = "auto", options: ReadOptions | None = None,
    progress: Progress = silent,
) -> Located:  # fmt: skip
    """Write ``target`` with the columns of ``source`` and, per layer, ``{layer}_code`` and ``{layer}_name``.

    ``target``'s suffix says its kind (see ``geo.files.writers``). Points on a shared edge belong to the lowest code;
    coordinates are taken to the
    storage grid of 1e-7 degree; other shapes count by a point on them; rows without coordinates get empty answers. ``crs`` is a label, or
    ``auto`` for the file's own; both are held against the city. Without a label the system that surely fits best is
    used, else WGS 84, and ``problems`` tells either. The place is written in lon/lat. A file with several tables
    is read up to its first with coordinates. Raises ``BadInput`` for a file without coordinates, for a label that
    they contradict and, with its row, for a point that is nowhere on Earth.
    """
    progress("read", 0, 1)
    table = _pointed(source, options or ReadOptions(), lambda: progress("read", 0, 1))
    label, doubts = _system(table, parse_crs(crs) or (parse_crs(table.crs) if table.crs else None), city)
    shapes = _lonlat(table, label)
    known = ~shapely.is_missing(shapes)
    spots = shapely.get_coordinates(shapely.point_on_surface(shapes[known]))
    progress("locate", 0, len(spots))
    answers = Locator(city).many(spots[:, 0], spots[:, 1])
    frame = table.rows.copy()
    found = {}
    for layer in reversed(LOCATE_ORDER):
        ids = np.full(len(table), NOWHERE, dtype=np.int64)
        if layer in answers:
            ids[known] = answers[layer]
        found[layer] = int((ids != NOWHERE).sum())
        for name in ("code", "name"):
            frame[free_name(f"{layer}_{name}", frame)] = _told(city, layer, name, ids)
    progress("write", 0, 1)
    write_table(gpd.GeoDataFrame(frame, geometry=shapes, crs=4326), target)
    progress("write", 1, 1)
    return Located(len(table), int((~known).sum()), found, label.label, (*doubts, *table.problems))


def _system(table: RawTable, declared: Crs | None, city: City) -> tuple[Crs, tuple[Problem, ...]]:
    """The system of the coordinates, and what is to be told of it: that it was found, or could not be verified.

    Raises ``BadInput`` for a label that the coordinates contradict. What cannot be told without a label is WGS 84.
    """
    assert table.geometry is not None
    unverified = Problem(CRS_UNVERIFIED, Severity.WARNING, "", params={"got": WGS84.label}, file=table.file)
    try:
        verdict = investigate(table.geometry, declared, _reference(city))
    except BadInput as error:
        if declared is None and error.message in (CRS_UNDECIDABLE, CRS_IMPLAUSIBLE):
            return WGS84, (unverified,)
        raise
    if declared is None and verdict.decided and verdict.crs != WGS84:
        params = {"got": verdict.crs.label}
        return verdict.crs, (Problem(CRS_FOUND, Severity.WARNING, "", params=params, file=table.file),)
    return verdict.crs, tuple(replace(problem, file=table.file) for problem in verdict.problems)


def _reference(city: City) -> Reference:
    """What coordinates can be compared with: the areas, buildings and paths of the city."""

    def of(*names: str) -> NDArray[np.object_]:
        return np.concatenate([np.empty(0, dtype=object), *(city[name].geometry for name in names if name in city)])

    return Reference.of(areas=outlines(of(*_AREAS)), buildings=outlines(of("building")), paths=of("path"))


def _pointed(source: Path, options: ReadOptions, watching: Callable[[], None]) -> RawTable:
    """The first table of the file that has coordinates."""
    tables = read_confined(source, options, watching)
    for table in tables:
        if table.geometry is not None and not shapely.is_missing(table.geometry).all():
            return table
    expected = ", ".join(tables[0].columns[:20])
    raise BadInput(NO_POINTS, file=options.name_of(source), expected=expected)


def _lonlat(table: RawTable, crs: Crs) -> NDArray[np.object_]:
    """The shapes in lon/lat; raises ``BadInput`` with the row of the first that is nowhere on Earth."""
    assert table.geometry is not None
    shapes = snap(to_lonlat(table.geometry, crs))
    shapes[shapely.is_empty(shapes)] = None
    bounds = shapely.bounds(shapes)
    with np.errstate(invalid="ignore"):
        good = (np.abs(bounds) <= (180.0, 90.0, 180.0, 90.0)).all(axis=1) | shapely.is_missing(shapes)
    if not good.all():
        at = int(np.flatnonzero(~good)[0])
        raise BadInput(OFF_EARTH, file=table.file, row=int(table.row_numbers[at]), got=str(table.geometry[at])[:60])
    return shapes


def _told(city: City, layer: str, name: str, ids: NDArray[np.int64]) -> NDArray[np.object_]:
    """The code or name of each thing, None for nowhere."""
    fields = {field.name for field in layer_named(layer).fields}
    if name not in fields or layer not in city:
        return objects([None] * len(ids))
    snapshot = city[layer]
    at = pd.Index(snapshot.ids).get_indexer(pd.Index(ids))
    values = [*snapshot.columns[name].tolist(), None]
    return objects([values[place] for place in at])


def free_name(name: str, frame: pd.DataFrame) -> str:
    """The name, or one with a number where the file has such a column of its own."""
    number, free = 1, name
    while free in frame:
        number += 1
        free = f"{name} ({number})"
    return free

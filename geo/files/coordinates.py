"""Points out of columns: which columns are a longitude and a latitude, or a geometry in words?"""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from geo.errors import BadInput, Message, Rule
from geo.files import shapes
from geo.files.raw import Objects, RawTable, ReadOptions
from geo.files.spelling import near, normalised
from geo.model import Problem, Severity

COLUMN_UNKNOWN = Message(
    "column-unknown",
    zh="{file} 没有“{got}”列",
    en="{file} has no column {got!r}",
    remedy_zh="该文件的列：{expected}",
    remedy_en="its columns: {expected}",
    asked=True,
)
NOT_A_NUMBER = Rule(
    "coordinate-not-a-number",
    zh="第 {row} 行“{column}”列不是数字：{got}",
    en="row {row}, column {column!r}: not a number: {got}",
    remedy_zh="坐标须为十进制数字，如 116.3912",
    remedy_en="coordinates are decimal numbers such as 116.3912",
)
HALF_A_POINT = Rule(
    "coordinate-missing-half",
    zh="第 {row} 行只有经度或只有纬度",
    en="row {row}: only one of the two coordinates is given",
    remedy_zh="请补齐另一个坐标，或同时留空",
    remedy_en="give the other one, or leave both empty",
)

_PAIRS = (
    ("longitude", "latitude"), ("lon", "lat"), ("lng", "lat"), ("long", "lat"), ("经度", "纬度"),
    ("lonwgs84", "latwgs84"), ("wgs84lon", "wgs84lat"), ("wgs84lng", "wgs84lat"), ("gcjlng", "gcjlat"), ("gcjlon", "gcjlat"),
    ("gcj02lng", "gcj02lat"), ("gcj02lon", "gcj02lat"), ("bdlng", "bdlat"), ("bd09lng", "bd09lat"), ("bd09lon", "bd09lat"),
    ("中心经度", "中心纬度"), ("pointx", "pointy"), ("x坐标", "y坐标"), ("x", "y"),
)  # fmt: skip
_WORDS = ("wkt", "geometry", "geom", "thegeom", "shape", "几何", "图形", "空间坐标")
_WKT = re.compile(r"\s*(SRID=\d+;)?\s*(MULTI)?(POINT|LINESTRING|POLYGON|GEOMETRYCOLLECTION)\b", re.IGNORECASE)
_LABELS = {"gcj": "gcj02", "bd09": "bd09", "bdl": "bd09"}


def with_coordinates(table: RawTable, options: ReadOptions) -> RawTable:
    """The table with points from its longitude and latitude columns, or geometries from a column of well-known text.

    The coordinate columns leave the rows: their values live on in the geometry. A header such as ``gcj02_lng``
    labels the frame. Of grouped headers the last word counts where no whole header matches. A table with neither
    stays as it is. Cells that are no numbers are problems of their row.
    """
    pair = _named_pair(table, options) or _found_pair(table)
    if pair is not None:
        return _with_points(table, *pair)
    for column in table.columns:
        if normalised(column) in _WORDS and _is_words(table.rows[column].to_numpy()):
            return _with_words(table, column, options)
    return table


def _named_pair(table: RawTable, options: ReadOptions) -> tuple[str, str] | None:
    if options.lon_column is None or options.lat_column is None:
        return None
    for column in (options.lon_column, options.lat_column):
        if column not in table.columns:
            raise BadInput(COLUMN_UNKNOWN, file=table.file, got=column, expected=near(column, table.columns))
    return options.lon_column, options.lat_column


def _found_pair(table: RawTable) -> tuple[str, str] | None:
    by_name = {normalised(column): column for column in reversed(table.columns)}
    for lon, lat in _PAIRS:
        if lon in by_name and lat in by_name:
            return by_name[lon], by_name[lat]
    return _grouped_pair(table)


def _grouped_pair(table: RawTable) -> tuple[str, str] | None:
    """The first pair whose last header words match and that stands under one group, so that no two frames mix."""
    by_name = {
        (column.rpartition(last)[0], normalised(last)): column
        for column, last in reversed(list(table.last_words.items()))
    }
    for lon, lat in _PAIRS:
        for column, last in table.last_words.items():
            group = column.rpartition(last)[0]
            if normalised(last) == lon and (group, lat) in by_name:
                return column, by_name[group, lat]
    return None


def _with_points(table: RawTable, lon_column: str, lat_column: str) -> RawTable:
    x, problems = numbers(table, lon_column)
    y, more = numbers(table, lat_column)
    half = np.flatnonzero(np.isnan(x) != np.isnan(y))
    met = {problem.row for problem in problems + more}
    halves = [
        Problem(
            HALF_A_POINT, Severity.ERROR, "", params={"row": int(table.row_numbers[at])},
            file=table.file, row=int(table.row_numbers[at]), column=lon_column if np.isnan(x[at]) else lat_column,
        )
        for at in half if int(table.row_numbers[at]) not in met
    ]  # fmt: skip
    label = next((crs for part, crs in _LABELS.items() if part in normalised(lon_column)), None)
    return replace(
        table,
        rows=table.rows.drop(columns=[lon_column, lat_column]),
        geometry=shapes.from_points(x, y),
        crs=table.crs or label,
        problems=(*table.problems, *problems, *more, *halves),
    )


def numbers(table: RawTable, column: str) -> tuple[NDArray[np.float64], list[Problem]]:
    """The column as float64 with NaN for empty cells, and a problem for each cell that is no finite number."""
    values: Objects = table.rows[column].to_numpy()
    result = np.full(len(values), np.nan)
    problems = []
    for at, value in enumerate(values):
        if value is None or (isinstance(value, str) and not value.strip()):
            continue
        number = _number(value)
        if np.isfinite(number):
            result[at] = number
        else:
            row = int(table.row_numbers[at])
            problems.append(
                Problem(
                    NOT_A_NUMBER, Severity.ERROR, "", params={"row": row, "column": column, "got": value},
                    file=table.file, row=row, column=column,
                )
            )  # fmt: skip
    return result, problems


def _number(value: object) -> float:
    try:
        return float(value.strip().rstrip("°")) if isinstance(value, str) else float(value)  # type: ignore[arg-type] # what cannot be one raises
    except (TypeError, ValueError):
        return float("nan")


def _is_words(values: Objects) -> bool:
    given = [value for value in values[:100] if value is not None]
    return bool(given) and all(isinstance(value, str) and _WKT.match(value) for value in given)


def _with_words(table: RawTable, column: str, options: ReadOptions) -> RawTable:
    values = table.rows[column].to_numpy()
    geometry, problems = shapes.from_wkt(list(values), table.row_numbers, table.file, options.limits)
    first = next((value for value in values if value is not None), "")
    srid = re.match(r"\s*SRID=(\d+);", str(first), re.IGNORECASE)
    return replace(
        table,
        rows=table.rows.drop(columns=[column]),
        geometry=geometry,
        crs=f"EPSG:{srid.group(1)}" if srid else table.crs,
        problems=(*table.problems, *problems),
    )

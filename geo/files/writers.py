"""A table of results as a file of the kind that its name says."""

from __future__ import annotations

import csv
import os
import tempfile
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import openpyxl
import orjson
import pandas as pd
import shapely

from geo.errors import BadInput, Message, system_reason
from geo.files.values import as_text

KIND_UNKNOWN = Message(
    "output-kind-unknown",
    zh="不能写出“{got}”这种文件",
    en="files of the kind {got!r} cannot be written",
    remedy_zh="可用的扩展名：{expected}",
    remedy_en="use one of the suffixes {expected}",
    asked=True,
)
FOLDER_MISSING = Message(
    "output-folder-missing",
    zh="无法写入 {got}：{detail}",
    en="{got} cannot be written: {detail}",
    remedy_zh="请检查文件夹是否存在、是否可写",
    remedy_en="check that the folder is there and can be written",
)
FOLDER_GONE = Message(
    "output-folder-unknown",
    zh="无法写入 {got}：文件夹“{folder}”不存在",
    en="{got} cannot be written: there is no folder {folder!s}",
    remedy_zh="请先建立文件夹，或换一个位置",
    remedy_en="make the folder first, or choose another place",
)
TOO_MANY_ROWS = Message(
    "output-too-many-rows",
    zh="{got} 行超过 XLSX 的上限 {limit}",
    en="{got} rows are more than an XLSX sheet takes ({limit})",
    remedy_zh="请改用 .csv 或 .parquet",
    remedy_en="use .csv or .parquet",
)

FORMULA_STARTS: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
"""Spreadsheets with Chinese settings take the wide signs for the narrow ones."""
SHEET_ROWS: Final = 1_048_575


def write_table(frame: pd.DataFrame, path: Path) -> None:
    """Write the rows as .csv, .xlsx, .geojson, .gpkg, .fgb or .parquet, by the suffix of ``path``.

    ``frame`` holds plain values under its headers and, a table without place apart (.csv, .xlsx or .parquet only),
    points or other shapes in lon/lat. CSV (UTF-8 with a mark, so
    that spreadsheets read Chinese) and XLSX carry the place as ``lon`` and ``lat``; a text that a spreadsheet would
    take for a formula gets an apostrophe in front in CSV and stays text in XLSX. The file appears whole or not at
    all. Raises ``BadInput`` for another suffix or a folder that cannot be written.
    """
    writer, known = _WRITERS.get(path.suffix.lower()), suffixes_of(frame)
    if writer is None or path.suffix.lower() not in known:
        raise BadInput(KIND_UNKNOWN, got=path.suffix or path.name, expected=", ".join(known))
    _appear(path, lambda made: writer(frame, made))


def suffixes_of(frame: pd.DataFrame) -> Sequence[str]:
    """The kinds of files that a table can be written as: without place only some."""
    return SUFFIXES if isinstance(frame, gpd.GeoDataFrame) else PLAIN_SUFFIXES


def write_text(text: str, path: Path) -> None:
    """Write a text in UTF-8; the file appears whole or not at all. Raises ``BadInput`` for a folder that cannot be
    written.
    """
    _appear(path, lambda made: made.write_text(text, encoding="utf-8"))


def _appear(path: Path, write: Callable[[Path], object]) -> None:
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".jingwei-") as folder:
            made = Path(folder) / f"table{path.suffix.lower()}"
            write(made)
            os.replace(made, path)
    except OSError as error:
        if not path.parent.is_dir():
            raise BadInput(FOLDER_GONE, got=path.name, folder=path.parent) from None
        raise BadInput(FOLDER_MISSING, got=path.name, detail=system_reason(error)) from None


def safe_text(text: str) -> str:
    """The text as a spreadsheet shows it without computing: an apostrophe in front of what would be a formula.

    Plain numbers (``-12.5``, ``+8613800000000``) are left as they are.
    """
    if not text.startswith(FORMULA_STARTS):
        return text
    body = text[1:]
    harmless = text[0] in "+-" and body.replace(".", "", 1).isascii() and body.replace(".", "", 1).isdigit()
    return text if harmless else f"'{text}"


def table_bytes(frame: pd.DataFrame, suffix: str) -> bytes:
    """The file that ``write_table`` makes, as bytes; raises what it raises."""
    with tempfile.TemporaryDirectory(prefix="jingwei-") as folder:
        path = Path(folder) / f"table{suffix}"
        write_table(frame, path)
        return path.read_bytes()


def _flat(frame: pd.DataFrame) -> tuple[list[str], list[list[Any]]]:
    """Headers and rows; the place of a table with geometry as two numbers, after its columns."""
    if not isinstance(frame, gpd.GeoDataFrame):
        cells = [[_cell(value) for value in frame[name].tolist()] for name in frame.columns]
        return [str(name) for name in frame.columns], [list(row) for row in zip(*cells, strict=True)]
    names = [name for name in frame.columns if name != frame.geometry.name]
    shapes = np.asarray(frame.geometry.array, dtype=object)
    missing = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    lon, lat = np.full(len(frame), None, dtype=object), np.full(len(frame), None, dtype=object)
    spots = shapely.get_coordinates(shapely.point_on_surface(shapes[~missing]))
    lon[~missing], lat[~missing] = np.round(spots[:, 0], 7), np.round(spots[:, 1], 7)
    columns = [[_cell(value) for value in frame[name].tolist()] for name in names] + [lon.tolist(), lat.tolist()]
    headers = [*names, *("lon" if "lon" not in names else "lon_wgs84", "lat" if "lat" not in names else "lat_wgs84")]
    return headers, [list(row) for row in zip(*columns, strict=True)]


def _cell(value: Any) -> Any:
    if isinstance(value, (list, tuple, dict)):
        return as_text(value)
    return None if value is None or value is pd.NA or value != value else value


def _csv(frame: pd.DataFrame, path: Path) -> None:
    headers, rows = _flat(frame)
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([safe_text(header) for header in headers])
        writer.writerows([safe_text(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)


def _xlsx(frame: pd.DataFrame, path: Path) -> None:
    headers, rows = _flat(frame)
    if len(rows) > SHEET_ROWS:
        raise BadInput(TOO_MANY_ROWS, got=len(rows), limit=SHEET_ROWS)
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Jingwei")
    for row in [headers, *rows]:
        sheet.append([_sheet_cell(sheet, value) for value in row])
    book.save(path)


def _sheet_cell(sheet: Any, value: Any) -> Any:
    """Text that looks like a formula as a cell that says it is text."""
    if not isinstance(value, str):
        return value
    clean = openpyxl.cell.cell.ILLEGAL_CHARACTERS_RE.sub("", value)
    if not clean.startswith(FORMULA_STARTS):
        return clean
    cell = openpyxl.cell.WriteOnlyCell(sheet, value=clean)
    cell.data_type = "s"
    cell.quotePrefix = True
    return cell


def _geojson(frame: gpd.GeoDataFrame, path: Path) -> None:
    names = [name for name in frame.columns if name != frame.geometry.name]
    columns = [[_cell(value) for value in frame[name].tolist()] for name in names]
    shapes = shapely.to_geojson(np.asarray(frame.geometry.array, dtype=object))
    features = [
        {
            "type": "Feature",
            "properties": dict(zip(names, values, strict=True)),
            "geometry": None if shape is None else orjson.Fragment(shape),
        }
        for shape, *values in zip(shapes, *columns, strict=True)
    ]
    path.write_bytes(
        orjson.dumps({"type": "FeatureCollection", "features": features}, option=orjson.OPT_SERIALIZE_NUMPY)
    )


def _by_gdal(driver: str, **options: str) -> Callable[[gpd.GeoDataFrame, Path], None]:
    def write(frame: gpd.GeoDataFrame, path: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)
            frame.to_file(path, driver=driver, engine="pyogrio", **options)

    return write


def _parquet(frame: pd.DataFrame, path: Path) -> None:
    frame.to_parquet(path)


_WRITERS: Final[dict[str, Callable[[Any, Path], None]]] = {
    ".csv": _csv,
    ".xlsx": _xlsx,
    ".geojson": _geojson,
    ".gpkg": _by_gdal("GPKG"),
    ".fgb": _by_gdal("FlatGeobuf", SPATIAL_INDEX="NO"),
    ".parquet": _parquet,
}

PLAIN_SUFFIXES: Final = (".csv", ".xlsx", ".parquet")
"""What a table without place can be written as."""

SUFFIXES: Final[Sequence[str]] = tuple(_WRITERS)

"""One door to every kind of file: ``read_table``."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from geo.errors import BadInput, LimitExceeded, Message
from geo.files import archive
from geo.files.htmltable import with_html_columns
from geo.files.raw import TOO_MANY, RawTable, ReadOptions, check_cells
from geo.files.readers import delimited, json_text, kml, native, osm, parquet, workbook
from geo.files.sniff import Format, sniff

NOTHING_INSIDE = Message(
    "archive-without-data",
    zh="{file} 中没有可以导入的数据，只有：{got}",
    en="{file} holds nothing that can be imported, only: {got}",
    remedy_zh="请压缩 .shp 及其 .dbf、.shx、.prj，或其他可导入的文件",
    remedy_en="zip a .shp with its .dbf, .shx and .prj, or another file that can be imported",
)
NO_ROWS = Message(
    "table-empty",
    zh="{file} 中没有数据行",
    en="{file} holds no rows",
    remedy_zh="请确认导出时包含了数据",
    remedy_en="check that the export included the data",
)

_DATA_SUFFIXES = {
    ".shp",
    ".gpkg",
    ".geojson",
    ".json",
    ".topojson",
    ".kml",
    ".fgb",
    ".pbf",
    ".parquet",
    ".csv",
    ".tsv",
    ".txt",
    ".xlsx",
}


def read_table(path: Path, options: ReadOptions | None = None) -> list[RawTable]:
    """What tables does the file hold? One per sheet, layer or zipped data set, in the order of the file.

    The kind is found by content. Raises ``NotFound`` for a missing file, ``BadInput`` for one that cannot be read and
    ``LimitExceeded`` for one beyond ``options.limits``; single rows that cannot be read are ``problems`` of their
    table. A file without any row is an error.
    """
    options = options or ReadOptions()
    file = options.name_of(path)
    tables = [with_html_columns(table) for table in _read(path, replace(options, shown_name=file))]
    for table in tables:
        check_cells(table, options.limits)
    filled = [table for table in tables if len(table)]
    if not filled:
        raise BadInput(NO_ROWS, file=file)
    if len(filled) > options.limits.tables:
        raise LimitExceeded(
            TOO_MANY, file=file, got=len(filled), what="tables", what_zh="数据表", limit=options.limits.tables
        )
    return filled


def _read(path: Path, options: ReadOptions) -> list[RawTable]:
    """The tables of one file by the reader of its kind."""
    match sniff(path, options.name_of(path), options.limits):
        case Format.JSON:
            return json_text.read(path, options)
        case Format.KML:
            return kml.read(path.read_bytes(), options.name_of(path), options)
        case Format.KMZ:
            return kml.read_kmz(path, options)
        case Format.SHAPEFILE:
            return native.read_shapefile(path, options)
        case Format.GEOPACKAGE | Format.FLATGEOBUF:
            return native.read_layers(path, options)
        case Format.OSM:
            return osm.read(path, options)
        case Format.PARQUET:
            return parquet.read(path, options)
        case Format.WORKBOOK:
            return workbook.read(path, options)
        case Format.ARCHIVE:
            return _unpacked(path, options)
        case _:
            return delimited.read(path, options)


def _unpacked(path: Path, options: ReadOptions) -> list[RawTable]:
    """The tables of every data set in a zip archive; archives inside archives are not opened."""
    file = options.name_of(path)
    with tempfile.TemporaryDirectory(prefix="jingwei-") as folder:
        parts = archive.unpack(path, file, options.limits, Path(folder))
        inner = [part for part in parts if part.suffix.lower() in _DATA_SUFFIXES]
        if not inner:
            raise BadInput(NOTHING_INSIDE, file=file, got=", ".join(part.name for part in parts[:10]))
        return [
            table
            for part in inner
            for table in _read(part, replace(options, shown_name=f"{file}/{part.name}" if len(inner) > 1 else file))
        ]

"""Shapefile, GeoPackage and FlatGeobuf, read by GDAL once their outer form has been checked."""

from __future__ import annotations

import re
import shutil
import struct
import tempfile
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
from numpy.typing import NDArray
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, GeometryError

from geo.errors import BadInput, Message, Rule
from geo.files import shapes
from geo.files.raw import (
    DAMAGED,
    Objects,
    RawTable,
    ReadOptions,
    check_size,
    objects,
    table_of,
    unique_headers,
    without_path,
)
from geo.files.readers.geopackage import check_geopackage, is_database
from geo.files.spelling import near
from geo.files.text import decode
from geo.model import Problem, Severity

TABLE_UNKNOWN = Message(
    "table-unknown",
    zh="{file} 中没有名为“{got}”的图层或工作表",
    en="{file} holds no layer or sheet named {got!r}",
    remedy_zh="可选：{expected}",
    remedy_en="it holds: {expected}",
    asked=True,
)
PROJECTION_MISSING = Rule(
    "projection-missing",
    zh="{file} 没有坐标系说明（缺少 .prj）",
    en="{file} does not say its coordinate system (no .prj)",
    remedy_zh="请用 --crs 指明，或留待自动判断",
    remedy_en="name it with --crs, or leave it to be found out",
)
PART_MISSING = Rule(
    "shapefile-part-missing",
    zh="{file} 缺少 {part}",
    en="{file} lacks its {part}",
    remedy_zh="请连同 .dbf、.shx、.prj 一起导入（可压缩为一个 zip）",
    remedy_en="import it together with its .dbf, .shx and .prj (zip them)",
)

_ERRORS = (
    DataSourceError, DataLayerError, FeatureError, GeometryError, RuntimeError, ValueError, OSError,
    UnboundLocalError,  # pyogrio's own slip where it cannot write a projection as text
)  # fmt: skip
_HARMLESS = re.compile(
    r"more than one layer|Restored|organizePolygons|winding order|autocorrecting|out of range|Measured|"
    r"user_version|Several features|not recognized|ignored|truncated to|Layer name|codepage"
)
_LDID = {0x4D: "gb18030", 0x4F: "big5", 0x57: None, 0x00: None}


def read_layers(path: Path, options: ReadOptions) -> list[RawTable]:
    """Every layer of a GeoPackage or FlatGeobuf that has rows, or the one that the user named."""
    file = options.name_of(path)
    if is_database(path):
        check_geopackage(path, file, options.limits)
    names = [str(name) for name in guarded(file, lambda: pyogrio.list_layers(path))[:, 0]]
    if not names:
        raise BadInput(DAMAGED, file=file, detail="no layer")
    if options.table is not None:
        if options.table not in names:
            raise BadInput(TABLE_UNKNOWN, file=file, got=options.table, expected=near(options.table, names))
        names = [options.table]
    return [_layer(path, file, name, None, options) for name in names]


def read_shapefile(path: Path, options: ReadOptions) -> list[RawTable]:
    """The one table of a Shapefile whose parts lie next to it, whatever the case of their suffixes.

    The encoding of its texts: the user's, else the .cpg part's, else the .dbf's own language mark, else found from
    the bytes. A missing .shx is made anew; a missing .dbf leaves a table without columns; a missing .prj is noted.
    """
    file = options.name_of(path)
    with tempfile.TemporaryDirectory(prefix="jingwei-") as folder:
        parts = _gathered(path, Path(folder))
        shape = parts[".shp"]
        _check_header(shape, file)
        if ".shx" not in parts:
            shape.with_suffix(".shx").write_bytes(_index(shape.read_bytes()))
        problems = []
        if ".dbf" not in parts:
            problems.append(_missing(PART_MISSING, file, ".dbf"))
        if ".prj" not in parts:
            problems.append(_missing(PROJECTION_MISSING, file, ".prj"))
        table = _layer(shape, file, None, _encoding(parts, file, options), options)
        rows = table.rows.drop(columns=[name for name in table.columns if name == "FID" and ".dbf" not in parts])
        name = Path(file).stem if file.lower().endswith(".shp") else path.stem
        return [RawTable(file, name, rows, table.row_numbers, table.geometry, table.crs, (*problems, *table.problems))]


def _gathered(path: Path, folder: Path) -> dict[str, Path]:
    """Copies of the parts of a Shapefile under one lower-case name, by suffix."""
    parts = {}
    for sibling in sorted(path.parent.iterdir()):
        if sibling.stem.casefold() == path.stem.casefold() and sibling.suffix.lower() in {
            ".shp",
            ".shx",
            ".dbf",
            ".prj",
            ".cpg",
        }:
            target = folder / f"shape{sibling.suffix.lower()}"
            shutil.copyfile(sibling, target)
            parts[sibling.suffix.lower()] = target
    if ".shp" not in parts:
        parts[".shp"] = folder / "shape.shp"
        shutil.copyfile(path, parts[".shp"])
    if ".cpg" in parts:
        parts.pop(".cpg").rename(folder / "encoding.txt")
        parts[".cpg"] = folder / "encoding.txt"
    return parts


def _check_header(shape: Path, file: str) -> None:
    """Raises ``BadInput`` when the file is shorter than its header says: it was cut off."""
    with shape.open("rb") as stream:
        head = stream.read(100)
    if len(head) < 100:
        raise BadInput(DAMAGED, file=file, detail=f"header of {len(head)} bytes instead of 100")
    promised = struct.unpack(">i", head[24:28])[0] * 2
    actual = shape.stat().st_size
    if promised > actual or promised < 100:
        raise BadInput(DAMAGED, file=file, detail=f"{actual} bytes instead of {promised}")


def _index(shape: bytes) -> bytes:
    """The .shx part of a .shp: where each record begins and how long it is, in 16-bit words."""
    entries, at = [], 100
    while at + 8 <= len(shape):
        words = struct.unpack(">i", shape[at + 4 : at + 8])[0]
        if words < 0:
            break
        entries.append(struct.pack(">ii", at // 2, words))
        at += 8 + 2 * words
    head = shape[:24] + struct.pack(">i", 50 + 4 * len(entries)) + shape[28:100]
    return head + b"".join(entries)


def _encoding(parts: dict[str, Path], file: str, options: ReadOptions) -> str | None:
    if options.encoding is not None:
        return options.encoding
    if ".cpg" in parts:
        name = parts[".cpg"].read_text("ascii", "replace").strip().lower()
        known = {"936": "gb18030", "gbk": "gb18030", "950": "big5", "65001": "utf-8", "utf8": "utf-8"}
        found = known.get(name.removeprefix("cp").removeprefix("oem ").removeprefix("ansi "), name)
        return found or None
    if ".dbf" not in parts:
        return None
    data = parts[".dbf"].read_bytes()
    if len(data) < 32:
        raise BadInput(DAMAGED, file=f"{file} (.dbf)", detail=f"{len(data)} bytes")
    return _LDID.get(data[29]) or decode(bytes(byte for byte in data[32:] if byte != 0), file)[1]


def _layer(path: Path, file: str, layer: str | None, encoding: str | None, options: ReadOptions) -> RawTable:
    """One layer, read without its Z values' meaning: values as they stand, missing is None."""
    info = guarded(file, lambda: pyogrio.read_info(path, layer=layer, encoding=encoding))
    check_size(file, max(0, int(info["features"])), len(info["fields"]), options.limits)
    meta, _, blobs, columns = guarded(
        file, lambda: pyogrio.raw.read(path, layer=layer, encoding=encoding, datetime_as_string=True)
    )
    count = len(blobs) if blobs is not None else (len(columns[0]) if columns else 0)
    if count < int(info["features"]):
        raise BadInput(DAMAGED, file=file, detail=f"{count} features instead of {info['features']}")
    headers = unique_headers([str(name) for name in meta["fields"]])
    numbers = np.arange(1, count + 1, dtype=np.int64)
    rows = table_of({name: plain(values) for name, values in zip(headers, columns, strict=True)}, count)
    if blobs is None:
        return RawTable(file, layer, rows, numbers, None, meta["crs"])
    geometry, problems = shapes.from_wkb(list(blobs), numbers, file, options.limits)
    return RawTable(file, layer, rows, numbers, geometry, meta["crs"], tuple(problems))


def plain(values: NDArray[Any]) -> Objects:
    """A column as plain Python values; NaN and empty text are None."""
    return objects([None if value is None or value != value or value == "" else value for value in values.tolist()])


def _missing(message: Message, file: str, part: str) -> Problem:
    return Problem(message, Severity.WARNING, "", params={"file": file, "part": part}, file=file)


def guarded(file: str, call: Any) -> Any:
    """What the native reader answers; its errors, and warnings that mean damage, become errors that name the file."""
    try:
        with warnings.catch_warnings(record=True) as heard:
            warnings.simplefilter("always")
            answer = call()
    except _ERRORS as error:
        raise BadInput(DAMAGED, file=file, detail=without_path(str(error))) from None
    for warning in heard:
        if not _HARMLESS.search(str(warning.message)):
            raise BadInput(DAMAGED, file=file, detail=without_path(str(warning.message)))
    return answer

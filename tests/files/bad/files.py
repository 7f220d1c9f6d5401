"""Bad files, made on the spot: each with the error or the problem that it must give, and where."""

from __future__ import annotations

import io
import math
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import openpyxl
import orjson
import pyarrow as pa
import shapely
from pyarrow import parquet
from shapely.geometry import Point, box

Make = Callable[[Path], Path]


@dataclass(frozen=True)
class Bad:
    """A bad file: what makes it, the rule that it breaks, and where its message must point."""

    name: str
    make: Make
    rule: str
    row: int | None = None
    column: str | None = None
    layer: str = "street"
    options: dict[str, Any] = field(default_factory=dict)


def plain(name: str, data: bytes | str) -> Make:
    """A file with these bytes."""

    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8"))
        return path

    return make


def folder(place: Path) -> Path:
    """A folder where a file was meant."""
    path = place / "a.shp"
    path.mkdir()
    return path


def zipped(name: str, entries: dict[str, bytes]) -> Make:
    """A zip archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry, data in entries.items():
            archive.writestr(entry, data)
    return plain(name, buffer.getvalue())


def features(*geometries: Any, **columns: list[Any]) -> bytes:
    """A feature collection; codes are given where no column is."""
    columns = columns or {"编码": [f"99010100{n}" for n in range(1, len(geometries) + 1)]}
    return orjson.dumps({
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "geometry": g, "properties": {k: v[n] for k, v in columns.items()}}
            for n, g in enumerate(geometries)
        ],
    })  # fmt: skip


def polygon(*rings: list[list[float]]) -> dict[str, Any]:
    """A GeoJSON polygon."""
    return {"type": "Polygon", "coordinates": list(rings)}


SQUARE = polygon([[116.4, 39.9], [116.5, 39.9], [116.5, 40.0], [116.4, 40.0], [116.4, 39.9]])
BOW = polygon([[116.4, 39.9], [116.5, 40.0], [116.5, 39.9], [116.4, 40.0], [116.4, 39.9]])
CHAIN = polygon(
    [[116.4 + 0.05 * math.cos(t), 39.9 + 0.05 * math.sin(t)] for t in np.linspace(0, 2 * np.pi, 250_000).tolist()]
)


def saved(driver: str, suffix: str, cut: float | None = None, **options: Any) -> Make:
    """A file of one square, perhaps cut off after a share of its bytes."""

    def make(folder: Path) -> Path:
        frame = gpd.GeoDataFrame({"编码": ["990101001"]}, geometry=[box(116.4, 39.9, 116.5, 40.0)], crs=4326)
        path = folder / f"streets.{suffix}"
        if driver == "Parquet":
            frame.to_parquet(path)
        else:
            frame.to_file(path, driver=driver, **options)
        if cut is not None:
            data = path.read_bytes()
            path.write_bytes(data[: int(len(data) * cut)])
        return path

    return make


def shapefile_zip(leave_out: str = "", cut: str = "", members: int = 1) -> Make:
    """A zipped Shapefile without one part, or with one part cut in half."""

    def make(folder: Path) -> Path:
        inner = folder / "inner"
        inner.mkdir()
        saved("ESRI Shapefile", "shp")(inner)
        target = folder / "streets.zip"
        with zipfile.ZipFile(target, "w") as archive:
            for part in sorted(inner.iterdir()):
                data = part.read_bytes()
                if part.suffix != leave_out:
                    archive.writestr(part.name, data[: len(data) // 2] if part.suffix == cut else data)
        return target

    return make


def half_zip(folder: Path) -> Path:
    """A zip archive whose second half is missing."""
    path = shapefile_zip()(folder)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    return path


def lying_zip(folder: Path) -> Path:
    """An archive whose directory promises fewer bytes than its entry holds."""
    data = b"x" * 5_000_000
    path = zipped("a.zip", {"a.csv": data})(folder)
    raw = path.read_bytes().replace(struct.pack("<I", len(data)), struct.pack("<I", 100))
    path.write_bytes(raw)
    return path


def locked_zip(folder: Path) -> Path:
    """An archive whose entry is marked as encrypted."""
    path = zipped("a.zip", {"streets.csv": b"code\n1\n"})(folder)
    raw = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = raw.index(mark) + offset
        raw[at] |= 1
    path.write_bytes(bytes(raw))
    return path


def workbook(rows: list[list[Any]], name: str = "a.xlsx") -> Make:
    """A workbook with one sheet."""

    def make(folder: Path) -> Path:
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.save(folder / name)
        return folder / name

    return make


def entity_workbook(folder: Path) -> Path:
    """A workbook whose sheet declares an entity."""
    path = workbook([["编码", "名称"], ["990101001", "a"]])(folder)
    with zipfile.ZipFile(path) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    sheet = next(name for name in parts if name.endswith("sheet1.xml"))
    parts[sheet] = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + parts[sheet]
    return zipped("e.xlsx", parts)(folder)


def nested_wkb(depth: int) -> bytes:
    """A point inside that many collections."""
    return struct.pack("<BII", 1, 7, 1) * depth + shapely.to_wkb(Point(116.4, 39.9))


def parquet_of(blob: bytes) -> Make:
    """A GeoParquet file with one geometry."""

    def make(folder: Path) -> Path:
        geo = {
            "version": "1.1.0",
            "primary_column": "geometry",
            "columns": {"geometry": {"encoding": "WKB", "geometry_types": []}},
        }
        table = pa.table({"编码": ["990101001"], "geometry": [blob]}).replace_schema_metadata(
            {"geo": orjson.dumps(geo)}
        )
        parquet.write_table(table, folder / "a.parquet")
        return folder / "a.parquet"

    return make


def infinite_gpkg(folder: Path) -> Path:
    """A GeoPackage with a point at infinity."""
    frame = gpd.GeoDataFrame(
        {"编码": ["990101001", "990101002"]}, geometry=[Point(116.4, 39.9), Point(np.inf, 39.9)], crs=4326
    )
    frame.to_file(folder / "a.gpkg", driver="GPKG", SPATIAL_INDEX="NO")
    return folder / "a.gpkg"


def deep_kml(depth: int) -> str:
    """Folders in folders."""
    return "<kml xmlns='http://www.opengis.net/kml/2.2'>" + "<Folder>" * depth + "</Folder>" * depth + "</kml>"


def csv_rows(*lines: str) -> str:
    """Lines of a CSV."""
    return "\r\n".join(lines) + "\r\n"


XXE = '<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY x SYSTEM "file:///etc/hostname">]><kml xmlns="http://www.opengis.net/kml/2.2"><Placemark><name>&x;</name></Placemark></kml>'
LAUGHS = '<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><kml><Placemark><name>&b;</name></Placemark></kml>'

BAD_FILES = (
    Bad("empty file", plain("a.csv", b""), "file-empty"),
    Bad("only spaces", plain("a.csv", b" \r\n \r\n"), "table-empty"),
    Bad("header without rows", plain("a.csv", "编码,名称\r\n"), "table-empty"),
    Bad("no header", plain("a.csv", csv_rows("1,2,3", "4,5,6")), "header-missing"),
    Bad("picture named csv", plain("a.csv", b"\x89PNG\r\n\x1a\n" + bytes(100)), "file-kind-unknown"),
    Bad("binary noise", plain("a.shp", bytes(range(256)) * 10), "file-kind-unknown"),
    Bad("web page", plain("a.geojson", "<!DOCTYPE html><html><body>404</body></html>"), "file-kind-unknown"),
    Bad("XML that is no KML", plain("a.kml", "<gpx><wpt/></gpx>"), "file-kind-unknown"),
    Bad("PDF named xlsx", plain("a.xlsx", b"%PDF-1.7 ..."), "file-kind-unknown"),
    Bad("old Excel", plain("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)), "workbook-old"),
    Bad("protected workbook", plain("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")), "workbook-protected"),
    Bad("half a zip", half_zip, "zip-broken"),
    Bad("empty zip", zipped("a.zip", {}), "file-empty"),
    Bad("zip of a letter", zipped("a.zip", {"readme.docx": b"hello"}), "archive-without-data"),
    Bad("zip bomb", zipped("a.zip", {"a.csv": b"0" * 60_000_000}), "zip-too-large"),
    Bad("zip that lies about sizes", lying_zip, "zip-broken"),
    Bad("zip with a password", locked_zip, "zip-encrypted"),
    Bad("zip that climbs out", zipped("a.zip", {"../../a.csv": b"code\n1\n"}), "zip-path-unsafe"),
    Bad("zip with an absolute path", zipped("a.zip", {"/etc/a.csv": b"code\n1\n"}), "zip-path-unsafe"),
    Bad("zip of thousands", zipped("a.zip", {f"{n}.txt": b"" for n in range(2_100)}), "zip-too-many-entries"),
    Bad("shapefile without shp", shapefile_zip(leave_out=".shp"), "archive-without-data"),
    Bad("shapefile cut off", shapefile_zip(cut=".shp"), "file-damaged"),
    Bad("a dbf alone", plain("a.dbf", b"\x03" + bytes(100)), "shapefile-part-alone"),
    Bad("GeoPackage cut off", saved("GPKG", "gpkg", 0.4), "file-damaged"),
    Bad("GeoPackage that is only SQLite", plain("a.gpkg", b"SQLite format 3\0" + bytes(2_000)), "file-damaged"),
    Bad("FlatGeobuf cut off", saved("FlatGeobuf", "fgb", 0.6, SPATIAL_INDEX="NO"), "file-damaged"),
    Bad("Parquet cut off", saved("Parquet", "parquet", 0.7), "file-damaged"),
    Bad("Parquet with deep WKB", parquet_of(nested_wkb(20_000)), "geometry-nested-too-deep", row=1),
    Bad("Parquet with broken WKB", parquet_of(b"\x01\x03\x00\x00\x00\xff\xff\xff\xff"), "geometry-malformed", row=1),
    Bad("GeoJSON cut off", plain("a.geojson", features(SQUARE)[:150]), "json-broken"),
    Bad("GeoJSON with NaN", plain("a.geojson", features(SQUARE).replace(b"116.4,", b"NaN,")), "json-broken"),
    Bad("GeoJSON with huge numbers", plain("a.geojson", features(SQUARE).replace(b"116.5", b"1e300")), "geometry-not-finite"),
    Bad("GeoJSON nested deep", plain("a.geojson", b"[" * 200_000 + b"]" * 200_000), "json-nested-too-deep"),
    Bad("GeoJSON collections nested deep", plain("a.geojson", b'{"type":"FeatureCollection","features":[' + b'{"type":"GeometryCollection","geometries":[' * 60 + b"]}" * 60 + b"]}"), "json-nested-too-deep"),
    Bad("JSON of another kind", plain("a.json", b'{"hello":"world"}'), "json-not-features"),
    Bad("a list of numbers", plain("a.json", b"[1,2,3]"), "json-not-features"),
    Bad("a feature that is none", plain("a.geojson", b'{"type":"FeatureCollection","features":[7]}'), "feature-malformed", row=1),
    Bad("half a record", plain("a.json", b'{"type":"Feature","properties":{"code":"990101001"},"geometry":null}\n{"type":"Fea'), "json-broken", row=2),
    Bad("a ring that does not close", plain("a.geojson", features(SQUARE, polygon([[1, 1], [2, 2], [3, 1]]))), "geometry-malformed", row=2),
    Bad("words for coordinates", plain("a.geojson", features(polygon([["a", "b"], ["c", "d"]]))), "geometry-malformed", row=1),
    Bad("a ring of 250,000 points", plain("a.geojson", features(SQUARE, CHAIN)), "ring-too-long", row=2),
    Bad("a polygon that crosses itself", plain("a.geojson", features(BOW)), "geometry-invalid", row=1),
    Bad("TopoJSON without arcs", plain("a.json", b'{"type":"Topology","objects":{"a":{"type":"Polygon","arcs":[[0]]}}}'), "topojson-malformed"),
    Bad("TopoJSON with a missing arc", plain("a.json", b'{"type":"Topology","arcs":[],"objects":{"a":{"type":"Polygon","arcs":[[7]]}}}'), "topojson-malformed"),
    Bad("KML that reads files", plain("a.kml", XXE), "xml-entities"),
    Bad("KML that laughs", plain("a.kml", LAUGHS), "xml-entities"),
    Bad("KML cut off", plain("a.kml", '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark>'), "xml-broken"),
    Bad("KML nested deep", plain("a.kml", deep_kml(5_000)), "xml-nested-too-deep"),
    Bad("KML with NaN", plain("a.kml", '<kml xmlns="http://www.opengis.net/kml/2.2"><Placemark><name>a</name><Point><coordinates>nan,39.9</coordinates></Point></Placemark></kml>'), "geometry-malformed", row=1, layer="venue"),
    Bad("workbook that is only a zip", zipped("a.xlsx", {"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>"}), "file-damaged"),
    Bad("workbook with entities", entity_workbook, "xml-entities"),
    Bad("workbook bomb", zipped("a.xlsx", {"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b" " * 60_000_000}), "zip-too-large"),
    Bad("workbook with lost digits", workbook([["编码", "名称"], ["990101001", "a"], ["3.70105E+14", "b"]]), "code-digits-lost", row=3, column="编码"),
    Bad("workbook with wrong code", workbook([["编码", "名称"], ["99010", "a"]]), "code-malformed", row=2, column="编码"),
    Bad("CSV in a wrong encoding", plain("a.csv", "编码,名称\r\n1,和平里".encode("gbk")), "encoding-unknown", options={"encoding": "utf-8"}),
    Bad("CSV in an encoding that nobody knows", plain("a.csv", "编码,名称\r\n1,a"), "encoding-name-unknown", options={"encoding": "klingon"}),
    Bad("CSV that no encoding fits", plain("a.csv", b"code,name\r\n1,\xff\xff\xff\x80\xff\r\n"), "encoding-unknown"),
    Bad("CSV with an open quotation", plain("a.csv", 'code,name\r\n990101001,"a\r\n'), "text-not-a-table"),
    Bad("CSV with a row too wide", plain("a.csv", csv_rows("code,name", "990101001,a,b")), "row-width", row=2),
    Bad("CSV with a cell too long", plain("a.csv", csv_rows("code,name", "990101001," + "x" * 120_000)), "cell-too-long", row=2, column="name"),
    Bad("CSV with an endless cell", plain("a.csv", csv_rows("code,name", "990101001," + "x" * 2_000_000)), "cell-too-long", row=2),
    Bad("CSV with 600 columns", plain("a.csv", csv_rows(",".join(f"c{n}" for n in range(600)), ",".join("1" * 600))), "file-too-many"),
    Bad("CSV with NaN coordinates", plain("a.csv", csv_rows("code,lon,lat", "1,116.4,39.9", "2,nan,39.9")), "coordinate-not-a-number", row=3, column="lon", layer="venue"),
    Bad("CSV with infinite coordinates", plain("a.csv", csv_rows("code,lon,lat", "1,inf,39.9")), "coordinate-not-a-number", row=2, column="lon", layer="venue"),
    Bad("CSV with words for coordinates", plain("a.csv", csv_rows("code,经度,纬度", "1,东经116度,39.9")), "coordinate-not-a-number", row=2, column="经度", layer="venue"),
    Bad("CSV with half a point", plain("a.csv", csv_rows("code,lon,lat", "1,116.4,")), "coordinate-missing-half", row=2, column="lat", layer="venue"),
    Bad("CSV with deep WKT", plain("a.csv", csv_rows("code,wkt", '1,"' + "GEOMETRYCOLLECTION(" * 3_000 + "POINT(1 1)" + ")" * 3_000 + '"')), "geometry-nested-too-deep", row=2, layer="venue"),
    Bad("CSV with broken WKT", plain("a.csv", csv_rows("code,wkt", "1,POINT(1 1)", '2,"POLYGON((1 1, 2 2"')), "geometry-malformed", row=3, layer="venue"),
    Bad("infinite GeoPackage", infinite_gpkg, "coordinate-not-finite", row=2, layer="venue"),
    Bad("the same code twice", plain("a.csv", csv_rows("编码,名称", "990101001,a", "990101001,b")), "key-repeated", row=3),
    Bad("a code with letters", plain("a.csv", csv_rows("编码,名称", "99010100A,a")), "code-malformed", row=2, column="编码"),
    Bad("a required column missing", plain("a.csv", csv_rows("name,lon,lat", "a,116.4,39.9")), "required-column-missing", layer="unit"),
    Bad("a required value missing", plain("a.csv", csv_rows("name,level,lon,lat", "a,,116.4,39.9")), "required-value-missing", row=2, column="level", layer="unit"),
    Bad("a mapping to a column that is not there", plain("a.csv", csv_rows("编码,名称", "990101001,a")), "column-unknown", options={"mapping": {"name": "名子"}}),
    Bad("a mapping to a field that is not there", plain("a.csv", csv_rows("编码,名称", "990101001,a")), "field-unknown", options={"mapping": {"nmae": "名称"}}),
    Bad("a file without any known column", plain("a.csv", csv_rows("a,b", "foo,bar")), "nothing-recognised", layer="venue"),
    Bad("a folder", folder, "file-is-folder"),
    Bad("a layer that is not there", plain("a.csv", csv_rows("编码,名称", "990101001,a")), "layer-unknown", layer="straße"),
    Bad("a CRS that is not there", plain("a.geojson", features(SQUARE)), "crs-unknown", options={"crs": "EPSG:banana"}),
    Bad("metres labelled as degrees", plain("a.geojson", features(polygon([[500000, 4400000], [501000, 4400000], [501000, 4401000], [500000, 4400000]]))), "crs-contradicted", options={"crs": "wgs84"}),
    Bad("coordinates of no place", plain("a.geojson", features(polygon([[9e9, 9e9], [9.1e9, 9e9], [9.1e9, 9.1e9], [9e9, 9e9]]))), "crs-implausible"),
    Bad("a line as a street", plain("a.geojson", features({"type": "LineString", "coordinates": [[116.4, 39.9], [116.5, 39.9]]})), "geometry-kind-wrong", row=1),
    Bad("a path without a line", plain("a.geojson", features(None)), "geometry-missing", row=1, layer="path"),
)  # fmt: skip

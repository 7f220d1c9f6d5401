"""One small sound file of each kind that can be imported: what is made up is not far from something real."""

from __future__ import annotations

import io
import json
import tempfile
import warnings
import zipfile
from functools import cache
from pathlib import Path

import geopandas as gpd
import openpyxl
import shapely

FRAME = {
    "name": ["一号", "=2", None],
    "code": ["990101001001001", "99", ""],
    "households": [1, -2, 300],
    "share": [0.5, 1e300, -0.0],
}
SHAPES = [
    shapely.box(114, 30, 114.01, 30.01),
    shapely.Polygon([(114, 30), (114.01, 30), (114.01, 30.01), (114, 30)], [[(114.002, 30.001), (114.004, 30.001), (114.004, 30.002), (114.002, 30.001)]]),
    None,
]  # fmt: skip


@cache
def seeds() -> dict[str, bytes]:
    """By file name, the bytes of a file that is read without a problem of its form."""
    frame = gpd.GeoDataFrame(FRAME, geometry=SHAPES, crs=4326)
    found = {
        "a.geojson": frame.to_json().encode(),
        "a.kml": _kml(),
        "a.csv": "name,lon,lat,wkt\n甲,114,30,POINT (114 30)\n\"乙,\n\",114.1,30.1,\"POLYGON ((0 0, 1 0, 1 1, 0 0))\"\n".encode(),
        "a.txt": "名称\t经度\t纬度\n甲\t114\t30\n".encode("gb18030"),
        "a.json": json.dumps([{"name": "甲", "lon": 114, "lat": 30, "more": {"a": [1, None]}}, {"name": "乙"}]).encode(),
        "a.topojson": _topojson(),
        "a.xlsx": _workbook(),
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as name, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # GDAL speaks of what it guesses
        folder = Path(name)
        frame.to_parquet(folder / "a.parquet")
        frame.to_file(folder / "a.gpkg")
        frame.iloc[:2].to_file(folder / "a.fgb", engine="pyogrio", SPATIAL_INDEX="NO")
        frame.iloc[:2].to_file(folder / "a.shp")
        for kind in ("parquet", "gpkg", "fgb"):
            found[f"a.{kind}"] = (folder / f"a.{kind}").read_bytes()
        found["a.zip"] = packed(
            {f"a.{part}": (folder / f"a.{part}").read_bytes() for part in ("shp", "shx", "dbf", "prj")}
        )
    found["a.kmz"] = packed({"doc.kml": found["a.kml"]})
    return found


def packed(entries: dict[str, bytes]) -> bytes:
    """A zip archive of these entries; what is in them stays as it is."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return target.getvalue()


def unpacked(content: bytes) -> dict[str, bytes]:
    """The entries of a sound zip archive."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _kml() -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder><name>夹</name>'
        "<Placemark><name>甲</name><ExtendedData><Data name='n'><value>1</value></Data></ExtendedData><description>"
        "&lt;table&gt;&lt;tr&gt;&lt;td&gt;a&lt;/td&gt;&lt;td&gt;b&lt;/td&gt;&lt;/tr&gt;&lt;/table&gt;</description><MultiGeometry>"
        "<Point><coordinates>114,30,0</coordinates></Point></MultiGeometry></Placemark><Placemark><Polygon><outerBoundaryIs>"
        "<LinearRing><coordinates>114,30 114.1,30 114.1,30.1 114,30</coordinates></LinearRing></outerBoundaryIs></Polygon>"
        "</Placemark></Folder></Document></kml>"
    ).encode()


def _topojson() -> bytes:
    document = {
        "type": "Topology",
        "transform": {"scale": [0.01, 0.01], "translate": [114, 30]},
        "arcs": [[[0, 0], [1, 0], [0, 1]], [[1, 1], [-1, -1]]],
        "objects": {"a": {"type": "GeometryCollection", "geometries": [
            {"type": "Polygon", "arcs": [[0, 1]], "properties": {"name": "甲"}}, {"type": "LineString", "arcs": [-1]}]}},
    }  # fmt: skip
    return json.dumps(document).encode()


def _workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["标题"])
    sheet.merge_cells("A1:C1")
    for row in (["name", "lon", "lat"], ["甲", 114, 30], ["=1+1", 114.5, 30.5], [None, True, "2024-01-01"]):
        sheet.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()

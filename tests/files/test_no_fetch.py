"""No import fetches anything, whatever address a file names: a listener on this machine hears nothing."""

from __future__ import annotations

import io
import socket
import sqlite3
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import geopandas as gpd
import openpyxl
import pytest
import shapely

from geo.crs import parse_crs
from geo.errors import JingweiError
from geo.files.raw import ReadOptions
from geo.files.readers import read_table


@pytest.fixture(scope="module")
def heard() -> Iterator[tuple[str, list[bytes]]]:
    """An address on this machine, and what came to it."""
    listener = socket.create_server(("127.0.0.1", 0))
    said: list[bytes] = []

    def listen() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(0.2)
                try:
                    said.append(connection.recv(200))
                except OSError:
                    said.append(b"(silent)")

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}", said
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join(5)


def zipped(path: Path, entries: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return path


def written(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


def shapefile(folder: Path, prj: str) -> Path:
    gpd.GeoDataFrame({"name": ["a"]}, geometry=[shapely.Point(114, 30)], crs=4326).to_file(folder / "a.shp")
    (folder / "a.prj").write_text(prj)
    return folder / "a.shp"


def geopackage(path: Path, definition: str) -> Path:
    gpd.GeoDataFrame({"name": ["a"]}, geometry=[shapely.Point(114, 30)], crs=4326).to_file(path)
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE gpkg_spatial_ref_sys SET definition = ? WHERE srs_id = 4326", (definition,))
        connection.execute("UPDATE gpkg_contents SET description = ?", (definition,))
    connection.close()
    return path


def workbook(path: Path, url: str) -> Path:
    book = openpyxl.Workbook()
    for row in (
        ["name", "lon", "lat"],
        [f'=HYPERLINK("{url}/a")', 114, 30],
        [f'=WEBSERVICE("{url}/b")', 114, 30],
        ["c", 114, 30],
    ):
        book.active.append(row)
    book.active["A4"].hyperlink = f"{url}/c"
    buffer = io.BytesIO()
    book.save(buffer)
    with zipfile.ZipFile(buffer) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    relation = "http://schemas.openxmlformats.org/package/2006/relationships"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLinkPath"
    entries["xl/externalLinks/externalLink1.xml"] = (
        b'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    )
    entries["xl/externalLinks/_rels/externalLink1.xml.rels"] = (
        f'<Relationships xmlns="{relation}"><Relationship Id="rId1" Type="{kind}" Target="{url}/d.xlsx" TargetMode="External"/></Relationships>'
    ).encode()
    return zipped(path, entries)


POINT = '{"type":"Feature","properties":{"name":"a"},"geometry":{"type":"Point","coordinates":[114,30]}}'
Make = Callable[[Path, str], Path]
NAMING: dict[str, Make] = {
    "a network link": lambda f, u: written(f / "a.kml", f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document><NetworkLink><Link><href>{u}/a.kml</href></Link></NetworkLink><Style id="s"><IconStyle><Icon><href>{u}/i.png</href></Icon></IconStyle></Style><Placemark><name>a</name><styleUrl>{u}/s.kml#s</styleUrl><Point><coordinates>114,30</coordinates></Point></Placemark></Document></kml>'),
    "an entity": lambda f, u: written(f / "a.kml", f'<!DOCTYPE kml [<!ENTITY x SYSTEM "{u}/x">]><kml><Placemark><name>&x;</name></Placemark></kml>'),
    "a schema": lambda f, u: written(f / "a.kml", f'<kml xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="{u} {u}/a.xsd"><Placemark><name>a</name><Point><coordinates>114,30</coordinates></Point></Placemark></kml>'),
    "a linked frame": lambda f, u: written(f / "a.geojson", f'{{"type":"FeatureCollection","crs":{{"type":"link","properties":{{"href":"{u}/crs","type":"proj4"}}}},"$ref":"{u}/ref","features":[{POINT}]}}'),
    "a reference": lambda f, u: written(f / "a.geojson", f'{{"$ref":"{u}/a.geojson"}}'),
    "a named frame": lambda f, u: written(f / "a.geojson", f'{{"type":"FeatureCollection","crs":{{"type":"name","properties":{{"name":"{u}/crs"}}}},"features":[{POINT}]}}'),
    "a virtual data set as a shapefile": lambda f, u: written(f / "a.shp", f'<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>/vsicurl/{u}/a.shp</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>'),
    "a virtual data set as a geopackage": lambda f, u: written(f / "a.gpkg", f'<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>/vsicurl/{u}/a.gpkg</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>'),
    "a virtual data set": lambda f, u: written(f / "a.vrt", f'<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>{u}/a.json</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>'),
    "a feature service": lambda f, u: written(f / "a.fgb", f"<OGRWFSDataSource><URL>{u}/wfs</URL></OGRWFSDataSource>"),
    "a projection by address": lambda f, u: shapefile(f, f"{u}/crs.prj"),
    "a projection with an address in it": lambda f, u: shapefile(f, f'GEOGCS["{u}",DATUM["{u}",SPHEROID["x",6378137,298.257]],EXTENSION["PROJ4","+proj=longlat +nadgrids={u}/grid.tif"]]'),
    "a geopackage with an address as its frame": lambda f, u: geopackage(f / "a.gpkg", f"{u}/crs"),
    "a workbook with links": lambda f, u: workbook(f / "a.xlsx", u),
    "a table of addresses": lambda f, u: written(f / "a.csv", f'name,lon,lat\n"=WEBSERVICE(""{u}/a"")",114,30\n/vsicurl/{u}/b,114,30\n'),
    "an archive of links": lambda f, u: zipped(f / "a.zip", {"a.geojson": f'{{"type":"FeatureCollection","features":[{POINT}],"href":"{u}/z"}}'.encode()}),
}  # fmt: skip


@pytest.mark.parametrize("what", NAMING)
def test_a_file_that_names_an_address_asks_for_nothing(
    heard: tuple[str, list[bytes]], tmp_path: Path, what: str
) -> None:
    address, said = heard
    path = NAMING[what](tmp_path, address)
    with suppress(JingweiError):
        read_table(path, ReadOptions())
    assert said == []


@pytest.mark.parametrize(
    "label", ["{}/crs", "+proj=longlat +nadgrids={}/grid.tif", "/vsicurl/{}/crs.wkt", "urn:ogc:def:crs:{}"]
)
def test_a_frame_that_names_an_address_asks_for_nothing(heard: tuple[str, list[bytes]], label: str) -> None:
    address, said = heard
    with suppress(JingweiError):
        parse_crs(label.format(address))
    assert said == []


def test_the_listener_would_hear_it(heard: tuple[str, list[bytes]]) -> None:
    address, said = heard
    host, _, port = address.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), 2) as connection:
        connection.sendall(b"GET / HTTP/1.0\r\n\r\n")
        connection.recv(10)
    assert said and said[0].startswith(b"GET")
    said.clear()

"""Addresses of real places, which nobody wrote for this program: they are found where they are clear, never wrongly."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path

import geopandas as gpd
import pytest
from shapely import Point
from shapely.geometry import shape

from geo.address import Kind, parse
from geo.address.book import AddressBook
from geo.address.doors import with_doors
from geo.address.findings import Finding
from geo.address.matching import Matcher
from geo.address.name_runs import name_value
from geo.layers import LAYERS
from geo.snapshot import City, LayerSnapshot

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
pytestmark = [pytest.mark.real, pytest.mark.skipif(not DATA.exists(), reason=f"no real data at {DATA}")]


def snapshot(name: str, rows: list[dict]) -> LayerSnapshot:
    shapes = [row.pop("geometry", None) for row in rows]
    return LayerSnapshot.from_frame(LAYERS[name], gpd.GeoDataFrame(rows, geometry=shapes, crs=4326), 1)


def found(book: AddressBook, text: str) -> Finding:
    return with_doors(Matcher(book).candidates(text), None, book)


def test_singapore_blocks_are_found_by_their_addresses_and_no_other_block_is():
    with (DATA / "toapayoh" / "hdb_property.csv").open(encoding="utf-8") as stream:
        blocks = [row for row in csv.DictReader(stream) if row["address"]][::10]
    rows = [
        {"id": n, "name": row["blk_no"], "address": row["address"], "geometry": Point(float(row["longitude"] or 103), float(row["latitude"] or 1))}
        for n, row in enumerate(blocks, start=1)
    ]  # fmt: skip
    book = AddressBook(City({"building": snapshot("building", rows)}))
    times = Counter(name_value(row["address"]) for row in blocks)
    for n, row in enumerate(blocks, start=1):
        for text in (row["address"], row["address"].lower(), f"  {row['address']} "):
            place = found(book, text).place
            assert (place is not None and place.id == n) == (times[name_value(text)] == 1), text
        for text in (
            f"Blk {row['address']} #05-123",
            f"{row['street']} {row['blk_no']}",
            f"{row['address']} Singapore",
        ):
            place = found(book, text).place
            assert place is None or place.id == n, text


def test_buildings_of_a_beijing_campus_are_found_by_their_names_where_they_have_one_of_their_own():
    features = json.loads((DATA / "beijing" / "osm_buildings.geojson").read_text("utf-8"))["features"]
    named = [feature for feature in features if feature["properties"].get("name")]
    rows = [
        {"id": n, "name": feature["properties"]["name"], "geometry": shape(feature["geometry"])}
        for n, feature in enumerate(named, start=1)
    ]
    book = AddressBook(City({"building": snapshot("building", rows)}))
    placed = 0
    for n, feature in enumerate(named, start=1):
        name = feature["properties"]["name"]
        place = found(book, name).place
        assert place is None or place.id == n, name
        placed += place is not None
    assert placed >= 25


@pytest.mark.parametrize("file", ["beijing/codes.csv", "codes/villages_2023_bj_sh_hz_sz_wh.csv"])
def test_names_of_every_real_area_are_read_without_a_stumble(file: str):
    with (DATA / file).open(encoding="utf-8") as stream:
        names = {
            cell for row in list(csv.reader(stream))[::7] for cell in row if any("一" <= one <= "龥" for one in cell)
        }
    kinds: Counter[Kind] = Counter()
    for name in names:
        address = parse(f"{name[:80]}文安路12号3号楼2单元501室")
        kinds.update(segment.kind for segment in address.segments)
        told = {segment.kind: segment.value for segment in address.segments}
        assert (told[Kind.UNIT], told[Kind.ROOM]) == ("2", "501"), name
        assert told[Kind.BUILDING] == "3", (name, address.segments)
    assert kinds[Kind.COMMUNITY] + kinds[Kind.STREET] + kinds[Kind.DISTRICT] > len(names) / 2


def test_addresses_in_traditional_characters_are_read_by_county_town_and_road():
    villages = json.loads((DATA / "taiwan" / "villages-10t.json").read_text("utf-8"))
    properties = [geometry["properties"] for geometry in next(iter(villages["objects"].values()))["geometries"]][::5]
    for village in properties:
        address = parse(f"{village['COUNTYNAME']}{village['TOWNNAME']}中山路二段３５號5樓")
        told = {segment.kind: segment.value for segment in address.segments}
        assert (told.get(Kind.HOUSE_NUMBER), told.get(Kind.FLOOR)) == ("35", "5"), (village, address.segments)
        assert told[Kind.ROAD].endswith("中山路2段"), village

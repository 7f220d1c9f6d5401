"""Small files that would cost much: they are refused before they cost it."""

from __future__ import annotations

import sqlite3
import time
import tracemalloc
import zipfile
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import openpyxl
import pyarrow as pa
import pytest
from pyarrow import parquet
from shapely.geometry import box

from geo.errors import BadInput, LimitExceeded
from geo.files.raw import ReadLimits, ReadOptions
from geo.files.readers import read_table
from geo.files.readers.geopackage import check_geopackage

QUICK_S = 60.0


@pytest.fixture
def geopackage(tmp_path: Path) -> Path:
    """A GeoPackage with one street."""
    frame = gpd.GeoDataFrame({"code": ["990101001"]}, geometry=[box(116.4, 39.9, 116.5, 40.0)], crs=4326)
    frame.to_file(tmp_path / "a.gpkg", layer="street", driver="GPKG")
    return tmp_path / "a.gpkg"


@pytest.fixture
def unindexed(tmp_path: Path) -> Path:
    """The same without a spatial index, whose triggers would need functions that only the native writer has."""
    frame = gpd.GeoDataFrame({"code": ["990101001"]}, geometry=[box(116.4, 39.9, 116.5, 40.0)], crs=4326)
    frame.to_file(tmp_path / "a.gpkg", layer="street", driver="GPKG", SPATIAL_INDEX="NO")
    return tmp_path / "a.gpkg"


def more_rows(count: int) -> str:
    return (
        f"INSERT INTO street (code) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})"
        " SELECT i FROM n; UPDATE gpkg_ogr_contents SET feature_count = 1;"
    )


def change(path: Path, script: str) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.executescript(script)


ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS fid, i AS code FROM n"
REGISTERED = "UPDATE gpkg_contents SET table_name = 'endless', data_type = 'attributes', srs_id = NULL"


@pytest.mark.parametrize(
    ("script", "name"),
    [
        (f"CREATE VIEW endless AS {ENDLESS}", "endless"),
        (f"DELETE FROM gpkg_geometry_columns; {REGISTERED}; CREATE VIEW endless AS {ENDLESS}", "endless"),
        ("CREATE VIRTUAL TABLE words USING fts5(word)", "words"),
        ("CREATE TABLE made (a TEXT, b TEXT AS (printf('%.*c', 900000000, 'x')))", "made.b"),
        ("ALTER TABLE gpkg_contents RENAME TO c; CREATE VIEW gpkg_contents AS SELECT * FROM c", "gpkg_contents"),
    ],
)
def test_a_geopackage_that_computes_is_refused_at_once(geopackage: Path, script: str, name: str) -> None:
    change(geopackage, script)
    begun = time.perf_counter()
    with pytest.raises(BadInput, match="geopackage-not-a-table") as caught:
        read_table(geopackage)
    assert caught.value.params["got"] == name
    assert caught.value.params["file"] == "a.gpkg"
    assert time.perf_counter() - begun < QUICK_S


def test_a_geopackage_with_its_spatial_index_is_read(geopackage: Path) -> None:
    with closing(sqlite3.connect(geopackage)) as database:
        kinds = {words.split()[1] for (words,) in database.execute("SELECT sql FROM sqlite_master") if words}
    assert {"VIRTUAL", "TRIGGER"} <= kinds
    (table,) = read_table(geopackage)
    assert list(table.rows["code"]) == ["990101001"]


def test_rows_are_counted_and_not_believed(unindexed: Path) -> None:
    change(unindexed, more_rows(3))
    with pytest.raises(LimitExceeded, match="file-too-many") as caught:
        read_table(unindexed, ReadOptions(limits=ReadLimits(rows=3)))
    assert caught.value.params["got"] == 4


def test_a_default_text_counts_in_every_row(unindexed: Path) -> None:
    change(unindexed, more_rows(99) + f"ALTER TABLE street ADD COLUMN note TEXT DEFAULT '{'x' * 50_000}'")
    assert unindexed.stat().st_size < 300_000
    with pytest.raises(LimitExceeded, match="file-too-many") as caught:
        read_table(unindexed, ReadOptions(limits=ReadLimits(unpacked_bytes=4_000_000)))
    assert caught.value.params["got"] > 5_000_000


def test_a_count_that_takes_too_long_ends(unindexed: Path) -> None:
    change(unindexed, more_rows(100_000))
    with pytest.raises(LimitExceeded, match="geopackage-too-slow"):
        check_geopackage(unindexed, "a.gpkg", ReadLimits(), check_s=0.0)


def workbook(path: Path, cells: dict[str, str]) -> Path:
    """A workbook with these cells."""
    book = openpyxl.Workbook()
    for place, value in cells.items():
        book.active[place] = value
    book.save(path)
    return path


def with_sheet(path: Path, old: bytes, new: bytes) -> Path:
    """The workbook with other bytes in its sheet."""
    with zipfile.ZipFile(path) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    name = next(name for name in parts if name.endswith("sheet1.xml"))
    assert old in parts[name]
    parts[name] = parts[name].replace(old, new)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, data in parts.items():
            archive.writestr(part, data)
    return path


TABLE = {"A1": "编码", "B1": "名称", "A2": "990101001", "B2": "和平里"}


@pytest.mark.parametrize("name", ["a.zip", "a.xlsx", "a.kmz"])
def test_an_archive_with_an_entry_without_a_name_is_damaged(tmp_path: Path, name: str) -> None:
    with zipfile.ZipFile(tmp_path / name, "w") as archive:
        archive.writestr("x.csv", "name")
    content = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(content.replace(b"x.csv", b"\0.csv"))
    with pytest.raises(BadInput, match="without a name"):
        read_table(tmp_path / name)


def test_a_value_in_the_last_cell_of_a_sheet_is_refused_at_once(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {**TABLE, "XFD1048576": "x"})
    begun = time.perf_counter()
    with pytest.raises(LimitExceeded, match="file-too-many") as caught:
        read_table(path)
    assert caught.value.params["got"] == 16_384
    assert time.perf_counter() - begun < QUICK_S


def test_a_row_far_below_costs_nothing_and_keeps_its_number(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {**TABLE, "A1048576": "990101002"})
    begun = time.perf_counter()
    (table,) = read_table(path)
    assert table.row_numbers.tolist() == [2, 1_048_576]
    assert time.perf_counter() - begun < QUICK_S


def test_a_row_beyond_the_last_is_refused_at_once(tmp_path: Path) -> None:
    path = with_sheet(workbook(tmp_path / "a.xlsx", TABLE), b'<row r="2"', b'<row r="999999999"')
    begun = time.perf_counter()
    with pytest.raises(LimitExceeded, match="file-too-many"):
        read_table(path)
    assert time.perf_counter() - begun < QUICK_S


def test_a_sheet_that_claims_to_be_smaller_loses_no_rows(tmp_path: Path) -> None:
    path = with_sheet(workbook(tmp_path / "a.xlsx", TABLE), b'ref="A1:B2"', b'ref="A1:A1"')
    (table,) = read_table(path)
    assert list(table.rows["名称"]) == ["和平里"]


def test_cells_are_counted_whether_or_not_they_hold_anything(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", TABLE)
    limits = ReadLimits(cells=1_000)
    with_sheet(path, b"</sheetData>", b'<row><c r="JZ9"/></row>' * 4 + b"</sheetData>")
    with pytest.raises(LimitExceeded, match="file-too-many"):
        read_table(path, ReadOptions(limits=limits))
    other = with_sheet(
        workbook(tmp_path / "b.xlsx", TABLE), b"</sheetData>", b"<row>" + b"<c/>" * 9_000 + b"</row></sheetData>"
    )
    with pytest.raises(LimitExceeded, match="file-too-many"):
        read_table(other, ReadOptions(limits=limits))


def written(path: Path, columns: dict[str, object], **options: object) -> Path:
    parquet.write_table(pa.table(columns), path, compression="zstd", **options)
    return path


LONG = "x" * 90_000
REPEATED = {
    "texts": pa.array([LONG] * 15_000).dictionary_encode(),
    "bytes": pa.array([LONG.encode()] * 15_000).dictionary_encode(),
    "texts in lists": pa.array([[LONG] * 15_000]),
    "texts in lists of objects": pa.array([[{"a": LONG}] * 15_000]),
}


@pytest.mark.parametrize("column", REPEATED.values(), ids=REPEATED)
def test_a_parquet_that_repeats_long_cells_is_refused_before_they_are_made(tmp_path: Path, column: pa.Array) -> None:
    path = written(tmp_path / "a.parquet", {"code": pa.array(range(len(column))), "name": column})
    assert path.stat().st_size < 60_000
    pa.default_memory_pool().release_unused()
    before = pa.total_allocated_bytes()
    begun = time.perf_counter()
    tracemalloc.start()
    with pytest.raises(LimitExceeded, match="zip-too-large") as caught:
        read_table(path)
    assert tracemalloc.get_traced_memory()[1] < 50_000_000
    tracemalloc.stop()
    assert caught.value.params["got"] > 500_000_000
    assert pa.total_allocated_bytes() - before < 50_000_000
    assert time.perf_counter() - begun < QUICK_S


def test_a_parquet_of_one_endless_list_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "a.parquet", {"code": pa.array([[7] * 300_000])})
    with pytest.raises(LimitExceeded, match="file-too-many"):
        read_table(path, ReadOptions(limits=ReadLimits(cells=100_000)))


def test_a_parquet_of_long_fixed_cells_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "a.parquet", {"code": pa.array([LONG.encode()] * 99, pa.binary(90_000))})
    with pytest.raises(LimitExceeded, match="cell-too-long") as caught:
        read_table(path, ReadOptions(limits=ReadLimits(cell_characters=80_000)))
    assert caught.value.params["column"] == "code"


def test_texts_lists_and_gaps_of_a_parquet_are_read_as_they_stand(tmp_path: Path) -> None:
    names = ["和平里", None, "", "和平里"] * 5_000
    parts = [{"a": "x", "b": [1, None]}, None, {"a": None, "b": []}, {"a": "y", "b": None}] * 5_000
    maps = pa.array([[("k", "v")], None, [], [("k", None)]] * 5_000, pa.map_(pa.string(), pa.string()))
    path = written(
        tmp_path / "a.parquet",
        {"name": pa.array(names), "parts": pa.array(parts), "maps": maps, "raw": pa.array([b"\x01", None] * 10_000)},
    )
    (table,) = read_table(path)
    assert list(table.rows["name"]) == [name or None for name in names]
    assert list(table.rows["parts"]) == parts
    assert list(table.rows["maps"])[:4] == [[("k", "v")], None, [], [("k", None)]]
    assert list(table.rows["raw"])[:2] == ["01", None]

"""A table of points comes back with the areas of each row, and no spreadsheet computes what it holds."""

from __future__ import annotations

import csv
from pathlib import Path

import geopandas as gpd
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.crs import wgs84_to_gcj02
from geo.errors import BadInput
from geo.files.readers import read_table
from geo.files.writers import SUFFIXES, safe_text, write_table
from geo.flows.locate_table import locate_table
from geo.snapshot import City
from geo.store import Store
from geo.store.snapshots import Snapshots
from tests.flows.world import SOUTH, STEP, WEST, communities, run, streets, written

EDGE = WEST + STEP


@pytest.fixture
def city(sqlite_store: Store, tmp_path: Path) -> City:
    """The streets and communities in memory."""
    files = (
        (written(streets(), tmp_path / "s.geojson"), "street"),
        (written(communities(), tmp_path / "c.geojson"), "community"),
    )
    run(sqlite_store, *files)
    return Snapshots(sqlite_store).city()


def _points(path: Path, *rows: str) -> Path:
    path.write_text("名称,lon,lat\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_kind_of_output_carries_codes_and_names(city: City, tmp_path: Path, suffix: str) -> None:
    source = _points(
        tmp_path / "p.csv", f"里,{WEST + 0.005},{SOUTH + 0.005}", f"边,{EDGE},{SOUTH + 0.005}", "外,100,20", "无,,"
    )
    result = locate_table(city, source, tmp_path / f"out{suffix}")
    assert (result.rows, result.without_point, result.found["community"], result.found["grid"]) == (4, 1, 2, 0)
    (table,) = read_table(tmp_path / f"out{suffix}")
    assert list(table.rows["community_code"]) == ["990101001001", "990101001001", None, None]
    assert list(table.rows["street_name"]) == ["东街道", "东街道", None, None]
    assert table.geometry is not None
    assert table.geometry[0].x == pytest.approx(WEST + 0.005)
    assert table.geometry[3] is None


def test_shifted_points_are_put_back_before_they_are_located(city: City, tmp_path: Path) -> None:
    lon, lat = wgs84_to_gcj02([EDGE + 0.0005], [SOUTH + 0.005])
    source = _points(tmp_path / "p.csv", f"a,{lon[0]},{lat[0]}")
    locate_table(city, source, tmp_path / "out.geojson", crs="gcj02")
    assert gpd.read_file(tmp_path / "out.geojson")["community_code"].tolist() == ["990101001002"]


def test_a_table_without_coordinates_and_a_point_off_the_earth_are_refused(city: City, tmp_path: Path) -> None:
    (tmp_path / "n.csv").write_text("name,address\na,b\n")
    with pytest.raises(BadInput, match="locate-no-points"):
        locate_table(city, tmp_path / "n.csv", tmp_path / "out.csv")
    source = _points(tmp_path / "p.csv", "a,116.4,39.9", "b,39.9,116.4")
    with pytest.raises(BadInput, match="locate-off-earth") as caught:
        locate_table(city, source, tmp_path / "out.csv")
    assert caught.value.params["row"] == 3
    assert not (tmp_path / "out.csv").exists()
    with pytest.raises(BadInput, match="output-kind-unknown"):
        locate_table(city, _points(tmp_path / "q.csv", "a,1,2"), tmp_path / "out.doc")


def test_no_text_becomes_a_formula(city: City, tmp_path: Path) -> None:
    source = _points(
        tmp_path / "p.csv",
        '"=HYPERLINK(""http://x"")",116.405,39.905',
        "@SUM(A1),116.405,39.905",
        "-12.5,116.405,39.905",
    )
    locate_table(city, source, tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as stream:
        names = [row["名称"] for row in csv.DictReader(stream)]
    assert names == ['\'=HYPERLINK("http://x")', "'@SUM(A1)", "-12.5"]
    locate_table(city, source, tmp_path / "out.xlsx")
    cells = [row[0] for row in openpyxl.load_workbook(tmp_path / "out.xlsx").active.iter_rows(min_row=2)]
    assert [(cell.value, cell.data_type) for cell in cells[:2]] == [('=HYPERLINK("http://x")', "s"), ("@SUM(A1)", "s")]


@pytest.mark.parametrize("start", list("=+-@＝＋－＠\t\r\n"))
def test_no_sign_that_starts_a_formula_is_left_first(start: str) -> None:
    assert safe_text(f"{start}SUM(A1)") == f"'{start}SUM(A1)"


@given(st.text())
def test_a_safe_text_never_starts_a_formula(text: str) -> None:
    safe = safe_text(text)
    assert not safe.startswith(("=", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n"))
    assert safe.removeprefix("'") == text.removeprefix("'") or safe == text


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.write_text("old")
    frame = gpd.GeoDataFrame({"a": [object()]}, geometry=[None], crs=4326)
    with pytest.raises(BadInput, match="output-folder-missing"):
        write_table(frame, tmp_path / "none" / "out.csv")
    assert target.read_text() == "old"

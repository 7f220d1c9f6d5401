"""A table of points comes back with the areas of each row, and no spreadsheet computes what it holds."""

from __future__ import annotations

import csv
from pathlib import Path

import geopandas as gpd
import numpy as np
import openpyxl
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from geo.crs import wgs84_to_gcj02
from geo.demo import build_city
from geo.errors import BadInput
from geo.files.readers import read_table
from geo.files.writers import SUFFIXES, safe_text, write_table
from geo.flows.locate_table import locate_table
from geo.layers import exposed_layers
from geo.snapshot import City, LayerSnapshot
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


@pytest.fixture(scope="module")
def demo_city() -> City:
    """The demonstration city at its smallest."""
    frames = build_city(scale=0.1).frames
    layers = [layer for layer in exposed_layers() if layer.id in frames]
    return City({layer.id: LayerSnapshot.from_frame(layer, frames[layer.id], 0) for layer in layers})


@pytest.fixture(scope="module")
def homes(demo_city: City) -> NDArray[np.float64]:
    """A point in each of 2,000 buildings (some twice), lon/lat."""
    buildings = demo_city["building"]
    at = np.random.default_rng(1).integers(0, len(buildings), 2_000)
    return shapely.get_coordinates(shapely.point_on_surface(buildings.geometry[at]))


def _table(path: Path, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> Path:
    return _points(path, *(f"{at},{x:.7f},{y:.7f}" for at, (x, y) in enumerate(zip(lon, lat, strict=True))))


def test_shifted_points_without_a_label_are_recognised_and_put_back(
    demo_city: City, homes: NDArray[np.float64], tmp_path: Path
) -> None:
    source = _table(tmp_path / "p.csv", *wgs84_to_gcj02(homes[:, 0], homes[:, 1]))
    result = locate_table(demo_city, source, tmp_path / "out.geojson")
    assert (result.crs, [problem.rule for problem in result.problems]) == ("GCJ-02", ["locate-crs-found"])
    assert result.found["building"] == len(homes)
    placed = shapely.get_coordinates(gpd.read_file(tmp_path / "out.geojson").geometry.to_numpy())
    assert np.abs(placed - homes).max() < 1e-6


def test_unshifted_points_without_a_label_stay_without_a_word(
    demo_city: City, homes: NDArray[np.float64], tmp_path: Path
) -> None:
    result = locate_table(demo_city, _table(tmp_path / "p.csv", *homes.T), tmp_path / "out.csv")
    assert (result.crs, result.problems, result.found["building"]) == ("EPSG:4326", (), len(homes))


def test_a_label_that_the_city_contradicts_is_refused_with_the_likely_one(
    demo_city: City, homes: NDArray[np.float64], tmp_path: Path
) -> None:
    source = _table(tmp_path / "p.csv", *wgs84_to_gcj02(homes[:, 0], homes[:, 1]))
    with pytest.raises(BadInput, match="crs-contradicted") as caught:
        locate_table(demo_city, source, tmp_path / "out.csv", crs="wgs84")
    assert caught.value.params["expected"] == "GCJ-02"
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize(("crs", "label"), [("auto", "EPSG:4326"), ("gcj02", "GCJ-02")])
def test_what_cannot_be_told_is_taken_as_named_or_wgs84_with_a_warning(
    city: City, tmp_path: Path, crs: str, label: str
) -> None:
    source = _points(tmp_path / "p.csv", f"a,{WEST + 0.005},{SOUTH + 0.005}")
    result = locate_table(city, source, tmp_path / "out.csv", crs=crs)
    assert (result.crs, [problem.rule for problem in result.problems]) == (label, ["crs-unverified"])


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
    with pytest.raises(BadInput, match="output-folder-unknown"):
        write_table(frame, tmp_path / "none" / "out.csv")
    assert target.read_text() == "old"

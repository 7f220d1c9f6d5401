"""Each kind of file gives the same small world."""

from __future__ import annotations

import zipfile
from pathlib import Path

import geopandas as gpd
import openpyxl
import orjson
import pytest
import shapely
from shapely.geometry import Point, box

from geo.errors import BadInput, NotFound
from geo.files.raw import ReadOptions
from geo.files.readers import read_table

NAMES = ["和平里", "永定门外", "东直门"]
CODES = ["990101001", "990101002", "990101003"]
SQUARES = [box(116.0 + i, 39.0, 117.0 + i, 40.0) for i in range(3)]


@pytest.fixture
def world() -> gpd.GeoDataFrame:
    """Three squares in a row."""
    return gpd.GeoDataFrame({"编码": CODES, "名称": NAMES, "户数": [12, 0, 7]}, geometry=SQUARES, crs=4326)


def _check(path: Path, **options: object) -> None:
    (table,) = read_table(path, ReadOptions(**options))
    assert [table.columns[0], table.columns[1]] == ["编码", "名称"]
    assert list(table.rows["编码"]) == CODES
    assert list(table.rows["名称"]) == NAMES
    assert [int(value) for value in table.rows["户数"]] == [12, 0, 7]
    assert table.geometry is not None
    assert all(a.equals(b) for a, b in zip(table.geometry, SQUARES, strict=True))


def _shapefile(world: gpd.GeoDataFrame, folder: Path, encoding: str = "utf-8") -> Path:
    world.to_file(folder / "streets.shp", encoding=encoding)
    return folder / "streets.shp"


def _zipped(folder: Path, target: Path, leave_out: tuple[str, ...] = ()) -> Path:
    with zipfile.ZipFile(target, "w") as archive:
        for part in sorted(folder.glob("streets.*")):
            if part.suffix not in leave_out:
                archive.write(part, f"数据/{part.name}")
    return target


@pytest.mark.parametrize(
    ("driver", "suffix"), [("GPKG", "gpkg"), ("FlatGeobuf", "fgb"), ("GeoJSON", "geojson"), ("GeoJSONSeq", "json")]
)
def test_a_format_gives_its_columns_values_and_shapes(
    world: gpd.GeoDataFrame, tmp_path: Path, driver: str, suffix: str
) -> None:
    if suffix == "fgb":
        world.to_file(tmp_path / "a.fgb", driver=driver, SPATIAL_INDEX="NO")
    else:
        world.to_file(tmp_path / f"a.{suffix}", driver=driver)
    _check(tmp_path / f"a.{suffix}")


def test_a_geoparquet_gives_its_columns_values_and_shapes(world: gpd.GeoDataFrame, tmp_path: Path) -> None:
    world.to_parquet(tmp_path / "a.parquet")
    _check(tmp_path / "a.parquet")
    assert read_table(tmp_path / "a.parquet")[0].crs == "EPSG:4326"


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
@pytest.mark.parametrize("cpg", [True, False])
def test_a_shapefile_is_read_in_its_encoding_with_and_without_a_cpg(
    world: gpd.GeoDataFrame, tmp_path: Path, encoding: str, cpg: bool
) -> None:
    path = _shapefile(world, tmp_path, encoding)
    if not cpg:
        (tmp_path / "streets.cpg").unlink()
        data = bytearray((tmp_path / "streets.dbf").read_bytes())
        data[29] = 0
        (tmp_path / "streets.dbf").write_bytes(bytes(data))
    _check(path)
    _check(_zipped(tmp_path, tmp_path / "z.zip"))


def test_a_shapefile_without_prj_says_so(world: gpd.GeoDataFrame, tmp_path: Path) -> None:
    _shapefile(world, tmp_path)
    (table,) = read_table(_zipped(tmp_path, tmp_path / "z.zip", (".prj",)))
    assert table.crs is None
    assert "projection-missing" in {problem.rule for problem in table.problems}


def test_a_shapefile_without_shx_is_read_all_the_same(world: gpd.GeoDataFrame, tmp_path: Path) -> None:
    _shapefile(world, tmp_path)
    _check(_zipped(tmp_path, tmp_path / "z.zip", (".shx",)))


def test_a_geopackage_gives_each_of_its_layers_or_the_one_named(world: gpd.GeoDataFrame, tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    world.to_file(path, layer="streets")
    world.head(2).to_file(path, layer="communities", mode="a")
    assert [(table.table, len(table)) for table in read_table(path)] == [("streets", 3), ("communities", 2)]
    assert [len(table) for table in read_table(path, ReadOptions(table="communities"))] == [2]
    with pytest.raises(BadInput, match="table-unknown"):
        read_table(path, ReadOptions(table="community"))


def test_a_topojson_object_shares_arcs_between_neighbours(tmp_path: Path) -> None:
    topology = {
        "type": "Topology",
        "transform": {"scale": [0.5, 0.5], "translate": [100.0, 20.0]},
        "arcs": [[[2, 0], [0, 2]], [[2, 2], [-2, 0], [0, -2], [2, 0]], [[2, 0], [2, 0], [0, 2], [-2, 0]]],
        "objects": {
            "whole": {"type": "Polygon", "arcs": [[2, 1]]},
            "halves": {"type": "GeometryCollection", "geometries": [
                {"type": "Polygon", "arcs": [[0, 1]], "properties": {"name": "west"}},
                {"type": "Polygon", "arcs": [[2, -1]], "properties": {"name": "east"}},
            ]},
        },
    }  # fmt: skip
    path = tmp_path / "a.json"
    path.write_bytes(orjson.dumps(topology))
    (table,) = read_table(path)
    assert table.table == "halves"
    assert [problem.rule for problem in table.problems] == ["topojson-object-chosen"]
    assert table.geometry[0].equals(box(100, 20, 101, 21))
    assert table.geometry[1].equals(box(101, 20, 102, 21))
    (whole,) = read_table(path, ReadOptions(table="whole"))
    assert whole.geometry[0].equals(box(100, 20, 102, 21))


KML = """<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>
<Folder><name>街道</name><Placemark><name>和平里</name><ExtendedData><Data name="户数"><value>12</value></Data></ExtendedData>
<MultiGeometry><Point><coordinates>116,39,5</coordinates></Point><Point><coordinates>117,39</coordinates></Point></MultiGeometry></Placemark>
<Placemark><name>东直门</name><Polygon><outerBoundaryIs><LinearRing><coordinates>0,0 4,0 4,4 0,4 0,0</coordinates></LinearRing></outerBoundaryIs>
<innerBoundaryIs><LinearRing><coordinates>1,1 2,1 2,2 1,1</coordinates></LinearRing></innerBoundaryIs></Polygon></Placemark></Folder>
<NetworkLink><Link><href>http://127.0.0.1:9/x.kml</href></Link></NetworkLink></Document></kml>"""


@pytest.mark.parametrize("packed", [True, False])
def test_kml_placemarks_keep_folder_data_and_holes_and_links_are_not_followed(tmp_path: Path, packed: bool) -> None:
    path = tmp_path / "a.kml"
    path.write_text(KML, encoding="utf-8")
    if packed:
        path = tmp_path / "a.kmz"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("doc.kml", KML)
    (table,) = read_table(path)
    assert list(table.rows["name"]) == ["和平里", "东直门"]
    assert list(table.rows["户数"]) == ["12", None]
    assert set(table.rows["folder"]) == {"街道"}
    assert table.geometry[0].equals(shapely.MultiPoint([(116, 39), (117, 39)]))
    assert table.geometry[1].area == pytest.approx(16 - 0.5)
    assert "kml-parts-not-read" in {problem.rule for problem in table.problems}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_a_csv_is_read_whatever_its_encoding_and_delimiter(tmp_path: Path, encoding: str, delimiter: str) -> None:
    lines = [
        ["编码", "名称", "经度", "纬度"],
        ["0990101001", "和平里街道办事处", "116.4", "39.9"],
        ["0990101002", '"东直门,外"', "", ""],
    ]
    (tmp_path / "a.csv").write_bytes("\r\n".join(delimiter.join(line) for line in lines).encode(encoding))
    (table,) = read_table(tmp_path / "a.csv")
    assert table.columns == ("编码", "名称")
    assert list(table.rows["编码"]) == ["0990101001", "0990101002"]
    assert table.rows["名称"][1] == "东直门,外"
    assert table.geometry[0].equals(Point(116.4, 39.9))
    assert table.geometry[1] is None
    assert list(table.row_numbers) == [2, 3]


def test_a_csv_in_big5_is_told_from_gbk(tmp_path: Path) -> None:
    text = "代碼,鄉鎮名稱,縣市\r\n10014020,成功鎮,臺東縣\r\n10014030,關山鎮,臺東縣\r\n65000010,板橋區,新北市\r\n"
    (tmp_path / "a.csv").write_bytes(text.encode("big5"))
    (table,) = read_table(tmp_path / "a.csv")
    assert list(table.rows["鄉鎮名稱"]) == ["成功鎮", "關山鎮", "板橋區"]


def test_a_csv_column_of_well_known_text_gives_shapes_and_its_frame(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('name,wkt\na,"SRID=4490;POLYGON((0 0,1 0,1 1,0 0))"\nb,POINT EMPTY\n')
    (table,) = read_table(tmp_path / "a.csv")
    assert table.crs == "EPSG:4490"
    assert table.geometry[0].area == 0.5
    assert table.geometry[1] is None
    assert [(problem.rule, problem.row) for problem in table.problems] == [("row-geometry-empty", 3)]


def test_columns_of_a_named_frame_label_the_table(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("name,gcj02_lng,gcj02_lat\na,116.4,39.9\n")
    (table,) = read_table(tmp_path / "a.csv")
    assert table.crs == "gcj02"


@pytest.mark.parametrize("end", ["\r", "\r\n", "\n"])
def test_a_line_may_end_in_any_way(tmp_path: Path, end: str) -> None:
    (tmp_path / "a.csv").write_bytes(f"name,n{end}甲,1{end}乙,2{end}".encode())
    (table,) = read_table(tmp_path / "a.csv")
    assert list(table.rows["name"]) == ["甲", "乙"]


def test_a_row_with_too_many_cells_is_a_problem_of_that_row(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("name,lon,lat\na,1,2\nb,1,2,3\n")
    (table,) = read_table(tmp_path / "a.csv")
    assert [(problem.rule, problem.severity, problem.row) for problem in table.problems] == [("row-width", "error", 3)]


def _workbook(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "社区"
    sheet.append(["朝阳区社区台账（2024年）"])
    sheet.merge_cells("A1:E1")
    sheet.append(["社区编码", "社区名称", "人口", None, "建成时间"])
    sheet.append([None, None, "户数", "人数", None])
    for cells in ("A2:A3", "B2:B3", "C2:D2", "E2:E3"):
        sheet.merge_cells(cells)
    sheet.append([110101001001.0, "多福巷", 1200, "=C4*2", "1998年"])
    sheet.append([110101001002.0, "银闸", 800, 1600, "#N/A"])
    other = book.create_sheet("网格")
    other.append(["编码", "名称"])
    other.append(["110101001001001", "第一网格"])
    book.create_sheet("空表")
    book.save(path)
    return path


def test_a_workbook_gives_each_sheet_under_its_merged_header(tmp_path: Path) -> None:
    communities, grids = read_table(_workbook(tmp_path / "a.xlsx"))
    assert communities.columns == ("社区编码", "社区名称", "人口_户数", "人口_人数", "建成时间")
    assert list(communities.row_numbers) == [4, 5]
    assert list(communities.rows["人口_户数"]) == [1200, 800]
    assert list(communities.rows["社区编码"]) == [110101001001, 110101001002]
    assert [(p.rule, p.row, p.column) for p in communities.problems] == [("cell-error", 5, "建成时间")]
    assert (grids.table, grids.columns) == ("网格", ("编码", "名称"))


def test_coordinates_under_grouped_headers_are_a_pair_of_one_group(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["楼栋", None, "百度", "位置", None])
    sheet.append(["编码", "名称", "经度", "经度", "纬度"])
    sheet.merge_cells("A1:B1")
    sheet.merge_cells("D1:E1")
    sheet.append(["990101001001001", "一号楼", 117.5, 116.4, 39.9])
    book.save(tmp_path / "a.xlsx")
    (table,) = read_table(tmp_path / "a.xlsx")
    assert table.columns == ("楼栋_编码", "楼栋_名称", "百度_经度")
    assert table.geometry[0].equals(Point(116.4, 39.9))


def test_formulas_whose_results_were_not_saved_are_named(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["name", "households"])
    book.active.append(["a", "=1+1"])
    book.save(tmp_path / "a.xlsx")
    (table,) = read_table(tmp_path / "a.xlsx")
    assert [problem.rule for problem in table.problems] == ["formula-without-value"]


def test_a_list_of_objects_with_coordinates_gives_points(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(
        orjson.dumps([{"id": "a", "latitude": 1.5, "longitude": 103.5}, {"id": "b", "floors": 3}])
    )
    (table,) = read_table(tmp_path / "a.json")
    assert table.columns == ("id", "floors")
    assert table.geometry[0].equals(Point(103.5, 1.5))
    assert table.geometry[1] is None


def test_an_html_table_in_a_description_becomes_columns(tmp_path: Path) -> None:
    description = (
        "<table><tr><th>HCI_NAME</th> <td>Acumed &amp; Co</td></tr><tr bgcolor=''><th>TEL</th><td></td></tr></table>"
    )
    feature = {"type": "Feature", "properties": {"Name": "kml_1", "Description": description}, "geometry": None}
    bare = {"type": "Feature", "properties": {"Name": "kml_2", "Description": None}, "geometry": None}
    (tmp_path / "a.geojson").write_bytes(orjson.dumps({"type": "FeatureCollection", "features": [feature, bare]}))
    (table,) = read_table(tmp_path / "a.geojson")
    assert table.columns == ("Name", "HCI_NAME", "TEL")
    assert table.rows.to_numpy().tolist() == [["kml_1", "Acumed & Co", None], ["kml_2", None, None]]


def test_the_content_decides_when_the_suffix_lies(world: gpd.GeoDataFrame, tmp_path: Path) -> None:
    world.to_file(tmp_path / "a.geojson", driver="GeoJSON")
    (tmp_path / "a.geojson").rename(tmp_path / "a.xlsx")
    _check(tmp_path / "a.xlsx")


def test_a_missing_file_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="file-missing"):
        read_table(tmp_path / "none.csv")

"""Commands over data that is not what a city should be: what is lacking is said, and nothing is told that is not so."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import pandas as pd
import pytest

from geo.clock import china_today
from geo.store import SYSTEM, LayerChange, open_store
from tests.cli.program import call
from tests.coverage_world import Town


def made(folder: Path, *layers: str, **values: object) -> Path:
    """A store with these layers of the town, its buildings with these values."""
    town = Town()
    for row in town.rows["building"]:
        row.update(values)
    frames = town.frames()
    with open_store(f"sqlite:///{folder / 'jingwei.sqlite3'}").acting(SYSTEM) as store:
        store.migrate()
        store.write([LayerChange(layer, frames[layer], dt.date(2026, 9, 1)) for layer in layers], source="test")
    return folder


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Homes alone, as a map of the world gives them: no codes, no areas, nobody knows who lives there."""
    return made(tmp_path_factory.mktemp("bare"), "building", code=None, households=None)


def told(data: Path, *words: str) -> str:
    ended = call(*words, "--data", data, "--language", "zh")
    assert ended.code == 0, ended.err
    assert "None" not in ended.out
    assert "nan" not in ended.out
    return ended.out


def test_homes_whose_households_nobody_knows_are_counted_beside_the_figures(bare: Path) -> None:
    assert "9 栋住宅的户数未知" in told(bare, "coverage")
    assert "9 栋住宅的户数未知" in told(bare, "housing")


def test_a_table_without_rows_says_why(bare: Path, tmp_path: Path) -> None:
    assert "没有这一层级的区域" in told(made(tmp_path), "coverage", "--level", "street")
    assert "没有已知的住户" in told(bare, "housing", "--level", "street")


def test_where_nobody_is_known_to_live_no_share_is_zero(bare: Path) -> None:
    table = pd.read_csv(io.StringIO(told(bare, "housing", "--level", "city", "--format", "csv").lstrip("\ufeff")))
    assert table["households"].tolist() == [0]
    assert table.filter(like="_share").isna().all(axis=None)


def test_without_estates_scattered_buildings_are_told_to_be_all_there_are(tmp_path: Path) -> None:
    assert "所有楼栋都按散居楼栋统计" in told(made(tmp_path, "building"), "housing", "--level", "city")


def test_a_building_without_a_code_is_listed_by_its_id(bare: Path) -> None:
    assert "楼栋“#1”不在任何网格内" in told(bare, "gaps")


def test_where_nobody_lives_a_site_gains_nothing_and_says_so(bare: Path) -> None:
    out = told(bare, "site", "--category", "nursery", "--k", "2", "--use", "residential")
    assert "覆盖 – → –" in out
    assert "没有已知的住户" in out


def test_uses_that_do_not_exist_or_are_not_there_are_told_with_those_that_are(bare: Path) -> None:
    unknown = call("site", "--category", "nursery", "--k", "2", "--use", "flying", "--data", bare)
    assert (unknown.code, "没有建筑用途“flying”" in unknown.err) == (2, True)
    assert "residential" in unknown.err
    absent = call("site", "--category", "nursery", "--k", "2", "--data", bare)
    assert absent.code == 1
    assert "residential 9" in absent.err


def test_a_what_if_calls_nameless_areas_by_their_codes_and_says_what_becomes_known(tmp_path: Path) -> None:
    scenario = tmp_path / "changes.json"
    scenario.write_text('[{"op": "add_unit", "level": 2, "lon": 116.4005, "lat": 39.9005}]')
    out = told(made(tmp_path, "street", "community", "grid", "building"), "what-if", str(scenario))
    for code in ("S1", "C1", "G1"):
        assert f" {code} " in out
    assert "0 (无法判断)，未知 90" in out


@pytest.mark.parametrize("command", ["coverage", "gaps", "housing"])
def test_a_day_that_the_service_would_not_measure_is_not_measured_here_either(bare: Path, command: str) -> None:
    last = china_today() + dt.timedelta(92)
    assert call(command, "--as-of", str(last), "--data", bare).code == 0
    ended = call(command, "--as-of", str(last + dt.timedelta(1)), "--data", bare)
    assert ended.code == 2
    assert str(last) in ended.err


def test_a_report_that_cannot_be_written_says_why_in_the_reader_s_language(bare: Path, tmp_path: Path) -> None:
    (tmp_path / "a.html").mkdir()
    for target, why in (("none/a.html", "文件夹“"), ("a.html", "这是一个文件夹")):
        ended = call("report", "--level", "community", "--output", tmp_path / target, "--data", bare)
        assert (ended.code, why in ended.err) == (1, True), ended.err


def test_a_folder_for_reports_of_imports_that_cannot_be_made_is_told_before_anything_is_stored(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    points = tmp_path / "venue.csv"
    points.write_text("name,lon,lat\nA,116.4,39.9\n")
    ended = call("import", points, "--report", tmp_path / "file" / "r", "--data", tmp_path / "data")
    assert (ended.code, "路径中有一段不是文件夹" in ended.err) == (3, True), ended.err
    assert not (tmp_path / "data").exists()


def test_what_is_not_known_stands_beside_each_share_that_lacks_it(tmp_path: Path) -> None:
    out = told(made(tmp_path, "building"), "coverage")
    (head,) = [line for line in out.splitlines() if "中心户" in line]
    assert (out.count("无法判断"), out.count("0.0%")) == (3, 1), (
        "nought of what nobody knows is no share, of what is known it is"
    )
    asked = call("coverage", "--json", "--data", tmp_path, "--language", "zh").document()
    figures = asked["areas"][0]["figures"]
    lacking = [index for index in ("hub", "completeness") if figures[index]["unknown"]]
    assert lacking == ["hub"]
    assert [word.strip() for word in head.strip("┃ ").split("┃")] == [
        "区域", "户数", "H 支部", "未知", "V 链条", "未知", "中心户", "未知", "服务圈", "单位", "差距",
    ]  # fmt: skip

"""What an import makes of headers: grouped ones are understood, and a file without any that it knows is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from shapely.geometry import Point

from geo.store import Store
from tests.flows.world import rules, run


def _grouped(path: Path, code: str) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["和平里楼栋台账（2024年）"])
    sheet.append(["基本信息", None, None, "位置", None])
    sheet.append(["楼栋编码", "楼栋名称", "层数", "经度", "纬度"])
    for cells in ("A1:E1", "A2:C2", "D2:E2"):
        sheet.merge_cells(cells)
    sheet.append([code, "一号楼", "6层", 116.4, 39.9])
    book.save(path)
    return path


def test_a_workbook_with_grouped_headers_fills_its_fields(sqlite_store: Store, tmp_path: Path) -> None:
    file = _grouped(tmp_path / "a.xlsx", "99010100100100101")
    assert run(sqlite_store, (file, "building"), crs="wgs84").state == "stored"
    (building,) = sqlite_store.read("building").to_dict("records")
    assert (building["code"], building["name"], building["floors"]) == ("99010100100100101", "一号楼", 6)
    assert building["geometry"].equals(Point(116.4, 39.9))


def test_a_code_under_a_grouped_header_is_checked(sqlite_store: Store, tmp_path: Path) -> None:
    report = run(sqlite_store, (_grouped(tmp_path / "a.xlsx", "B001"), "building"), crs="wgs84")
    assert report.state == "refused"
    assert "code-malformed" in rules(report)


def test_a_file_without_any_known_column_is_refused_with_its_columns_and_the_way_out(
    sqlite_store: Store, tmp_path: Path
) -> None:
    (tmp_path / "a.csv").write_text("甲,乙\nfoo,bar\n", encoding="utf-8")
    report = run(sqlite_store, (tmp_path / "a.csv", "venue"))
    assert report.state == "refused"
    (told,) = [problem for problem in report.problems if problem.rule == "nothing-recognised"]
    for language in ("zh", "en"):
        assert "甲, 乙" in told.message.text(language, told.params)
        assert "--map" in told.message.remedy(language, told.params)
        assert "category" in told.message.remedy(language, told.params)


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("甲,乙\nfoo,bar\n", {"mapping": {"name": "甲"}}),
        ("甲,乙\nfoo,bar\n", {"constants": {"category": "clinic"}}),
        ("甲,经度,纬度\nfoo,116.4,39.9\n", {"crs": "wgs84"}),
    ],
)
def test_one_field_one_constant_or_a_place_is_enough(
    text: str, options: dict[str, Any], sqlite_store: Store, tmp_path: Path
) -> None:
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    assert "nothing-recognised" not in rules(run(sqlite_store, (tmp_path / "a.csv", "venue"), **options))

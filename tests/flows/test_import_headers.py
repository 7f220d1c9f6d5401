"""What an import makes of headers: grouped ones are understood, and a file without any that it knows is refused."""

from __future__ import annotations

from pathlib import Path

import openpyxl
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

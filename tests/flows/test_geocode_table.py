"""A table of addresses comes back with the door, the candidates or the reason of each row."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from geo.address.book import Alias
from geo.clock import china_today
from geo.errors import BadInput, NotFound
from geo.files.readers import read_table
from geo.files.writers import SUFFIXES
from geo.flows import find_address
from geo.flows.find_address import AddressFinder, current_book, every_door, keep_alias
from geo.flows.geocode_table import geocode_table
from geo.store import Store
from tests.http.test_addresses import fill

ROWS = (
    ("甲", "文澜路18号翠湖花园一期1号楼2单元501"), ("乙", "翠湖花园3号楼"), ("丙", "绿地中心3号楼"), ("丁", ""), ("戊", "翠湖花园一期"),
    ("己", "翠" * 201), ("庚", "文澜路20号附7号"),
)  # fmt: skip


def table(path: Path, header: str = "事发地址") -> Path:
    lines = "\n".join(f"{name},{address}" for name, address in ROWS)
    path.write_text(f"编号,{header}\n{lines}\n", encoding="utf-8")
    return path


@pytest.fixture
def finder(sqlite_store: Store) -> AddressFinder:
    fill(sqlite_store)
    return AddressFinder(sqlite_store, current_book(sqlite_store), china_today(), every_door)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_kind_of_output_says_what_each_row_means(finder: AddressFinder, tmp_path: Path, suffix: str) -> None:
    done = geocode_table(finder, table(tmp_path / "a.csv"), tmp_path / f"out{suffix}")
    assert (done.rows, done.without_address, done.column) == (7, 1, "事发地址")
    assert done.found == {"placed": 3, "ambiguous": 1, "failed": 2}
    assert done.levels == {"household": 1, "estate": 1, "building": 1}
    (made,) = read_table(tmp_path / f"out{suffix}")
    rows = made.rows
    assert list(rows["address_status"]) == ["placed", "ambiguous", "failed", None, "placed", "failed", "placed"]
    assert list(rows["address_level"])[::6] == ["household", "building"]
    assert rows["address_place"][0] == "翠湖花园一期1号楼2单元501室"
    assert rows["address_building_code"][0] == "99010100100100001"
    assert rows["address_candidates"][1] == "翠湖花园一期3号楼；翠湖花园二期3号楼"
    assert rows["address_missing"][1] == "phase"
    assert "绿地中心" in rows["address_reason"][2]
    assert "201" in rows["address_reason"][5]
    assert made.geometry is not None
    assert (made.geometry[0].x, made.geometry[0].y) == pytest.approx((114.004, 30.009))
    assert made.geometry[1] is None


def test_a_column_is_found_by_its_header_or_named(finder: AddressFinder, tmp_path: Path) -> None:
    source = table(tmp_path / "a.csv", "住在哪里")
    with pytest.raises(BadInput, match="geocode-no-addresses") as error:
        geocode_table(finder, source, tmp_path / "out.csv")
    assert "住在哪里" in error.value.remedy()
    assert geocode_table(finder, source, tmp_path / "out.csv", column="住在哪里").found["placed"] == 3
    with pytest.raises(BadInput, match="geocode-no-addresses"):
        geocode_table(finder, source, tmp_path / "x.csv", column="地址")
    assert not (tmp_path / "x.csv").exists()


def test_a_workbook_is_read_too_and_its_own_columns_stay(finder: AddressFinder, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["address_status", "地址"])
    book.active.append(["旧", "翠湖花园二期3栋301"])
    book.save(tmp_path / "a.xlsx")
    done = geocode_table(finder, tmp_path / "a.xlsx", tmp_path / "out.xlsx", language="en")
    assert done.found["placed"] == 1
    (made,) = read_table(tmp_path / "out.xlsx")
    assert (made.rows["address_status"][0], made.rows["address_status (2)"][0]) == ("旧", "placed")


def test_doors_are_read_a_batch_at_a_time_with_the_same_answers(
    finder: AddressFinder, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [address[:200] for _, address in ROWS] * 3
    at_once = list(finder.find_all(texts))
    monkeypatch.setattr(find_address, "BATCH", 2)
    assert list(finder.find_all(texts)) == at_once == [finder.find(text) for text in texts]


def test_a_search_is_confined_to_an_area_that_is_there(finder: AddressFinder) -> None:
    assert finder.find("1号楼501", within=("estate", 1)).status == "ambiguous"
    assert finder.find("附7号", within=("community", 1)).level == "building"
    with pytest.raises(NotFound):
        finder.find("1号楼", within=("community", 99))


def test_an_alias_is_known_to_the_next_book(finder: AddressFinder) -> None:
    keep_alias(finder.store, Alias(1, "老 绸厂", "estate", 2), is_learned=False)
    fresh = AddressFinder(finder.store, current_book(finder.store), china_today(), every_door)
    assert fresh.find("老绸厂3栋").level == "building"
    assert finder.find("老绸厂3栋").status == "failed"

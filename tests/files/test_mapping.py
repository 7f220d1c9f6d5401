"""Headers, cells and keys as files have them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point

from geo.errors import BadInput
from geo.files.headers import map_columns
from geo.files.keys import row_keys
from geo.files.raw import RawTable, objects, table_of
from geo.files.values import convert
from geo.layers import LAYERS, Field, FieldType, Label


def _table(rows: dict[str, list[Any]], geometry: list[Any] | None = None) -> RawTable:
    count = len(next(iter(rows.values())))
    frame = table_of({name: objects(values) for name, values in rows.items()}, count)
    return RawTable("a.csv", None, frame, np.arange(2, count + 2), None if geometry is None else objects(geometry))


@pytest.mark.parametrize(
    ("layer", "columns", "expected"),
    [
        ("community", ["社区编码", "社区名称", "街道编码"], {"name": "社区名称", "street_id": "街道编码"}),
        ("community", ["code", "name", "streetCode", "cityCode"], {"code": "code", "name": "name", "street_id": "streetCode"}),
        ("street", ["省", "市", "县", "乡"], {"name": "乡", "district": "县"}),
        ("building", ["osm_id", "name", "building", "building:levels"], {"name": "name", "use": "building", "floors": "building:levels"}),
        ("building", ["楼栋编码", "楼 号", "总户数", "建成时间"], {"name": "楼 号", "households": "总户数", "built_year": "建成时间"}),
        ("building", ["ＢＬＫ＿ＮＯ", "Max Floor Lvl"], {"name": "ＢＬＫ＿ＮＯ", "floors": "Max Floor Lvl"}),
        ("grid", ["网格编码", "网格名称", "所属社区"], {"name": "网格名称", "community_id": "所属社区"}),
    ],
)  # fmt: skip
def test_headers_find_their_fields(layer: str, columns: list[str], expected: dict[str, str]) -> None:
    found = map_columns(LAYERS[layer], columns, {}, "a.csv")
    assert expected.items() <= found.columns.items()
    assert set(found.unmapped) == set(columns) - set(found.columns.values())


def test_the_layers_own_code_is_found_under_its_own_name() -> None:
    for layer in ("street", "community", "grid", "building"):
        label = LAYERS[layer].label.zh
        found = map_columns(LAYERS[layer], [f"{label}编码", f"{label}名称"], {}, "a.csv")
        assert dict(found.columns) == {"code": f"{label}编码", "name": f"{label}名称"}


def test_the_users_word_wins_over_a_spelling_and_frees_the_other_column() -> None:
    found = map_columns(
        LAYERS["street"], ["name", "PLN_AREA_N", "PLN_AREA_C"], {"name": "PLN_AREA_N", "code": "pln_area_c"}, "a.csv"
    )
    assert dict(found.columns) == {"code": "PLN_AREA_C", "name": "PLN_AREA_N"}
    assert found.unmapped == ("name",)


@pytest.mark.parametrize(
    ("overrides", "rule", "hint"),
    [
        ({"nmae": "name"}, "field-unknown", "name"),
        ({"name": "nam"}, "column-unknown", "name"),
        ({"name": "name", "code": "name"}, "column-mapped-twice", "name"),
    ],
)
def test_a_wrong_mapping_names_what_it_could_be(overrides: dict[str, str], rule: str, hint: str) -> None:
    with pytest.raises(BadInput) as caught:
        map_columns(LAYERS["street"], ["name", "kind"], overrides, "a.csv")
    assert caught.value.message.code == rule
    assert hint in str(caught.value.params)


def test_the_last_word_of_a_grouped_header_counts_where_no_whole_one_matches() -> None:
    lasts = {"基本_楼栋编码": "楼栋编码", "基本_名称": "名称", "社区_编码": "编码", "规模_层数": "层数"}
    found = map_columns(LAYERS["building"], list(lasts), {}, "a.xlsx", last_words=lasts)
    assert dict(found.columns) == {
        "code": "基本_楼栋编码", "name": "基本_名称", "floors": "规模_层数", "community_id": "社区_编码",
    }  # fmt: skip


def test_a_last_word_that_two_columns_share_says_nothing() -> None:
    lasts = {"物业_名称": "名称", "联系人_名称": "名称", "基本_层数": "层数"}
    found = map_columns(LAYERS["building"], list(lasts), {}, "a.xlsx", last_words=lasts)
    assert dict(found.columns) == {"floors": "基本_层数"}


def test_an_unknown_field_is_answered_with_every_field_of_the_layer() -> None:
    with pytest.raises(BadInput) as caught:
        map_columns(LAYERS["community"], ["name", "code"], {"nope": "name"}, "a.csv")
    assert caught.value.params["expected"] == ", ".join(field.name for field in LAYERS["community"].fields)


def test_a_required_field_without_column_is_refused() -> None:
    with pytest.raises(BadInput, match="required-column-missing"):
        map_columns(LAYERS["unit"], ["name"], {}, "a.csv")


WHOLE = Field("floors", FieldType.INTEGER, Label("层数", "Floors"))
HOMES = LAYERS["building"].field("households")
YEAR = Field("built_year", FieldType.INTEGER, Label("建成年份", "Built"))
DAY = Field("last_active_on", FieldType.DATE, Label("最近活动日期", "Last active"))
MOMENT = Field("reported_at", FieldType.DATETIME, Label("上报时间", "Reported"))
YES = Field("is_primary", FieldType.BOOLEAN, Label("主责", "Primary"))
REAL = Field("length_m", FieldType.REAL, Label("长度", "Length"))
TEXT = Field("name", FieldType.TEXT, Label("名称", "Name"))
USE = LAYERS["building"].field("use")
HOUSING = LAYERS["building"].field("housing_type")
SHANGHAI = dt.timezone(dt.timedelta(hours=8))


@pytest.mark.parametrize(
    ("field", "cell", "expected"),
    [
        (WHOLE, "12层", 12), (WHOLE, " １２ ", 12), (WHOLE, 12.0, 12), (WHOLE, "1,200户", 1200), (WHOLE, "", None),
        (WHOLE, "-", None), (WHOLE, None, None), (WHOLE, "3.5", "?"), (WHOLE, "十二", "?"), (WHOLE, True, "?"),
        (HOMES, "1,200户", 1200), (HOMES, "0", 0), (HOMES, "-7", "?"), (HOMES, "99999999999", "?"), (HOMES, "1e6", 1_000_000),
        (YEAR, "1998年", 1998), (YEAR, 1998.0, 1998), (YEAR, "1998-05-01", 1998), (YEAR, "19980501", 1998), (YEAR, "98", "?"),
        (YEAR, "1998年竣工", 1998), (DAY, "2024-5-1", dt.date(2024, 5, 1)), (DAY, "2024年5月1日", dt.date(2024, 5, 1)),
        (DAY, "20240501", dt.date(2024, 5, 1)), (DAY, "18/08/2004", dt.date(2004, 8, 18)), (DAY, "2024-02-30", "?"),
        (DAY, "2024-05-01T00:00:00", dt.date(2024, 5, 1)),
        (MOMENT, "2024-05-01 08:30", dt.datetime(2024, 5, 1, 8, 30, tzinfo=SHANGHAI)),
        (MOMENT, "2024-05-01T08:30:00Z", dt.datetime(2024, 5, 1, 8, 30, tzinfo=dt.UTC)), (MOMENT, "昨天", "?"),
        (YES, "是", True), (YES, "f", False), (YES, 1, True), (YES, True, True), (YES, "也许", "?"),
        (REAL, "12.5米", 12.5), (REAL, "inf", "?"), (REAL, 3, 3.0),
        (TEXT, 110101001001.0, "110101001001"), (TEXT, " 和平\n里 ", "和平 里"), (TEXT, "NULL", None), (TEXT, ["a"], '["a"]'),
        (USE, "住宅", "residential"), (USE, "apartments", "residential"), (USE, "Yes", "other"), (USE, "kiosk", "?"),
        (HOUSING, "回迁房", "resettlement"), (HOUSING, "public_rental", "public_rental"), (HOUSING, "Low-Rent", "low_rent"),
    ],
)  # fmt: skip
def test_a_cell_is_read_as_its_field(field: Field, cell: Any, expected: Any) -> None:
    read = convert(field, objects([cell]), np.array([7]), "列", "a.csv", "building")
    if expected == "?":
        assert read.values[0] is None
        assert read.unreadable[0]
        (problem,) = read.problems
        assert (problem.rule, problem.row, problem.column, problem.file) == ("value-unreadable", 7, "列", "a.csv")
        assert str(cell)[:3] in problem.message.text("zh", problem.params)
    else:
        assert read.values[0] == expected
        assert type(read.values[0]) is type(expected)
        assert not read.problems


def test_an_empty_required_cell_is_an_error() -> None:
    read = convert(LAYERS["unit"].field("level"), objects([1, None]), np.array([2, 3]), "层级", "a.csv", "unit")
    assert [(problem.rule, problem.row, problem.severity) for problem in read.problems] == [
        ("required-value-missing", 3, "error")
    ]


@given(st.lists(st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=12)), max_size=8))
def test_no_cell_breaks_a_reader(cells: list[Any]) -> None:
    for field in (WHOLE, HOMES, YEAR, DAY, MOMENT, YES, REAL, TEXT, USE):
        read = convert(field, objects(cells), np.arange(len(cells)), "c", "f", "building")
        assert len(read.values) == len(cells)


def test_keys_come_from_the_code_then_known_ids_then_content() -> None:
    points = [Point(0, 0), Point(1, 1)]
    assert list(row_keys(_table({"a": ["x", "y"]}), objects(["1", "2"]), None, "street")[0]) == ["1", "2"]
    osm = _table({"osm_type": ["way", "node"], "osm_id": [5, 5], "a": ["x", "x"]})
    assert list(row_keys(osm, None, None, "street")[0]) == ["osm_id:way/5", "osm_id:node/5"]
    assert list(row_keys(osm, objects(["1", None]), None, "street")[0]) == ["osm_id:way/5", "osm_id:node/5"]
    named = row_keys(_table({"a": ["x", "y"]}, points), None, None, "street")[0]
    moved = row_keys(_table({"a": ["x", "y"]}, points[::-1]), None, None, "street")[0]
    assert list(named) == list(moved)
    placed = row_keys(_table({"a": ["x", "x"]}, points), None, None, "street")[0]
    assert placed[0] != placed[1]


def test_a_repeated_code_is_an_error_that_names_both_rows() -> None:
    _, kept, problems = row_keys(_table({"a": ["x", "y"]}), objects(["1", "1"]), None, "street")
    assert kept.all()
    assert [(p.rule, p.row, p.params["first"], p.severity) for p in problems] == [("key-repeated", 3, 2, "error")]


def test_a_row_repeated_in_everything_is_kept_once() -> None:
    _, kept, problems = row_keys(_table({"a": ["x", "x"]}, [Point(0, 0)] * 2), None, None, "street")
    assert list(kept) == [True, False]
    assert [(p.rule, p.severity) for p in problems] == [("row-repeated", "warning")]

"""Which headers and values are about persons, and which only look like it."""

from __future__ import annotations

import pytest

from geo.files.spelling import normalised
from geo.layers import LAYERS
from geo.layers.personal import has_identity_number, has_mobile_number, refused_header


@pytest.mark.parametrize(
    "header",
    [
        "户主",
        "户主姓名",
        "身份证号",
        "证件号码",
        "联系人",
        "联系人电话",
        "手机号",
        "残疾类型",
        "民族",
        "重点人员",
        "ID Card",
    ],
)
def test_headers_that_mean_a_person_are_refused_in_every_layer(header: str) -> None:
    assert all(refused_header(normalised(header), layer) for layer in LAYERS)


@pytest.mark.parametrize(
    ("header", "layer"),
    [("病床数", "venue"), ("办公电话", "unit"), ("电话", "venue"), ("无障碍", "venue"), ("残疾人数", "grid"),
     ("健康步道", "path"), ("物业电话", "building"), ("房龄", "building"), ("单位名称", "organisation")],
)  # fmt: skip
def test_headers_that_mean_a_place_or_a_number_are_kept(header: str, layer: str) -> None:
    assert refused_header(normalised(header), layer) is None


def test_a_telephone_or_a_number_of_the_ill_at_a_home_is_somebody_s_own() -> None:
    assert refused_header("电话", "household")
    assert refused_header("残疾人数", "building")


@pytest.mark.parametrize("text", ["110101199001011237", "李四 110101199001011237", "号11010519491231002x。"])
def test_an_identity_number_is_known_by_its_birthday_and_check_character(text: str) -> None:
    assert has_identity_number(text)


@pytest.mark.parametrize(
    "text",
    ["110101199001011238", "110101199013011230", "1101011990010112370", "990101001001001001", "A110101199001011237"],
)
def test_other_long_numbers_are_no_identity_numbers(text: str) -> None:
    assert not has_identity_number(text)


@pytest.mark.parametrize("text", ["13812345678", "张三13812345678", "+86 138-1234-5678", "8613812345678，晚上"])
def test_a_mobile_number_is_known_within_a_text(text: str) -> None:
    assert has_mobile_number(text)


@pytest.mark.parametrize(
    "text", ["12812345678", "116.13812345678", "138123456789", "13812345678.25", "0571-88123456", "9c13812345678"]
)
def test_other_numbers_are_no_mobile_numbers(text: str) -> None:
    assert not has_mobile_number(text)

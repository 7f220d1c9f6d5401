from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.address import Kind, KnownNames, parse
from geo.address.numerals import number_of, with_arabic_numerals
from geo.errors import LimitExceeded


def told(text: str, known: KnownNames | None = None) -> str:
    """The segments on one line; what the text itself does not type ends in «?»."""
    address = parse(text, known) if known else parse(text)
    return " ".join(f"{s.kind.value}:{s.value}{'?' if s.is_bare else ''}" for s in address.segments)


@pytest.mark.parametrize(
    "text",
    [
        "3号楼",
        "3栋",
        "3幢",
        "三幢",
        "3#",
        "叁号楼",
        "３号楼",
        "第3栋",
        "#3",
        "3号栋",
        "3座",
        "3#楼",
        "03栋",
        "叁栋",
        "3號樓",
        "③栋",
    ],
)
def test_one_building_is_written_in_many_ways(text: str):
    assert told(f"翠湖花园{text}") == "estate:翠湖花园 building:3"


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        ("银江路3号", "road:银江路 house_number:3"),
        ("翠湖花园3号", "estate:翠湖花园 house_number:3"),
        ("银江路3号3号楼", "road:银江路 house_number:3 building:3"),
        ("5号院3号楼2门501", "house_number:5 building:3 unit:2 room:501?"),
        ("银江路甲12号", "road:银江路 house_number:甲12"),
        ("银江路12-3号", "road:银江路 house_number:12-3"),
        ("银江路2号之7", "road:银江路 house_number:2 sub_number:7"),
        ("银江路2号附7号301", "road:银江路 house_number:2 sub_number:7 room:301?"),
        ("银江路32翠湖花园3栋", "road:银江路 house_number:32? estate:翠湖花园 building:3"),
    ],
)
def test_a_house_number_is_no_building(text: str, segments: str):
    assert told(text) == segments


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        ("银江路88弄3号501室", "road:银江路 lane:88 building:3 room:501"),
        ("银江路八十八弄3号", "road:银江路 lane:88 building:3"),
        ("88弄3号2单元", "lane:88 building:3 unit:2"),
    ],
)
def test_in_a_lane_a_bare_number_is_a_building(text: str, segments: str):
    assert told(text) == segments


@pytest.mark.parametrize(
    "text",
    ["翠湖花园5-2-301", "翠湖花园5-2-0301", "翠湖花园5－2－301室", "翠湖花园5—2—301", "翠湖花园 5 2 301", "翠湖花园5/2/301",
     "翠湖花园5栋2-301", "翠湖花园五栋二单元三〇一", "翠湖花园5幢2单元301室", "301室2单元5栋翠湖花园", "（翠湖花园）5号楼（2单元）301"],
)  # fmt: skip
def test_building_unit_and_room_are_the_same_however_they_are_written(text: str):
    values = {segment.kind: segment.value for segment in parse(text).segments}
    assert values == {Kind.ESTATE: "翠湖花园", Kind.BUILDING: "5", Kind.UNIT: "2", Kind.ROOM: "301"}


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        ("翠湖花园3", "estate:翠湖花园 building:3?"),
        ("翠湖花园3栋2", "estate:翠湖花园 building:3 number:2?"),
        ("翠湖花园501", "estate:翠湖花园 room:501?"),
        ("翠湖花园3栋5号", "estate:翠湖花园 building:3 number:5"),
        ("3栋2单元5-1", "building:3 unit:2 floor:5? room:1?"),
        ("翠湖花园3-2单元501", "estate:翠湖花园 building:3? unit:2 room:501?"),
        ("3栋2单元5楼1号", "building:3 unit:2 floor:5 room:1"),
        ("3栋负1层", "building:3 floor:-1"),
        ("A-2-501", "building:a? unit:2? room:501?"),
    ],
)
def test_a_number_that_nothing_types_is_told_as_bare(text: str, segments: str):
    assert told(text) == segments


def test_phases_are_kept_apart_from_buildings():
    assert told("翠湖花园一期3栋") == "estate:翠湖花园 phase:1 building:3"
    assert told("翠湖花园二期3栋") == "estate:翠湖花园 phase:2 building:3"
    assert told("翠湖花园B区3栋") == "estate:翠湖花园 phase:b building:3"


def test_letters_and_stems_name_buildings():
    assert told("翠湖花园A座1203") == "estate:翠湖花园 building:a room:1203?"
    assert told("翠湖花园甲栋") == "estate:翠湖花园 building:甲"
    assert told("翠湖花园甲3号楼") == "estate:翠湖花园 building:甲3"
    assert told("翠湖花园3A栋") == "estate:翠湖花园 building:3a"


def test_areas_come_before_roads_and_estates():
    assert told("湖北省武汉市云澜区柳月街道学月社区银江路2号翠湖花园3号楼2单元501室") == (
        "province:湖北省 city:武汉市 district:云澜区 street:柳月街道 community:学月社区 "
        "road:银江路 house_number:2 estate:翠湖花园 building:3 unit:2 room:501"
    )
    assert told("台北市大安區新生南路三段２５號") == "city:台北市 district:大安区 road:新生南路3段 house_number:25"


def test_numerals_inside_names_are_no_numbers_of_their_own():
    assert told("金桥一村1栋2单元301") == "estate:金桥1村 building:1 unit:2 room:301?"
    assert told("二七路5号") == "road:27路 house_number:5"


def test_known_names_say_where_a_name_ends():
    known = KnownNames(
        [(Kind.ROAD, "祥巷"), (Kind.ESTATE, "祥巷仪表厂宿舍"), (Kind.ROAD, "安港街"), (Kind.ESTATE, "翠湖花园")]
    )
    assert told("祥巷仪表厂宿舍3栋", known) == "estate:祥巷仪表厂宿舍 building:3"
    assert told("安港街翠湖花园3栋", known) == "road:安港街 estate:翠湖花园 building:3"
    assert told("安港街翠湖花园3栋") == "estate:安港街翠湖花园 building:3"
    assert told("新翠湖花园3栋", known) == "estate:新 estate:翠湖花园 building:3"


def test_a_known_name_with_a_number_is_read_whole():
    known = KnownNames([(Kind.ESTATE, "九号公馆")], whole=["九号公馆"])
    assert told("九号公馆3栋", known) == told("9号公馆3栋", known) == "estate:9号公馆 building:3"


def test_what_lies_opposite_is_not_the_place_itself():
    assert told("翠湖花园3栋对面") == "estate:翠湖花园 building:3 relation:对面"
    assert told("翠湖花园3栋附近") == "estate:翠湖花园 building:3 noise:附近"


@pytest.mark.parametrize(
    ("text", "number"),
    [("〇", 0), ("十", 10), ("十二", 12), ("二十", 20), ("二〇三", 203), ("一百零五", 105), ("壹佰贰拾叁", 123), ("两", 2),
     ("五零一", 501), ("007", 7), ("十十", None), ("百百", None), ("零十", None), ("", None), ("三a", None)],
)  # fmt: skip
def test_numerals_write_numbers(text: str, number: int | None):
    assert number_of(text) == number


@given(st.integers(1, 199))
def test_a_number_means_the_same_in_every_script(number: int):
    tens, ones = divmod(number % 100, 10)
    digits = "零一二三四五六七八九"
    formal = str.maketrans("一二三四五六七八九十百", "壹贰叁肆伍陆柒捌玖拾佰")
    counted = ("一百" if number >= 100 else "") + ("零" if number > 100 and tens == 0 and ones else "")
    if tens:
        counted += (digits[tens] if tens > 1 or number >= 100 else "") + "十"
    counted += digits[ones] if ones else ""
    for spelling in (counted, counted.translate(formal)):
        assert number_of(spelling) == number
        assert parse(f"翠湖花园{spelling}号楼").value(Kind.BUILDING) == str(number)
        assert with_arabic_numerals(f"金桥{spelling}村") == f"金桥{number}村"


PIECES = st.sampled_from([
    *"翠湖花园银江路街巷道里弄号楼栋幢座室房户单元门层期区附之第对面甲乙一二三十百零〇壹0123459abfAB#-—/ ()（），。",
    "3号楼", "2单元", "501", "银江路", "附7号", "5-2-301", "½", "㈠", "\u0000", "\U0001f3e0", "e\u0301", "ﬀ",
])  # fmt: skip
TEXTS = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=25).map("".join))


@settings(max_examples=600, deadline=None)
@given(TEXTS)
def test_every_text_has_segments_in_order_and_inside(text: str):
    address = parse(text)
    end = 0
    for segment in address.segments:
        assert end <= segment.span[0] < segment.span[1] <= len(text)
        assert segment.text == text[slice(*segment.span)]
        assert segment.value
        end = segment.span[1]


WIDE = str.maketrans({chr(n): chr(n + 0xFEE0) for n in range(0x21, 0x7F)} | {" ": "\u3000"})


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_full_width_text_reads_as_half_width_does(text: str):
    narrow = unicodedata.normalize("NFKC", text)
    one, other = parse(narrow[:200]), parse(narrow[:200].translate(WIDE))
    assert [(s.kind, s.value, s.span) for s in one.segments] == [(s.kind, s.value, s.span) for s in other.segments]


@pytest.mark.parametrize("text", ["号" * 201, "3" * 1_000_000, "翠" * 1_000_000, "-" * 1_000_000])
def test_a_text_that_is_too_long_for_an_address_is_refused(text: str):
    with pytest.raises(LimitExceeded) as error:
        parse(text)
    assert error.value.params == {"got": len(text), "expected": 200}

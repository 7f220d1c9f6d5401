from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, box

from geo.address import KnownNames
from geo.address.book import AddressBook, Alias
from geo.address.doors import with_doors
from geo.address.findings import Finding, Status
from geo.address.likeness import How, NameIndex, is_one_slip
from geo.address.matching import Matcher
from geo.layers import LAYERS
from geo.snapshot import City, LayerSnapshot


def layer(name: str, rows: list[dict]) -> LayerSnapshot:
    shapes = [row.pop("geometry", None) for row in rows]
    return LayerSnapshot.from_frame(LAYERS[name], gpd.GeoDataFrame(rows, geometry=shapes, crs=4326), 1)


def buildings() -> list[dict]:
    """文澜路18号 翠湖花园一期 (1, 3号楼) and 二期 (3, 4号楼); 文澜路20号 翠亭花园 (3号楼) and the shop 附7号; 平安巷88弄3号;
    in another community 云川搪瓷厂大院 (3号楼, A座) and the tower 滨江大厦.
    """
    told = [
        (1, "1号楼", "文澜路18号翠湖花园一期1号楼", 1, 1), (2, "3号楼", "文澜路18号翠湖花园一期3号楼", 1, 1),
        (3, "3号楼", "文澜路18号翠湖花园二期3号楼", 1, 2), (4, "4号楼", "文澜路18号翠湖花园二期4号楼", 1, 2),
        (5, "3号楼", "文澜路20号翠亭花园3号楼", 1, 3), (6, "附7号", "文澜路20号附7号", 1, None), (7, "3号", "平安巷88弄3号", 1, None),
        (8, "3号楼", "祥巷2号云川搪瓷厂大院3号楼", 2, 4), (9, "A座", "祥巷2号云川搪瓷厂大院A座", 2, 4), (10, "滨江大厦", "祥巷6号", 2, None),
    ]  # fmt: skip
    return [
        {"id": thing, "code": f"990101001001{thing:05d}", "name": name, "address": address, "community_id": community,
         "estate_id": estate, "geometry": box(thing, 0, thing + 0.5, 1)}
        for thing, name, address, community, estate in told
    ]  # fmt: skip


HOUSEHOLDS = pd.DataFrame(
    [
        (1, 1, 11, 5, "501"), (2, 1, 12, 5, "501"), (3, 1, 12, 6, "601"), (4, 3, 13, 5, "501"), (5, 5, 14, 5, "501"),
        (6, 6, None, 1, "101"), (7, 7, None, 5, "501"), (8, 8, None, 3, "2-301"), (9, 8, None, 3, "1-301"), (10, 9, None, 12, "1203"),
        (11, 2, None, 4, "401"),
    ],
    columns=["id", "building_id", "entrance_id", "floor", "room"],
).astype({"entrance_id": "Int64"})  # fmt: skip


def city(rows: list[dict] | None = None) -> City:
    return City({
        "street": layer("street", [{"id": 1, "code": "990101001", "name": "南湖街道", "district": "云澜区"}]),
        "community": layer("community", [
            {"id": 1, "code": "990101001001", "name": "东风社区", "street_id": 1, "geometry": box(0, 0, 9, 2)},
            {"id": 2, "code": "990101001002", "name": "红旗社区", "street_id": 1, "geometry": box(9, 0, 20, 2)},
        ]),
        "estate": layer("estate", [
            {"id": 1, "name": "翠湖花园一期", "community_id": 1}, {"id": 2, "name": "翠湖花园二期", "community_id": 1},
            {"id": 3, "name": "翠亭花园", "community_id": 1}, {"id": 4, "name": "云川搪瓷厂大院", "community_id": 2},
        ]),
        "building": layer("building", rows or buildings()),
        "entrance": layer("entrance", [
            {"id": 11, "name": "1单元", "building_id": 1, "geometry": Point(1.1, 0)}, {"id": 12, "name": "2单元", "building_id": 1},
            {"id": 13, "name": "1单元", "building_id": 3}, {"id": 14, "name": "1单元", "building_id": 5},
        ]),
        "path": layer("path", [{"id": 1, "name": "文澜路"}, {"id": 2, "name": "祥巷"}]),
    })  # fmt: skip


BOOK = AddressBook(city())


def ask(text: str, book: AddressBook = BOOK, *, doors: bool = True, **options) -> Finding:
    return with_doors(Matcher(book).candidates(text, **options), HOUSEHOLDS if doors else None, book)


def told(text: str, book: AddressBook = BOOK, **options) -> str:
    """What was found, in one line: the place, or the rivals and the reason."""
    found = ask(text, book, **options)
    if found.place is not None:
        return f"{found.place.layer} {found.place.id}"
    assert found.reason is not None
    return f"{found.status} {[f'{rival.layer} {rival.id}' for rival in found.rivals]} {found.reason.code}"


@pytest.mark.parametrize(
    "text",
    ["翠湖花园一期1号楼2单元501室", "文澜路18号翠湖花园1期一栋2单元501", "云澜区南湖街道东风社区文澜路18号翠湖花园一期1#2-501",
     "文澜路１８号１栋２单元５０１", "翠湖一期1-2-0501", "翠胡花园一期1号楼二单元五〇一", "翠湖小区1期1栋2单元5楼01室", "湖翠花园一期1-2-501",
     "文澜路18号翠河花园一期1-2-501", "湖北省武汉市 翠湖花园（一期）1幢2门501房", "501室2单元1栋翠湖花园一期", "翠湖花园1-2-501",
     "东风社区翠湖花园1栋2单元501（放门卫）"],
)  # fmt: skip
def test_one_door_is_found_however_it_is_written(text: str):
    assert told(text) == "household 2"


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("翠湖花园一期3号楼", "building 2"),
        ("翠湖花园二期3号楼", "building 3"),
        ("翠湖花园3号楼", "ambiguous ['building 2', 'building 3'] address-several"),
        ("翠湖花园4号楼", "building 4"),
        ("翠湖花园三期3号楼", "failed ['estate 1', 'estate 2'] address-record-unknown"),
        ("翠湖花园3号楼501", "household 4"),
        ("文澜路18号3号楼501", "household 4"),
    ],
)
def test_phases_are_kept_apart(text: str, answer: str):
    assert told(text) == answer


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("翠亭花园3号", "ambiguous ['building 5'] address-house-number-only"),
        ("翠亭花园3号楼", "building 5"),
        ("平安巷88弄3号", "building 7"),
        ("平安巷88弄3号501", "household 7"),
        ("文澜路20号附7号", "building 6"),
        ("文澜路20号7号楼", "failed ['estate 3'] address-record-unknown"),
        ("文澜路20号", "estate 3"),
        ("云川搪瓷厂大院A座1203", "household 10"),
        ("滨江大厦", "building 10"),
    ],
)
def test_the_types_of_numbers_are_kept(text: str, answer: str):
    assert told(text) == answer


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("文澜路18号翠亭花园3号楼", "ambiguous ['building 2', 'building 3', 'building 5'] address-contradictory"),
        ("红旗社区翠亭花园3号楼", "ambiguous ['building 8', 'building 5'] address-contradictory"),
        ("新翠亭花园3号楼", "ambiguous ['building 5'] address-name-unknown"),
        ("翠河花园4号楼", "ambiguous ['building 4'] address-name-doubtful"),
        ("翠亭花园3号楼对面", "ambiguous ['building 5'] address-relative"),
        ("翠亭花园3号楼2", "ambiguous ['building 5'] address-number-untyped"),
        ("绿地中心3号楼", "failed [] address-name-unknown"),
        ("3号楼501", "failed [] address-names-nothing"),
        ("", "failed [] address-names-nothing"),
        ("东风社区3号楼", "ambiguous ['building 2', 'building 3', 'building 5', 'building 7'] address-several"),
        ("翠亭花园9号楼", "failed ['estate 3'] address-record-unknown"),
        ("翠亭花园3号楼901", "failed ['building 5'] address-record-unknown"),
        ("翠亭花园3号楼2单元501", "failed ['building 5'] address-record-unknown"),
        (
            "文澜路",
            "ambiguous ['building 1', 'building 2', 'building 3', 'building 4', 'building 5', 'building 6'] address-too-wide",
        ),
        ("翠湖花园1号楼501", "ambiguous ['household 1', 'household 2'] address-several"),
        ("翠湖花园一期3栋1单元401", "ambiguous ['building 2'] address-unit-unknown"),
    ],
)
def test_what_is_not_certain_is_listed_and_never_guessed(text: str, answer: str):
    assert told(text) == answer


def test_a_unit_in_the_room_of_a_record_counts():
    assert told("云川搪瓷厂大院3栋301") == "ambiguous ['household 8', 'household 9'] address-several"
    assert told("云川搪瓷厂大院3栋2楼301") == "failed ['building 8'] address-record-unknown"


def test_areas_and_estates_are_places_too():
    assert told("红旗社区") == "community 2"
    assert told("南湖街道") == "street 1"
    assert told("云川搪瓷厂大院") == "estate 4"
    assert told("翠湖花园").startswith("ambiguous ['building 1'")


def test_answers_say_which_segment_matched_what_and_how():
    found = ask("湖北省云澜区翠胡花园一期一栋2-501")
    assert [(why.kind.value, why.value, why.how, why.layer, why.id) for why in found.why] == [
        ("district", "云澜区", How.EXACT, None, None),
        ("estate", "翠湖花园", How.SOUND, "estate", 1),
        ("province", "湖北省", How.UNCHECKED, None, None),
        ("phase", "1", How.NUMERAL, None, None),
        ("building", "1", How.NUMERAL, "building", 1),
        ("unit", "2", How.BARE, "entrance", 12),
        ("room", "501", How.BARE, "household", 2),
    ]
    place = found.place
    assert place is not None and (place.building_id, place.entrance_id, place.floor, place.room) == (1, 12, 5, "501")
    assert place.name == "翠湖花园一期1号楼2单元501室"


def test_what_is_missing_is_told():
    assert [kind.value for kind in ask("翠湖花园3号楼").missing] == ["phase"]
    assert [kind.value for kind in ask("翠湖花园1号楼501").missing] == ["phase", "unit"]
    assert [kind.value for kind in ask("翠湖花园一期501").missing] == ["building", "unit"]


def test_without_the_right_to_doors_an_answer_ends_at_the_unit():
    found = ask("翠湖花园一期1号楼2单元501室", doors=False)
    assert found.place is not None and (found.place.layer, found.place.id) == ("entrance", 12)
    assert [kind.value for kind in found.missing] == ["room"]
    assert told("翠湖花园一期1号楼501室", doors=False) == "building 1"


def test_near_orders_the_rivals_and_within_confines_the_search():
    assert told("东风社区3号楼", near=(5.2, 0.5)).startswith(
        "ambiguous ['building 5', 'building 3', 'building 7', 'building 2']"
    )
    rows = BOOK.buildings.by_community.rows(2)
    assert told("3号楼", within=rows) == "building 8"
    assert told("翠亭花园3号楼", within=rows).startswith("failed")


def test_an_alias_counts_like_the_name_and_one_that_is_another_name_leaves_both():
    aliased = AddressBook(
        city(), [Alias(2, "老搪瓷厂", "estate", 4), Alias(2, "翠亭花园", "estate", 4), Alias(1, "白楼", "building", 5)]
    )
    assert told("老搪瓷厂3栋", aliased) == "building 8"
    assert ask("老搪瓷厂3栋", aliased).why[0].how is How.ALIAS
    assert told("翠亭花园3号楼", aliased) == "ambiguous ['building 5', 'building 8'] address-several"
    assert told("红旗社区翠亭花园3号楼", aliased) == "building 8"
    assert told("白楼501", aliased) == "household 5"
    assert told("老搪瓷厂3栋").startswith("failed")


def test_a_book_of_the_next_moment_takes_over_what_did_not_change():
    rows = buildings()
    rows[4]["name"] = "5号楼"
    rows[4]["address"] = "文澜路20号翠亭花园5号楼"
    after = City({**BOOK.city, "building": layer("building", rows)})
    book = AddressBook(after, before=BOOK)
    assert book.estates is BOOK.estates and book.areas is BOOK.areas
    assert told("翠亭花园3号楼", book).startswith("failed")
    assert told("翠亭花园5号楼", book) == "building 5"


@pytest.mark.parametrize(
    ("one", "other", "is_slip"),
    [("翠湖花园", "翠湖花园", False), ("翠湖花园", "翠河花园", True), ("翠湖花园", "湖翠花园", True), ("翠湖花园", "翠花园", True),
     ("翠湖花园", "翠湖大花园", True), ("翠湖花园", "翠花湖园里", False), ("翠湖", "", False), ("ab", "ba", True), ("abc", "cba", False)],
)  # fmt: skip
def test_one_slip_is_one_character_or_two_neighbours_exchanged(one: str, other: str, is_slip: bool):
    assert is_one_slip(one, other) is is_one_slip(other, one) is is_slip


NAMES = st.text("翠湖花园亭家里", min_size=2, max_size=5)


@settings(max_examples=200, deadline=None)
@given(st.lists(NAMES, min_size=1, max_size=12), NAMES)
def test_an_index_finds_what_going_through_all_names_finds(names: list[str], written: str):
    found = NameIndex(names).find(written)
    slips = {name for name in names if is_one_slip(name, written) and len(name) + len(written) > 4}
    if written in names:
        assert [like.value for like in found] == [written]
    elif found and found[0].how is How.TYPO:
        assert {like.value for like in found} == slips
    elif not found:
        assert not slips


@settings(max_examples=300, deadline=None)
@given(st.text("翠湖花园亭一二期三3号楼栋单元501-2 文澜路18东风社区附弄对面#", max_size=30))
def test_no_text_is_placed_without_every_part_of_it_agreeing(text: str):
    found = ask(text)
    assert (found.status is Status.PLACED) == (found.place is not None) == (found.reason is None)
    if found.place is not None and found.place.layer == "household":
        home = HOUSEHOLDS[HOUSEHOLDS["id"] == found.place.id].iloc[0]
        assert home["building_id"] == found.place.building_id
    assert KnownNames().at(text, 0) is None


def test_an_address_of_a_kind_without_segments_is_found_as_a_whole():
    rows = [{"id": n, "name": name, "address": f"{name} BEACH RD"} for n, name in ((1, "1"), (2, "10A"))]
    book = AddressBook(City({"building": layer("building", rows)}))
    assert told("10a beach rd", book) == "building 2"
    assert told("1 BEACH ROAD", book).startswith("failed")

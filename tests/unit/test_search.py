from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point, box

from geo.errors import BadInput, LimitExceeded
from geo.layers import LAYERS
from geo.search import Rank, SearchIndex, folded, span_of
from geo.snapshot import City, LayerSnapshot
from tests.cities import empty_city


def layer(name: str, rows: list[dict]) -> LayerSnapshot:
    shapes = [row.pop("geometry", None) for row in rows]
    return LayerSnapshot.from_frame(LAYERS[name], gpd.GeoDataFrame(rows, geometry=shapes, crs=4326), 1)


CITY = City(
    {
        "building": layer(
            "building",
            [
                {"id": 1, "code": "99010100100100001", "name": "3号楼", "address": "文澜路18号翠湖花园3号楼", "geometry": box(0, 0, 1, 1)},
                {"id": 2, "code": "99010100100100002", "name": "13号楼", "address": "文澜路18号翠湖花园13号楼"},
                {"id": 3, "code": "99010100100100003", "name": "Ａ座", "address": None},
                {"id": 4, "code": None, "name": "翠湖", "geometry": Point(5, 5)},
            ],
        ),
        "community": layer("community", [{"id": 7, "code": "990101001001", "name": "翠湖社区", "geometry": box(0, 0, 4, 4)}]),
        "street": layer("street", [{"id": 1, "code": "990101001", "name": "和平街道"}]),
        "grid": layer("grid", [{"id": 5, "code": "990101001001003", "name": "翠湖第三网格"}]),
        "path": layer(
            "path",
            [{"id": n, "name": "文澜路", "geometry": LineString([(n, 0), (n + 1, 0)])} for n in (1, 2, 3)]
            + [{"id": 9, "name": None}],
        ),
    }
)  # fmt: skip
INDEX = SearchIndex(CITY)


def found(q: str, **options) -> list[tuple[str, int, Rank]]:
    return [(hit.layer, hit.id, hit.rank) for hit in INDEX.find(q, **options)]


def test_exact_codes_come_before_prefixes_and_areas_before_buildings():
    assert found("990101001") == [
        ("street", 1, Rank.EXACT_CODE),
        ("community", 7, Rank.CODE_PREFIX),
        ("grid", 5, Rank.CODE_PREFIX),
        ("building", 1, Rank.CODE_PREFIX),
        ("building", 2, Rank.CODE_PREFIX),
        ("building", 3, Rank.CODE_PREFIX),
    ]


def test_names_rank_exact_then_prefix_then_inside_then_other_fields():
    assert found("翠湖") == [
        ("building", 4, Rank.EXACT_NAME),
        ("community", 7, Rank.NAME_PREFIX),
        ("grid", 5, Rank.NAME_PREFIX),
        ("building", 1, Rank.OTHER_FIELD),
        ("building", 2, Rank.OTHER_FIELD),
    ]
    assert found("3号楼") == [("building", 1, Rank.EXACT_NAME), ("building", 2, Rank.SUBSTRING)]


def test_a_feature_that_fits_in_several_ways_answers_once_with_its_best():
    assert found("号楼") == [("building", 1, Rank.SUBSTRING), ("building", 2, Rank.SUBSTRING)]


def test_width_and_case_do_not_matter():
    for q in ("a座", "A座", "ａ座", "Ａ座"):
        assert found(q) == [("building", 3, Rank.EXACT_NAME)]
    assert found("９９０１０１００１００１００３") == [("grid", 5, Rank.EXACT_CODE)]


def test_all_words_are_found_across_the_fields_of_a_feature():
    assert found("13号楼  文澜路") == [("building", 2, Rank.ALL_WORDS)]
    assert found("13号楼 没有的路") == []


def test_the_pieces_of_one_road_answer_as_one():
    assert [hit for hit in found("文澜路") if hit[0] == "path"] == [("path", 1, Rank.EXACT_NAME)]
    nearest = INDEX.find("文澜路", near=(3.6, 0))[0]
    assert (nearest.layer, nearest.id) == ("path", 3)


def test_hits_say_where_the_text_fits_and_where_the_feature_is():
    hit = INDEX.find("翠湖花园3")[0]
    assert (hit.field, hit.span) == ("address", (6, 11))
    assert hit.point == pytest.approx((0.5, 0.5))
    assert hit.bbox == (0, 0, 1, 1)
    assert hit.name == "3号楼"
    assert INDEX.find("和平")[0].point is None


def test_near_orders_equal_ranks_by_distance_and_features_without_geometry_come_last():
    rows = [{"id": n, "name": "便民点", "geometry": Point(114 + n / 100, 30)} for n in range(5)]
    index = SearchIndex(City({"venue": layer("venue", [*rows, {"id": 9, "name": "便民点"}])}))
    assert [hit.id for hit in index.find("便民", near=(114.031, 30))] == [3, 4, 2, 1, 0, 9]


@pytest.mark.parametrize(
    ("q", "options", "code"),
    [
        ("", {}, "search-empty"),
        (" \t\u3000\n", {}, "search-empty"),
        ("长" * 101, {}, "search-too-long"),
        ("翠湖", {"limit": 0}, "search-limit"),
        ("翠湖", {"limit": 101}, "search-limit"),
        ("翠湖", {"near": (114, float("nan"))}, "search-near"),
        ("翠湖", {"near": (30, 114)}, "search-near"),
    ],
)
def test_queries_that_mean_nothing_are_refused(q, options, code):
    with pytest.raises(BadInput) as refused:
        INDEX.find(q, **options)
    assert refused.value.message.code == code
    assert isinstance(refused.value, LimitExceeded) == (code == "search-too-long")


def test_a_query_of_broken_text_finds_nothing():
    assert INDEX.find("\ud800") == []


def test_an_empty_city_finds_nothing():
    assert SearchIndex(empty_city()).find("翠湖") == []
    assert SearchIndex(City({})).find("翠湖") == []


@pytest.mark.parametrize("text", ["a\nb", "line\u2028two", "\u0301acute", "㎡", "ﬁne", "𠮷野家", "x\x1cy"])
def test_odd_characters_neither_join_nor_split_entries(text):
    city = City({"venue": layer("venue", [{"id": 1, "name": text}, {"id": 2, "name": "第二"}])})
    assert [hit.id for hit in SearchIndex(city).find("第二")] == [2]


@given(st.text(min_size=1, max_size=12), st.text(max_size=6), st.text(max_size=6))
def test_whatever_stands_in_a_name_is_found_in_it(middle, before, after):
    phrase = " ".join(folded(middle).split())
    text = before + middle + after
    if phrase and phrase in folded(text):
        city = City({"venue": layer("venue", [{"id": 1, "name": text}])})
        assert [hit.id for hit in SearchIndex(city).find(middle)] == [1]
        start, end = span_of(phrase, text)
        assert 0 <= start < end <= len(text)
        assert phrase in folded(text[start:end])


def test_one_of_two_hundred_thousand_is_found_by_its_code():
    n = 200_000
    number = np.arange(n)
    frame = pd.DataFrame(
        {
            "id": number,
            "code": [f"990101{i % 900:06}{i:06}" for i in range(n)],
            "name": [f"{i % 100}号楼" for i in range(n)],
        }
    )
    index = SearchIndex(City({"building": LayerSnapshot.from_frame(LAYERS["building"], frame, 1)}))
    assert index.find("990101000005000005")[0].id == 5


SOUNDED = SearchIndex(
    City({
        "estate": layer("estate", [
            {"id": 1, "name": "翠湖花园", "geometry": Point(1, 0)}, {"id": 2, "name": "重庆家园", "geometry": Point(2, 0)},
            {"id": 3, "name": "西安里", "geometry": Point(3, 0)}, {"id": 4, "name": "先锋坊", "geometry": Point(4, 0)},
            {"id": 5, "name": "ABC公寓", "geometry": Point(5, 0)}, {"id": 6, "name": "绿水苑", "geometry": Point(6, 0)},
        ]),
        "community": layer("community", [{"id": 7, "code": "990101001001", "name": "翠湖社区", "geometry": box(0, 0, 4, 4)}]),
        "building": layer("building", [{"id": 1, "name": "3号楼", "address": "翠湖花园3号楼"}]),
        "path": layer("path", [{"id": n, "name": "翠湖路", "geometry": LineString([(n, 0), (n + 1, 0)])} for n in (1, 2)]),
    })
)  # fmt: skip


def sounded(q: str, **options) -> list[tuple[str, int]]:
    return [(hit.layer, hit.id) for hit in SOUNDED.find(q, **options)]


@pytest.mark.parametrize(
    ("q", "first"),
    [
        ("cuihuhuayuan", ("estate", 1)), ("cuihuhy", ("estate", 1)), ("chhy", ("estate", 1)), ("CHHY", ("estate", 1)),
        ("cui hu hua yuan", ("estate", 1)), ("翠湖hy", ("estate", 1)), ("huayuan", ("estate", 1)), ("cuihuh", ("estate", 1)),
        ("chongqing", ("estate", 2)), ("zhongqing", ("estate", 2)), ("cqjy", ("estate", 2)), ("xian", ("estate", 3)),
        ("xianli", ("estate", 3)), ("xianfeng", ("estate", 4)), ("abcgy", ("estate", 5)), ("lvshui", ("estate", 6)),
        ("cuihushequ", ("community", 7)), ("chl", ("path", 1)),
    ],
)  # fmt: skip
def test_names_are_found_by_pinyin_by_initials_and_by_both(q: str, first: tuple[str, int]):
    assert sounded(q)[0] == first


def test_what_holds_the_letters_comes_before_what_is_read_like_them():
    assert SOUNDED.find("abc")[0].rank == Rank.EXACT_CODE + Rank.NAME_PREFIX
    assert sounded("ch")[:3] == [("community", 7), ("estate", 1), ("path", 1)]


def test_a_text_that_nothing_holds_finds_what_sounds_like_it_then_what_is_one_slip_away():
    assert sounded("脆胡") == [("community", 7), ("estate", 1), ("path", 1)]
    for slip in ("翠河花园", "翠花园", "翠湖大花园", "湖翠花园"):
        assert sounded(slip) == [("estate", 1)]
    assert sounded("翠河") == sounded("人民广场") == sounded("wqx") == []
    assert SOUNDED.find("翠胡花园")[0].rank == Rank.SOUND
    assert SOUNDED.find("翠河花园")[0].rank == Rank.SLIP


def test_a_hit_by_sound_points_out_what_fits():
    hit = SOUNDED.find("huayuan")[0]
    assert (hit.field, hit.span, hit.rank) == ("name", (2, 4), Rank.PINYIN_INSIDE)
    assert SOUNDED.find("chl", near=(2.4, 0))[0].id == 2


def test_only_the_layers_that_are_asked_for_are_looked_through():
    assert sounded("翠湖", layers=["estate"]) == [("estate", 1)]
    assert sounded("cuihu", layers=["path", "community"]) == [("community", 7), ("path", 1)]
    assert sounded("翠湖", layers=[]) == []


@settings(deadline=None)
@given(st.text("翠湖花园重庆abcuih 3号", min_size=1, max_size=8).filter(str.strip))
def test_every_text_can_be_searched_for(q: str):
    hits = SOUNDED.find(q, limit=100)
    assert len({(hit.layer, hit.id) for hit in hits}) == len(hits)
    assert [hit.rank for hit in hits] == sorted(hit.rank for hit in hits)

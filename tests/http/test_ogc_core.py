"""What OGC API - Features - Part 1: Core (17-069) demands, requirement by requirement, of the running service."""

from __future__ import annotations

from datetime import date
from typing import Any

import httpx
import pytest

from geo.store import LayerChange, Store
from tests.http import world

JSON = {"Accept": "application/json"}
ITEMS = "/collections/community/items"


def get(client: httpx.Client, path: str, **query: str) -> dict[str, Any]:
    answer = client.get(path, params=query or None, headers=JSON)
    assert answer.status_code == 200, answer.text
    document: dict[str, Any] = answer.json()
    return document


def ids(page: dict[str, Any]) -> list[int]:
    return [feature["id"] for feature in page["features"]]


def relations(document: dict[str, Any]) -> dict[str, dict[str, str]]:
    return {link["rel"]: link for link in document["links"]}


def test_the_landing_page_leads_to_the_description_the_conformance_and_the_data(small_client: httpx.Client) -> None:
    links = relations(get(small_client, "/"))
    assert {"service-desc", "service-doc", "conformance", "data"} <= links.keys()
    description = small_client.get(links["service-desc"]["href"], headers={"Accept": links["service-desc"]["type"]})
    assert description.headers["content-type"] == links["service-desc"]["type"]
    assert description.json()["openapi"].startswith(links["service-desc"]["type"].partition("version=")[2])


def test_only_the_classes_that_hold_are_claimed(small_client: httpx.Client) -> None:
    claimed = get(small_client, "/conformance")["conformsTo"]
    assert {address.rpartition("/")[2] for address in claimed} == {"core", "geojson"}


def test_every_collection_names_its_items_its_system_and_its_extent(small_client: httpx.Client) -> None:
    listed = get(small_client, "/collections")
    assert "self" in relations(listed)
    for collection in listed["collections"]:
        links = relations(collection)
        assert all({"rel", "type"} <= link.keys() for link in collection["links"])
        assert links["items"]["type"] == "application/geo+json"
        assert collection["itemType"] == "feature"
        assert collection["crs"] == ["http://www.opengis.net/def/crs/OGC/1.3/CRS84"]
        assert get(small_client, links["self"]["href"]) == collection
    (street,) = (one for one in listed["collections"] if one["id"] == "street")
    assert street["extent"]["spatial"]["bbox"] == [[114, 30, 114.02, 30.02]]
    assert street["extent"]["temporal"]["interval"] == [["2025-12-31T16:00:00Z", None]]


def test_the_parameters_of_a_page_are_described_as_the_standard_has_them(small_client: httpx.Client) -> None:
    described = get(small_client, "/openapi.json")["paths"]["/collections/{layer}/items"]["get"]["parameters"]
    parameters = {parameter["name"]: parameter for parameter in described}
    assert (parameters["bbox"]["schema"]["type"], parameters["bbox"]["explode"]) == ("array", False)
    assert (parameters["limit"]["schema"]["type"], parameters["limit"]["schema"]["minimum"]) == ("integer", 1)
    assert parameters["datetime"]["schema"]["anyOf"][0]["type"] == "string"
    assert not any(parameters[name]["required"] for name in ("bbox", "limit", "datetime"))


def test_a_page_says_when_it_was_made_and_where_the_next_is(small_client: httpx.Client) -> None:
    page = get(small_client, ITEMS, limit="1", count="true")
    assert page["timeStamp"].endswith("Z")
    assert (page["numberReturned"], page["numberMatched"]) == (1, 2)
    links = relations(page)
    assert links["self"]["type"] == links["next"]["type"] == "application/geo+json"
    following = get(small_client, links["next"]["href"])
    assert (ids(page), ids(following)) == ([1], [2])
    assert "next" not in relations(following)
    feature = get(small_client, f"{ITEMS}/1")
    assert {"self", "collection"} <= relations(feature).keys()


def test_a_limit_beyond_the_most_is_cut_and_not_refused(small_client: httpx.Client) -> None:
    assert ids(get(small_client, ITEMS, limit="1000000")) == [1, 2]


@pytest.mark.parametrize(
    ("box", "expected"),
    [
        ("114.001,30.001,114.002,30.002", [1]),
        ("114.001,30.001,0,114.002,30.002,50", [1]),
        ("114.015,30,113,30.02", [2]),  # across the date line: from the east of the city round the Earth
        ("115,30,114.005,30.02", [1]),  # and back to its west
        ("170,-10,-170,10", []),
    ],
)
def test_a_box_has_four_or_six_numbers_and_may_cross_the_date_line(
    small_client: httpx.Client, box: str, expected: list[int]
) -> None:
    assert ids(get(small_client, ITEMS, bbox=box)) == expected


def test_what_has_no_geometry_is_in_every_box(small_client: httpx.Client) -> None:
    assert ids(get(small_client, "/collections/building/items", bbox="0,0,1,1")) == [2]


@pytest.fixture
def past(client: httpx.Client, store: Store) -> httpx.Client:
    """The street is renamed on 1 May; building 1 ends on 1 June; on 1 July a second street begins in its place."""
    street = world.layers()["street"]
    store.write([LayerChange("street", street.assign(name="五月街道"), valid_from=date(2026, 5, 1))], source="test")
    store.write([LayerChange("building", None, valid_from=date(2026, 6, 1), retire=[1])], source="test")
    later = street.assign(id=None, code="990101002", key="990101002", name="七月街道").drop(columns="id")
    store.write([LayerChange("street", later, valid_from=date(2026, 7, 1), retire=[1])], source="test")
    return client


CASES = [
    ("street", "2026-04-30T12:00:00Z", ["南湖街道"]),
    ("street", "2026-04-30T16:00:00Z", ["五月街道"]),  # the first moment of 1 May in China
    ("street", "2026-04-30T18:00:00+08:00", ["南湖街道"]),
    ("street", "2026-05-01", ["五月街道"]),
    ("street", "../2025-12-31T00:00:00Z", []),
    ("street", "/2026-01-01T00:00:00Z", ["南湖街道"]),
    ("street", "2026-01-01T00:00:00Z/2026-02-01T00:00:00Z", ["南湖街道"]),
    ("street", "2026-01-01T00:00:00Z/2026-05-01T00:00:00Z", ["五月街道"]),  # once, as it last stood inside
    ("street", "2026-06-30T00:00:00Z/2026-07-01T00:00:00Z", ["五月街道", "七月街道"]),
    ("street", "2026-07-01T00:00:00Z/..", ["七月街道"]),
    ("street", "2026-01-01T00:00:00Z/", ["五月街道", "七月街道"]),
    ("building", "2026-05-31T15:59:59Z/2026-12-01T00:00:00Z", ["1号楼", "2号楼"]),
    ("building", "2026-05-31T16:00:00Z/2026-12-01T00:00:00Z", ["2号楼"]),  # it ended as 1 June began
    ("building", "2030-01-01t00:00:00.5z/..", ["2号楼"]),
]


def test_datetime_finds_what_holds_at_an_instant_or_within_an_interval(past: httpx.Client) -> None:
    for layer, asked, expected in CASES:
        page = get(past, f"/collections/{layer}/items", datetime=asked)
        assert [feature["properties"]["name"] for feature in page["features"]] == expected, asked


def test_an_interval_is_paged_filtered_and_boxed_like_a_day_and_an_edit_is_seen_at_once(
    past: httpx.Client, store: Store
) -> None:
    year = {"datetime": "2026-01-01T00:00:00Z/2026-12-31T00:00:00Z"}
    page = get(past, "/collections/street/items", limit="1", count="true", **year)
    assert (ids(page), page["numberMatched"]) == ([1], 2)
    assert ids(get(past, relations(page)["next"]["href"])) == [2]
    assert ids(get(past, "/collections/street/items", name="南湖街道", **year)) == []
    assert ids(get(past, "/collections/building/items", bbox="114,30,114.01,30.02", **year)) == [1, 2]
    store.write([LayerChange("building", None, valid_from=world.FIRST_DAY, retire=[2])], source="test")
    assert ids(get(past, "/collections/building/items", **year)) == [1]  # the other never held at all
    store.write([LayerChange("street", None, valid_from=date(2026, 8, 1), retire=[2])], source="test")
    assert ids(get(past, "/collections/street/items", datetime="2026-08-01/..")) == []
    (street,) = (one for one in get(past, "/collections")["collections"] if one["id"] == "street")
    assert street["extent"]["temporal"]["interval"] == [["2025-12-31T16:00:00Z", "2026-07-31T16:00:00Z"]]


WRONG_TIMES = [
    "", "..", "/", "../..", "2026-13-01T00:00:00Z", "2026-01-01T00:00:00", "2026-01-01T24:00:00Z", "2026-01-01T00:00Z",
    "2026-02-01T00:00:00Z/2026-01-01T00:00:00Z", "2026-01-01/2026-02-01/2026-03-01", "yesterday", "0001-01-01T00:00:00+23:00",
    "9999-12-31T23:00:00-12:00",
]  # fmt: skip


@pytest.mark.parametrize("moment", WRONG_TIMES)
def test_a_wrong_time_is_400(small_client: httpx.Client, moment: str) -> None:
    answer = small_client.get(ITEMS, params={"datetime": moment})
    assert (answer.status_code, answer.json()["code"]) == (400, "parameter-invalid")


def test_unknown_parameters_and_two_times_are_400(small_client: httpx.Client) -> None:
    for path in ("/collections", "/collections/street", "/conformance", ITEMS, f"{ITEMS}/1", "/openapi.json"):
        assert small_client.get(path, params={"nothing": "1"}).status_code == 400, path
    both = small_client.get(ITEMS, params={"datetime": "2026-05-01", "as_of": "2026-05-01"})
    assert (both.status_code, both.json()["code"]) == (400, "two-times")
    figures = small_client.get("/collections/street_coverage/items", params={"datetime": "2026-01-01/2026-05-01"})
    assert (figures.status_code, figures.json()["code"]) == (400, "day-only")

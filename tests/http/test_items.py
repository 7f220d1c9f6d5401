"""Pages of features and single features, over a running service and both stores."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import httpx
import pytest

from geo.store import SYSTEM, LayerChange, Store, open_store
from tests.http import world
from tests.http.server import asking, serving, settings_for


def ids(answer: httpx.Response) -> list[int]:
    assert answer.status_code == 200, answer.text
    return [feature["id"] for feature in answer.json()["features"]]


def test_a_page_is_geojson_by_ascending_id(client: httpx.Client) -> None:
    answer = client.get("/collections/community/items")
    page = answer.json()
    assert answer.headers["content-type"] == "application/geo+json"
    assert page["type"] == "FeatureCollection"
    assert page["numberReturned"] == 2
    assert "numberMatched" not in page
    assert [feature["properties"]["name"] for feature in page["features"]] == ["东风社区", "红旗社区"]
    assert page["features"][0]["geometry"]["type"] == "MultiPolygon"


@pytest.mark.parametrize(
    ("box", "expected"),
    [
        ("114.001,30.001,114.002,30.002", [1]),  # inside the west
        ("114.01,30,114.01,30.02", [1, 2]),  # the line on which both meet
        ("114.02,30.02,115,31", [2]),  # the corner of the east
        ("114.02001,30,115,31", []),  # just beyond
        ("-180,-90,180,90", [1, 2]),
        ("114,30,0,114.03,30.03,100", [1, 2]),  # with heights
    ],
)
def test_a_box_finds_what_it_touches(client: httpx.Client, box: str, expected: list[int]) -> None:
    assert ids(client.get("/collections/community/items", params={"bbox": box})) == expected


def test_a_feature_without_geometry_is_listed_and_in_every_box(client: httpx.Client) -> None:
    elsewhere = {"bbox": "0,0,1,1"}
    assert ids(client.get("/collections/building/items")) == [1, 2]
    assert ids(client.get("/collections/building/items", params=elsewhere)) == [2]
    assert client.get("/collections/building/items/2").json()["geometry"] is None


def test_following_the_next_links_meets_every_feature_once(client: httpx.Client) -> None:
    seen, address = [], "/collections/venue/items?limit=1"
    for _ in range(5):
        page = client.get(address).json()
        seen += [feature["id"] for feature in page["features"]]
        following = [link["href"] for link in page["links"] if link["rel"] == "next"]
        if not following:
            break
        address = following[0]
    assert seen == [1, 2]


def test_a_cursor_serves_its_own_query_only(client: httpx.Client) -> None:
    page = client.get("/collections/venue/items?limit=1").json()
    (following,) = (link["href"] for link in page["links"] if link["rel"] == "next")
    assert client.get(following).status_code == 200
    assert client.get(f"{following}&count=true").status_code == 200
    for changed in (f"{following}&category=clinic", following.replace("/venue/", "/community/")):
        answer = client.get(changed)
        assert (answer.status_code, answer.json()["code"]) == (400, "cursor-invalid")


def test_fields_filter_by_their_type(client: httpx.Client) -> None:
    assert ids(client.get("/collections/community/items?street_id=1")) == [1, 2]
    assert ids(client.get("/collections/community/items?street_id=2")) == []
    assert ids(client.get("/collections/community/items?name=红旗社区")) == [2]
    assert ids(client.get("/collections/building/items?households=60")) == [1]
    assert ids(client.get("/collections/incident/items?reported_at=2026-06-01T16:00:00%2B08:00")) == [1]


def test_only_the_chosen_properties_travel(client: httpx.Client) -> None:
    page = client.get("/collections/community/items?properties=code,name&limit=1").json()
    assert page["features"][0]["properties"] == {"code": "990101001001", "name": "东风社区"}
    assert client.get("/collections/community/items?properties=").json()["features"][0]["properties"] == {}


def test_matches_are_counted_when_asked_for(client: httpx.Client) -> None:
    page = client.get("/collections/venue/items?limit=1&count=true").json()
    assert (page["numberMatched"], page["numberReturned"]) == (2, 1)


def test_a_feature_knows_what_holds_it_and_what_it_holds(client: httpx.Client) -> None:
    building = client.get("/collections/building/items/1").json()
    assert [(step["layer"], step["name"]) for step in building["ancestors"]] == [
        ("street", "南湖街道"),
        ("community", "东风社区"),
        ("grid", "第一网格"),
    ]
    assert building["bbox"] == [114.004, 30.009, 114.006, 30.01]
    community = client.get("/collections/community/items/1").json()
    assert community["children"] == {"grid": 1, "building": 2}


def test_pages_and_features_are_revalidated_and_an_edit_is_seen_at_once(client: httpx.Client, store: Store) -> None:
    for path in ("/collections/street/items", "/collections/street/items/1"):
        first = client.get(path)
        held = {"If-None-Match": first.headers["etag"]}
        assert first.headers["cache-control"] == "no-cache"
        assert client.get(path, headers=held).status_code == 304
        world.rename_street(store, f"新名字 {path[-1]}")
        after = client.get(path, headers=held)
        assert after.status_code == 200
        assert f"新名字 {path[-1]}" in after.text


def test_another_store_at_the_same_address_is_not_taken_for_the_first(tmp_path: Path) -> None:
    tags = []
    for name in ("一", "二"):
        with open_store(f"sqlite:///{tmp_path / name}.sqlite").acting(SYSTEM) as store:
            store.migrate()
            world.fill(store)
            with serving(settings_for(tmp_path / name), store) as address, asking(address) as client:
                headers = {"Host": "localhost", "If-None-Match": ", ".join(tags)}
                answer = client.get("/collections/street/items", headers=headers)
                assert answer.status_code == 200
                tags.append(answer.headers["etag"])
    assert tags[0] != tags[1]


def test_what_begins_later_is_not_shown_before_its_day(client: httpx.Client, store: Store) -> None:
    street = world.layers()["street"].assign(name="将来街道")
    store.write([LayerChange("street", street, valid_from=date(2999, 1, 1))], source="test")
    (now,) = client.get("/collections/street/items").json()["features"]
    (later,) = client.get("/collections/street/items?as_of=2999-01-01").json()["features"]
    assert (now["properties"]["name"], later["properties"]["name"]) == ("南湖街道", "将来街道")


def test_a_date_before_the_first_day_shows_nothing(client: httpx.Client) -> None:
    assert ids(client.get("/collections/street/items?as_of=2025-12-31")) == []
    assert ids(client.get("/collections/street/items?as_of=2026-01-01")) == [1]
    assert client.get("/collections/street/items/1?as_of=2025-12-31").status_code == 404


def test_the_next_link_keeps_unicode_conditions(client: httpx.Client) -> None:
    page = client.get("/collections/building/items", params={"use": "residential", "limit": "1"}).json()
    (following,) = (link["href"] for link in page["links"] if link["rel"] == "next")
    assert ids(client.get(following)) == [2]

"""The whole service over a city of thousands: every tile, every list, every link agrees with every other."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import mapbox_vector_tile
import pytest

from geo.store import SYSTEM, open_store
from tests.http.server import asking, serving, settings_for

TILED = "landcover,estate,path,grid,community,street,building,entrance,gate,organisation,venue,unit,incident"


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory, demonstration: Callable[[Path], str]) -> Iterator[httpx.Client]:
    folder = tmp_path_factory.mktemp("demo")
    with (
        open_store(demonstration(folder)).acting(SYSTEM) as store,
        serving(settings_for(folder / "data"), store) as address,
        asking(address) as client,
    ):
        yield client


def tiles_of(box: list[float], zoom: int) -> Iterator[tuple[int, int]]:
    def place(lon: float, lat: float) -> tuple[int, int]:
        size = 1 << zoom
        y = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2
        return int((lon + 180) / 360 * size), int(y * size)

    (west, north), (east, south) = place(box[0], box[3]), place(box[2], box[1])
    return ((x, y) for x in range(west, east + 1) for y in range(north, south + 1))


def all_ids(client: httpx.Client, address: str) -> list[int]:
    found: list[int] = []
    following: str | None = address
    while following is not None:
        page = client.get(following).json()
        found += [feature["id"] for feature in page["features"]]
        following = next((link["href"] for link in page["links"] if link["rel"] == "next"), None)
    return found


def test_every_building_of_the_lists_is_in_the_tiles_and_none_besides(city: httpx.Client) -> None:
    listed = all_ids(city, "/collections/building/items?properties=&limit=500")
    assert listed == sorted(set(listed))
    assert len(listed) == city.get("/collections/building").json()["count"]
    (box,) = city.get("/collections").json()["extent"]["spatial"]["bbox"]
    drawn = set()
    for x, y in tiles_of(box, 15):
        content = city.get(f"/tiles/building/15/{x}/{y}.mvt").content
        if content:
            drawn |= {feature["id"] for feature in mapbox_vector_tile.decode(content)["building"]["features"]}
    assert drawn == set(listed)


def test_every_tile_of_the_pyramid_is_answered_and_held_the_second_time(city: httpx.Client) -> None:
    (box,) = city.get("/collections").json()["extent"]["spatial"]["bbox"]
    answered = 0
    for zoom in range(8, 16):
        for x, y in tiles_of(box, zoom):
            address = f"/tiles/{TILED}/{zoom}/{x}/{y}.mvt"
            first = city.get(address)
            assert first.status_code == 200
            assert city.get(address, headers={"If-None-Match": first.headers["etag"]}).status_code == 304
            answered += len(first.content) > 0
    assert answered > 10


def test_children_counted_are_children_listed(city: httpx.Client) -> None:
    for community in all_ids(city, "/collections/community/items"):
        children = city.get(f"/collections/community/items/{community}").json()["children"]
        for layer in ("grid", "estate", "building"):
            listed = all_ids(city, f"/collections/{layer}/items?community_id={community}&properties=&limit=1000")
            assert children.get(layer, 0) == len(listed)


def test_the_place_of_a_building_is_what_its_links_say(city: httpx.Client) -> None:
    page = city.get("/collections/entrance/items?limit=1").json()
    building = page["features"][0]["properties"]["building_id"]
    feature = city.get(f"/collections/building/items/{building}").json()
    west, south, east, north = feature["bbox"]
    place = city.get(f"/locate?lon={(west + east) / 2}&lat={(south + north) / 2}").json()
    by_links = {step["layer"]: step["id"] for step in feature["ancestors"]}
    by_place = {found["layer"]: found["id"] for found in place["places"]}
    assert by_links["street"] == by_place["street"]
    assert by_links["community"] == by_place["community"]


def test_a_name_of_the_city_is_found_by_search(city: httpx.Client) -> None:
    street = city.get("/collections/street/items?limit=1").json()["features"][0]
    hits = city.get("/search", params={"q": street["properties"]["name"]}).json()["hits"]
    assert (hits[0]["layer"], hits[0]["id"]) == ("street", street["id"])

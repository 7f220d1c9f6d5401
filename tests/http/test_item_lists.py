"""Lists of what an area holds: sorted by a field, page by page, also by areas that no field names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import httpx
import pytest
import shapely

from geo.store import SYSTEM, LayerChange, Store, open_store
from tests.http import world
from tests.http.server import asking, serving, settings_for

BUILDINGS = "/collections/building/items"

HOUSES = [  # id, code, households, grid, estate
    (1, "C3", 10, 1, 1),
    (2, "C1", None, 1, None),
    (3, "C2", 30, 1, 1),
    (4, None, 10, 2, 2),
    (5, "C4", None, 2, 3),
]


@pytest.fixture
def lists(tmp_path: Path) -> Iterator[tuple[httpx.Client, Store]]:
    """Five buildings: three in grid 1 and estate 1, one of them in no estate; estate 2 and 3 in grid 2 of community 2."""
    with open_store(f"sqlite:///{tmp_path / 'city.sqlite'}").acting(SYSTEM) as store:
        store.migrate()
        layers = world.layers()
        shape = layers["building"].geometry.iloc[0]
        layers["grid"] = world.frame(
            *(
                {"id": n, "code": f"99010100100{n}001", "name": f"{n}", "kind": "basic", "community_id": n,
                 "geometry": world.many(world.box(n - 1, 0, n, 2))}
                for n in (1, 2)
            )
        )  # fmt: skip
        layers["estate"] = world.frame(
            *(
                {"id": n, "name": f"小区{n}", "community_id": min(n, 2), "geometry": world.many(shape)}
                for n in (1, 2, 3)
            )
        )
        layers["building"] = world.frame(
            *(
                {"id": n, "key": f"b{n}", "code": code, "name": f"{n}号楼", "households": households, "grid_id": grid,
                 "estate_id": estate, "community_id": grid, "geometry": shape}
                for n, code, households, grid, estate in HOUSES
            )
        )  # fmt: skip
        store.load(layers, source="test", valid_from=world.FIRST_DAY)
        with serving(settings_for(tmp_path / "data"), store) as address, asking(address) as client:
            yield client, store


def ids(client: httpx.Client, path: str, **query: str) -> list[int]:
    """Every id of a list in its order, asked page by page."""
    found, address, asked = [], path, query or None
    while address:
        answer = client.get(address, params=asked)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        found += [feature["id"] for feature in page["features"]]
        address, asked = next((link["href"] for link in page["links"] if link["rel"] == "next"), ""), None
    return found


@pytest.mark.parametrize("limit", ["1", "2", "9"])
def test_a_list_is_sorted_by_a_field_with_what_has_no_value_last(lists: tuple[httpx.Client, Store], limit: str) -> None:
    client, _ = lists
    assert ids(client, BUILDINGS, limit=limit) == [1, 2, 3, 4, 5]
    assert ids(client, BUILDINGS, sortby="code", limit=limit) == [2, 3, 1, 5, 4]
    assert ids(client, BUILDINGS, sortby="-code", limit=limit) == [5, 1, 3, 2, 4]
    assert ids(client, BUILDINGS, sortby="households", limit=limit) == [1, 4, 3, 2, 5]
    assert ids(client, BUILDINGS, sortby="-households", limit=limit) == [3, 1, 4, 2, 5]
    assert ids(client, BUILDINGS, sortby="-households", grid_id="1", limit=limit) == [3, 1, 2]
    assert ids(client, BUILDINGS, sortby="households,-code", limit=limit) == [1, 4, 3, 5, 2]
    assert ids(client, BUILDINGS, sortby="-grid_id,households,code", limit=limit) == [4, 5, 1, 3, 2]
    assert ids(client, "/collections/incident/items", sortby="-reported_at") == [1]


def test_names_are_sorted_as_people_read_them(lists: tuple[httpx.Client, Store]) -> None:
    client, store = lists
    names = ["重庆路小组", "长沙路小组", "第10小组", "第2小组", "Aa 小组", "安定小组", "ab 小组"]
    units = [
        {"id": 10 + at, "name": name, "level": 3, "state": "active", "geometry": shapely.Point(world.LON, world.LAT)}
        for at, name in enumerate(names)
    ]
    store.write([LayerChange("unit", world.frame(*units), world.FIRST_DAY)], source="test")
    read = [14, 16, 15, 11, 10, 13, 12]
    for limit in ("1", "3", "100"):
        assert [one for one in ids(client, "/collections/unit/items", sortby="name", limit=limit) if one >= 10] == read
        upside_down = ids(client, "/collections/unit/items", sortby="-name", limit=limit)
        assert [one for one in upside_down if one >= 10] == read[::-1]


@pytest.mark.parametrize(
    ("sortby", "rest"),
    [("code", [1, 5, 4]), ("-code", [2, 4]), ("-households", [1, 4, 2, 5]), ("-estate_id,name", [2])],
)
def test_a_page_goes_on_from_its_value_when_the_thing_it_ended_with_is_gone(
    lists: tuple[httpx.Client, Store], sortby: str, rest: list[int]
) -> None:
    client, store = lists
    page = client.get(BUILDINGS, params={"sortby": sortby, "limit": str(5 - len(rest))}).json()
    assert page["features"][-1]["id"] == 3
    (following,) = (link["href"] for link in page["links"] if link["rel"] == "next")
    store.write([LayerChange("building", None, valid_from=date(2026, 2, 1), retire=[3])], source="test")
    assert ids(client, following) == rest


def test_an_order_that_is_none_and_a_cursor_of_another_order_are_400(lists: tuple[httpx.Client, Store]) -> None:
    client, _ = lists
    for wrong in ("", "-", "nothing", "--code", "code,", "code,-code", "geometry", "id"):
        answer = client.get(BUILDINGS, params={"sortby": wrong})
        assert (answer.status_code, answer.json()["code"]) == (400, "parameter-invalid"), wrong
    page = client.get(BUILDINGS, params={"sortby": "code", "limit": "1"}).json()
    (following,) = (link["href"] for link in page["links"] if link["rel"] == "next")
    for other in ("sortby=-code", "sortby=name", "count=true"):
        answer = client.get(following.replace("sortby=code", other))
        assert (answer.status_code, answer.json()["code"]) == (400, "cursor-invalid"), other


def test_within_answers_by_links_and_else_by_buildings(lists: tuple[httpx.Client, Store]) -> None:
    client, _ = lists
    estates = "/collections/estate/items"
    assert ids(client, estates, within="grid/1") == [1]
    assert ids(client, estates, within="grid/2", limit="1") == [2, 3]
    assert ids(client, estates, within="grid/2", name="小区3") == [3]
    assert ids(client, estates, within="community/2") == [2, 3]
    assert ids(client, estates, within="street/1") == [1, 2, 3]
    assert ids(client, BUILDINGS, within="street/1") == [1, 2, 3, 4, 5]
    assert ids(client, BUILDINGS, within="estate/1") == [1, 3]
    assert ids(client, "/collections/grid/items", within="community/2") == [2]
    assert ids(client, "/collections/grid/items", within="grid/2") == [2]
    assert ids(client, "/collections/incident/items", within="community/1") == [1]


def test_an_area_that_is_none_or_nothing_links_is_told(lists: tuple[httpx.Client, Store]) -> None:
    client, _ = lists
    for path, within, expected in (
        ("estate", "grid/99", (404, "feature-unknown")),
        ("estate", "grid", (400, "parameter-invalid")),
        ("estate", "building/1", (400, "parameter-invalid")),
        ("street", "grid/1", (400, "within-impossible")),
        ("venue", "estate/1", (400, "within-impossible")),
    ):
        answer = client.get(f"/collections/{path}/items", params={"within": within})
        assert (answer.status_code, answer.json()["code"]) == expected, (path, within)
    days = {"within": "grid/1", "datetime": "2026-01-01/2026-02-01"}
    assert client.get("/collections/estate/items", params=days).json()["code"] == "day-only"


def test_a_list_within_an_area_is_told_anew_when_a_building_moves(lists: tuple[httpx.Client, Store]) -> None:
    client, store = lists
    asked = {"within": "grid/2"}
    first = client.get("/collections/estate/items", params=asked)
    held = {"If-None-Match": first.headers["etag"]}
    assert client.get("/collections/estate/items", params=asked, headers=held).status_code == 304
    store.write([LayerChange("building", None, valid_from=date(2026, 2, 1), retire=[4])], source="test")
    again = client.get("/collections/estate/items", params=asked, headers=held)
    assert [feature["id"] for feature in again.json()["features"]] == [3]

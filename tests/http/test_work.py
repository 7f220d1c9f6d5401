"""What a grid worker carries along: complete for the chosen grids, nothing about people, nothing for the public."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
import shapely

from geo.clock import china_today
from geo.store import LayerChange, Store
from tests.conftest import Fill
from tests.http import world
from tests.http.server import asking, serving, settings_for


def furnish(store: Store) -> None:
    """Two entrances and four households for building 1, beside the household that the world has."""
    point = shapely.Point(world.LON + 0.005, world.LAT + 0.009)
    doors = world.frame(
        {"id": 1, "name": "10单元", "building_id": 1, "geometry": point},
        {"id": 2, "name": "2单元", "building_id": 1, "geometry": point},
    )
    homes = world.plain(
        {"id": 1, "building_id": 1, "entrance_id": 2, "floor": 12, "room": "1201-secret"},
        {"id": 2, "building_id": 1, "entrance_id": 1, "floor": 2, "room": "202"},
        {"id": 3, "building_id": 1, "entrance_id": 1, "floor": 2, "room": "201"},
        {"id": 4, "building_id": 2, "floor": 1, "room": "101"},
    )
    store.load(world.layers() | {"entrance": doors, "household": homes}, source="test", valid_from=world.FIRST_DAY)


@pytest.fixture
def contents() -> Fill:
    return furnish


@pytest.fixture
def client(store: Store, tmp_path: Path) -> Iterator[httpx.Client]:
    with serving(settings_for(tmp_path / "data"), store) as address, asking(address) as client:
        yield client


@pytest.fixture
def public_client(store: Store, tmp_path: Path) -> Iterator[httpx.Client]:
    """Asks as somebody who came over a network: under a name of the machine that is not loopback."""
    settings = settings_for(tmp_path / "data", allowed_hosts=("office.example",))
    with serving(settings, store) as address, asking(address) as client:
        client.headers["Host"] = "office.example"
        yield client


def rooms(entrances: list[dict]) -> list[tuple[str | None, list[tuple[int | None, list[str]]]]]:
    return [
        (each["name"], [(floor["floor"], [door["room"] for door in floor["doors"]]) for floor in each["floors"]])
        for each in entrances
    ]


def test_a_building_tells_its_doors_by_entrance_floor_and_room(client: httpx.Client) -> None:
    answer = client.get("/doors?building=1")
    found = answer.json()
    assert answer.headers["cache-control"] == "no-store"
    assert found["building"]["name"] == "1号楼"
    assert rooms(found["entrances"]) == [("2单元", [(12, ["1201-secret"])]), ("10单元", [(2, ["201", "202"])])]
    assert rooms(client.get("/doors?building=2").json()["entrances"]) == [(None, [(1, ["101"])])]


def test_a_pack_holds_everything_of_the_chosen_grids_and_no_hub_household(client: httpx.Client) -> None:
    pack = client.get("/work/pack?grids=1").json()
    (grid,) = pack["grids"]
    assert (grid["name"], grid["community"], grid["street"]) == ("第一网格", "东风社区", "南湖街道")
    assert grid["bbox"] == [114.0, 30.0, 114.01, 30.02]
    first, second = pack["buildings"]
    assert (first["name"], first["address"], second["name"]) == ("1号楼", None, "2号楼")
    assert shapely.box(114.004, 30.009, 114.006, 30.01).contains(shapely.Point(first["point"]))
    assert (second["point"], second["geometry"]) == (None, None)
    assert rooms(first["entrances"])[0] == ("2单元", [(12, ["1201-secret"])])
    # the seat of the committee lies on the edge of the grid; the venue beyond the edge does not belong
    assert [unit["name"] for unit in pack["units"]] == ["南湖街道党委"]
    assert [(venue["name"], venue["label"]["zh"]) for venue in pack["venues"]] == [("党群服务中心", "党群服务中心")]
    (incident,) = pack["incidents"]
    assert (incident["code"], incident["lon"], incident["lat"], incident["grid"]["id"]) == ("E1", 114.004, 30.004, 1)
    assert {each["id"] for each in pack["categories"]} >= {"environment", "livelihood"}
    assert pack["doors"] and "worker" in pack["roles"]
    assert "中心户甲" not in str(pack)
    assert "household_id" not in str(pack)


def test_a_pack_says_how_fresh_it_is(client: httpx.Client, store: Store) -> None:
    before = client.get("/work/pack?grids=1").json()
    world.rename_street(store, "北湖街道")
    after = client.get("/work/pack?grids=1").json()
    assert before["number"] < after["number"] == store.change_number()
    assert after["grids"][0]["street"] == "北湖街道"
    assert before["as_of"] == china_today().isoformat()


def test_what_begins_or_ends_to_hold_later_does_not_count_today(client: httpx.Client, store: Store) -> None:
    tomorrow = china_today() + timedelta(days=1)
    moved = world.plain({"id": 2, "building_id": 1, "entrance_id": 1, "floor": 2, "room": "299"})
    store.write([LayerChange("household", moved, valid_from=tomorrow)], source="test")
    store.write([LayerChange("household", None, tomorrow, retire=[3])], source="test")
    assert rooms(client.get("/doors?building=1").json()["entrances"])[1] == ("10单元", [(2, ["201", "202"])])


def test_the_page_learns_who_holds_the_phone(client: httpx.Client) -> None:
    assert "worker" in client.get("/work/scope").json()["roles"]
    assert client.get("/work/scope", headers={"Host": "[::1]"}).json()["doors"] is True


def test_the_public_has_no_roles(public_client: httpx.Client) -> None:
    assert public_client.get("/work/scope").json() == {"roles": [], "doors": False}


@pytest.mark.parametrize("path", ["/doors?building=1", "/work/pack?grids=1"])
def test_for_the_public_doors_and_packs_look_as_if_they_were_not_there(public_client: httpx.Client, path: str) -> None:
    answer, absent = public_client.get(path), public_client.get(path.replace("=1", "=99"))
    assert (answer.status_code, absent.status_code) == (404, 404)
    assert answer.json()["code"] == absent.json()["code"] == "feature-unknown"
    assert "secret" not in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/doors", "/doors?building=x", "/doors?building=1&name=1", "/doors?building=1&building=2", "/work/pack",
        "/work/pack?grids=", "/work/pack?grids=1,x", "/work/pack?grids=1&since=3", "/work/pack?grids=" + "1," * 20 + "1",
    ],
)  # fmt: skip
def test_a_question_that_is_not_well_formed_is_refused(client: httpx.Client, path: str) -> None:
    assert client.get(path).status_code == 400


def test_an_absent_grid_or_building_is_not_found(client: httpx.Client) -> None:
    assert client.get("/work/pack?grids=1,99").status_code == 404
    assert client.get("/doors?building=99").status_code == 404

"""Households as a layer: who goes to the doors of his own areas lists them and sees them on the map; nobody else does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import mapbox_vector_tile
import pytest

from geo.clock import china_today
from geo.store import LayerChange, Store
from geo.tiles.matrix import tiles_over
from tests.http.accounts import House, with_phone
from tests.http.test_incident_looks import looks
from tests.rights_world import INSIDE, OUTSIDE, fill, spot_of, town

ITEMS = "/collections/household/items"
OWN = list(range(INSIDE * 100, INSIDE * 100 + 12))


@pytest.fixture
def house(sqlite_store: Store, tmp_path: Path) -> House:
    fill(sqlite_store)
    return House(sqlite_store, tmp_path)


def listed(reader: httpx.Client, **asked: Any) -> list[int]:
    answer = reader.get(ITEMS, params={"limit": 100} | asked)
    assert answer.status_code == 200, answer.text
    return [one["id"] for one in answer.json()["features"]]


def drawn(reader: httpx.Client, path: str) -> set[int]:
    body = reader.get(path).content
    layers = mapbox_vector_tile.decode(body) if body else {}
    return {one["id"] for one in layers.get("household", {}).get("features", ())}


def test_a_worker_lists_the_doors_of_his_own_grid_and_each_building_is_written_down(house: House) -> None:
    worker = house.member("worker")
    assert listed(worker) == OWN and listed(worker, floor=3) == [OWN[3]] and listed(worker, building_id=OUTSIDE) == []
    assert looks(house) == [("building", INSIDE, "doors")] * 2
    (last,) = worker.get(f"{ITEMS}?sortby=-floor&limit=1").json()["features"]
    assert last["properties"] == {
        "building_id": INSIDE,
        "entrance_id": INSIDE,
        "floor": 11,
        "room": "1101",
        "housing_type": None,
    }
    assert last["geometry"]["coordinates"] == pytest.approx(spot_of(INSIDE))
    one = worker.get(f"{ITEMS}/{OWN[0]}")
    assert (one.headers["cache-control"], one.json()["ancestors"][-1]["layer"]) == ("no-store", "building")
    assert worker.get(f"{ITEMS}?datetime=2026-01-01T00:00:00Z/..").json()["code"] == "day-only"
    assert "household" in [one["id"] for one in worker.get("/collections").json()["collections"]]


def test_for_everybody_else_there_is_no_such_layer(house: House) -> None:
    readers = [house.browser(), *(house.member(name) for name in ("planner", "analyst", "dispatcher"))]
    for name in ("city-planner", "operator"):
        readers.append(house.member(name))
        with_phone(readers[-1])
    for reader in readers:
        for path in (
            ITEMS,
            f"{ITEMS}/{OWN[0]}",
            "/collections/household",
            "/tiles/household.json",
            "/tiles/household/16/1/1.mvt",
        ):
            answer = reader.get(path)
            assert answer.status_code == 404, (path, answer.text)
            assert answer.json()["code"] == "layer-unknown"
        assert "household" not in [one["id"] for one in reader.get("/collections").json()["collections"]]


def test_tiles_of_doors_are_one_reader_s_own_and_tell_no_room(house: House) -> None:
    worker, other = house.member("worker"), house.member("li", ("worker", "grid", OUTSIDE))
    key = worker.get("/tiles/household.json").json()["tiles"][0].partition("?scope=")[2]
    paths = {
        n: f"/tiles/household/16/{tile.x}/{tile.y}.mvt"
        for n in (INSIDE, OUTSIDE)
        for tile in tiles_over((*spot_of(n), *spot_of(n)), 16)
    }
    own = worker.get(paths[INSIDE], params={"scope": key})
    assert set(OWN) == drawn(worker, paths[INSIDE])
    assert own.headers["cache-control"] == "private, no-cache" and b"ROOM" not in own.content
    assert drawn(worker, paths[OUTSIDE]) <= set(OWN)
    assert not drawn(other, paths[INSIDE]) & set(OWN) and drawn(other, paths[OUTSIDE])
    assert other.get(paths[INSIDE], params={"scope": key}).status_code == 404


def test_doors_go_with_their_building_at_once(house: House) -> None:
    worker = house.member("worker")
    assert listed(worker) == OWN
    buildings = town()["building"]
    moved = buildings[buildings["id"] == INSIDE].assign(grid_id=OUTSIDE, community_id=3)
    house.store.write([LayerChange("building", moved, china_today())], source="test")
    assert listed(worker) == [] and listed(worker, as_of="2026-11-01") == []
    assert worker.get(f"{ITEMS}/{OWN[0]}").status_code == 404

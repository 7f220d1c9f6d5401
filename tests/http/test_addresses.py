"""A messy address is asked for over HTTP: what it means, why, and who may be told of doors."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import shapely

from geo.store import LayerChange, Store
from tests.conftest import Fill
from tests.http import world
from tests.http.server import asking, serving, settings_for

PUBLIC = {"host": "0.0.0.0"}


def fill(store: Store) -> None:
    """One community with two phases of 翠湖花园, each with a building 3, and an old quarter."""
    told = [
        (1, "1号楼", "文澜路18号翠湖花园一期1号楼", 1, 0.4), (2, "3号楼", "文澜路18号翠湖花园一期3号楼", 1, 0.5),
        (3, "3号楼", "文澜路18号翠湖花园二期3号楼", 2, 1.4), (4, "附7号", "文澜路20号附7号", None, 0.6),
    ]  # fmt: skip
    layers = world.layers()
    buildings = [
        {"id": thing, "code": f"990101001001{thing:05d}", "name": name, "address": address, "community_id": 1, "grid_id": 1,
         "estate_id": estate, "use": "residential", "geometry": world.box(west, 0.9, west + 0.05, 1.0)}
        for thing, name, address, estate, west in told
    ]  # fmt: skip
    estates = [
        {"id": n, "code": f"E{n}", "name": name, "community_id": 1, "geometry": world.many(world.box(n - 1 + 0.3, 0.5, n, 1.5))}
        for n, name in ((1, "翠湖花园一期"), (2, "翠湖花园二期"))
    ]  # fmt: skip
    entrances = [
        {"id": n, "name": f"{n}单元", "building_id": 1, "geometry": shapely.Point(world.LON + 0.004, world.LAT + 0.009)} for n in (1, 2)
    ]  # fmt: skip
    homes = [(1, 1, 1, 5, "501"), (2, 1, 2, 5, "501"), (3, 3, None, 3, "301")]
    store.load(
        {
            "street": layers["street"], "community": layers["community"], "grid": layers["grid"], "estate": world.frame(*estates),
            "building": world.frame(*buildings), "entrance": world.frame(*entrances),
            "household": world.plain(*({"id": a, "building_id": b, "entrance_id": c, "floor": d, "room": e} for a, b, c, d, e in homes)),
        },
        source="test", valid_from=world.FIRST_DAY,
    )  # fmt: skip


@pytest.fixture
def contents(request: pytest.FixtureRequest) -> Fill | None:
    return None if "empty_client" in request.fixturenames else fill


@pytest.fixture
def staff(store: Store, tmp_path: Path) -> Iterator[httpx.Client]:
    """Asks a service that only this machine can reach."""
    with serving(settings_for(tmp_path / "data"), store) as address, asking(address) as client:
        yield client


@pytest.fixture
def public(sqlite_store: Store, tmp_path: Path) -> Iterator[httpx.Client]:
    """Asks a service that a network can reach."""
    with serving(settings_for(tmp_path / "data", **PUBLIC), sqlite_store) as address, asking(address) as client:
        yield client


def asked(client: httpx.Client, q: str, **more: Any) -> dict[str, Any]:
    answer = client.get("/geocode", params={"q": q, **more})
    assert answer.status_code == 200, answer.text
    document: dict[str, Any] = answer.json()
    return document


def test_a_messy_address_is_placed_at_its_door_with_the_reasons(staff: httpx.Client) -> None:
    found = asked(staff, "文澜路１８号翠胡花园一期1栋2-501")
    assert (found["status"], found["level"]) == ("placed", "household")
    door = found["door"]
    assert (door["id"], door["building_id"], door["entrance_id"], door["floor"], door["room"]) == (2, 1, 2, 5, "501")
    assert door["name"] == "翠湖花园一期1号楼2单元501室"
    assert [(one["segment"], one["how"], one["layer"], one["id"]) for one in found["why"]] == [
        ("road", "exact", None, None), ("house_number", "numeral", None, None), ("estate", "sound", "estate", 1),
        ("phase", "numeral", None, None), ("building", "exact", "building", 1), ("unit", "bare", "entrance", 2),
        ("room", "bare", "household", 2),
    ]  # fmt: skip
    assert [one["text"] for one in found["segments"]] == ["文澜路", "１８号", "翠胡花园", "一期", "1栋", "2", "501"]
    assert found["rivals"] == found["missing"] == []


def test_what_is_ambiguous_is_listed_in_both_languages(staff: httpx.Client) -> None:
    found = asked(staff, "翠湖花园3号楼", near="114.0145,30.0095")
    assert (found["status"], found["level"], found["missing"]) == ("ambiguous", None, ["phase"])
    assert [rival["name"] for rival in found["rivals"]] == ["翠湖花园二期3号楼", "翠湖花园一期3号楼"]
    assert found["reason"]["code"] == "address-several"
    assert "期数" in found["reason"]["remedy"]["zh"] and "phase" in found["reason"]["remedy"]["en"]
    assert asked(staff, "翠湖花园9号楼")["status"] == "failed"


def test_doors_are_not_told_to_the_public(public: httpx.Client) -> None:
    found = asked(public, "翠湖花园一期1号楼2单元501室")
    assert (found["level"], found["missing"]) == ("entrance", ["room"])
    assert "door" not in found
    for q in ("翠湖花园一期1号楼501", "翠湖花园二期3号楼301", "翠湖花园二期3号楼999"):
        assert asked(public, q)["level"] == "building"
    hits = public.get("/search", params={"q": "翠湖花园一期1号楼2单元501室"}).json()["hits"]
    assert {hit["layer"] for hit in hits} == {"entrance"}


def test_the_search_box_finds_a_door_by_its_address(staff: httpx.Client) -> None:
    answer = staff.get("/search", params={"q": "翠湖花园一期1-2-501"})
    hit = answer.json()["hits"][0]
    assert (hit["layer"], hit["id"], hit["building_id"]) == ("household", 2, 1)
    assert hit["point"] == [114.004, 30.009]
    assert [one["segment"] for one in hit["why"]] == ["estate", "phase", "building", "unit", "room"]
    assert answer.headers["cache-control"] == "no-store"
    assert staff.get("/search", params={"q": "翠湖花园一期1-2-501", "layers": "estate,building"}).json()["hits"] == []


def test_an_exact_name_comes_before_what_an_address_could_mean(staff: httpx.Client) -> None:
    hits = staff.get("/search", params={"q": "翠湖花园一期"}).json()["hits"]
    assert (hits[0]["layer"], hits[0]["id"]) == ("estate", 1)
    hits = staff.get("/search", params={"q": "翠湖花园3栋"}).json()["hits"]
    assert [(hit["layer"], hit["id"]) for hit in hits[:2]] == [("building", 2), ("building", 3)]
    by_name = staff.get("/search", params={"q": "3号楼", "layers": "building"}).json()["hits"]
    for found in (hits[:2], by_name):
        assert [hit["address"] for hit in found] == ["文澜路18号翠湖花园一期3号楼", "文澜路18号翠湖花园二期3号楼"]


@pytest.mark.parametrize(
    ("path", "query", "code"),
    [
        ("/geocode", {}, "parameter-missing"),
        ("/geocode", {"q": "翠" * 201}, "address-text-too-long"),
        ("/geocode", {"q": "3号楼", "near": "1"}, "parameter-invalid"),
        ("/geocode", {"q": "3号楼", "within": "venue/1"}, "parameter-invalid"),
        ("/geocode", {"q": "3号楼", "limit": "1"}, "parameter-unknown"),
        ("/search", {"q": "x", "layers": "secret"}, "parameter-unknown"),
        ("/search", {"q": "x", "near": "200,0"}, "parameter-invalid"),
    ],
)
def test_wrong_questions_are_refused(small_client: httpx.Client, path: str, query: dict[str, str], code: str) -> None:
    answer = small_client.get(path, params=query)
    assert answer.status_code == (413 if code == "address-text-too-long" else 400)
    assert answer.json()["code"] == code


def test_an_empty_city_finds_nothing(empty_client: httpx.Client) -> None:
    found = asked(empty_client, "翠湖花园3号楼501")
    assert (found["status"], found["reason"]["code"]) == ("failed", "address-name-unknown")


def test_an_alias_is_learned_used_listed_with_its_conflicts_and_forgotten(staff: httpx.Client) -> None:
    assert asked(staff, "老绸厂3栋")["status"] == "failed"
    made = staff.post("/aliases/learn", json={"q": "老绸厂3栋", "layer": "building", "id": 3})
    assert made.status_code == 201, made.text
    kept = made.json()
    assert (kept["text"], kept["layer"], kept["target_id"], kept["learned"], kept["conflicts"]) == (
        "老绸厂",
        "estate",
        2,
        True,
        [],
    )
    found = asked(staff, "老绸厂3栋")
    assert (found["building"]["id"], found["why"][0]["how"]) == (3, "alias")
    other = staff.post("/aliases", json={"text": "老绸厂", "layer": "estate", "id": 1}).json()
    assert [one["id"] for one in other["conflicts"]] == [2]
    assert asked(staff, "老绸厂3栋")["status"] == "ambiguous"
    listed = staff.get("/aliases").json()["aliases"]
    assert [(one["id"], one["target"], len(one["conflicts"])) for one in listed] == [
        (kept["id"], "翠湖花园二期", 1), (other["id"], "翠湖花园一期", 1),
    ]  # fmt: skip
    assert staff.delete(f"/aliases/{other['id']}").status_code == 204
    assert asked(staff, "老绸厂3栋")["building"]["id"] == 3
    assert staff.delete(f"/aliases/{other['id']}").status_code == 404


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("/aliases", {"text": "老绸厂", "layer": "estate", "id": 99}, 404, "feature-unknown"),
        ("/aliases", {"text": "12", "layer": "estate", "id": 1}, 400, "alias-too-short"),
        ("/aliases", {"text": "老绸厂", "layer": "venue", "id": 1}, 400, "request-invalid"),
        ("/aliases/learn", {"q": "翠湖花园一期3栋", "layer": "building", "id": 2}, 400, "alias-nothing-to-learn"),
        ("/aliases/learn", {"q": "甲厂 乙厂3栋", "layer": "building", "id": 2}, 400, "alias-nothing-to-learn"),
    ],
)
def test_what_is_no_alias_is_refused(
    staff: httpx.Client, path: str, body: dict[str, Any], status: int, code: str
) -> None:
    answer = staff.post(path, json=body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_the_public_changes_no_alias(public: httpx.Client) -> None:
    text = {"text": "老绸厂", "layer": "estate", "id": 1}
    for answer in (
        public.post("/aliases", json=text),
        public.post("/aliases/learn", json={"q": "老绸厂3栋", "layer": "building", "id": 3}),
        public.delete("/aliases/1"),
        public.get("/aliases"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "staff-only")


def test_a_renamed_estate_is_found_by_its_new_name_at_once(staff: httpx.Client, store: Store) -> None:
    assert asked(staff, "翠湖花园二期3号楼")["building"]["id"] == 3
    estate = store.read("estate", ids=[2])
    estate["name"] = "映月花园"
    store.write([LayerChange("estate", estate, world.FIRST_DAY)], source="test")
    assert asked(staff, "映月花园3号楼")["building"]["id"] == 3
    assert asked(staff, "翠湖花园3号楼")["building"]["id"] == 2

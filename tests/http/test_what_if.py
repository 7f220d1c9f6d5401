"""What-if and scenarios over HTTP, on the demonstration city as of its own day."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from api import schemas_whatif
from geo.demo import AS_OF
from geo.flows.make_demo import make_demo
from geo.store import SYSTEM, LayerChange, Store, open_store
from tests.http.server import asking, serving, settings_for

DAY = AS_OF.isoformat()
REMOVED = {"op": "remove_venue", "id": 1}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_store(f"sqlite:///{tmp_path_factory.mktemp('whatif') / 'city.sqlite'}").acting(SYSTEM) as store:
        store.migrate()
        make_demo(store, scale=0.1, as_of=AS_OF)
        yield store


@pytest.fixture(scope="module")
def city(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    settings = settings_for(tmp_path_factory.mktemp("data"))
    with serving(settings, store) as address, asking(address) as client:
        yield client


def asked(client: httpx.Client, *changes: dict[str, Any], more: str = "") -> dict[str, Any]:
    answer = client.post(f"/what-if{more}", json={"as_of": DAY, "changes": list(changes)})
    assert answer.status_code == 200, answer.text
    schemas_whatif.WhatIf.model_validate_json(answer.content)
    document: dict[str, Any] = answer.json()
    return document


def whole_city(document: dict[str, Any], when: str) -> dict[str, float]:
    return {
        one["index"] + (one.get("category") or ""): one[when]["covered"]
        for one in document["figures"] if one["layer"] == "city"
    }  # fmt: skip


def test_before_is_what_coverage_says_and_nothing_is_written(city: httpx.Client, store: Store) -> None:
    versions = store.versions()
    document = asked(city, REMOVED)
    (area,) = city.get(f"/coverage?as_of={DAY}&level=city").json()["areas"]
    before = whole_city(document, "before")
    for index in ("h", "v", "hub", "completeness"):
        assert before[index] == pytest.approx(area["figures"][index]["covered"], abs=1e-5), index
    for category, figure in area["figures"]["circle"].items():
        assert before[f"circle{category}"] == pytest.approx(figure["covered"], abs=1e-5), category
    assert document["run"]["id"] == city.get(f"/coverage?as_of={DAY}&level=city").json()["run"]["id"]
    assert store.versions() == versions


def test_after_is_what_coverage_says_once_the_change_is_stored(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with open_store(f"sqlite:///{tmp_path_factory.mktemp('stored') / 'city.sqlite'}").acting(SYSTEM) as store:
        store.migrate()
        make_demo(store, scale=0.1, as_of=AS_OF)
        with serving(settings_for(tmp_path_factory.mktemp("data")), store) as address, asking(address) as client:
            said = whole_city(asked(client, REMOVED), "after")
            store.write([LayerChange("venue", None, AS_OF, (1,))], source="test")
            (area,) = client.get(f"/coverage?as_of={DAY}&level=city").json()["areas"]
    for category, figure in area["figures"]["circle"].items():
        assert said[f"circle{category}"] == pytest.approx(figure["covered"], abs=1e-5), category


def test_a_building_is_told_with_its_answers_before_and_after(city: httpx.Client) -> None:
    document = asked(city, REMOVED, more="?weight=buildings")
    told = [one for one in document["buildings"] if "circle" in one]
    assert told
    for one in told:
        assert all(before != after for before, after in one["circle"].values())
    assert all(one["before"] != one["after"] for one in document["figures"] if one["layer"] != "city")
    assert document["took_ms"] > 0


REFUSED = [
    ({"changes": [{"op": "remove_venue", "id": 10**9}]}, "1000000000"),
    ({"changes": [{"op": "fly"}]}, "fly"),
    ({"changes": {}}, "changes"),
    ({"changes": [], "more": 1}, "more"),
    ({"changes": [], "preset": "distance-11"}, "distance-11"),
    ({"changes": [], "as_of": "tomorrow"}, "tomorrow"),
    ({"changes": [{"op": "set_parameter", "name": "hub_lenient_m", "value": -1}]}, "-1"),
]


@pytest.mark.parametrize(("body", "named"), REFUSED)
def test_what_makes_no_sense_is_refused_by_name(city: httpx.Client, body: dict[str, Any], named: str) -> None:
    answer = city.post("/what-if", json={"as_of": DAY, **body})
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert named in answer.json()["detail"] + str(answer.json())


def test_a_branch_less_leaves_ground_bare_by_the_square_metre(city: httpx.Client, store: Store) -> None:
    units = store.read("unit")
    branch = int(units[(units["level"] == 2) & (units["state"] == "active")]["id"].iloc[0])
    told = asked(city, {"op": "remove_unit", "id": branch}, more="?weight=ground_m2")["figures"]
    (area,) = city.get(f"/coverage?as_of={DAY}&level=city&weight=ground_m2").json()["areas"]
    (whole,) = (one for one in told if one["layer"] == "city")
    assert whole["index"] == "h"
    assert whole["before"]["covered"] == pytest.approx(area["figures"]["h"]["covered"], abs=1e-3)
    assert whole["after"]["not_covered"] > whole["before"]["not_covered"]
    assert {one["layer"] for one in told} == {"city", "street", "community", "grid"}


def test_unknown_parameters_are_refused(city: httpx.Client) -> None:
    for more in ("?weight=acres", "?reading=loose", "?as_of=2026-09-01"):
        assert city.post(f"/what-if{more}", json={"changes": []}).status_code == 400


def test_a_hub_household_looks_like_a_unit_that_is_not_there(city: httpx.Client, store: Store) -> None:
    units = store.read("unit")
    hub, group = (int(units[units["level"] == level]["id"].iloc[0]) for level in (4, 3))
    answers = [
        city.post("/what-if", json={"as_of": DAY, "changes": [{"op": "remove_unit", "id": number}]})
        for number in (hub, 10**9)
    ]
    assert [one.status_code for one in answers] == [400, 400]
    assert answers[0].json()["detail"].replace(str(hub), "?") == answers[1].json()["detail"].replace(str(10**9), "?")
    assert asked(city, {"op": "remove_unit", "id": group})["gaps"]["opened"] >= 0


def test_no_threshold_finds_the_day_or_the_door_of_a_hub_household(city: httpx.Client) -> None:
    for name, between, step in (("dormant_after_days", 61, 60), ("hub_lenient_m", 137, 150)):
        change = {"op": "set_parameter", "name": name}
        answer = city.post("/what-if", json={"as_of": DAY, "changes": [change | {"value": between}]})
        assert answer.status_code == 400
        assert f" {step}," in answer.json()["detail"], "the values that may be tried are named"
        asked(city, change | {"value": step})
        measured = asked(city)["run"]["parameters"]["coverage"][name]
        assert asked(city, change | {"value": measured})["gaps"] == {"closed": 0, "opened": 0}


def test_adding_and_removing_a_service_link_tells_nobody_whether_it_is_there(city: httpx.Client, store: Store) -> None:
    links, units = store.read("service_link"), store.read("unit")
    branch = links[links["unit_id"].isin(units.loc[units["level"] == 2, "id"]) & (links["target_layer"] == "grid")]
    unit, grid = int(branch["unit_id"].iloc[0]), int(branch["target_id"].iloc[0])
    other = next(int(one) for one in store.read("grid")["id"] if one not in set(branch["target_id"]))
    for target in (grid, other):
        link = {"unit_id": unit, "target_layer": "grid", "target_id": target}
        asked(city, {"op": "add_link", **link, "is_primary": False})
        asked(city, {"op": "remove_link", **link})


def test_a_household_as_a_target_looks_like_one_that_is_not_there(city: httpx.Client, store: Store) -> None:
    group = int(store.read("unit").query("level == 3")["id"].iloc[0])
    told = set()
    for household in (int(store.read("household")["id"].iloc[0]), 10**9):
        for change in ({"op": "add_link", "is_primary": True}, {"op": "remove_link"}):
            link = {"unit_id": group, "target_layer": "household", "target_id": household}
            answer = city.post("/what-if", json={"as_of": DAY, "changes": [change | link]})
            assert answer.status_code == 400
            told.add(answer.json()["detail"].replace(f"is {household},", "is ?,"))
    assert len(told) == 1


def scenario(name: str, *changes: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "as_of": DAY, "preset": "distance-10", "changes": list(changes)}


def test_a_scenario_is_kept_read_replaced_compared_and_deleted(city: httpx.Client) -> None:
    made = city.post("/scenarios", json=scenario("少一个阵地", REMOVED))
    assert made.status_code == 201
    first = schemas_whatif.Scenario.model_validate_json(made.content)
    assert city.get(made.headers["location"]).json() == made.json()
    second = city.post("/scenarios", json=scenario("什么都不变")).json()
    compared = city.get(f"/scenarios/compare?ids={first.id},{second['id']}")
    schemas_whatif.Comparison.model_validate_json(compared.content)
    one, other = (part["difference"] for part in compared.json()["compared"])
    assert one["buildings"]
    assert not other["buildings"]
    put = city.put(f"/scenarios/{second['id']}", json=scenario("也少一个", REMOVED))
    assert put.json()["changes"] == [REMOVED]
    assert [kept["name"] for kept in city.get("/scenarios").json()["scenarios"]] == ["少一个阵地", "也少一个"]
    assert city.delete(f"/scenarios/{second['id']}").status_code == 204
    assert city.get(f"/scenarios/{second['id']}").status_code == 404
    assert city.delete(f"/scenarios/{second['id']}").status_code == 404
    assert city.put(f"/scenarios/{second['id']}", json=scenario("x")).status_code == 404
    assert city.delete(f"/scenarios/{first.id}").status_code == 204


def test_a_name_that_is_taken_and_changes_that_make_no_sense_are_not_kept(city: httpx.Client) -> None:
    kept = city.post("/scenarios", json=scenario("同名")).json()
    assert city.post("/scenarios", json=scenario("同名")).status_code == 409
    assert city.post("/scenarios", json=scenario("错", {"op": "remove_venue", "id": 10**9})).status_code == 400
    assert city.post("/scenarios", json=scenario("")).status_code == 400
    assert city.get("/scenarios/compare?ids=1,x").status_code == 400
    assert city.get("/scenarios/compare").status_code == 400
    assert city.delete(f"/scenarios/{kept['id']}").status_code == 204

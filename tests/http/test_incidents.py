"""Incidents over HTTP: reported once, found again, stepped on as the life cycle allows, amended, seen by staff only."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest

from geo.store import LayerChange, Store
from tests.http import world
from tests.http.server import asking, serving, settings_for
from tests.incident_world import IN_A1, IN_B1, ON_THE_BORDER, OUTSIDE, new_id, photo, report, second_grid, step


def made(client: httpx.Client, *place: Any, **given: Any) -> dict[str, Any]:
    """A stored report."""
    answer = client.post("/incidents", json=report(*place, **given))
    assert answer.status_code == 201, answer.text
    incident: dict[str, Any] = answer.json()["incident"]
    return incident


def whole(client: httpx.Client, thing: int) -> dict[str, Any]:
    answer = client.get(f"/incidents/{thing}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def walked(client: httpx.Client, thing: int, *states: tuple[str, str]) -> dict[str, Any]:
    """An incident after steps, each of which was taken."""
    for to, role in states:
        answer = client.post(f"/incidents/{thing}/steps", json=step(to, role, reason="因故"))
        assert answer.status_code == 200, answer.text
    return whole(client, thing)


def test_a_report_is_located_and_stands_at_the_beginning_of_its_life(client: httpx.Client) -> None:
    answer = client.post("/incidents", json=report(accuracy_m=12.5))
    assert answer.status_code == 201
    incident = answer.json()["incident"]
    assert answer.json()["again"] is False
    assert answer.headers["location"].endswith(f"/incidents/{incident['id']}")
    assert (incident["state"], incident["channel"], incident["supports"]) == ("collected", "worker", 0)
    assert incident["grid"] == {"id": 1, "code": "990101001001001", "name": "第一网格"}
    assert (incident["lon"], incident["lat"], incident["accuracy_m"]) == (*IN_A1, 12.5)
    assert incident["candidates"] == [] and incident["photos"] == []
    assert incident["due_at"] > incident["reported_at"]
    found = whole(client, incident["id"])
    assert found["incident"] == incident
    assert [(entry["from"], entry["to"], entry["role"]) for entry in found["history"]] == [
        (None, "collected", "worker")
    ]
    assert [move["to"] for move in found["allowed"]] == ["registered", "void"]


def test_a_report_that_is_sent_again_is_stored_once(client: httpx.Client, store: Store) -> None:
    sent = report()
    first = client.post("/incidents", json=sent)
    number = store.change_number()
    again = client.post("/incidents", json=sent)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == {"incident": first.json()["incident"], "again": True}
    assert store.change_number() == number
    assert store.counts()["incident"] == 2  # with the one of the world


def test_an_id_that_was_used_for_something_else_is_refused(client: httpx.Client) -> None:
    sent = report()
    thing = client.post("/incidents", json=sent).json()["incident"]["id"]
    other = client.post("/incidents", json=sent | {"description": "别的事"})
    assert (other.status_code, other.json()["code"]) == (409, "client-id-reused")
    taken = step("registered") | {"client_id": sent["client_id"]}
    assert client.post(f"/incidents/{thing}/steps", json=taken).json()["code"] == "client-id-reused"


def test_a_report_that_comes_many_times_at_once_is_stored_once(client: httpx.Client, store: Store) -> None:
    sent, answers = report(), []
    ready = threading.Barrier(8)

    def send() -> None:
        ready.wait(20)
        answers.append(client.post("/incidents", json=sent))

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(answer.status_code for answer in answers) == [200] * 7 + [201]
    assert len({answer.json()["incident"]["id"] for answer in answers}) == 1
    assert store.counts()["incident"] == 2
    assert len(store.incident_steps(answers[0].json()["incident"]["id"])) == 1


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"client_id": "short"}, "client-id-wrong"),
        ({"client_id": "with a blank"}, "client-id-wrong"),
        ({"category": "noise"}, "incident-category-unknown"),
        ({"place": "building"}, "incident-place-missing"),
        ({"place": "building", "building_id": 99}, "feature-unknown"),
        ({"lon": None}, "incident-place-missing"),
        ({"lon": None, "lat": None}, "incident-place-missing"),
        ({"lat": 91}, "request-invalid"),
        ({"crs": "EPSG:3857"}, "incident-place-crs"),
        ({"crs": "Mars"}, "crs-unknown"),
        ({"description": "长" * 4001}, "incident-text-too-long"),
        ({"channel": "pigeon"}, "request-invalid"),
        ({"reported_at": "2026-06-01T08:00:00"}, "request-invalid"),
        ({"reported_at": "2020-06-01T08:00:00Z"}, "incident-reported-too-early"),
        ({"state": "closed"}, "request-invalid"),
    ],
)
def test_a_report_that_cannot_be_is_refused_with_what_is_wrong(
    small_client: httpx.Client, given: dict[str, Any], code: str
) -> None:
    before = small_client.get("/incidents").json()["number_matched"]
    answer = small_client.post("/incidents", json=report(**given))
    assert answer.json()["code"] == code, answer.text
    assert answer.status_code in (400, 404)
    assert small_client.get("/incidents").json()["number_matched"] == before


def test_what_a_request_lacks_is_named_and_nothing_of_it_is_said_again(small_client: httpx.Client) -> None:
    whole = report(description="老王家门口")
    del whole["place"]
    for answer in (small_client.post("/incidents", json=whole), small_client.post("/incidents", **form(whole))):
        assert (answer.status_code, answer.json()["code"]) == (400, "request-lacks")
        assert "place" in answer.json()["detail"] and "老王" not in answer.text
    assert small_client.post("/tokens", json={"name": "x"}).json()["detail"] == "the request lacks roles"


def test_a_body_that_is_no_json_and_an_unknown_parameter_are_refused(small_client: httpx.Client) -> None:
    broken = small_client.post("/incidents", content=b"{", headers={"Content-Type": "application/json"})
    assert (broken.status_code, broken.json()["code"]) == (400, "body-not-json")
    assert small_client.post("/incidents?dry_run=true", json=report()).json()["code"] == "parameter-unknown"
    assert small_client.get("/incidents?stat=closed").json()["remedy"].startswith("state? ")


def test_refusals_speak_chinese_and_english(small_client: httpx.Client) -> None:
    for language, words in (("zh", "没有名为“noise”的事件类别"), ("en", "no incident category 'noise'")):
        answer = small_client.post("/incidents", json=report(category="noise"), headers={"Accept-Language": language})
        assert words in answer.json()["detail"]


def test_a_report_on_a_shared_border_shows_both_grids_and_keeps_the_lowest_code(
    client: httpx.Client, store: Store
) -> None:
    second_grid(store)
    incident = made(client, ON_THE_BORDER)
    assert incident["grid"]["code"] == "990101001001001"
    assert [grid["id"] for grid in incident["candidates"]] == [1, 2]
    routed = client.post(f"/incidents/{incident['id']}/route", json={"grid_id": 2})
    assert routed.status_code == 200, routed.text
    assert routed.json()["incident"]["grid"]["id"] == 2
    assert [grid["id"] for grid in routed.json()["incident"]["candidates"]] == [1, 2]
    (_, entry) = whole(client, incident["id"])["history"]
    assert (entry["act"], entry["from"], entry["to"]) == ("route", "collected", "collected")
    assert entry["details"] == {"grid_id": [1, 2]}


def test_another_grid_than_a_candidate_needs_a_reason(client: httpx.Client, store: Store) -> None:
    second_grid(store)
    thing = made(client)["id"]
    refused = client.post(f"/incidents/{thing}/route", json={"grid_id": 2})
    assert (refused.status_code, refused.json()["code"]) == (400, "incident-route-reason-missing")
    taken = client.post(f"/incidents/{thing}/route", json={"grid_id": 2, "reason": "由二网格处理"})
    assert taken.json()["incident"]["grid"]["id"] == 2
    assert client.post(f"/incidents/{thing}/route", json={"grid_id": 77, "reason": "x"}).status_code == 404


def test_a_pin_that_moves_gets_its_grid_again(client: httpx.Client, store: Store) -> None:
    second_grid(store)
    thing = made(client)["id"]
    moved = client.post(f"/incidents/{thing}/place", json={"lon": IN_B1[0], "lat": IN_B1[1]}).json()["incident"]
    assert (moved["grid"]["id"], moved["lon"], moved["place"]) == (2, IN_B1[0], "pin")
    back = client.post(f"/incidents/{thing}/place", json={"building_id": 1}).json()["incident"]
    assert (back["grid"]["id"], back["building"]["name"], back["place"]) == (1, "1号楼", "building")
    assert [entry["act"] for entry in whole(client, thing)["history"]] == [None, "place", "place"]
    assert client.post(f"/incidents/{thing}/place", json={}).json()["code"] == "incident-place-missing"


def test_a_report_from_a_building_lies_inside_it_and_in_its_grid(client: httpx.Client) -> None:
    incident = made(client, place="building", building_id=1, lon=None, lat=None)
    assert incident["building"] == {"id": 1, "code": "99010100100100001", "name": "1号楼"}
    assert (incident["grid"]["id"], incident["place"]) == (1, "building")
    assert 114.004 < incident["lon"] < 114.006 and 30.009 < incident["lat"] < 30.010
    nowhere = client.post("/incidents", json=report(place="building", building_id=2))
    assert nowhere.json()["code"] == "incident-building-without-place"


def test_a_position_of_a_phone_that_shifts_is_shifted_back_and_kept_as_it_came(
    client: httpx.Client, store: Store
) -> None:
    incident = made(client, crs="gcj02")
    assert 0.002 < abs(incident["lon"] - IN_A1[0]) + abs(incident["lat"] - IN_A1[1]) < 0.02
    (row,) = store.read("incident", ids=[incident["id"]]).to_dict("records")
    assert row["original_crs"].lower().replace("-", "") == "gcj02" and row["original"] is not None


def test_a_report_outside_every_grid_is_kept_without_one(client: httpx.Client) -> None:
    assert made(client, OUTSIDE)["grid"] is None


def test_the_life_of_an_incident_to_its_end(client: httpx.Client) -> None:
    thing = made(client)["id"]
    found = walked(
        client, thing, ("registered", "dispatcher"), ("dispatched", "dispatcher"), ("in_progress", "worker"),
        ("sent_back", "dispatcher"), ("in_progress", "worker"), ("extended", "dispatcher"), ("in_progress", "worker"),
        ("suspended", "dispatcher"), ("in_progress", "worker"), ("verified", "worker"), ("closed", "dispatcher"),
    )  # fmt: skip
    assert found["incident"]["state"] == "closed" and found["incident"]["closed_at"] is not None
    assert found["allowed"] == []
    assert len(found["history"]) == 12
    assert client.get("/incidents?open=false").json()["number_matched"] == 1
    assert client.get(f"/incidents/{thing}").json()["history"][-1]["role"] == "dispatcher"


def test_a_public_report_is_verified_before_it_is_registered(client: httpx.Client) -> None:
    thing = made(client, channel="public")["id"]
    refused = client.post(f"/incidents/{thing}/steps", json=step("registered"))
    assert refused.status_code == 409
    problem = refused.json()
    assert problem["code"] == "incident-step-not-allowed"
    assert [move["to"] for move in problem["allowed"]] == ["verified", "void"]
    assert problem["allowed"][0]["roles"] == ["worker", "dispatcher"] and problem["allowed"][0]["label"]["zh"] == "核实"
    found = walked(client, thing, ("verified", "worker"), ("registered", "dispatcher"))
    assert [move["to"] for move in found["allowed"]] == ["dispatched", "suspended", "void"]


def test_a_step_in_a_role_that_may_not_take_it_or_without_its_reason_is_refused(client: httpx.Client) -> None:
    thing = made(client)["id"]
    for body, code in (
        (step("registered", "worker"), "incident-step-not-allowed"),
        (step("void"), "incident-reason-missing"),
        (step("registered", expect="dispatched"), "incident-state-moved"),
    ):
        answer = client.post(f"/incidents/{thing}/steps", json=body)
        assert (answer.status_code, answer.json()["code"]) == (409, code)
        assert answer.json()["allowed"]
    assert client.post(f"/incidents/{thing}/steps", json=step("registered", "mayor")).status_code == 403
    assert len(whole(client, thing)["history"]) == 1


def test_a_step_that_is_sent_again_is_taken_once(client: httpx.Client) -> None:
    thing = made(client)["id"]
    body = step("registered")
    first, again = (client.post(f"/incidents/{thing}/steps", json=body).json() for _ in range(2))
    assert first == again
    assert len(again["history"]) == 2


def test_a_bulk_step_is_taken_with_all_or_with_none(client: httpx.Client) -> None:
    one, other, ended = (made(client)["id"] for _ in range(3))
    walked(client, ended, ("void", "dispatcher"))
    refused = client.post("/incidents/steps", json=step("registered", ids=[one, other, ended]))
    assert refused.status_code == 409 and refused.json()["allowed"] == []
    assert whole(client, one)["incident"]["state"] == "collected"
    taken = client.post("/incidents/steps", json=step("registered", ids=[one, other]))
    assert [incident["state"] for incident in taken.json()["incidents"]] == ["registered"] * 2
    assert client.post("/incidents/steps", json=step("registered", ids=[])).json()["code"] == "incident-bulk-size"
    assert client.post("/incidents/steps", json=step("registered", ids=[9999])).status_code == 404


def test_what_somebody_else_means_too_is_counted_once(client: httpx.Client) -> None:
    thing = made(client)["id"]
    body = {"client_id": new_id(), "note": "我也看到了"}
    for _ in range(2):
        answer = client.post(f"/incidents/{thing}/support", json=body)
        assert answer.status_code == 200, answer.text
    assert answer.json()["incident"]["supports"] == 1
    assert answer.json()["again"] is True
    (_, entry) = whole(client, thing)["history"]
    assert (entry["act"], entry["reason"]) == ("support", "我也看到了")
    walked(client, thing, ("void", "dispatcher"))
    assert client.post(f"/incidents/{thing}/support", json={"client_id": new_id()}).json()["code"] == "incident-ended"


def test_what_may_be_the_same_is_open_of_that_category_and_close_by(client: httpx.Client) -> None:
    near_ones = [made(client, (IN_A1[0], IN_A1[1] + metres / 111_000))["id"] for metres in (30, 0, 49, 52)]
    made(client, category="disputes")
    ended = made(client)["id"]
    walked(client, ended, ("void", "dispatcher"))
    asked = {"category": "environment", "lon": IN_A1[0], "lat": IN_A1[1]}
    found = client.get("/incidents/near", params=asked).json()["incidents"]
    assert [one["id"] for one in found] == [near_ones[1], near_ones[0], near_ones[2]]
    assert [round(one["distance_m"]) for one in found] == [0, 30, 49]
    assert client.get("/incidents/near", params={"category": "environment"}).status_code == 400


def test_the_list_filters_sorts_and_pages(client: httpx.Client, store: Store) -> None:
    second_grid(store)
    west = [made(client)["id"] for _ in range(3)]
    east = [made(client, IN_B1, category="disputes")["id"] for _ in range(2)]
    walked(client, west[0], ("void", "dispatcher"))

    def ids(**query: str) -> list[int]:
        answer = client.get("/incidents", params=query)
        assert answer.status_code == 200, answer.text
        return [one["id"] for one in answer.json()["incidents"]]

    assert ids(within="community/2") == east[::-1]
    assert ids(grid="1", open="true", sort="reported_at") == [1, *west[1:]]
    assert ids(category="disputes,construction") == east[::-1]
    assert ids(state="void") == [west[0]]
    assert ids(bbox="114.012,30,114.02,30.01") == east[::-1]
    assert ids(since="2026-06-01", until="2026-06-02") == [1]
    assert ids(overdue="true") == []
    seen, address = [], "/incidents?limit=2&sort=category"
    while address:
        page = client.get(address).json()
        assert page["number_matched"] == 6
        seen += [one["id"] for one in page["incidents"]]
        address = next((link["href"] for link in page["links"] if link["rel"] == "next"), "")
    assert seen == [*east, 1, *west]
    for query in ("sort=colour", "state=lost", "open=yes", "within=planet/1", "limit=0", "since=yesterday", "grid=x"):
        assert client.get(f"/incidents?{query}").status_code == 400, query


def test_what_is_late_is_overdue_until_it_ends_and_while_it_is_paused_only_if_it_was_late_before(
    client: httpx.Client,
) -> None:
    early = (dt.datetime.now(dt.UTC) - dt.timedelta(days=20)).isoformat()
    late = made(client, category="emergencies", reported_at=early)
    assert late["overdue"] is True and late["reported_at"] < late["due_at"] < dt.datetime.now(dt.UTC).isoformat()
    assert [one["id"] for one in client.get("/incidents?overdue=true").json()["incidents"]] == [late["id"]]
    paused = walked(client, late["id"], ("registered", "dispatcher"), ("suspended", "dispatcher"))["incident"]
    assert paused["overdue"] is True
    ended = walked(client, late["id"], ("void", "dispatcher"))["incident"]
    assert ended["overdue"] is False


def test_categories_and_states_are_told_with_their_rules(small_client: httpx.Client) -> None:
    found = small_client.get("/incidents/categories").json()
    assert len(found["categories"]) == 9 and len(found["states"]) == 10
    for category in found["categories"]:
        assert len(category["code"]) == 10 and category["label"]["zh"] and category["closing"]["en"]
    assert [state["id"] for state in found["states"]][:2] == ["collected", "registered"]


@pytest.fixture
def public_client(store: Store, tmp_path: Path) -> Iterator[httpx.Client]:
    """Asks a service that is open to a network: under another name than this machine's own."""
    settings = settings_for(tmp_path / "data", allowed_hosts="map.example.org")
    with serving(settings, store) as address, asking(address) as client:
        client.headers["Host"] = "map.example.org"
        yield client


def test_the_public_may_report_and_sees_nothing_that_is_for_staff(public_client: httpx.Client) -> None:
    answer = public_client.post("/incidents", json=report())
    assert answer.status_code == 201
    incident = answer.json()["incident"]
    assert incident["channel"] == "public"
    for name in ("description", "accuracy_m", "building", "place", "registered_at"):
        assert name not in incident
    assert public_client.post("/incidents", json=report(channel="worker")).status_code == 403
    for path in (
        "/incidents",
        "/incidents/map",
        f"/incidents/{incident['id']}",
        "/photos/1.jpg",
        "/photos/1/thumb.jpg",
    ):
        assert public_client.get(path).status_code == 403, path
    for path, body in (
        (f"/incidents/{incident['id']}/steps", step("verified", "worker")),
        ("/incidents/steps", step("verified", "worker", ids=[incident["id"]])),
        (f"/incidents/{incident['id']}/place", {"lon": 114.0, "lat": 30.0}),
        (f"/incidents/{incident['id']}/route", {"grid_id": 1}),
    ):
        assert public_client.post(path, json=body).status_code == 403, path
    private = public_client.post("/incidents", json=report(category="disputes")).json()["incident"]["id"]
    assert public_client.post(f"/incidents/{private}/support", json={"client_id": new_id()}).status_code == 404
    asked = {"category": "disputes", "lon": IN_A1[0], "lat": IN_A1[1]}
    assert public_client.get("/incidents/near", params=asked).json() == {"incidents": []}
    seen = public_client.get("/incidents/near", params=asked | {"category": "environment"}).json()["incidents"]
    assert seen == []


def form(sent: dict[str, Any], *photos: bytes) -> dict[str, Any]:
    parts: list[tuple[str, tuple[str | None, bytes, str]]] = [
        ("report", (None, orjson.dumps(sent), "application/json"))
    ]
    parts += [("photo", (f"{n}.exe", raw, "application/x-msdownload")) for n, raw in enumerate(photos)]
    return {"files": parts}


def test_photos_come_with_the_report_and_are_shown_without_what_the_camera_wrote(client: httpx.Client) -> None:
    sent = report()
    for status in (201, 200):
        answer = client.post("/incidents", **form(sent, photo(), photo(90, 30, "PNG")))
        assert answer.status_code == status, answer.text
    incident = answer.json()["incident"]
    assert len(incident["photos"]) == 2
    for one in incident["photos"]:
        for path in (one["href"], one["thumb"]):
            shown = client.get(path)
            assert (shown.status_code, shown.headers["content-type"]) == (200, "image/jpeg")
            assert shown.content.startswith(b"\xff\xd8") and shown.headers["cache-control"] == "private, no-store"
    supported = client.post(f"/incidents/{incident['id']}/support", **form({"client_id": new_id()}, photo(70, 70)))
    assert len(supported.json()["incident"]["photos"]) == 3
    assert client.get("/photos/99.jpg").status_code == 404


def test_a_form_that_is_not_whole_or_brings_too_much_is_refused(small_client: httpx.Client) -> None:
    for photos, code in (
        ([b"MZ not a photo"], "photo-unreadable"),
        ([photo()] * 5, "photos-too-many"),
        ([photo()[:200]], "photo-unreadable"),
    ):
        answer = small_client.post("/incidents", **form(report(), *photos))
        assert answer.json()["code"] == code, answer.text
    twice = form(report())
    twice["files"] *= 2
    assert small_client.post("/incidents", **twice).status_code == 400
    assert small_client.post("/incidents", files={"photo": ("a.jpg", photo())}).json()["code"] == "form-part-twice"
    assert small_client.post("/incidents", **form(report() | {"colour": "red"})).json()["code"] == "request-invalid"


def test_the_load_of_areas_is_counted_per_household_and_a_hot_one_is_told(client: httpx.Client, store: Store) -> None:
    second_grid(store)
    for _ in range(9):
        made(client, IN_B1)
    walked(client, made(client)["id"], ("void", "dispatcher"))

    def load(**query: str) -> list[dict[str, Any]]:
        answer = client.get("/incidents/load", params=query)
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["areas"]
        return found

    west, east = load(level="grid")
    assert (west["households"], west["reported"], west["open"]) == (60, 2, 1)  # with the one of the world
    assert (east["households"], east["reported"], east["rate_per_100"]) == (100, 9, 9.0)
    assert west["expected"] + east["expected"] == pytest.approx(11, abs=0.01)
    assert not east["hot"] and 0.05 < east["p"] <= 1
    for _ in range(25):
        made(client, IN_B1)
    assert [area["hot"] for area in load(level="grid")] == [False, True]
    assert [area["reported"] for area in load(level="community")] == [2, 34]
    (street,) = load(level="street", since="2026-06-02")
    assert (street["reported"], street["hot"]) == (35, False)
    assert [area["id"] for area in load(level="grid", within="community/2")] == [2]
    assert [area["reported"] for area in load(category="disputes")] == [0, 0]
    for query in ("level=building", "level=grid&grid=1", "within=street/99"):
        assert client.get(f"/incidents/load?{query}").status_code in (400, 404), query


def test_an_incident_stays_in_the_boundaries_of_its_own_day(client: httpx.Client, store: Store) -> None:
    now = dt.datetime.now(dt.UTC)
    early = made(client, reported_at=(now - dt.timedelta(days=20)).isoformat())
    redrawn = world.frame(
        {"id": 9, "code": "990101001001009", "name": "新网格", "kind": "basic", "community_id": 1,
         "geometry": world.many(world.box(0, 0, 1, 2))}
    )  # fmt: skip
    since = (now - dt.timedelta(days=5)).date()
    store.write([LayerChange("grid", redrawn, since, retire=[1])], source="test")
    assert made(client)["grid"]["name"] == "新网格"
    late = made(client, reported_at=(now - dt.timedelta(days=10)).isoformat())
    assert late["grid"]["name"] == "第一网格"
    north = {"lon": IN_A1[0], "lat": IN_A1[1] + world.STEP}
    moved = client.post(f"/incidents/{early['id']}/place", json=north).json()["incident"]
    assert (moved["lat"], moved["grid"]["name"]) == (north["lat"], "第一网格")
    routed = client.post(f"/incidents/{early['id']}/route", json={"grid_id": 9, "reason": "x"})
    assert routed.status_code == 404  # there was no such grid on that day


def test_photos_of_a_report_that_cannot_be_are_not_kept(client: httpx.Client, tmp_path: Path) -> None:
    assert client.post("/incidents", **form(report(category="noise"), photo())).status_code == 400
    assert not list((tmp_path / "data" / "photos").glob("*/*"))
    assert client.post("/incidents", **form(report(), photo())).status_code == 201
    assert len(list((tmp_path / "data" / "photos").glob("*/*"))) == 2

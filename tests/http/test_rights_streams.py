"""What is told while it happens, listed and counted keeps to the rights of who asks, for as long as he has them."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import anyio
import httpx
import pytest

from api import change_feed, job_events
from api.change_feed import PUBLIC_NETWORK_MOST, ChangeFeed
from api.job_events import JobListeners
from api.jobs import Job, JobState
from api.routes import changes as routes
from geo.errors import Unavailable
from geo.store import Store
from tests.conftest import Fill
from tests.http.accounts import PASSWORD, House, with_phone
from tests.http.server import asking, serving
from tests.http.test_changes import listening
from tests.incident_world import new_id
from tests.rights_world import INSIDE, OUTSIDE, fill, report_of, spot_of


@pytest.fixture
def contents(request: pytest.FixtureRequest) -> Fill | None:
    return fill if "house" in request.fixturenames else None


@pytest.fixture
def house(sqlite_store: Store, tmp_path: Path) -> House:
    return House(sqlite_store, tmp_path)


def reported(browser: httpx.Client, n: int) -> None:
    sent = report_of(n, client_id=new_id("report"), category="environment")
    assert browser.post("/incidents", json=sent).status_code == 201


def test_writes_to_incidents_elsewhere_are_not_told(house: House) -> None:
    public, worker = house.browser(), house.member("worker")
    start = worker.get("/changes").json()["number"]
    ready = public.get("/ready").json()["features"]
    reported(public, OUTSIDE)
    assert worker.get(f"/changes?since={start}").json()["changes"] == []
    reported(public, INSIDE)
    (change,) = worker.get(f"/changes?since={start}").json()["changes"]
    (layer,) = change["layers"]
    assert (layer["layer"], layer["version"], layer["boxes"]) == ("incident", change["number"], None)
    assert public.get("/ready").json()["features"] == ready


def test_a_stream_ends_with_the_rights_that_it_began_with(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "ASK_AGAIN_S", 0.0)
    monkeypatch.setattr(change_feed, "ALIVE_EVERY_S", 0.1)
    worker = house.member("worker")
    cookies = "; ".join(f"{name}={value}" for name, value in worker.cookies.items())
    with serving(house.settings, house.store) as address, asking(address) as client:
        client.headers["Cookie"] = cookies
        with listening(client) as events:
            assert events.next()[0] == "now"
            assert worker.delete("/sessions").status_code == 204
            with pytest.raises(EOFError):
                events.next()


def test_the_public_cannot_take_the_places_of_staff(sqlite_store: Store) -> None:
    async def crowded() -> None:
        feed = ChangeFeed(sqlite_store, 4, threading.Event())
        async with anyio.create_task_group() as listening_to:
            listening_to.start_soon(feed.listen(0, "10.0.0.1").__anext__)
            await anyio.sleep(0.05)
            with pytest.raises(Unavailable):
                await feed.begin("10.0.0.2")
            assert [told async for told in feed.listen(0, "10.0.0.2")] == []
            assert await feed.begin() >= 0
            listening_to.cancel_scope.cancel()

    anyio.run(crowded)


def test_one_network_cannot_take_the_places_of_the_public(sqlite_store: Store) -> None:
    async def crowded() -> None:
        feed = ChangeFeed(sqlite_store, 4 * (PUBLIC_NETWORK_MOST + 1), threading.Event())
        async with anyio.create_task_group() as listening_to:
            for _ in range(PUBLIC_NETWORK_MOST):
                listening_to.start_soon(feed.listen(0, "10.0.0.1").__anext__)
            await anyio.sleep(0.05)
            with pytest.raises(Unavailable):
                await feed.begin("10.0.0.1")
            assert await feed.begin("10.0.0.2") >= 0
            listening_to.cancel_scope.cancel()

    anyio.run(crowded)


def test_the_way_of_a_job_is_told_as_long_as_its_reader_s_rights_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job_events, "ASK_AGAIN_S", 0.0)
    held = iter([True, False])
    job = Job(id="0" * 32, state=JobState.RUNNING)

    async def told() -> list[bytes]:
        answer = JobListeners(1).events(lambda: job, lambda one: {"state": one.state}, lambda: next(held))
        return [bytes(text) async for text in answer.body_iterator if isinstance(text, bytes)]

    assert len(anyio.run(told)) == 1


def test_a_siting_is_told_by_its_run_to_those_who_plan_there(house: House) -> None:
    planner, other, worker = (
        house.member("planner"), house.member("li", ("planner", "street", 2)), house.member("worker")
    )  # fmt: skip
    asked = {"category": "nursery", "k": 1, "within": f"grid/{INSIDE}", "candidates": {"points": [spot_of(INSIDE)]}}
    job = planner.post("/siting", json=asked).json()["id"]
    deadline = time.monotonic() + 60
    while (state := planner.get(f"/siting/{job}").json())["state"] in ("queued", "running"):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert state["state"] == "done", state
    run = planner.get(f"/runs/{state['run']}").json()
    assert run["result"] == state["answer"]
    assert run["id"] in [one["id"] for one in planner.get("/runs").json()["runs"]]
    for reader in (other, worker):
        assert reader.get(f"/runs/{run['id']}").status_code == 404
        assert run["id"] not in [one["id"] for one in reader.get("/runs").json()["runs"]]
    assert other.post(f"/runs/{run['id']}/rerun").status_code == 404


def test_answers_to_those_who_have_signed_in_are_kept_by_no_cache_between(house: House) -> None:
    named = House(house.store, house.settings.data, allowed_hosts="map.example.org")
    public, worker = house.browser(), house.member("worker")
    for reader, keeping in ((public, "no-cache"), (worker, "private, no-cache")):
        answer = reader.get("/collections/street/items")
        assert (
            answer.headers["cache-control"],
            {"Cookie", "Authorization"} <= set(answer.headers["vary"].split(", ")),
        ) == (keeping, True)
    asked = {"https://map.example.org": "max-age=31536000", "http://map.example.org": None, "https://127.0.0.1": None}
    told = {base: named.browser(base=base).get("/health").headers.get("strict-transport-security") for base in asked}
    assert told == asked


def test_runs_of_a_day_are_not_told_to_who_sees_a_part(house: House) -> None:
    public, worker, planner = house.browser(), house.member("worker"), house.member("city-planner")
    with_phone(planner)
    of_day = planner.get("/coverage?as_of=2026-11-17").json()["run"]["id"]
    of_month = public.get("/coverage?as_of=2026-11-17").json()["run"]["id"]
    for reader in (public, worker):
        assert [one["id"] for one in reader.get("/runs").json()["runs"]] == [of_month]
    assert public.get(f"/runs/{of_day}").status_code == 404
    assert {one["id"] for one in planner.get("/runs").json()["runs"]} == {of_day, of_month}


def test_the_public_writes_nothing_into_the_chain(house: House) -> None:
    public, worker = house.browser(), house.member("worker")
    before = house.store.audit_chain()[1].number
    for reader, count in ((public, 0), (worker, 1)):
        answer = reader.get("/gaps?format=csv", headers={"Jingwei-Purpose": "inspection"})
        assert (answer.status_code, house.store.audit_chain()[1].number - before) == (200, count)


def test_another_password_ends_the_tokens(house: House) -> None:
    worker = house.member("worker")
    made = worker.post("/tokens", json={"name": "QGIS", "roles": ["worker"], "days": 30, "password": PASSWORD}).json()[
        "secret"
    ]
    bearer = house.browser()
    bearer.headers["Authorization"] = f"Bearer {made}"
    assert bearer.get("/session").json()["roles"] == ["worker"]
    sent = {"password": PASSWORD, "new": "staple battery horse"}
    assert worker.post("/session/password", json=sent).status_code == 200
    assert bearer.get("/session").status_code == 401

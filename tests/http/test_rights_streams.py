"""What is told while it happens, listed and counted keeps to the rights of who asks, for as long as he has them."""

from __future__ import annotations

import threading
from pathlib import Path

import anyio
import httpx
import pytest

from api import change_feed
from api.change_feed import ChangeFeed
from api.routes import changes as routes
from geo.errors import Unavailable
from geo.store import Store
from tests.conftest import Fill
from tests.http.accounts import PASSWORD, House, with_phone
from tests.http.server import asking, serving
from tests.http.test_changes import listening
from tests.incident_world import new_id
from tests.rights_world import INSIDE, OUTSIDE, fill, report_of


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
            listening_to.start_soon(feed.listen(0, staff=False).__anext__)
            await anyio.sleep(0.05)
            with pytest.raises(Unavailable):
                await feed.begin(staff=False)
            assert await feed.begin() >= 0
            listening_to.cancel_scope.cancel()

    anyio.run(crowded)


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

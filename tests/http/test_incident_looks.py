"""What people without a role at its place learn of an incident, and what is written down when others read what it says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from geo.store import Store
from tests.conftest import Fill
from tests.http.accounts import House, with_phone
from tests.incident_world import new_id
from tests.rights_world import INSIDE, OUTSIDE, fill, report_of

KNOWN = {"id", "code", "category", "supports", "grid"}


@pytest.fixture
def contents() -> Fill:
    return fill


@pytest.fixture
def house(sqlite_store: Store, tmp_path: Path) -> House:
    return House(sqlite_store, tmp_path)


def reported(browser: httpx.Client, n: int, **given: Any) -> int:
    sent = report_of(n, client_id=new_id("report"), category="environment", **given)
    answer = browser.post("/incidents", json=sent)
    assert answer.status_code == 201, answer.text
    return int(answer.json()["incident"]["id"])


def looked_at(house: House, thing: int) -> None:
    """A dispatcher of the city has registered it."""
    dispatcher = house.member("dispatcher-of-all", ("dispatcher", "street", 1), ("dispatcher", "street", 2))
    for to in ("verified", "registered"):
        taken = {"client_id": new_id("step"), "to": to, "role": "dispatcher"}
        assert dispatcher.post(f"/incidents/{thing}/steps", json=taken).status_code == 200


def near(browser: httpx.Client, n: int, shifted: float = 0.0001) -> list[dict[str, Any]]:
    place = report_of(n)
    asked = {"category": "environment", "lon": place["lon"] + shifted, "lat": place["lat"]}
    found: list[dict[str, Any]] = browser.get("/incidents/near", params=asked).json()["incidents"]
    return found


def looks(house: House) -> list[tuple[str, int | None, str]]:
    return [(one.layer, one.thing, one.detail) for one in house.store.audit_chain()[0] if one.layer != "account"]


def test_outside_one_learns_only_that_the_public_told_of_it(house: House) -> None:
    public, worker, planner = house.browser(), house.member("worker"), house.member("city-planner")
    with_phone(planner)
    told_by_public = reported(public, OUTSIDE)
    of_staff = reported(planner, OUTSIDE, channel="worker")
    support = f"/incidents/{told_by_public}/support"
    assert near(worker, OUTSIDE) == [] and near(public, OUTSIDE) == []
    assert public.post(support, json={"client_id": new_id("s")}).json()["code"] == "incident-unknown"
    looked_at(house, told_by_public)
    for reader in (public, worker):
        (one,) = near(reader, OUTSIDE)
        assert (one["id"], one.keys(), one["grid"]["id"]) == (told_by_public, KNOWN, OUTSIDE)
        # wherever in the grid one asks, and not beyond: no place can be found out by asking around
        assert near(reader, OUTSIDE, 0.0005) == [one] and near(reader, INSIDE) == []
        supported = reader.post(f"/incidents/{told_by_public}/support", json={"client_id": new_id("s")})
        assert supported.json()["incident"].keys() == KNOWN
        for hidden in (of_staff, 1_000):
            refused = reader.post(f"/incidents/{hidden}/support", json={"client_id": new_id("s")})
            assert (refused.status_code, refused.json()["code"]) == (404, "incident-unknown")
    assert reported(worker, INSIDE, channel="worker") in [one["id"] for one in near(worker, INSIDE) if "state" in one]


def test_an_ended_incident_of_others_is_not_there(house: House) -> None:
    public, dispatcher = house.browser(), house.member("dispatcher")
    thing = reported(public, INSIDE)
    step = {"client_id": new_id("v"), "to": "void", "role": "dispatcher", "reason": "重复"}
    assert dispatcher.post(f"/incidents/{thing}/steps", json=step).status_code == 200
    support = f"/incidents/{thing}/support"
    assert public.post(support, json={"client_id": new_id("s")}).json()["code"] == "incident-unknown"
    assert dispatcher.post(support, json={"client_id": new_id("s")}).json()["code"] == "incident-ended"


def test_lists_and_answers_that_say_what_an_incident_says_are_written_down(house: House) -> None:
    public, worker, analyst = house.browser(), house.member("worker"), house.member("analyst")
    thing = reported(public, INSIDE)
    near(public, INSIDE), analyst.get("/incidents")
    assert looks(house) == []
    listed = [one["id"] for one in worker.get("/incidents").json()["incidents"]]
    expected: list[tuple[str, int | None, str]] = [("incident", None, "list " + ",".join(map(str, sorted(listed))))]
    assert looks(house) == expected and len(listed) == 2
    near(worker, INSIDE)
    worker.post(f"/incidents/{thing}/support", json={"client_id": new_id("s")})
    assert looks(house) == expected + [("incident", thing, "")] * 2


def test_a_list_that_cannot_be_written_down_is_not_shown(house: House) -> None:
    worker = house.member("worker")
    with house.store.writing() as connection:
        connection.exec_driver_sql("ALTER TABLE audit_entry RENAME TO audit_gone")
    answer = worker.get("/incidents")
    assert (answer.status_code, answer.json()["code"]) == (503, "audit-unavailable")
    assert "WORDS" not in answer.text

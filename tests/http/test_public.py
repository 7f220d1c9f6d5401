"""What somebody without an account sees and may do: offices, counts, venues; a report, not too often."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from geo.clock import china_today
from geo.store import LayerChange, Store
from tests.conftest import Fill
from tests.http.accounts import House
from tests.incident_world import new_id, photo, report
from tests.rights_world import fill

MIB = 1024 * 1024
HUB, GROUP = "HUBTEL-1", "UNITTEL-1"


@pytest.fixture
def contents() -> Fill:
    return fill


@pytest.fixture
def house(store: Store, tmp_path: Path) -> House:
    return House(store, tmp_path, public_reports=3, public_report_s=600, public_photo_bytes=MIB)


@pytest.fixture
def public(house: House) -> Iterator[httpx.Client]:
    with house.browser("10.0.0.1") as browser:
        yield browser


def test_a_grid_is_answered_for_by_offices_and_never_by_a_home(public: httpx.Client) -> None:
    found = public.get("/public/grid/1").json()
    assert found["contacts"] == [
        {"role": {"zh": "网格党支部", "en": "Grid branch"}, "telephone": "OFFICE-1"},
        {"role": {"zh": "街道党（工）委", "en": "Street committee"}, "telephone": "COMMITTEE-1"},
    ]
    assert HUB not in str(found) and GROUP not in str(found)
    assert public.get("/public/grid/5").json()["contacts"] == [found["contacts"][1]]  # its branch has no telephone
    assert public.get("/public/grid/77").status_code == 404


def test_open_and_closed_incidents_are_counted_and_nothing_more_is_told(public: httpx.Client) -> None:
    grid, city = public.get("/public/grid/9").json(), public.get("/public/city/0").json()
    assert grid["incidents"] == {"open": 1, "closed": 0} and city["incidents"] == {"open": 2, "closed": 0}
    assert (city["id"], city["name"]) == (None, None)
    assert public.get("/collections/incident").status_code == 404


def test_venues_have_their_opening_hours(public: httpx.Client) -> None:
    (venue, _) = public.get("/collections/venue/items").json()["features"]
    assert venue["properties"]["opening"] == "09:00-17:00"


def test_a_report_without_an_account_waits_to_be_verified(public: httpx.Client) -> None:
    before = public.get("/public/city/0").json()
    made = public.post("/incidents", json=report(channel=None)).json()["incident"]
    assert (made["channel"], made["state"]) == ("public", "collected")
    assert public.get("/public/city/0").json() == before, "nobody else is told of it until staff has registered it"
    assert "description" not in made


def test_who_reports_too_often_from_one_address_waits_and_others_do_not(house: House, public: httpx.Client) -> None:
    sent = [public.post("/incidents", json=report(client_id=new_id("often"))) for _ in range(4)]
    assert [answer.status_code for answer in sent] == [201, 201, 201, 429]
    assert sent[3].json()["code"] == "reported-too-often" and 1 <= int(sent[3].headers["retry-after"]) <= 600
    assert house.browser("10.0.0.2").post("/incidents", json=report()).status_code == 201
    worker = house.member("li", ("worker", "grid", 1))
    assert all(worker.post("/incidents", json=report()).status_code == 201 for _ in range(5))


def test_photos_of_the_public_are_weighed_together(house: House, public: httpx.Client) -> None:
    def sent(browser: httpx.Client, padding: int) -> httpx.Response:
        files = [("photo", ("a.jpg", photo() + b"\0" * padding, "image/jpeg"))]
        return browser.post("/incidents", data={"report": json.dumps(report(channel=None))}, files=files)

    assert sent(public, MIB * 3 // 4).status_code == 201
    answer = sent(house.browser(), MIB // 2)
    assert (answer.status_code, answer.json()["code"]) == (429, "public-photos-too-heavy")
    assert sent(house.member("li", ("worker", "grid", 1)), MIB // 2).status_code == 201


def test_whatever_the_public_asks_for_keeps_one_run_at_most_while_the_data_are_the_same(
    house: House, public: httpx.Client
) -> None:
    paths = [
        "/coverage?level=grid", "/coverage/grid/1/trend?dates=2026-09-01", "/gaps", "/turnover?since=2026-01-01",
        "/tiles/grid_coverage,gap/14/13489/6207.mvt", "/public/grid/1",
    ]  # fmt: skip
    asked = ["", "as_of=2026-09-01", "preset=time-15", "as_of=2026-11-17&preset=distance-15&reading=lenient"]

    def runs() -> int:
        statuses = {
            public.get(f"{path}{'&' if '?' in path else '?'}{more}").status_code for path in paths for more in asked
        }
        assert statuses <= {200, 400, 403, 404}
        return len(house.store.metric_runs())

    assert runs() == 1, "the figures that everybody is told name their run"
    assert public.post("/incidents", json=report(channel=None)).status_code == 201
    assert runs() == 1, "a report is no other data of a measurement"
    street = house.store.read("street").assign(name="改名")
    house.store.write([LayerChange("street", street, china_today())], source="test")
    assert runs() == 2

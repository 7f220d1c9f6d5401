"""Rights are those of today, of what is asked about, and nobody gives them to himself by the service."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from geo.clock import china_today
from geo.store import LayerChange, Store
from tests.conftest import Fill
from tests.http.accounts import House, with_phone
from tests.rights_world import INSIDE, OUTSIDE, fill, town

DAY = "2026-11-17"
MONTH = "2026-11-01"
DOOR = f"/geocode?q=第{INSIDE}小区{INSIDE}号楼{INSIDE}单元801室"
OF_THE_DAY = (DOOR + f"&as_of={DAY}", f"/circle/buildings/{INSIDE}?as_of={DAY}")
VERDICTS = "/collections/building_coverage/items?datetime="


@pytest.fixture
def contents() -> Fill:
    return fill


@pytest.fixture
def house(sqlite_store: Store, tmp_path: Path) -> House:
    return House(sqlite_store, tmp_path)


def verdicts(reader: httpx.Client, day: str) -> set[int]:
    return {one["id"] for one in reader.get(VERDICTS + day).json()["features"]}


def test_what_has_left_one_s_areas_is_not_told_of_earlier_days_either(house: House) -> None:
    worker, planner = house.member("worker"), house.member("city-planner")
    for path in OF_THE_DAY:
        answer = worker.get(path)
        assert (answer.status_code, "error" in answer.text) == (200, False), answer.text
    assert '"household"' in worker.get(DOOR + f"&as_of={DAY}").text
    assert verdicts(worker, DAY) == {INSIDE}
    buildings = town()["building"]
    moved = buildings[buildings["id"] == INSIDE].assign(grid_id=OUTSIDE, community_id=3)
    house.store.write([LayerChange("building", moved, china_today())], source="test")
    assert '"household"' not in worker.get(DOOR + f"&as_of={DAY}").text
    assert worker.get(f"/circle/buildings/{INSIDE}?as_of={DAY}").status_code == 404
    assert verdicts(worker, DAY) == set()
    with_phone(planner)
    assert verdicts(planner, DAY) == set(range(1, 10))


def test_what_was_moved_away_is_not_told_over_several_days_either(house: House) -> None:
    worker, days = house.member("worker"), "/collections/incident/items?datetime=../2026-11-20T00:00:00Z"

    def told() -> list[int]:
        return [one["id"] for one in worker.get(days).json()["features"]]

    assert told() == [INSIDE]
    incidents = town()["incident"]
    moved = incidents[incidents["id"] == INSIDE].assign(grid_id=OUTSIDE)
    house.store.write([LayerChange("incident", moved, china_today())], source="test")
    assert told() == []


def test_an_own_area_lifts_nothing_of_what_is_told_beside_it(house: House) -> None:
    worker = house.member("worker")
    asked = {
        f"/coverage?level=grid&within=grid/{INSIDE}": DAY, f"/housing?level=grid&within=grid/{INSIDE}": DAY,
        f"/coverage?level=city&within=grid/{INSIDE}": MONTH, f"/coverage?level=street&within=grid/{INSIDE}": MONTH,
        f"/coverage?level=community&within=grid/{INSIDE}": MONTH, f"/housing?level=city&within=grid/{INSIDE}": MONTH,
        f"/coverage?level=grid&within=grid/{OUTSIDE}": MONTH, "/coverage?level=grid": MONTH,
    }  # fmt: skip
    told = {path: worker.get(f"{path}&as_of={DAY}").json()["run"]["as_of"] for path in asked}
    assert told == asked


def started(operator: httpx.Client, name: str, **form: str) -> httpx.Response:
    text = b"account,role,area_layer,area_id\noperator,planner,city,0\n"
    return operator.post("/imports", data=form, files=[("files", (name, text, "text/csv"))])


def test_nobody_gives_rights_by_a_file(house: House) -> None:
    operator = house.member("operator")
    with_phone(operator)
    refused = started(operator, "a.csv", layer="assignment")
    assert (refused.status_code, refused.json()["code"]) == (403, "import-of-rights")
    job = f"/imports/{started(operator, 'assignment.csv').json()['id']}"
    deadline, state = time.monotonic() + 60, dict[str, Any]()
    while state.get("state") in (None, "queued", "running") and time.monotonic() < deadline:
        state = operator.get(job).json()
        time.sleep(0.02)
    assert (state["state"], state["error"]["code"]) == ("failed", "import-of-rights"), state
    assert operator.get("/session").json()["roles"] == ["operator"]

"""Scenarios: what was tried is kept under a name, opened, compared and handed out."""

from __future__ import annotations

import csv
import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Opener
from tests.browser.gap_desk import MEASURED_MS
from tests.browser.plan_desk import PlanDesk, percent, spot
from tests.browser.planner import Planner
from tests.browser.service import Service
from tests.browser.test_what_if import out_of_reach

pytestmark = pytest.mark.browser


@pytest.fixture
def desk(planner: Planner) -> Iterator[PlanDesk]:
    """A planner over a service that keeps no scenario, before and after."""
    yield PlanDesk(planner)
    for kept in planner.service.ask("/scenarios")["scenarios"]:
        planner.service.tell(f"/scenarios/{kept['id']}", None, "DELETE")


def saves(desk: PlanDesk, name: str) -> None:
    desk.page.locator(".scenario-form input").first.fill(name)
    desk.at.button("另存为方案").click()


def kept(desk: PlanDesk) -> list[str]:
    return [each["name"] for each in desk.planner.service.ask("/scenarios")["scenarios"]]


def line(desk: PlanDesk, name: str) -> object:
    return desk.page.locator(".scenarios li").filter(has_text=name)


def places(desk: PlanDesk, piece: str) -> None:
    desk.piece(piece).evaluate("each => each.click()")
    desk.at.map.press("Enter")
    desk.sees_an_answer()


def test_a_scenario_is_saved_opened_renamed_and_deleted(desk: PlanDesk) -> None:
    desk.opens(*spot(out_of_reach(desk.planner.service)))
    places(desk, "nursery")
    saves(desk, "东侧托育")
    expect(desk.page.locator(".scenarios li")).to_have_count(1)
    assert kept(desk) == ["东侧托育"]
    tried = desk.tried()
    desk.at.button("清空").click()
    desk.page.locator(".scenarios .row-link").click()
    desk.sees_an_answer()
    assert desk.tried() == tried
    assert "scenario=" in desk.page.url
    desk.at.button("重命名").click()
    desk.page.locator(".scenarios li input[name=scenario]").fill("西侧托育")
    desk.page.locator(".scenarios li").get_by_role("button", name="重命名").click()
    expect(desk.page.locator(".scenarios .row-link")).to_have_text("西侧托育")
    desk.at.button("删除").click()
    desk.at.button("确认删除").click()
    expect(desk.page.locator(".scenarios li")).to_have_count(0)
    assert kept(desk) == []


def test_a_shared_address_opens_the_scenario(planner_of: Opener, desk: PlanDesk) -> None:
    place = spot(out_of_reach(desk.planner.service))
    changes = [{"op": "add_venue", "category": "nursery", "lon": place[0], "lat": place[1]}]
    today = desk.planner.service.ask("/coverage?level=city")["run"]["as_of"]
    text = {"name": "共享", "as_of": today, "preset": "distance-10", "changes": changes}
    made = desk.planner.service.tell("/scenarios", text)
    desk.opens(*place, f"&scenario={made['id']}")
    desk.sees_an_answer()
    assert desk.tried() == changes


def test_a_name_that_is_taken_is_told(desk: PlanDesk) -> None:
    desk.planner.watch.may_be_refused = True
    desk.opens(*spot(out_of_reach(desk.planner.service)))
    places(desk, "nursery")
    saves(desk, "同名")
    expect(desk.page.locator(".scenarios li")).to_have_count(1)
    saves(desk, "同名")
    expect(desk.page.locator(".scenarios .trouble")).to_contain_text("同名")
    assert kept(desk) == ["同名"]


def test_two_scenarios_stand_side_by_side_with_what_each_changes(desk: PlanDesk) -> None:
    desk.opens(*spot(out_of_reach(desk.planner.service)))
    places(desk, "nursery")
    saves(desk, "甲")
    first = desk.truth_of("circle", "nursery")
    expect(desk.page.locator(".scenarios li")).to_have_count(1)
    places(desk, "clinic")
    saves(desk, "乙")
    expect(desk.page.locator(".scenarios li")).to_have_count(2)
    for mark in desk.page.locator(".scenario-head input").all():
        mark.check()
    desk.at.button("对比所选两个方案").click()
    table = desk.page.locator(".compare-table")
    expect(table).to_be_visible(timeout=MEASURED_MS)
    row = table.locator("tr.diff-share").filter(has_text="托育点").locator("td").all_inner_texts()
    assert row[:2] == [percent(first["before"]["share"]), percent(first["after"]["share"])]
    assert row[1:3] == row[3:5]
    clinic = table.locator("tr.diff-share").filter(has_text="社区卫生服务站").locator("td").all_inner_texts()
    assert clinic[0] == clinic[1] != clinic[3]


def test_a_scenario_is_handed_out_with_its_figures(desk: PlanDesk, tmp_path: Path) -> None:
    desk.opens(*spot(out_of_reach(desk.planner.service)))
    places(desk, "nursery")
    saves(desk, "交付")
    expect(desk.page.locator(".scenarios li")).to_have_count(1)
    found = {}
    for word in ("JSON", "CSV"):
        with desk.page.expect_download() as given:
            desk.page.locator(".scenarios li").get_by_role("button", name=word).click()
        assert given.value.suggested_filename == f"交付.{word.lower()}"
        given.value.save_as(tmp_path / word)
        found[word] = (tmp_path / word).read_text("utf-8-sig")
    document, rows = json.loads(found["JSON"]), list(csv.DictReader(found["CSV"].splitlines()))
    assert document["scenario"]["changes"] == desk.tried()
    figure = desk.truth_of("circle", "nursery")
    row = next(each for each in rows if (each["layer"], each["category"]) == ("city", "nursery"))
    assert float(row["after_covered"]) == figure["after"]["covered"]
    assert int(row["run"]) == document["difference"]["run"]["id"]


def test_when_the_service_is_gone_the_list_stays_and_the_trouble_is_told(planner_of: Opener, own_city: Service) -> None:
    planner = planner_of(own_city)
    planner.watch.may_lose_the_service = True
    desk = PlanDesk(planner)
    venue = own_city.things("venue")[0]["geometry"]["coordinates"]
    desk.opens(*venue)
    places(desk, "nursery")
    own_city.stop()
    time.sleep(0.5)
    saves(desk, "丢失")
    expect(desk.page.locator(".scenarios .trouble")).to_contain_text("无法连接到地图服务")
    expect(desk.lines).to_have_count(1)

"""The run that is named beside figures: what it is, its files, and the way to measure it again."""

from __future__ import annotations

import urllib.request

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import shot
from tests.browser.gap_desk import MEASURED_MS
from tests.browser.planner import Planner

pytestmark = pytest.mark.browser


def test_a_run_explains_itself_and_is_measured_again(planner: Planner) -> None:
    run = planner.service.ask("/coverage/city/0")["run"]
    planner.opens_the_map("#theme=chain")
    planner.at.legend_figures.locator(".run").click(timeout=MEASURED_MS)
    told = planner.page.locator(".run-dialog")
    expect(told.get_by_role("heading", name=f"指标 #{run['id']}")).to_be_visible()
    for word in ("全城覆盖测算", run["as_of"], run["definition"], run["digest"][:16]):
        expect(told).to_contain_text(word)
    told.get_by_text("参数", exact=True).click()
    expect(told).to_contain_text("距离 · 10 分钟层级")
    shot(planner.page, "run-dialog")
    told.get_by_role("button", name="重新计算").click()
    expect(told).to_contain_text("与记录完全一致", timeout=MEASURED_MS)
    assert f"run={run['id']}" in planner.page.url
    planner.page.keyboard.press("Escape")
    expect(told).to_have_count(0)
    assert "run=" not in planner.page.url


def test_the_address_of_a_run_opens_it_and_its_files_can_be_taken_along(planner: Planner) -> None:
    run = planner.service.ask("/coverage/city/0")["run"]
    planner.opens_the_map(f"#run={run['id']}&lang=en")
    told = planner.page.locator(".run-dialog")
    expect(told).to_contain_text("Coverage of the city")
    links = [each.get_attribute("href") or "" for each in told.locator(".downloads a").all()]
    assert len(links) == 18, "six tables, each in three formats"
    for link in links:
        with urllib.request.urlopen(planner.service.address + link, timeout=60) as answer:
            assert answer.read(4)
    expect(told.get_by_role("link", name="JSON")).to_have_attribute("href", f"/runs/{run['id']}")


def test_a_number_without_a_run_says_so(planner: Planner) -> None:
    planner.opens_the_map("#run=99999")
    expect(planner.page.locator(".run-dialog")).to_contain_text("没有编号为 99999 的计算记录")

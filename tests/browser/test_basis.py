"""What figures are measured by: chosen beside the theme, kept in the address, and used by everything that is measured."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import shot
from tests.browser.gap_desk import MEASURED_MS
from tests.browser.plan_desk import PlanDesk, spot
from tests.browser.planner import Planner
from tests.browser.test_coverage import named, says
from tests.browser.test_what_if import out_of_reach

pytestmark = pytest.mark.browser

ELDER = "preset=elder-15&reading=lenient&weight=buildings"


def chooses(planner: Planner, name: str, value: str) -> None:
    if not planner.page.locator(".basis[open]").is_visible():
        planner.page.locator(".basis summary").click()
    planner.page.locator(f".basis select[name={name}]").select_option(value)
    planner.page.wait_for_function("(part) => location.hash.includes(part)", arg=f"{name}={value}")


def asked(planner: Planner, path: str) -> list[dict[str, list[str]]]:
    """The questions to an address, the latest last."""
    parts = [urlsplit(address) for address in planner.watch.asked]
    return [parse_qs(part.query) for part in parts if part.path == path]


def test_preset_reading_and_weight_change_every_figure_and_stay_in_the_address(planner: Planner) -> None:
    planner.opens_the_map("#theme=circle_completeness")
    for name, value in (("preset", "elder-15"), ("reading", "lenient"), ("weight", "buildings")):
        chooses(planner, name, value)
    truth = planner.service.ask(f"/coverage/city/0?{ELDER}")
    usual = planner.service.ask("/coverage/city/0")
    figures = truth["area"]["figures"]
    assert figures["completeness"] != usual["area"]["figures"]["completeness"]
    says(planner.at.legend_figures, figures["completeness"])
    expect(planner.at.legend_figures.locator(".run")).to_have_text(named(truth["run"]))
    says(planner.at.figure("纵向到底"), figures["v"])
    expect(planner.page.locator(".basis-note")).to_have_text("老年人步行 15 分钟 · 宽松 · 楼栋数")
    shot(planner.page, "map-basis")
    planner.page.reload()
    planner.sees_the_map_drawn()
    says(planner.at.legend_figures, figures["completeness"])
    assert "elder-15" in planner.page.locator(".credits a[href^='/analyst']").get_attribute("href")  # type: ignore[operator]


def test_tiles_gaps_trend_and_the_printed_sheet_follow(planner: Planner) -> None:
    planner.opens_the_map(f"#theme=circle_completeness&panel=gaps&{ELDER}")
    expect(planner.at.gap_rows.first).to_be_visible(timeout=MEASURED_MS)
    assert asked(planner, "/gaps")[-1]["preset"] == ["elder-15"]
    expect(planner.page.locator(".gaps-head .basis-note")).to_have_text("差距清单始终从严，不随所选严宽变化")
    tiles = [address for address in planner.watch.asked if "/tiles/" in address]
    assert tiles
    assert all(ELDER in address for address in tiles)
    files = planner.page.locator(".gaps-head a[download], .gaps-head a[href*='format=']").all()
    assert files
    assert all("preset=elder-15" in (each.get_attribute("href") or "") for each in files)
    planner.at.button("打印地图").click() if planner.at.button("打印地图").count() else planner.page.locator(
        ".tool"
    ).last.click()
    expect(planner.page.locator(".sheet")).to_contain_text("老年人步行 15 分钟 · 宽松 · 楼栋数")
    planner.page.keyboard.press("Escape")
    planner.opens_the_page()
    planner.opens_the_map(f"#{ELDER}")
    planner.page.get_by_text("变化趋势", exact=True).click()
    planner.page.wait_for_function("() => document.querySelector('.trend')")
    trend = asked(planner, "/coverage/city/0/trend")[-1]
    assert (trend["preset"], trend["reading"], trend["weight"]) == (["elder-15"], ["lenient"], ["buildings"])


def test_what_is_tried_is_measured_by_the_same(planner: Planner) -> None:
    desk = PlanDesk(planner)
    place = spot(out_of_reach(planner.service))
    desk.opens(*place, more=f"&{ELDER}")
    sent: list[dict[str, Any]] = []
    planner.page.on(
        "request", lambda request: sent.append(request.post_data_json) if "/what-if" in request.url else None
    )
    desk.drags_onto_the_map("nursery", place[0], place[1])
    assert sent[-1]["preset"] == "elder-15"
    assert asked(planner, "/what-if")[-1] == {"reading": ["lenient"], "weight": ["buildings"]}
    figure = planner.service.tell(
        "/what-if?reading=lenient&weight=buildings", {"changes": desk.tried(), "preset": "elder-15"}
    )
    city = next(
        each for each in figure["figures"]
        if (each["layer"], each["index"], each.get("category")) == ("city", "circle", "nursery")
    )  # fmt: skip
    assert city["before"]["total"] < 3000, "buildings are counted, not households"

"""axe finds nothing to complain about, in every state that the page has."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, ROOT, Opener
from tests.browser.gap_desk import MEASURED_MS, GapDesk
from tests.browser.plan_desk import PlanDesk
from tests.browser.planner import Planner
from tests.browser.service import Service

pytestmark = pytest.mark.browser

AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"


def violations(page: Page) -> list[str]:
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run({ resultTypes: ['violations'] }).then((result) => result.violations)")
    return [f"{each['id']}: {node['html'][:160]} {node['failureSummary']}" for each in found for node in each["nodes"]]


def around_the_map(planner: Planner) -> Iterator[str]:
    planner.opens_the_map()
    yield "the overview"
    planner.searches("街道")
    planner.page.keyboard.press("ArrowDown")
    yield "an open search"
    planner.page.keyboard.press("Escape")
    planner.opens_layers()
    expect(planner.at.layer_box("building")).to_be_visible()
    yield "open layers"
    if planner.at.legend_toggle.is_visible():
        planner.at.legend_toggle.click()
    planner.at.button("地图中央是哪里").click()
    expect(planner.at.place).to_be_visible()
    yield "a place that was asked about"


def a_grid_in_both_languages(planner: Planner) -> Iterator[str]:
    grid = planner.service.things("grid")[0]
    planner.opens_the_map(f"#at=grid/{grid['id']}")
    planner.sees(grid["properties"]["name"])
    yield "a chosen grid"
    planner.speaks("EN")
    expect(planner.page.locator(".kind")).to_have_text("Grid")
    yield "a chosen grid in English"


def gaps(planner: Planner) -> Iterator[str]:
    desk = GapDesk(planner)
    desk.opens()
    yield "the list of gaps"
    desk.opens("&gap=2")
    expect(planner.at.gap_card).to_be_visible()
    yield "a chosen gap"


def figures_and_their_sheet(planner: Planner) -> Iterator[str]:
    planner.opens_the_map("#theme=chain")
    expect(planner.at.area.locator(".figure").first).to_be_visible(timeout=MEASURED_MS)
    for summary in planner.at.area.locator("summary").all():
        summary.click()
    expect(planner.page.locator(".trend-table tbody tr").first).to_be_attached(timeout=MEASURED_MS)
    yield "a measured area"
    planner.at.button("打印图幅").click()
    expect(planner.page.locator(".sheet-map[data-drawn]")).to_be_visible(timeout=MEASURED_MS)
    yield "a sheet laid out"


def another_day(planner: Planner) -> Iterator[str]:
    planner.opens_the_map("#as_of=2026-06-01&lang=en")
    expect(planner.at.area.locator(".figure").first).to_be_visible(timeout=MEASURED_MS)
    yield "another day"


def what_if_tried(planner: Planner) -> Iterator[str]:
    gap = planner.service.ask("/gaps?kind=missing%20branch&limit=1")["features"][0]["properties"]
    desk = PlanDesk(planner)
    desk.opens(gap["lon"], gap["lat"], f"&at=estate/{gap['estate_id']}&theme=branch_coverage")
    desk.piece("unit-2").evaluate("each => each.click()")
    planner.at.map.press("Enter")
    desk.sees_an_answer()
    for summary in planner.page.locator("jw-plan summary").all():
        summary.evaluate("each => each.click()")
    expect(planner.page.locator("select[name=plan-parent]")).to_be_attached()
    yield "a change that was tried"


def sites_asked(planner: Planner) -> Iterator[str]:
    planner.opens_the_map("#panel=sites")
    yield "a question for sites"


JOURNEYS: list[Callable[[Planner], Iterator[str]]] = [
    around_the_map, a_grid_in_both_languages, gaps, figures_and_their_sheet, another_day, what_if_tried, sites_asked,
]  # fmt: skip


@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda journey: journey.__name__)
@pytest.mark.parametrize("size", [(1440, 900), PHONE], ids=["desktop", "phone"])
def test_axe_has_nothing_to_say(
    planner_of: Opener, city: Service, size: tuple[int, int], journey: Callable[[Planner], Iterator[str]]
) -> None:
    planner = planner_of(city, size)
    assert [f"{state}: {wrong}" for state in journey(planner) for wrong in violations(planner.page)] == []


def test_axe_has_nothing_to_say_about_an_empty_city(planner_of: Opener, empty_city: Service) -> None:
    planner = planner_of(empty_city)
    planner.opens_the_page()
    expect(planner.at.screen.get_by_role("heading")).to_be_visible()
    assert violations(planner.page) == []


def test_a_choice_is_told_to_a_screen_reader_and_named_in_the_title(planner: Planner) -> None:
    community = planner.service.things("community")[0]
    name = community["properties"]["name"]
    planner.opens_the_map(f"#at=community/{community['id']}")
    planner.sees(name)
    expect(planner.page.locator("p.unseen[role=status]")).to_have_text(f"已选中社区 {name}")
    assert planner.page.title() == f"{name} · 经纬"


def test_the_first_tab_offers_to_skip_to_the_details(planner: Planner) -> None:
    planner.opens_the_map()
    planner.page.keyboard.press("Tab")
    expect(planner.at.button("跳到详情与列表")).to_be_focused()
    planner.page.keyboard.press("Enter")
    expect(planner.at.title).to_be_focused()


def test_motion_is_left_out_for_those_who_ask(planner_of: Opener, city: Service) -> None:
    planner = planner_of(city, reduced_motion="reduce")
    planner.opens_the_map()
    before = planner.at.view()
    planner.at.button("放大").click()
    planner.page.wait_for_timeout(60)
    assert planner.at.view().zoom == pytest.approx(before.zoom + 1)

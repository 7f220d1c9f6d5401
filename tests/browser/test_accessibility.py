"""axe finds nothing to complain about, in every state that the page has."""

from __future__ import annotations

from collections.abc import Callable

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
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run({ resultTypes: ['violations'] }).then((result) => result.violations)")
    return [f"{each['id']}: {node['html'][:160]} {node['failureSummary']}" for each in found for node in each["nodes"]]


def overview(planner: Planner) -> None:
    planner.opens_the_map()


def chosen_grid(planner: Planner) -> None:
    grid = planner.service.things("grid")[0]
    planner.opens_the_map(f"#at=grid/{grid['id']}")
    planner.sees(grid["properties"]["name"])


def english(planner: Planner) -> None:
    chosen_grid(planner)
    planner.speaks("EN")
    expect(planner.page.locator(".kind")).to_have_text("Grid")


def search_open(planner: Planner) -> None:
    planner.opens_the_map()
    planner.searches("街道")
    planner.page.keyboard.press("ArrowDown")


def layers_open(planner: Planner) -> None:
    planner.opens_the_map()
    planner.opens_layers()


def place_asked(planner: Planner) -> None:
    planner.opens_the_map()
    planner.at.button("地图中央是哪里").click()
    expect(planner.at.place).to_be_visible()


def gaps_listed(planner: Planner) -> None:
    GapDesk(planner).opens()


def gap_chosen(planner: Planner) -> None:
    GapDesk(planner).opens("&gap=2")
    expect(planner.at.gap_card).to_be_visible()


def area_measured(planner: Planner) -> None:
    planner.opens_the_map("#theme=chain")
    expect(planner.at.area.locator(".figure").first).to_be_visible(timeout=MEASURED_MS)
    for summary in planner.at.area.locator("summary").all():
        summary.click()
    expect(planner.page.locator(".trend-table tbody tr").first).to_be_attached(timeout=MEASURED_MS)


def another_day(planner: Planner) -> None:
    planner.opens_the_map("#as_of=2026-06-01&lang=en")
    expect(planner.at.area.locator(".figure").first).to_be_visible(timeout=MEASURED_MS)


def what_if_tried(planner: Planner) -> None:
    gap = planner.service.ask("/gaps?kind=missing%20branch&limit=1")["features"][0]["properties"]
    desk = PlanDesk(planner)
    desk.opens(gap["lon"], gap["lat"], f"&at=estate/{gap['estate_id']}&theme=branch_coverage")
    desk.piece("unit-2").evaluate("each => each.click()")
    planner.at.map.press("Enter")
    desk.sees_an_answer()
    for summary in planner.page.locator("jw-plan summary").all():
        summary.evaluate("each => each.click()")
    expect(planner.page.locator("select[name=plan-parent]")).to_be_attached()


def sites_asked(planner: Planner) -> None:
    planner.opens_the_map("#panel=sites")


def sheet_laid_out(planner: Planner) -> None:
    planner.opens_the_map("#theme=chain")
    planner.at.button("打印图幅").click()
    expect(planner.page.locator(".sheet-map[data-drawn]")).to_be_visible(timeout=MEASURED_MS)


STATES: list[Callable[[Planner], None]] = [
    overview, chosen_grid, english, search_open, layers_open, place_asked, gaps_listed, gap_chosen, area_measured,
    another_day, what_if_tried, sites_asked, sheet_laid_out,
]  # fmt: skip


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
@pytest.mark.parametrize("size", [(1440, 900), PHONE], ids=["desktop", "phone"])
def test_axe_has_nothing_to_say(
    planner_of: Opener, city: Service, size: tuple[int, int], state: Callable[[Planner], None]
) -> None:
    planner = planner_of(city, size)
    state(planner)
    assert violations(planner.page) == []


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

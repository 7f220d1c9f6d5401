"""Finding sites: asked on the page, watched, cancelled, shown on the map and taken over."""

from __future__ import annotations

import contextlib
import urllib.error
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import shot
from tests.browser.gap_desk import MEASURED_MS
from tests.browser.plan_desk import PlanDesk, spot
from tests.browser.planner import Planner
from tests.browser.test_what_if import GAINED, out_of_reach

pytestmark = pytest.mark.browser


@pytest.fixture
def desk(planner: Planner) -> PlanDesk:
    return PlanDesk(planner)


def opens(desk: PlanDesk, more: str = "") -> tuple[float, float]:
    place = spot(out_of_reach(desk.planner.service))
    desk.planner.opens_the_map(f"#map=14.6/{place[0]}/{place[1]}&panel=sites{more}")
    return place


def asks(desk: PlanDesk, wanted: str, k: int, limit_s: int) -> None:
    desk.page.locator("select[name=wanted]").select_option(wanted)
    desk.page.locator("input[name=k]").fill(str(k))
    desk.page.locator("input[name=limit]").fill(str(limit_s))
    desk.at.button("开始选址").click()


def answer(desk: PlanDesk) -> dict[str, Any]:
    """What the service answered to what the page asked."""
    expect(desk.page.locator(".sites-answer")).to_be_visible(timeout=MEASURED_MS)
    address = next(
        each for each in reversed(desk.planner.watch.asked) if each.endswith("/events") and "/siting/" in each
    )
    document: dict[str, Any] = desk.planner.service.ask(
        address.removeprefix(desk.planner.service.address)[: -len("/events")]
    )
    return document


def test_the_best_sites_are_listed_with_what_each_gains_and_how_sure_that_is(desk: PlanDesk) -> None:
    opens(desk)
    assert not desk.is_on_the_map(GAINED)
    asks(desk, "nursery", 2, 20)
    found = answer(desk)["answer"]
    rows = desk.page.locator(".sites-answer li")
    expect(rows).to_have_count(len(found["sites"]))
    for site in found["sites"]:
        expect(rows.nth(site["rank"] - 1)).to_contain_text(f"+{site['gained']:,.0f} 户")
    expect(desk.page.locator(".proven" if found["optimal"] else ".unproven")).to_be_visible()
    desk.planner.waits_until_still()
    assert desk.is_on_the_map(GAINED)
    desk.at.button("全部放入推演").click()
    desk.sees_an_answer()
    assert [(each["op"], each["lon"], each["lat"]) for each in desk.tried()] == [
        ("add_venue", site["lon"], site["lat"]) for site in found["sites"]
    ]
    figure = desk.truth_of("circle", "nursery")
    assert figure["after"]["covered"] - figure["before"]["covered"] == pytest.approx(found["gained"])
    desk.at.button("撤销（Ctrl+Z）").click()
    expect(desk.lines).to_have_count(0)


def test_a_quick_answer_says_how_far_it_may_be_from_the_best(desk: PlanDesk) -> None:
    opens(desk)
    asks(desk, "hubs", 3, 0)
    found = answer(desk)
    assert found["asked"]["hubs"] is True
    told = desk.page.locator(".sites-answer")
    expect(told).to_contain_text("已证明最优" if found["answer"]["optimal"] else "未证明最优")


def test_only_points_that_were_drawn_are_candidates(desk: PlanDesk) -> None:
    lon, lat = opens(desk)
    desk.at.button("在地图上画点").click()
    expect(desk.armed).to_contain_text("候选点")
    for number, step in enumerate((-0.001, 0.001), 1):
        desk.planner.clicks(lon + step, lat)
        expect(desk.page.locator(".sites-points")).to_contain_text(f"已画 {number} 个")
    asks(desk, "nursery", 1, 5)
    expect(desk.armed).to_have_count(0)
    found = answer(desk)
    assert len(found["asked"]["candidates"]["points"]) == found["answer"]["candidates"] == 2


def test_the_search_keeps_to_the_chosen_area(desk: PlanDesk) -> None:
    community = desk.planner.service.things("community")[0]
    opens(desk, f"&at=community/{community['id']}")
    expect(desk.page.get_by_label(f"只在“{community['properties']['name']}”范围内")).to_be_checked()
    asks(desk, "nursery", 1, 5)
    assert answer(desk)["asked"]["within"] == f"community/{community['id']}"


def test_a_question_that_makes_no_sense_is_told(desk: PlanDesk) -> None:
    desk.planner.watch.may_be_refused = True
    opens(desk)
    desk.page.route("**/siting", lambda route: route.continue_(post_data='{"k": 1}'))
    asks(desk, "nursery", 1, 5)
    expect(desk.page.locator("jw-sites .trouble")).to_be_visible()


def test_a_search_that_is_cancelled_says_at_once_that_it_stops_and_then_that_it_did(desk: PlanDesk) -> None:
    opens(desk)
    # each of them has another day to measure first: the one asked for on the page waits behind them
    days = ("2026-02-03", "2026-03-03", "2026-04-03", "2026-05-03", "2026-06-03")
    waiting = [desk.planner.service.tell("/siting", {"hubs": True, "k": 9, "as_of": day}) for day in days]
    asks(desk, "nursery", 3, 60)
    progress = desk.page.locator(".sites-progress")
    expect(progress).to_be_visible()
    held: list[Any] = []
    desk.page.route(
        "**/siting/*", lambda route: held.append(route) if route.request.method == "DELETE" else route.fallback()
    )
    progress.get_by_role("button", name="取消").click()
    expect(progress).to_contain_text("正在取消")  # while the service has not heard of it
    expect(progress.get_by_role("button", name="取消")).to_be_disabled()
    shot(desk.page, "siting-stopping")
    held[0].continue_()
    expect(desk.page.locator("jw-sites")).to_contain_text("选址已取消", timeout=30_000)
    expect(progress).to_have_count(0)
    expect(desk.page.locator("jw-sites .trouble")).to_have_count(0)
    for job in waiting:
        cancel(desk, job["id"])


def cancel(desk: PlanDesk, job: str) -> None:
    """Ends a search that still waits; one that is over is refused."""
    with contextlib.suppress(urllib.error.HTTPError):
        desk.planner.service.tell(f"/siting/{job}", {}, "DELETE")

"""What-if on the map: place, move, remove, link, and see the difference at once; nothing is written."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from geo.clock import china_today
from tests.browser.conftest import Opener
from tests.browser.plan_desk import PlanDesk, percent, spot
from tests.browser.planner import Planner
from tests.browser.service import Service

pytestmark = pytest.mark.browser

GAINED = (84, 39, 136)
NURSERY = "托育点"


@pytest.fixture
def desk(planner: Planner) -> PlanDesk:
    return PlanDesk(planner)


def out_of_reach(service: Service, category: str = "nursery") -> dict[str, Any]:
    """The gap whose new venue would gain most households."""
    gaps = service.ask(f"/gaps?kind=out%20of%20reach&category={category}&limit=1")["features"]
    found: dict[str, Any] = gaps[0]
    return found


def without_branch(service: Service) -> dict[str, Any]:
    found: dict[str, Any] = service.ask("/gaps?kind=missing%20branch&limit=1")["features"][0]
    return found


def test_a_venue_dragged_onto_the_map_changes_figures_and_buildings_at_once(desk: PlanDesk) -> None:
    counts = desk.planner.service.ask("/collections")["collections"]
    place = spot(out_of_reach(desk.planner.service))
    desk.opens(*place, "&theme=circle_nursery")
    assert not desk.is_on_the_map(GAINED)
    desk.drags_onto_the_map("nursery", *place)
    (change,) = desk.tried()
    assert (change["op"], change["category"]) == ("add_venue", "nursery")
    assert (change["lon"], change["lat"]) == pytest.approx(place, abs=1e-4)
    figure = desk.truth_of("circle", "nursery")
    assert figure["after"]["covered"] > figure["before"]["covered"]
    assert desk.row(NURSERY)[:2] == [percent(figure["before"]["share"]), percent(figure["after"]["share"])]
    gained = figure["after"]["covered"] - figure["before"]["covered"]
    expect(desk.result).to_contain_text(f"+{gained:,.0f}")
    expect(desk.result).to_contain_text(f"{len(desk.truth()['buildings'])} 栋楼有变化")
    assert desk.is_on_the_map(GAINED)
    expect(desk.at.legend_lines.first).to_have_text("明显变好")
    assert desk.planner.service.ask("/collections")["collections"] == counts


def test_the_chosen_area_is_told_before_the_city(desk: PlanDesk) -> None:
    gap = out_of_reach(desk.planner.service)
    grid = gap["properties"]["grid_id"] or desk.planner.service.things("grid")[0]["id"]
    area = desk.planner.service.ask(f"/collections/grid/items/{grid}")
    desk.opens(*spot(area), f"&at=grid/{grid}")
    desk.drags_onto_the_map("nursery", *spot(area))
    table = desk.page.locator(".diff-table").first
    expect(table.locator("caption")).to_have_text(area["properties"]["name"])
    expect(desk.page.locator(".diff-table").nth(1).locator("caption")).to_have_text("全域")


def test_by_keyboard_a_venue_is_chosen_and_put_down_at_the_middle(desk: PlanDesk) -> None:
    place = spot(out_of_reach(desk.planner.service))
    desk.opens(*place)
    desk.piece("clinic").focus()
    desk.page.keyboard.press("Enter")
    expect(desk.armed).to_contain_text("社区卫生服务站")
    expect(desk.at.map).to_be_focused()
    desk.page.keyboard.press("Enter")
    desk.sees_an_answer()
    expect(desk.lines).to_have_count(1)
    expect(desk.armed).to_have_count(0)


def test_escape_puts_down_what_was_taken_up(desk: PlanDesk) -> None:
    desk.opens(*spot(out_of_reach(desk.planner.service)))
    desk.piece("clinic").press("Enter")
    desk.page.keyboard.press("Escape")
    expect(desk.armed).to_have_count(0)
    expect(desk.lines).to_have_count(0)


def test_steps_are_undone_redone_removed_and_cleared(desk: PlanDesk) -> None:
    place = spot(out_of_reach(desk.planner.service))
    desk.opens(*place)
    desk.drags_onto_the_map("nursery", *place)
    desk.drags_onto_the_map("clinic", place[0] + 0.001, place[1])
    expect(desk.lines).to_have_count(2)
    desk.page.keyboard.press("Control+z")
    expect(desk.lines).to_have_count(1)
    desk.page.keyboard.press("Control+Shift+z")
    expect(desk.lines).to_have_count(2)
    desk.at.button("删除第 1 项更改").click()
    expect(desk.lines).to_have_count(1)
    assert [change["category"] for change in desk.tried()] == ["clinic"]
    desk.at.button("清空").click()
    expect(desk.result).to_have_count(0)
    desk.at.button("撤销（Ctrl+Z）").click()
    desk.sees_an_answer()
    expect(desk.lines).to_have_count(1)


def test_the_list_outlives_a_reload(desk: PlanDesk) -> None:
    place = spot(out_of_reach(desk.planner.service))
    desk.opens(*place)
    desk.drags_onto_the_map("nursery", *place)
    desk.page.reload()
    desk.sees_an_answer()
    expect(desk.lines).to_have_count(1)


def test_a_venue_of_the_city_is_moved_by_dragging_and_taken_away_from_its_card(desk: PlanDesk) -> None:
    venue = desk.planner.service.things("venue")[0]
    lon, lat = venue["geometry"]["coordinates"]
    desk.opens(lon, lat, zoom=17)
    desk.drags_on_the_map((lon, lat), (lon + 0.0005, lat + 0.0004))
    (change,) = desk.tried()
    assert (change["op"], change["id"]) == ("move_venue", venue["id"])
    assert change["lon"] == pytest.approx(lon + 0.0005, abs=2e-5)
    expect(desk.lines.first).to_contain_text(venue["properties"]["name"])
    desk.at.button("撤销（Ctrl+Z）").click()
    desk.planner.waits_until_still()
    desk.planner.clicks(lon, lat)
    expect(desk.chosen).to_contain_text(venue["properties"]["name"])
    desk.chosen.get_by_role("button", name="移除").click()
    desk.sees_an_answer()
    assert desk.tried() == [{"op": "remove_venue", "id": venue["id"]}]


def test_a_new_branch_serves_the_estate_it_stands_in_under_the_committee_of_the_street(desk: PlanDesk) -> None:
    service = desk.planner.service
    gap = without_branch(service)["properties"]
    place = (gap["lon"], gap["lat"])
    desk.opens(*place, "&theme=branch_coverage")
    desk.drags_onto_the_map("unit-2", *place)
    (change,) = desk.tried()
    assert change["targets"] == [{"layer": "estate", "id": gap["estate_id"], "is_primary": True}]
    parent = service.ask(f"/collections/unit/items/{change['parent_id']}")
    street = service.ask("/locate?lon={}&lat={}".format(*parent["geometry"]["coordinates"]))["places"][-1]
    assert (parent["properties"]["level"], street["id"]) == (1, gap["street_id"])
    expect(desk.lines.first).to_contain_text(f"服务 {gap['name']}（主责）")
    expect(desk.lines.first).to_contain_text(parent["properties"]["name"])
    figure = desk.truth_of("h")
    assert figure["after"]["covered"] - figure["before"]["covered"] == gap["gained_h_households"]
    desk.lines.first.locator("summary").click()
    desk.page.locator("select[name=plan-target]").select_option(f"grid/{gap['grid_id']}")
    desk.sees_an_answer()
    assert desk.tried()[0]["targets"][0]["layer"] == "grid"


def test_a_hub_household_stands_under_the_group_nearby(desk: PlanDesk) -> None:
    gap = desk.planner.service.ask("/gaps?kind=missing%20hub&limit=1")["features"][0]["properties"]
    desk.opens(gap["lon"], gap["lat"], "&theme=chain", zoom=17)
    desk.drags_onto_the_map("unit-4", gap["lon"], gap["lat"])
    assert desk.tried()[0]["targets"] == []
    figure = desk.truth_of("hub")
    assert figure["after"]["covered"] - figure["before"]["covered"] == gap["households"]


def test_an_estate_is_given_to_a_branch_nearby(desk: PlanDesk) -> None:
    service = desk.planner.service
    gap = without_branch(service)["properties"]
    desk.opens(gap["lon"], gap["lat"], f"&at=estate/{gap['estate_id']}")
    expect(desk.page.locator("select[name=plan-branch] option").first).to_be_attached()
    desk.chosen.get_by_role("button", name="增加").click()
    desk.sees_an_answer()
    (change,) = desk.tried()
    assert (change["op"], change["target_layer"], change["target_id"]) == ("add_link", "estate", gap["estate_id"])
    assert desk.row("横向到边 · 党支部覆盖")[2].startswith("+")


def test_a_grid_is_taken_from_the_branch_that_serves_it(desk: PlanDesk) -> None:
    service = desk.planner.service
    areas = service.ask("/coverage?level=grid&limit=200")["areas"]
    grid = next(area for area in areas if (area["branch"] or {}).get("how") == "link" and area["households"])
    feature = service.ask(f"/collections/grid/items/{grid['id']}")
    desk.opens(*spot(feature), f"&at=grid/{grid['id']}")
    desk.chosen.get_by_role("button", name="取消“").click()
    desk.sees_an_answer()
    assert desk.tried()[0] == {
        "op": "remove_link", "unit_id": grid["branch"]["unit_id"], "target_layer": "grid", "target_id": grid["id"],
    }  # fmt: skip


def test_what_a_unit_serves_is_chosen_on_the_map(desk: PlanDesk) -> None:
    service = desk.planner.service
    gap = without_branch(service)["properties"]
    unit = service.ask("/collections/unit/items?level=2&limit=1")["features"][0]
    desk.opens(gap["lon"], gap["lat"], f"&at=unit/{unit['id']}")
    expect(desk.chosen).to_contain_text(unit["properties"]["name"])
    desk.chosen.get_by_role("button", name="增加服务对象").click()
    desk.planner.clicks(gap["lon"], gap["lat"])
    desk.chosen.get_by_role("button", name=f"小区 {gap['name']}").click()
    desk.sees_an_answer()
    assert desk.tried()[0]["target_id"] == gap["estate_id"]


def test_another_threshold_is_one_change_that_can_be_taken_back(desk: PlanDesk) -> None:
    desk.opens(*spot(out_of_reach(desk.planner.service)))
    desk.page.locator("jw-plan-thresholds summary").click()
    desk.page.locator("jw-plan-thresholds select[name=preset]").select_option("distance-15")
    desk.sees_an_answer()
    assert desk.row("服务圈齐备（户 × 类别）")[2].startswith("+")
    desk.page.locator("select[name=dormant_after_days]").select_option("30")
    expect(desk.lines).to_have_count(2)
    desk.at.button("恢复").first.click()
    expect(desk.lines).to_have_count(1)


def test_the_map_shows_the_theme_again_when_asked(desk: PlanDesk) -> None:
    place = spot(out_of_reach(desk.planner.service))
    desk.opens(*place, "&theme=circle_nursery")
    desk.drags_onto_the_map("nursery", *place)
    desk.at.button("专题").click()
    desk.planner.waits_until_still()
    expect(desk.at.legend_lines.first).to_contain_text("覆盖")
    assert not desk.is_on_the_map(GAINED)


def test_what_the_service_refuses_is_told_and_can_be_undone(desk: PlanDesk) -> None:
    desk.planner.watch.may_be_refused = desk.planner.watch.may_miss_something = True
    year_ago = (china_today() - timedelta(364)).isoformat()
    then = desk.planner.service.ask(f"/collections/venue/items?limit=10000&as_of={year_ago}")["features"]
    older = {one["id"] for one in then}
    venue = next(one for one in desk.planner.service.things("venue") if one["id"] not in older)
    lon, lat = venue["geometry"]["coordinates"]
    desk.opens(lon, lat, f"&at=venue/{venue['id']}", zoom=17)
    desk.chosen.get_by_role("button", name="移除").click()
    desk.sees_an_answer()
    desk.at.day.fill(year_ago)
    desk.at.day.press("Enter")
    expect(desk.result.locator(".trouble")).to_contain_text("第 1 项更改")
    desk.at.button("撤销（Ctrl+Z）").click()
    expect(desk.result).to_have_count(0)


def test_on_a_phone_a_venue_is_placed_by_tapping(planner_of: Opener, phone: Planner) -> None:
    desk = PlanDesk(phone)
    place = spot(out_of_reach(phone.service))
    desk.opens(*place, "&theme=circle_nursery")
    phone.at.handle.tap()
    desk.piece("nursery").tap()
    expect(desk.armed).to_contain_text(NURSERY)
    phone.page.wait_for_timeout(300)
    x, y = desk.at.pixel(*place)
    phone.page.touchscreen.tap(x, y)
    desk.sees_an_answer()
    (change,) = desk.tried()
    assert change["lon"] == pytest.approx(place[0], abs=1e-4)
    assert phone.page.evaluate("document.documentElement.scrollWidth") == 360
    phone.at.handle.tap()
    expect(desk.result).to_contain_text("栋楼有变化")

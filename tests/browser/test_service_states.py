"""No data, no service, and both again."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Opener, shot
from tests.browser.planner import Planner
from tests.browser.service import Service

pytestmark = pytest.mark.browser


def test_an_empty_city_says_how_to_get_data_and_fills_by_itself(planner_of: Opener, empty_city: Service) -> None:
    planner = planner_of(empty_city)
    planner.opens_the_page()
    expect(planner.at.screen.get_by_role("heading")).to_have_text("还没有数据")
    expect(planner.at.screen).to_contain_text("jingwei demo")
    expect(planner.at.screen).to_contain_text("jingwei import")
    shot(planner.page, "empty")
    empty_city.run("demo", "--scale", "0.1")
    expect(planner.at.screen).to_have_count(0, timeout=30_000)
    planner.sees_the_map_drawn()
    expect(planner.at.title).to_have_text("全域概览")


def test_the_page_notices_a_lost_service_and_recovers_by_itself(planner_of: Opener, own_city: Service) -> None:
    planner = planner_of(own_city)
    planner.watch.may_lose_the_service = True
    planner.opens_the_map()
    street = own_city.things("street")[0]["properties"]["name"]
    own_city.stop()
    planner.at.rows("街道").get_by_role("link").first.click()
    expect(planner.at.banner).to_contain_text("服务暂时没有回应")
    expect(planner.at.banner).to_contain_text("秒后自动重试")
    shot(planner.page, "gone")
    own_city.start()
    expect(planner.at.banner).to_have_count(0, timeout=30_000)
    planner.sees(street)
    planner.sees_the_map_drawn()
    assert planner.map_is_painted()


def test_a_page_that_loses_its_service_while_starting_recovers_by_itself(planner: Planner) -> None:
    planner.watch.may_lose_the_service = True
    planner.page.route("**/registry", lambda route: route.abort("connectionrefused"))
    planner.opens_the_page()
    expect(planner.at.screen).to_contain_text("服务暂时没有回应")
    planner.page.unroute("**/registry")
    expect(planner.at.screen).to_have_count(0, timeout=20_000)
    planner.sees_the_map_drawn()

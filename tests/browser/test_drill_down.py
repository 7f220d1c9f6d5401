"""From the city to a building and back: by click, by keyboard, by the browser's buttons, by a shared address."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect
from shapely.geometry import shape
from shapely.ops import unary_union

from tests.browser.conftest import Opener
from tests.browser.planner import Planner, middle
from tests.browser.service import Service

pytestmark = pytest.mark.browser

PAGE_ROWS = 20
"""What a list shows before more is asked for."""

BARE = "#hide=incident,organisation,unit,venue"
"""Points lie on areas and would be chosen before them."""


@pytest.fixture(scope="module")
def chain(city: Service) -> list[dict[str, Any]]:
    """A street, a community, a grid, an estate and a building, each around the next."""
    for building in city.things("building"):
        if building["properties"]["estate_id"] is None or building["properties"]["grid_id"] is None:
            continue
        item = city.ask(f"/collections/building/items/{building['id']}")
        lon, lat = middle(building)
        places = city.ask(f"/locate?lon={lon}&lat={lat}")["places"]
        held = [(step["layer"], step["id"]) for step in item["ancestors"]]
        if len(held) == 4 and held == [(place["layer"], place["id"]) for place in reversed(places[1:])]:
            return [*(city.ask(f"/collections/{layer}/items/{thing}") for layer, thing in held), item]
    raise AssertionError("the city has no building inside all four areas")


def name_of(thing: dict[str, Any]) -> str:
    name: str = thing["properties"]["name"] or thing["properties"]["code"]
    return name


def open_ground(city: Service, grid: dict[str, Any], estate: dict[str, Any]) -> tuple[float, float]:
    """A place of both areas that no building stands on."""
    built = unary_union([shape(each["geometry"]) for each in city.things("building", grid_id=grid["id"])])
    point = (shape(grid["geometry"]) & shape(estate["geometry"])).difference(built).representative_point()
    return point.x, point.y


def test_clicks_lead_from_street_to_building(planner: Planner, chain: list[dict[str, Any]]) -> None:
    """Between the buildings first: one that is large on the screen is chosen at once."""
    planner.opens_the_map(BARE)
    between = open_ground(planner.service, chain[2], chain[3])
    for area in chain[:-1]:
        planner.clicks(*between)
        planner.sees(name_of(area))
    planner.clicks(*middle(chain[-1]))
    planner.sees(name_of(chain[-1]))
    planner.sees_path("全域", *map(name_of, chain))


def test_the_breadcrumb_leads_up_again(planner: Planner, chain: list[dict[str, Any]]) -> None:
    planner.opens_the_map(f"#at=building/{chain[-1]['id']}")
    planner.sees(name_of(chain[-1]))
    planner.at.breadcrumb.get_by_role("link", name=name_of(chain[1]), exact=True).click()
    planner.sees(name_of(chain[1]))
    planner.at.breadcrumb.get_by_role("link", name="全域").click()
    planner.sees("全域概览")


def test_lists_lead_down_by_keyboard_alone(planner: Planner, chain: list[dict[str, Any]]) -> None:
    street, community, grid, estate, building = chain
    planner.opens_the_map()
    steps = [("街道", street), ("社区", community), ("网格", grid), ("此网格内的小区", estate), ("楼栋", building)]
    for heading, area in steps:
        planner.chooses_from_list_by_keyboard(heading, name_of(area))
        planner.sees(name_of(area))
    planner.sees_path("全域", *map(name_of, chain))


def test_lists_stand_in_the_order_of_codes_and_a_grid_lists_all_its_estates(
    planner: Planner, city: Service, chain: list[dict[str, Any]]
) -> None:
    _, community, grid, *_ = chain
    planner.opens_the_map(f"#at=community/{community['id']}")
    grids = [one for one in city.things("grid") if one["properties"]["community_id"] == community["id"]]
    expected = [name_of(one) for one in sorted(grids, key=lambda one: str(one["properties"]["code"]))][:PAGE_ROWS]
    expect(planner.at.rows("网格").locator(".row-name")).to_have_text(expected)
    planner.opens_the_map(f"#at=grid/{grid['id']}")
    buildings = [one for one in city.things("building") if one["properties"]["grid_id"] == grid["id"]]
    estates = {one["properties"]["estate_id"] for one in buildings} - {None}
    rows = planner.at.rows("此网格内的小区")
    expect(rows.locator(".row-name")).to_have_count(min(len(estates), PAGE_ROWS))
    expect(rows.locator(".count")).to_have_text(str(len(estates)))


def test_the_map_itself_is_used_by_keyboard(planner: Planner, chain: list[dict[str, Any]]) -> None:
    street, community, *_ = chain
    planner.opens_the_map(f"{BARE}&at=community/{community['id']}")
    planner.sees(name_of(community))
    planner.at.map.focus()
    planner.page.keyboard.press("Escape")
    planner.sees(name_of(street))
    before = planner.at.view()
    planner.page.keyboard.press("ArrowRight")
    planner.waits_until_still()
    assert planner.at.view().lon > before.lon
    planner.page.keyboard.press("+")
    planner.waits_until_still()
    assert planner.at.view().zoom > before.zoom
    planner.page.keyboard.press("Escape")
    planner.sees("全域概览")
    planner.page.keyboard.press("Enter")
    expect(planner.page.locator(".kind")).to_have_text("街道")


def test_the_back_button_goes_back_step_by_step(planner: Planner, chain: list[dict[str, Any]]) -> None:
    street, community, *_ = chain
    planner.opens_the_map(BARE)
    first = planner.at.view()
    for area in (street, community):
        planner.clicks(*middle(chain[-1]))
        planner.sees(name_of(area))
    second = planner.at.view()
    planner.page.go_back()
    planner.sees(name_of(street))
    planner.page.go_back()
    planner.sees("全域概览")
    assert planner.at.view() == pytest.approx(first, abs=1e-5)
    planner.page.go_forward()
    planner.sees(name_of(street))
    planner.page.go_forward()
    planner.sees(name_of(community))
    assert planner.at.view() == pytest.approx(second, abs=1e-5)


def test_a_shared_address_shows_the_same_to_someone_else(
    planner_of: Opener, city: Service, chain: list[dict[str, Any]]
) -> None:
    one, other = planner_of(city), planner_of(city)
    one.opens_the_map(f"#at=grid/{chain[2]['id']}")
    one.chooses_theme("grid_kind")
    one.hides_layer("unit")
    one.speaks("EN")
    one.page.mouse.move(800, 450)
    one.page.mouse.wheel(0, -240)
    one.waits_until_still()
    other.opens_the_map(one.page.url.removeprefix(f"{city.address}/"))
    other.sees(name_of(chain[2]))
    assert other.at.view() == pytest.approx(one.at.view(), abs=1e-5)
    assert other.page.url == one.page.url
    expect(other.at.theme).to_have_value("grid_kind")
    other.opens_layers()
    expect(other.at.layer_box("unit")).not_to_be_checked()
    expect(other.page.locator(".kind")).to_have_text("Grid")


def test_an_address_of_something_that_is_not_there_says_so(planner: Planner) -> None:
    planner.watch.may_miss_something = True
    planner.opens_the_map("#at=grid/987654321")
    expect(planner.at.title).to_have_text("没有找到所选内容")
    expect(planner.at.panel.locator(".trouble")).to_contain_text("987654321")


def test_a_messy_address_of_a_door_leads_to_its_building(planner: Planner, chain: list[dict[str, Any]]) -> None:
    building = next(each for each in planner.service.things("building") if each["properties"]["households"])
    address = planner.service.ask(f"/collections/building/items/{building['id']}")["properties"]["address"]
    planner.opens_the_map(BARE)
    planner.searches(f"{address.replace('号楼', '栋')}1单元１０１")
    expect(planner.at.hits.first).to_contain_text("1单元101室")
    planner.at.hits.first.click()
    planner.sees(building["properties"]["name"])

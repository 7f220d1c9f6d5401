"""Themes, layers, clusters, search, languages, and «where is this»."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.planner import Planner, middle

pytestmark = pytest.mark.browser

HAN = re.compile(r"[\u4e00-\u9fff]")


def test_a_theme_colours_the_map_and_its_legend_alike(planner: Planner) -> None:
    """Counted in the picture: where a grid fills the screen, the legend's colour of its class fills it, too."""
    grid = planner.service.things("grid", kind="exclusive")[0]
    planner.opens_the_map(f"#at=grid/{grid['id']}&theme=none")
    planner.sees(grid["properties"]["name"])
    without = planner.at.colours()
    planner.chooses_theme("grid_kind")
    shown = planner.at.legend_colour("专属网格")
    mixed = planner.at.colours() - without
    assert mixed, "the theme does not change the picture"
    assert any(is_tint(colour, shown) for colour in mixed)


def is_tint(colour: tuple[int, int, int], of: tuple[int, int, int]) -> bool:
    """Whether a colour leans the way the other does: its strongest and its weakest part are the same."""
    return colour.index(max(colour)) == of.index(max(of)) and colour.index(min(colour)) == of.index(min(of))


def test_without_a_theme_there_is_no_legend(planner: Planner) -> None:
    planner.opens_the_map()
    planner.chooses_theme("")
    expect(planner.at.legend_lines).to_have_count(0)
    assert "theme=none" in planner.page.url


def test_a_hidden_layer_leaves_the_map_and_comes_back(planner: Planner) -> None:
    planner.opens_the_map("#theme=none")
    drawn = planner.picture()
    planner.hides_layer("street")
    planner.hides_layer("community")
    hidden = planner.picture()
    assert hidden != drawn
    assert "hide=" in planner.page.url
    planner.shows_layer("street")
    planner.shows_layer("community")
    assert planner.picture() == drawn


def test_search_finds_a_name_and_goes_there(planner: Planner) -> None:
    estate = next(each for each in planner.service.things("estate") if each["properties"]["name"])
    name = estate["properties"]["name"]
    planner.opens_the_map()
    planner.searches(name)
    expect(planner.at.search).to_have_attribute("aria-expanded", "true")
    expect(planner.at.hits.first.locator("mark")).to_have_text(name)
    planner.page.keyboard.press("ArrowDown")
    expect(planner.at.hits.first).to_have_attribute("aria-selected", "true")
    active = planner.at.search.get_attribute("aria-activedescendant")
    assert planner.at.hits.first.get_attribute("id") == active
    planner.page.keyboard.press("Enter")
    planner.sees(name)
    expect(planner.at.hits.first).to_be_hidden()
    lon, lat = middle(estate)
    x, y = planner.at.pixel(lon, lat)
    box = planner.at.map.bounding_box()
    assert box
    assert box["x"] < x < box["x"] + box["width"]
    assert box["y"] < y < box["y"] + box["height"]


def test_search_finds_a_code_and_a_click_takes_it(planner: Planner) -> None:
    community = planner.service.things("community")[-1]["properties"]
    planner.opens_the_map()
    planner.searches(community["code"])
    planner.at.hits.filter(has_text=community["name"]).first.click()
    planner.sees(community["name"])


def test_search_says_when_nothing_is_found_and_escape_clears(planner: Planner) -> None:
    planner.opens_the_map()
    planner.at.search.fill("绝无此地")
    expect(planner.at.search_note).to_have_text("没有找到“绝无此地”")
    planner.page.keyboard.press("Escape")
    planner.page.keyboard.press("Escape")
    expect(planner.at.search).to_have_value("")


def test_everything_is_translated(planner: Planner) -> None:
    grid = planner.service.things("grid")[0]
    planner.opens_the_map(f"#at=grid/{grid['id']}")
    planner.sees(grid["properties"]["name"])
    planner.opens_layers()
    expect(planner.page.locator("html")).to_have_attribute("lang", "zh-CN")
    planner.speaks("EN")
    expect(planner.page.locator(".kind")).to_have_text("Grid")
    expect(planner.page.locator("html")).to_have_attribute("lang", "en")
    said = planner.words_that_are_not_data()
    assert [word for word in said if HAN.search(word)] == []
    planner.speaks("中文")
    expect(planner.page.locator(".kind")).to_have_text("网格")


def test_a_click_on_a_cluster_zooms_in_until_it_falls_apart(planner: Planner) -> None:
    west, south, east, north = planner.service.ask("/collections/street")["extent"]["spatial"]["bbox"][0]
    planner.opens_the_map(f"#map=13/{(west + east) / 2}/{(south + north) / 2}&hide=incident,organisation,venue")
    lon, lat, count = planner.finds_a_cluster("unit")
    assert count > 1
    before = planner.at.view()
    planner.clicks(lon, lat)
    planner.waits_for_zoom(before.zoom + 1.95)
    after = planner.at.view()
    assert after.zoom == pytest.approx(before.zoom + 2, abs=0.05)
    assert (after.lon, after.lat) == pytest.approx((lon, lat), abs=1e-3)
    assert planner.page.url.count("at=") == 0


def test_where_is_this_answers_with_areas_and_coordinates(planner: Planner) -> None:
    building = planner.service.things("building")[0]
    lon, lat = middle(building)
    places = planner.service.ask(f"/locate?lon={lon}&lat={lat}")["places"]
    planner.opens_the_map()
    planner.page.mouse.click(*planner.at.pixel(lon, lat), button="right")
    names = [each["name"] or each["code"] for each in reversed(places) if each["layer"] in ("street", "community")]
    expect(planner.at.place.locator(".row-name").nth(0)).to_have_text(names[0])
    shown = planner.at.place.locator("code").inner_text()
    assert [float(number) for number in shown.split(",")] == pytest.approx([lon, lat], abs=2e-4)
    planner.at.place.get_by_role("link").nth(1).click()
    planner.sees(names[1])
    expect(planner.at.place).to_have_count(0)


def test_where_is_this_can_be_asked_by_keyboard(planner: Planner) -> None:
    planner.opens_the_map()
    planner.at.button("地图中央是哪里").press("Enter")
    expect(planner.at.place).to_be_visible()
    expect(planner.page.locator("#place-title")).to_be_focused()
    planner.at.place.get_by_role("button", name="关闭").press("Enter")
    expect(planner.at.place).to_have_count(0)

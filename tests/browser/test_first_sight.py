"""What a planner sees first, and what the page may never do."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.planner import Planner

pytestmark = pytest.mark.browser


def test_the_first_sight_is_the_extent_of_the_data(planner: Planner) -> None:
    planner.opens_the_map()
    street = planner.service.ask("/collections/street")
    west, south, east, north = street["extent"]["spatial"]["bbox"][0]
    box = planner.at.map.bounding_box()
    assert box
    left, top = planner.at.pixel(west, north)
    right, bottom = planner.at.pixel(east, south)
    assert box["x"] <= left < right <= box["x"] + box["width"]
    assert box["y"] <= top < bottom <= box["y"] + box["height"]
    assert (right - left) / box["width"] > 0.5 or (bottom - top) / box["height"] > 0.5


def test_the_first_sight_counts_what_is_there_and_lists_the_streets(planner: Planner) -> None:
    planner.opens_the_map()
    counts = {each["id"]: each["count"] for each in planner.service.ask("/collections")["collections"]}
    expect(planner.at.title).to_have_text("全域概览")
    expect(planner.at.panel.locator(".tiles div", has_text="楼栋").locator("dd")).to_have_text(
        f"{counts['building']:,}"
    )
    names = [street["properties"]["name"] for street in planner.service.things("street")]
    expect(planner.at.rows("街道").locator(".row-name")).to_have_text(names[:20])


def test_the_legend_is_that_of_the_registry(planner: Planner) -> None:
    planner.opens_the_map()
    theme = next(each for each in planner.service.ask("/registry")["themes"] if each["id"] == "chain")
    zoom = float(planner.page.url.split("map=")[1].split("/")[0])
    (stage,) = (each for each in theme["stages"] if each["zooms"][0] <= zoom < each["zooms"][1])
    classes = [*stage["classes"], stage["other"]]
    labels = [each["label"]["zh"] for each in classes]
    expect(planner.at.theme).to_have_value("chain")
    expect(planner.at.legend_lines).to_have_text(labels)
    colours = planner.at.legend_lines.locator("rect").evaluate_all("all => all.map(each => each.getAttribute('fill'))")
    assert colours == [each["colour"] for each in classes]


def test_attribution_scale_and_a_slot_for_the_approval_number_are_on_the_map(planner: Planner) -> None:
    planner.opens_the_map()
    expect(planner.at.approval).to_contain_text("审图号")
    expect(planner.at.approval).to_contain_text("待填")
    expect(planner.page.locator(".ol-scale-line-inner")).to_have_text(re.compile(r"^\d+ k?m$"))


def test_nothing_is_asked_beyond_the_server_while_the_whole_map_is_used(planner: Planner) -> None:
    planner.opens_the_map()
    planner.searches("街道")
    planner.page.keyboard.press("Enter")
    planner.waits_until_still()
    planner.chooses_theme("built_year")
    planner.speaks("EN")
    planner.waits_until_still()
    hosts = {address.split("/")[2] for address in planner.watch.asked if address.startswith("http")}
    assert hosts == {planner.service.address.split("/")[2]}
    assert sum(".mvt" in address for address in planner.watch.asked) >= 2
    assert planner.watch.errors == []

"""The list of gaps and the map are two views of one thing."""

from __future__ import annotations

import csv
import io
import urllib.request

import pytest
from playwright.sync_api import expect
from shapely.geometry import shape

from tests.browser.gap_desk import GapDesk
from tests.browser.planner import Planner

pytestmark = pytest.mark.browser

PAGE_ROWS = 50


@pytest.fixture
def desk(planner: Planner) -> GapDesk:
    """A planner in front of the list of gaps on a desktop screen, not yet opened."""
    return GapDesk(planner)


def test_the_list_ranks_what_the_service_found_and_names_its_run(desk: GapDesk) -> None:
    desk.planner.opens_the_map()
    desk.at.button("差距").click()
    desk.sees_the_list()
    truth = desk.truth(limit=PAGE_ROWS)
    assert desk.ranks() == list(range(1, PAGE_ROWS + 1))
    expect(desk.at.gap_count).to_have_text(f"已列 {PAGE_ROWS} / 共 {truth['numberMatched']} 处")
    run = truth["run"]
    expect(desk.planner.page.locator(".gaps-head .run")).to_have_text(f"指标 #{run['id']} · {run['as_of']}")
    assert "panel=gaps" in desk.planner.page.url


def test_the_list_is_read_on_where_it_ends(desk: GapDesk) -> None:
    desk.opens()
    desk.at.gap_more.click()
    expect(desk.at.gap_rows).to_have_count(2 * PAGE_ROWS)
    assert desk.ranks() == list(range(1, 2 * PAGE_ROWS + 1))


def test_a_heading_sorts_and_says_so(desk: GapDesk) -> None:
    desk.opens()
    desk.sorts_by("涉及户数")
    expect(desk.at.gap_heading("涉及户数")).to_have_attribute("aria-sort", "descending")
    wanted = [gap["rank"] for gap in desk.gaps(sort="-households", limit=PAGE_ROWS)]
    expect(desk.at.gap_rows.first.locator(".col-rank")).to_have_text(str(wanted[0]))
    assert desk.ranks() == wanted
    desk.sorts_by("涉及户数")
    expect(desk.at.gap_heading("涉及户数")).to_have_attribute("aria-sort", "ascending")


def test_filters_leave_what_was_asked_for_and_an_address_brings_them_back(desk: GapDesk) -> None:
    desk.opens()
    desk.filters("kind", "out of reach")
    desk.filters("category", "nursery")
    truth = desk.truth(kind="out of reach", category="nursery", limit=PAGE_ROWS)
    expect(desk.at.gap_count).to_contain_text(f"共 {truth['numberMatched']} 处")
    assert desk.ranks() == [feature["properties"]["rank"] for feature in truth["features"]]
    address = desk.planner.page.url
    desk.planner.page.goto("about:blank")
    desk.planner.page.goto(address)
    desk.sees_the_list()
    assert desk.ranks() == [feature["properties"]["rank"] for feature in truth["features"]]
    desk.at.button("清除筛选").click()
    expect(desk.at.gap_filter("kind")).to_have_value("")


def test_a_filter_that_lets_nothing_through_says_so(desk: GapDesk) -> None:
    desk.opens()
    desk.at.gap_filter("level").select_option("street")
    desk.at.gap_filter("kind").select_option("missing hub")
    expect(desk.planner.page.locator(".gaps-none")).to_have_text("没有符合筛选条件的差距")


def test_the_list_keeps_to_what_is_chosen(desk: GapDesk) -> None:
    community = desk.planner.service.things("community")[0]
    desk.opens(f"&at=community/{community['id']}")
    expect(desk.at.gap_scope).to_contain_text(community["properties"]["name"])
    truth = desk.truth(within=f"community/{community['id']}", limit=PAGE_ROWS)
    expect(desk.at.gap_count).to_contain_text(f"共 {truth['numberMatched']} 处")
    assert desk.ranks() == [feature["properties"]["rank"] for feature in truth["features"]]
    desk.at.gap_scope.get_by_role("button").click()
    expect(desk.at.gap_scope).to_have_text("范围：全域")


def test_a_chosen_row_leads_the_map_there_and_its_card_says_what_would_close_it(desk: GapDesk) -> None:
    desk.opens()
    feature = next(each for each in desk.truth(limit=PAGE_ROWS)["features"] if each["properties"]["grid_id"])
    gap = feature["properties"]
    far = desk.at.view().zoom
    desk.chooses(gap["rank"])
    assert desk.at.view().zoom > far + 0.5, "the map did not go there"
    expect(desk.row(gap["rank"])).to_have_attribute("aria-current", "true")
    for part in (gap["title"], gap["remedy"]):
        expect(desk.at.gap_card).to_contain_text(part)
    expect(desk.at.gap_card).to_contain_text(f"{gap['households']:,} 户")
    grid = desk.planner.service.ask(f"/collections/grid/items/{gap['grid_id']}")["properties"]
    expect(desk.at.gap_card).to_contain_text(grid["name"])
    middle = shape(feature["geometry"]).envelope.centroid
    x, y = desk.at.pixel(middle.x, middle.y)
    box = desk.at.map.bounding_box()
    assert box
    assert box["x"] < x < box["x"] + box["width"]
    assert box["y"] < y < box["y"] + box["height"]
    assert f"gap={gap['rank']}" in desk.planner.page.url


def test_the_proposed_site_of_a_chosen_gap_is_named_and_in_sight(desk: GapDesk) -> None:
    desk.opens("&kind=out%20of%20reach")
    gap = next(each for each in desk.gaps(kind="out of reach", limit=PAGE_ROWS) if each["site_lon"] is not None)
    desk.chooses(gap["rank"])
    expect(desk.at.gap_card).to_contain_text(f"建议选址{gap['site_lon']:.6f}, {gap['site_lat']:.6f}")
    x, y = desk.at.pixel(gap["site_lon"], gap["site_lat"])
    box = desk.at.map.bounding_box()
    assert box
    assert box["x"] < x < box["x"] + box["width"]
    assert box["y"] < y < box["y"] + box["height"]


def test_n_and_p_step_through_the_gaps(desk: GapDesk) -> None:
    desk.opens()
    for key, rank in (("n", 1), ("n", 2), ("n", 3), ("p", 2)):
        desk.presses(key)
        expect(desk.row(rank)).to_have_attribute("aria-current", "true")
    first = desk.gaps(limit=2)[1]
    expect(desk.at.gap_card).to_contain_text(first["title"])
    desk.at.search.fill("n")
    expect(desk.row(2)).to_have_attribute("aria-current", "true")


def test_arrows_walk_through_the_table_and_enter_chooses(desk: GapDesk) -> None:
    desk.opens()
    desk.row(1).get_by_role("button").focus()
    desk.planner.page.keyboard.press("ArrowDown")
    expect(desk.row(2).get_by_role("button")).to_be_focused()
    desk.planner.page.keyboard.press("Enter")
    expect(desk.row(2)).to_have_attribute("aria-current", "true")


def test_a_row_under_the_pointer_lights_the_map(desk: GapDesk) -> None:
    desk.opens("&kind=missing%20hub")
    rank = desk.ranks()[0]
    desk.chooses(rank)
    desk.presses("Escape")
    desk.at.search.hover()
    plain = desk.map_picture()
    desk.row(desk.ranks()[1]).hover()
    expect(desk.row(desk.ranks()[1])).to_have_class("lit")
    assert desk.map_picture() != plain
    desk.at.search.hover()
    expect(desk.row(desk.ranks()[1])).not_to_have_class("lit")
    assert desk.map_picture() == plain


def test_a_gap_under_the_pointer_lights_its_row_and_a_click_chooses_it(desk: GapDesk) -> None:
    desk.opens("&kind=missing%20hub")
    first, second = desk.ranks()[:2]
    desk.chooses(second)
    desk.chooses(first)
    desk.at.button("关闭差距详情").click()
    feature = next(each for each in desk.truth(kind="missing hub")["features"] if each["id"] == first)
    point = shape(feature["geometry"]).representative_point()
    desk.planner.page.mouse.move(*desk.at.pixel(point.x, point.y))
    expect(desk.row(first)).to_have_class("lit")
    desk.planner.clicks(point.x, point.y)
    expect(desk.row(first)).to_have_attribute("aria-current", "true")


def test_what_is_listed_can_be_taken_away_as_a_file(desk: GapDesk) -> None:
    desk.opens("&kind=missing%20hub")
    matched = desk.truth(kind="missing hub", limit=1)["numberMatched"]
    for word in ("CSV", "XLSX", "GeoJSON"):
        with desk.planner.page.expect_download() as given:
            desk.planner.page.locator(".gap-files").get_by_text(word, exact=True).click()
        assert given.value.suggested_filename.endswith(word.lower())
    link = desk.planner.page.locator(".gap-files a").first.get_attribute("href")
    with urllib.request.urlopen(f"{desk.planner.service.address}{link}", timeout=30) as answer:
        rows = list(csv.DictReader(io.StringIO(answer.read().decode("utf-8-sig"))))
    assert len(rows) == matched


def test_on_a_phone_the_list_is_in_the_sheet(phone: Planner) -> None:
    desk = GapDesk(phone)
    phone.opens_the_map()
    phone.at.button("差距").tap()
    phone.at.handle.tap()
    desk.sees_the_list()
    assert phone.page.evaluate("document.documentElement.scrollWidth") == 360
    desk.row(2).get_by_role("button").tap()
    expect(phone.at.gap_card).to_contain_text(desk.gaps(limit=2)[1]["remedy"])
    assert phone.page.evaluate("document.querySelector('jw-app').scrollTop") == 0


def test_the_address_of_any_gap_opens_it_wherever_it_stands_in_the_list(desk: GapDesk) -> None:
    last = desk.truth(limit=1)["numberMatched"]
    assert last > 60
    (gap,) = desk.gaps(rank=last)
    desk.opens(f"&gap={last}")
    expect(desk.at.gap_card).to_contain_text(gap["remedy"])
    expect(desk.at.gap_card).to_contain_text("不在目前的清单里")
    assert last not in desk.ranks()
    desk.planner.waits_until_still()
    assert desk.planner.at.view().zoom > 14.5, "the map went to the gap"
    desk.presses("n")
    expect(desk.at.gap_card).to_contain_text("第 1 处")


def test_the_address_of_a_gap_that_is_not_there_says_so(desk: GapDesk) -> None:
    desk.opens("&gap=99999")
    expect(desk.at.panel).to_contain_text("没有这个序号的差距")

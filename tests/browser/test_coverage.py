"""Where coverage ends, on the map and in figures: themes, the area card, the day."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.gap_desk import MEASURED_MS
from tests.browser.planner import Planner

pytestmark = pytest.mark.browser


def says(place: Locator, figure: dict[str, Any]) -> None:
    """All three figures, and the share."""
    expect(place).to_contain_text(f"{figure['covered']:,.0f}", timeout=MEASURED_MS)
    expect(place).to_contain_text(f"{figure['not_covered']:,.0f}")
    expect(place).to_contain_text("未知")
    expect(place).to_contain_text(f"{round(figure['share'] * 100, 1):g}%")


def named(run: dict[str, Any]) -> str:
    return f"指标 #{run['id']} · {run['as_of']}"


def test_the_legend_shows_the_stage_of_the_zoom_and_the_three_figures(planner: Planner) -> None:
    themes = {theme["id"]: theme for theme in planner.service.ask("/registry")["themes"]}
    planner.opens_the_map("#theme=branch_coverage")
    answer = planner.service.ask("/coverage/city/0")
    says(planner.at.legend_figures, answer["area"]["figures"]["h"])
    expect(planner.at.legend_figures.locator(".run")).to_have_text(named(answer["run"]))
    zoom = planner.at.view().zoom
    for _ in range(4):
        stages = themes["branch_coverage"]["stages"]
        stage = next(each for each in stages if each["zooms"][0] <= zoom < each["zooms"][1])
        words = [each["label"]["zh"] for each in (*stage["classes"], stage["other"])]
        expect(planner.at.legend_lines).to_have_text(words)
        planner.at.button("放大").click()
        planner.waits_until_still()
        zoom = planner.at.view().zoom


def test_themes_stand_in_groups(planner: Planner) -> None:
    planner.opens_the_map()
    groups = planner.at.theme.locator("optgroup").evaluate_all("(all) => all.map((each) => each.label)")
    assert groups == ["党组织", "十分钟服务圈", "住房", "数据"]


def test_drill_down_keeps_the_theme_and_the_figures_follow(planner: Planner) -> None:
    community = planner.service.things("community")[0]
    planner.opens_the_map("#theme=circle_nursery")
    planner.at.rows("街道").get_by_role("link").first.click()
    planner.opens_list("社区")
    planner.at.rows("社区").get_by_role("link").filter(has_text=community["properties"]["name"]).click()
    planner.sees(community["properties"]["name"])
    assert "theme=circle_nursery" in planner.page.url
    figures = planner.service.ask(f"/coverage/community/{community['id']}")["area"]["figures"]
    expect(planner.at.legend_figures).to_contain_text(community["properties"]["name"])
    says(planner.at.legend_figures, figures["circle"]["nursery"])


def test_the_card_of_an_area_says_what_was_measured_there(planner: Planner) -> None:
    grid = next(each for each in planner.service.things("grid") if each["properties"]["kind"] == "basic")
    answer = planner.service.ask(f"/coverage/grid/{grid['id']}")
    planner.opens_the_map(f"#at=grid/{grid['id']}")
    figures = answer["area"]["figures"]
    says(planner.at.figure("横向到边"), figures["h"])
    says(planner.at.figure("纵向到底"), figures["v"])
    says(planner.at.figure("党员中心户可达"), figures["hub"])
    expect(planner.at.area.locator(".run")).to_have_text(named(answer["run"]))
    expect(planner.at.area.locator(".housing")).to_contain_text("建议模式")
    planner.at.area.locator("summary").filter(has_text="十分钟服务圈").click()
    says(planner.at.figure("托育点"), figures["circle"]["nursery"])
    if answer["area"]["gaps"]:
        planner.at.area.get_by_role("button", name=f"{answer['area']['gaps']} 处差距").click()
        expect(planner.at.gap_scope).to_contain_text(grid["properties"]["name"])


def test_the_card_of_a_building_says_its_verdict_and_what_is_in_reach(planner: Planner) -> None:
    building = next(each for each in planner.service.things("building") if each["properties"]["households"])
    measured = planner.service.ask(f"/collections/building_coverage/items/{building['id']}")["properties"]
    words = {"covered": "已覆盖", "not covered": "未覆盖", "unknown": "未知"}
    planner.opens_the_map(f"#at=building/{building['id']}")
    line = planner.at.area.locator(".verdicts div").filter(has_text="托育点")
    expect(line.locator("dd")).to_have_text(words[measured["circle_nursery"]], timeout=MEASURED_MS)


def test_the_card_of_a_building_leads_to_the_nearest_venue_and_that_says_whom_it_reaches(planner: Planner) -> None:
    (one,) = planner.service.ask("/collections/building_coverage/items?circle_nursery=covered&limit=1")["features"]
    doors = planner.service.ask(f"/circle/buildings/{one['id']}")["doors"]
    nearest = [row for door in doors for row in door["categories"] if row["category"] == "nursery"]
    farthest = max(nearest, key=lambda row: row["walk_m"])
    planner.opens_the_map(f"#at=building/{one['id']}")
    planner.page.get_by_text("最近的服务阵地").click(timeout=MEASURED_MS)
    planner.page.locator("jw-nearest").get_by_role("link", name=farthest["venue_name"]).first.click()
    planner.sees(farthest["venue_name"])
    reach = planner.page.locator("jw-reach")
    expect(reach).to_contain_text("步行 500 米以内", timeout=MEASURED_MS)
    expect(reach).to_contain_text("仅为示意")


def test_where_nobody_lives_the_card_says_that_nothing_is_measured(planner: Planner) -> None:
    building = next(each for each in planner.service.things("building") if each["properties"]["households"] == 0)
    planner.opens_the_map(f"#at=building/{building['id']}")
    expect(planner.at.area).to_contain_text("没有住户")


def test_the_slider_takes_map_and_figures_to_another_day_and_back(planner: Planner) -> None:
    planner.opens_the_map("#theme=chain")
    expect(planner.at.past).to_have_count(0)
    planner.at.slider.focus()
    planner.page.keyboard.press("ArrowLeft")
    expect(planner.at.past).to_contain_text("历史视图")
    planner.waits_until_still()
    day = planner.at.day.input_value()
    assert day.endswith("-01")
    assert f"as_of={day}" in planner.page.url
    expect(planner.at.legend_figures.locator(".run")).to_contain_text(day, timeout=MEASURED_MS)
    says(planner.at.legend_figures, planner.service.ask(f"/coverage/city/0?as_of={day}")["area"]["figures"]["v"])
    tiles = [address for address in planner.watch.asked if ".mvt" in address]
    assert f"as_of={day}" in tiles[-1]
    planner.at.button("回到今天").click()
    expect(planner.at.past).to_have_count(0)
    assert "as_of" not in planner.page.url
    expect(planner.at.legend_figures.locator(".run")).not_to_contain_text(day, timeout=MEASURED_MS)


def test_a_day_can_be_typed(planner: Planner) -> None:
    planner.opens_the_map()
    today = planner.at.day.get_attribute("max")
    planner.at.day.fill("2026-03-15")
    planner.at.day.blur()
    expect(planner.at.past).to_contain_text("2026-03-15")
    planner.at.day.fill(today or "")
    planner.at.day.blur()
    expect(planner.at.past).to_have_count(0)


def test_the_trend_is_drawn_and_told_as_a_table(planner: Planner) -> None:
    planner.opens_the_map()
    expect(planner.at.area.locator(".figure").first).to_be_visible(timeout=MEASURED_MS)
    planner.at.area.locator("summary").filter(has_text="变化趋势").click()
    rows = planner.page.locator(".trend-table tbody tr")
    expect(rows.nth(1)).to_be_attached(timeout=MEASURED_MS)
    expect(planner.page.locator(".trend canvas")).to_be_visible()
    planner.page.locator(".trend-table summary").click()
    expect(rows.first).to_contain_text("%")


def test_the_overview_counts_what_was_there_on_the_shown_day(planner: Planner) -> None:
    then = {each["id"]: each["count"] for each in planner.service.ask("/collections?as_of=2026-03-01")["collections"]}
    now = {each["id"]: each["count"] for each in planner.service.ask("/collections")["collections"]}
    assert then["unit"] != now["unit"]
    planner.opens_the_map("#as_of=2026-03-01")
    units = planner.page.locator(".tiles div").filter(has_text="党组织").locator("dd")
    expect(units).to_have_text(f"{then['unit']:,}")
    planner.at.button("回到今天").click()
    expect(units).to_have_text(f"{now['unit']:,}")


def test_the_theme_of_seams_says_how_many_buildings_lie_in_exactly_one_grid(planner: Planner) -> None:
    planner.opens_the_map("#theme=seam")
    figure = planner.service.ask("/coverage/city/0")["area"]["figures"]["partition"]
    assert figure["not_covered"] > 0
    words = {"只在一个网格": "covered", "不在或跨多个网格": "not_covered", "待人工确定": "unknown"}
    for word, name in words.items():
        line = planner.at.legend_figures.locator("div").filter(has_text=word)
        expect(line.locator("dd").first).to_have_text(f"{figure[name]:,}", timeout=MEASURED_MS)


def test_parks_and_who_moved_are_told_where_they_are_asked_for(planner: Planner) -> None:
    planner.opens_the_map()
    planner.page.get_by_text("园区党建滞后", exact=True).click()
    rows = planner.page.locator("jw-parks tbody tr")
    expect(rows.first).to_be_visible(timeout=MEASURED_MS)
    asked = next(each for each in reversed(planner.watch.asked) if "/parks?" in each)
    parks = planner.service.ask(asked.removeprefix(planner.service.address))["parks"]
    assert max(park["lag"] for park in parks) == int(rows.first.locator("td").last.inner_text())
    planner.page.get_by_text("一年住户流动", exact=True).click()
    expect(planner.page.locator("jw-turnover dl")).to_contain_text("迁入", timeout=MEASURED_MS)

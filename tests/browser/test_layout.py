"""Nothing that floats on the map lies on anything else, whatever the size of the screen and the room of the map."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, Opener, shot
from tests.browser.gap_desk import MEASURED_MS
from tests.browser.planner import Planner
from tests.browser.service import Service
from tests.browser.test_phone import SMALL_TARGETS

pytestmark = pytest.mark.browser

ASIDE = (740, 360)
"""A phone on its side."""
SIZES = ((1440, 900), (1280, 720), (1024, 768), PHONE, ASIDE)
LEAST_TARGET = 24
PANELS = ("", "&panel=gaps", "&panel=gaps&as_of=2026-08-01", "&as_of=2026-08-01&theme=housing_category")

OVERLAPS = """
() => {
  const floats = ['.chips', '.tools', '.legend', '.as-of', '.past', '.credits', '.place']
    .flatMap((name) => name === '.chips' || name === '.credits' ? [...document.querySelectorAll(`${name} > *`)] : [...document.querySelectorAll(name)])
    .map((each) => ({ name: each.className || each.id || each.tagName, box: each.getBoundingClientRect() }))
    .filter(({ box }) => box.width > 0 && box.height > 0);
  const found = [];
  for (const [at, one] of floats.entries())
    for (const other of floats.slice(at + 1)) {
      const wide = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
      const high = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
      if (wide > 1 && high > 1) found.push(`${one.name} × ${other.name}: ${Math.round(wide)} × ${Math.round(high)}`);
    }
  return found;
}
"""


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_nothing_on_the_map_lies_on_anything_else(planner_of: Opener, city: Service, size: tuple[int, int]) -> None:
    planner = planner_of(city, size)
    for panel in PANELS:
        planner.opens_the_page()
        planner.opens_the_map(f"#theme=chain{panel}")
        if "gaps" in panel and size != PHONE:
            expect(planner.at.gap_rows.first).to_be_visible(timeout=MEASURED_MS)
        if size not in (PHONE, ASIDE):
            expect(planner.at.legend_figures).to_be_visible(timeout=MEASURED_MS)
        shot(planner.page, f"layout-{size[0]}{panel.replace('&', '-').replace('=', '-')}")
        assert planner.page.evaluate(OVERLAPS) == [], (size, panel)
        assert planner.page.evaluate("[innerWidth, document.documentElement.scrollWidth]") == [size[0]] * 2
    if size == ASIDE:
        opens_the_legend_beside_panel_and_tools(planner)


def opens_the_legend_beside_panel_and_tools(planner: Planner) -> None:
    """On a phone on its side nothing is covered but the day, every target is there for a finger, and the city is seen."""
    panel, tools = planner.page.locator(".panel").bounding_box(), planner.page.locator(".tools").bounding_box()
    planner.at.legend_toggle.click()
    expect(planner.at.legend_figures).to_be_attached()
    legend = planner.page.locator(".legend").bounding_box()
    assert panel and tools and legend
    assert panel["x"] + panel["width"] <= legend["x"]
    assert legend["x"] + legend["width"] <= tools["x"]
    assert max(each["y"] + each["height"] for each in (panel, tools, legend)) <= ASIDE[1]
    assert planner.page.evaluate(SMALL_TARGETS, LEAST_TARGET) == []

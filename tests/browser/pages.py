"""The planner's page as a page: where things are, and nothing about what they mean."""

from __future__ import annotations

import math
import re
from typing import NamedTuple

from playwright.sync_api import Locator, Page

TILE_PIXELS = 512
"""The address counts zoom over 512-pixel tiles."""


class View(NamedTuple):
    """Where the address says that the map looks."""

    zoom: float
    lon: float
    lat: float


class PlannerPage:
    """Locators by role and name, as a reader of the page finds them."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.map = page.locator("#map")
        self.title = page.locator("#detail-title")
        self.breadcrumb = page.locator("nav.breadcrumb")
        self.search = page.get_by_role("combobox").and_(page.locator("#search"))
        self.hits = page.locator("#search-hits").get_by_role("option")
        self.search_note = page.locator(".search-note")
        self.panel = page.locator("aside.panel")
        self.theme = page.locator("select#theme")
        self.legend_toggle = page.locator(".legend-toggle")
        self.legend_lines = page.locator(".classes li")
        self.layer_summary = page.locator(".layers summary")
        self.banner = page.locator(".banner")
        self.place = page.locator("section.place")
        self.screen = page.locator(".screen")
        self.approval = page.locator(".approval")
        self.handle = page.locator(".handle")
        self.legend_figures = page.locator(".legend-figures")
        self.stage = page.locator(".stage-name")
        self.area = page.locator("section.area")
        self.slider = page.locator(".as-of input[type=range]")
        self.day = page.locator(".as-of input[type=date]")
        self.past = page.locator(".past")
        self.gap_rows = page.locator(".gap-table tbody tr")
        self.gap_count = page.locator(".gaps-count")
        self.gap_scope = page.locator(".gap-scope")
        self.gap_card = page.locator(".gap-card")
        self.gap_more = page.locator(".gaps-body .more")

    def rows(self, heading: str) -> Locator:
        return self.page.locator("details.list").filter(has=self.page.get_by_role("heading", name=heading, exact=True))

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def figure(self, name: str) -> Locator:
        """The line of the area card that begins with that name."""
        return self.area.locator(".figure").filter(has=self.page.locator(".figure-head", has_text=name))

    def gap_filter(self, name: str) -> Locator:
        return self.page.locator(f"select[name=gap-{name}]")

    def gap_heading(self, name: str) -> Locator:
        return self.page.locator(".gap-table").get_by_role("columnheader", name=name)

    def layer_box(self, layer: str) -> Locator:
        return self.page.locator(f".layers input[name={layer}]")

    def view(self) -> View:
        match = re.search(r"map=([-\d.]+)/([-\d.]+)/([-\d.]+)", self.page.url)
        assert match, f"the address does not say where the map looks: {self.page.url}"
        return View(*(float(number) for number in match.groups()))

    def pixel(self, lon: float, lat: float) -> tuple[float, float]:
        """Where on the page that place is drawn."""
        view = self.view()
        box = self.map.bounding_box()
        assert box
        world = TILE_PIXELS * 2**view.zoom
        x, y = world_share(lon, lat)
        x0, y0 = world_share(view.lon, view.lat)
        return box["x"] + box["width"] / 2 + (x - x0) * world, box["y"] + box["height"] / 2 + (y - y0) * world

    def colours(self) -> set[tuple[int, int, int]]:
        """The colours that cover at least a hundredth of the map."""
        found: list[list[int]] = self.page.evaluate(COLOURS)
        return {(red, green, blue) for red, green, blue in found}

    def legend_colour(self, label: str) -> tuple[int, int, int]:
        colour = self.legend_lines.filter(has_text=label).locator("rect").get_attribute("fill")
        assert colour
        red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
        return red, green, blue


def world_share(lon: float, lat: float) -> tuple[float, float]:
    """Web-Mercator, the world from 0 to 1, y to the south."""
    return lon / 360 + 0.5, 0.5 - math.asinh(math.tan(math.radians(lat))) / math.tau


COLOURS = """
() => {
  const counts = new Map();
  let all = 0;
  for (const canvas of document.querySelectorAll('#map canvas')) {
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    for (let at = 0; at < data.length; at += 16) {
      if (data[at + 3] < 250) continue;
      const colour = data[at] * 65536 + data[at + 1] * 256 + data[at + 2];
      counts.set(colour, (counts.get(colour) ?? 0) + 1);
      all++;
    }
  }
  return [...counts].filter(([, count]) => count > all / 100).map(([colour]) =>
    [colour >> 16, (colour >> 8) & 255, colour & 255]);
}
"""

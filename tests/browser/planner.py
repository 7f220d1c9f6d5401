"""What a planner does with the map, in the words of the domain."""

from __future__ import annotations

import math
import urllib.request
from typing import Any

import mapbox_vector_tile
from playwright.sync_api import Page, expect
from shapely.geometry import shape

from tests.browser.pages import TILE_PIXELS, PlannerPage, world_share
from tests.browser.service import Service
from tests.browser.watch import Watch

DRAWN_MS = 40_000
EXTENT = 4096
STILL_MS = 450
"""Longer than a move of the map and the pause before a search."""


class Planner:
    """A person at the map. Every step waits until the page shows its outcome."""

    def __init__(self, page: Page, service: Service, watch: Watch) -> None:
        self.service = service
        self.watch = watch
        self.at = PlannerPage(page)

    @property
    def page(self) -> Page:
        return self.at.page

    def opens_the_map(self, address: str = "") -> None:
        self.page.goto(f"{self.service.address}/{address}")
        self.sees_the_map_drawn()

    def opens_the_page(self) -> None:
        self.page.goto(self.service.address)

    def sees_the_map_drawn(self) -> None:
        self.page.wait_for_selector("#map[data-drawn]", timeout=DRAWN_MS)
        self.waits_until_still()

    def waits_until_still(self) -> None:
        """Until address and picture have not changed for a moment and the last frame is complete."""
        self.page.evaluate("window.stillness = { seen: '', since: performance.now() }")
        self.page.wait_for_function(STILL, arg=STILL_MS, polling=50, timeout=DRAWN_MS)

    def waits_for_zoom(self, zoom: float) -> None:
        """Until the address says that the map has come that close."""
        self.page.wait_for_function(
            "(zoom) => Number(/map=([\\d.]+)/.exec(location.hash)?.[1]) >= zoom", arg=zoom, timeout=DRAWN_MS
        )

    def clicks(self, lon: float, lat: float) -> None:
        self.page.mouse.click(*self.at.pixel(lon, lat))

    def clicks_inside(self, thing: dict[str, Any]) -> None:
        self.clicks(*middle(thing))

    def sees(self, name: str) -> None:
        """The card of that thing."""
        expect(self.at.title).to_have_text(name)
        self.waits_until_still()

    def sees_path(self, *names: str) -> None:
        expect(self.at.breadcrumb.locator("li")).to_have_text(list(names))

    def opens_list(self, heading: str) -> None:
        rows = self.at.rows(heading)
        if rows.get_attribute("open") is None:
            rows.locator("summary").click()
        expect(rows.get_by_role("link").first).to_be_visible()

    def searches(self, text: str) -> None:
        self.at.search.fill(text)
        expect(self.at.hits.first).to_be_visible()

    def chooses_theme(self, theme: str) -> None:
        self.at.theme.select_option(theme)
        self.waits_until_still()

    def opens_layers(self) -> None:
        if not self.at.theme.is_visible():
            self.at.legend_toggle.click()
        if not self.at.layer_box("building").is_visible():
            self.at.layer_summary.click()

    def hides_layer(self, layer: str) -> None:
        self.opens_layers()
        self.at.layer_box(layer).uncheck()
        self.waits_until_still()

    def shows_layer(self, layer: str) -> None:
        self.opens_layers()
        self.at.layer_box(layer).check()
        self.waits_until_still()

    def chooses_from_list_by_keyboard(self, heading: str, name: str) -> None:
        """Tabs from the heading of the list to the row, and presses Enter; opens further pages on the way."""
        rows = self.at.rows(heading)
        summary = rows.locator("summary")
        summary.focus()
        if rows.get_attribute("open") is None:
            self.page.keyboard.press("Enter")
        row = rows.get_by_role("link").filter(has=self.page.get_by_text(name, exact=True)).first
        expect(rows.get_by_role("link").first).to_be_visible()
        more = rows.locator("button.more")
        while row.count() == 0 and more.count() > 0:
            shown = rows.get_by_role("link").count()
            more.press("Enter")
            expect(rows.get_by_role("link").nth(shown)).to_be_visible()
        summary.focus()
        for _ in range(rows.get_by_role("link").count()):
            self.page.keyboard.press("Tab")
            if row.evaluate("each => each === document.activeElement"):
                break
        expect(row).to_be_focused()
        self.page.keyboard.press("Enter")

    def finds_a_cluster(self, layer: str) -> tuple[float, float, int]:
        """lon, lat and count of the largest cluster of that layer near the middle of the shown view."""
        view = self.at.view()
        x0, y0 = world_share(view.lon, view.lat)
        near = 250 / (TILE_PIXELS * 2**view.zoom)
        found = [
            (count, x, y)
            for address in {each for each in self.watch.asked if f"/{view.zoom:.0f}/" in each and each.endswith(".mvt")}
            for count, x, y in points_of_tile(address, layer)
            if abs(x - x0) < near and abs(y - y0) < near
        ]
        assert found, f"no {layer} near the middle of the screen"
        count, x, y = max(found)
        return (x - 0.5) * 360, math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y)))), count

    def picture(self) -> bytes:
        """What the map shows, without what floats on it."""
        self.page.wait_for_timeout(300)
        drawn: str = self.page.evaluate("document.querySelector('#map canvas').toDataURL()")
        return drawn.encode()

    def map_is_painted(self) -> bool:
        return len(self.at.colours()) > 2

    def words_that_are_not_data(self) -> list[str]:
        """Every text and label of the page but names and codes of things, and the language button."""
        said: list[str] = self.page.evaluate(WORDS)
        return said

    def height_of_sheet(self) -> float:
        self.page.wait_for_timeout(250)
        box = self.at.panel.bounding_box()
        assert box
        return box["height"]

    def drags_the_handle(self, down: float) -> None:
        box = self.at.handle.bounding_box()
        assert box
        x, y = box["x"] + box["width"] / 2, box["y"] + 12
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(x, y + down, steps=4)
        self.page.mouse.up()

    def rests_a_finger(self, x: float, y: float) -> None:
        touch = self.page.context.new_cdp_session(self.page)
        touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
        self.page.wait_for_timeout(900)
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    def speaks(self, language: str) -> None:
        self.at.button(language).click()


def points_of_tile(address: str, layer: str) -> list[tuple[int, float, float]]:
    """Count and place (shares of the world) of each point of a layer, as an independent reader decodes the tile."""
    z, x, y = (int(part) for part in address.removesuffix(".mvt").split("/")[-3:])
    with urllib.request.urlopen(address, timeout=30) as answer:
        drawn = mapbox_vector_tile.decode(answer.read())
    found = []
    for feature in drawn.get(layer, {}).get("features", []):
        east, north = feature["geometry"]["coordinates"]
        share = ((x + east / EXTENT) / 2**z, (y + 1 - north / EXTENT) / 2**z)
        found.append((int(feature["properties"].get("count", 1)), *share))
    return found


def middle(thing: dict[str, Any]) -> tuple[float, float]:
    """A place inside a feature, also when it is shaped like a U."""
    point = shape(thing["geometry"]).representative_point()
    return point.x, point.y


STILL = """
(still) => {
  const map = document.querySelector('#map[data-drawn]');
  const now = location.hash + (map?.dataset.drawn ?? '');
  if (map === null || window.stillness.seen !== now) window.stillness = { seen: now, since: performance.now() };
  return performance.now() - window.stillness.since > still;
}
"""

WORDS = """
() => {
  const data = '.row-name, .breadcrumb, #detail-title, .hit-name, .approval ~ span, .credits p > span:first-child, ' +
    '[lang=zh-CN], .fields dd:not(.missing), .legend-figures .figure-head span, .unseen[role=status]';
  const said = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.parentElement.closest(data + ', noscript, script')) said.push(node.data.trim());
  }
  for (const each of document.querySelectorAll('[aria-label], [title], [placeholder]')) {
    for (const name of ['aria-label', 'title', 'placeholder']) said.push(each.getAttribute(name) ?? '');
  }
  return said.filter((word) => word !== '');
}
"""

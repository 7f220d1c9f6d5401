"""What a planner tries on the map, in the words of the domain."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, expect
from shapely.geometry import shape

from tests.browser.gap_desk import MEASURED_MS
from tests.browser.planner import Planner

CLOSE = 15.6
"""Buildings are drawn, and points are no longer clusters."""


class PlanDesk:
    """A planner who tries changes and looks at what would be different."""

    def __init__(self, planner: Planner) -> None:
        self.planner = planner
        self.at = planner.at
        self.page = planner.page
        self.lines = self.page.locator(".plan-list li")
        self.result = self.page.locator(".plan-result")
        self.armed = self.page.locator(".armed")
        self.chosen = self.page.locator(".plan-chosen")

    def opens(self, lon: float, lat: float, more: str = "", zoom: float = CLOSE) -> None:
        self.planner.opens_the_map(f"#map={zoom}/{lon}/{lat}&panel=whatif&hide=incident,organisation{more}")

    def piece(self, name: str) -> Locator:
        return self.page.locator(f"[data-piece={name}]")

    def drags_onto_the_map(self, piece: str, lon: float, lat: float) -> None:
        self.drags(middle_of(self.piece(piece)), self.at.pixel(lon, lat))
        self.sees_an_answer()

    def drags_on_the_map(self, here: tuple[float, float], there: tuple[float, float]) -> None:
        self.drags(self.at.pixel(*here), self.at.pixel(*there))
        self.sees_an_answer()

    def drags(self, here: tuple[float, float], there: tuple[float, float]) -> None:
        self.page.mouse.move(*here)
        self.page.mouse.down()
        self.page.mouse.move((here[0] + there[0]) / 2, (here[1] + there[1]) / 2, steps=3)
        self.page.mouse.move(*there, steps=3)
        self.page.mouse.up()

    def sees_an_answer(self) -> None:
        """The figures of what is tried, and the map drawn with them."""
        expect(self.page.locator(".plan-result[aria-busy=false] .plan-answer")).to_be_visible(timeout=MEASURED_MS)
        self.planner.waits_until_still()

    def is_on_the_map(self, colour: tuple[int, int, int]) -> bool:
        """Whether anything is filled with exactly that colour."""
        found: bool = self.page.evaluate(HAS_COLOUR, list(colour))
        return found

    def row(self, figure: str, place: str = "city") -> list[str]:
        """Before, after and difference of the share of that figure."""
        table = self.page.locator(f".diff-table[data-place={place}]")
        line = table.locator("tr.diff-share").filter(has=self.page.get_by_text(figure, exact=True))
        return line.locator("td").all_inner_texts()

    def tried(self) -> list[dict[str, Any]]:
        """The changes as they are sent."""
        changes: list[dict[str, Any]] = self.page.evaluate("JSON.parse(sessionStorage.getItem('jingwei.what-if'))")
        return changes

    def truth(self) -> dict[str, Any]:
        """What the service says to the same changes."""
        answer: dict[str, Any] = self.planner.service.tell("/what-if", {"changes": self.tried()})
        return answer

    def truth_of(self, index: str, category: str | None = None) -> dict[str, Any]:
        """The figure of the city."""
        return next(
            figure for figure in self.truth()["figures"]
            if (figure["layer"], figure["index"], figure.get("category")) == ("city", index, category)
        )  # fmt: skip


def middle_of(thing: Locator) -> tuple[float, float]:
    box = thing.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def spot(feature: dict[str, Any]) -> tuple[float, float]:
    """A point on that thing: lon, lat."""
    point = shape(feature["geometry"]).representative_point()
    return point.x, point.y


def percent(share: float) -> str:
    """A share as the page writes it."""
    return f"{share * 100:.1f}".removesuffix(".0") + "%"


HAS_COLOUR = """
([red, green, blue]) => [...document.querySelectorAll('#map canvas')].some((canvas) => {
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  let count = 0;
  for (let at = 0; at < data.length; at += 4)
    if (data[at] === red && data[at + 1] === green && data[at + 2] === blue) count++;
  return count > 30;
})
"""

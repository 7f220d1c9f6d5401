"""What a planner does with the gaps, in the words of the domain."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from playwright.sync_api import expect

from tests.browser.planner import Planner

MEASURED_MS = 60_000
"""The first measure of a day on a busy machine."""


class GapDesk:
    """A planner in front of the list of gaps."""

    def __init__(self, planner: Planner) -> None:
        self.planner = planner
        self.at = planner.at

    def opens(self, address: str = "") -> None:
        self.planner.opens_the_map(f"#panel=gaps{address}")
        self.sees_the_list()

    def sees_the_list(self) -> None:
        expect(self.at.gap_rows.first).to_be_visible(timeout=MEASURED_MS)
        expect(self.at.page.locator(".gaps[aria-busy=false]")).to_be_visible(timeout=MEASURED_MS)

    def ranks(self) -> list[int]:
        return [int(text) for text in self.at.gap_rows.locator(".col-rank").all_inner_texts()]

    def row(self, rank: int) -> Any:
        return self.at.gap_rows.filter(has=self.at.page.locator(".col-rank").get_by_text(str(rank), exact=True))

    def chooses(self, rank: int) -> None:
        self.row(rank).get_by_role("button").click()
        self.planner.waits_until_still()

    def presses(self, key: str) -> None:
        self.at.page.keyboard.press(key)
        self.planner.waits_until_still()

    def filters(self, name: str, value: str) -> None:
        self.at.gap_filter(name).select_option(value)
        self.at.page.wait_for_function("(text) => location.hash.includes(text)", arg=f"{name}={quote(value)}")
        self.sees_the_list()

    def sorts_by(self, heading: str) -> None:
        self.at.gap_heading(heading).get_by_role("button").click()
        self.sees_the_list()

    def truth(self, **asked: object) -> dict[str, Any]:
        """What the service answers to the same question."""
        query = "&".join(f"{name}={quote(str(value))}" for name, value in asked.items())
        answer: dict[str, Any] = self.planner.service.ask(f"/gaps?{query}")
        return answer

    def gaps(self, **asked: object) -> list[dict[str, Any]]:
        return [feature["properties"] for feature in self.truth(**asked)["features"]]

    def map_picture(self) -> str:
        """All that is drawn on the map, once a frame had time to be drawn."""
        self.at.page.wait_for_timeout(200)
        drawn: str = self.at.page.evaluate(
            "[...document.querySelectorAll('#map canvas')].map((each) => each.toDataURL()).join()"
        )
        return drawn

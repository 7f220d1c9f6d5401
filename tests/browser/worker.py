"""A grid worker with a phone, in the words of the work."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.service import Service
from tests.browser.watch import Watch

SLOW_MS = 40_000
"""A busy machine answers late; what is right is waited for."""

DOUBLE_TAP_MS = 700
"""Twice as long as two taps may lie apart to be a double one."""

NEWER_THAN_2020 = """
for (const [owner, names] of [
  [AbortSignal, ['any', 'timeout']],
  [Object, ['hasOwn', 'groupBy']],
  [Promise, ['any', 'withResolvers', 'try']],
  [Array.prototype, ['at', 'findLast', 'findLastIndex', 'toSorted', 'toReversed', 'toSpliced', 'with']],
  [String.prototype, ['at', 'replaceAll', 'isWellFormed']],
  [Element.prototype, ['replaceChildren', 'checkVisibility', 'setHTMLUnsafe']],
  [Crypto.prototype, ['randomUUID']],
  [Navigator.prototype, ['locks']],
  [window, ['structuredClone', 'OffscreenCanvas', 'createImageBitmap', 'WeakRef', 'FinalizationRegistry']],
]) for (const name of names) delete owner[name];
"""
"""What the browsers of old phones do not have (Chrome 84, iOS 14.5), taken away before any page runs."""


class Worker:
    """One phone: what it keeps outlives its pages."""

    def __init__(self, context: BrowserContext, service: Service, watch: Watch) -> None:
        context.add_init_script("window.touched = 0; addEventListener('pointerdown', () => window.touched++, true)")
        self.context = context
        self.service = service
        self.watch = watch
        self.page: Page = context.new_page()

    def opens(self, address: str = "") -> None:
        self.page.goto(f"{self.service.address}/work{address}")
        expect(self.page.locator("nav.tabs")).to_be_visible(timeout=SLOW_MS)

    def has_an_old_phone(self) -> None:
        """All pages from now on run in a browser of 2020."""
        self.context.add_init_script(NEWER_THAN_2020)
        self.opens_again()
        assert self.page.evaluate("typeof AbortSignal.any") == "undefined"

    def opens_again(self, address: str = "") -> None:
        """The page is closed and, later, opened anew."""
        self.page.close()
        self.page = self.context.new_page()
        self.opens(address)

    def carries(self, grid: dict[str, Any]) -> None:
        """Opens the page, chooses a grid and waits until it is on the phone, the page itself too."""
        self.opens()
        self.page.locator("input[name=grid]").fill(grid["name"])
        self.page.locator(".checks label").filter(has_text=grid["code"]).first.locator("input").check()
        self.button(re.compile("带上")).click()
        expect(self.page.get_by_role("heading", name=grid["name"], exact=True)).to_be_visible(timeout=SLOW_MS)
        self.page.wait_for_function("() => navigator.serviceWorker.controller !== null", timeout=SLOW_MS)

    def loses_the_network(self) -> None:
        self.watch.may_lose_the_service = True
        self.context.set_offline(True)

    def waits_until_taps_are_two(self) -> None:
        """The next tap at the same place is no longer the second one of a double tap."""
        self.page.wait_for_timeout(DOUBLE_TAP_MS)

    def walks_to(self, lon: float, lat: float) -> None:
        self.context.set_geolocation({"longitude": lon, "latitude": lat, "accuracy": 12})

    def is_back_in_the_network(self) -> None:
        self.context.set_offline(False)

    def goes_to(self, tab: str) -> None:
        self.page.locator(f"nav.tabs button.{tab}").tap()
        expect(self.page.locator(f"nav.tabs button.{tab}")).to_have_attribute("aria-current", "page")

    def writes(self, category: str, description: str, *, where: str = "我这里") -> None:
        """A report, up to the button that sends it."""
        self.goes_to("report")
        self.page.locator(".kind").filter(has_text=category).locator("input").check(force=True)
        if where:
            self.button(where).tap()
            expect(self.page.locator(".where")).not_to_have_class(re.compile("quiet"), timeout=SLOW_MS)
        self.page.locator("textarea[name=description]").fill(description)

    def takes_a_photo(self, picture: bytes) -> None:
        before = self.page.locator(".photos img").count()
        self.page.locator("input[name=image]").set_input_files(
            {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": picture}
        )
        expect(self.page.locator(".photos img")).to_have_count(before + 1, timeout=SLOW_MS)

    def taps(self) -> int:
        """How often the screen was touched since the page was opened."""
        touched: int = self.page.evaluate("window.touched")
        return touched

    def sends(self) -> None:
        self.page.locator(".send button").tap()
        expect(self.letters).not_to_have_count(0, timeout=SLOW_MS)

    def sees_letter(self, stage: str) -> None:
        expect(self.page.locator(f".letter.{stage}")).to_have_count(1, timeout=SLOW_MS)

    @property
    def letters(self) -> Locator:
        return self.page.locator(".letter")

    def button(self, name: str | re.Pattern[str]) -> Locator:
        return self.page.get_by_role("button", name=name, exact=isinstance(name, str))

    def stored(self, description: str) -> list[dict[str, Any]]:
        """What the service holds under those words."""
        found: list[dict[str, Any]] = self.service.ask("/incidents?open=true&limit=1000&sort=-reported_at")["incidents"]
        return [each for each in found if each["description"] == description]


def estate_grid(service: Service) -> dict[str, Any]:
    """The pack of the largest grid whose buildings stand in an estate, with doors behind unit doors."""
    grids = [each for each in service.things("grid") if each["properties"]["households"]]
    for grid in sorted(grids, key=lambda each: (-each["properties"]["households"], each["id"])):
        pack: dict[str, Any] = service.ask(f"/work/pack?grids={grid['id']}")
        if len([each for each in pack["buildings"] if each["estate"] and len(each["entrances"]) > 1]) > 1:
            return pack
    raise AssertionError("no grid of the city has an estate")

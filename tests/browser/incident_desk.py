"""What a dispatcher does at the desk, in the words of the domain; and those who report meanwhile."""

from __future__ import annotations

import uuid
from typing import Any

import shapely
from playwright.sync_api import Locator, Page, expect
from shapely.geometry import shape

from tests.browser.service import Service

PATIENCE_MS = 30_000


class IncidentDesk:
    """A dispatcher at the page."""

    def __init__(self, page: Page, service: Service) -> None:
        self.page, self.service = page, service
        self.rows = page.locator(".incident-rows li")
        self.card = page.locator(".incident-card")
        self.counted = page.locator(".incidents [role=status]")

    def opens(self, address: str = "") -> None:
        self.page.goto("about:blank")
        self.page.goto(f"{self.service.address}/desk{address}")
        self.sees_the_list()

    def sees_the_list(self) -> None:
        expect(self.page.locator(".incidents[aria-busy=false], .load[aria-busy=false]")).to_be_visible(
            timeout=PATIENCE_MS
        )
        self.page.wait_for_selector("#desk-map[data-drawn]", timeout=PATIENCE_MS)

    def row(self, incident: dict[str, Any]) -> Locator:
        return self.page.locator(f".incident-rows li[data-id='{incident['id']}']")

    def chooses(self, incident: dict[str, Any]) -> None:
        self.row(incident).locator(".row").click()
        expect(self.card.locator(".history li").first).to_be_visible(timeout=PATIENCE_MS)

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def narrows(self, name: str, value: str) -> None:
        self.page.locator(f".filters select[name={name}]").select_option(value)
        self.page.wait_for_function("(part) => location.hash.includes(part)", arg=f"{name}=")
        expect(self.page.locator(".incidents[aria-busy=false]")).to_be_visible(timeout=PATIENCE_MS)

    def ids(self) -> list[int]:
        return [int(each.get_attribute("data-id") or 0) for each in self.rows.all()]

    def state(self, incident: dict[str, Any]) -> str:
        told: str = self.service.ask(f"/incidents/{incident['id']}")["incident"]["state"]
        return told


def reported(service: Service, lon: float, lat: float, text: str = "路灯不亮", **more: Any) -> dict[str, Any]:
    """An incident that somebody reports now."""
    asked = {
        "client_id": str(uuid.uuid4()), "category": "public_facilities", "description": text, "place": "pin",
        "lon": lon, "lat": lat, "channel": "worker", **more,
    }  # fmt: skip
    incident: dict[str, Any] = service.tell("/incidents", asked)["incident"]
    return incident


def inside(service: Service, number: int = 0) -> tuple[float, float]:
    """A place in one of the city's grids, each number another one, far from the next."""
    grids = service.things("grid")
    point = shape(grids[number % len(grids)]["geometry"]).representative_point()
    return round(point.x, 6), round(point.y, 6)


def on_a_border(service: Service) -> tuple[float, float]:
    """A corner that two grids share: a place that is exactly on the line of both."""
    grids = [shape(each["geometry"]) for each in service.things("grid", kind="basic")]
    for at, one in enumerate(grids):
        for other in grids[at + 1 :]:
            shared = set(map(tuple, shapely.get_coordinates(one))) & set(map(tuple, shapely.get_coordinates(other)))
            if shared:
                lon, lat = sorted(shared)[len(shared) // 2]
                return float(lon), float(lat)
    raise AssertionError("no two grids share a corner")

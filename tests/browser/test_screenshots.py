"""Pictures of the map, to be looked at; with JINGWEI_SHOTS=docs also the one that the README shows."""

from __future__ import annotations

import os

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE, ROOT, SHOTS, Opener, shot
from tests.browser.gap_desk import MEASURED_MS
from tests.browser.planner import Planner
from tests.browser.service import Service

pytestmark = pytest.mark.browser

LEAST_BYTES = 30_000
"""A blank page compresses to less."""

README_SCALE = 1


def chooses(planner: Planner, layer: str, more: str = "") -> None:
    thing = planner.service.things(layer)[0]
    planner.page.goto("about:blank")
    planner.opens_the_map(f"#at={layer}/{thing['id']}{more}")
    planner.sees(thing["properties"]["name"])


def kinds_of_housing(service: Service, community_id: int) -> set[str | None]:
    buildings = service.things("building", community_id=community_id)
    return {each["properties"]["housing_type"] for each in buildings}


@pytest.mark.parametrize(("size", "word"), [(DESKTOP, "desktop"), (PHONE, "phone")], ids=["desktop", "phone"])
def test_screenshots_of_the_planner(planner_of: Opener, city: Service, size: tuple[int, int], word: str) -> None:
    planner = planner_of(city, size)
    planner.opens_the_map()
    shot(planner.page, f"planner-{word}")
    chooses(planner, "community", "&theme=housing_type")
    shot(planner.page, f"community-{word}")
    chooses(planner, "grid", "&theme=housing_type&lang=en&hide=none")
    shot(planner.page, f"grid-english-{word}")
    chooses(planner, "building", "&theme=built_year")
    shot(planner.page, f"building-{word}")
    planner.searches("街道")
    shot(planner.page, f"search-{word}")
    planner.page.goto("about:blank")
    planner.opens_the_map("#panel=gaps&gap=2&theme=circle_completeness")
    expect(planner.at.gap_card).to_be_visible(timeout=MEASURED_MS)
    planner.waits_until_still()
    shot(planner.page, f"gaps-{word}")
    chooses(planner, "community", "&theme=chain&as_of=2026-06-01")
    expect(planner.at.area.locator(".figure").first).to_be_visible(timeout=MEASURED_MS)
    shot(planner.page, f"past-{word}")
    for name in ("planner", "community", "grid-english", "building", "search", "gaps", "past"):
        assert (SHOTS / f"{name}-{word}.png").stat().st_size > LEAST_BYTES


@pytest.mark.skipif(os.environ.get("JINGWEI_SHOTS") != "docs", reason="JINGWEI_SHOTS=docs makes docs/planner.jpg again")
def test_screenshots_of_the_readme(planner_of: Opener, tmp_path_factory: pytest.TempPathFactory) -> None:
    service = Service(tmp_path_factory.mktemp("whole"))
    service.run("demo", "--scale", str(README_SCALE))
    service.start()
    try:
        planner = planner_of(service)
        community = max(service.things("community"), key=lambda each: len(kinds_of_housing(service, each["id"])))
        planner.opens_the_map(f"#at=community/{community['id']}&theme=housing_type")
        planner.sees(community["properties"]["name"])
        expect(planner.at.legend_lines.first).to_be_visible()
        planner.page.screenshot(path=ROOT / "docs" / "planner.jpg", type="jpeg", quality=80)
    finally:
        service.stop()

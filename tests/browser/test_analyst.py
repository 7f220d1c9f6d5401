"""The analyst's page: a question becomes table, map, chart, and the same question for other tools, which really run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import DESKTOP, PHONE, built_web, shot
from tests.browser.service import Service
from tests.browser.test_accessibility import violations
from tests.browser.test_live import named_streets
from tests.browser.watch import Watch
from tests.cluster import Cluster

pytestmark = pytest.mark.browser

PATIENCE_MS = 60_000


class Analyst:
    """A person at the analyst's page."""

    def __init__(self, page: Page, service: Service) -> None:
        self.page, self.service = page, service
        self.rows = page.locator("jw-result-table tbody tr")
        self.status = page.locator("jw-result-table [role=status]")

    def asks(self, address: str = "") -> None:
        self.page.goto("about:blank")
        self.page.goto(f"{self.service.address}/analyst{address}")
        self.sees_the_answer()

    def sees_the_answer(self) -> None:
        expect(self.page.locator(".results[aria-busy=false]")).to_be_visible(timeout=PATIENCE_MS)
        expect(self.rows.first).to_be_visible(timeout=PATIENCE_MS)

    def sees_the_map(self) -> None:
        self.page.wait_for_selector("#result-map[data-drawn]", timeout=PATIENCE_MS)

    def chooses(self, name: str, value: str) -> None:
        self.page.locator(f"select[name='{name}']").select_option(value)
        self.sees_the_answer()

    def snippet(self, tool: str) -> str:
        self.page.get_by_role("tab", name=tool, exact=True).click()
        text = self.page.locator("[role=tabpanel]:not([hidden]) code").text_content()
        assert text
        return text

    def row_count(self) -> int:
        return self.rows.count()


@pytest.fixture
def context_of(browser: Browser, services: None) -> Iterator[Any]:
    contexts: list[BrowserContext] = []
    watches: list[Watch] = []

    def opened(service: Service, size: tuple[int, int] = DESKTOP) -> Analyst:
        context = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="zh-CN")
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        contexts.append(context)
        watches.append(Watch(context, service.address))
        return Analyst(context.new_page(), service)

    yield opened
    for context in contexts:
        context.close()
    for watch in watches:
        assert watch.foreign == [], "the page asked beyond its server"
        assert watch.errors == [], "the page logged errors"


@pytest.fixture(scope="module")
def postgis_city(tmp_path_factory: pytest.TempPathFactory, cluster: Cluster) -> Iterator[tuple[Service, str]]:
    """The demonstration city in PostGIS, served, and how psql reaches it."""
    built_web()
    url = cluster.create_database()
    service = Service(tmp_path_factory.mktemp("analyst"), JINGWEI_DATABASE=url)
    service.run("demo", "--scale", "0.1")
    service.start()
    yield service, cluster.conninfo(url)
    service.stop()
    cluster.drop_database(url)


def runs(command: list[str], **more: str) -> str:
    environment = {**os.environ, "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1", **more}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=180, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


QUESTIONS = [
    ("#q=grid&f.kind=basic", "features"),
    ("#q=unit&f.state=active", "features"),
    ("#q=building&f.housing_type=commercial&as_of=2026-10-01", "features"),
    ("#q=grid_coverage", "features"),
    ("#q=gaps&level=building&f.kind=missing%20group", "features"),
    ("#level=community&index=circle.nursery", "areas"),
    ("#q=housing&level=estate&limit=1000", "areas"),
]


@pytest.mark.postgis
@pytest.mark.parametrize(("address", "part"), QUESTIONS, ids=lambda one: str(one)[:24])
def test_every_snippet_runs_and_counts_the_same_rows(
    context_of: Any, postgis_city: tuple[Service, str], tmp_path: Path, address: str, part: str
) -> None:
    service, conninfo = postgis_city
    analyst = context_of(service)
    analyst.asks(address)
    page = json.loads(runs(["sh", "-c", analyst.snippet("curl")]))
    assert len(page[part]) == analyst.row_count()
    script = tmp_path / "ask.py"
    script.write_text(analyst.snippet("Python"), "utf-8")
    counted = int(runs([sys.executable, "-W", "error", str(script)]).split()[0])
    assert counted == page.get("numberMatched", len(page[part]))
    sql = analyst.snippet("SQL")
    with psycopg.connect(conninfo) as connection:
        rows = connection.execute(sql.encode()).fetchall()
    if "metric_run" in sql:
        assert [row[0] for row in rows] == [service.ask("/coverage")["run"]["id"]]
        (call,) = [line.removeprefix("--").strip() for line in sql.splitlines() if "curl" in line]
        assert runs(["sh", "-c", call]).count("\n") > 1
    else:
        assert len(rows) == counted


def test_a_question_is_shared_by_its_address(context_of: Any, city: Service) -> None:
    analyst = context_of(city)
    analyst.asks()
    analyst.chooses("about", "gaps")
    analyst.chooses("level", "")
    analyst.page.get_by_text("条件（等于）").click()
    analyst.chooses("f.kind", "missing group")
    shared = analyst.page.url
    matched = city.ask("/gaps?kind=missing%20group")["numberMatched"]
    expect(analyst.status).to_contain_text(f"共 {matched} 行")
    other = context_of(city)
    other.page.goto(shared)
    other.sees_the_answer()
    expect(other.status).to_contain_text(f"共 {matched} 行")


def test_the_service_sorts_and_pages(context_of: Any, city: Service) -> None:
    analyst = context_of(city)
    analyst.asks("#q=gaps&level=")
    head = analyst.page.get_by_role("columnheader").filter(has_text="户数").last
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "descending")
    analyst.sees_the_answer()
    first = city.ask("/gaps?sort=-households&limit=1")["features"][0]["id"]
    expect(analyst.rows.first.get_by_role("rowheader")).to_have_text(f"{first:,}")
    analyst.page.get_by_role("button", name="下一页").click()
    expect(analyst.page.get_by_text("第 2 页")).to_be_visible()
    analyst.sees_the_answer()
    fifty_first = city.ask("/gaps?sort=-households&limit=51")["features"][50]["id"]
    expect(analyst.rows.first.get_by_role("rowheader")).to_have_text(f"{fifty_first:,}")


def test_a_row_is_chosen_by_keyboard_and_told(context_of: Any, city: Service) -> None:
    analyst = context_of(city)
    analyst.asks("#level=community")
    analyst.sees_the_map()
    pick = analyst.rows.first.get_by_role("button")
    name = pick.text_content()
    pick.focus()
    analyst.page.keyboard.press("Enter")
    expect(pick).to_have_attribute("aria-pressed", "true")
    expect(analyst.page.locator("jw-analyst > p[role=status]")).to_have_text(f"已选中 {name}")
    assert "at=" in analyst.page.url
    analyst.page.locator("select[name=chart]").select_option("trend")
    expect(analyst.page.locator(".charted canvas")).to_be_visible(timeout=PATIENCE_MS)
    expect(analyst.page.locator(".charted")).to_contain_text(str(name))


def test_a_snippet_is_copied_with_one_click(context_of: Any, city: Service) -> None:
    analyst = context_of(city)
    analyst.asks("#q=street")
    text = analyst.snippet("SQL")
    analyst.page.get_by_role("button", name="复制").click()
    expect(analyst.page.locator("jw-analyst > p[role=status]")).to_have_text("已复制")
    assert analyst.page.evaluate("navigator.clipboard.readText()") == text


@pytest.mark.parametrize(("size", "word"), [(DESKTOP, "desktop"), (PHONE, "phone")], ids=["desktop", "phone"])
def test_axe_has_nothing_to_say_about_the_analyst_s_page(
    context_of: Any, city: Service, size: tuple[int, int], word: str
) -> None:
    analyst = context_of(city, size)
    for name, address in (
        ("coverage", ""),
        ("gaps", "#q=gaps&level=&lang=en&chart=histogram"),
        ("layer", "#q=venue&theme=none"),
    ):
        analyst.asks(address)
        analyst.sees_the_map()
        assert analyst.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        shot(analyst.page, f"analyst-{name}-{word}")
        assert violations(analyst.page) == []
        if name == "gaps":
            count = city.ask("/gaps?limit=1")["numberMatched"]
            expect(analyst.page.locator(".charted")).to_contain_text(f"all {count} rows", timeout=20_000)


def test_a_row_lights_its_place_on_the_map_and_the_map_its_row(context_of: Any, city: Service) -> None:
    analyst = context_of(city)
    analyst.asks("#level=street")
    analyst.sees_the_map()
    analyst.page.mouse.move(5, 5)
    before = picture(analyst.page)
    analyst.rows.first.hover()
    expect(analyst.rows.first).to_have_class("lit")
    analyst.page.wait_for_timeout(400)
    assert picture(analyst.page) != before
    shot(analyst.page, "analyst-lit")
    box = analyst.page.locator("#result-map").bounding_box()
    assert box
    analyst.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.3)
    expect(analyst.page.locator("jw-result-table tr.lit")).to_have_count(1)


def test_the_trend_of_a_category_is_that_category_s(context_of: Any, city: Service) -> None:
    analyst = context_of(city)
    analyst.asks("#level=city&index=circle.nursery&chart=trend")
    word = next(
        each["label"]["zh"] for layer in analyst.service.ask("/registry")["derived"] if layer["id"] == "building_coverage"
        for each in layer["fields"] if each["name"] == "circle_nursery"
    )  # fmt: skip
    expect(analyst.page.locator(".charted .quiet")).to_contain_text(word)


def test_the_page_follows_what_others_write(context_of: Any, own_city: Service, tmp_path: Path) -> None:
    analyst = context_of(own_city)
    analyst.asks("#q=street")
    own_city.run("import", named_streets(own_city, tmp_path, "新名街道"), "--layer", "street")
    expect(analyst.page.locator("jw-result-table")).to_contain_text("新名街道", timeout=30_000)
    analyst.page.close()


def picture(page: Page) -> str:
    """What the map of the answer shows."""
    drawn: str = page.evaluate(
        "[...document.querySelectorAll('#result-map canvas')].map((each) => each.toDataURL()).join()"
    )
    return drawn

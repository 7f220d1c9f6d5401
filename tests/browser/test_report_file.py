"""The report opens from a disk with no network at all, and shows its map and its tables."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import DESKTOP, PHONE, shot
from tests.browser.service import Service
from tests.browser.test_accessibility import violations

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def report_of(city: Service, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """The file of a report, written once."""

    @functools.cache
    def written(theme: str, level: str, language: str) -> Path:
        path = tmp_path_factory.mktemp("reports") / "report.html"
        city.run("report", "--theme", theme, "--level", level, "--language", language, "--output", str(path))
        return path

    return written


@pytest.mark.parametrize(("size", "word"), [(DESKTOP, "desktop"), (PHONE, "phone")], ids=["desktop", "phone"])
@pytest.mark.parametrize(("theme", "level", "language"), [("chain", "grid", "zh"), ("seam", "community", "en")])
def test_a_report_opens_from_a_file_without_any_request(
    browser: Browser,
    report_of: Callable[..., Path],
    size: tuple[int, int],
    word: str,
    theme: str,
    level: str,
    language: str,
) -> None:
    path = report_of(theme, level, language)
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, offline=True)
    asked: list[str] = []
    errors: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    context.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    context.on("weberror", lambda error: errors.append(str(error.error)))
    page = context.new_page()
    page.goto(path.as_uri())
    expect(page.locator(".leaflet-container canvas")).to_be_visible()
    expect(page.get_by_role("table")).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate(COLOURS) > 3, "the map shows no classes"
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert [url for url in asked if url.startswith("file:")] == [path.as_uri()]
    shot(page, f"report-{theme}-{word}")
    assert violations(page) == []
    assert errors == []
    context.close()


def test_the_service_answers_the_same_page_under_a_policy_without_exceptions(browser: Browser, city: Service) -> None:
    context = browser.new_context()
    errors: list[str] = []
    context.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page = context.new_page()
    answer = page.goto(f"{city.address}/reports/coverage.html?theme=circle_completeness&level=street&lang=en")
    assert answer is not None and answer.ok
    expect(page.get_by_role("heading", level=1)).to_contain_text("Service-circle completeness")
    expect(page.locator(".leaflet-container canvas")).to_be_visible()
    assert page.evaluate(COLOURS) > 3, "the map shows no classes"
    # the browser trusts the page's own scripts and styles by their hashes, and nothing in it needs more
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert errors == []
    context.close()


COLOURS = """
() => {
  const canvas = document.querySelector('.leaflet-container canvas');
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  const seen = new Map();
  for (let at = 0; at < data.length; at += 4) {
    if (data[at + 3] < 150) continue;
    const colour = (data[at] << 16) + (data[at + 1] << 8) + data[at + 2];
    seen.set(colour, (seen.get(colour) ?? 0) + 1);
  }
  return [...seen.values()].filter((count) => count > 40).length;
}
"""

"""A map sheet on paper: its text is text, its paper is that which was chosen, its scale is true."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import SHOTS
from tests.browser.gap_desk import MEASURED_MS
from tests.browser.planner import Planner

pytestmark = pytest.mark.browser

DRAWN_MS = 30_000


def lays_out(planner: Planner, address: str) -> None:
    planner.opens_the_map(address)
    expect(planner.at.legend_figures).to_be_visible(timeout=MEASURED_MS)
    planner.at.button("打印图幅").click()
    sees_the_sheet(planner)


def sees_the_sheet(planner: Planner) -> None:
    expect(planner.page.locator(".sheet-map[data-drawn]")).to_be_visible(timeout=DRAWN_MS)


def printed(planner: Planner, path: Path) -> str:
    """The text of the printed sheet, which must be one page."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    planner.page.pdf(path=path, prefer_css_page_size=True, print_background=True)
    text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True, text=True).stdout
    assert text.count("\f") == 1
    return text


def size_mm(path: Path) -> tuple[int, int]:
    told = subprocess.run(["pdfinfo", path], capture_output=True, check=True, text=True).stdout
    match = re.search(r"Page size:\s+([\d.]+) x ([\d.]+) pts", told)
    assert match
    width, height = (round(float(points) / 72 * 25.4) for points in match.groups())
    return width, height


def test_a_sheet_holds_title_legend_figures_run_day_and_slots_as_text(planner: Planner, tmp_path: Path) -> None:
    community = planner.service.things("community")[0]
    lays_out(planner, f"#at=community/{community['id']}&theme=circle_nursery")
    planner.page.locator(".print-bar input[name=title]").fill("托育点分布图")
    answer = planner.service.ask(f"/coverage/community/{community['id']}")
    legend = planner.page.locator(".sheet .classes li").all_inner_texts()
    text = printed(planner, tmp_path / "sheet.pdf")
    assert size_mm(tmp_path / "sheet.pdf") == (297, 210)
    figure = answer["area"]["figures"]["circle"]["nursery"]
    for part in (
        "托育点分布图", community["properties"]["name"], f"#{answer['run']['id']}", answer["run"]["as_of"],
        f"{figure['covered']:,.0f}", f"{figure['not_covered']:,.0f}", "审图号", "打印于", "1 : ", *legend,
    ):  # fmt: skip
        assert part in text, part
    SHOTS.mkdir(parents=True, exist_ok=True)
    subprocess.run(["pdftoppm", "-r", "80", "-png", "-singlefile", tmp_path / "sheet.pdf", SHOTS / "sheet"], check=True)


def test_the_paper_and_its_direction_are_those_that_were_chosen(planner: Planner, tmp_path: Path) -> None:
    lays_out(planner, "#theme=chain")
    planner.page.locator("select[name=paper]").select_option("a3")
    planner.page.locator("select[name=way]").select_option("portrait")
    sees_the_sheet(planner)
    printed(planner, tmp_path / "sheet.pdf")
    assert size_mm(tmp_path / "sheet.pdf") == (297, 420)


def test_the_bar_is_as_long_as_the_scale_says(planner: Planner) -> None:
    lays_out(planner, "#theme=chain")
    planner.page.locator("select[name=scale]").select_option("5000")
    told = planner.page.locator(".sheet-scale p").inner_text()
    metres, ratio = (int(number.replace(",", "")) for number in re.findall(r"[\d,]+(?= m|$)", told))
    width = planner.page.locator(".sheet-scale svg:not(.icon)").get_attribute("width")
    assert ratio == 5000
    assert width == f"{metres * 1000 / ratio:g}mm"


def test_the_map_is_there_again_after_the_sheet(planner: Planner) -> None:
    lays_out(planner, "#theme=chain")
    planner.page.keyboard.press("Escape")
    expect(planner.page.locator("dialog.print")).to_have_count(0)
    assert planner.map_is_painted()

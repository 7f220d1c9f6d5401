"""The page on coverage stands alone, says where its figures come from, and says what it leaves out."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from html.parser import HTMLParser
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from geo.coverage import Reading, Weight
from geo.demo import AS_OF
from geo.errors import BadInput
from geo.files import coverage_page as pages
from geo.files.coverage_page import coverage_page
from geo.files.coverage_question import REPORT_THEMES, CoveragePage, class_of
from geo.flows.measure_city import Measured, measure_city
from geo.layers import THEMES
from geo.layers.answers import VERDICTS
from geo.measure import MeasureParameters, area_documents
from geo.store import SYSTEM, open_store


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory, demonstration: Callable[[Path], str]) -> Measured:
    folder = tmp_path_factory.mktemp("report")
    with open_store(demonstration(folder)).acting(SYSTEM) as store:
        return measure_city(store, AS_OF, MeasureParameters())


@pytest.fixture(scope="module")
def vendor(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("vendor")
    (folder / "leaflet").mkdir()
    (folder / "leaflet" / "leaflet.js").write_text("var L={};")
    (folder / "leaflet" / "leaflet.css").write_text(".a{}")
    return folder


def page_of(measured: Measured, vendor: Path, page: CoveragePage) -> str:
    return coverage_page(measured.measure, measured.run, page, vendor)


class _Page(HTMLParser):
    """What a browser would ask for, and the text of the cells."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.asked: list[str] = []
        self.rows: list[list[str]] = []
        self.inside = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.asked += [str(value) for name, value in attrs if name in {"src", "href", "data"} and value]
        if tag == "tr":
            self.rows.append([])
        self.inside = tag in ("td", "th")
        if self.inside:
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.rows[-1][-1] += data


@pytest.mark.parametrize("theme", REPORT_THEMES)
def test_every_theme_gives_a_page_that_asks_for_nothing(measured: Measured, vendor: Path, theme: str) -> None:
    shown = next(one for one in THEMES if one.id == theme)
    for language in ("zh", "en"):
        text = page_of(measured, vendor, CoveragePage(theme, language=language))
        assert _Page(text).asked == []
        assert not re.search(r"url\((?!data:|#)|https?://(?!www\.w3\.org)", text)
        assert escape(getattr(shown.label, language)) in text


def test_the_page_carries_day_run_rules_parameters_slot_and_credit(measured: Measured, vendor: Path) -> None:
    page = CoveragePage("chain", attribution="© 某局", map_approval_number="GS(2026)7号")
    text = page_of(measured, vendor, page)
    run = measured.run
    for word in (str(run.as_of), run.definition, run.digest, f"rerun {run.id}", "distance-10", "© 某局", "GS(2026)7号"):
        assert word is not None and word in text
    assert "（未填写）" in page_of(measured, vendor, CoveragePage("chain"))


def test_the_figures_of_the_page_are_those_of_the_measurement(measured: Measured, vendor: Path) -> None:
    page = CoveragePage("chain", "community", Reading.LENIENT, Weight.BUILDINGS, "en")
    rows = _Page(page_of(measured, vendor, page)).rows
    (city,) = area_documents(measured.measure, "city", page.reading, page.weight)
    listed = [row for row in rows if len(row) == 10 and row[0] != "Name"]
    documents = area_documents(measured.measure, "community", page.reading, page.weight)
    assert len(listed) == len(documents)
    assert sum(int(row[5].replace(",", "")) for row in listed) == city["figures"]["v"]["covered"]


def test_buildings_are_left_out_where_they_are_many_and_the_page_says_so(
    measured: Measured, vendor: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = len(measured.measure.ground.building)
    said = f"{count:,} 栋楼未画在此页"
    assert said not in page_of(measured, vendor, CoveragePage("chain"))
    monkeypatch.setattr(pages, "BUILDINGS_SHOWN", count - 1)
    assert said in page_of(measured, vendor, CoveragePage("chain"))


def test_nought_of_what_nobody_knows_is_told_in_words_and_has_no_colour() -> None:
    page = CoveragePage("chain")
    stage = page.stage
    assert stage is not None
    unknown = {"name": "甲", "v_covered": 0, "v_not_covered": 0, "v_unknown": 20, "v_share": 0.0}
    rows = [unknown, unknown | {"name": "乙", "v_not_covered": 20, "v_unknown": 0}]
    frame = gpd.GeoDataFrame(rows, geometry=[shapely.Point(0, 0)] * 2, crs="EPSG:4326")
    one, other = (feature["properties"] for feature in pages._features(frame, stage, page))
    assert stage.other is not None
    assert (one["colour"], other["colour"]) == (stage.other.colour, stage.classes[0].colour)
    assert ("无法判断" in one["text"], "0.0%" in one["text"], "0.0%" in other["text"]) == (True, False, True)


@pytest.mark.parametrize(("reading", "column"), [(Reading.STRICT, "verdict"), (Reading.LENIENT, "verdict_lenient")])
def test_buildings_have_the_colours_of_the_page_s_reading(
    measured: Measured, vendor: Path, reading: Reading, column: str
) -> None:
    page = CoveragePage("chain", reading=reading)
    text = page_of(measured, vendor, page)
    assert page.stage is not None
    of_areas = {one.colour for one in page.stage.classes}
    drawn = re.findall(r'"colour": ?"(#[0-9A-Fa-f]{6})"', text)
    found = measured.measure.coverage.buildings[column]
    for verdict in VERDICTS:
        if verdict.colour not in of_areas:
            assert drawn.count(verdict.colour) == (found == verdict.value).sum(), verdict.value


def test_only_gaps_of_the_theme_are_listed_and_the_rest_is_counted(measured: Measured, vendor: Path) -> None:
    gaps = measured.measure.gaps
    nursery = gaps[(gaps["kind"] == "out of reach") & (gaps["category"] == "nursery")]
    text = page_of(measured, vendor, CoveragePage("circle_nursery", language="en"))
    assert f"{len(nursery):,} gaps, the first" in text


def test_a_theme_that_measures_nothing_and_a_level_that_it_lacks_are_refused() -> None:
    with pytest.raises(BadInput, match="report-theme-unknown"):
        CoveragePage("built_year")
    with pytest.raises(BadInput, match="report-level-unknown"):
        CoveragePage("chain", "estate")
    assert CoveragePage("housing_category", "estate").level == "estate"


def test_a_share_on_a_limit_belongs_to_the_higher_class_and_none_to_other() -> None:
    stage = CoveragePage("chain").stage
    assert stage is not None
    assert [class_of(stage, value).value for value in (0.0, 0.2999, 0.3, 0.95, 1.0)] == [0.0, 0.0, 0.3, 0.95, 0.95]
    assert class_of(stage, None) is stage.other

"""The report page stands alone: nothing in it is asked for from anywhere."""

from __future__ import annotations

import datetime as dt
import io
import re
from html.parser import HTMLParser
from pathlib import Path

import folium
import pytest
from rich.console import Console
from shapely.geometry import box

from geo.errors import BadInput, Language, Message, Unavailable
from geo.files.folium_page import OfflineFigure, closed, plain_map
from geo.files.import_report import CrsFinding, ImportReport, LayerReport
from geo.files.report_page import report_page
from geo.files.report_table import report_table
from geo.model import Problem, Severity

GAP = Message(
    "test-gap",
    zh="“{feature}”有 {size} 平方米的缝隙",
    en="gap of {size} m2 in {feature}",
    remedy_zh="请补齐",
    remedy_en="fill it",
)


@pytest.fixture
def vendor(tmp_path: Path) -> Path:
    """Stand-ins for the vendored files: small, but real enough to be inlined."""
    folder = tmp_path / "leaflet"
    (folder / "images").mkdir(parents=True)
    (folder / "leaflet.js").write_text("var L={v:'</script>'};\n//# sourceMappingURL=leaflet.js.map")
    (folder / "leaflet.css").write_text(".a{background:url(images/layers.png)}.b{behavior:url(#default#VML)}")
    (folder / "images" / "layers.png").write_bytes(b"\x89PNG")
    return tmp_path


def _report(feature: str = "甲") -> ImportReport:
    problem = Problem(
        GAP,
        Severity.WARNING,
        "street",
        feature,
        {"feature": feature, "size": 3.0},
        box(116, 39, 116.1, 39.1),
        3.0,
        "m2",
        "a.csv",
        7,
    )
    counts = {"read": 1, "added": 1}
    layer = LayerReport(
        "street",
        ("a.csv",),
        counts,
        {"name": "名"},
        ("备注",),
        {"code": 1, "geometry": 2, "outline": 3},
        (box(116, 39, 117, 40), None),
    )
    finding = CrsFinding("a.csv", "street", "GCJ-02", None, "evidence", 0.9, "EPSG:4326", 0.4)
    return ImportReport("stored", ("a.csv",), "a.csv", dt.date(2024, 5, 1), (layer,), (finding,), (problem,))


class _Asked(HTMLParser):
    """Collects what a browser would ask for, and where text ends up."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.asked += [str(value) for name, value in attrs if name in {"src", "href", "data"} and value]


def test_the_page_says_what_the_data_lacks(vendor: Path) -> None:
    page = report_page(_report(), vendor)
    assert "图形" in page
    assert "边界" in page


def test_the_page_asks_for_nothing_and_says_everything(vendor: Path) -> None:
    page = report_page(_report(), vendor, "© 某局", "GS(2024)1号")
    reader = _Asked()
    reader.feed(page)
    assert reader.asked == []
    assert not re.search(r"url\((?!data:|#)", page)
    assert "sourceMappingURL" not in page
    for words in (
        "已写入", "GS(2024)1号", "© 某局", "有 3.0 平方米的缝隙", "请补齐", "第 7 行", "GCJ-02", "备注",
        "stored", "gap of 3.0 m2 in 甲", "fill it", "row 7", "Coordinate systems", "fits what is known", "outline",
    ):  # fmt: skip
        assert words in page


class _Tongues(HTMLParser):
    """The words that each language shows, and those that stand in both."""

    def __init__(self) -> None:
        super().__init__()
        self.inside: list[str | None] = []
        self.words: dict[str | None, list[str]] = {None: [], "zh-CN": [], "en": []}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in {"br", "input", "meta", "link"}:
            self.inside.append(
                dict(attrs).get("lang") if tag == "span" else tag if tag in {"script", "style"} else None
            )

    def handle_endtag(self, tag: str) -> None:
        if tag not in {"br", "input", "meta", "link"}:
            self.inside.pop()

    def handle_data(self, data: str) -> None:
        if data.strip() and not {"script", "style"} & set(self.inside):
            tongue = next((lang for lang in reversed(self.inside) if lang), None)
            self.words[tongue].append(data.strip())


def test_every_word_of_the_page_is_said_in_both_languages(vendor: Path) -> None:
    reader = _Tongues()
    main = report_page(_report("plot"), vendor).partition("<main>")[2].partition("</main>")[0]
    reader.feed(f"<main>{main}</main>")
    assert len(reader.words["zh-CN"]) == len(reader.words["en"])
    data = {"名", "备注"}
    chinese = re.compile(r"[\u4e00-\u9fff]")
    assert [word for word in reader.words["en"] if chinese.search(word) and word != "中文"] == []
    assert {word for word in reader.words[None] if chinese.search(word)} <= {*data, "· 名", "← 名"}
    assert [word for word in reader.words["zh-CN"] if not chinese.search(word)] == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_language_that_is_asked_for_is_shown_first_and_the_other_is_a_click_away(
    vendor: Path, language: Language
) -> None:
    page = report_page(_report(), vendor, language=language)
    assert re.findall(r'id="tongue-(\w+)"[^>]* checked', page) == [language]
    assert page.count('type="radio"') == 2
    assert "#tongue-zh:checked~main [lang=en]" in page


def test_the_table_of_a_terminal_speaks_the_readers_language() -> None:
    told = {}
    for language in ("zh", "en"):
        console = Console(width=200, file=io.StringIO())
        console.print(report_table(_report(), language))
        told[language] = console.file.getvalue()  # type: ignore[attr-defined]
    for zh, en in (
        ("警告", "warning"),
        ("与已有数据吻合", "fits what is known"),
        ("边界 3", "outline 3"),
        ("编码 1", "Code 1"),
    ):
        assert zh in told["zh"]
        assert en in told["en"]
        assert zh not in told["en"]
        assert en not in told["zh"]


def test_what_comes_from_a_file_stays_text(vendor: Path) -> None:
    page = report_page(_report("<script>alert(1)</script><img src=x>"), vendor)
    reader = _Asked()
    reader.feed(page)
    assert "img" not in reader.tags
    assert "<script>alert" not in page


def test_anything_that_is_not_vendored_is_refused(vendor: Path) -> None:
    figure = OfflineFigure(vendor, "x")
    chart = plain_map(figure, "")
    folium.Marker([39.9, 116.4], icon=folium.Icon()).add_to(chart)
    chart.default_js = [*chart.default_js, ("extra", "https://cdn.example.org/extra.js")]
    with pytest.raises(BadInput, match="page-not-vendored"):
        figure.render()
    for foreign in ('<img src="http://x/y.png">', "<style>@import 'x.css';</style>", '<iframe src="//x"></iframe>'):
        with pytest.raises(BadInput, match="page-not-vendored"):
            closed(f"<html>{foreign}</html>", vendor)


def test_a_map_of_the_program_does_not_change_the_maps_of_others(vendor: Path) -> None:
    before = list(folium.Map.default_js), list(folium.Map.default_css)
    report_page(_report(), vendor)
    assert (folium.Map.default_js, folium.Map.default_css) == before


def test_a_web_that_was_not_built_is_named(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="page-files-missing"):
        report_page(_report(), tmp_path)

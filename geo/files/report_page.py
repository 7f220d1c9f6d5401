"""The report of an import as one page with a map that opens anywhere, without a server and without a network."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any, Final

import folium
import numpy as np
import orjson
import shapely
from branca.element import Element

from geo.errors import Language
from geo.files.folium_page import OfflineFigure, Passage, plain_map
from geo.files.import_report import COUNTS, STATES, ImportReport, LayerReport, problem_text
from geo.files.report_lists import tables
from geo.files.report_words import HTML_LANGUAGES, LANGUAGES, SEVERITIES, TONGUES, both
from geo.layers import layer_named
from geo.model import Problem, Severity

OUTLINES_SHOWN: Final = 5_000
PLACES_SHOWN: Final = 2_000
_SIMPLIFIED_SHARE = 1 / 2_000

STYLE = """
:root{--ink:#1d2733;--soft:#5b6b7b;--line:#d8dee5;--ground:#f6f8fa}
body{position:static!important;height:auto!important;margin:0;font:15px/1.6 "Noto Sans CJK SC","Microsoft YaHei","PingFang SC",sans-serif;color:var(--ink);background:#fff}
html{height:auto!important}
main{max-width:1120px;margin:0 auto;padding:24px}
h1{font-size:24px;margin:0 0 4px}h2{font-size:17px;margin:32px 0 8px}
.state{color:var(--soft);margin:0 0 16px}.state b{color:var(--ink)}
dl.counts{display:flex;flex-wrap:wrap;gap:12px;margin:0}dl.counts div{background:var(--ground);border:1px solid var(--line);border-radius:6px;padding:8px 16px;min-width:88px}
dl.counts dt{color:var(--soft);font-size:13px}dl.counts dd{margin:0;font-size:22px;font-variant-numeric:tabular-nums}
.map{position:relative;height:460px;border:1px solid var(--line);border-radius:6px;overflow:hidden;background:#fbfbf9}
.map .folium-map{position:absolute!important;inset:0;width:100%!important;height:100%!important}
.map .leaflet-container{background:#fbfbf9;font-size:12px}
.slot{color:var(--soft);font-size:13px;margin:6px 0 0}
table{border-collapse:collapse;width:100%;font-size:14px}th,td{text-align:left;vertical-align:top;padding:6px 10px;border-bottom:1px solid var(--line)}
th{color:var(--soft);font-weight:600;background:var(--ground)}td.n{text-align:right;font-variant-numeric:tabular-nums}
.tongue{float:right;margin:0;font-size:14px}.tongue label{cursor:pointer;padding:2px 10px;border:1px solid var(--line);border-radius:6px;margin-left:6px}
.choice{position:absolute;opacity:0}#tongue-zh:checked~main label[for=tongue-zh],#tongue-en:checked~main label[for=tongue-en]{background:var(--ink);color:#fff}
#tongue-zh:focus-visible~main label[for=tongue-zh],#tongue-en:focus-visible~main label[for=tongue-en]{outline:3px solid #0072b2;outline-offset:2px}
#tongue-zh:checked~main [lang=en],#tongue-en:checked~main [lang=zh-CN]{display:none}.tongue span{display:inline!important}
td:first-child{white-space:nowrap}.mark{display:inline-block;width:10px;height:10px;border-radius:50%;margin-right:6px}.remedy{color:var(--soft);font-size:13px}
"""


def report_page(
    report: ImportReport, vendor: Path, attribution: str = "", map_approval_number: str = "", language: Language = "zh"
) -> str:
    """The page as one HTML text: what was done, where the problems are, what the data lacks.

    Everything on it is said in Chinese and in English; the reader switches (without any script), and ``language`` is
    shown first.
    ``vendor`` is the folder of the files that come with the web (``leaflet/…`` in it). The map shows the imported
    features as thin lines and the places of problems, nothing else: no background is asked for. At most
    ``OUTLINES_SHOWN`` features, ``PLACES_SHOWN`` places and ``ROWS_SHOWN`` problems are shown; the page says so.
    """
    title = f"导入报告 Import report · {', '.join(report.files)}"
    figure = OfflineFigure(vendor, escape(title))
    figure.header.add_child(Element(f"<style>{STYLE}</style>"), name="page_style")
    figure.header.add_child(Element('<meta name="referrer" content="no-referrer">'), name="referrer")
    figure.add_child(Passage(_opening(report, language)))
    chart = plain_map(figure, escape(attribution))
    _draw(chart, report)
    figure.add_child(Passage(_closing(report, attribution, map_approval_number)))
    return figure.render()


def _draw(chart: folium.Map, report: ImportReport) -> None:
    """The outlines of the features, then the places of the problems above them."""
    boxes = []
    for layer in report.layers:
        outlines = _outlines(layer)
        if outlines:
            look = layer_named(layer.layer).look
            colour = look.colour if look and look.colour != "#FFFFFF" else "#7a8794"
            boxes.append(_add(chart, outlines, colour, 1.0, layer.layer))
    for severity in reversed(Severity):
        colour = SEVERITIES[severity][2]
        places = [_place(problem) for problem in report.problems if problem.severity is severity and problem.place]
        if places:
            boxes.append(_add(chart, places[:PLACES_SHOWN], colour, 3.0, severity.value, ["zh", "en"]))
    if boxes:
        bounds = np.array(boxes)
        west, south = bounds[:, :2].min(axis=0)
        east, north = bounds[:, 2:].max(axis=0)
        chart.fit_bounds([[float(south), float(west)], [float(north), float(east)]], padding=(16, 16))


def _add(
    chart: folium.Map, features: list[Any], colour: str, width: float, name: str, tips: list[str] | None = None
) -> Any:
    """One set of features in one colour; the answer is its box."""
    style = {"color": colour, "weight": width, "fillColor": colour, "fillOpacity": 0.12 if tips else 0.0}
    folium.GeoJson(
        {"type": "FeatureCollection", "features": features},
        name=name,
        style_function=lambda _feature: style,
        marker=folium.CircleMarker(radius=5 if tips else 2, weight=1, fill_opacity=0.6),
        tooltip=folium.GeoJsonTooltip(tips, labels=False) if tips else None,
    ).add_to(chart)
    return shapely.total_bounds([shapely.from_geojson(orjson.dumps(feature["geometry"])) for feature in features])


def _outlines(layer: LayerReport) -> list[dict[str, Any]]:
    """The features' shapes, simplified to what a screen can show, borders of areas as lines."""
    shapes = np.array([shape for shape in layer.outlines[: OUTLINES_SHOWN * 4] if shape is not None], dtype=object)
    if not len(shapes):
        return []
    west, south, east, north = shapely.total_bounds(shapes)
    tolerance = max(east - west, north - south) * _SIMPLIFIED_SHARE
    drawn = shapely.simplify(shapes[:OUTLINES_SHOWN], tolerance, preserve_topology=False)
    areal = shapely.get_dimensions(drawn) == 2
    drawn[areal] = shapely.boundary(drawn[areal])
    drawn = drawn[~(shapely.is_empty(drawn) | shapely.is_missing(drawn))]
    return [{"type": "Feature", "properties": {}, "geometry": _rounded(shape)} for shape in drawn]


def _place(problem: Problem) -> dict[str, Any]:
    place = problem.place
    small = place if place is None or shapely.get_num_coordinates(place) <= 500 else shapely.envelope(place)
    words = {language: escape(problem_text(problem, language)) for language in LANGUAGES}
    return {"type": "Feature", "properties": words, "geometry": _rounded(small)}


def _rounded(shape: Any) -> Any:
    return orjson.loads(shapely.to_geojson(shapely.set_precision(shape, 1e-6, mode="pointwise")))


def _opening(report: ImportReport, language: Language) -> str:
    """The switch of languages, heading, state and counts; the map follows it."""
    counts = "".join(
        f"<div><dt>{both(*COUNTS[name])}</dt><dd>{count:,}</dd></div>" for name, count in report.totals().items()
    )
    labels = [layer_named(layer.layer).label for layer in report.layers]
    layers = both("、".join(label.zh for label in labels), ", ".join(label.en for label in labels))
    chosen = {tongue: " checked" if tongue == language else "" for tongue in LANGUAGES}
    switch = "".join(
        f'<input class="choice" type="radio" name="tongue" id="tongue-{tongue}" aria-label="{name}"{chosen[tongue]}>'
        for tongue, name in TONGUES.items()
    )
    labelled = "".join(
        f'<label for="tongue-{tongue}"><span lang="{HTML_LANGUAGES[tongue]}">{name}</span></label>'
        for tongue, name in TONGUES.items()
    )
    since = both(f"自 {report.valid_from} 起生效", f"valid from {report.valid_from}")
    return (
        f'{switch}<main><p class="tongue">{labelled}</p><h1>{both("导入报告", "Import report")} · {_files(report)}</h1>'
        f'<p class="state"><b>{both(*STATES[report.state])}</b> · {layers} · {since} · '
        f"{both('来源', 'source')} {escape(report.source)}</p>"
        f'<dl class="counts">{counts}</dl><h2>{both("位置", "Places")}</h2><div class="map">'
    )


def _files(report: ImportReport) -> str:
    return escape(", ".join(report.files))


def _closing(report: ImportReport, attribution: str, approval: str) -> str:
    """Everything below the map."""
    number = escape(approval) or both("（未填写）", "(not given)")
    owner = f" · {escape(attribution)}" if attribution else ""
    slot = f'<p class="slot">{both("审图号：", "Map approval number: ")}{number}{owner}</p>'
    return f"</div>{slot}{tables(report)}</main>"

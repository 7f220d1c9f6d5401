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

from geo.files.folium_page import OfflineFigure, Passage, plain_map
from geo.files.import_report import COUNTS, STATES, ImportReport, LayerReport, problem_text
from geo.layers import layer_named
from geo.model import Problem, Severity

SEVERITIES: Final = {
    Severity.ERROR: ("错误", "error", "#d95f02"),
    Severity.WARNING: ("警告", "warning", "#b8860b"),
    Severity.NOTE: ("提示", "note", "#5b6b7b"),
}
"""How a problem's weight reads, and its colour."""

OUTLINES_SHOWN: Final = 5_000
PLACES_SHOWN: Final = 2_000
ROWS_SHOWN: Final = 500
_SIMPLIFIED_SHARE = 1 / 2_000
_UNITS = {"m2": "m²", "m": "m", "count": "个"}
SHAPE_WORDS = {"geometry": "图形", "outline": "边界"}
"""What a layer can lack besides fields."""

_STYLE = """
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
.mark{display:inline-block;width:10px;height:10px;border-radius:50%;margin-right:6px}.en{color:var(--soft);font-size:13px}
"""


def report_page(report: ImportReport, vendor: Path, attribution: str = "", map_approval_number: str = "") -> str:
    """The page as one HTML text: what was done, where the problems are, what the data lacks.

    ``vendor`` is the folder of the files that come with the web (``leaflet/…`` in it). The map shows the imported
    features as thin lines and the places of problems, nothing else: no background is asked for. At most
    ``OUTLINES_SHOWN`` features, ``PLACES_SHOWN`` places and ``ROWS_SHOWN`` problems are shown; the page says so.
    """
    title = f"导入报告 · {', '.join(report.files)}"
    figure = OfflineFigure(vendor, escape(title))
    figure.header.add_child(Element(f"<style>{_STYLE}</style>"), name="page_style")
    figure.header.add_child(Element('<meta name="referrer" content="no-referrer">'), name="referrer")
    figure.add_child(Passage(_opening(report, title)))
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
            boxes.append(_add(chart, outlines, colour, 1.0, layer_named(layer.layer).label.zh))
    for severity in reversed(Severity):
        zh, _, colour = SEVERITIES[severity]
        places = [_place(problem) for problem in report.problems if problem.severity is severity and problem.place]
        if places:
            boxes.append(_add(chart, places[:PLACES_SHOWN], colour, 3.0, zh, ["text"]))
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
    return {"type": "Feature", "properties": {"text": escape(problem_text(problem, "zh"))}, "geometry": _rounded(small)}


def _rounded(shape: Any) -> Any:
    return orjson.loads(shapely.to_geojson(shapely.set_precision(shape, 1e-6, mode="pointwise")))


def _opening(report: ImportReport, title: str) -> str:
    """Heading, state and counts; the map follows it."""
    zh, en = STATES[report.state]
    counts = "".join(
        f'<div><dt>{COUNTS[name][0]} <span class="en">{COUNTS[name][1]}</span></dt><dd>{count:,}</dd></div>'
        for name, count in report.totals().items()
    )
    layers = "、".join(layer_named(layer.layer).label.zh for layer in report.layers)
    return (
        f'<main lang="zh-CN"><h1>{escape(title)}</h1>'
        f'<p class="state"><b>{zh}</b> <span class="en">{en}</span> · {layers} · 自 {report.valid_from} 起生效 · '
        f"来源 {escape(report.source)}</p>"
        f'<dl class="counts">{counts}</dl><h2>位置 <span class="en">Places</span></h2><div class="map">'
    )


def _closing(report: ImportReport, attribution: str, approval: str) -> str:
    """Everything below the map."""
    slot = f'<p class="slot">审图号：{escape(approval) or "（未填写）"}{" · " + escape(attribution) if attribution else ""}</p>'
    return f"</div>{slot}{_rules(report)}{_problems(report)}{_layers(report)}{_crs(report)}</main>"


def _rules(report: ImportReport) -> str:
    rows = "".join(
        f"<tr><td>{_mark(severity)}</td><td>{escape(rule)}</td><td class=n>{count:,}</td></tr>"
        for rule, severity, count in report.by_rule
    )
    return _table(
        "问题汇总", "Problems by rule", ("程度", "规则", "次数"), rows or "<tr><td colspan=3>没有问题</td></tr>"
    )


def _problems(report: ImportReport) -> str:
    shown = report.problems[:ROWS_SHOWN]
    rows = "".join(
        "<tr><td>{}</td><td>{}</td><td>{}</td><td class=n>{}</td><td>{}<br><span class=en>{}</span></td></tr>".format(
            _mark(problem.severity),
            escape(
                " · ".join(
                    str(part) for part in (problem.file, problem.row and f"第 {problem.row} 行", problem.column) if part
                )
            ),
            escape(str(problem.feature or "")),
            "" if problem.size is None else f"{problem.size:,.1f} {_UNITS.get(problem.unit or '', '')}",
            escape(problem_text(problem, "zh")),
            escape(problem.message.remedy("zh", problem.params)),
        )
        for problem in shown
    )
    more = f"（共 {len(report.problems):,} 个，只列出前 {ROWS_SHOWN} 个）" if len(report.problems) > ROWS_SHOWN else ""
    return _table(f"问题清单{more}", "Problems", ("程度", "出处", "要素", "大小", "说明与建议"), rows)


def _layers(report: ImportReport) -> str:
    rows = "".join(
        f"<tr><td>{escape(layer_named(layer.layer).label.zh)}</td>"
        f"<td>{_pairs({layer_named(layer.layer).field(name).label.zh: column for name, column in layer.mapping.items()})}</td>"
        f"<td>{escape('、'.join(layer.unmapped))}</td><td>{_pairs({_lacking(layer, name): count for name, count in layer.lacks.items()})}</td></tr>"
        for layer in report.layers
    )
    return _table("字段", "Fields", ("图层", "字段 ← 列", "保留在附加信息中的列", "缺少（要素数）"), rows)


def _crs(report: ImportReport) -> str:
    rows = "".join(
        f"<tr><td>{escape(finding.file)}</td><td>{escape(finding.crs)}</td><td>{escape(finding.declared or '')}</td>"
        f"<td>{escape(finding.decided_by)}</td><td class=n>{'' if finding.score is None else f'{finding.score:.3f}'}</td>"
        f"<td>{escape(finding.runner_up or '')}</td><td class=n>{'' if finding.margin is None else f'{finding.margin:.3f}'}</td></tr>"
        for finding in report.crs
    )
    return _table("坐标系", "Coordinate systems", ("文件", "采用", "文件标注", "依据", "得分", "其次", "差距"), rows)


def _table(zh: str, en: str, heads: tuple[str, ...], rows: str) -> str:
    head = "".join(f"<th scope=col>{escape(word)}</th>" for word in heads)
    return (
        f'<h2>{zh} <span class="en">{en}</span></h2><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
    )


def _mark(severity: Severity) -> str:
    zh, _, colour = SEVERITIES[severity]
    return f'<span class="mark" style="background:{colour}"></span>{zh}'


def _pairs(values: dict[str, Any]) -> str:
    return "<br>".join(f"{escape(str(name))} ← {escape(str(value))}" for name, value in values.items())


def _lacking(layer: LayerReport, name: str) -> str:
    return SHAPE_WORDS.get(name) or layer_named(layer.layer).field(name).label.zh

"""The words and tables of a page on coverage, as safe HTML in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any, Final

import pandas as pd

from geo.errors import Language
from geo.files.coverage_question import CoveragePage, class_of, index_of
from geo.gaps import OUT_OF_REACH, gap_texts
from geo.gaps.words import NO_ORGANISATION
from geo.layers import DERIVED_LAYERS, LAYERS, Stage, Theme, ThemeClass
from geo.layers.answers import ANSWERS, GAP_KINDS, SEAM_KINDS, VERDICTS
from geo.layers.derived import CIRCLE_CATEGORIES, share_field
from geo.measure import CityMeasure, area_documents
from geo.measure.areas import ESTIMATED
from geo.measure.figures import says_nothing
from geo.store.metric_runs import MetricRun

GAPS_LISTED: Final = 40
ABOUT_MOST: Final = 12
"""More areas than these have no figures on top of the page; the table of areas has all."""
AREAS_LISTED: Final = 500
"""More rows than these are not listed; the page says where the whole list is."""

COLOURS: Final = {"covered": "#0072B2", "not_covered": "#D55E00", "unknown": "#999999"}
ANSWER_WORDS: Final = {choice.value.replace(" ", "_"): choice.label for choice in ANSWERS}

STYLE: Final = """
.figures{display:flex;height:14px;border-radius:4px;overflow:hidden;margin:8px 0}.figures i{display:block;height:100%}
.legend{display:flex;flex-wrap:wrap;gap:4px 16px;margin:8px 0 0;padding:0;list-style:none;font-size:13px}
.legend i{display:inline-block;width:14px;height:14px;border:1px solid #0003;border-radius:3px;margin-right:6px;vertical-align:-2px}
.legend b{font-weight:600}.wide{overflow-x:auto}.wide:focus-visible{outline:3px solid #0b5cad}
dl.run{display:grid;grid-template-columns:max-content 1fr;gap:4px 16px;font-size:13px;margin:0}
dl.run dt{color:var(--soft)}dl.run dd{margin:0;overflow-wrap:anywhere}
caption{text-align:left;color:var(--soft);font-size:13px;padding:0 0 6px}
.map{height:460px}@media(max-width:720px){main{padding:12px!important}.map{height:420px}dl.run{grid-template-columns:1fr;gap:0}dl.run dd{margin-bottom:8px}}
@media print{main{max-width:none}.map{height:150mm;break-inside:avoid}tr{break-inside:avoid}}
"""


def say(language: Language, zh: str, en: str) -> str:
    """One of the two."""
    return zh if language == "zh" else en


def title(theme: Theme, level: str, run: MetricRun, language: Language) -> str:
    """What the page is called."""
    return f"{getattr(theme.label, language)} · {_level(level, language)} · {run.as_of}"


def is_unknown(row: Mapping[str, Any], field: str) -> bool:
    """Whether a row of areas knows nothing of what a share counts."""
    stem = field.removesuffix(share_field(""))
    figure = {word: row.get(f"{stem}_{word}") for word in COLOURS}
    return stem != field and says_nothing(figure)


def _share(row: Mapping[str, Any], field: str, language: Language) -> str | None:
    return say(language, "无法判断", "unknown") if is_unknown(row, field) else _percent(row.get(field))


def tip(row: dict[str, Any], stage: Stage | None, one: ThemeClass | None, page: CoveragePage) -> str:
    """What the map says of a thing under the pointer."""
    name = row.get("name") or row.get("code") or row.get("id")
    parts = [f"<b>{escape(str(name))}</b>"]
    if stage is not None:
        shown = _share(row, stage.field, page.language) if stage.numeric else one and getattr(one.label, page.language)
        parts.append(escape(f"{_field(stage, page.language)}：{shown or '–'}"))
    if row.get("households") is not None:
        parts.append(f"{int(row['households']):,} {say(page.language, '户', 'households')}")
    return "<br>".join(parts)


def opening(measure: CityMeasure, run: MetricRun, page: CoveragePage, areas: Sequence[tuple[str, int]]) -> str:
    """Heading, day, run, and the three figures of the areas that the page is about (``city`` 0 for all); the map follows."""
    lang, tag = page.language, "zh-CN" if page.language == "zh" else "en"
    state = say(
        lang,
        f"{run.as_of} 的情况 · 计算记录 <b>{run.id}</b> · {escape(_reading(page))}",
        f"as of {run.as_of} · run <b>{run.id}</b> · {escape(_reading(page))}",
    )
    return (
        f'<main lang="{tag}"><h1>{escape(title(page.shown, page.level, run, lang))}</h1><p class="state">{state}</p>'
        f'{_about(measure, page, areas)}<h2>{say(lang, "地图", "Map")}</h2><div class="map">'
    )


def closing(
    gaps: pd.DataFrame,
    run: MetricRun,
    page: CoveragePage,
    areas: pd.DataFrame,
    stages: Sequence[Stage],
    left_out: int,
) -> str:
    """Everything below the map: legend, what was left out, gaps, figures, and what they were measured from."""
    lang = page.language
    approval = escape(page.map_approval_number) or say(lang, "（未填写）", "(not given)")
    credit = f" · {escape(page.attribution)}" if page.attribution else ""
    slot = f'<p class="slot">{say(lang, "审图号：", "Map approval number: ")}{approval}{credit}</p>'
    without = say(
        lang,
        f'<p class="slot">{left_out:,} 栋楼未画在此页（楼栋只在数量不多时列入），请在地图服务中查看。</p>',
        f'<p class="slot">{left_out:,} buildings are not on this page (they are shown where they are few); '
        "see them in the service's map.</p>",
    )
    legends = "".join(_legend(stage, lang) for stage in stages)
    told = without if left_out else ""
    return f"</div>{slot}{legends}{told}{_gaps(gaps, page)}{_areas(areas, page)}{_run(run, page)}</main>"


def _about(measure: CityMeasure, page: CoveragePage, areas: Sequence[tuple[str, int]]) -> str:
    told = []
    for level, thing in areas[:ABOUT_MOST]:
        documents = area_documents(measure, level, page.reading, page.weight)
        for area in (one for one in documents if level == "city" or one["id"] == thing):
            name = "" if level == "city" else f"<h2>{escape(area['name'] or area['code'] or '')}</h2>"
            told.append(f"{name}{_three(area, page)}")
    return "".join(told)


def _three(area: dict[str, Any], page: CoveragePage) -> str:
    index = index_of(page.shown)
    figure = None if index is None else area["figures"].get(index[0])
    if index is not None and index[1] is not None and figure is not None:
        figure = figure.get(index[1])
    if not figure or not figure["total"]:
        homes = _count(say(page.language, "户数", "Households"), f"{area['households']:,}")
        return f'<dl class="counts">{homes}</dl>'
    bars = "".join(
        f'<i style="width:{figure[word] / figure["total"] * 100:.2f}%;background:{colour}"></i>'
        for word, colour in COLOURS.items()
    )
    counts = "".join(
        _count(
            getattr(ANSWER_WORDS[word], page.language), f"{figure[word]:,}", _percent(figure[word] / figure["total"])
        )
        for word in COLOURS
    )
    total = _count(say(page.language, "合计", "Total"), f"{figure['total']:,}")
    estimated = say(
        page.language,
        '<p class="slot">没有步行路网：按直线距离 × 绕行系数估算。</p>',
        '<p class="slot">No walking network is known: estimated by straight lines × the detour factor.</p>',
    )
    note = estimated if figure.get(ESTIMATED) else ""
    return f'<dl class="counts">{counts}{total}</dl><div class="figures" aria-hidden="true">{bars}</div>{note}'


def _count(word: str, number: str, share: str | None = None) -> str:
    more = f' <span class="en">{share}</span>' if share else ""
    return f"<div><dt>{escape(word)}</dt><dd>{number}{more}</dd></div>"


def _legend(stage: Stage, language: Language) -> str:
    classes = stage.classes if stage.other is None else (*stage.classes, stage.other)
    lines = "".join(
        f'<li><i style="background:{one.colour}"></i>{escape(getattr(one.label, language))}</li>' for one in classes
    )
    return f'<ul class="legend"><li><b>{escape(_field(stage, language))}</b></li>{lines}</ul>'


def _gaps(gaps: pd.DataFrame, page: CoveragePage) -> str:
    lang, words = page.language, {choice.value: choice.label for choice in GAP_KINDS}
    table = _gaps_of(page.shown, gaps)
    shown = table.head(GAPS_LISTED)
    rows = [
        (row.rank, getattr(words[row.kind], lang), row.code, title, remedy, row.households, row.gained_households)
        for row, (title, remedy) in zip(shown.itertuples(), gap_texts(shown, lang), strict=True)
    ]
    heads = say(
        lang,
        "名次,种类,编码,缺什么,怎样补上,户数,可新增",
        "Rank,Kind,Code,What is missing,What would close it,Households,Gained",
    )
    whole = say(
        lang,
        f"共 {len(table):,} 条，列出前 {len(rows)} 条；全部清单：jingwei gaps，或 GET /gaps",
        f"{len(table):,} gaps, the first {len(rows)} listed; the whole list: jingwei gaps, or GET /gaps",
    )
    return _table(say(lang, "差距清单", "Gaps"), whole, heads.split(","), rows, (0, 5, 6))


def _gaps_of(theme: Theme, gaps: pd.DataFrame) -> pd.DataFrame:
    """The gaps that a theme is about."""
    index = index_of(theme)
    if theme.id == "seam":
        return gaps[gaps["kind"].isin([choice.value for choice in SEAM_KINDS])]
    if theme.id == "organisation_coverage":
        return gaps[gaps["kind"] == NO_ORGANISATION]
    if theme.group == "party":
        return gaps[gaps["kind"].isin([choice.value for choice in VERDICTS])]
    if theme.group == "circle":
        categories = [choice.value for choice in CIRCLE_CATEGORIES]
        wanted = [index[1]] if index is not None and index[1] else categories
        return gaps[(gaps["kind"] == OUT_OF_REACH) & gaps["category"].isin(wanted)]
    return gaps


def _areas(areas: pd.DataFrame, page: CoveragePage) -> str:
    lang, index = page.language, index_of(page.shown)
    stem = "" if index is None else "_".join(part for part in index if part)
    figures = [f"{stem}_{word}" for word in (*COLOURS, "total", "share")] if index is not None else ["housing_category"]
    heads = say(lang, "名称,编码,户数,楼栋数,差距", "Name,Code,Households,Buildings,Gaps").split(",")
    if index is not None:
        heads += [getattr(ANSWER_WORDS[word], lang) for word in COLOURS]
        heads += say(lang, "合计,占比", "Total,Share").split(",")
    elif page.stage is not None:
        heads.append(_field(page.stage, lang))
    else:
        figures = []
    nowhere = say(lang, "不在任何区域", "in no area")
    rows = []
    for row in areas.head(AREAS_LISTED).drop(columns="geometry").to_dict("records"):
        told = [row.get(name) for name in figures]
        if index is None and told and page.stage is not None:
            one = class_of(page.stage, None if pd.isna(told[0]) else told[0])
            told = [one and getattr(one.label, lang)]
        elif told:
            told[-1] = _share(row, figures[-1], lang)
        rows.append(
            (
                row["name"] or (nowhere if row["code"] is None else "–"),
                row["code"],
                row["households"],
                row["buildings"],
                row["gaps"],
                *told,
            )
        )
    note = say(lang, f"共 {len(areas):,} 个，列出 {len(rows):,} 个", f"{len(areas):,} areas, {len(rows):,} listed")
    return _table(_level(page.level, lang), note, heads, rows, range(2, len(heads)))


def _run(run: MetricRun, page: CoveragePage) -> str:
    lang = page.language
    created = "" if run.created_at is None else run.created_at.isoformat(timespec="seconds")
    pairs = [
        (say(lang, "计算记录", "Run"), run.id), (say(lang, "日期", "As of"), run.as_of), (say(lang, "计算时间", "Measured at"), created),
        (say(lang, "规则版本", "Definition"), run.definition), (say(lang, "口径与权重", "Reading and weight"), _reading(page)),
        (say(lang, "参数", "Parameters"), _pairs(run.parameters)), (say(lang, "数据版本", "Data versions"), _pairs(run.versions)),
        (say(lang, "校验值", "Digest"), run.digest),
        (say(lang, "重新计算", "Measure it again"), f"jingwei coverage rerun {run.id}"),
    ]  # fmt: skip
    lines = "".join(f"<dt>{escape(word)}</dt><dd>{escape(str(value))}</dd>" for word, value in pairs)
    return f'<h2>{say(lang, "这些数字从哪里来", "Where these figures come from")}</h2><dl class="run">{lines}</dl>'


def _pairs(values: Any) -> str:
    parts = []
    for name, value in values.items():
        if hasattr(value, "items"):
            parts += [f"{name}.{inner}={each}" for inner, each in value.items()]
        else:
            parts.append(f"{name}={', '.join(value) if isinstance(value, (list, tuple)) else value}")
    return "; ".join(parts)


def _table(heading: str, note: str, heads: Sequence[str], rows: Iterable[Sequence[Any]], numbers: Iterable[int]) -> str:
    right = set(numbers)
    head = "".join(f"<th scope=col>{escape(word)}</th>" for word in heads)
    body = "".join(
        "<tr>"
        + "".join(f"<td{' class=n' if at in right else ''}>{_cell(value)}</td>" for at, value in enumerate(row))
        + "</tr>"
        for row in rows
    )
    return (
        f'<h2>{escape(heading)}</h2><div class="wide" tabindex="0" role="region" aria-label="{escape(heading)}"><table>'
        f"<caption>{escape(note)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _cell(value: Any) -> str:
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return "–"
    return escape(str(value) if isinstance(value, str) else f"{value:,}" if value == int(value) else f"{value:,.1f}")


def _percent(share: Any) -> str | None:
    return None if share is None or pd.isna(share) else f"{float(share) * 100:.1f}%"


def _level(level: str, language: Language) -> str:
    return str(getattr(LAYERS[level].label, language))


def _field(stage: Stage, language: Language) -> str:
    layer = LAYERS.get(stage.layer) or DERIVED_LAYERS[stage.layer]
    return str(getattr(layer.field(stage.field).label, language))


def _reading(page: CoveragePage) -> str:
    reading = {"strict": ("严格口径", "strict reading"), "lenient": ("宽松口径", "lenient reading")}[page.reading.value]
    weight = {
        "households": ("按户数", "by households"), "buildings": ("按楼栋数", "by buildings"),
        "footprint_m2": ("按占地面积", "by footprint"), "ground_m2": ("按区域面积", "by ground"),
    }[page.weight.value]  # fmt: skip
    at = 0 if page.language == "zh" else 1
    return f"{reading[at]} · {weight[at]}"

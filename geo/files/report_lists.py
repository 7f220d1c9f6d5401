"""What the report page says below its map, in both languages: problems by rule and one by one, fields, systems."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

from geo.files.import_report import CrsFinding, ImportReport, LayerReport, problem_text
from geo.files.report_words import SEVERITIES, UNITS, both, decided_by, lacking
from geo.layers import layer_named
from geo.model import Problem, Severity

ROWS_SHOWN: Final = 500

Words = tuple[str, str]
"""A text in Chinese and in English."""


def tables(report: ImportReport) -> str:
    """All tables of the page; at most ``ROWS_SHOWN`` problems are listed, and it says so."""
    return f"{_rules(report)}{_problems(report)}{_layers(report)}{_crs(report)}"


def _rules(report: ImportReport) -> str:
    rows = [
        f"<tr><td>{_mark(severity)}</td><td>{escape(rule)}</td><td class=n>{count:,}</td></tr>"
        for rule, severity, count in report.by_rule
    ] or [f"<tr><td colspan=3>{both('没有问题', 'no problems')}</td></tr>"]
    heads = (("程度", "weight"), ("规则", "rule"), ("次数", "times"))
    return _table(("问题汇总", "Problems by rule"), heads, rows)


def _problems(report: ImportReport) -> str:
    shown, count = report.problems[:ROWS_SHOWN], len(report.problems)
    title = ("问题清单", "Problems")
    if count > ROWS_SHOWN:
        title = (
            f"{title[0]}（共 {count:,} 个，只列出前 {ROWS_SHOWN} 个）",
            f"{title[1]} ({count:,} in all; the first {ROWS_SHOWN} are listed)",
        )
    heads = (
        ("程度", "weight"), ("出处", "where"), ("要素", "feature"), ("大小", "size"),
        ("说明与建议", "what it is, and what to do"),
    )  # fmt: skip
    return _table(title, heads, [_problem(problem, report) for problem in shown])


def _problem(problem: Problem, report: ImportReport) -> str:
    row = problem.row and both(f"第 {problem.row} 行", f"row {problem.row}")
    parts = (problem.file and escape(problem.file), row, problem.column and escape(problem.column))
    unit = both(*UNITS[problem.unit]) if problem.unit in UNITS else ""
    text = both(problem_text(problem, "zh"), problem_text(problem, "en"))
    zh, en = (problem.message.remedy(language, problem.params, report.door) for language in ("zh", "en"))
    return (
        f"<tr><td>{_mark(problem.severity)}</td><td>{' · '.join(part for part in parts if part)}</td>"
        f"<td>{escape(problem.feature or '')}</td>"
        f"<td class=n>{'' if problem.size is None else f'{problem.size:,.1f} {unit}'}</td>"
        f'<td>{text}<br><span class="remedy">{both(zh, en)}</span></td></tr>'
    )


def _layers(report: ImportReport) -> str:
    heads = (
        ("图层", "layer"), ("字段 ← 列", "field ← column"),
        ("保留在附加信息中的列", "columns kept beside"), ("缺少（要素数）", "lacking (features)"),
    )  # fmt: skip
    return _table(("字段", "Fields"), heads, [_layer(layer) for layer in report.layers])


def _layer(told: LayerReport) -> str:
    layer = layer_named(told.layer)
    fields = [(both(*lacking(told.layer, name)), escape(column)) for name, column in told.mapping.items()]
    lacks = [(both(*lacking(told.layer, name)), f"{count:,}") for name, count in told.lacks.items()]
    return (
        f"<tr><td>{both(layer.label.zh, layer.label.en)}</td><td>{_pairs(fields)}</td>"
        f"<td>{escape(', '.join(told.unmapped))}</td><td>{_pairs(lacks)}</td></tr>"
    )


def _crs(report: ImportReport) -> str:
    heads = (
        ("文件", "file"), ("采用", "taken"), ("文件标注", "the file's label"), ("依据", "decided by"), ("得分", "score"),
        ("其次", "runner-up"), ("差距", "margin"),
    )  # fmt: skip
    return _table(("坐标系", "Coordinate systems"), heads, [_finding(finding) for finding in report.crs])


def _finding(finding: CrsFinding) -> str:
    why = both(*decided_by(finding))
    score, margin = ("" if value is None else f"{value:.3f}" for value in (finding.score, finding.margin))
    return (
        f"<tr><td>{escape(finding.file)}</td><td>{escape(finding.crs)}</td><td>{escape(finding.declared or '')}</td>"
        f"<td>{why}</td><td class=n>{score}</td><td>{escape(finding.runner_up or '')}</td><td class=n>{margin}</td></tr>"
    )


def _table(title: Words, heads: Sequence[Words], rows: Sequence[str]) -> str:
    head = "".join(f"<th scope=col>{both(*words)}</th>" for words in heads)
    return f"<h2>{both(*title)}</h2><table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _mark(severity: Severity) -> str:
    zh, en, colour = SEVERITIES[severity]
    return f'<span class="mark" style="background:{colour}"></span>{both(zh, en)}'


def _pairs(values: Sequence[tuple[str, str]]) -> str:
    """Pairs of HTML, one per line."""
    return "<br>".join(f"{name} ← {value}" for name, value in values)

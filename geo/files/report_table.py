"""The report of an import as tables for a terminal."""

from __future__ import annotations

from rich.console import Group
from rich.table import Table
from rich.text import Text

from geo.errors import Language
from geo.files.import_report import COUNTS, STATES, ImportReport, problem_text
from geo.files.report_words import LANGUAGES, SEVERITIES, decided_by, lacking
from geo.layers import layer_named
from geo.model import Problem, Severity

EXAMPLES_SHOWN = 3
_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "bright_black"}
_WORDS = {
    "zh": ("图层", "坐标系", "依据", "得分", "差距", "程度", "规则", "次数", "例", "缺少"),
    "en": ("layer", "system", "decided by", "score", "margin", "severity", "rule", "count", "examples", "lacks"),
}


def report_table(report: ImportReport, language: Language = "zh") -> Group:
    """Counts per layer, the coordinate systems, and the problems by rule with a few examples each."""
    zh = language == "zh"
    state = STATES[report.state][0 if zh else 1]
    head = Text(f"{', '.join(report.files)}: {state}", style="bold red" if report.state == "refused" else "bold")
    return Group(head, _counts(report, language), _systems(report, language), *_rules(report, language))


def _counts(report: ImportReport, language: Language) -> Table:
    words = _WORDS[language]
    table = Table(words[0], box=None, header_style="bold")
    for name in COUNTS:
        table.add_column(COUNTS[name][0 if language == "zh" else 1], justify="right")
    table.add_column(words[9])
    tongue = LANGUAGES.index(language)
    for layer in report.layers:
        entry = layer_named(layer.layer)
        label = entry.label.zh if language == "zh" else entry.label.en
        lacks = ", ".join(f"{lacking(layer.layer, name)[tongue]} {count}" for name, count in layer.lacks.items())
        table.add_row(label, *(f"{layer.counts.get(name, 0):,}" for name in COUNTS), lacks)
    return table


def _systems(report: ImportReport, language: Language) -> Table:
    words = _WORDS[language]
    table = Table("", *words[1:5], box=None, header_style="bold")
    for finding in report.crs:
        figures = ["" if value is None else f"{value:.3f}" for value in (finding.score, finding.margin)]
        table.add_row(Text(finding.file), Text(finding.crs), decided_by(finding)[LANGUAGES.index(language)], *figures)
    return table


def _rules(report: ImportReport, language: Language) -> list[Table]:
    if not report.problems:
        return []
    words = _WORDS[language]
    table = Table(words[5], words[6], box=None, header_style="bold")
    table.add_column(words[7], justify="right")
    table.add_column(words[8], overflow="fold")
    for rule, severity, count in report.by_rule:
        examples = [problem for problem in report.problems if problem.rule == rule][:EXAMPLES_SHOWN]
        texts = [Text(_example(problem, language)) for problem in examples]
        remedy = examples[0].message.remedy(language, examples[0].params)
        told = Text("\n").join([*texts, Text(f"→ {remedy}", style="bright_black")] if remedy else texts)
        table.add_row(
            Text(SEVERITIES[severity][LANGUAGES.index(language)], style=_COLOURS[severity]), rule, f"{count:,}", told
        )
    return [table]


def _example(problem: Problem, language: Language) -> str:
    where = ":".join(str(part) for part in (problem.file, problem.row) if part is not None)
    text = problem_text(problem, language)
    return f"{where} {text}" if where else text

"""What did an import find and do? The report as values, as JSON and as GeoJSON; pages and terminal tables read it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import orjson
import shapely
from shapely.geometry.base import BaseGeometry

from geo.errors import Door, Language
from geo.layers import layer_named
from geo.model import Problem, Severity

State = Literal["stored", "unchanged", "dry_run", "refused"]

STATES = {
    "stored": ("已写入", "stored"),
    "unchanged": ("没有变化", "nothing changed"),
    "dry_run": ("试运行，未写入", "dry run, nothing written"),
    "refused": ("有错误，未写入", "refused, nothing written"),
}
COUNTS = {
    "read": ("读取", "read"),
    "added": ("新增", "added"),
    "changed": ("变更", "changed"),
    "unchanged": ("不变", "unchanged"),
    "retired": ("停用", "retired"),
    "rejected": ("剔除", "rejected"),
}
_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


@dataclass(frozen=True, slots=True)
class CrsFinding:
    """Which coordinate system a table's coordinates were taken to be in, and why.

    ``decided_by`` is ``evidence`` (fit with known things), ``place`` (lies where something is known), ``range`` (the
    size of the numbers alone) or ``none`` (no coordinates); with ``, unverified`` where that did not suffice. ``score``
    and ``margin`` lie in [0, 1], ``evidence`` gives the score by kind of evidence; ``runner_up`` is the best system that means another place.
    """

    file: str
    layer: str
    crs: str
    declared: str | None
    decided_by: str
    score: float | None = None
    runner_up: str | None = None
    margin: float | None = None
    evidence: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LayerReport:
    """What came of one layer: counts by the words of ``COUNTS``, the column of each field, columns kept beside, and
    what the data lacks (field, ``geometry`` or, where only a point is known, ``outline`` → number of features without).
    """

    layer: str
    files: tuple[str, ...]
    counts: Mapping[str, int]
    mapping: Mapping[str, str]
    unmapped: tuple[str, ...]
    lacks: Mapping[str, int]
    outlines: Sequence[BaseGeometry | None] = field(default=(), repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import found and did. ``state`` says how it ended; ``number`` is the change number when stored; remedies
    speak to who came in at that ``door``.
    """

    state: State
    files: tuple[str, ...]
    source: str
    valid_from: dt.date
    layers: tuple[LayerReport, ...]
    crs: tuple[CrsFinding, ...]
    problems: tuple[Problem, ...]
    accepted: tuple[str, ...] = ()
    number: int | None = None
    run: int | None = None
    seconds: Mapping[str, float] = field(default_factory=dict)
    door: Door = "command"

    @property
    def errors(self) -> int:
        """How many problems are errors."""
        return sum(problem.severity is Severity.ERROR for problem in self.problems)

    @property
    def by_rule(self) -> list[tuple[str, Severity, int]]:
        """Rule, its gravest severity and how often it was broken; errors first, then by number."""
        counts = Counter(problem.rule for problem in self.problems)
        gravest = {
            rule: min((p.severity for p in self.problems if p.rule == rule), key=_ORDER.__getitem__) for rule in counts
        }
        return sorted(
            ((rule, gravest[rule], count) for rule, count in counts.items()),
            key=lambda entry: (_ORDER[entry[1]], -entry[2], entry[0]),
        )

    def totals(self) -> dict[str, int]:
        """The counts over all layers."""
        return {name: sum(layer.counts.get(name, 0) for layer in self.layers) for name in COUNTS}

    def as_dict(self, problem_limit: int | None = None) -> dict[str, Any]:
        """The report as plain values; texts in both languages, places as GeoJSON geometries.

        ``problem_limit`` cuts the list of problems, never the counts by rule.
        """
        return {
            "state": self.state,
            "files": list(self.files),
            "source": self.source,
            "valid_from": self.valid_from.isoformat(),
            "change_number": self.number,
            "import_run": self.run,
            "counts": self.totals(),
            "layers": [_layer(layer) for layer in self.layers],
            "crs": [_crs(finding) for finding in self.crs],
            "accepted_rules": list(self.accepted),
            "problems_by_rule": [
                {"rule": rule, "severity": severity.value, "count": count} for rule, severity, count in self.by_rule
            ],
            "problems": [problem_dict(problem, self.door) for problem in self.problems[:problem_limit]],
            "seconds": {stage: round(seconds, 3) for stage, seconds in self.seconds.items()},
        }

    def to_json(self) -> bytes:
        """``as_dict`` as UTF-8 JSON, indented."""
        return orjson.dumps(self.as_dict(), option=orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS)

    def to_geojson(self) -> bytes:
        """The problems that have a place as an RFC 7946 feature collection."""
        features = [
            {"type": "Feature", "geometry": geometry_dict(problem.place), "properties": _properties(problem, self.door)}
            for problem in self.problems
            if problem.place is not None and not problem.place.is_empty
        ]
        return orjson.dumps({"type": "FeatureCollection", "features": features}, option=orjson.OPT_NON_STR_KEYS)


def problem_dict(problem: Problem, door: Door = "command") -> dict[str, Any]:
    """A problem as plain values with its sentence and remedy in both languages."""
    return {**_properties(problem, door), "place": None if problem.place is None else geometry_dict(problem.place)}


def geometry_dict(geometry: BaseGeometry) -> Any:
    """A geometry as a GeoJSON object with at most seven decimals."""
    return orjson.loads(shapely.to_geojson(shapely.set_precision(geometry, 1e-7, mode="pointwise")))


def problem_text(problem: Problem, language: Language) -> str:
    """The sentence of a problem."""
    return problem.message.text(language, problem.params)


def _properties(problem: Problem, door: Door) -> dict[str, Any]:
    both: dict[str, Any] = {}
    for language in ("zh", "en"):
        both[f"text_{language}"] = problem.message.text(language, problem.params)
        both[f"remedy_{language}"] = problem.message.remedy(language, problem.params, door)
    return {
        "rule": problem.rule,
        "severity": problem.severity.value,
        "layer": problem.layer,
        "feature": problem.feature,
        "file": problem.file,
        "row": problem.row,
        "column": problem.column,
        "size": problem.size,
        "unit": problem.unit,
        **both,
    }


def _layer(report: LayerReport) -> dict[str, Any]:
    label = layer_named(report.layer).label
    return {
        "layer": report.layer,
        "label": {"zh": label.zh, "en": label.en},
        "files": list(report.files),
        "counts": dict(report.counts),
        "mapping": dict(report.mapping),
        "unmapped": list(report.unmapped),
        "lacks": dict(report.lacks),
    }


def _crs(finding: CrsFinding) -> dict[str, Any]:
    return {
        "file": finding.file,
        "layer": finding.layer,
        "crs": finding.crs,
        "declared": finding.declared,
        "decided_by": finding.decided_by,
        "score": finding.score,
        "runner_up": finding.runner_up,
        "margin": finding.margin,
        "evidence": dict(finding.evidence),
    }

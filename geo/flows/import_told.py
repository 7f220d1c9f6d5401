"""How an import ends and what is said of it: which rows stay, whether it goes on, the report of each layer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from geo.files.import_report import ImportReport, LayerReport
from geo.flows.import_rows import Rows
from geo.layers import Layer
from geo.model import Problem, Severity
from geo.store import ImportRun
from geo.versions import Difference

STORED_PROBLEMS = 2_000
"""The store keeps this many problems of an import's report; the report itself has all."""


@dataclass
class PreparedLayer:
    """What came of one layer: its rows (None where only another layer's rows change it), what they change, and how many
    were read and left out. ``before`` is the layer as it was.
    """

    layer: Layer
    rows: Rows | None
    difference: Difference
    before: pd.DataFrame
    read: int = 0
    rejected: int = 0


def accepted_rows(rows: Rows, problems: Sequence[Problem], accept: frozenset[str]) -> np.ndarray:
    """Which rows stay: all but those that bear an error that the user accepted."""
    bad = {(p.file, p.row) for p in problems if p.severity is Severity.ERROR and p.rule in accept and p.row is not None}
    if not bad:
        return np.ones(len(rows.frame), dtype=bool)
    return np.array([(str(f), int(r)) not in bad for f, r in zip(rows.file, rows.row, strict=True)], dtype=bool)


def stopping(problems: Sequence[Problem], accept: frozenset[str]) -> bool:
    """Whether anything was found that stops the import."""
    return any(problem.severity is Severity.ERROR and problem.rule not in accept for problem in problems)


def layer_report(prepared: PreparedLayer) -> LayerReport:
    """The figures of one layer, and what its data lacks."""
    rows, difference = prepared.rows, prepared.difference
    counts = {
        "read": prepared.read,
        "added": len(difference.added),
        "changed": len(difference.changed),
        "unchanged": len(difference.unchanged),
        "retired": len(difference.retired),
        "rejected": prepared.rejected,
    }
    if rows is None:
        return LayerReport(prepared.layer.id, (), counts, {}, (), {})
    mapping = {name: column for columns in rows.columns.values() for name, column in columns.columns.items()}
    unmapped = tuple(dict.fromkeys(column for columns in rows.columns.values() for column in columns.unmapped))
    return LayerReport(
        rows.layer.id, tuple(dict.fromkeys(map(str, rows.file))), counts, mapping, unmapped, _lacks(rows),
        tuple(rows.place),
    )  # fmt: skip


def _lacks(rows: Rows) -> dict[str, int]:
    lacks = {
        field.name: int(rows.frame[field.name].isna().sum())
        for field in rows.layer.fields
        if field.name != "boundary_set_id" and rows.frame[field.name].isna().any()
    }
    shapes = np.asarray(rows.frame.geometry) if rows.layer.has_geometry else np.empty(0, dtype=object)
    if without := int(shapely.is_missing(shapes).sum()):
        lacks["geometry"] = without
    if rows.layer.point_stands_in and (points := int((shapely.get_dimensions(shapes) == 0).sum())):
        lacks["outline"] = points
    return lacks


def run_of(report: ImportReport, started_at: dt.datetime) -> ImportRun:
    """The entry of the import in the store's list, with its first problems."""
    document = report.as_dict(STORED_PROBLEMS)
    layers = ", ".join(layer.layer for layer in report.layers)
    return ImportRun(layers, list(report.files), report.state, started_at, dt.datetime.now(dt.UTC), document)

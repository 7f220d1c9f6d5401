"""From files of people to the next version of the layers: read, place, link, check, compare, and write all or nothing."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.codes import scheme_named
from geo.files.import_report import CrsFinding, ImportReport, LayerReport, State
from geo.files.raw import RawTable, ReadOptions
from geo.files.readers import read_table
from geo.files.values import LOCAL_TIME
from geo.flows import import_check as check
from geo.flows.import_crs import locate
from geo.flows.import_draft import check_layers, draft_of, told_only, with_draft
from geo.flows.import_frames import renamed, stacked
from geo.flows.import_links import NONE, link
from geo.flows.import_match import differences, match
from geo.flows.import_options import ImportOptions, InputFile, check_repairs, layer_of
from geo.flows.import_personal import without_personal
from geo.flows.import_retired import check_retired, check_reused_codes, referring_layers
from geo.flows.import_rows import Located, Rows, dissolved, joined, kept_rows, rows_of
from geo.layers import IMPORT_ORDER, LAYERS, Layer, layer_named
from geo.model import Problem, Progress, Severity, silent
from geo.store import ImportRun, LayerChange, Store
from geo.versions import Difference

__all__ = ["ImportOptions", "ImportReport", "InputFile", "import_files"]

STORED_PROBLEMS = 2_000
"""The store keeps this many problems of an import's report; the report itself has all."""

_CONTEXT = ("street", "community", "grid", "estate", "building", "path", "venue", "gate", "entrance")
"""Layers that an import's coordinates are compared with."""


def import_files(
    store: Store, files: Sequence[InputFile], options: ImportOptions, progress: Progress = silent
) -> ImportReport:
    """Import files into the store, or only say what that would do.

    All files are one batch: parents are taken before children, and the batch is written in one transaction or not at
    all. Errors in the data end in a report with state ``refused`` and nothing written, unless ``options.accept``
    names their rules: then the rows that bear them are left out. What cannot be read at all raises ``BadInput``,
    ``LimitExceeded`` or ``NotFound``; what another writer changed meanwhile raises ``Conflict``. ``progress`` may end
    the import by raising, until it is told of the stage ``store``: nothing is told after that.
    """
    started_at = dt.datetime.now(dt.UTC)
    check_repairs(options.repair)
    if options.draft is not None:
        options = replace(options, complete=True)
    story = _Story(store, options, progress, files[0].name if options.source is None else options.source)
    with story.stage("read", len(files)):
        tables = _read(files, options, progress)
    story.known, story.expect = _known(store, {layer.id for layer in tables}, complete=options.complete)
    if options.draft is not None:
        check_layers(tables)
        story.known = with_draft(store, options.draft, story.known, {layer.id for layer in tables})
    for layer, parts in tables.items():
        story.prepare(layer, parts)
    if options.draft is None:
        story.check_retired()
    names, state = tuple(file.name for file in files), story.outcome()
    if state == "stored":
        return story.write(names, started_at)
    report = story.report(state, names, None)
    return report if options.dry_run else replace(report, run=store.save_import_run(_run_of(report, started_at)).id)


@dataclass
class _Layer:
    """What came of one layer."""

    rows: Rows
    difference: Difference
    rejected: int
    read: int


@dataclass
class _Story:
    """One import under way: what is known, what has been prepared, what was found."""

    store: Store
    options: ImportOptions
    progress: Progress
    source: str
    known: dict[str, gpd.GeoDataFrame] = field(default_factory=dict)
    expect: Mapping[str, int] = field(default_factory=dict)
    done: dict[str, _Layer] = field(default_factory=dict)
    crs: list[CrsFinding] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def valid_from(self) -> dt.date:
        """The day from which the import holds."""
        return self.options.valid_from or dt.datetime.now(LOCAL_TIME).date()

    @contextmanager
    def stage(self, name: str, total: int) -> Iterator[None]:
        """A stage of the work: told to the listener, and its time added up."""
        self.progress(name, 0, total)
        begun = time.perf_counter()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - begun
        self.progress(name, max(total, 1), max(total, 1))

    def prepare(self, layer: Layer, parts: Sequence[tuple[InputFile, RawTable]]) -> None:
        """Everything that can be said about one layer before it is written."""
        scheme, tolerances = scheme_named(self.options.scheme), self.options.tolerances
        with self.stage("locate", len(parts)):
            rows = joined([self._rows(layer, file, table) for file, table in parts])
        with self.stage("check", 0):
            found = list(rows.problems)
            if "geometry-invalid" in self.options.repair:
                rows, told = check.repaired(rows, tolerances)
                found += told
            found += check.check_rows(rows, tolerances)
        with self.stage("link", 0):
            own = _with_own(rows, self.known)
            now, _ = match(rows, self.known[layer.id], self.source)
            links = link(rows, now, own, scheme, tolerances)
            found += links.problems
            found += check.check_codes(rows, links.ids, own, scheme)
            found += check.check_places(rows, links.ids, own)
            back, told = check_reused_codes(self.store, rows, now, self.known[layer.id])
            found += told
        rows = _linked(rows, links.ids)
        kept = _accepted(rows, found, self.options.accept)
        read = len(rows.frame)
        rows = rows.take(kept)
        with self.stage("compare", 0):
            current = self.known[layer.id]
            ids, doubts = match(rows, current, self.source)
            rows = _renumbered(rows, dict(zip(_provisional(now)[kept], _provisional(ids), strict=True)))
            difference = differences(rows, ids, current, complete=self.options.complete)
            found += doubts
        after = _after(current, difference, back)
        with self.stage("check", 0):
            if not _stopping(found, self.options.accept):
                known_already = {(problem.rule, problem.feature) for problem in found}
                tiling = check.with_file(check.check_tiling(layer, after, self.known, tolerances), rows)
                tiling = tiling if self.options.draft is None else told_only(tiling)
                found += [problem for problem in tiling if (problem.rule, problem.feature) not in known_already]
        self.known[layer.id] = after
        self.problems += found
        self.done[layer.id] = _Layer(rows, difference, int((~kept).sum()), read)

    def check_retired(self) -> None:
        """What would go on referring to what this import retires."""
        after = {name: self.known[name] for name in self.done}
        for name, layer in self.done.items():
            if len(layer.difference.retired):
                self.problems += check_retired(self.store, layer_named(name), layer.difference.retired, after)

    def _rows(self, layer: Layer, file: InputFile, table: RawTable) -> Rows:
        options = self.options
        located, finding, told = locate(kept_rows(table, options), layer, options, self.known)
        self.crs.append(finding)
        self.problems += told
        if options.dissolve is not None:
            located = self._dissolved(located, layer, options.dissolve)
        parents = self.known.get(str(layer.parent))
        codes = frozenset() if parents is None or "code" not in parents else frozenset(parents["code"].dropna())
        return rows_of(located, layer, options, options.source or file.name, codes)

    def _dissolved(self, located: Located, layer: Layer, column: str) -> Located:
        """The areas united; invalid pieces are mended before where that was asked for, and errors otherwise."""
        if located.table.geometry is not None:
            wanted = "geometry-invalid" in self.options.repair
            located, told = check.mended(located, layer, self.options.tolerances, wanted=wanted)
            self.problems += told
        return dissolved(located, column)

    def outcome(self) -> State:
        """How the import ends, given what was found."""
        if _stopping(self.problems, self.options.accept):
            return "refused"
        if self.options.dry_run:
            return "dry_run"
        if self.options.draft is not None:
            return "stored"
        return "unchanged" if all(layer.difference.is_empty for layer in self.done.values()) else "stored"

    def write(self, files: tuple[str, ...], started_at: dt.datetime) -> ImportReport:
        """Write every layer's change and the import's report in one transaction."""
        if self.options.draft is not None:
            return self._write_draft(self.options.draft, files, started_at)
        changes = self._changes()
        told: list[ImportReport] = []
        self.progress("store", 0, 0)

        def run(number: int) -> ImportRun:
            told[:] = [self.report("stored", files, number)]
            return _run_of(told[0], started_at)

        begun = time.perf_counter()
        kept = self.store.write_import(changes, run, source=self.source, expect=self.expect)
        self.seconds["store"] = time.perf_counter() - begun
        return replace(told[0], run=kept.id, seconds=dict(self.seconds))

    def _write_draft(self, name: str, files: tuple[str, ...], started_at: dt.datetime) -> ImportReport:
        """Write the layers as they would stand into the draft, and the import's report, in one transaction."""
        areas = self._with_given_ids({layer: self.known[layer].copy() for layer in self.done})
        report = self.report("stored", files, None)
        begun = time.perf_counter()
        kept = self.store.write_draft(draft_of(self.store, name, self.valid_from), areas, _run_of(report, started_at))
        self.seconds["store"] = time.perf_counter() - begun
        return replace(report, run=None if kept is None else kept.id, seconds=dict(self.seconds))

    def _changes(self) -> list[LayerChange]:
        """What is to be written."""
        frames = {
            name: stacked([layer.difference.added, layer.difference.changed]) for name, layer in self.done.items()
        }
        return [
            LayerChange(name, frame, self.valid_from, retire=self.done[name].difference.retired.tolist())
            for name, frame in self._with_given_ids(frames).items()
        ]

    def _with_given_ids(self, frames: dict[str, gpd.GeoDataFrame]) -> dict[str, gpd.GeoDataFrame]:
        """The frames of the batch with ids for new things, and links to them that follow."""
        given: dict[str, dict[int, int]] = {}
        for name, frame in frames.items():
            new = [int(thing) for thing in self.done[name].difference.added["id"] if thing < NONE]
            given[name] = dict(zip(new, self.store.allocate(name, len(new)), strict=True))
            for ref in self.done[name].rows.layer.fields:
                if ref.ref in given and ref.name in frame:
                    frame[ref.name] = renamed(frame[ref.name], given[str(ref.ref)])
            frame["id"] = renamed(frame["id"], given[name])
        return frames

    def report(self, state: State, files: tuple[str, ...], number: int | None) -> ImportReport:
        """The report of what was found and done."""
        order = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}
        return ImportReport(
            state, files, self.source, self.valid_from, tuple(map(_layer_report, self.done.values())),
            tuple(self.crs), tuple(sorted(self.problems, key=lambda problem: order[problem.severity])),
            tuple(sorted(self.options.accept)), number, seconds=dict(self.seconds),
        )  # fmt: skip


def _read(
    files: Sequence[InputFile], options: ImportOptions, progress: Progress
) -> dict[Layer, list[tuple[InputFile, RawTable]]]:
    """The tables of all files by layer, parents first."""
    by_layer: dict[str, list[tuple[InputFile, RawTable]]] = {}
    for done, file in enumerate(files):
        progress("read", done, len(files))
        reading = ReadOptions(
            table=file.table or options.table, shown_name=file.name, encoding=options.encoding, limits=options.limits
        )
        for table in read_table(file.path, reading):
            layer = layer_of(table, file, options)
            by_layer.setdefault(layer.id, []).append((file, without_personal(table, layer, options)))
    return {layer_named(name): by_layer[name] for name in IMPORT_ORDER if name in by_layer}


def _known(store: Store, batch: set[str], *, complete: bool) -> tuple[dict[str, gpd.GeoDataFrame], dict[str, int]]:
    """The current things of every layer that the batch concerns, at one moment: its layers whole, what they refer to,
    what lies in them, and what their coordinates are compared with. And the versions of the layers that must still
    be the same when the batch is written: its own, those that it refers to and, where the ``complete`` batch may retire
    things, those that refer to it.
    """
    refs = {str(f.ref) for name in batch for f in layer_named(name).fields if f.ref is not None}
    near = refs | set(_CONTEXT) | {layer.id for layer in LAYERS.values() if layer.coverage and layer.parent in batch}
    known = {}
    with store.reader() as reader:
        versions = reader.versions()
        for name in sorted(batch | near):
            layer = layer_named(name)
            wanted = [
                "key",
                "source",
                *(f.name for f in layer.fields if f.name in ("code", "name", layer.parent_field)),
            ]
            columns = None if name in batch else [*wanted, *(["geometry"] if layer.has_geometry else [])]
            known[name] = reader.read(name, columns=columns)
    holding = set().union(*(referring_layers(layer_named(name)) for name in batch)) if complete else set()
    return known, {name: versions[name] for name in batch | refs | holding}


def _with_own(rows: Rows, known: Mapping[str, gpd.GeoDataFrame]) -> dict[str, gpd.GeoDataFrame]:
    """What is known, with the rows themselves among their own layer where that refers to itself (a unit's parent)."""
    if not any(f.ref == rows.layer.id for f in rows.layer.fields):
        return dict(known)
    current = known[rows.layer.id]
    ids, _ = match(rows, current, str(rows.frame["source"].iloc[0]))
    mine = rows.frame.assign(id=_provisional(ids))
    others = current[~current["id"].isin(set(ids.tolist()))]
    return {**known, rows.layer.id: stacked([others, mine])}


def _provisional(ids: np.ndarray) -> np.ndarray:
    """The ids of known things, and below zero, counted in order, those that new things have until they are written."""
    return np.where(ids == NONE, -np.cumsum(ids == NONE), ids)


def _renumbered(rows: Rows, given: Mapping[int, int]) -> Rows:
    """The rows with the links among themselves following new provisional ids; a link to a row that went is empty."""
    frame = rows.frame.copy()
    for own in rows.layer.fields:
        if own.ref == rows.layer.id and own.name in frame:
            links = pd.Series(pd.array(frame[own.name], dtype="Int64"))
            inner = links.lt(0).fillna(False)
            links[inner] = links[inner].map(dict(given)).astype("Int64")
            frame[own.name] = links.array
    return replace(rows, frame=frame)


def _linked(rows: Rows, ids: Mapping[str, np.ndarray]) -> Rows:
    """The rows with their links filled in."""
    frame = rows.frame.copy()
    for name, things in ids.items():
        frame[name] = pd.array([None if thing == NONE else int(thing) for thing in things], dtype="Int64")
    return Rows(rows.layer, frame, rows.file, rows.row, rows.place, rows.references, rows.columns, ())


def _accepted(rows: Rows, problems: Sequence[Problem], accept: frozenset[str]) -> np.ndarray:
    """Which rows stay: all but those that bear an error that the user accepted."""
    bad = {(p.file, p.row) for p in problems if p.severity is Severity.ERROR and p.rule in accept and p.row is not None}
    if not bad:
        return np.ones(len(rows.frame), dtype=bool)
    return np.array([(str(f), int(r)) not in bad for f, r in zip(rows.file, rows.row, strict=True)], dtype=bool)


def _stopping(problems: Sequence[Problem], accept: frozenset[str]) -> bool:
    return any(problem.severity is Severity.ERROR and problem.rule not in accept for problem in problems)


def _after(current: gpd.GeoDataFrame, difference: Difference, back: Mapping[str, int]) -> gpd.GeoDataFrame:
    """The layer as it would stand: what stays, what changes, what comes back, and what is new under ids below zero."""
    ids = -np.arange(1, len(difference.added) + 1, dtype=np.int64)
    if back:
        ids = np.array([back.get(code, new) for code, new in zip(difference.added["code"], ids, strict=True)])
    difference.added["id"] = ids
    gone = set(difference.retired.tolist()) | set(difference.changed["id"].tolist() if len(difference.changed) else [])
    stays = current[~current["id"].isin(gone)]
    return stacked([stays, difference.changed, difference.added])


def _layer_report(layer: _Layer) -> LayerReport:
    rows, difference = layer.rows, layer.difference
    counts = {
        "read": layer.read,
        "added": len(difference.added),
        "changed": len(difference.changed),
        "unchanged": len(difference.unchanged),
        "retired": len(difference.retired),
        "rejected": layer.rejected,
    }
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
    mapping = {name: column for columns in rows.columns.values() for name, column in columns.columns.items()}
    unmapped = tuple(dict.fromkeys(column for columns in rows.columns.values() for column in columns.unmapped))
    return LayerReport(
        rows.layer.id, tuple(dict.fromkeys(map(str, rows.file))), counts, mapping, unmapped, lacks, tuple(rows.place)
    )


def _run_of(report: ImportReport, started_at: dt.datetime) -> ImportRun:
    """The entry of the import in the store's list, with its first problems."""
    document = report.as_dict(STORED_PROBLEMS)
    layers = ", ".join(layer.layer for layer in report.layers)
    return ImportRun(layers, list(report.files), report.state, started_at, dt.datetime.now(dt.UTC), document)

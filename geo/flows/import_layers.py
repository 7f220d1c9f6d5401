"""From files of people to the next version of the layers: read, place, link, check, compare, and write all or nothing."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import geopandas as gpd

from geo.codes import scheme_named
from geo.files.import_report import CrsFinding, ImportReport, State
from geo.files.raw import RawTable
from geo.files.values import LOCAL_TIME
from geo.flows import import_check as check
from geo.flows.import_crs import locate
from geo.flows.import_doors import decided_again, nothing_done, touched_buildings, with_grids, without_stale
from geo.flows.import_draft import check_layers, draft_of, told_only, with_draft
from geo.flows.import_frames import renamed, stacked
from geo.flows.import_links import NONE, link
from geo.flows.import_match import differences, match
from geo.flows.import_numbers import after_change, linked, provisional, renumbered, with_own
from geo.flows.import_options import RIGHTS, ImportOptions, InputFile, check_repairs
from geo.flows.import_personal import without_own_telephones
from geo.flows.import_reading import known_things, read_files
from geo.flows.import_retired import check_retired, check_reused_codes
from geo.flows.import_rights import check_logins, grants_of
from geo.flows.import_rows import Located, Rows, dissolved, joined, kept_rows, rows_of
from geo.flows.import_told import PreparedLayer, accepted_rows, layer_report, run_of, stopping
from geo.layers import Layer, layer_named
from geo.model import Problem, Progress, Severity, silent
from geo.store import SYSTEM, ImportRun, LayerChange, Store

__all__ = ["ImportOptions", "ImportReport", "InputFile", "import_files"]


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
    store = store.acting(SYSTEM)
    story = _Story(store, options, progress, files[0].name if options.source is None else options.source)
    with story.stage("read", len(files)):
        tables = read_files(files, options, progress)
    story.known, story.expect = known_things(store, {layer.id for layer in tables}, complete=options.complete)
    if options.draft is not None:
        check_layers(tables)
        story.known = with_draft(store, options.draft, story.known, {layer.id for layer in tables})
    for layer, parts in tables.items():
        story.prepare(layer, parts)
    story.decide_grids()
    if options.draft is None:
        story.check_retired()
    names, state = tuple(file.name for file in files), story.outcome()
    if state == "stored":
        return story.write(names, started_at)
    if state == "dry_run" and options.draft is None:
        story.check_boundaries()
    report = story.report(state, names, None)
    return report if options.dry_run else replace(report, run=store.save_import_run(run_of(report, started_at)).id)


@dataclass
class _Story:
    """One import under way: what is known, what has been prepared, what was found."""

    store: Store
    options: ImportOptions
    progress: Progress
    source: str
    known: dict[str, gpd.GeoDataFrame] = field(default_factory=dict)
    expect: Mapping[str, int] = field(default_factory=dict)
    done: dict[str, PreparedLayer] = field(default_factory=dict)
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
            rows = without_own_telephones(joined([self._rows(layer, file, table) for file, table in parts]))
        with self.stage("check", 0):
            found = list(rows.problems)
            if "geometry-invalid" in self.options.repair:
                rows, told = check.repaired(rows, tolerances)
                found += told
            found += check.check_rows(rows, tolerances)
            found += check_logins(self.store, rows)
        with self.stage("link", 0):
            own = with_own(rows, self.known)
            now, _ = match(rows, self.known[layer.id], self.source)
            links = link(rows, now, own, scheme, tolerances)
            found += links.problems
            found += check.check_codes(rows, links.ids, own, scheme)
            found += check.check_places(rows, links.ids, own)
            back, told = check_reused_codes(self.store, rows, now, self.known[layer.id])
            found += told
        rows = linked(rows, links.ids)
        kept = accepted_rows(rows, found, self.options.accept)
        read = len(rows.frame)
        rows = rows.take(kept)
        with self.stage("compare", 0):
            current = self.known[layer.id]
            ids, doubts = match(rows, current, self.source)
            rows = renumbered(rows, dict(zip(provisional(now)[kept], provisional(ids), strict=True)))
            difference = differences(rows, ids, current, complete=self.options.complete)
            found += doubts
        after = after_change(current, difference, back)
        with self.stage("check", 0):
            if not stopping(found, self.options.accept):
                known_already = {(problem.rule, problem.feature) for problem in found}
                tiling = check.with_file(check.check_tiling(layer, after, self.known, tolerances), rows)
                tiling = tiling if self.options.draft is None else told_only(tiling)
                found += [problem for problem in tiling if (problem.rule, problem.feature) not in known_already]
        self.known[layer.id] = after
        self.problems += found
        self.done[layer.id] = PreparedLayer(layer, rows, difference, current, read, int((~kept).sum()))

    def decide_grids(self) -> None:
        """The grids of the buildings whose entrances this import brings, changes or retires, by those entrances."""
        doors, prepared = self.done.get("entrance"), self.done.get("building")
        touched = [] if doors is None else touched_buildings(doors.difference, doors.before).tolist()
        if not touched:
            return
        rows = self.known["building"] if prepared is not None else self.store.read("building", ids=touched)
        again = decided_again(
            rows[rows["id"].isin(touched)], self.known, scheme_named(self.options.scheme), self.options.tolerances
        )
        self.problems = [*without_stale(self.problems, again.looked_at), *again.problems]
        if len(again.rows):
            prepared = prepared or PreparedLayer(layer_named("building"), None, nothing_done(rows), rows)
            prepared.difference = with_grids(prepared.difference, again.rows)
            self.done["building"] = prepared

    def check_boundaries(self) -> None:
        """Raise ``Conflict`` as writing would, where current areas that change or end belong to a published set."""
        self.store.check_boundaries(
            [
                LayerChange(name, layer.difference.changed, self.valid_from, layer.difference.retired.tolist())
                for name, layer in self.done.items()
            ]
        )

    def check_retired(self) -> None:
        """What would go on referring to what this import retires."""
        after = {name: self.known[name] for name, layer in self.done.items() if layer.rows is not None}
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
        if stopping(self.problems, self.options.accept):
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
            return run_of(told[0], started_at)

        begun = time.perf_counter()
        rights = self.done.get(RIGHTS)
        witness = (
            None if rights is None else grants_of(self.store, self.options.asker, rights.difference, rights.before)
        )
        kept = self.store.write_import(changes, run, source=self.source, expect=self.expect, witness=witness)
        self.seconds["store"] = time.perf_counter() - begun
        return replace(told[0], run=kept.id, seconds=dict(self.seconds))

    def _write_draft(self, name: str, files: tuple[str, ...], started_at: dt.datetime) -> ImportReport:
        """Write the layers as they would stand into the draft, and the import's report, in one transaction."""
        areas = self._with_given_ids({layer: self.known[layer].copy() for layer in self.done})
        report = self.report("stored", files, None)
        begun = time.perf_counter()
        kept = self.store.write_draft(draft_of(self.store, name, self.valid_from), areas, run_of(report, started_at))
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
            for ref in self.done[name].layer.fields:
                if ref.ref in given and ref.name in frame:
                    frame[ref.name] = renamed(frame[ref.name], given[str(ref.ref)])
            frame["id"] = renamed(frame["id"], given[name])
        return frames

    def report(self, state: State, files: tuple[str, ...], number: int | None) -> ImportReport:
        """The report of what was found and done."""
        order = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}
        return ImportReport(
            state, files, self.source, self.valid_from, tuple(map(layer_report, self.done.values())),
            tuple(self.crs), tuple(sorted(self.problems, key=lambda problem: order[problem.severity])),
            tuple(sorted(self.options.accept)), number, seconds=dict(self.seconds), door=self.options.door,
        )  # fmt: skip

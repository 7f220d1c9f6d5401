"""Imports at the same time, imports that are cancelled, imports that fail late: what was stored is what is told."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from geo.errors import Conflict
from geo.flows.import_layers import ImportOptions, ImportReport, InputFile, import_files
from geo.store import ImportRun, Store
from tests.flows.world import communities, streets, written


def when_told(wanted: str, act: Callable[[], object]) -> Callable[[str, int, int], None]:
    """A listener that acts at the beginning of a stage."""

    def listen(stage: str, done: int, total: int) -> None:
        if (stage, done) == (wanted, 0):
            act()

    return listen


def test_of_two_imports_that_read_the_same_state_one_is_stored(store: Store, tmp_path: Path) -> None:
    file = InputFile(written(streets().drop(columns="编码"), tmp_path / "s.geojson"), "street")
    both_have_read = threading.Barrier(2)

    def take() -> str:
        try:
            return import_files(store, [file], ImportOptions(), when_told("compare", both_have_read.wait)).state
        except Conflict as refusal:
            return refusal.message.code

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(done.result() for done in [pool.submit(take), pool.submit(take)])
    assert outcomes == ["layer-moved", "stored"]
    assert store.counts()["street"] == 2
    assert [run.state for run in store.import_runs()] == ["stored"]


def test_an_import_whose_parents_were_retired_meanwhile_is_refused(store: Store, tmp_path: Path) -> None:
    parents = InputFile(written(streets(), tmp_path / "s.geojson"), "street")
    children = InputFile(written(communities(), tmp_path / "c.geojson"), "community")
    day = dt.date(2024, 5, 1)
    import_files(store, [parents], ImportOptions(source="世界", valid_from=day))
    other = InputFile(written(streets().iloc[:1], tmp_path / "n.geojson"), "street")
    retire = when_told(
        "compare", lambda: import_files(store, [other], ImportOptions(source="世界", valid_from=day, complete=True))
    )
    with pytest.raises(Conflict, match="layer-moved"):
        import_files(store, [children], ImportOptions(), retire)
    assert store.counts()["community"] == 0


def test_a_listener_is_asked_for_the_last_time_before_anything_is_written(store: Store, tmp_path: Path) -> None:
    told: list[tuple[str, int]] = []
    file = InputFile(written(streets(), tmp_path / "s.geojson"), "street")

    def listen(stage: str, done: int, total: int) -> None:
        told.append((stage, store.change_number()))

    assert import_files(store, [file], ImportOptions(), listen).state == "stored"
    assert told[-1] == ("store", 0)


def test_the_entry_of_an_import_and_its_data_are_stored_together_or_not_at_all(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = InputFile(written(streets(), tmp_path / "s.geojson"), "street")

    def full(report: ImportReport, started_at: dt.datetime) -> ImportRun:
        raise OSError("no space left")

    with monkeypatch.context() as patch:
        patch.setattr("geo.flows.import_layers.run_of", full)
        with pytest.raises(OSError, match="no space"):
            import_files(store, [file], ImportOptions())
    assert (store.change_number(), store.counts()["street"], store.import_runs()) == (0, 0, [])
    report = import_files(store, [file], ImportOptions())
    (run,) = store.import_runs()
    assert (run.id, run.state, run.report and run.report["change_number"]) == (report.run, "stored", report.number)

"""Imports with their reports, and the steps of incidents."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from geo.errors import NotFound
from geo.store import ImportRun, IncidentStep, Store

NOON = dt.datetime(2024, 5, 1, 12, tzinfo=dt.UTC)
RUN = ImportRun("street", ["街道.zip"], "running", NOON)
STEP = IncidentStep(7, NOON, None, "collected", "worker", "现场照片")


def test_a_run_gets_an_id_and_its_report_later(store: Store) -> None:
    saved = store.save_import_run(RUN)
    assert saved == replace(RUN, id=1)
    done = replace(saved, state="done", finished_at=NOON + dt.timedelta(seconds=3), report={"added": 3, "问题": []})
    store.save_import_run(done)
    assert store.import_runs() == [done]


def test_runs_come_newest_first(store: Store) -> None:
    for name in "abc":
        store.save_import_run(replace(RUN, files=[name]))
    assert [run.files for run in store.import_runs()] == [["c"], ["b"], ["a"]]
    assert [run.id for run in store.import_runs(limit=1)] == [3]


def test_a_run_that_nobody_saved_cannot_be_replaced(store: Store) -> None:
    with pytest.raises(NotFound, match="import-run-unknown"):
        store.save_import_run(replace(RUN, id=5))


def test_steps_stay_in_their_order(store: Store) -> None:
    second = replace(STEP, from_state="collected", to_state="registered", role=None, note=None)
    other = replace(STEP, incident_id=8)
    store.add_incident_steps([STEP, other])
    store.add_incident_steps([second])
    store.add_incident_steps([])
    assert store.incident_steps(7) == [STEP, second]
    assert store.incident_steps() == [STEP, other, second]
    assert store.incident_steps(9) == []

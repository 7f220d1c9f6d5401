"""A result that was measured stays as it was measured, and is there once."""

from __future__ import annotations

import datetime as dt
import zlib
from dataclasses import replace

import pytest
from sqlalchemy.exc import DBAPIError

from geo.errors import Conflict, NotFound
from geo.store import MetricRun, Store, digest_of
from tests.store.test_concurrency import at_once
from tests.store.world import DAY, JANUARY, MARCH

RUN = MetricRun(
    "coverage",
    "coverage-1 housing-1",
    {"preset": "distance-10", "limit_m": 500.0, "标签": ["甲"]},
    JANUARY,
    {"building": 3, "unit": 2},
    {"H": {"covered": 7, "not_covered": 2, "unknown": 1}, "share": 0.1 + 0.2, "区域": [None, True, "一"]},
)


def test_a_run_comes_back_as_it_was_kept(store: Store) -> None:
    before = dt.datetime.now(dt.UTC)
    saved = store.save_metric_run(RUN)
    assert replace(saved, id=None, digest=None, created_at=None) == RUN
    assert (saved.id, saved.digest) == (1, digest_of(RUN.result))
    assert saved.created_at is not None
    assert before <= saved.created_at <= dt.datetime.now(dt.UTC)
    assert store.metric_run(1) == saved


def test_the_same_basis_gives_the_run_that_is_there(store: Store) -> None:
    saved = store.save_metric_run(RUN)
    again = replace(
        RUN,
        parameters=dict(reversed(RUN.parameters.items())),
        versions=dict(reversed(RUN.versions.items())),
    )
    assert store.find_metric_run(replace(again, result=None)) == saved
    assert store.save_metric_run(again) == saved
    assert len(store.metric_runs()) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"kind": "housing"},
        {"definition": "coverage-2 housing-1"},
        {"parameters": {}},
        {"as_of": JANUARY + DAY},
        {"versions": {"building": 3, "unit": 3}},
        {"versions": {"building": 3}},
    ],
)
def test_every_part_of_the_basis_makes_another_run(store: Store, other: dict[str, object]) -> None:
    store.save_metric_run(RUN)
    assert store.find_metric_run(replace(RUN, **other)) is None  # type: ignore[arg-type]
    assert store.save_metric_run(replace(RUN, **other)).id == 2  # type: ignore[arg-type]


def test_another_result_of_the_same_basis_is_refused_and_named(store: Store) -> None:
    saved = store.save_metric_run(RUN)
    with pytest.raises(Conflict, match=r"metric-run-differs.*1"):
        store.save_metric_run(replace(RUN, result={"H": 8}))
    assert store.metric_run(1) == saved


def test_runs_are_listed_newest_first_without_their_results_in_pages(store: Store) -> None:
    for kind, day in (("coverage", JANUARY), ("coverage", MARCH), ("siting", MARCH)):
        store.save_metric_run(replace(RUN, kind=kind, as_of=day))
    listed = store.metric_runs()
    assert [(run.id, run.kind, run.as_of, run.result) for run in listed] == [
        (3, "siting", MARCH, None),
        (2, "coverage", MARCH, None),
        (1, "coverage", JANUARY, None),
    ]
    assert listed[2] == replace(store.metric_run(1), result=None)
    assert [run.id for run in store.metric_runs(2)] == [3, 2]
    assert [run.id for run in store.metric_runs(2, before_id=2)] == [1]
    assert [run.id for run in store.metric_runs(kind="coverage")] == [2, 1]
    assert [run.id for run in store.metric_runs(kind="coverage", as_of=MARCH)] == [2]


@pytest.mark.parametrize("number", [0, -1, 2, 1 << 70])
def test_a_run_that_nobody_made_is_not_found(store: Store, number: int) -> None:
    store.save_metric_run(RUN)
    with pytest.raises(NotFound, match="metric-run-unknown"):
        store.metric_run(number)


def test_a_run_without_result_is_not_kept(store: Store) -> None:
    with pytest.raises(ValueError, match="with its result"):
        store.save_metric_run(replace(RUN, result=None))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE metric_run SET digest = 'x'",
        "DELETE FROM metric_run",
        "INSERT OR REPLACE INTO metric_run SELECT * FROM metric_run",
        "TRUNCATE metric_run",
    ],
)
def test_a_run_is_neither_changed_nor_lost(store: Store, statement: str) -> None:
    if ("OR REPLACE" in statement) != (store.kind == "sqlite") and statement[0] in "IT":
        pytest.skip("only the other database has this statement")
    saved = store.save_metric_run(RUN)
    with pytest.raises(DBAPIError, match="added, never"), store.writing() as connection:
        connection.exec_driver_sql(statement)
    assert store.metric_run(1) == saved


def test_a_result_that_an_owner_of_the_database_altered_is_not_shown_as_measured(store: Store) -> None:
    """Whoever owns the tables can take the triggers away; the digest tells."""
    store.save_metric_run(RUN)
    off = "DROP TRIGGER metric_run_no_update" + (" ON metric_run" if store.kind == "postgresql" else "")
    off = off.replace("metric_run_no_update", "append_only") if store.kind == "postgresql" else off
    for altered in (zlib.compress(b'{"H":1}'), b"no longer compressed"):
        with store.writing() as connection:
            connection.exec_driver_sql(off.replace("TRIGGER", "TRIGGER IF EXISTS"))
            mark = "%s" if store.kind == "postgresql" else "?"
            connection.exec_driver_sql(f"UPDATE metric_run SET result = {mark}", (altered,))
        with pytest.raises(Conflict, match="metric-run-spoiled"):
            store.metric_run(1)


def test_of_many_that_keep_one_basis_at_once_all_get_the_same_run(store: Store) -> None:
    got: list[MetricRun] = []
    at_once(*([lambda: got.append(store.save_metric_run(RUN))] * 8))
    assert got == [store.metric_run(got[0].id or 0)] * 8
    assert len(store.metric_runs()) == 1


def test_of_many_with_different_results_one_is_kept_and_the_others_are_told(store: Store) -> None:
    told: list[str] = []

    def keep(number: int) -> None:
        try:
            store.save_metric_run(replace(RUN, result={"H": number}))
        except Conflict as refusal:
            told.append(refusal.message.code)

    at_once(*(lambda number=number: keep(number) for number in range(4)))  # type: ignore[misc]
    assert told == ["metric-run-differs"] * 3
    assert len(store.metric_runs()) == 1

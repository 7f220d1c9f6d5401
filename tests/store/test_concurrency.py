"""Many at once: numbers without gaps, in the order of the commits, and never a reader that falls behind."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pandas as pd
import pytest
import shapely

from geo.errors import Conflict
from geo.store import LayerChange, Store
from tests.store.world import JANUARY, ids, links, squares, venues

THREADS, WRITES = 8, 12


def at_once(*jobs: Callable[[], object]) -> None:
    """Run the jobs in threads that start together; an error of any of them is raised."""
    start = threading.Barrier(len(jobs))

    def run(job: Callable[[], object]) -> object:
        start.wait()
        return job()

    with ThreadPoolExecutor(len(jobs)) as pool:
        for done in [pool.submit(run, job) for job in jobs]:
            done.result()


def test_eight_writers_get_every_number_once_and_in_the_order_of_the_commits(store: Store) -> None:
    numbers: list[int] = []

    def write_many(layers: tuple[str, ...]) -> None:
        rows: dict[str, pd.DataFrame] = {"venue": venues("v"), "service_link": links(1), "gate": venues("g")}
        for _ in range(WRITES):
            number = store.write([LayerChange(layer, rows[layer], JANUARY) for layer in layers], source="test")
            assert store.change_number() >= number
            numbers.append(number)

    mixes = [("venue", "gate"), ("gate", "venue"), ("service_link", "gate"), ("gate",)] * (THREADS // 4)
    at_once(*(lambda mix=mix: write_many(mix) for mix in mixes))

    assert sorted(numbers) == list(range(1, THREADS * WRITES + 1))
    for layer in ("venue", "gate", "service_link"):
        log = [change.version for change in store.changes() if change.layer == layer]
        assert log == list(range(1, len(log) + 1))
        assert store.versions()[layer] == len(log)
        rows = store.read(layer)
        assert ids(rows) == list(range(1, len(log) + 1))
        assert rows["version_from"].tolist() == log


def test_a_reader_that_holds_a_number_never_sees_less(store: Store) -> None:
    stop = threading.Event()
    failures: list[str] = []

    def watch() -> None:
        seen = rows = 0
        while not stop.is_set():
            with store.reader() as reader:
                number, count = reader.change_number(), reader.counts()["venue"]
                version = reader.versions()["venue"]
            if number < seen or count < rows or not number == count == version:
                failures.append(f"number {number} after {seen}, rows {count} after {rows}, version {version}")
            seen, rows = number, count

    def write() -> None:
        try:
            for _ in range(40):
                store.write([LayerChange("venue", venues("v"), JANUARY)], source="test")
        finally:
            stop.set()

    at_once(write, watch, watch)
    assert failures == []
    assert store.change_number() == 40


def test_allocated_ids_never_meet(store: Store) -> None:
    given: list[int] = []
    at_once(*(lambda: [given.extend(store.allocate("building", 3)) for _ in range(10)] for _ in range(6)))
    assert sorted(given) == list(range(1, 181))


def test_of_two_that_want_one_code_one_gets_it(store: Store) -> None:
    outcomes: list[str] = []

    def claim() -> None:
        try:
            store.write([LayerChange("street", squares("A"), JANUARY)], source="test")
            outcomes.append("given")
        except Conflict as refusal:
            outcomes.append(refusal.message.code)

    at_once(*([claim] * 4))
    assert sorted(outcomes) == ["code-taken"] * 3 + ["given"]
    assert store.change_number() == 1


def test_of_two_loads_into_one_layer_one_succeeds(store: Store) -> None:
    """Whoever reads before it writes must have waited for the writer before it."""
    outcomes: list[str] = []

    def load() -> None:
        try:
            store.load({"venue": venues(*"abc")}, source="demo", valid_from=JANUARY)
            outcomes.append("loaded")
        except Conflict as refusal:
            outcomes.append(refusal.message.code)

    at_once(*([load] * 4))
    assert sorted(outcomes) == ["layer-not-empty"] * 3 + ["loaded"]
    assert store.counts()["venue"] == 3


def test_a_transaction_that_reads_first_can_still_write(store: Store) -> None:
    def count_up() -> None:
        for _ in range(10):
            with store.writing() as connection:
                connection.exec_driver_sql("SELECT version FROM layer_version WHERE layer = 'venue'").scalar()
                connection.exec_driver_sql("UPDATE layer_version SET version = version + 1 WHERE layer = 'venue'")

    at_once(*([count_up] * 4))
    assert store.versions()["venue"] == 40


def test_edits_of_one_thing_follow_each_other(store: Store) -> None:
    store.write([LayerChange("venue", venues("0"), JANUARY)], source="test")

    def edit() -> None:
        for _ in range(10):
            row = venues("n", id=[1])
            row["geometry"] = [shapely.Point(5, 5)]
            store.write([LayerChange("venue", row, JANUARY)], source="test")

    at_once(*([edit] * 4))
    history = store.history("venue", 1)
    assert history["version_from"].tolist() == list(range(1, 42))
    assert history["version_to"].tolist() == [*range(2, 42), pd.NA]


@pytest.mark.postgis
def test_a_long_write_to_one_layer_does_not_stop_another(postgis_store: Store) -> None:
    """Versions are locked per layer; only the change counter, taken last, is shared."""
    with postgis_store.writing() as connection:
        connection.exec_driver_sql("UPDATE layer_version SET version = version WHERE layer = 'building'")
        assert postgis_store.write([LayerChange("venue", venues("v"), JANUARY)], source="test") == 1


def test_of_two_that_read_one_version_one_writes(store: Store) -> None:
    """Both have read before either writes: without the comparison under the lock both would add the same venue."""
    outcomes: list[str] = []
    read = store.versions()["venue"]

    def add() -> None:
        try:
            store.write([LayerChange("venue", venues("馆"), JANUARY)], source="test", expect={"venue": read})
            outcomes.append("written")
        except Conflict as refusal:
            outcomes.append(refusal.message.code)

    at_once(*([add] * 4))
    assert sorted(outcomes) == ["layer-moved"] * 3 + ["written"]
    assert (store.counts()["venue"], store.change_number()) == (1, 1)


def test_a_layer_that_is_only_referred_to_must_not_have_moved_either(store: Store) -> None:
    read = store.versions()
    store.write([LayerChange("street", squares("A"), JANUARY)], source="test")
    with pytest.raises(Conflict, match="layer-moved"):
        store.write([LayerChange("venue", venues("馆"), JANUARY)], source="test", expect=read)
    assert store.counts()["venue"] == 0

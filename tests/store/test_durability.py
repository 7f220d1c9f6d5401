"""An acknowledged write survives kill -9, and of one that was not acknowledged there is all or nothing."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from geo.model import BBox
from geo.store import SYSTEM, Store, open_store
from tests.cluster import Cluster
from tests.store.writer_process import ROWS

ROOT = Path(__file__).parents[2]
ACKNOWLEDGED = 12
WAIT_S = 60.0


def start_writer(url: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.store.writer_process", url]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def read_numbers(writer: subprocess.Popen[str], count: int) -> list[int]:
    """The next numbers that the writer says."""
    assert writer.stdout is not None
    numbers = []
    deadline = time.monotonic() + WAIT_S
    while len(numbers) < count and time.monotonic() < deadline:
        line = writer.stdout.readline()
        if not line:
            break
        numbers.append(int(line))
    return numbers


def end(writer: subprocess.Popen[str]) -> list[int]:
    """What the writer said until its end, after it was killed."""
    rest, _ = writer.communicate(timeout=WAIT_S)
    return [int(line) for line in rest.splitlines() if line.strip()]


def assert_whole(store: Store, acknowledged: list[int]) -> None:
    """All that was acknowledged is there, at most one more, and each write is whole."""
    last = store.change_number()
    assert acknowledged == list(range(1, len(acknowledged) + 1))
    assert len(acknowledged) <= last <= len(acknowledged) + 1
    everywhere = BBox(-180, -90, 180, 90)
    for layer in ("building", "estate"):
        rows = store.read(layer)
        assert store.versions()[layer] == last
        assert rows["name"].value_counts().to_dict() == {str(number): ROWS for number in range(1, last + 1)}
        assert rows["id"].tolist() == list(range(1, last * ROWS + 1))
        assert len(store.read(layer, bbox=everywhere)) == len(rows)
    assert [change.number for change in store.changes() if change.layer == "building"] == list(range(1, last + 1))


def test_what_sqlite_acknowledged_survives_the_death_of_the_writer(sqlite_store: Store) -> None:
    for _ in range(2):
        before = sqlite_store.change_number()
        writer = start_writer(sqlite_store.url)
        said = read_numbers(writer, ACKNOWLEDGED)
        writer.kill()
        said += end(writer)
        assert len(said) >= ACKNOWLEDGED
        assert_whole(sqlite_store, [*range(1, before + 1), *said])
    with sqlite_store.reader() as reader:
        assert reader._connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        assert reader._connection.exec_driver_sql("SELECT rtreecheck('building_box')").scalar() == "ok"


@pytest.mark.postgis
def test_what_postgis_acknowledged_survives_the_death_of_the_writer(postgis_store: Store) -> None:
    writer = start_writer(postgis_store.url)
    said = read_numbers(writer, ACKNOWLEDGED)
    writer.kill()
    said += end(writer)
    assert_whole(postgis_store, said)


@pytest.mark.postgis
def test_what_postgis_acknowledged_survives_the_death_of_the_server() -> None:
    with Cluster(durable=True) as private:
        url = private.create_database()
        with open_store(url).acting(SYSTEM) as store:
            store.migrate()
        writer = start_writer(url)
        said = read_numbers(writer, ACKNOWLEDGED)
        private.kill()
        said += end(writer)
        assert len(said) >= ACKNOWLEDGED
        private.start()
        with open_store(url).acting(SYSTEM) as store:
            assert_whole(store, said)

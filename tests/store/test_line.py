"""Whoever came first is served first."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest
from sqlalchemy import event

from geo.clock import CHINA
from geo.files.incident_rules import read_incident_rules
from geo.flows.report_incident import Report, report_incident
from geo.store import Store
from geo.store.line import Line
from geo.store.snapshots import Snapshots
from tests.store.test_copy_store import NOON


def test_who_asks_again_stands_behind_those_who_wait() -> None:
    line, served, threads = Line(1), list[str](), list[threading.Thread]()

    def come(name: str) -> None:
        with line:
            served.append(name)

    with line:
        for number, name in enumerate("abc", 1):
            threads.append(threading.Thread(target=come, args=(name,)))
            threads[-1].start()
            while len(line._waiting) < number:
                time.sleep(0.001)
    with line:
        served.append("again")
    for one in threads:
        one.join(20)
    assert served == ["a", "b", "c", "again"]


def test_as_many_as_there_are_places_are_served_at_once_and_an_error_leaves_none_taken() -> None:
    line = Line(2)
    for _ in range(3):
        with pytest.raises(KeyError), line, line:
            raise KeyError
    with line, line:
        assert line._free == 0
    assert line._free == 2


@pytest.mark.postgis
def test_a_report_holds_the_desk_for_a_dozen_statements_at_most(postgis_store: Store) -> None:
    """Others wait for each of them, and each waits for the processor among all who draw tiles."""
    said: list[str] = []
    engine: Any = postgis_store._backend.engine
    event.listen(engine, "before_cursor_execute", lambda c, cursor, text, *more: said.append(text))
    event.listen(engine, "commit", lambda c: said.append("COMMIT"))
    asked = Report(
        "client-of-a-report", "environment", "x", "pin", "public", 116.4, 39.9, "EPSG:4326", None, None, NOON
    )
    done = report_incident(postgis_store, Snapshots(postgis_store).places, read_incident_rules(), asked, [], NOON)
    (row,) = done.rows
    assert row["code"] == f"{NOON.astimezone(CHINA):%Y%m%d}{row['id']:06d}"
    begun = next(at for at, text in enumerate(said) if "FOR UPDATE" in text)
    held = said[begun : said.index("COMMIT", begun)]
    assert len(held) <= 10 and not [text for text in held if "ST_AsBinary" in text]

"""However much is asked of what measures, the work that it takes on is bounded."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from pathlib import Path

import pytest

from api.measures import Measures
from api.problems import RETRIED, without_internals
from api.siting_jobs import siting_jobs
from api.trends import WAITING_MOST, Trends
from geo.coverage import Reading, Weight
from geo.errors import LimitExceeded, Unavailable
from geo.flows import rerun as flow
from geo.flows.measure_city import Measured, Rerun, measure_city
from geo.measure import MeasureParameters
from geo.store import Store
from geo.whatif import parse_changes
from geo.whatif.reading import MOST_CHANGES


def test_days_beyond_those_that_may_wait_stay_pending(sqlite_store: Store) -> None:
    asked: list[date] = []
    go_on = threading.Event()

    def measure(day: date, parameters: MeasureParameters) -> Measured:
        asked.append(day)
        go_on.wait(20)
        return measure_city(sqlite_store, day, parameters)

    trends = Trends(sqlite_store, measure)
    for number in range(WAITING_MOST + 20):
        day = date(2026, 1, 1) + timedelta(number)
        assert trends.point(day, MeasureParameters(), "city", Reading.STRICT, Weight.HOUSEHOLDS) is None
    go_on.set()
    trends.close(60)
    assert len(asked) == WAITING_MOST


def test_runs_are_measured_again_one_at_a_time(sqlite_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    run = measure_city(sqlite_store, date(2026, 9, 1)).run
    assert run.id is not None
    measures = Measures(sqlite_store)
    began, go_on = threading.Event(), threading.Event()
    real = flow.measure_city.rerun

    def slow(*given: object) -> Rerun:
        began.set()
        go_on.wait(20)
        return real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(flow.measure_city, "rerun", slow)
    first = threading.Thread(target=measures.rerun, args=(run.id,))
    first.start()
    assert began.wait(20)
    with pytest.raises(Unavailable, match="rerun-busy"):
        measures.rerun(run.id)
    go_on.set()
    first.join(20)
    assert measures.rerun(run.id).same, "the next one may begin"


def test_the_targets_of_new_units_count_as_changes() -> None:
    target = {"layer": "building", "id": 1, "is_primary": True}
    unit = {"op": "add_unit", "level": 2, "lon": 114, "lat": 30, "targets": [target] * MOST_CHANGES}
    with pytest.raises(LimitExceeded, match="what-if-too-many-changes"):
        parse_changes([unit], {})


def test_a_full_queue_of_sitings_is_told_as_that_and_not_as_a_lost_database(tmp_path: Path) -> None:
    sitings = siting_jobs(tmp_path, 1, 1)
    sitings.reserve()
    with pytest.raises(Unavailable, match="siting-queue-full") as caught:
        sitings.reserve()
    assert without_internals(caught.value) is caught.value
    assert caught.value.message.code in RETRIED

"""However much is asked of what measures, the work that it takes on is bounded."""

from __future__ import annotations

import threading
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from api import between
from api import measures as module
from api.deps import Views
from api.measures import Measures
from api.problems import RETRIED, RETRY_AFTER_S, retry_headers, without_internals
from api.siting_jobs import siting_jobs
from api.trends import WAITING_MOST, Trends
from geo.coverage import Reading, Weight
from geo.errors import BadInput, LimitExceeded, Unavailable
from geo.flows import rerun as flow
from geo.flows.measure_city import Measured, Rerun, measure_city
from geo.measure import MeasureParameters
from geo.rights import STAFF_EVERYWHERE, THE_PUBLIC, Scope
from geo.store import LayerChange, Store
from geo.store.snapshots import Snapshots
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


FURTHEST = (date(2019, 12, 31), date(2026, 12, 26))
"""The days just outside those that may be measured on 25 November 2026 with 30 days ahead; the data begin in 2020."""


def measures_of(store: Store, **limits: int) -> Measures:
    return Measures(store, today=lambda: date(2026, 11, 25), ahead_days=30, **limits)


def trend(measures: Measures, day: date, scope: Scope) -> Any:
    return measures.trend(day, None, ("city", 0), Reading.STRICT, Weight.HOUSEHOLDS, scope, whole=scope.staff)


def test_nobody_makes_the_city_be_measured_without_signing_in_but_for_what_all_are_told(sqlite_store: Store) -> None:
    measures = measures_of(sqlite_store)
    month, earlier = date(2026, 11, 1), date(2026, 9, 1)
    for day, preset in ((earlier, None), (month, "distance-15"), (date(2026, 11, 25), None)):
        with pytest.raises(BadInput, match="measure-not-kept") as refused:
            measures.at_for(THE_PUBLIC, day, preset)
        assert refused.value.params["expected"].startswith("2026-11-01 (")
    assert trend(measures, earlier, THE_PUBLIC) is None and sqlite_store.metric_runs() == []
    assert measures.at_for(THE_PUBLIC, month).run.as_of == month
    of_staff = measures.at_for(STAFF_EVERYWHERE, earlier)
    assert measures.at_for(THE_PUBLIC, earlier) is of_staff
    assert trend(measures, earlier, THE_PUBLIC) is not None
    assert len(sqlite_store.metric_runs()) == 2


def test_who_moved_is_worked_out_once_for_all_and_by_the_public_for_a_few_pairs_of_days(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[tuple[date, date]] = []
    real = between.measure_turnover
    monkeypatch.setattr(between, "measure_turnover", lambda *given: (done.append(given[1:]), real(*given))[1])
    measures = measures_of(sqlite_store)
    month, before = date(2026, 11, 1), date(2025, 11, 1)
    for _ in range(3):
        assert measures.turnover_for(THE_PUBLIC, before, month) is measures.turnover_for(
            STAFF_EVERYWHERE, before, month
        )
    assert done == [(before, month)]
    for since, until in (
        (date(2024, 10, 1), month),
        (before, date(2026, 10, 1)),
        (month, month),
        (date(2026, 1, 2), month),
    ):
        with pytest.raises(BadInput, match="turnover-not-told") as refused:
            measures.turnover_for(THE_PUBLIC, since, until)
        assert refused.value.params["expected"] == "2026-11-01"
    measures.at(date(2026, 10, 1))
    measures.turnover_for(THE_PUBLIC, date(2025, 10, 1), date(2026, 10, 1))
    measures.turnover_for(STAFF_EVERYWHERE, date(2020, 1, 1), date(2026, 1, 3))
    measures.turnover_for(THE_PUBLIC, date(2020, 1, 1), date(2026, 1, 3))
    assert len(done) == 3
    household = pd.DataFrame({"building_id": [1]})
    sqlite_store.write([LayerChange("household", household, date(2020, 1, 1))], source="test")
    measures.turnover_for(THE_PUBLIC, before, month)
    assert len(done) == 4, "the data are others"


def test_organisations_are_read_once_for_each_of_their_versions(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Store] = []
    real = between.organisations_of_all_days
    monkeypatch.setattr(between, "organisations_of_all_days", lambda store: (read.append(store), real(store))[1])
    measures = measures_of(sqlite_store)

    def parks() -> list[int]:
        days = [date(2026, n, 1) for n in range(1, 7)]
        return [len(measures.between.parks(day, date(2026, 11, 1), measures.parameters.coverage)) for day in days]

    assert parks() == [0] * 6 and len(read) == 1
    park = pd.DataFrame({"name": ["园区"], "kind": ["park"]})
    sqlite_store.write([LayerChange("organisation", park, date(2020, 1, 1))], source="test")
    assert parks() == [1] * 6 and len(read) == 2


def test_what_is_of_now_stays_in_memory_whatever_else_is_asked_for(sqlite_store: Store) -> None:
    measures = measures_of(sqlite_store)
    today, month = measures.at(), measures.at(date(2026, 11, 1))
    others = [measures.at(date(2026, n, 1)) for n in range(1, 7)]
    assert measures.at() is today and measures.at(date(2026, 11, 1)) is month
    assert measures.at(date(2026, 6, 1)) is others[-1] and measures.at(date(2026, 1, 1)) is not others[0]
    street = pd.DataFrame({"id": [1], "code": ["990101"], "name": ["A"]})
    frame = gpd.GeoDataFrame(street, geometry=[shapely.box(114, 30, 114.01, 30.01)], crs="EPSG:4326")
    sqlite_store.write([LayerChange("street", frame, date(2020, 1, 1))], source="test")
    assert measures.at() is not today


def test_the_view_of_now_stays_whatever_days_are_looked_at(sqlite_store: Store) -> None:
    views = Views(Snapshots(sqlite_store))
    now = views.at()
    for n in range(1, 7):
        views.seen(THE_PUBLIC, date(2026, n, 1))
    assert views.at() is now


def test_a_day_before_the_data_or_far_ahead_is_refused_with_those_that_may_be_measured(sqlite_store: Store) -> None:
    area = pd.DataFrame({"id": [1], "code": ["990101"], "name": ["A"]})
    frame = gpd.GeoDataFrame(area, geometry=[shapely.box(114, 30, 114.01, 30.01)], crs="EPSG:4326")
    sqlite_store.write([LayerChange("street", frame, date(2020, 1, 1))], source="test")
    measures = measures_of(sqlite_store)
    for day in FURTHEST:
        for ask in (measures.at, lambda day: trend(measures, day, STAFF_EVERYWHERE)):
            with pytest.raises(BadInput, match="as-of-outside") as refused:
                ask(day)
            assert (refused.value.params["first"], refused.value.params["last"]) == ("2020-01-01", "2026-12-25")
    assert sqlite_store.metric_runs() == [], "nothing was measured and kept"
    for day in (FURTHEST[0] + timedelta(1), FURTHEST[1] - timedelta(1)):
        assert measures.at(day).run.as_of == day
    sqlite_store.write([LayerChange("street", frame.assign(id=2, code="990102"), date(2019, 6, 1))], source="test")
    assert measures.at(FURTHEST[0]).run.as_of == FURTHEST[0], "older data came in"


def test_over_young_data_and_none_a_year_back_may_be_measured(sqlite_store: Store) -> None:
    measures = measures_of(sqlite_store)
    assert measures.at(date(2025, 11, 25)).run.as_of == date(2025, 11, 25)
    with pytest.raises(BadInput, match="as-of-outside"):
        measures.at(date(2024, 11, 25))


def test_more_days_than_may_wait_to_be_measured_are_refused_and_the_same_day_is_measured_once(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    measures = measures_of(sqlite_store, waiting=2)
    began, go_on, asked = threading.Event(), threading.Event(), list[date]()
    real = module.measure_city

    def slow(store: Store, day: date, *given: Any, **more: Any) -> Measured:
        asked.append(day)
        began.set()
        go_on.wait(20)
        return real(store, day, *given, **more)

    monkeypatch.setattr(module, "measure_city", slow)
    days = [date(2026, 11, 1) + timedelta(number) for number in (0, 1, 2, 1, 2)]
    threads = [threading.Thread(target=measures.at, args=(day,)) for day in days]
    threads[0].start()
    assert began.wait(20)
    for thread in threads[1:]:
        thread.start()
    while len(measures._turns._asked) < 3:
        time.sleep(0.01)
    with pytest.raises(Unavailable, match="measure-queue-full") as caught:
        measures.at(date(2026, 11, 20))
    assert without_internals(caught.value) is caught.value
    assert retry_headers(caught.value) == {"Retry-After": str(RETRY_AFTER_S)}
    go_on.set()
    for thread in threads:
        thread.join(20)
    assert sorted(asked) == sorted(set(days))
    assert measures.at(date(2026, 11, 20)).run.as_of == date(2026, 11, 20), "there is room again"


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

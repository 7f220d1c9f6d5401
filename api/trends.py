"""Figures of many days: each day is measured once, behind the answers, and its run is read from then on."""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import replace
from queue import SimpleQueue
from typing import Any, Final

from geo.coverage import Reading, Weight
from geo.flows.measure_city import Measured, basis_of
from geo.measure import MeasureParameters
from geo.measure.published import Published, published
from geo.measure.trend import trend_figures
from geo.store import Store
from geo.store.metric_runs import MetricRun

logger = logging.getLogger("jingwei.trends")

POINTS_KEPT: Final = 256
PUBLISHED_KEPT: Final = 48
"""Tables of hidden counts: two years of months for staff, or one for both."""
WAITING_MOST: Final = 48
"""More days than these do not wait to be measured: they stay pending until somebody asks again."""
Point = tuple[int, dict[int, dict[str, Any]]]
"""A run's number, and the figures of a level's areas by id."""
Measure = Callable[[dt.date, MeasureParameters], Measured]


class Trends:
    """Answers what is measured already and measures the rest one day after the other, in a thread of its own."""

    def __init__(self, store: Store, measure: Measure) -> None:
        self._store, self._measure = store, measure
        self._lock = threading.Lock()
        self._points: OrderedDict[Hashable, Point] = OrderedDict()
        self._published: OrderedDict[Hashable, Published] = OrderedDict()
        self._waiting: set[Hashable] = set()
        self._queue: SimpleQueue[tuple[Hashable, Callable[[], object]] | None] = SimpleQueue()
        self._thread: threading.Thread | None = None

    def point(
        self,
        day: dt.date,
        parameters: MeasureParameters,
        level: str,
        reading: Reading,
        weight: Weight,
        *,
        asks: bool = True,
    ) -> Point | None:
        """The figures of that day; ``None`` while they are being measured, where that is asked for."""
        basis = basis_of(self._store, day, parameters)
        key = (basis.key(), level, reading, weight)
        with self._lock:
            if key in self._points:
                self._points.move_to_end(key)
                return self._points[key]
        run = self._store.find_metric_run(basis)
        if run is None and asks:
            self._ask(basis.key(), lambda: self._measure(day, parameters))
        if run is None:
            return None
        return self._keep(key, run, level, reading, weight)

    def published(
        self, day: dt.date, parameters: MeasureParameters, reading: Reading, k: int, *, asks: bool = True
    ) -> Published | None:
        """Which counts of that day stay hidden where those below ``k`` do: worked out of a measurement, since a kept run
        does not say which areas are parts of which. ``None`` while it is.
        """
        key = (basis_of(self._store, day, parameters).key(), reading, k)
        with self._lock:
            if key in self._published:
                self._published.move_to_end(key)
                return self._published[key]
        if asks:
            self._ask(key, lambda: self._publish(key, day, parameters, reading, k))
        return None

    def _publish(self, key: Hashable, day: dt.date, parameters: MeasureParameters, reading: Reading, k: int) -> None:
        found = published(self._measure(day, parameters).measure, reading, k)
        # the sums have done their work
        found = replace(found, table=replace(found.table, rows=[], columns=[]))
        with self._lock:
            self._published[key] = found
            while len(self._published) > PUBLISHED_KEPT:
                self._published.popitem(last=False)

    def close(self, wait_s: float) -> None:
        """Measure nothing more."""
        with self._lock:
            thread, self._thread = self._thread, None
        if thread is not None:
            self._queue.put(None)
            thread.join(wait_s)

    def _keep(self, key: Hashable, run: MetricRun, level: str, reading: Reading, weight: Weight) -> Point:
        assert run.id is not None
        assert run.result is not None
        point = run.id, trend_figures(run.result, level, reading, weight)
        with self._lock:
            self._points[key] = point
            while len(self._points) > POINTS_KEPT:
                self._points.popitem(last=False)
        return point

    def _ask(self, key: Hashable, work: Callable[[], object]) -> None:
        with self._lock:
            if key in self._waiting or len(self._waiting) >= WAITING_MOST:
                return
            self._waiting.add(key)
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="trends", daemon=True)
                self._thread.start()
        self._queue.put((key, work))

    def _work(self) -> None:
        while (asked := self._queue.get()) is not None:
            key, work = asked
            try:
                work()
            except Exception:
                # the question stays open: who asks again starts another try
                logger.exception("a measurement of a day failed")
            finally:
                with self._lock:
                    self._waiting.discard(key)

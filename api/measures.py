"""The city as measured: warm in memory for the day and preset that are asked for, never older than the last write."""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections import deque
from collections.abc import Callable, Collection
from typing import Any, Final

import pandas as pd

from api.between import Between
from api.kept_measures import KeptMeasures, Question
from api.measured import VIEWS_KEPT, MeasuredCity, MeasuredView
from api.settings import AHEAD_DAYS, MEASURES_WAITING
from api.trends import Trends
from api.turns import Turns
from geo.clock import china_today
from geo.coverage import Counting, Reading, Weight
from geo.errors import BadInput, JingweiError, Message, Unavailable
from geo.flows.measure_city import FrameCache, Measured, Rerun, measure_city
from geo.flows.measured_days import Days
from geo.flows.rerun import rerun
from geo.layers import DERIVED_LAYERS
from geo.layers.derived import GAP, SERVES_HOMES
from geo.measure import MeasureParameters, Memo
from geo.measure.city import LAYERS
from geo.measure.published import Published
from geo.measure.told import told_trend
from geo.rights import Scope, told_day
from geo.sight import HiddenBelow, has_own_rows, is_whole
from geo.snapshot import City
from geo.store import Store

logger = logging.getLogger("jingwei.measures")

PUBLIC_DAY = Message(
    "measure-not-kept",
    zh="没有登录时，只能查看已经统计好的日期和标准，{got} 不在其中",
    en="without signing in there are the days and presets that are measured already, and {got} is none of them",
    remedy_zh="可用：{expected}；工作人员请登录",
    remedy_en="available: {expected}; sign in as a member of staff for others",
)

PUBLIC_DAYS = Message(
    "turnover-not-told",
    zh="没有登录时，不能查看 {since} 至 {until} 的变化",
    en="without signing in there is no answer from {since} to {until}",
    remedy_zh="可用：截止日期 {expected}，起始日期为此前 {months} 个月内某月的 1 日；工作人员请登录",
    remedy_en="available: until {expected}, since the first of one of the {months} months before; sign in as a member of staff for others",
)
MONTHS_BACK: Final = 24
"""How many months of the past everybody is told of who moved since."""

RERUN_BUSY = Message(
    "rerun-busy",
    zh="另一条计算记录正在重新计算",
    en="another run is being measured again",
    remedy_zh="请稍后再试",
    remedy_en="try again later",
)


class Measures:
    """Measurements by day and preset: one is computed at a time, the latest few are kept."""

    def __init__(
        self,
        store: Store,
        parameters: MeasureParameters | None = None,
        today: Callable[[], dt.date] = china_today,
        *,
        ahead_days: int = AHEAD_DAYS,
        waiting: int = MEASURES_WAITING,
        below: HiddenBelow | None = None,
    ) -> None:
        self._store = store
        self._below = below or HiddenBelow()
        self._days, self._turns = Days(store, ahead_days), Turns(waiting)
        self._parameters = parameters or MeasureParameters()
        self._today = today
        self._cache, self._memo = FrameCache(), Memo()
        self._lock = threading.Lock()
        self._rerunning = threading.Lock()
        self._kept: KeptMeasures[MeasuredCity] = KeptMeasures(self._stays)
        self._views: deque[MeasuredView] = deque(maxlen=VIEWS_KEPT)
        self.trends = Trends(store, self._measured)
        self.between = Between(store, self._turns)

    @property
    def parameters(self) -> MeasureParameters:
        """The thresholds of this deployment."""
        return self._parameters

    def at(self, as_of: dt.date | None = None, preset: str | None = None) -> MeasuredCity:
        """The city measured on a day (today without one) by a preset of the service circle (the deployment's without
        one). Raises ``BadInput`` for an unknown preset and a day that is not among those that are measured,
        ``Unavailable`` where too many other days and presets wait.
        """
        day, parameters = as_of or self._today(), self._with(preset)
        found = self._known(day, parameters)
        if found is not None:
            return found
        self._days.check(day, self._today())
        with self._turns.turn((day, parameters)):
            # another thread may have measured it while this one waited
            found = self._known(day, parameters)
            if found is None:
                measured = self._measured(day, parameters)
                found = MeasuredCity(measured)
                self._kept.keep(self._key(day, parameters, measured.measure.versions), found)
        return found

    def at_for(self, scope: Scope, as_of: dt.date | None = None, preset: str | None = None) -> MeasuredCity:
        """As `at`, for somebody. Who has not signed in makes nothing be measured, and nothing be kept, but what everybody may
        be told now; raises ``BadInput`` for days and presets beside it that are not at hand.
        """
        day, parameters = as_of or self._today(), self._with(preset)
        if not (self.measures_for(scope, day, preset) or self._known(day, parameters)):
            raise BadInput(PUBLIC_DAY, got=f"{day.isoformat()} ({parameters.preset})", expected=self._at_hand())
        return self.at(as_of, preset)

    def measures_for(self, scope: Scope, day: dt.date, preset: str | None) -> bool:
        """Whether a day is measured because this asker wants to know it."""
        return scope.staff or self._is_for_all(day, self._with(preset))

    def _at_hand(self) -> str:
        """The days and presets that everybody is answered by, the usual one first."""
        first = told_day(self._today(), whole=False), self._parameters.preset
        others = {(one.day, one.parameters.preset) for one in self._kept.questions() if one.day.day == 1} - {first}
        return ", ".join(f"{day.isoformat()} ({preset})" for day, preset in (first, *sorted(others)))

    def _days_at_hand(self) -> set[dt.date]:
        return {told_day(self._today(), whole=False)} | {one.day for one in self._kept.questions() if one.day.day == 1}

    def _is_for_all(self, day: dt.date, parameters: MeasureParameters) -> bool:
        return day == told_day(self._today(), whole=False) and parameters == self._parameters

    def warm(self) -> None:
        """Measure today behind the service, so that the first planner does not wait; a store that is not there yet, or
        empty, is left alone.
        """
        try:
            if any(self._store.versions().values()):
                self.at().layers()
        except JingweiError as error:
            logger.info("the city was not measured ahead: %s", error)

    def turnover_for(self, scope: Scope, since: dt.date, until: dt.date) -> pd.DataFrame:
        """Who moved between two days, for somebody. Who has not signed in makes nothing be worked out but what everybody is
        told: from one of the latest months to a day that is at hand. Raises ``BadInput`` for others.
        """
        if not (scope.staff or self._turns_for_all(since, until) or self.between.has_turnover(since, until)):
            days = ", ".join(sorted({day.isoformat() for day in self._days_at_hand()}, reverse=True))
            raise BadInput(
                PUBLIC_DAYS, since=since.isoformat(), until=until.isoformat(), expected=days, months=MONTHS_BACK
            )
        return self.between.turnover(since, until)

    def _turns_for_all(self, since: dt.date, until: dt.date) -> bool:
        months = 12 * (until.year - since.year) + until.month - since.month
        return since.day == 1 and 0 < months <= MONTHS_BACK and until in self._days_at_hand()

    def rerun(self, number: int) -> Rerun:
        """A kept run computed again: minutes of work for a siting, so one at a time; raises ``Unavailable`` while another
        is under way, ``NotFound`` for an unknown one.
        """
        if not self._rerunning.acquire(blocking=False):
            raise Unavailable(RERUN_BUSY)
        try:
            return rerun(self._store, number)
        finally:
            self._rerunning.release()

    def trend(
        self,
        day: dt.date,
        preset: str | None,
        area: tuple[str, int],
        reading: Reading,
        weight: Weight,
        scope: Scope,
        *,
        whole: bool,
    ) -> tuple[int, dict[str, Any] | None] | None:
        """A day's run and the figures of an area, which is told ``whole`` or with small counts hidden by the table of that
        day; ``None`` while they are being worked out, which nobody starts who has not signed in. Raises ``BadInput`` for a
        day that is not among those that are measured.
        """
        self._days.check(day, self._today())
        parameters, asks = self._with(preset), self.measures_for(scope, day, preset)
        of = None if whole else self._published(day, parameters, reading, self._below.of(scope), asks)
        if of is None and not whole:
            return None
        point = self.trends.point(day, parameters, area[0], reading, weight, asks=asks)
        if point is None:
            return None
        run, figures = point[0], point[1].get(area[1])
        return run, figures if figures is None or of is None else told_trend(figures, area, of, weight)

    def _published(
        self, day: dt.date, parameters: MeasureParameters, reading: Reading, k: int, asks: bool
    ) -> Published | None:
        held = self._known(day, parameters)
        return (
            self.trends.published(day, parameters, reading, k, asks=asks)
            if held is None
            else held.published(reading, k)
        )

    def showing(
        self,
        base: City,
        layer_ids: Collection[str],
        as_of: dt.date | None,
        preset: str | None,
        counting: Counting,
        scope: Scope,
        now: City,
    ) -> MeasuredView:
        """The stored layers of ``base`` together with those derived ones that are asked for, measured where they must be
        and counted as is asked.

        ``now`` is the city of today, which says what is one's own. What is found of one's own buildings is of the day
        itself, all else of the day that may be told (`told_day`).
        """
        day, asked = as_of or self._today(), [DERIVED_LAYERS[name] for name in layer_ids if name in DERIVED_LAYERS]
        own = None
        if any(has_own_rows(one) for one in asked):
            # who has none of those buildings is shown none, of whatever day
            own = self.at_for(scope, told_day(day, whole=scope.has(*SERVES_HOMES)), preset)
        told = None
        if not all(has_own_rows(one) for one in asked):
            told = self.at_for(scope, told_day(day, whole=is_whole(GAP, scope)), preset)
        return self._view(base, own, told, scope, now, counting)

    def _view(
        self,
        base: City,
        own: MeasuredCity | None,
        told: MeasuredCity | None,
        scope: Scope,
        now: City,
        counting: Counting,
    ) -> MeasuredView:
        with self._lock:
            for view in self._views:
                if (
                    view.base is base
                    and view.own is own
                    and view.told is told
                    and view.counting == counting
                    and view.seen_by(scope, self._below, now)
                ):
                    return view
        view = MeasuredView(base, own, told, scope, self._below, now, counting)
        with self._lock:
            self._views.append(view)
        return view

    def _measured(self, day: dt.date, parameters: MeasureParameters) -> Measured:
        return measure_city(self._store, day, parameters, cache=self._cache, memo=self._memo)

    def _with(self, preset: str | None) -> MeasureParameters:
        own = self._parameters
        if preset is None or preset == own.preset:
            return own
        return MeasureParameters(own.coverage, own.housing, preset, own.required)

    def _key(self, day: dt.date, parameters: MeasureParameters, versions: dict[str, int]) -> Question:
        return Question(day, parameters, tuple(versions.get(layer, 0) for layer in LAYERS))

    def _known(self, day: dt.date, parameters: MeasureParameters) -> MeasuredCity | None:
        return self._kept.known(self._key(day, parameters, self._store.versions()))

    def _stays(self, question: Question) -> bool:
        """Today, and what everybody is told."""
        day, parameters = question.day, question.parameters
        return parameters == self._parameters and (day == self._today() or self._is_for_all(day, parameters))

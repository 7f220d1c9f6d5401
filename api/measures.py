"""The city as measured: warm in memory for the day and preset that are asked for, never older than the last write."""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections import deque
from collections.abc import Callable, Collection, Hashable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import geopandas as gpd
import numpy as np

from api.encoding import digest
from api.kept_measures import KeptMeasures, Question
from api.settings import AHEAD_DAYS, HIDDEN_BELOW, HIDDEN_BELOW_PUBLIC, MEASURES_WAITING
from api.trends import Trends
from api.turns import Days, Turns
from geo.clock import china_today
from geo.coverage import Reading, Weight
from geo.coverage.parameters import HUB
from geo.errors import BadInput, JingweiError, Message, Unavailable
from geo.flows.measure_city import FrameCache, Measured, Rerun, measure_city
from geo.flows.rerun import rerun
from geo.gaps import by_estate
from geo.layers import DERIVED_LAYERS
from geo.layers.derived import COVERAGE_LEVELS, GAP, SERVES_HOMES, coverage_layer_id
from geo.measure import CityMeasure, MeasureParameters, Memo, area_documents, derived_frames
from geo.measure.city import LAYERS
from geo.measure.layers import gap_frame
from geo.measure.published import Published, published
from geo.measure.told import told_areas, told_document, told_trend
from geo.rights import Scope, told_day, whole_rows
from geo.sight import has_own_rows, is_whole, seen, seen_keys
from geo.snapshot import City, LayerSnapshot
from geo.store import Store
from geo.store.metric_runs import MetricRun
from geo.tiles import TileSource
from geo.whatif import Baseline

logger = logging.getLogger("jingwei.measures")

VIEWS_KEPT: Final = 12
"""Views of scopes: each holds the rows that are its own, and shares all else."""
PUBLIC_DAY = Message(
    "measure-not-kept",
    zh="没有登录时，只能查看已经统计好的日期和标准，{got} 不在其中",
    en="without signing in there are the days and presets that are measured already, and {got} is none of them",
    remedy_zh="可用：{expected}；工作人员请登录",
    remedy_en="available: {expected}; sign in as a member of staff for others",
)

RERUN_BUSY = Message(
    "rerun-busy",
    zh="另一条计算记录正在重新计算",
    en="another run is being measured again",
    remedy_zh="请稍后再试",
    remedy_en="try again later",
)


@dataclass(frozen=True, slots=True)
class HiddenBelow:
    """Below which number counts of people are hidden from those who do not serve them."""

    staff: int = HIDDEN_BELOW
    public: int = HIDDEN_BELOW_PUBLIC

    def of(self, scope: Scope) -> int:
        """The number for this scope."""
        return self.staff if scope.staff else self.public


@dataclass(frozen=True)
class MeasuredCity:
    """One measurement with what is shown of it. Documents and layers are made when they are first asked for."""

    measured: Measured
    _documents: dict[Hashable, list[dict[str, Any]]] = field(default_factory=dict)
    _told: dict[Hashable, gpd.GeoDataFrame] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _published: dict[Hashable, Published] = field(default_factory=dict)
    _publishing: threading.Lock = field(default_factory=threading.Lock)

    @property
    def measure(self) -> CityMeasure:
        """The measurement."""
        return self.measured.measure

    @property
    def run(self) -> MetricRun:
        """The run under which it is kept."""
        return self.measured.run

    @cached_property
    def layers(self) -> dict[str, LayerSnapshot]:
        """The derived layers."""
        assert self.run.id is not None
        return {
            name: LayerSnapshot.from_frame(DERIVED_LAYERS[name], frame, self.run.id, self.measure.as_of)
            for name, frame in self.frames.items()
        }

    @cached_property
    def frames(self) -> dict[str, gpd.GeoDataFrame]:
        """The derived layers as frames."""
        return dict(derived_frames(self.measure))

    @cached_property
    def baseline(self) -> Baseline:
        """What questions of what-if start from."""
        return baseline_of(self.measure)

    def withheld(self, layer: str, thing: int) -> bool:
        """Whether a thing may not be named to who has no rights: households, and which of them are hubs."""
        return layer == "household" or (layer == "unit" and thing not in self.shown_units)

    @cached_property
    def shown_units(self) -> frozenset[int]:
        """The units that may be named: which household is a hub is told only to those whom it serves."""
        units = self.measure.coverage.work.units
        return frozenset(units.rows.ids[units.level != HUB].tolist())

    def gaps_for(self, scope: Scope, city: City) -> gpd.GeoDataFrame:
        """The fix list as this scope may see it: gaps of buildings outside its own areas are those of their estates."""
        own = scope.own_rows(city.layer("building"), city, *GAP.roles)
        if own is None:
            return self.measure.placed_gaps
        ids = city.layer("building").ids[own]
        key = ("gaps", ids.tobytes())
        with self._lock:
            known = self._told.get(key)
        if known is None:
            ground = self.measure.ground
            known = by_estate(self.measure.placed_gaps, ground, np.isin(ground.building.ids, ids))
            with self._lock:
                self._told[key] = known
                while len(self._told) > VIEWS_KEPT:
                    del self._told[next(iter(self._told))]
        return known

    def areas(self, level: str, reading: Reading, weight: Weight) -> list[dict[str, Any]]:
        """The documents of a level's areas."""
        key = (level, reading, weight)
        if key not in self._documents:
            self._documents[key] = area_documents(self.measure, level, reading, weight)
        return self._documents[key]

    def published(self, reading: Reading, k: int) -> Published:
        """Which counts of people below ``k``, and beside them, are hidden from those who do not serve them."""
        key = (reading, k)
        with self._publishing:
            if key not in self._published:
                self._published[key] = published(self.measure, reading, k)
            return self._published[key]

    def told_areas(self, level: str, reading: Reading, weight: Weight, k: int) -> list[dict[str, Any]]:
        """The documents of a level's areas as they may be passed on outside."""
        key = (level, reading, weight, k)
        if key not in self._documents:
            of = self.published(reading, k)
            self._documents[key] = [told_document(one, of, weight) for one in self.areas(level, reading, weight)]
        return self._documents[key]


def baseline_of(measure: CityMeasure) -> Baseline:
    """What questions of what-if start from, made of what a measurement has computed already."""
    rules, parameters = measure.circle.rules, measure.parameters.coverage
    return Baseline.of(
        measure.frames, measure.as_of, parameters, rules, measure.steps, measure.coverage, measure.circle
    )


class MeasuredView:
    """The layers of a day, stored and derived together, as a scope sees them, and the tiles of them."""

    def __init__(
        self,
        base: City,
        own: MeasuredCity | None,
        told: MeasuredCity | None,
        scope: Scope,
        below: HiddenBelow,
        now: City,
    ) -> None:
        self.base, self.own, self.told = base, own, told
        layers, stamps = dict(base), {name: base.written(name) for name in base}
        for held, is_own in ((own, True), (told, False)):
            names = (
                [] if held is None else [name for name in held.layers if has_own_rows(DERIVED_LAYERS[name]) == is_own]
            )
            layers |= {name: held.layers[name] for name in names if held is not None}
            stamps |= {name: f"run {held.run.id}" for name in names if held is not None}
        self._whole = City(layers, stamps)
        self._keys = seen_keys(self._whole, scope, now)
        city = seen(self._whole, scope, now)
        if told is not None and not is_whole(GAP, scope):
            gaps = gap_frame(told.gaps_for(scope, now))
            city = city.with_layer(LayerSnapshot.from_frame(GAP, gaps, told.run.id or 0, told.measure.as_of))
        self._told_key = told_key(scope, below)
        if told is not None and self._told_key is not None:
            for snapshot in _told_layers(told, now, scope, self._told_key[0]):
                city = city.with_layer(snapshot, f"~{digest(*map(str, self._told_key))}")
        self.city, self.tiles = city, TileSource(city)

    def seen_by(self, scope: Scope, below: HiddenBelow, now: City) -> bool:
        """Whether another scope would see the same today."""
        return seen_keys(self._whole, scope, now) == self._keys and told_key(scope, below) == self._told_key


def told_key(scope: Scope, below: HiddenBelow) -> tuple[Hashable, ...] | None:
    """What decides which figures of areas a scope is told, the number below which they are hidden first; ``None`` for all."""
    areas = scope.areas_for(*SERVES_HOMES)
    return None if areas is None else (below.of(scope), *areas)


def _told_layers(held: MeasuredCity, city: City, scope: Scope, k: Hashable) -> Iterator[LayerSnapshot]:
    """The coverage of each level of areas as a scope may be told it."""
    assert isinstance(k, int)
    of = held.published(Reading.STRICT, k)
    for level in COVERAGE_LEVELS:
        whole = whole_rows(scope, level, city)
        own = [] if whole is None else city.layer(level).ids[whole].tolist()
        layer = DERIVED_LAYERS[coverage_layer_id(level)]
        frame = told_areas(held.frames[layer.id], level, of, own)
        yield LayerSnapshot.from_frame(layer, frame, held.run.id or 0, held.measure.as_of)


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

    def _is_for_all(self, day: dt.date, parameters: MeasureParameters) -> bool:
        return day == told_day(self._today(), whole=False) and parameters == self._parameters

    def warm(self) -> None:
        """Measure today behind the service, so that the first planner does not wait; a store that is not there yet, or
        empty, is left alone.
        """
        try:
            if any(self._store.versions().values()):
                _ = self.at().layers
        except JingweiError as error:
            logger.info("the city was not measured ahead: %s", error)

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
        self, base: City, layer_ids: Collection[str], as_of: dt.date | None, preset: str | None, scope: Scope, now: City
    ) -> MeasuredView:
        """The stored layers of ``base`` together with those derived ones that are asked for, measured where they must be.

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
        return self._view(base, own, told, scope, now)

    def _view(
        self, base: City, own: MeasuredCity | None, told: MeasuredCity | None, scope: Scope, now: City
    ) -> MeasuredView:
        with self._lock:
            for view in self._views:
                if (
                    view.base is base
                    and view.own is own
                    and view.told is told
                    and view.seen_by(scope, self._below, now)
                ):
                    return view
        view = MeasuredView(base, own, told, scope, self._below, now)
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

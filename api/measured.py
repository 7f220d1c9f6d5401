"""One day of the city as measured under one preset, and what of it a scope is told and shown."""

from __future__ import annotations

import threading
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import geopandas as gpd
import numpy as np

from api.encoding import digest
from geo.coverage import USUAL, Counting, Reading, Weight
from geo.coverage.parameters import HUB
from geo.flows.measure_city import Measured
from geo.gaps import by_estate
from geo.layers import DERIVED_LAYERS, Layer
from geo.layers.derived import COVERAGE_LEVELS, GAP, SERVES_HOMES, coverage_layer_id
from geo.measure import CityMeasure, area_documents, derived_frame
from geo.measure.layers import gap_frame
from geo.measure.published import Published, published
from geo.measure.told import told_areas, told_document
from geo.rights import Scope, whole_rows
from geo.sight import HiddenBelow, has_own_rows, is_whole, seen, seen_keys
from geo.snapshot import City, LayerSnapshot
from geo.store.metric_runs import MetricRun
from geo.tiles import TileSource
from geo.whatif import Baseline

VIEWS_KEPT: Final = 12
"""Views of scopes: each holds the rows that are its own, and shares all else."""


@dataclass(frozen=True)
class MeasuredCity:
    """One measurement with what is shown of it. Documents and layers are made when they are first asked for."""

    measured: Measured
    _documents: dict[Hashable, list[dict[str, Any]]] = field(default_factory=dict)
    _told: dict[Hashable, gpd.GeoDataFrame] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _published: dict[Hashable, Published] = field(default_factory=dict)
    _publishing: threading.Lock = field(default_factory=threading.Lock)
    _frames: dict[Hashable, gpd.GeoDataFrame] = field(default_factory=dict)
    _layers: dict[Hashable, LayerSnapshot] = field(default_factory=dict)
    _drawing: threading.RLock = field(default_factory=threading.RLock)

    @property
    def measure(self) -> CityMeasure:
        """The measurement."""
        return self.measured.measure

    @property
    def run(self) -> MetricRun:
        """The run under which it is kept."""
        return self.measured.run

    def layers(self, counting: Counting = USUAL) -> dict[str, LayerSnapshot]:
        """The derived layers as figures are counted; those that follow neither reading nor weight are the same in all."""
        return {layer.id: self._layer(layer, counting) for layer in DERIVED_LAYERS.values()}

    def _layer(self, layer: Layer, counting: Counting) -> LayerSnapshot:
        assert self.run.id is not None
        key = (layer.id, *followed(layer, counting))
        with self._drawing:
            if key not in self._layers:
                frame = self.frame(layer, counting)
                self._layers[key] = LayerSnapshot.from_frame(layer, frame, self.run.id, self.measure.as_of)
            return self._layers[key]

    def frame(self, layer: Layer, counting: Counting) -> gpd.GeoDataFrame:
        """A derived layer as a frame."""
        key = (layer.id, *followed(layer, counting))
        with self._drawing:
            if key not in self._frames:
                self._frames[key] = derived_frame(self.measure, layer.id, counting)
            return self._frames[key]

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


def followed(layer: Layer, counting: Counting) -> tuple[str, ...]:
    """What of a counting a derived layer follows: what tells its pictures of one measurement apart."""
    reading = (counting.reading.value,) if layer.by_reading else ()
    return (*reading, counting.weight.value) if layer.by_weight else reading


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
        counting: Counting,
    ) -> None:
        self.base, self.own, self.told, self.counting = base, own, told, counting
        layers, stamps = dict(base), {name: base.written(name) for name in base}
        for held, is_own in ((own, True), (told, False)):
            read = {} if held is None else held.layers(counting)
            shown = {name: one for name, one in read.items() if has_own_rows(one.layer) == is_own}
            layers |= shown
            stamps |= {name: _stamp(one, counting) for name, one in shown.items()}
        self._whole = City(layers, stamps)
        self._keys = seen_keys(self._whole, scope, now, below)
        city = seen(self._whole, scope, now, below)
        if told is not None and not is_whole(GAP, scope):
            gaps = gap_frame(told.gaps_for(scope, now))
            city = city.with_layer(LayerSnapshot.from_frame(GAP, gaps, told.run.id or 0, told.measure.as_of))
        self._told_key = told_key(scope, below)
        if told is not None and self._told_key is not None:
            for snapshot in _told_layers(told, now, scope, self._told_key[0], counting):
                city = city.with_layer(snapshot, f"~{digest(*map(str, self._told_key))}")
        self.city, self.tiles = city, TileSource(city)

    def seen_by(self, scope: Scope, below: HiddenBelow, now: City) -> bool:
        """Whether another scope would see the same today."""
        return seen_keys(self._whole, scope, now, below) == self._keys and told_key(scope, below) == self._told_key


def _stamp(snapshot: LayerSnapshot, counting: Counting) -> str:
    """What tells one measurement's layer from every other: its run, and what of the counting it follows."""
    return " ".join(("run", str(snapshot.version), *followed(snapshot.layer, counting)))


def told_key(scope: Scope, below: HiddenBelow) -> tuple[Hashable, ...] | None:
    """What decides which figures of areas a scope is told, the number below which they are hidden first; ``None`` for all."""
    areas = scope.areas_for(*SERVES_HOMES)
    return None if areas is None else (below.of(scope), *areas)


def _told_layers(
    held: MeasuredCity, city: City, scope: Scope, k: Hashable, counting: Counting
) -> Iterator[LayerSnapshot]:
    """The coverage of each level of areas as a scope may be told it: shares are those of the documents that it is told."""
    assert isinstance(k, int)
    of = held.published(counting.reading, k)
    for level in COVERAGE_LEVELS:
        whole = whole_rows(scope, level, city)
        own = [] if whole is None else city.layer(level).ids[whole].tolist()
        layer = DERIVED_LAYERS[coverage_layer_id(level)]
        documents = held.told_areas(level, counting.reading, counting.weight, k)
        frame = told_areas(held.frame(layer, counting), level, of, own, documents)
        yield LayerSnapshot.from_frame(layer, frame, held.run.id or 0, held.measure.as_of)

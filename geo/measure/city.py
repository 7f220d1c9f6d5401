"""A city measured on a day: from frames to every answer, each part computed once for the inputs that it depends on."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.asof import Frames, Rows
from geo.coverage import Coverage, compute_coverage, find_seams, in_one_grid
from geo.gaps import gap_list, with_shapes, without_hubs
from geo.ground import Ground
from geo.housing import Housing, compute_housing
from geo.measure.figures import all_figures
from geo.measure.parameters import DEFINITION, MeasureParameters
from geo.model import Problem
from geo.walk import Circle, Doors, Doorsteps, WalkNetwork, build_network, circle_from, doors_of

Made = TypeVar("Made")
Versions = Mapping[str, int]

INPUTS = {
    "ground": ("street", "community", "grid", "estate", "building", "household"),
    "coverage": (
        "street", "community", "grid", "estate", "building", "household", "entrance", "unit", "service_link",
        "organisation", "path", "gate",
    ),
    "seams": ("street", "community", "grid", "estate", "building", "household", "entrance"),
    "housing": ("street", "community", "grid", "estate", "building", "household"),
    "network": ("path", "estate", "gate"),
    "doors": ("building", "entrance"),
    "steps": ("path", "estate", "gate", "building", "entrance"),
    "circle": ("path", "estate", "gate", "building", "entrance", "venue"),
    "figures": (
        "street", "community", "grid", "estate", "building", "household", "entrance", "unit", "service_link",
        "organisation", "path", "gate", "venue",
    ),
}  # fmt: skip
"""Which layers each part is computed from."""

LAYERS = tuple(sorted({layer for layers in INPUTS.values() for layer in layers}))
"""Every layer that a measurement reads."""


class Memo:
    """The parts of recent measurements by their inputs, so that an edit of one layer computes again only what reads it.

    Each part keeps its latest ``kept`` values. Safe to share between threads; two that ask for the same part at once
    may both compute it.
    """

    def __init__(self, kept: int = 6) -> None:
        self._kept = kept
        self._lock = threading.Lock()
        self._parts: dict[str, dict[Hashable, Any]] = {}

    def part(self, name: str, key: Hashable, make: Callable[[], Made]) -> Made:
        """The part for that key, as known or as ``make`` answers."""
        with self._lock:
            if key in self._parts.setdefault(name, {}):
                value: Made = self._parts[name].pop(key)
                self._parts[name][key] = value
                return value
        value = make()
        with self._lock:
            self._parts[name][key] = value
            while len(self._parts[name]) > self._kept:
                del self._parts[name][next(iter(self._parts[name]))]
        return value


@dataclass(frozen=True)
class CityMeasure:
    """Everything found on a day; ``figures`` has one row per area, index, category, reading and weight (see
    `geo.measure.figures`), ``gaps`` is the fix list, ``versions`` the layers as they were read.
    """

    as_of: dt.date
    parameters: MeasureParameters
    versions: dict[str, int]
    frames: Frames
    coverage: Coverage
    seams: dict[str, list[Problem]]
    housing: Housing
    network: WalkNetwork
    steps: Doorsteps
    circle: Circle
    figures: pd.DataFrame
    gaps: pd.DataFrame

    @property
    def doors(self) -> Doors:
        """Where people leave their buildings."""
        return self.steps.doors

    @property
    def ground(self) -> Ground:
        """The buildings in their areas."""
        return self.coverage.work.ground

    @cached_property
    def one_grid(self) -> npt.NDArray[np.object_]:
        """Whether each building lies in exactly one grid (see `in_one_grid`)."""
        return in_one_grid(self.ground, self.seams)

    @cached_property
    def told_gaps(self) -> pd.DataFrame:
        """The fix list as it may be passed on, kept and printed: no hub household's unit is named in it."""
        return without_hubs(self.gaps, self.coverage.work)

    @cached_property
    def placed_gaps(self) -> gpd.GeoDataFrame:
        """``told_gaps`` with the ground of each gap."""
        return with_shapes(self.told_gaps, self.ground)

    @property
    def definition(self) -> str:
        """The versions of the rules."""
        return DEFINITION


def compute_measure(
    frames: Frames, versions: Versions, as_of: dt.date, parameters: MeasureParameters, memo: Memo | None = None
) -> CityMeasure:
    """Measure a city: ``frames`` by layer id (those of `LAYERS` that exist), as of the day.

    ``versions`` name the state of each frame; parts of ``memo`` with equal inputs, day and thresholds are taken over.
    """
    memo = memo or Memo()

    def part(name: str, thresholds: Hashable, make: Callable[[], Made]) -> Made:
        state = tuple(versions.get(layer, 0) for layer in INPUTS[name])
        return memo.part(name, (as_of, state, thresholds), make)

    network = part("network", None, lambda: build_network(frames.get("path"), frames.get("estate"), frames.get("gate")))
    doors = part("doors", None, lambda: doors_of(frames.get("entrance"), Rows.given(frames, "building", as_of).frame))
    steps = part("steps", None, lambda: Doorsteps.of(network, doors))
    ground = part("ground", None, lambda: Ground.of(frames, as_of))
    coverage = part(
        "coverage", parameters.coverage, lambda: compute_coverage(frames, as_of, parameters.coverage, steps, ground)
    )
    seams = part("seams", None, lambda: find_seams(frames, ground, as_of))
    housing = part("housing", parameters.housing, lambda: compute_housing(frames, as_of, parameters.housing))
    limits = (parameters.preset, parameters.required, parameters.coverage.detour_factor)
    circle = part("circle", limits, lambda: circle_from(steps, _venues(frames), parameters.circle))
    figures = part("figures", parameters, lambda: all_figures(coverage, circle))
    gaps = part("figures", ("gaps", parameters), lambda: gap_list(coverage, seams, circle, network))
    return CityMeasure(
        as_of, parameters, dict(versions), frames, coverage, seams, housing, network, steps, circle,
        figures, gaps,
    )  # fmt: skip


def _venues(frames: Frames) -> pd.DataFrame:
    venue = frames.get("venue")
    if venue is not None:
        return venue
    return gpd.GeoDataFrame({"id": pd.Series([], dtype="int64"), "category": pd.Series([], dtype=object)}, geometry=[])

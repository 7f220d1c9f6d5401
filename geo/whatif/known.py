"""What is there while changes are read one after the other: the things of the day, and what the changes made of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from geo.asof import Frames, Ints
from geo.columns import missing
from geo.layers import layer_named
from geo.snapshot import field_column

NAMED_IN = {
    "venue": (("venue", "id"),), "unit": (("unit", "id"), ("unit", "parent_id"), ("service_link", "unit_id")),
}  # fmt: skip
"""Where ids of a layer stand, the dangling ones included: a new id must bring none of them to life."""

STEPS: Mapping[str, tuple[float, ...]] = {
    "dormant_after_days": (30, 60, 90, 180, 365), "hub_lenient_m": (0, 50, 100, 150, 200, 300, 500),
    "detour_factor": (1.0, 1.2, 1.3, 1.4, 1.5, 2.0),
}  # fmt: skip
"""The values ⚙ that who has no rights may try of thresholds that decide about hub households: between any two values
the answers would tell on which day one was last active, or how many metres away its door is."""


def nothing_withheld(layer: str, thing: int) -> bool:
    """For who may know everything."""
    return False


@dataclass(frozen=True)
class Asker:
    """What one may know who asks: which things (layer, id) are ``withheld``, and look like those that are not there;
    and which values of a threshold he may try, all where ``steps`` does not name it.
    """

    withheld: Callable[[str, int], bool] = nothing_withheld
    steps: Mapping[str, tuple[float, ...]] = field(default_factory=dict)


EVERYTHING = Asker()


class Known:
    """The things of the frames that may be named, after the changes read so far."""

    def __init__(self, frames: Frames, asker: Asker) -> None:
        self.asker = asker
        self._frames = frames
        self._things: dict[tuple[str, int], bool] = {}
        self._made: dict[int, tuple[str, int]] = {}
        self._ids: dict[str, Ints] = {}
        self._highest: dict[str, int] = {}

    def holds(self, layer: str, thing: int) -> bool:
        """Whether the layer has a thing of that id now."""
        if (layer, thing) in self._things:
            return self._things[layer, thing]
        return not self.asker.withheld(layer, thing) and self._stored(layer, thing)

    def made_by(self, number: int) -> tuple[str, int] | None:
        """The layer and id of what the change of that number added; ``None`` where it added nothing."""
        return self._made.get(number)

    def add(self, number: int, layer: str) -> int:
        """The id of a thing that the change of that number makes: it comes last where ids break ties."""
        if layer not in self._highest:
            self._highest[layer] = max(self._highest_in(*place) for place in NAMED_IN[layer])
        self._highest[layer] += 1
        new = self._highest[layer]
        self._things[layer, new] = True
        self._made[number] = (layer, new)
        return new

    def remove(self, layer: str, thing: int) -> None:
        """The thing is not there any more."""
        self._things[layer, thing] = False

    def _stored(self, layer: str, thing: int) -> bool:
        if layer not in self._ids:
            frame = self._frames.get(layer)
            self._ids[layer] = np.zeros(0, np.int64) if frame is None else np.sort(frame["id"].to_numpy(np.int64))
        ids = self._ids[layer]
        at = int(np.searchsorted(ids, thing))
        return at < len(ids) and int(ids[at]) == thing

    def _highest_in(self, layer: str, name: str) -> int:
        frame: pd.DataFrame | None = self._frames.get(layer)
        if frame is None or not len(frame):
            return 0
        column: Any = frame["id"].to_numpy() if name == "id" else field_column(frame, layer_named(layer).field(name))
        return int(column[~missing(column)].max(initial=0))

"""What the demonstration city holds and which gaps were planted in it, so that later work can be checked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Gap:
    """One planted gap with its known answer.

    ``layer`` and ``ids`` name what a check must find (``codes`` are their codes, where they have some); ``place`` is
    lon, lat. ``expected`` says the finding in words and ``verdict`` as the word of the domain where there is one;
    ``figures`` are its numbers, units in their names. ``exhaustive`` is true when nothing else in the city is of this
    kind: a check must then find these and no more.
    """

    kind: str
    layer: str
    ids: tuple[int, ...]
    codes: tuple[str, ...]
    place: tuple[float, float]
    expected: str
    verdict: str | None = None
    figures: Mapping[str, Any] = field(default_factory=dict)
    exhaustive: bool = True

    def to_json(self) -> dict[str, Any]:
        """The gap as plain JSON values."""
        return {
            "kind": self.kind, "layer": self.layer, "ids": list(self.ids), "codes": list(self.codes),
            "place": list(self.place), "expected": self.expected, "verdict": self.verdict,
            "figures": dict(self.figures), "exhaustive": self.exhaustive,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Manifest:
    """Scale, seed, date and counts of a city, what holds everywhere but in the gaps (``base``), the gaps, and what
    happened in the year before (``past``).
    """

    scale: float
    seed: int
    as_of: dt.date
    counts: Mapping[str, int]
    base: Mapping[str, Any]
    gaps: tuple[Gap, ...]
    past: Mapping[str, Any]

    def of_kind(self, kind: str) -> tuple[Gap, ...]:
        """The planted gaps of one kind."""
        return tuple(gap for gap in self.gaps if gap.kind == kind)

    def to_json(self) -> dict[str, Any]:
        """The manifest as plain JSON values."""
        return {
            "scale": self.scale, "seed": self.seed, "as_of": self.as_of.isoformat(), "counts": dict(self.counts),
            "base": dict(self.base), "gaps": [gap.to_json() for gap in self.gaps],
            "past": dict(self.past),
        }  # fmt: skip

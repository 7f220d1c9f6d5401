"""The small values that every part of the program hands around."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple, Protocol

from shapely.geometry.base import BaseGeometry

from geo.errors import Message

MAX_ZOOM = 22


class BBox(NamedTuple):
    """A box in degrees, longitude first. ``west <= east`` and ``south <= north``."""

    west: float
    south: float
    east: float
    north: float

    def union(self, other: BBox) -> BBox:
        """The smallest box that holds both."""
        return BBox(
            min(self.west, other.west),
            min(self.south, other.south),
            max(self.east, other.east),
            max(self.north, other.north),
        )

    def intersects(self, other: BBox) -> bool:
        """Whether the boxes share a point, edges included."""
        return (
            self.west <= other.east
            and other.west <= self.east
            and self.south <= other.north
            and other.south <= self.north
        )


class Period(NamedTuple):
    """Days from ``first`` to ``last``, both included; ``None`` is an open end. ``first <= last``."""

    first: date | None
    last: date | None


class Tile(NamedTuple):
    """A tile of the WebMercatorQuad matrix set; ``y`` counts from the north."""

    z: int
    x: int
    y: int

    def exists(self) -> bool:
        """Whether the tile lies inside the matrix of its zoom."""
        return 0 <= self.z <= MAX_ZOOM and 0 <= self.x < 1 << self.z and 0 <= self.y < 1 << self.z


class Severity(StrEnum):
    """How much a problem weighs: an ``error`` stops an import, a ``warning`` is stored with it, a ``note`` informs."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with data: which feature, which rule, where, how large, and what would mend it.

    Problems are returned, never raised; the caller decides. ``place`` is lon/lat; ``size`` is in ``unit``
    (``m2``, ``m`` or ``count``). ``row`` counts as the file's own program shows it (the first row is 1).
    """

    message: Message
    severity: Severity
    layer: str
    feature: str | None = None
    params: Mapping[str, Any] = field(default_factory=dict)
    place: BaseGeometry | None = None
    size: float | None = None
    unit: str | None = None
    file: str | None = None
    row: int | None = None
    column: str | None = None

    @property
    def rule(self) -> str:
        """The stable code of the broken rule."""
        return self.message.code


class Progress(Protocol):
    """Told how far a long job is; ``stage`` is a stable word, ``total`` is 0 while unknown."""

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Told once per step, from the thread that works."""


def silent(stage: str, done: int, total: int) -> None:
    """A progress listener for callers that do not watch."""

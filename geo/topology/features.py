"""What the checks look at: one layer's geometries with their labels, and the ruler that measures them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from geo.crs import LocalFrame, local_frame
from geo.errors import Message
from geo.model import Problem, Severity

Geometries = npt.NDArray[np.object_]
Indices = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

POLYGON_TYPES = (3, 6)


@dataclass(frozen=True, slots=True)
class Tolerances:
    """What counts as nothing, and what is too much. All of them are settings of an import.

    A piece smaller than ``sliver_m2``, or on average narrower than ``sliver_width_m`` (the storage grid leaves up to
    a centimetre where an edge of one meets two edges of the other), is no gap and no overlap. A geometry with more
    than ``vertices`` is refused unread; repair takes at most ``repair_vertices``.
    """

    sliver_m2: float = 1.0
    sliver_width_m: float = 0.02
    narrow_gap_m: float = 0.5
    vertices: int = 200_000
    repair_vertices: int = 20_000
    cut_share: float = 0.95
    person_share: float = 0.6
    second_parent_share: float = 0.05


DEFAULT = Tolerances()


@dataclass(frozen=True)
class Features:
    """The features of one layer as the checks need them, all arrays of one length.

    ``geometry`` is lon/lat (None where missing), ``labels`` is how a person finds the feature (its code, else its
    key), ``rows`` are the file's row numbers where there is a file.
    """

    layer: str
    labels: npt.NDArray[np.object_]
    geometry: Geometries
    rows: Indices | None = None

    @classmethod
    def of(cls, layer: str, geometry: Iterable[BaseGeometry | None], labels: Sequence[str] | None = None) -> Features:
        """Features from bare geometries; without labels they are numbered from 1."""
        array = np.asarray(list(geometry), dtype=object)
        names = [str(number + 1) for number in range(len(array))] if labels is None else list(labels)
        return cls(layer, np.asarray(names, dtype=object), array)

    @classmethod
    def from_frame(cls, layer: str, frame: gpd.GeoDataFrame, rows: Sequence[int] | None = None) -> Features:
        """Features from a layer's frame: labelled by ``code``, where that is missing by ``key``, else by position."""
        labels = np.asarray([str(number + 1) for number in range(len(frame))], dtype=object)
        for column in ("key", "code"):
            if column in frame:
                values = frame[column].astype(object)
                labels = np.where(values.notna(), values, labels)
        geometry = np.asarray(frame.geometry.array, dtype=object)
        return cls(layer, labels, geometry, None if rows is None else np.asarray(rows, dtype=np.int64))

    def __len__(self) -> int:
        return len(self.geometry)

    @cached_property
    def sound(self) -> Mask:
        """Which features have a valid, non-empty polygon: the only ones that coverage checks can compare."""
        areal = np.isin(shapely.get_type_id(self.geometry), POLYGON_TYPES) & ~shapely.is_empty(self.geometry)
        areal[areal] = shapely.is_valid(self.geometry[areal])
        return np.asarray(areal, dtype=np.bool_)

    @cached_property
    def ruler(self) -> Ruler:
        """The ruler for the place where these features lie."""
        return Ruler.over(self)

    def problem(
        self,
        message: Message,
        severity: Severity,
        at: int,
        params: Mapping[str, Any] | None = None,
        *,
        place: BaseGeometry | None = None,
        size: float | None = None,
        unit: str | None = None,
    ) -> Problem:
        """A problem of the feature at this position; its label is always the parameter ``feature``."""
        label = str(self.labels[at])
        row = None if self.rows is None else int(self.rows[at])
        shown: dict[str, Any] = {"feature": label}
        if size is not None:
            shown["size"] = round(size, 1)
        return Problem(message, severity, self.layer, label, shown | dict(params or {}), place, size, unit, row=row)


@dataclass(frozen=True, slots=True)
class Ruler:
    """Measures lon/lat geometries in metres, in one frame for the whole check."""

    frame: LocalFrame

    @classmethod
    def over(cls, *features: Features) -> Ruler:
        """The ruler for the place where these features lie."""
        return cls(local_frame(np.concatenate([part.geometry for part in features])))

    def area_m2(self, geometries: npt.ArrayLike) -> Floats:
        """Areas in square metres; missing and empty are 0."""
        return np.nan_to_num(np.asarray(shapely.area(self.frame.to_metres(geometries)), dtype=np.float64))

    def length_m(self, geometries: npt.ArrayLike) -> Floats:
        """Lengths (of polygons: perimeters) in metres; missing and empty are 0."""
        return np.nan_to_num(np.asarray(shapely.length(self.frame.to_metres(geometries)), dtype=np.float64))

    def distance_m(self, geometries: npt.ArrayLike, others: npt.ArrayLike) -> Floats:
        """Distances in metres, pair by pair."""
        pair = self.frame.to_metres(geometries), self.frame.to_metres(others)
        return np.asarray(shapely.distance(*pair), dtype=np.float64)

    def pieces(self, geometries: Geometries, tolerances: Tolerances) -> tuple[Geometries, Indices, Floats]:
        """The polygons inside these geometries that are more than slivers: piece, position of its origin, m²."""
        parts, origin = shapely.get_parts(geometries, return_index=True)
        nested = shapely.get_type_id(parts) == 6
        if nested.any():
            inner, position = shapely.get_parts(parts[nested], return_index=True)
            parts, origin = (
                np.concatenate([parts[~nested], inner]),
                np.concatenate([origin[~nested], origin[nested][position]]),
            )
        areal = shapely.get_type_id(parts) == 3
        parts, origin = parts[areal], origin[areal]
        metres = self.frame.to_metres(parts)
        area, perimeter = shapely.area(metres), shapely.length(metres)
        width = 2.0 * area / np.maximum(perimeter, 1e-9)
        kept = (area > tolerances.sliver_m2) & (width > tolerances.sliver_width_m)
        return parts[kept], origin[kept].astype(np.int64), area[kept]

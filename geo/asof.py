"""One layer as it stood on a day, as columns that rules compute with; and what every figure says of its origin."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Protocol, Self

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.columns import MISSING_INTEGER, Column, as_column, missing
from geo.corners import Corners
from geo.layers import Layer, layer_named
from geo.layers.kinds import FieldType
from geo.snapshot import field_column, geometry_column

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Objects = NDArray[np.object_]
Frames = Mapping[str, pd.DataFrame]

NOWHERE = -1
"""The row of a thing that is not there."""
SPARSE = 8
"""So many times as many numbers as things from the first id to the last make a table of all too large."""


class Parameters(Protocol):
    """The thresholds of a rule set: a frozen dataclass of plain values."""

    __dataclass_fields__: Any


@dataclass(frozen=True, slots=True)
class Basis:
    """What a result needs so that it can be computed again: the definition's version, its parameters, the day."""

    definition: str
    parameters: Any
    as_of: dt.date

    def to_json(self) -> dict[str, Any]:
        """The basis as plain JSON values."""
        return {"definition": self.definition, "as_of": self.as_of.isoformat(), "parameters": asdict(self.parameters)}


class Rows:
    """The rows of a layer that are valid on a day, ordered by ``ids``.

    A row is valid when ``valid_from <= day < valid_to``; a missing bound is open, and a frame without these columns
    holds only valid rows. Columns are typed as in ``geo.columns``; a field that the frame lacks is missing throughout.
    """

    def __init__(self, layer: Layer, frame: pd.DataFrame, ids: Ints) -> None:
        self.layer = layer
        self.ids = ids
        self._frame = frame
        self._columns: dict[str, Column] = {}
        self._places: Ints | None = None
        self._corners: Corners | None = None
        self._boxes: Floats | None = None

    @classmethod
    def of(cls, layer_id: str, frame: pd.DataFrame, as_of: dt.date) -> Self:
        """The rows of that day; raises ``ValueError`` for a frame without ``id``, or with one twice on that day."""
        if "id" not in frame.columns:
            raise ValueError(f"a frame of {layer_id} needs the column 'id'")
        valid = _valid(frame, as_of)
        frame = frame if valid is None or valid.all() else frame[valid]
        ids = frame["id"].to_numpy(dtype=np.int64)
        if (ids[1:] <= ids[:-1]).any():
            frame = frame.iloc[np.argsort(ids, kind="stable")]
            ids = np.sort(ids)
            if (ids[1:] == ids[:-1]).any():
                raise ValueError(f"a frame of {layer_id} holds the id {ids[1:][ids[1:] == ids[:-1]][0]} twice")
        return cls(layer_named(layer_id), frame, ids)

    @classmethod
    def given(cls, frames: Frames, layer_id: str, as_of: dt.date) -> Self:
        """The rows of that layer, none where the frames lack it."""
        frame = frames.get(layer_id)
        return cls.of(layer_id, pd.DataFrame({"id": np.array([], np.int64)}) if frame is None else frame, as_of)

    def take(self, at: Ints) -> Self:
        """Some of the rows, by position in ascending order."""
        part = type(self)(self.layer, self._frame.iloc[at], self.ids[at])
        part._columns = {name: column[at] for name, column in self._columns.items()}
        return part

    def __len__(self) -> int:
        return len(self.ids)

    def __getitem__(self, name: str) -> Column:
        if name not in self._columns:
            self._columns[name] = field_column(self._frame, self.layer.field(name))
        return self._columns[name]

    def some(self, name: str, at: Ints) -> Column:
        """One field of some rows, without a look at all others."""
        if name in self._columns:
            return self._columns[name][at]
        return field_column(self._frame, self.layer.field(name), at)

    @property
    def geometry(self) -> Objects:
        """The lon/lat geometries, ``None`` where missing or empty."""
        if "geometry" not in self._columns:
            self._columns["geometry"] = geometry_column(self.layer, self._frame)
        return self._columns["geometry"]

    def shapes(self, at: Ints) -> Objects:
        """The geometries of some rows, without a look at all others."""
        if "geometry" in self._columns:
            return self._columns["geometry"][at]
        return geometry_column(self.layer, self._frame, at)

    @property
    def corners(self) -> Corners:
        """The corners of the geometries."""
        if self._corners is None:
            self._corners = Corners.of(self.geometry)
        return self._corners

    @property
    def boxes(self) -> Floats:
        """The box of each geometry in lon/lat: west, south, east, north, NaN without any."""
        if self._boxes is None:
            self._boxes = shapely.bounds(self.geometry).reshape(-1, 4)
        return self._boxes

    @property
    def frame(self) -> pd.DataFrame:
        """The rows as they came, in the order of ``ids``."""
        return self._frame

    def rows_of(self, things: Ints) -> Ints:
        """The row of each id, ``NOWHERE`` where there is none."""
        if not len(self.ids):
            return np.full(len(things), NOWHERE, np.int64)
        low, high = int(self.ids[0]), int(self.ids[-1])
        if high - low >= SPARSE * len(self.ids):
            rows = np.minimum(np.searchsorted(self.ids, things), len(self.ids) - 1)
            return np.where(self.ids[rows] == things, rows, NOWHERE).astype(np.int64)
        if high - low == len(self.ids) - 1:  # one after the other: each tells its own row
            rows = things - low
            return np.where((rows >= 0) & (rows < len(self.ids)), rows, NOWHERE)
        inside = (things >= low) & (things <= high)
        if self._places is None:  # ids that lie close together are looked up in a table, not searched
            places = np.full(high - low + 1, NOWHERE, np.int64)
            places[self.ids - low] = np.arange(len(self.ids))
            self._places = places
        return np.where(inside, self._places[np.where(inside, things - low, 0)], NOWHERE)

    def links(self, name: str, holders: Rows) -> Ints:
        """The row in ``holders`` that each row's field names, ``NOWHERE`` for missing and dangling links."""
        return holders.rows_of(self[name])

    def ids_at(self, rows: Ints) -> pd.array:
        """The ids of those rows as ``Int64``, missing for ``NOWHERE``."""
        held = self.ids if len(self.ids) else np.array([0], np.int64)
        return pd.arrays.IntegerArray(held[np.maximum(rows, 0)], rows < 0)


def _valid(frame: pd.DataFrame, as_of: dt.date) -> Mask | None:
    """Which rows hold on that day; ``None`` where the frame says nothing of days."""
    if "valid_from" not in frame and "valid_to" not in frame:
        return None
    day = np.datetime64(as_of, "D")
    valid = np.ones(len(frame), dtype=bool)
    if "valid_from" in frame:
        since = as_column(frame["valid_from"], FieldType.DATE)
        valid &= missing(since) | (since <= day)
    if "valid_to" in frame:
        until = as_column(frame["valid_to"], FieldType.DATE)
        valid &= missing(until) | (until > day)
    return valid


def counts(column: Column) -> tuple[Ints, Mask]:
    """An integer column as numbers with 0 for missing (and for negative ones), and where it is known."""
    known = (column != MISSING_INTEGER) & (column >= 0)
    return np.where(known, column, 0).astype(np.int64), known


def distinct(values: Ints) -> Ints:
    """The different values, ascending: `np.unique` hashes them first, which takes four times as long."""
    ordered = np.sort(values)
    found: Ints = ordered[np.append(True, ordered[1:] != ordered[:-1])[: len(ordered)]]
    return found

"""Which street, community, grid, estate and building a point lies in."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.buckets import Buckets
from geo.columns import python_values
from geo.errors import BadInput, Message
from geo.inside import Outlines
from geo.layers import LOCATE_ORDER
from geo.raster import NOBODY, UNDECIDED, Raster
from geo.snapshot import COORDINATE_DECIMALS, City, LayerSnapshot

RASTER_PAYS_FROM = 50_000
"""With fewer points at once, filling the raster takes longer than it saves."""

RASTER_PAYS_FROM_CORNERS = 12
"""Outlines with fewer corners on average, such as houses, are tested as fast as a raster is read."""

NOWHERE = -1
"""Stands for «in no feature of this layer» in bulk answers."""

POINT_IMPOSSIBLE = Message(
    "point-impossible",
    zh="第 {row} 个点（经度 {lon}，纬度 {lat}）不是有效的经纬度",
    en="point {row} (longitude {lon}, latitude {lat}) is no place on Earth",
    remedy_zh="经度取 −180 到 180，纬度取 −90 到 90，顺序为先经度后纬度",
    remedy_en="longitudes run from -180 to 180 and latitudes from -90 to 90, longitude first",
    asked=True,
)
POINTS_UNEQUAL = Message(
    "points-unequal",
    zh="经度有 {lons} 个，纬度有 {lats} 个，数量不一致",
    en="{lons} longitudes came with {lats} latitudes",
    remedy_zh="每个点都需要一个经度和一个纬度",
    remedy_en="give one longitude and one latitude for each point",
)

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A feature that a point lies in or on the edge of."""

    id: int
    code: str | None
    name: str | None


@dataclass(frozen=True, slots=True)
class Found:
    """The feature of one layer that a point belongs to.

    ``tie`` says that the point lies on a shared edge or in an overlap: the lowest code was taken, and ``candidates``
    lists all, the taken one first.
    """

    layer: str
    id: int
    code: str | None
    name: str | None
    tie: bool = False
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a point is: one entry per layer that has an answer, smallest area first."""

    lon: float
    lat: float
    found: tuple[Found, ...]

    @property
    def tie(self) -> bool:
        """Whether any layer had more than one answer."""
        return any(one.tie for one in self.found)


class Areas:
    """The polygons of one layer in order of precedence: by code as text, then by id; those without code come last."""

    def __init__(self, snapshot: LayerSnapshot) -> None:
        rows = np.flatnonzero(shapely.get_dimensions(snapshot.geometry) == 2)
        codes = snapshot.columns["code"][rows].tolist()
        order = sorted(range(len(rows)), key=lambda place: (codes[place] is None, codes[place] or "", rows[place]))
        rows = rows[np.array(order, np.int64)]
        self.ids: Integers = snapshot.ids[rows]
        self.codes = python_values(snapshot.columns["code"][rows])
        self.names = python_values(snapshot.columns["name"][rows])
        self.shapes: NDArray[np.object_] = snapshot.geometry[rows]
        self._boxes = Buckets(snapshot.bounds[rows])
        self._outlines = Outlines(self.shapes)
        self._lock = threading.Lock()
        self._cells: Raster | None = None

    def holding(self, lon: float, lat: float) -> tuple[Candidate, ...]:
        """The polygons that hold the point, edges included, in order of precedence."""
        near = self._boxes.at(lon, lat)
        if not len(near):
            return ()
        places = near[shapely.intersects_xy(self.shapes[near], lon, lat)].tolist()
        return tuple(Candidate(int(self.ids[place]), self.codes[place], self.names[place]) for place in places)

    def many(self, lon: Floats, lat: Floats) -> Integers:
        """The id that each point belongs to, ``NOWHERE`` where none.

        Outlines with very few corners are tested as they are; of others, most points are read off a raster.
        """
        if len(lon) < RASTER_PAYS_FROM or self._outlines.mean_corners < RASTER_PAYS_FROM_CORNERS:
            return self._ids_at(self._first(lon, lat))
        places = self._raster().read(lon, lat)
        edge = np.flatnonzero(places == UNDECIDED)
        places[edge] = self._first(lon[edge], lat[edge])
        return self._ids_at(places)

    def _raster(self) -> Raster:
        with self._lock:
            if self._cells is None:
                self._cells = Raster(self.shapes, self._first)
            return self._cells

    def _ids_at(self, places: Integers) -> Integers:
        return np.append(self.ids, NOWHERE)[places]

    def _first(self, lon: Floats, lat: Floats) -> Integers:
        """The place of the polygon that each point belongs to, ``NOBODY`` where none: the exact answer."""
        area, point = self._boxes.pairs(lon, lat)
        holds = self._outlines.hold(area, lon[point], lat[point])
        first = np.full(len(lon), NOBODY, np.int64)
        # by point and then by precedence: written backward, the first one stays
        first[point[holds][::-1]] = area[holds][::-1]
        return first


class Locator:
    """Answers «where is this» for one moment of a city; many threads may ask at once.

    A point on a shared edge belongs to the lowest code; the edge of a hole belongs to the polygon, its inside does
    not. Points are put on the grid of the stored coordinates (1e-7°, about 1 cm) first, one or many alike, and then
    compared as they are: nothing here is measured.
    """

    def __init__(self, city: City) -> None:
        self._snapshots = [city[name] for name in LOCATE_ORDER if name in city]

    def at(self, lon: float, lat: float) -> Place:
        """Where a point is; a place without ``found`` outside every area. Raises ``BadInput`` for an impossible point."""
        if not _possible(lon, lat):
            raise BadInput(POINT_IMPOSSIBLE, row=1, lon=lon, lat=lat)
        x, y = np.array((lon, lat)).round(COORDINATE_DECIMALS).tolist()
        answers = (self._found(snapshot, x, y) for snapshot in self._snapshots)
        return Place(x, y, tuple(one for one in answers if one is not None))

    def many(self, lon: Sequence[float] | Floats, lat: Sequence[float] | Floats) -> dict[str, Integers]:
        """For each layer the id that each point belongs to, ``NOWHERE`` where none.

        Raises ``BadInput`` with the number of the first impossible point, counted from 1.
        """
        lons, lats = _on_grid(lon, lat)
        return {snapshot.layer.id: _areas(snapshot).many(lons, lats) for snapshot in self._snapshots}

    def _found(self, snapshot: LayerSnapshot, lon: float, lat: float) -> Found | None:
        candidates = _areas(snapshot).holding(lon, lat)
        if not candidates:
            return None
        first, tie = candidates[0], len(candidates) > 1
        return Found(snapshot.layer.id, first.id, first.code, first.name, tie, candidates if tie else ())


def _areas(snapshot: LayerSnapshot) -> Areas:
    return snapshot.derived("areas", lambda: Areas(snapshot))


def _on_grid(lon: Sequence[float] | Floats, lat: Sequence[float] | Floats) -> tuple[Floats, Floats]:
    lons, lats = np.asarray(lon, np.float64), np.asarray(lat, np.float64)
    _check(lons, lats)
    return lons.round(COORDINATE_DECIMALS), lats.round(COORDINATE_DECIMALS)


def _check(lon: NDArray[Any], lat: NDArray[Any]) -> None:
    if lon.shape != lat.shape or lon.ndim != 1:
        raise BadInput(POINTS_UNEQUAL, lons=lon.size, lats=lat.size)
    possible = _possible(lon, lat)
    if not possible.all():
        row = int(np.argmin(possible))
        raise BadInput(POINT_IMPOSSIBLE, row=row + 1, lon=float(lon[row]), lat=float(lat[row]))


def _possible(lon: Any, lat: Any) -> Any:
    """Whether a place, or each of many, lies on Earth; a value that is no number does not."""
    return (abs(lon) <= 180) & (abs(lat) <= 90)

"""What may be shown of a city without rights over a place, in memory: columns, geometries and trees of each layer."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple, Self, TypeVar

import numpy as np
import orjson
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely import STRtree

from geo.columns import MISSING_INTEGER, Column, as_column, blank_column, joined, missing, python_values
from geo.errors import Message, NotFound
from geo.layers import LAYER_UNKNOWN, LOCATE_ORDER, Access, Field, Layer
from geo.model import BBox
from geo.shapes import label_points

COORDINATE_DECIMALS = 7

LAYER_RESTRICTED = Message(
    "layer-restricted",
    zh="图层“{got}”涉及受保护的信息，不能直接展示",
    en="layer {got!r} holds protected information and is not shown without rights",
    remedy_zh="请使用具有相应区域权限的查询功能",
    remedy_en="use a query that checks rights over the area",
)
FEATURE_UNKNOWN = Message(
    "feature-unknown",
    zh="图层“{layer}”中没有标识为 {got} 的要素",
    en="layer {layer!r} has no feature with id {got}",
    remedy_zh="请核对标识，或用名称、编码搜索",
    remedy_en="check the id, or search by name or code",
)

Objects = NDArray[np.object_]
Integers = NDArray[np.int64]
Made = TypeVar("Made")


class Ancestor(NamedTuple):
    """One step of a breadcrumb: an area that holds a feature."""

    layer: str
    id: int
    code: str | None
    name: str | None


class LayerSnapshot:
    """One version of one layer, ready to be read by many threads at once; it never changes.

    Rows stand in ascending order of ``ids``. ``columns`` hold the fields that need no rights (see ``geo.columns`` for
    types and missing values), ``geometry`` lon/lat shapes or ``None``, ``bounds`` west, south, east, north (NaN
    without geometry). Rows that the registry withholds, and those whose withheld field is unknown, are not here.
    ``as_of`` is the day that was read; the rows may be the same on others.
    No geometry is prepared: threads that share prepared geometries corrupt memory.
    """

    def __init__(
        self,
        layer: Layer,
        version: int,
        as_of: date | None,
        ids: Integers,
        columns: Mapping[str, Column],
        geometry: Objects,
    ) -> None:
        self.layer = layer
        self.version = version
        self.as_of = as_of
        self.ids = ids
        self.columns = columns
        self.geometry = geometry
        self.bounds: NDArray[np.float64] = shapely.bounds(geometry).reshape(len(ids), 4)
        self._lock = threading.RLock()
        self._derived: dict[Hashable, Any] = {}

    @classmethod
    def from_frame(cls, layer: Layer, frame: pd.DataFrame, version: int, as_of: date | None = None) -> Self:
        """The snapshot of a layer's current rows, one per ``id``, in any order.

        Fields that the frame lacks are missing; columns that the registry does not know or protects are left out.
        Raises ``NotFound`` for a restricted layer and ``ValueError`` for a frame without ``id`` or with one twice.
        """
        if layer.access is Access.RESTRICTED:
            raise NotFound(LAYER_RESTRICTED, got=layer.id)
        if "id" not in frame.columns:
            raise ValueError(f"a frame of {layer.id} needs the column 'id'")
        frame = shown_rows(layer, frame)
        ids = frame["id"].to_numpy(dtype=np.int64)
        order = np.argsort(ids, kind="stable")
        ids = ids[order]
        if (ids[1:] == ids[:-1]).any():
            raise ValueError(f"a frame of {layer.id} holds the id {ids[1:][ids[1:] == ids[:-1]][0]} twice")
        columns = {field.name: field_column(frame, field)[order] for field in shown_fields(layer)}
        return cls(layer, version, as_of, ids, columns, geometry_column(layer, frame)[order])

    def with_changes(self, changed: pd.DataFrame, removed_ids: Sequence[int] | Integers, version: int) -> Self:
        """The next version of this snapshot: rows of ``changed`` replace those of their id or are added, ``removed_ids``
        go. A changed row that is now withheld goes as well.
        """
        fresh = type(self).from_frame(self.layer, changed, version, self.as_of)
        gone = np.union1d(np.asarray(removed_ids, np.int64), changed["id"].to_numpy(dtype=np.int64))
        keep = ~np.isin(self.ids, gone)
        ids = np.concatenate([self.ids[keep], fresh.ids])
        order = np.argsort(ids, kind="stable").astype(np.int64)
        columns = {name: joined((column[keep], fresh.columns[name]), order) for name, column in self.columns.items()}
        geometry = joined((self.geometry[keep], fresh.geometry), order)
        return type(self)(self.layer, version, self.as_of, ids[order], columns, geometry)

    def take(self, rows: Integers) -> LayerSnapshot:
        """Some rows of this snapshot, given in ascending order."""
        columns = {name: column[rows] for name, column in self.columns.items()}
        return LayerSnapshot(self.layer, self.version, self.as_of, self.ids[rows], columns, self.geometry[rows])

    def narrowed(self, names: Collection[str]) -> LayerSnapshot:
        """The same rows with those fields alone. What was worked out of the whole is shared, so it must not tell of the
        fields that are left out: they are in no tile and in no search index.
        """
        kept = frozenset(names)
        if kept >= self.columns.keys():
            return self
        return self.derived(("narrowed", kept), lambda: Narrowed(self, kept))

    def with_columns(self, columns: Mapping[str, Column]) -> LayerSnapshot:
        """The same rows with other values of some fields that no name and no search is made of; geometries, trees and the
        shapes of tiles are shared.
        """
        return Recounted(self, columns)

    @property
    def shaped_by(self) -> LayerSnapshot:
        """The snapshot whose shapes these are."""
        return self

    def __len__(self) -> int:
        return len(self.ids)

    def derived(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What ``make`` answers for this snapshot, computed once whatever the number of threads that ask."""
        try:
            known: Made = self._derived[key]
        except KeyError:
            with self._lock:
                if key not in self._derived:
                    self._derived[key] = make()
                known = self._derived[key]
        return known

    @property
    def tree(self) -> STRtree:
        """An STRtree over the lon/lat geometries; its indices are rows, rows without geometry are never found."""
        return self.derived("tree", lambda: STRtree(self.geometry))

    @property
    def label_points(self) -> NDArray[np.float64]:
        """lon, lat of the place where each feature's name stands: inside its largest part; NaN without geometry."""
        return self.derived("label_points", lambda: label_points(self.geometry))

    def row_of(self, thing: int) -> int:
        """The row of the thing with that id; raises ``NotFound``."""
        row = int(np.searchsorted(self.ids, thing)) if abs(thing) <= -(MISSING_INTEGER + 1) else len(self.ids)
        if row == len(self.ids) or self.ids[row] != thing:
            raise NotFound(FEATURE_UNKNOWN, layer=self.layer.id, got=thing)
        return row

    def rows_of(self, things: Integers) -> Integers:
        """The row of each id, -1 where there is none."""
        if not len(self.ids):
            return np.full(len(things), -1, np.int64)
        rows = np.minimum(np.searchsorted(self.ids, things), len(self.ids) - 1)
        return np.where(self.ids[rows] == things, rows, -1)

    def counts_by(self, name: str) -> Counter[Any]:
        """How many rows carry each value of that field."""
        return self.derived(("counts", name), lambda: Counter(self.columns[name].tolist()))

    def value(self, row: int, name: str) -> Any:
        """One value as JSON carries it; ``None`` where it is missing or the layer has no such field."""
        column = self.columns.get(name)
        return None if column is None else python_values(column[row : row + 1])[0]

    def extent(self) -> BBox | None:
        """The box that holds every geometry; ``None`` where there is none."""
        return extent_of(self.bounds)

    def features(self, rows: Sequence[int] | Integers, names: Sequence[str] | None = None) -> list[dict[str, Any]]:
        """GeoJSON features (RFC 7946) of those rows, in that order, for ``orjson.dumps``.

        Geometries are ready-made JSON (``orjson.Fragment``): lon/lat with seven decimals, outer rings counter-clockwise,
        without height; ``null`` where there is none. ``names`` picks the properties; unknown names raise ``KeyError``.
        """
        picked = np.asarray(rows, np.int64)
        names = list(self.columns) if names is None else names
        columns = [python_values(self.columns[name][picked]) for name in names]
        properties = zip(*columns, strict=True) if columns else (() for _ in picked)
        return [
            {"type": "Feature", "id": thing, "geometry": shape, "properties": dict(zip(names, values, strict=True))}
            for thing, shape, values in zip(
                self.ids[picked].tolist(), json_geometries(self.geometry[picked]), properties, strict=True
            )
        ]


class Narrowed(LayerSnapshot):
    """A snapshot without some of its fields, with the geometries, trees and tiles of the whole."""

    def __init__(self, whole: LayerSnapshot, names: Collection[str]) -> None:
        self.layer, self.version, self.as_of, self.ids = whole.layer, whole.version, whole.as_of, whole.ids
        self.columns = {name: column for name, column in whole.columns.items() if name in names}
        self.geometry, self.bounds = whole.geometry, whole.bounds
        self._lock, self._derived = whole._lock, whole._derived


class Recounted(LayerSnapshot):
    """A snapshot with other values of some of its fields; what depends on no field but names is worked out once for both."""

    SHARED: Final = frozenset(
        {"tree", "label_points", "search", "sounded", "areas", "world", "hilbert", "label_properties"}
    )

    def __init__(self, whole: LayerSnapshot, columns: Mapping[str, Column]) -> None:
        self.layer, self.version, self.as_of, self.ids = whole.layer, whole.version, whole.as_of, whole.ids
        self.columns = {**whole.columns, **columns}
        self.geometry, self.bounds = whole.geometry, whole.bounds
        self._lock, self._derived = threading.RLock(), {}
        self._whole = whole

    @property
    def shaped_by(self) -> LayerSnapshot:
        """The snapshot that the values were taken from."""
        return self._whole.shaped_by

    def derived(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What no changed value is in is the whole's, the rest is this one's own."""
        shared = key in self.SHARED or (isinstance(key, tuple) and key[0] == "labels")
        return self._whole.derived(key, make) if shared else super().derived(key, make)


class City(Mapping[str, LayerSnapshot]):
    """The exposed layers of one moment, by layer id; layers that nobody loaded are absent."""

    def __init__(self, layers: Mapping[str, LayerSnapshot], stamps: Mapping[str, str] | None = None) -> None:
        self._layers = dict(layers)
        self._stamps = dict(stamps or {})

    def __getitem__(self, layer_id: str) -> LayerSnapshot:
        return self._layers[layer_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._layers)

    def __len__(self) -> int:
        return len(self._layers)

    def layer(self, layer_id: str) -> LayerSnapshot:
        """The snapshot of that layer; raises ``NotFound`` for unknown, absent and restricted layers alike."""
        try:
            return self._layers[layer_id]
        except KeyError:
            raise NotFound(LAYER_UNKNOWN, got=layer_id, expected=", ".join(self._layers)) from None

    def with_layer(self, snapshot: LayerSnapshot, more: str = "") -> City:
        """The same city with another snapshot in the place of one of its layers, under the stamp of that one and what
        tells the other apart from it.
        """
        layer_id = snapshot.layer.id
        stamps = {**self._stamps, layer_id: self.written(layer_id) + more} if more else self._stamps
        return City(self._layers | {layer_id: snapshot}, stamps)

    @property
    def versions(self) -> dict[str, int]:
        """The version of each layer."""
        return {layer_id: snapshot.version for layer_id, snapshot in self._layers.items()}

    def stamp(self, layer_id: str) -> str:
        """A text that differs whenever the layer's content may: what was written last, and the day that was read."""
        return f"{self.written(layer_id)}/{self.layer(layer_id).as_of}"

    def written(self, layer_id: str) -> str:
        """A text that differs whenever something was written to the layer."""
        return str(self._stamps.get(layer_id, self.layer(layer_id).version))

    def extent(self) -> BBox | None:
        """Where the city is: the box of its areas, else of everything else; ``None`` for an empty city.

        Areas come first because one stray coordinate among thousands of points would move the map to the other side
        of the Earth, and a river runs on beyond the city.
        """
        areas = [snapshot for snapshot in self.values() if snapshot.layer.coverage]
        for snapshots in (areas, self.values()):
            boxes = [box for box in (snapshot.extent() for snapshot in snapshots) if box is not None]
            if boxes:
                return extent_of(np.array(boxes))
        return None

    def children(self, layer_id: str, thing: int) -> dict[str, int]:
        """How many features of each layer name this one as the place that holds them; layers without any are absent."""
        counts = {}
        for snapshot in self.values():
            field = holder_field(snapshot.layer, layer_id)
            if field is not None:
                held = snapshot.counts_by(field)[thing]
                if held:
                    counts[snapshot.layer.id] = held
        return counts

    def ancestors(self, layer_id: str, thing: int) -> list[Ancestor]:
        """The areas that hold a feature by its links, largest first, without itself; dangling links are left out.

        The nearest link wins: a building's own grid counts, not one that could be reached through its estate.
        """
        found: dict[str, int] = {layer_id: self.layer(layer_id).row_of(thing)}
        waiting = [layer_id]
        while waiting:
            here = waiting.pop(0)
            for field in sorted(shown_fields(self._layers[here].layer), key=_nearness):
                row = self._linked_row(here, found[here], field)
                if row >= 0 and field.ref is not None and field.ref not in found:
                    found[field.ref] = row
                    waiting.append(field.ref)
        holders = [name for name in reversed(LOCATE_ORDER) if name in found and name != layer_id]
        return [self._ancestor(name, found[name]) for name in holders]

    def _linked_row(self, layer_id: str, row: int, field: Field) -> int:
        if field.ref not in LOCATE_ORDER or field.ref not in self._layers:
            return -1
        linked = self._layers[layer_id].columns[field.name][row : row + 1]
        return int(self._layers[field.ref].rows_of(linked)[0])

    def _ancestor(self, layer_id: str, row: int) -> Ancestor:
        snapshot = self._layers[layer_id]
        return Ancestor(layer_id, int(snapshot.ids[row]), snapshot.value(row, "code"), snapshot.value(row, "name"))


def shown_fields(layer: Layer) -> tuple[Field, ...]:
    """The fields of a layer that need no rights."""
    return tuple(layer.visible(Access.PUBLIC, Access.STAFF))


def shown_columns(layer: Layer) -> list[str]:
    """The columns of a frame from which a snapshot of the layer is made, beside ``id``."""
    return [*(field.name for field in shown_fields(layer)), *(["geometry"] if layer.has_geometry else [])]


def shown_rows(layer: Layer, frame: pd.DataFrame) -> pd.DataFrame:
    """The rows that need no rights; a row whose withheld field is missing counts as withheld."""
    if layer.withheld is None:
        return frame
    name, value = layer.withheld
    column = field_column(frame, layer.field(name))
    return frame[~(missing(column) | (column == value))]


def field_column(frame: pd.DataFrame, field: Field, at: Integers | None = None) -> Column:
    """One field of a frame, or of its rows at some positions, as a typed column; missing throughout where the frame does
    not have it.
    """
    if field.name not in frame:
        return blank_column(field.type, len(frame) if at is None else len(at))
    # past geopandas, which looks whether each column it gives out holds geometries
    held = pd.DataFrame.__getitem__(frame, field.name)
    return as_column(held if at is None else held.iloc[at], field.type)


def geometry_column(layer: Layer, frame: pd.DataFrame, at: Integers | None = None) -> Objects:
    """The frame's geometries, or those at some positions, ``None`` for those that are missing or empty."""
    name = getattr(frame, "_geometry_column_name", None) or "geometry"
    if not layer.has_geometry or name not in frame.columns:
        return np.full(len(frame) if at is None else len(at), None, object)
    held = frame[name].array
    shapes: Objects = np.array(held if at is None else held[at], dtype=object)
    shapes[shapely.is_missing(shapes) | shapely.is_empty(shapes)] = None
    return shapes


def holder_field(layer: Layer, holder: str) -> str | None:
    """The field by which features of a layer name the place of the layer ``holder`` that holds them, if any."""
    for field in shown_fields(layer):
        if field.ref == holder and (holder in LOCATE_ORDER or holder == layer.id):
            return field.name
    return None


def json_geometries(geometry: Objects) -> list[orjson.Fragment | None]:
    """Each geometry as RFC 7946 JSON text; ``None`` where there is none."""
    flat = shapely.transform(shapely.orient_polygons(geometry), lambda lonlat: lonlat.round(COORDINATE_DECIMALS))
    return [None if text is None else orjson.Fragment(text) for text in shapely.to_geojson(flat)]


def extent_of(bounds: NDArray[np.float64]) -> BBox | None:
    """The box around boxes, NaN rows left out; ``None`` where nothing is left."""
    known = bounds[~np.isnan(bounds).any(axis=1)]
    if not len(known):
        return None
    low, high = known[:, :2].min(axis=0), known[:, 2:].max(axis=0)
    return BBox(float(low[0]), float(low[1]), float(high[0]), float(high[1]))


def _nearness(field: Field) -> int:
    return LOCATE_ORDER.index(field.ref) if field.ref in LOCATE_ORDER else len(LOCATE_ORDER)

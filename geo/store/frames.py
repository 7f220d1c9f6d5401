"""Frames as the store takes and gives them, and the plain columns that databases hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.columns import MISSING_INTEGER, as_column
from geo.errors import BadInput, Message
from geo.layers import FieldType, GeometryKind, Layer
from geo.store.backend import Bounds
from geo.store.documents import dump_document
from geo.store.types import SRID

CRS = f"EPSG:{SRID}"
EARTH = (-180.0, -90.0, 180.0, 90.0)

VALUE_WRONG = Message(
    "stored-value-wrong",
    zh="图层“{layer}”的列“{column}”中的值“{got}”不是{expected_zh}",
    en="the value {got!r} in column {column!r} of layer {layer!r} is not {expected_en}",
    remedy_zh="请在写入前转换这一列",
    remedy_en="convert the column before it is written",
)
COLUMN_UNKNOWN = Message(
    "stored-column-unknown",
    zh="图层“{layer}”没有名为“{got}”的列",
    en="layer {layer!r} has no column {got!r}",
    remedy_zh="可用的列：{expected}；其他内容请放入 extra",
    remedy_en="it has {expected}; put anything else into extra",
)
GEOMETRY_WRONG = Message(
    "stored-geometry-wrong",
    zh="图层“{layer}”第 {row} 行的几何对象是 {got}，应为经纬度坐标的 {expected}",
    en="row {row} of layer {layer!r} has the geometry {got}; expected {expected} in lon/lat",
    remedy_zh="请在写入前换算坐标、转换几何类型",
    remedy_en="convert coordinates and kind of geometry before it is written",
)

EXPECTED = {
    FieldType.TEXT: ("可存储的文本", "text that can be stored"),
    FieldType.INTEGER: ("整数", "a whole number"),
    FieldType.REAL: ("有限的数", "a finite number"),
    FieldType.BOOLEAN: ("真或假", "true or false"),
    FieldType.DATE: ("日期", "a date"),
    FieldType.DATETIME: ("时间", "a time"),
}
OBJECT = ("JSON 对象", "a JSON object")
BYTES = ("字节串", "bytes")

COMMON_KINDS = {
    "id": FieldType.INTEGER,
    "key": FieldType.TEXT,
    "valid_from": FieldType.DATE,
    "valid_to": FieldType.DATE,
    "source": FieldType.TEXT,
    "original_crs": FieldType.TEXT,
}
OWN_COLUMNS = ("fid", "version_from", "version_to")
"""Columns that the store writes itself; in frames that come from it they are read over."""


def column_kinds(layer: Layer) -> dict[str, FieldType]:
    """The columns of a layer's frame that have a registry type, its fields first."""
    return {field.name: field.type for field in layer.fields} | COMMON_KINDS


def frame_of(layer: Layer, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> pd.DataFrame:
    """The frame of rows as the database gives them: ``id`` and versions ``int64``, integers ``Int64``, reals
    ``float64``, truth values ``boolean``, text and dates ``object`` with ``None``, times in UTC.

    A layer with geometry gives a ``GeoDataFrame`` when ``geometry`` is among the names.
    """
    kinds = column_kinds(layer)
    columns = zip(*rows, strict=True) if rows else ((),) * len(names)
    series = {name: _series(name, kinds.get(name), values) for name, values in zip(names, columns, strict=True)}
    if "geometry" not in series:
        return pd.DataFrame(series)
    return gpd.GeoDataFrame(series, geometry="geometry", crs=CRS)


def _series(name: str, kind: FieldType | None, values: Sequence[Any]) -> Any:
    if name in ("fid", "id", "version_from"):
        return np.array(values, dtype=np.int64)
    if name == "geometry":
        return shapely.from_wkb(np.fromiter(values, object, len(values)))
    if name == "version_to" or kind is FieldType.INTEGER:
        return pd.array(list(values), dtype="Int64")
    if kind is FieldType.REAL:
        return np.array(values, dtype=np.float64)
    if kind is FieldType.BOOLEAN:
        return pd.array(list(values), dtype="boolean")
    if kind is FieldType.DATETIME:
        return pd.Series(pd.to_datetime(list(values), utc=True)).astype("datetime64[us, UTC]")
    return pd.Series(list(values), dtype=object)


def plain_columns(layer: Layer, frame: pd.DataFrame) -> dict[str, list[Any]]:
    """The columns of a frame as databases hold them: numbers, text, bytes, ISO dates, ``None``; without geometry and
    the store's own columns. Raises ``BadInput`` for a column that the layer lacks and a value that its type lacks.
    """
    kinds = column_kinds(layer)
    known = {*kinds, "extra", "original", *OWN_COLUMNS, *(("geometry",) if layer.has_geometry else ())}
    for name in frame.columns:
        if name not in known:
            raise BadInput(COLUMN_UNKNOWN, layer=layer.id, got=name, expected=", ".join(sorted(known)))
    plain = {name: plain_column(layer.id, name, kinds[name], frame[name]) for name in frame.columns if name in kinds}
    if "extra" in frame:
        plain["extra"] = [_document(layer.id, value) for value in _objects(frame["extra"])]
    if "original" in frame:
        plain["original"] = [_bytes(layer.id, value) for value in _objects(frame["original"])]
    return plain


def plain_column(layer: str, name: str, kind: FieldType, values: Any) -> list[Any]:
    """One typed column as databases hold it; ``None``, NaN, NaT and ``pandas.NA`` are ``None``."""
    series = pd.Series(values)
    if series.dtype == object:
        series = series.where(series.notna(), None)
    try:
        column = as_column(series, kind)
    except (TypeError, ValueError, OverflowError):
        raise _wrong(layer, name, kind, _first_bad(values, kind)) from None
    match kind:
        case FieldType.TEXT:
            return _text(layer, name, column)
        case FieldType.REAL:
            if np.isinf(column).any():
                raise _wrong(layer, name, kind, column[np.isinf(column)][0])
            # + 0.0 turns -0.0 into 0.0: SQLite cannot tell them apart
            return _with_gaps(column + 0.0, np.isnan(column))
        case FieldType.INTEGER:
            return _with_gaps(column, column == MISSING_INTEGER)
        case FieldType.BOOLEAN:
            return _with_gaps(column.astype(bool), column < 0)
        case FieldType.DATE:
            return _with_gaps(np.datetime_as_string(column, unit="D"), np.isnat(column))
        case FieldType.DATETIME:
            text = np.char.add(np.datetime_as_string(column, unit="us"), "+00:00")
            return _with_gaps(text, np.isnat(column))


def plain_date(day: dt.date) -> str:
    """A day as databases hold it."""
    return f"{day:%Y-%m-%d}" if day.year >= 1000 else day.isoformat()


def geometries_of(layer: Layer, frame: pd.DataFrame) -> NDArray[np.object_]:
    """The geometries of a frame in the layer's own kind, flat, ``None`` where there is none.

    A polygon becomes a multipolygon where the layer holds those; a point stays where it may stand in. Raises ``BadInput`` for any other kind, for an empty
    one, for coordinates that are not finite or not lon/lat, and for a frame in another reference system.
    """
    shapes: NDArray[np.object_] = np.full(len(frame), None, dtype=object)
    if "geometry" not in frame:
        return shapes
    crs = getattr(frame, "crs", None)
    if crs is not None and crs != CRS:
        raise BadInput(GEOMETRY_WRONG, layer=layer.id, row=1, got=str(crs.to_string()), expected=CRS)
    shapes[:] = np.asarray(frame["geometry"], dtype=object)
    shapes[pd.isna(shapes)] = None
    with np.errstate(invalid="ignore"):
        shapes = shapely.force_2d(shapes)
    if layer.geometry is GeometryKind.MULTIPOLYGON:
        single = np.flatnonzero(shapely.get_type_id(shapes) == shapely.GeometryType.POLYGON)
        for row in single:
            shapes[row] = shapely.MultiPolygon([shapes[row]])
    _check_geometries(layer, shapes)
    return shapes


def _check_geometries(layer: Layer, shapes: NDArray[np.object_]) -> None:
    there = ~shapely.is_missing(shapes)
    bounds = bounds_of(shapes)
    bad = shapely.is_empty(shapes)
    if layer.geometry is not GeometryKind.ANY:
        wanted = [shapely.GeometryType[layer.geometry.value.upper()]]
        wanted += [shapely.GeometryType.POINT] if layer.point_stands_in else []
        bad |= there & ~np.isin(shapely.get_type_id(shapes), wanted)
    west, south, east, north = EARTH
    inside = (bounds[:, 0] >= west) & (bounds[:, 1] >= south) & (bounds[:, 2] <= east) & (bounds[:, 3] <= north)
    bad |= there & ~inside
    coordinates, owners = shapely.get_coordinates(shapes, return_index=True)
    bad[owners[~np.isfinite(coordinates).all(axis=1)]] = True
    if bad.any():
        row = int(np.flatnonzero(bad)[0])
        raise BadInput(GEOMETRY_WRONG, layer=layer.id, row=row + 1, got=shapes[row].wkt, expected=layer.geometry.value)


def wkb_of(shapes: NDArray[np.object_]) -> list[bytes | None]:
    """Each geometry as little-endian WKB."""
    found: list[bytes | None] = shapely.to_wkb(shapes, byte_order=1).tolist()
    return found


def bounds_of(shapes: NDArray[np.object_]) -> Bounds:
    """The box of each geometry: west, south, east, north; NaN without geometry."""
    with np.errstate(invalid="ignore"):
        return np.asarray(shapely.bounds(shapes), dtype=np.float64).reshape(-1, 4)


def _text(layer: str, name: str, column: NDArray[Any]) -> list[Any]:
    values: list[Any] = column.tolist()
    try:
        whole = "".join(value for value in values if value is not None)
        whole.encode()
        storable = "\0" not in whole
    except (TypeError, UnicodeEncodeError):
        storable = False
    if storable:
        return values
    raise _wrong(layer, name, FieldType.TEXT, next(v for v in values if v is not None and not _storable(v)))


def _storable(value: Any) -> bool:
    return isinstance(value, str) and "\0" not in value and not any("\ud800" <= c <= "\udfff" for c in value)


def _with_gaps(column: NDArray[Any], gaps: NDArray[np.bool_]) -> list[Any]:
    values: list[Any] = column.tolist()
    for row in np.flatnonzero(gaps):
        values[row] = None
    return values


def _objects(values: Any) -> list[Any]:
    found: list[Any] = as_column(values, FieldType.TEXT).tolist()
    return found


def _document(layer: str, value: Any) -> str | None:
    if value is None:
        return None
    try:
        if isinstance(value, Mapping):
            return dump_document(value)
    except TypeError:
        # a lone surrogate, a key that is no text
        pass
    raise BadInput(VALUE_WRONG, layer=layer, column="extra", got=value, expected_zh=OBJECT[0], expected_en=OBJECT[1])


def _bytes(layer: str, value: Any) -> bytes | None:
    if value is not None and not isinstance(value, bytes):
        raise BadInput(
            VALUE_WRONG, layer=layer, column="original", got=value, expected_zh=BYTES[0], expected_en=BYTES[1]
        )
    return value


def _first_bad(values: Any, kind: FieldType) -> Any:
    for value in pd.Series(values):
        try:
            as_column(pd.Series([value], dtype=object), kind)
        except (TypeError, ValueError, OverflowError):
            return value
    return "?"


def _wrong(layer: str, column: str, kind: FieldType, got: Any) -> BadInput:
    zh, en = EXPECTED[kind]
    return BadInput(VALUE_WRONG, layer=layer, column=column, got=got, expected_zh=zh, expected_en=en)

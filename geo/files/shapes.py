"""Which geometries do these texts, bytes and JSON objects mean? Depth and length are capped before native code."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from enum import Enum
from typing import Any

import numpy as np
import orjson
import shapely
from numpy.typing import NDArray

from geo.errors import LimitExceeded, Message, Rule
from geo.files.raw import Objects, ReadLimits, objects
from geo.model import Problem, Severity

MALFORMED = Rule(
    "geometry-malformed",
    zh="第 {row} 行的图形无法解读：{got}",
    en="row {row}: the geometry cannot be read: {got}",
    remedy_zh="请在制图软件中打开并修正该要素后重新导出",
    remedy_en="open the feature in its own program, mend it and export again",
)
NOT_FINITE = Rule(
    "coordinate-not-finite",
    zh="第 {row} 行的坐标含有空值或无穷大",
    en="row {row}: a coordinate is not a finite number",
    remedy_zh="请补齐或删除该坐标",
    remedy_en="give the coordinate or remove it",
)
EMPTY = Rule(
    "row-geometry-empty",
    zh="第 {row} 行的图形为空",
    en="row {row}: the geometry is empty",
    remedy_zh="请补画图形，或删除该行",
    remedy_en="draw the geometry, or remove the row",
)
HEIGHTS_DROPPED = Rule(
    "heights-dropped",
    zh="{got} 个图形带有高程或测量值，平面地图不使用，已略去",
    en="{got} geometries carry heights or measures; the flat map does not use them and leaves them out",
)
RING_TOO_LONG = Message(
    "ring-too-long",
    zh="{file} 第 {row} 行有一条 {got} 个顶点的边界线，超过上限 {limit}",
    en="{file}, row {row}: one line has {got} vertices; the limit is {limit}",
    remedy_zh="请先化简图形或拆分要素",
    remedy_en="simplify the geometry or split the feature first",
)
VERTICES_TOO_MANY = Message(
    "vertices-too-many",
    zh="{file} 共有 {got} 个顶点，超过上限 {limit}",
    en="{file} has {got} vertices in all; the limit is {limit}",
    remedy_zh="请拆分文件或先化简图形",
    remedy_en="split the file or simplify it first",
)
NESTED_TOO_DEEP = Message(
    "geometry-nested-too-deep",
    zh="{file} 第 {row} 行的图形嵌套超过 {limit} 层",
    en="{file}, row {row}: the geometry is nested more than {limit} levels deep",
    remedy_zh="请导出为普通的点、线、面",
    remedy_en="export it as plain points, lines and polygons",
)

GEOMETRY_DEPTH = 8
_SHOWN = 60


def from_geojson(
    values: Sequence[Any], rows: NDArray[np.int64], file: str, limits: ReadLimits
) -> tuple[Objects, list[Problem]]:
    """Geometries of GeoJSON geometry objects; None stays None, what cannot be read becomes None with a problem."""
    texts = [None if value is None else _written(value, row, file) for value, row in zip(values, rows, strict=True)]
    for text, row in zip(texts, rows, strict=True):
        if text is not None and text.count(b"[") > limits.vertices:
            raise LimitExceeded(VERTICES_TOO_MANY, file=file, got=text.count(b"["), limit=limits.vertices)
        if text is not None and text.count(b'"geometries"') > GEOMETRY_DEPTH:
            raise LimitExceeded(NESTED_TOO_DEEP, file=file, row=int(row), limit=GEOMETRY_DEPTH)
    array = shapely.from_geojson(objects(texts), on_invalid="ignore")
    return _settled(array, texts, rows, file, limits)


def from_wkb(
    values: Sequence[bytes | None], rows: NDArray[np.int64], file: str, limits: ReadLimits
) -> tuple[Objects, list[Problem]]:
    """Geometries of well-known binary values; None stays None, what cannot be read becomes None with a problem."""
    blobs = [None if value is None else bytes(value) for value in values]
    safe = list(blobs)
    for place, (blob, row) in enumerate(zip(blobs, rows, strict=True)):
        depth = _Depth.SOUND if blob is None else _depth(blob)
        if depth is _Depth.TOO_DEEP:
            raise LimitExceeded(NESTED_TOO_DEEP, file=file, row=int(row), limit=GEOMETRY_DEPTH)
        if depth is _Depth.BROKEN:
            safe[place] = None
    array = shapely.from_wkb(objects(safe), on_invalid="ignore")
    return _settled(array, [None if blob is None else blob[:_SHOWN].hex() for blob in blobs], rows, file, limits)


def from_wkt(
    values: Sequence[str | None], rows: NDArray[np.int64], file: str, limits: ReadLimits
) -> tuple[Objects, list[Problem]]:
    """Geometries of well-known text (an ``SRID=…;`` prefix is taken off); empty cells are None."""
    texts = [None if value is None or not str(value).strip() else _bare(str(value)) for value in values]
    for text, row in zip(texts, rows, strict=True):
        if text is not None and _parenthesis_depth(text) > GEOMETRY_DEPTH:
            raise LimitExceeded(NESTED_TOO_DEEP, file=file, row=int(row), limit=GEOMETRY_DEPTH)
    array = shapely.from_wkt(objects(texts), on_invalid="ignore")
    return _settled(array, texts, rows, file, limits)


def from_points(x: NDArray[np.float64], y: NDArray[np.float64]) -> Objects:
    """Points, with None where either coordinate is missing."""
    points = objects([None] * len(x))
    known = np.isfinite(x) & np.isfinite(y)
    points[known] = shapely.points(x[known], y[known])
    return points


def settle(array: Objects, rows: NDArray[np.int64], file: str, limits: ReadLimits) -> tuple[Objects, list[Problem]]:
    """The geometries as the rest of the program can take them, and what had to be left.

    Flat; finite (a geometry with NaN or infinity becomes None with an error); not empty (None with a warning).
    Raises ``LimitExceeded`` for a line or ring, or a whole file, with too many vertices.
    """
    total = int(shapely.get_num_coordinates(array).sum())
    if total > limits.vertices:
        raise LimitExceeded(VERTICES_TOO_MANY, file=file, got=total, limit=limits.vertices)
    _check_rings(array, rows, file, limits)
    problems: list[Problem] = []
    high = int((shapely.has_z(array) | shapely.has_m(array)).sum())
    if high:
        array = shapely.force_2d(array)
        problems.append(Problem(HEIGHTS_DROPPED, Severity.NOTE, "", params={"got": high}, file=file))
    else:
        array = array.copy()
    coordinates, owner = shapely.get_coordinates(array, return_index=True)
    infinite = np.unique(owner[~np.isfinite(coordinates).all(axis=1)])
    problems.extend(_problem(NOT_FINITE, Severity.ERROR, rows[position], file) for position in infinite)
    array[infinite] = None
    empty = np.flatnonzero(shapely.is_empty(array))
    problems.extend(_problem(EMPTY, Severity.WARNING, rows[position], file) for position in empty)
    array[empty] = None
    return array, problems


def _written(value: Any, row: Any, file: str) -> bytes:
    """The geometry object as JSON; raises ``LimitExceeded`` where it is nested beyond what can be written."""
    try:
        return orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY)
    except orjson.JSONEncodeError:
        raise LimitExceeded(NESTED_TOO_DEEP, file=file, row=int(row), limit=GEOMETRY_DEPTH) from None


def _settled(
    array: Objects, sources: Sequence[bytes | str | None], rows: NDArray[np.int64], file: str, limits: ReadLimits
) -> tuple[Objects, list[Problem]]:
    """``settle``, with a problem for each source that gave no geometry."""
    problems = [
        _problem(MALFORMED, Severity.ERROR, row, file, got=_start(source))
        for geometry, source, row in zip(array, sources, rows, strict=True)
        if geometry is None and source is not None
    ]
    settled, more = settle(array, rows, file, limits)
    return settled, problems + more


def _check_rings(array: Objects, rows: NDArray[np.int64], file: str, limits: ReadLimits) -> None:
    parts, owner = shapely.get_parts(array, return_index=True)
    rings, ring_owner = shapely.get_rings(parts, return_index=True)
    lines = shapely.get_type_id(parts) == shapely.GeometryType.LINESTRING
    lengths = np.concatenate([shapely.get_num_coordinates(rings), shapely.get_num_coordinates(parts[lines])])
    if len(lengths) and lengths.max() > limits.ring_vertices:
        longest = int(lengths.argmax())
        position = np.concatenate([owner[ring_owner], owner[lines]])[longest]
        raise LimitExceeded(
            RING_TOO_LONG, file=file, row=int(rows[position]), got=int(lengths[longest]), limit=limits.ring_vertices
        )


def _problem(message: Message, severity: Severity, row: Any, file: str, **params: Any) -> Problem:
    return Problem(message, severity, "", params={"row": int(row), **params}, file=file, row=int(row))


def _start(source: bytes | str) -> str:
    text = source.decode("utf-8", "replace") if isinstance(source, bytes) else source
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def _bare(text: str) -> str:
    text = text.strip()
    return text.split(";", 1)[1] if text[:5].upper() == "SRID=" and ";" in text else text


def _parenthesis_depth(text: str) -> int:
    """How deep the parentheses of a text go."""
    raw = np.frombuffer(text.encode("utf-8", "replace"), dtype=np.uint8)
    steps = (raw == ord("(")).astype(np.int64) - (raw == ord(")"))
    return int(np.cumsum(steps).max(initial=0))


class _Depth(Enum):
    """What following the headers of a well-known binary value finds."""

    SOUND = 0
    BROKEN = 1
    TOO_DEEP = 2


def _depth(blob: bytes) -> _Depth:
    """Follows the headers of a well-known binary value without recursion.

    Everything that is not understood to its end is broken, and never shown to the native reader: that one might
    understand more of it, and follow it down.
    """
    pending = [1]
    at = 0
    try:
        while pending:
            if pending[-1] == 0:
                pending.pop()
                continue
            pending[-1] -= 1
            order, kind, extras, at = _header(blob, at)
            if kind in (4, 5, 6, 7):
                pending.append(struct.unpack_from(order + "I", blob, at)[0])
                at += 4
                if len(pending) > GEOMETRY_DEPTH:
                    return _Depth.TOO_DEEP
            else:
                at = _after_simple(blob, at, order, kind, 16 + 8 * extras)
    except (struct.error, IndexError):
        return _Depth.BROKEN
    return _Depth.SOUND if at <= len(blob) else _Depth.BROKEN


def _header(blob: bytes, at: int) -> tuple[str, int, int, int]:
    """Byte order, kind (1–7), number of extra ordinates, and where the body starts; ISO and extended flags are
    understood, in the ways of the native reader.
    """
    if blob[at] > 1:
        raise struct.error("byte order")
    order = "<" if blob[at] else ">"
    raw = struct.unpack_from(order + "I", blob, at + 1)[0]
    iso, kind = divmod(raw & 0x1FFFFFFF, 1000)
    if iso > 3 or not 1 <= kind <= 7:
        raise struct.error("kind")
    high = bool(raw & 0x80000000) or iso in (1, 3)
    measured = bool(raw & 0x40000000) or iso in (2, 3)
    return order, kind, high + measured, at + (9 if raw & 0x20000000 else 5)


def _after_simple(blob: bytes, at: int, order: str, kind: int, width: int) -> int:
    """Where the body of a point, line or polygon ends."""
    if kind == 1:
        return at + width
    count: int = struct.unpack_from(order + "I", blob, at)[0]
    at += 4
    if kind == 2:
        return at + count * width
    for _ in range(count):
        at += 4 + struct.unpack_from(order + "I", blob, at)[0] * width
    return at

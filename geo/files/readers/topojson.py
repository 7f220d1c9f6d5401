"""TopoJSON: areas that share their borders as arcs (TopoJSON specification 1.0)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.errors import BadInput, LimitExceeded, Message, Rule
from geo.files import shapes
from geo.files.raw import TOO_MANY, RawTable, ReadLimits, ReadOptions, check_size, from_records
from geo.files.spelling import near
from geo.model import Problem, Severity

OBJECT_CHOSEN = Rule(
    "topojson-object-chosen",
    zh="{file} 含有多个对象（{got}），读取了要素最多的“{chosen}”",
    en="{file} holds several objects ({got}); the one with most features, {chosen!r}, was read",
    remedy_zh="用 --table 指定要读取的对象",
    remedy_en="name the object to read with --table",
)
OBJECT_UNKNOWN = Message(
    "topojson-object-unknown",
    zh="{file} 中没有名为“{got}”的对象",
    en="{file} holds no object named {got!r}",
    remedy_zh="该文件的对象：{expected}",
    remedy_en="its objects: {expected}",
    asked=True,
)
MALFORMED = Rule(
    "topojson-malformed",
    zh="{file} 的 TopoJSON 结构不完整：{detail}",
    en="the TopoJSON of {file} is not complete: {detail}",
    remedy_zh="请重新导出",
    remedy_en="export it again",
)

Coordinates = NDArray[np.float64]

_DEPTH = {"Point": 0, "MultiPoint": 0, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}

_USES = 20
_USED_FROM = 1_000_000
"""Up to this many vertices harm nobody, however often their arcs are used."""


def read(topology: dict[str, Any], file: str, options: ReadOptions) -> RawTable:
    """The features of one object: the one that the user named, else the one with most features (said in a note)."""
    sizes = _sizes(topology, file)
    name, notes = _choose(sizes, file, options.table)
    chosen = topology["objects"][name]
    members = chosen.get("geometries") if chosen.get("type") == "GeometryCollection" else [chosen]
    if not isinstance(members, list):
        raise BadInput(MALFORMED, file=file, detail=f"{name}: geometries")
    check_size(file, len(members), 0, options.limits)
    numbers = np.arange(1, len(members) + 1, dtype=np.int64)
    try:
        _check_use(members, topology["arcs"], file, options.limits)
        decoder = _Decoder(topology, file, options.limits)
        geometries = [decoder.geometry(member) for member in members]
    except (IndexError, KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise BadInput(MALFORMED, file=file, detail=f"{type(error).__name__} {error}") from None
    geometry, problems = shapes.from_geojson(geometries, numbers, file, options.limits)
    records = [_record(member) for member in members]
    rows = from_records(records, file, options.limits)
    return RawTable(file, name, rows, numbers, geometry, None, (*notes, *problems))


def _sizes(topology: dict[str, Any], file: str) -> dict[str, int]:
    """How many features each object has."""
    objects = topology.get("objects")
    if not isinstance(objects, dict) or not objects or not isinstance(topology.get("arcs"), list):
        raise BadInput(MALFORMED, file=file, detail="objects / arcs")
    sizes = {}
    for name, member in objects.items():
        if not isinstance(member, dict):
            raise BadInput(MALFORMED, file=file, detail=name)
        inner = member.get("geometries")
        sizes[name] = len(inner) if isinstance(inner, list) else 1
    return sizes


def _choose(sizes: dict[str, int], file: str, wanted: str | None) -> tuple[str, list[Problem]]:
    if wanted is not None:
        if wanted not in sizes:
            raise BadInput(OBJECT_UNKNOWN, file=file, got=wanted, expected=near(wanted, sizes))
        return wanted, []
    name = max(sizes, key=lambda candidate: sizes[candidate])
    if len(sizes) == 1:
        return name, []
    listed = ", ".join(f"{key} {count}" for key, count in sizes.items())
    return name, [
        Problem(OBJECT_CHOSEN, Severity.NOTE, "", params={"file": file, "got": listed, "chosen": name}, file=file)
    ]


def _record(member: dict[str, Any]) -> dict[str, Any]:
    properties = member.get("properties") or {}
    identifier = member.get("id")
    return properties if identifier is None or "id" in properties else {"id": identifier, **properties}


def _check_use(members: list[Any], arcs: list[Any], file: str, limits: ReadLimits) -> None:
    """Raises ``LimitExceeded`` for shapes that would have too many vertices, counted before any of them is made.

    A border is shared by two areas, or a few more where levels are mixed: arcs that are used over and over again are
    no map, but a way to make a small file large.
    """
    lengths = np.array([len(arc) for arc in arcs], dtype=np.int64)
    limit = min(limits.vertices, max(_USED_FROM, _USES * int(lengths.sum())))
    used = 0
    for row, member in enumerate(members, start=1):
        for line in _lines(member.get("arcs") or [], _DEPTH.get(member.get("type"), 0)):
            places = np.array(line, dtype=np.int64)
            length = int(lengths[np.where(places < 0, ~places, places)].sum()) if len(places) else 0
            used += length
            if length - len(places) + 1 > limits.ring_vertices:
                raise LimitExceeded(
                    shapes.RING_TOO_LONG, file=file, row=row, got=length - len(places) + 1, limit=limits.ring_vertices
                )
            if used > limit:
                raise LimitExceeded(shapes.VERTICES_TOO_MANY, file=file, got=used, limit=limit)


def _lines(arcs: list[Any], depth: int) -> Iterator[list[int]]:
    """The lists of arc numbers, one per line or ring, of an object whose arcs are nested that deep."""
    if depth == 1:
        yield arcs
    elif depth > 1:
        for part in arcs:
            yield from _lines(part, depth - 1)


class _Decoder:
    """Arcs of one topology, decoded once, and the GeoJSON geometries that they make."""

    def __init__(self, topology: dict[str, Any], file: str, limits: ReadLimits) -> None:
        total = sum(len(arc) for arc in topology["arcs"] if isinstance(arc, list))
        if total > limits.vertices:
            raise LimitExceeded(TOO_MANY, file=file, got=total, what="vertices", what_zh="顶点", limit=limits.vertices)
        transform = topology.get("transform")
        self.scale = np.array(transform["scale"] if transform else (1.0, 1.0), dtype=float)
        self.translate = np.array(transform["translate"] if transform else (0.0, 0.0), dtype=float)
        self.quantised = transform is not None
        try:
            self.arcs = [self._arc(arc) for arc in topology["arcs"]]
        except (IndexError, TypeError, ValueError) as error:
            raise BadInput(MALFORMED, file=file, detail=f"arcs: {error}") from None

    def geometry(self, member: dict[str, Any]) -> dict[str, Any] | None:
        """One object of the topology as a GeoJSON geometry; None for a null object."""
        kind = member.get("type")
        if kind is None:
            return None
        if kind not in _DEPTH:
            raise ValueError(f"type {kind}")
        if _DEPTH[kind] == 0:
            points = np.atleast_2d(np.array(member["coordinates"], dtype=float))[:, :2] * self.scale + self.translate
            return {"type": kind, "coordinates": points.tolist() if kind == "MultiPoint" else points[0].tolist()}
        return {"type": kind, "coordinates": self._stitched(member["arcs"], _DEPTH[kind])}

    def _stitched(self, arcs: list[Any], depth: int) -> list[Any] | Coordinates:
        if depth > 1:
            return [self._stitched(part, depth - 1) for part in arcs]
        pieces = [self._directed(index)[1 if place else 0 :] for place, index in enumerate(arcs)]
        return np.ascontiguousarray(np.concatenate(pieces))

    def _directed(self, index: int) -> Coordinates:
        """An arc forwards, or backwards for a number written as its ones' complement."""
        return self.arcs[index] if index >= 0 else self.arcs[~index][::-1]

    def _arc(self, arc: list[Any]) -> Coordinates:
        positions: Coordinates = np.array([position[:2] for position in arc], dtype=float)
        if self.quantised:
            positions = np.cumsum(positions, axis=0) * self.scale + self.translate
        return positions

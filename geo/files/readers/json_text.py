"""JSON files: GeoJSON (also one feature per line), TopoJSON, and a plain list of objects."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from geo.errors import BadInput, LimitExceeded, Message
from geo.files import shapes
from geo.files.coordinates import with_coordinates
from geo.files.raw import RawTable, ReadLimits, ReadOptions, check_size, from_records
from geo.files.readers import topojson
from geo.files.sniff import TOO_LARGE
from geo.files.text import decode

BROKEN = Message(
    "json-broken",
    zh="{file} 第 {row} 行第 {at} 个字符处不是有效的 JSON：{detail}",
    en="{file} is not valid JSON at line {row}, character {at}: {detail}",
    remedy_zh="文件可能不完整（下载中断），或含有 NaN 等 JSON 不允许的值；请重新导出",
    remedy_en="it may be cut short, or hold values such as NaN that JSON does not allow; export it again",
)
TOO_DEEP = Message(
    "json-nested-too-deep",
    zh="{file} 的 JSON 嵌套超过 {limit} 层",
    en="the JSON of {file} is nested more than {limit} levels deep",
    remedy_zh="正常的地理数据不超过 10 层，请确认文件来源",
    remedy_en="honest map data stays below 10 levels; check where the file comes from",
)
NOT_FEATURES = Message(
    "json-not-features",
    zh="{file} 是 JSON，但既不是 GeoJSON、TopoJSON，也不是对象列表（得到 {got}）",
    en="{file} is JSON, but neither GeoJSON nor TopoJSON nor a list of objects (got {got})",
    remedy_zh="请导出为 GeoJSON 的 FeatureCollection",
    remedy_en="export it as a GeoJSON FeatureCollection",
)
FEATURE_MALFORMED = Message(
    "feature-malformed",
    zh="{file} 第 {row} 个要素不是 GeoJSON 要素（得到 {got}）",
    en="{file}, feature {row}: not a GeoJSON feature (got {got})",
    remedy_zh="每个要素须有 type、properties 和 geometry",
    remedy_en="each feature needs type, properties and geometry",
)

_GEOMETRIES = {
    "Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection",
}  # fmt: skip


def read(path: Path, options: ReadOptions) -> list[RawTable]:
    """The tables of a JSON file: one, except for a TopoJSON file whose object the user did not choose (still one)."""
    file, limits = options.name_of(path), options.limits
    size = path.stat().st_size
    if size > limits.json_bytes:
        raise LimitExceeded(TOO_LARGE, file=file, got=size, limit=limits.json_bytes)
    data = path.read_bytes()
    documents = _parse(data, file, options)
    first = documents[0] if documents else None
    if len(documents) == 1 and isinstance(first, dict) and first.get("type") == "Topology":
        return [topojson.read(first, file, options)]
    if len(documents) == 1 and isinstance(first, list):
        return [_records(first, file, options)]
    return [_features(documents, file, limits)]


def _parse(data: bytes, file: str, options: ReadOptions) -> list[Any]:
    """The one document of a file, or the documents of its lines (RFC 8142 record separators are taken off)."""
    try:
        document = orjson.loads(data.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        whole = error
    else:
        _check_depth(data, file, options.limits)
        return [document]
    _check_parser_depth(whole, file, options.limits)
    lines = [line.strip(b" \t\r\x1e") for line in data.split(b"\n")]
    lines = [line for line in lines if line]
    if len(lines) > 1 and _is_document(lines[0]):
        documents = [_line(line, number, file, options.limits) for number, line in enumerate(lines, start=1)]
        _check_depth(data, file, options.limits)
        return documents
    text, encoding = decode(data, file, options.encoding)
    if encoding not in {"utf-8", "utf-8-sig"}:
        return _parse(text.encode("utf-8"), file, options)
    raise BadInput(BROKEN, file=file, row=whole.lineno, at=whole.colno, detail=whole.msg)


def _is_document(line: bytes) -> bool:
    try:
        return isinstance(orjson.loads(line), dict)
    except orjson.JSONDecodeError:
        return False


def _line(line: bytes, number: int, file: str, limits: ReadLimits) -> Any:
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError as error:
        _check_parser_depth(error, file, limits)
        raise BadInput(BROKEN, file=file, row=number, at=error.colno, detail=error.msg) from None


def _features(documents: list[Any], file: str, limits: ReadLimits) -> RawTable:
    """The features of one collection, one feature, one geometry, or a line of them each."""
    features = list(_each_feature(documents, file))
    check_size(file, len(features), 0, limits)
    numbers = np.arange(1, len(features) + 1, dtype=np.int64)
    records = [_properties(feature, row, file) for row, feature in enumerate(features, start=1)]
    geometry, problems = shapes.from_geojson([_geometry(f) for f in features], numbers, file, limits)
    head = documents[0] if isinstance(documents[0], dict) else {}
    name = head.get("name")
    return RawTable(
        file=file,
        table=name if isinstance(name, str) else None,
        rows=from_records(records, file, limits),
        row_numbers=numbers,
        geometry=geometry,
        crs=_crs(head.get("crs")),
        problems=tuple(problems),
    )


def _each_feature(documents: list[Any], file: str) -> Iterable[Any]:
    for document in documents:
        kind = document.get("type") if isinstance(document, dict) else type(document).__name__
        if kind == "FeatureCollection" and isinstance(document.get("features"), list):
            yield from document["features"]
        elif kind == "Feature":
            yield document
        elif kind in _GEOMETRIES:
            yield {"type": "Feature", "properties": {}, "geometry": document}
        else:
            raise BadInput(NOT_FEATURES, file=file, got=kind)


def _properties(feature: Any, row: int, file: str) -> dict[str, Any]:
    """The properties of a feature, with its own id under ``id`` where the properties have none."""
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        got = feature.get("type") if isinstance(feature, dict) else type(feature).__name__
        raise BadInput(FEATURE_MALFORMED, file=file, row=row, got=got)
    properties = feature.get("properties") or {}
    if not isinstance(properties, dict):
        raise BadInput(FEATURE_MALFORMED, file=file, row=row, got=type(properties).__name__)
    identifier = feature.get("id")
    return properties if identifier is None or "id" in properties else {"id": identifier, **properties}


def _geometry(feature: Any) -> Any:
    geometry = feature.get("geometry")
    return geometry or None


def _records(items: list[Any], file: str, options: ReadOptions) -> RawTable:
    """A list of objects as a table; two columns that name a longitude and a latitude make points."""
    strangers = [type(item).__name__ for item in items if not isinstance(item, dict)]
    if strangers:
        raise BadInput(NOT_FEATURES, file=file, got=f"list of {strangers[0]}")
    rows = from_records(items, file, options.limits)
    table = RawTable(file, None, rows, np.arange(1, len(items) + 1, dtype=np.int64))
    return with_coordinates(table, options)


def _crs(member: Any) -> str | None:
    """The name in the ``crs`` member that GeoJSON had before RFC 7946."""
    if isinstance(member, dict) and isinstance(member.get("properties"), dict):
        name = member["properties"].get("name")
        return name if isinstance(name, str) else None
    return None


def _check_parser_depth(error: orjson.JSONDecodeError, file: str, limits: ReadLimits) -> None:
    """Raises ``LimitExceeded`` where the parser gave up because of the depth: it stops at 1,024 levels by itself."""
    if "depth" in error.msg or "ecursion" in error.msg:
        raise LimitExceeded(TOO_DEEP, file=file, limit=limits.depth)


def _check_depth(data: bytes, file: str, limits: ReadLimits) -> None:
    """Raises ``LimitExceeded`` for brackets nested deeper than map data needs; ``data`` is valid JSON in UTF-8.

    Brackets inside texts do not count: they could hide others. Escapes are taken out first, pairs of backslashes
    before escaped quotation marks, so that the marks that are left begin and end texts.
    """
    if b"\\" in data:
        data = data.replace(b"\\\\", b"").replace(b'\\"', b"")
    raw = np.frombuffer(data, dtype=np.uint8)
    depth, quotes = 0, 0
    for start in range(0, len(raw), 1 << 24):
        part: NDArray[np.uint8] = raw[start : start + (1 << 24)]
        marks = np.flatnonzero(part == 0x22)
        at = np.flatnonzero((part == 0x5B) | (part == 0x7B) | (part == 0x5D) | (part == 0x7D))
        kinds = part[at[(np.searchsorted(marks, at) + quotes) % 2 == 0]]
        running = depth + np.cumsum(np.where((kinds == 0x5B) | (kinds == 0x7B), 1, -1))
        if running.max(initial=0) > limits.depth:
            raise LimitExceeded(TOO_DEEP, file=file, limit=limits.depth)
        depth = int(running[-1]) if len(running) else depth
        quotes += len(marks)

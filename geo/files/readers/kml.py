"""KML and KMZ: placemarks with their extended data; network links and overlays are not followed."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, ParseError

import numpy as np
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from geo.errors import BadInput, LimitExceeded, Message, Rule
from geo.files import archive, shapes
from geo.files.raw import TOO_MANY, RawTable, ReadOptions, check_size, from_records
from geo.model import Problem, Severity

BROKEN = Message(
    "xml-broken",
    zh="{file} 不是完整的 XML：{detail}",
    en="{file} is not complete XML: {detail}",
    remedy_zh="请重新导出或重新下载",
    remedy_en="export or download it again",
)
ENTITIES = Message(
    "xml-entities",
    zh="{file} 含有 DTD 或实体声明，出于安全考虑不予读取",
    en="{file} declares a DTD or entities; such files are not read",
    remedy_zh="请删除 <!DOCTYPE …> 与 <!ENTITY …> 后再导入",
    remedy_en="remove <!DOCTYPE …> and <!ENTITY …> from it",
)
TOO_DEEP = Message(
    "xml-nested-too-deep",
    zh="{file} 的 XML 嵌套超过 {limit} 层",
    en="the XML of {file} is nested more than {limit} levels deep",
    remedy_zh="请减少文件夹层级后重新导出",
    remedy_en="flatten its folders and export it again",
)
NOT_READ = Rule(
    "kml-parts-not-read",
    zh="{file} 中有 {got} 个网络链接、影像叠加或模型，未读取",
    en="{file} holds {got} network links, overlays or models, which are not read",
    remedy_zh="请把链接的数据另存后一并导入",
    remedy_en="save the linked data and import it too",
)

_IGNORED = {"NetworkLink", "GroundOverlay", "ScreenOverlay", "PhotoOverlay", "Model", "Tour"}
_DEPTH_FACTOR = 4


def read_kmz(path: Path, options: ReadOptions) -> list[RawTable]:
    """The tables of every .kml in a KMZ archive."""
    file = options.name_of(path)
    infos = [i for i in archive.inspect(path, file, options.limits) if i.filename.lower().endswith(".kml")]
    return [
        table for info in infos for table in read(archive.read_entry(path, info, file, options.limits), file, options)
    ]


def read(data: bytes, file: str, options: ReadOptions) -> list[RawTable]:
    """The placemarks of a KML document as one table; the name of the innermost folder is the column ``folder``."""
    records: list[dict[str, Any]] = []
    geometries: list[dict[str, Any] | None] = []
    ignored = 0
    for element, folder in _elements(data, file, options.limits.depth * _DEPTH_FACTOR):
        if element is None:
            ignored += 1
            continue
        if len(records) >= options.limits.rows:
            raise LimitExceeded(
                TOO_MANY, file=file, got=len(records) + 1, what="rows", what_zh="行", limit=options.limits.rows
            )
        records.append({**_attributes(element), **({"folder": folder} if folder else {})})
        geometries.append(_geometry(element))
        element.clear()
    check_size(file, len(records), 0, options.limits)
    numbers = np.arange(1, len(records) + 1, dtype=np.int64)
    geometry, problems = shapes.from_geojson(geometries, numbers, file, options.limits)
    if ignored:
        problems.append(Problem(NOT_READ, Severity.WARNING, "", params={"file": file, "got": ignored}, file=file))
    rows = from_records(records, file, options.limits)
    return [RawTable(file, None, rows, numbers, geometry, "OGC:CRS84", tuple(problems))]


def _elements(data: bytes, file: str, depth_limit: int) -> Iterator[tuple[Element | None, str | None]]:
    """Each placemark with the name of its folder, and None for each part that is not read."""
    path: list[Element] = []
    try:
        for event, element in iterparse(io.BytesIO(data), events=("start", "end"), forbid_dtd=True):
            if event == "start":
                path.append(element)
                if len(path) > depth_limit:
                    raise LimitExceeded(TOO_DEEP, file=file, limit=depth_limit)
                continue
            path.pop()
            if _tag(element) == "Placemark":
                yield element, _folder(path)
            elif _tag(element) in _IGNORED:
                yield None, None
    except DefusedXmlException:
        raise BadInput(ENTITIES, file=file) from None
    except (ParseError, ValueError, LookupError) as error:
        raise BadInput(BROKEN, file=file, detail=error) from None


def _folder(path: list[Element]) -> str | None:
    for element in reversed(path):
        if _tag(element) == "Folder":
            return next((text for child in element if _tag(child) == "name" and (text := _text(child))), None)
    return None


def _attributes(placemark: Element) -> dict[str, Any]:
    """Name, description and extended data of a placemark; schema data and plain data alike."""
    result: dict[str, Any] = {}
    for child in placemark:
        if _tag(child) in {"name", "description", "address", "phoneNumber"}:
            result[_tag(child)] = _text(child)
        elif _tag(child) == "ExtendedData":
            for item in child.iter():
                if _tag(item) == "SimpleData" and item.get("name"):
                    result[str(item.get("name"))] = _text(item)
                elif _tag(item) == "Data" and item.get("name"):
                    result[str(item.get("name"))] = next((_text(v) for v in item if _tag(v) == "value"), None)
    return result


def _geometry(element: Element) -> dict[str, Any] | None:
    """The GeoJSON geometry of the first geometry element below; members of a MultiGeometry become one multi-part."""
    for child in element:
        match _tag(child):
            case "Point":
                return {"type": "Point", "coordinates": (_positions(child) or [[]])[0]}
            case "LineString" | "LinearRing":
                return {"type": "LineString", "coordinates": _positions(child)}
            case "Polygon":
                return {"type": "Polygon", "coordinates": _rings(child)}
            case "MultiGeometry":
                return _joined([part for member in child if (part := _geometry_of(member)) is not None])
    return None


def _geometry_of(member: Element) -> dict[str, Any] | None:
    holder = Element("holder")
    holder.append(member)
    return _geometry(holder)


def _joined(parts: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Parts of one kind as a Multi geometry, of several kinds as a collection."""
    flat = [p for part in parts for p in (_single(part) if part["type"].startswith("Multi") else [part])]
    kinds = {part["type"] for part in flat}
    if not flat:
        return None
    if len(kinds) == 1 and "GeometryCollection" not in kinds:
        return {"type": f"Multi{kinds.pop()}", "coordinates": [part["coordinates"] for part in flat]}
    return {"type": "GeometryCollection", "geometries": flat}


def _single(part: dict[str, Any]) -> list[dict[str, Any]]:
    kind = part["type"].removeprefix("Multi")
    return [{"type": kind, "coordinates": coordinates} for coordinates in part["coordinates"]]


def _rings(polygon: Element) -> list[list[list[float]]]:
    outer = [_positions(b) for b in polygon.iter() if _tag(b) == "outerBoundaryIs"]
    inner = [_positions(b) for b in polygon.iter() if _tag(b) == "innerBoundaryIs"]
    return outer + inner


def _positions(element: Element) -> list[list[float]]:
    """The coordinate tuples below an element; a word that is no number makes the geometry unreadable later."""
    text = next((_text(c) or "" for c in element.iter() if _tag(c) == "coordinates"), "")
    return [[_ordinate(word) for word in position.split(",")[:2]] for position in text.split()]


def _ordinate(word: str) -> Any:
    try:
        number = float(word)
    except ValueError:
        return word[:20]
    return number if np.isfinite(number) else str(number)


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _text(element: Element) -> str | None:
    return (element.text or "").strip() or None

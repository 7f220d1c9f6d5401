"""Small repairs, only on request, one by one, each with what it changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import shapely

from geo.errors import Rule
from geo.model import Problem, Severity
from geo.topology.features import DEFAULT, POLYGON_TYPES, Features, Geometries, Ruler, Tolerances

REPAIRED = Rule(
    "geometry-repaired",
    zh="“{feature}”已修复，面积由 {before} 平方米变为 {after} 平方米",
    en="{feature!r} was repaired; its area went from {before} m² to {after} m²",
)
REPAIR_REFUSED = Rule(
    "geometry-repair-refused",
    zh="“{feature}”没有修复：{reason_zh}",
    en="{feature!r} was not repaired: {reason}",
    remedy_zh="请在制图软件中修正后重新导入",
    remedy_en="correct it in a drawing program and import it again",
)


@dataclass(frozen=True, slots=True)
class Repair:
    """The geometries after repair, and one problem per repaired (note) or refused (error) feature."""

    geometry: Geometries
    done: list[Problem]


def repair(features: Features, which: Iterable[int], tolerances: Tolerances = DEFAULT) -> Repair:
    """Make the polygons at these positions valid, and say for each what that did.

    The rings are rebuilt by their structure (shells joined, holes taken out); slivers that collapse are dropped.
    Valid geometries are left as they are and not told. Refused are geometries with more than ``repair_vertices``
    vertices, what is not a polygon, and what would leave no area.
    """
    geometry, done = features.geometry.copy(), []
    ruler = Ruler.over(features)
    for at in sorted(set(which)):
        old = geometry[at]
        if old is None or (shapely.get_num_coordinates(old) <= tolerances.vertices and shapely.is_valid(old)):
            continue
        reason = _refusal(old, tolerances)
        new = None if reason else _polygons(shapely.make_valid(old, method="structure", keep_collapsed=False))
        if new is not None and new.is_empty:
            reason = "no area would be left", "修复后没有面积"
        if reason or new is None:
            en, zh = reason or ("no area would be left", "修复后没有面积")
            done.append(features.problem(REPAIR_REFUSED, Severity.ERROR, at, {"reason": en, "reason_zh": zh}))
            continue
        geometry[at] = new
        before, after = (float(area) for area in ruler.area_m2([old, new]))
        params = {"before": round(before, 1), "after": round(after, 1)}
        place, size = shapely.point_on_surface(new), abs(after - before)
        done.append(features.problem(REPAIRED, Severity.NOTE, at, params, place=place, size=size, unit="m2"))
    return Repair(geometry, done)


def _refusal(geometry: shapely.Geometry, tolerances: Tolerances) -> tuple[str, str] | None:
    count = int(shapely.get_num_coordinates(geometry))
    if count > tolerances.repair_vertices:
        limit = tolerances.repair_vertices
        return f"it has {count} vertices, at most {limit} are repaired", f"有 {count} 个顶点，最多修复 {limit} 个"
    if shapely.get_type_id(geometry) not in POLYGON_TYPES:
        return "only polygons are repaired", "只修复面图形"
    if not np.isfinite(shapely.get_coordinates(geometry)).all():
        return "its coordinates are not numbers", "坐标不是有效数值"
    return None


def _polygons(geometry: shapely.Geometry) -> shapely.Geometry:
    parts = shapely.get_parts(geometry)
    areal = parts[np.isin(shapely.get_type_id(parts), POLYGON_TYPES)]
    whole = list(shapely.get_parts(areal))
    return whole[0] if len(whole) == 1 else shapely.MultiPolygon(whole)

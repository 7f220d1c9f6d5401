"""Each geometry by itself: missing, empty, not finite, too large, invalid, twice the same."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import shapely

from geo.errors import Rule
from geo.model import Problem, Severity
from geo.topology.features import DEFAULT, Features, Indices, Mask, Ruler, Tolerances

GEOMETRY_MISSING = Rule(
    "geometry-missing",
    zh="“{feature}”没有图形",
    en="{feature!r} has no geometry",
    remedy_zh="请补绘图形，或确认该图层允许没有图形",
    remedy_en="draw it, or confirm that the layer may go without",
)
GEOMETRY_EMPTY = Rule(
    "geometry-empty",
    zh="“{feature}”的图形是空的",
    en="the geometry of {feature!r} is empty",
    remedy_zh="请补绘图形或删除该行",
    remedy_en="draw it, or remove the row",
)
GEOMETRY_NOT_FINITE = Rule(
    "geometry-not-finite",
    zh="“{feature}”的坐标不是有效数值，或不在经纬度范围内",
    en="{feature!r} has coordinates that are not numbers or lie outside the range of longitude and latitude",
    remedy_zh="请核对坐标值和坐标系",
    remedy_en="check the coordinates and the coordinate system",
)
GEOMETRY_TOO_LARGE = Rule(
    "geometry-too-large",
    zh="“{feature}”有 {count} 个顶点，上限为 {expected}",
    en="{feature!r} has {count} vertices, at most {expected} are taken",
    remedy_zh="请先抽稀或拆分图形",
    remedy_en="simplify or divide the geometry first",
)
GEOMETRY_INVALID = Rule(
    "geometry-invalid",
    zh="“{feature}”的图形无效：{reason_zh}",
    en="the geometry of {feature!r} is invalid: {reason}",
    remedy_zh="请在所示位置修正边界；也可在导入时逐个要求修复",
    remedy_en="correct the boundary at the place shown, or ask the import to repair it",
)
GEOMETRY_DUPLICATE = Rule(
    "geometry-duplicate",
    zh="“{feature}”与“{other}”的图形完全相同",
    en="{feature!r} has the same geometry as {other!r}",
    remedy_zh="请删除重复的要素",
    remedy_en="remove the one that is repeated",
)

_REASONS_ZH = {
    "Self-intersection": "边界自相交",
    "Ring Self-intersection": "环自相交",
    "Hole lies outside shell": "内环在外环之外",
    "Holes are nested": "内环嵌套",
    "Nested shells": "外环嵌套",
    "Duplicate Rings": "环重复",
    "Interior is disconnected": "内部不连通",
    "Too few points in geometry component": "顶点太少",
    "Ring is not closed": "环未闭合",
    "Invalid Coordinate": "坐标无效",
}
_REASON = re.compile(r"^(?P<reason>[^\[]+?)\s*(?:\[(?P<x>[-+.\deE]+) (?P<y>[-+.\deE]+).*\])?$")


def check_shapes(features: Features, *, required: bool = True, tolerances: Tolerances = DEFAULT) -> list[Problem]:
    """Which geometries cannot be used as they are.

    With ``required`` a missing geometry is an error, otherwise it passes. Each feature is told at most once, by the
    first test that it fails; validity is asked only of what is finite and not too large. Every problem has its place
    where the geometry has one.
    """
    geometry = features.geometry
    missing = shapely.is_missing(geometry)
    problems = [
        features.problem(GEOMETRY_MISSING, Severity.ERROR, int(at)) for at in np.flatnonzero(missing & required)
    ]
    empty = shapely.is_empty(geometry)
    problems += [features.problem(GEOMETRY_EMPTY, Severity.ERROR, int(at)) for at in np.flatnonzero(empty)]
    counts = shapely.get_num_coordinates(geometry)
    large = counts > tolerances.vertices
    problems += [
        features.problem(
            GEOMETRY_TOO_LARGE, Severity.ERROR, int(at), {"count": int(counts[at]), "expected": tolerances.vertices}
        )
        for at in np.flatnonzero(large)
    ]
    rest = np.flatnonzero(~(missing | empty | large))
    finite = _in_range(features, rest)
    problems += [features.problem(GEOMETRY_NOT_FINITE, Severity.ERROR, int(at)) for at in rest[~finite]]
    return problems + _invalid(features, rest[finite])


def _in_range(features: Features, at: Indices) -> Mask:
    coordinates, origin = shapely.get_coordinates(features.geometry[at], return_index=True)
    with np.errstate(invalid="ignore"):
        good = (np.abs(coordinates) <= (180.0, 90.0)).all(axis=1)
    return np.asarray(np.bincount(origin[~good], minlength=len(at)) == 0, dtype=np.bool_)


def _invalid(features: Features, at: Indices) -> list[Problem]:
    wrong = at[~shapely.is_valid(features.geometry[at])]
    problems = []
    for position, told in zip(wrong, shapely.is_valid_reason(features.geometry[wrong]), strict=True):
        match = _REASON.match(told)
        reason = match["reason"] if match else told
        place = shapely.Point(float(match["x"]), float(match["y"])) if match and match["x"] else None
        params = {"reason": reason, "reason_zh": _REASONS_ZH.get(reason, reason)}
        problems.append(features.problem(GEOMETRY_INVALID, Severity.ERROR, int(position), params, place=place))
    return problems


def check_duplicates(features: Features) -> list[Problem]:
    """Which features have the geometry of an earlier one, whatever the order of their vertices; missing and empty
    geometries are passed over. The size is the area (lines: the length) of the repeated geometry.
    """
    used = np.flatnonzero(~(shapely.is_missing(features.geometry) | shapely.is_empty(features.geometry)))
    if len(used) < 2:
        return []
    keys = pd.Series(shapely.to_wkb(shapely.normalize(shapely.force_2d(features.geometry[used]))))
    first = keys.groupby(keys, sort=False).transform(lambda group: group.index[0]).to_numpy(dtype=np.int64)
    again = np.flatnonzero(first != np.arange(len(used)))
    if not len(again):
        return []
    repeated = features.geometry[used[again]]
    ruler, flat = Ruler.over(features), shapely.get_dimensions(repeated) < 2
    sizes = np.where(flat, ruler.length_m(repeated), ruler.area_m2(repeated))
    return [
        features.problem(
            GEOMETRY_DUPLICATE, Severity.WARNING, int(used[at]), {"other": str(features.labels[used[first[at]]])},
            place=shapely.point_on_surface(features.geometry[used[at]]), size=float(size), unit="m" if line else "m2",
        )
        for at, size, line in zip(again, sizes, flat, strict=True)
    ]  # fmt: skip

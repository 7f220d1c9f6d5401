"""How does a geometry as it came become one that its layer can hold? What does not fit is kept beside, never invented."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.errors import Message, Rule
from geo.layers import GeometryKind, Layer
from geo.model import Problem, Severity

Geometries = NDArray[np.object_]

POINT_KEPT = Rule(
    "outline-missing-point-kept",
    zh="{count} 个{layer}只有点位、没有边界：地图上以圆点表示，不参与面的计算",
    en="{count} features of {layer} have a point but no outline: they are dots on the map and hold nothing",
    remedy_zh="取得边界后用相同编码再次导入即可补上",
    remedy_en="import the boundaries under the same codes when you have them",
)
GEOMETRY_NONE = Rule(
    "geometry-none",
    zh="{count} 个{layer}没有坐标，只能在列表和搜索中看到",
    en="{count} features of {layer} have no coordinates: they show in lists and search only",
    remedy_zh="取得坐标后用相同编码再次导入即可补上",
    remedy_en="import the coordinates under the same codes when you have them",
)
PLACE_ZERO = Rule(
    "coordinates-zero",
    zh="“{feature}”的坐标是 0, 0，按没有坐标处理",
    en="the coordinates of {feature!r} are 0, 0: taken as not given",
    remedy_zh="补上坐标后再次导入",
    remedy_en="add the coordinates and import again",
)
KIND_WRONG = Rule(
    "geometry-kind-wrong",
    zh="“{feature}”的图形是 {got}，{layer}应为 {expected}",
    en="the geometry of {feature!r} is a {got}; {layer} needs a {expected}",
    remedy_zh="请确认图层选择正确，或用 --where 筛除这些行",
    remedy_en="check that the layer is right, or leave these rows out with --where",
)
PARTS_LEFT = Rule(
    "footprint-parts-left",
    zh="“{feature}”由 {count} 个分离的部分组成，只画出最大的一个，其余保留在原图形中",
    en="{feature!r} consists of {count} separate parts; only the largest is drawn (the rest stays in the original)",
    remedy_zh="如是多栋楼，请拆分为多个要素",
    remedy_en="split it if it is several buildings",
)
LINES_SPLIT = Rule(
    "line-parts-split",
    zh="{count} 条多段线拆分为 {got} 条单线",
    en="{count} lines of several parts were split into {got} lines",
)
POINT_DERIVED = Rule(
    "point-derived",
    zh="{count} 个{layer}以面或线给出，取其内部一点作为位置，原图形保留",
    en="{count} features of {layer} came as areas or lines: a point on them is used, the original is kept",
)

_POINT, _LINE, _POLYGON, _MULTIPOINT, _MULTILINE, _MULTIPOLYGON = 0, 1, 3, 4, 5, 6


@dataclass(frozen=True, slots=True)
class Shaped:
    """Geometries that fit their layer.

    ``row_of`` holds for each the position of the row that it came from (a line of two parts gives two features).
    ``altered`` marks features whose original must be kept because the geometry no longer is what came.
    """

    geometry: Geometries
    row_of: NDArray[np.int64]
    altered: NDArray[np.bool_]
    problems: tuple[Problem, ...]


def fit(layer: Layer, geometry: Geometries, labels: NDArray[Any]) -> Shaped:
    """The geometries as the layer holds them; ``labels`` name the rows in problems.

    Area layers: polygons become multi-polygons and the other way round (a building keeps its largest part); a point
    stands in for the outline that nobody has. Line layers: parts that join are joined, others become features of
    their own. Point layers: a point on an area or line. A kind that does not fit is an error of its row. Rows
    without geometry pass, and so do points at 0, 0, which lose it; how many there are is a warning.
    """
    geometry, nowhere = _without_zeros(layer, geometry, labels)
    kinds = shapely.get_type_id(geometry)
    match layer.geometry:
        case GeometryKind.MULTIPOLYGON | GeometryKind.POLYGON:
            shaped = _areas(layer, geometry, kinds, labels)
        case GeometryKind.LINE:
            shaped = _lines(layer, geometry, kinds, labels)
        case GeometryKind.POINT:
            shaped = _points(layer, geometry, kinds)
        case _:
            shaped = _whole(geometry, ())
    missing = int(shapely.is_missing(shaped.geometry).sum())
    wrong = sum(problem.message is KIND_WRONG for problem in shaped.problems)
    told = [*shaped.problems, *nowhere]
    if missing - wrong > 0 and layer.has_geometry:
        told.append(_counted(GEOMETRY_NONE, Severity.WARNING, layer, missing - wrong))
    return Shaped(shaped.geometry, shaped.row_of, shaped.altered, tuple(told))


def _without_zeros(layer: Layer, geometry: Geometries, labels: NDArray[Any]) -> tuple[Geometries, list[Problem]]:
    """Tables write 0, 0 for a place that they do not know; no city lies in the Gulf of Guinea."""
    zero = (shapely.get_x(geometry) == 0) & (shapely.get_y(geometry) == 0)
    problems = [
        Problem(PLACE_ZERO, Severity.WARNING, layer.id, str(labels[at]), {"feature": labels[at]})
        for at in np.flatnonzero(zero)
    ]
    kept = geometry.copy()
    kept[zero] = None
    return kept, problems


def _areas(layer: Layer, geometry: Geometries, kinds: NDArray[Any], labels: NDArray[Any]) -> Shaped:
    result = geometry.copy()
    altered = np.zeros(len(geometry), dtype=bool)
    problems: list[Problem] = []
    spots = np.isin(kinds, (_POINT, _MULTIPOINT))
    if spots.any():
        result[spots] = shapely.point_on_surface(geometry[spots])
        altered |= kinds == _MULTIPOINT
        problems.append(_counted(POINT_KEPT, Severity.WARNING, layer, int(spots.sum())))
    wrong = np.flatnonzero(~np.isin(kinds, (-1, _POINT, _MULTIPOINT, _POLYGON, _MULTIPOLYGON)))
    problems += _wrong(layer, geometry, wrong, labels, "Polygon")
    result[wrong] = None
    if layer.geometry is GeometryKind.MULTIPOLYGON:
        single = kinds == _POLYGON
        if single.any():
            result[single] = shapely.multipolygons(geometry[single], indices=np.arange(int(single.sum())))
        return Shaped(result, _identity(geometry), altered, tuple(problems))
    for at in np.flatnonzero(kinds == _MULTIPOLYGON):
        parts = shapely.get_parts(geometry[at])
        areas = shapely.area(parts)
        result[at] = parts[areas.argmax()]
        if len(parts) > 1:
            altered[at] = True
            params = {"feature": labels[at], "count": len(parts)}
            place = shapely.point_on_surface(result[at])
            problems.append(Problem(PARTS_LEFT, Severity.WARNING, layer.id, str(labels[at]), params, place))
    return Shaped(result, _identity(geometry), altered, tuple(problems))


def _lines(layer: Layer, geometry: Geometries, kinds: NDArray[Any], labels: NDArray[Any]) -> Shaped:
    joined = geometry.copy()
    several = kinds == _MULTILINE
    joined[several] = shapely.line_merge(geometry[several])
    wrong = np.flatnonzero(~np.isin(kinds, (-1, _LINE, _MULTILINE)))
    joined[wrong] = None
    parts, row_of = shapely.get_parts(joined, return_index=True)
    bare = np.flatnonzero(shapely.is_missing(joined))
    every = np.concatenate([parts, _blank(len(bare))])
    rows = np.concatenate([row_of, bare])
    order = np.argsort(rows, kind="stable")
    split = len(parts) + len(bare) - len(geometry)
    problems = _wrong(layer, geometry, wrong, labels, "LineString")
    if split:
        divided = int((np.bincount(rows, minlength=len(geometry)) > 1).sum())
        params = {"count": divided, "got": divided + split}
        problems.append(Problem(LINES_SPLIT, Severity.NOTE, layer.id, params=params, size=float(divided), unit="count"))
    return Shaped(every[order], rows[order], several[rows[order]], tuple(problems))


def _points(layer: Layer, geometry: Geometries, kinds: NDArray[Any]) -> Shaped:
    derived = ~np.isin(kinds, (-1, _POINT))
    if not derived.any():
        return _whole(geometry, ())
    result = geometry.copy()
    result[derived] = shapely.point_on_surface(geometry[derived])
    problem = _counted(POINT_DERIVED, Severity.NOTE, layer, int(derived.sum()))
    return Shaped(result, _identity(geometry), derived, (problem,))


def _whole(geometry: Geometries, problems: tuple[Problem, ...]) -> Shaped:
    return Shaped(geometry, _identity(geometry), np.zeros(len(geometry), dtype=bool), problems)


def _wrong(layer: Layer, geometry: Geometries, at: NDArray[Any], labels: NDArray[Any], expected: str) -> list[Problem]:
    told: Callable[[Any], dict[str, Any]] = lambda row: {  # noqa: E731
        "feature": labels[row], "got": geometry[row].geom_type, "layer": layer.label, "expected": expected
    }  # fmt: skip
    return [
        Problem(
            KIND_WRONG, Severity.ERROR, layer.id, str(labels[row]), told(row), shapely.point_on_surface(geometry[row])
        )
        for row in at
    ]


def _counted(message: Message, severity: Severity, layer: Layer, count: int) -> Problem:
    params = {"count": count, "layer": layer.label}
    return Problem(message, severity, layer.id, params=params, size=float(count), unit="count")


def _blank(count: int) -> Geometries:
    return np.full(count, None, dtype=object)


def _identity(geometry: Geometries) -> NDArray[np.int64]:
    return np.arange(len(geometry), dtype=np.int64)

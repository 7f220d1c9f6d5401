"""Which area holds what: parents by place, buildings in grids, estates in communities, references to nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from geo.asof import distinct
from geo.convex import valid
from geo.corners import Corners
from geo.errors import Rule
from geo.model import Problem, Severity
from geo.raster import NOBODY, UNDECIDED, Raster
from geo.topology.features import DEFAULT, POLYGON_TYPES, Features, Floats, Geometries, Indices, Mask, Ruler, Tolerances

ORPHAN = Rule(
    "orphan",
    zh="“{feature}”的{field}“{got}”不存在",
    en="{feature!r} refers to {got!r} ({field}), which does not exist",
    remedy_zh="请先导入上级图层，或改正该编码",
    remedy_en="import the layer above first, or correct the code",
)
PARENT_NONE = Rule(
    "parent-none",
    zh="“{feature}”不在任何上级区域内",
    en="{feature!r} lies in no area of the layer above",
    remedy_zh="请核对位置和坐标系，或先导入上级图层",
    remedy_en="check the position and the coordinate system, or import the layer above first",
)
PARENT_SEVERAL = Rule(
    "parent-several",
    zh="“{feature}”跨多个上级区域：“{parent}”占 {share}%，“{other}”占 {other_share}%",
    en="{feature!r} lies across areas: {parent!r} holds {share}%, {other!r} {other_share}%",
    remedy_zh="请按上级边界拆分，或修正边界",
    remedy_en="divide it along the areas, or correct the boundary",
)
BUILDING_WITHOUT_GRID = Rule(
    "building-without-grid",
    zh="楼栋“{feature}”不在任何网格内",
    en="building {feature!r} lies in no grid",
    remedy_zh="请扩展相邻网格，或核对楼栋位置",
    remedy_en="extend a neighbouring grid, or check the building's position",
)
BUILDING_CUT = Rule(
    "building-cut",
    zh="楼栋“{feature}”被网格线切割，“{grid}”内占 {share}%（依据：{how_zh}）",
    en="building {feature!r} is cut by a grid line; {grid!r} holds {share}% (decided by {how})",
    remedy_zh="请让网格线绕开楼栋",
    remedy_en="lead the grid line around the building",
)
BUILDING_UNDECIDED = Rule(
    "building-undecided",
    zh="楼栋“{feature}”分属多个网格，最大的“{grid}”只占 {share}%，需要人工确定",
    en="building {feature!r} lies in several grids; the largest share, in {grid!r}, is {share}%: a person must decide",
    remedy_zh="请补充单元门位置，或直接指定所属网格",
    remedy_en="add its entrances, or name its grid",
)


Shapes = Callable[[Indices], Geometries]
"""The geometries at some positions."""
MANY = 1_000
"""Fewer things are overlaid as quickly as a raster is made."""
FEWEST_CELLS = 1 << 12


@dataclass(frozen=True, slots=True)
class Membership:
    """For each feature the position of the area that holds it (-1: none), the share of it inside that area (0–1),
    and what was found on the way.
    """

    of: Indices
    share: Floats
    problems: list[Problem]


@dataclass(frozen=True, slots=True)
class _Pairs:
    inner: Indices
    area: Indices
    share: Floats


def find_parents(features: Features, areas: Features, tolerances: Tolerances = DEFAULT) -> Membership:
    """Which area holds each feature, by place: polygons and lines by the largest share, points by where they lie.

    Equal shares, and points on a shared edge, go to the area with the lowest label. A feature in none is a problem,
    and so is a polygon of which a second area holds ``second_parent_share`` or more. Missing geometries are in none,
    without a problem.
    """
    return _membership(features, areas, tolerances.second_parent_share)


def check_estates(estates: Features, communities: Features, tolerances: Tolerances = DEFAULT) -> list[Problem]:
    """Which estates lie across communities, or in none."""
    return find_parents(estates, communities, tolerances).problems


def _membership(features: Features, areas: Features, second_share: float) -> Membership:
    pairs = _shares(features.geometry, areas)
    of, share, second, second_of = _largest(len(features), pairs)
    held = ~(shapely.is_missing(features.geometry) | shapely.is_empty(features.geometry))
    problems = [
        features.problem(PARENT_NONE, Severity.WARNING, int(at), place=_spot(features, at))
        for at in np.flatnonzero(held & (of < 0))
    ]
    areal = np.isin(shapely.get_type_id(features.geometry), POLYGON_TYPES)
    across = np.flatnonzero(areal & (second >= second_share) & (of >= 0))
    sizes = Ruler.over(features).area_m2(features.geometry[across]) * second[across]
    for at, size in zip(across, sizes, strict=True):
        params = {
            "parent": str(areas.labels[of[at]]), "share": _percent(share[at]),
            "other": str(areas.labels[second_of[at]]), "other_share": _percent(second[at]),
        }  # fmt: skip
        problems.append(
            features.problem(
                PARENT_SEVERAL,
                Severity.WARNING,
                int(at),
                params,
                place=_spot(features, at),
                size=float(size),
                unit="m2",
            )
        )
    return Membership(of, share, problems)


def assign_buildings(
    buildings: Features,
    grids: Features,
    entrances: Geometries | Shapes | None = None,
    entrance_of: Indices | None = None,
    tolerances: Tolerances = DEFAULT,
    shared: Geometries | None = None,
    corners: Corners | None = None,
    boxes: Floats | None = None,
) -> Membership:
    """The one grid of each building, and which buildings have none or are cut.

    A building in several grids goes where most of its entrances are (``entrances`` are points, or answer with those at some
    positions; ``entrance_of`` is the position of each one's building); without entrances to its largest share. A largest
    share below ``cut_share`` is told; below ``person_share``, and without entrances, the building has no grid until a
    person decides. ``share`` is always the largest share. Buildings that are points lie where they lie, on an edge in the
    lowest label. ``shared`` is the ground that several grids hold, ``corners`` and ``boxes`` those of the buildings, where
    they are known already: who stands wholly in one grid and not on shared ground is in no other.
    """
    of, share, second, _ = _largest(len(buildings), _shares(buildings.geometry, grids, shared, corners, boxes))
    lost = np.flatnonzero(of < 0)
    lost = lost[~(shapely.is_missing(buildings.geometry[lost]) | shapely.is_empty(buildings.geometry[lost]))]
    problems = [
        buildings.problem(BUILDING_WITHOUT_GRID, Severity.WARNING, int(at), place=_spot(buildings, at)) for at in lost
    ]
    by_entrance = _by_entrance(second > 0, grids, entrances, entrance_of)
    decided = (second > 0) & (by_entrance >= 0)
    of = np.where(decided, by_entrance, of)
    cut = (of >= 0) & (share < tolerances.cut_share)
    cut[cut] = np.isin(shapely.get_type_id(buildings.geometry[cut]), POLYGON_TYPES)
    undecided = cut & ~decided & (share < tolerances.person_share)
    for at in np.flatnonzero(cut):
        how = ("entrance", "单元门") if decided[at] else ("largest share", "最大占比")
        params = {"grid": str(grids.labels[of[at]]), "share": _percent(share[at]), "how": how[0], "how_zh": how[1]}
        message = BUILDING_UNDECIDED if undecided[at] else BUILDING_CUT
        problems.append(buildings.problem(message, Severity.WARNING, int(at), params, place=_spot(buildings, at)))
    of[undecided] = -1
    return Membership(of, share, problems)


def check_links(features: Features, refs: Iterable[object], known: Collection[object], field: str) -> list[Problem]:
    """Which features refer to something that does not exist; missing references are passed over."""
    values = pd.Series(list(refs), dtype=object)
    lost = values.notna() & ~values.isin(list(known))
    return [
        features.problem(ORPHAN, Severity.ERROR, int(at), {"got": str(values.iloc[at]), "field": field})
        for at in np.flatnonzero(lost)
    ]


def _shares(
    inner: Geometries,
    areas: Features,
    shared: Geometries | None = None,
    corners: Corners | None = None,
    boxes: Floats | None = None,
) -> _Pairs:
    """Which share of each thing lies in which area, pairs without ground in common left out; labels break ties.
    ``shared``: see `assign_buildings`.
    """
    sound = np.flatnonzero(areas.sound)
    usable = np.flatnonzero(valid(inner, corners) & ~shapely.is_empty(inner))
    things, held = inner[usable], np.full(len(usable), UNDECIDED, dtype=np.int64)
    if shared is not None and len(usable) >= MANY and len(sound):
        held = _away_from_edges(
            shapely.bounds(things) if boxes is None else boxes[usable], areas.geometry[sound], shared
        )
    near, away = np.flatnonzero(held == UNDECIDED), np.flatnonzero(held >= 0)
    area, thing, share = _overlaid(things[near], areas.geometry[sound], shared)
    order = np.lexsort((_ranks(areas)[sound[area]], -share))
    order = order[share[order] > 0]
    area, thing = np.append(held[away], area[order]), np.append(away, near[thing[order]])
    share = np.append(np.ones(len(away)), share[order])
    order = np.argsort(thing, kind="stable")
    return _Pairs(usable[thing[order]], sound[area[order]], share[order])


def _ranks(areas: Features) -> Indices:
    """The place of each area in the order of labels."""
    return np.argsort(np.argsort(areas.labels.astype(str), kind="stable"), kind="stable")


def _away_from_edges(boxes: Floats, areas: Geometries, shared: Geometries) -> Indices:
    """The area that holds each thing in its box as a whole, ``NOBODY`` for none, ``UNDECIDED`` near an edge and near what several
    areas hold: where no edge of an area meets a thing's box, nothing changes inside it.
    """

    def holder_of(lon: Floats, lat: Floats) -> Indices:
        found = np.full(len(lon), NOBODY, dtype=np.int64)
        area, point = shapely.STRtree(shapely.points(lon, lat)).query(areas, predicate="intersects")
        found[point] = area
        return found

    kept_out = shapely.bounds(shared[~(shapely.is_missing(shared) | shapely.is_empty(shared))])
    return Raster(areas, holder_of, FEWEST_CELLS, kept_out).read_boxes(boxes)


def _overlaid(things: Geometries, areas: Geometries, shared: Geometries | None) -> tuple[Indices, Indices, Floats]:
    """Pairs of area and thing, and the share of the thing: what an area covers need not be overlaid."""
    tree = shapely.STRtree(things)
    whole_area, whole_thing = tree.query(areas, predicate="covers")
    asked = np.ones(len(things), dtype=np.bool_)
    if shared is not None:
        # a point may lie on an edge, in two areas at once
        asked[whole_thing] = shapely.get_dimensions(things[whole_thing]) < 2
        asked[tree.query(shared, predicate="intersects")[1]] = True
    rest = np.flatnonzero(asked)
    area, thing = shapely.STRtree(things[rest]).query(areas, predicate="intersects")
    area, thing = np.append(area, whole_area), np.append(rest[thing], whole_thing)
    pairs = distinct(area * len(things) + thing)
    area, thing = np.divmod(pairs, max(len(things), 1))
    share = np.ones(len(pairs))
    cut = np.flatnonzero(~np.isin(pairs, whole_area * len(things) + whole_thing))
    share[cut] = _part(things[thing[cut]], areas[area[cut]])
    return area, thing, share


def _part(inner: Geometries, areas: Geometries) -> Floats:
    common = shapely.intersection(inner, areas)
    size, whole = shapely.area(common), shapely.area(inner)
    lines = shapely.get_dimensions(inner) == 1
    size, whole = np.where(lines, shapely.length(common), size), np.where(lines, shapely.length(inner), whole)
    return np.asarray(np.divide(size, whole, out=np.zeros_like(size), where=whole > 0), dtype=np.float64)


def _largest(count: int, pairs: _Pairs) -> tuple[Indices, Floats, Floats, Indices]:
    of, share = np.full(count, -1, dtype=np.int64), np.zeros(count)
    second, second_of = np.zeros(count), np.full(count, -1, dtype=np.int64)
    things, first = np.unique(pairs.inner, return_index=True)
    of[things], share[things] = pairs.area[first], pairs.share[first]
    counts = np.diff(np.append(first, len(pairs.inner)))
    more = counts > 1
    second[things[more]] = pairs.share[first[more] + 1]
    second_of[things[more]] = pairs.area[first[more] + 1]
    return of, share, second, second_of


def _by_entrance(
    asked: Mask, grids: Features, entrances: Geometries | Shapes | None, entrance_of: Indices | None
) -> Indices:
    """Per building that is asked the grid with most of its entrances (the lowest label where equal), -1 for others and
    without entrances.
    """
    chosen = np.full(len(asked), -1, dtype=np.int64)
    if entrances is None or entrance_of is None:
        return chosen
    mine = np.flatnonzero((entrance_of >= 0) & asked[np.maximum(entrance_of, 0)]) if len(asked) else entrance_of[:0]
    entrances = entrances(mine) if callable(entrances) else entrances[mine]
    entrance_of = entrance_of[mine]
    if not len(entrances):
        return chosen
    grid, _, _, _ = _largest(len(entrances), _shares(entrances, grids))
    held = grid >= 0
    pairs, votes = np.unique(entrance_of[held] * len(grids) + grid[held], return_counts=True)
    building, grid = np.divmod(pairs, max(len(grids), 1))
    order = np.lexsort((_ranks(grids)[grid], -votes, building))
    building, first = np.unique(building[order], return_index=True)
    chosen[building] = grid[order][first]
    return chosen


def _spot(features: Features, at: int | np.integer) -> shapely.Geometry:
    """A point inside one feature: few are ever told of."""
    return shapely.point_on_surface(features.geometry[at])


def _percent(share: float) -> float:
    return round(float(share) * 100.0, 1)

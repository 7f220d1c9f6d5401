"""Siblings that should tile their parent: gaps, overlaps, what sticks out, holes, narrow gaps.

Overlay happens in lon/lat, where shared edges are exactly shared; only the resulting pieces are measured in metres.
Features without a valid polygon are passed over here: `check_shapes` has told them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

import numpy as np
import shapely

from geo.errors import Rule
from geo.model import Problem, Severity
from geo.topology.chains import tiled_edge_for_edge
from geo.topology.features import DEFAULT, Features, Geometries, Indices, Mask, Ruler, Tolerances

COVERAGE_GAP = Rule(
    "coverage-gap",
    zh="“{feature}”内有 {size} 平方米（{pieces} 处）没有划入任何下级区域",
    en="{size} m² of {feature!r} ({pieces} pieces) belong to none of its parts",
    remedy_zh="请把该处划入相邻的区域",
    remedy_en="add the place to one of the neighbouring areas",
)
COVERAGE_OVERLAP = Rule(
    "coverage-overlap",
    zh="“{feature}”与“{other}”重叠 {size} 平方米（{pieces} 处）",
    en="{feature!r} and {other!r} overlap by {size} m² ({pieces} pieces)",
    remedy_zh="请确定该处归属，并从另一个区域中去掉",
    remedy_en="decide whose the place is and take it from the other",
)
OUTSIDE_PARENT = Rule(
    "outside-parent",
    zh="“{feature}”有 {size} 平方米（{pieces} 处）超出上级“{parent}”的范围",
    en="{size} m² of {feature!r} ({pieces} pieces) lie outside its parent {parent!r}",
    remedy_zh="请修正边界，或核对所属上级",
    remedy_en="correct the boundary, or check the parent",
)
POINT_OUTSIDE_PARENT = Rule(
    "point-outside-parent",
    zh="“{feature}”距上级“{parent}”的边界还有 {size} 米，不在其范围内",
    en="{feature!r} lies {size} m outside its parent {parent!r}",
    remedy_zh="请核对位置、坐标系或所属上级",
    remedy_en="check the position, the coordinate system or the parent",
)
COVERAGE_HOLE = Rule(
    "coverage-hole",
    zh="相邻区域之间有 {size} 平方米的空洞（靠近“{feature}”）",
    en="a hole of {size} m² lies between neighbouring areas, next to {feature!r}",
    remedy_zh="请确认是水面等不划分的地方，否则划入相邻区域",
    remedy_en="confirm that it is water or the like, else add it to a neighbour",
)
NARROW_GAP = Rule(
    "coverage-narrow-gap",
    zh="“{feature}”与相邻区域之间有约 {size} 米长的窄缝",
    en="a narrow gap of about {size} m runs between {feature!r} and its neighbour",
    remedy_zh="请让两侧共用同一条边界",
    remedy_en="let both sides share one boundary",
)

PIECES_TOLD = 5


def check_coverage(
    children: Features, parents: Features, parent_of: Indices, tolerances: Tolerances = DEFAULT
) -> list[Problem]:
    """Where children fail to tile their parents: overlaps, gaps and parts that stick out, in m² with their place.

    ``parent_of`` holds the position of each child's parent, -1 for none. Overlaps are looked for between all
    children, of whichever parent. A parent without any child is not a gap: its children are elsewhere. A parent with
    a child that is missing or invalid is not asked for gaps: that child may well fill them.
    """
    return Tiling.of(children, parents, parent_of).problems(tolerances)


@dataclass(frozen=True, slots=True)
class Tiling:
    """How children tile their parents, before anything is too small to be told: `check_coverage` for its rules.

    ``overlaps`` are pairs of children with the ground that they share; ``linked`` the sound children of sound parents
    and ``beyond`` what of each lies outside its parent; ``asked`` the parents that could be asked for gaps and
    ``empty`` what of each none of its children holds.
    """

    children: Features
    parents: Features
    parent_of: Indices
    overlaps: tuple[Indices, Indices, Geometries]
    linked: Indices
    beyond: Geometries
    asked: Indices
    empty: Geometries

    @classmethod
    def of(cls, children: Features, parents: Features, parent_of: Indices, apart: Mask | None = None) -> Self:
        """The tiling by these children. ``apart``: which parents share no ground with another, where it is known.

        Only what does not tile a parent of its own edge for edge, and what lies beside that, is overlaid.
        """
        sound = children.sound
        linked = np.flatnonzero(sound & (parent_of >= 0))
        linked = linked[parents.sound[parent_of[linked]]]
        whole = linked[~np.isin(parent_of[linked], parent_of[~sound])]
        asked = np.unique(parent_of[whole])
        tiled = tiled_edge_for_edge(children.geometry[whole], parent_of[whole], parents.geometry, asked)
        tiled &= _apart(parents, np.flatnonzero(tiled)) if apart is None else apart
        settled = np.zeros(len(children), dtype=np.bool_)
        settled[whole] = tiled[parent_of[whole]]
        overlaps, matched = _overlaps(children, _beside(children.geometry, np.flatnonzero(sound), sound & ~settled))
        empty, beyond = (np.full(len(at), shapely.Polygon(), dtype=object) for at in (asked, linked))
        empty[~tiled[asked]] = _empty(children, parents, parent_of, whole[~settled[whole]], matched)
        rest = linked[~settled[linked]]
        beyond[~settled[linked]] = _beyond(children.geometry[rest], parents.geometry, parent_of[rest])
        return cls(children, parents, parent_of, overlaps, linked, beyond, asked, empty)

    @property
    def apart(self) -> Mask:
        """Which children share no ground with another."""
        left, right, common = self.overlaps
        twice = shapely.area(common) > 0
        apart = np.ones(len(self.children), dtype=np.bool_)
        apart[left[twice]] = apart[right[twice]] = False
        return apart

    @property
    def exact(self) -> Mask:
        """Which parents are tiled to the last corner: their children hold all of them, nothing else, and nothing twice."""
        spoiled = np.append(np.flatnonzero(~self.apart), self.linked[~shapely.is_empty(self.beyond)])
        exact = np.zeros(len(self.parents), dtype=np.bool_)
        exact[self.asked[shapely.is_empty(self.empty)]] = True
        owners = self.parent_of[spoiled]
        exact[owners[owners >= 0]] = False
        return exact

    def problems(self, tolerances: Tolerances = DEFAULT) -> list[Problem]:
        """What is worth telling."""
        found = _told_overlaps(self.children, self.overlaps, tolerances)
        if not len(self.linked):
            return found
        return found + self._outside(tolerances) + self._gaps(tolerances)

    def _outside(self, tolerances: Tolerances) -> list[Problem]:
        children, parents, linked = self.children, self.parents, self.linked
        return [
            children.problem(
                OUTSIDE_PARENT, Severity.WARNING, int(linked[at]),
                {"parent": str(parents.labels[self.parent_of[linked[at]]]), "pieces": count}, place=place, size=size,
                unit="m2",
            )
            for at, place, size, count in _told(self.beyond, children, tolerances)
        ]  # fmt: skip

    def _gaps(self, tolerances: Tolerances) -> list[Problem]:
        return [
            self.parents.problem(
                COVERAGE_GAP,
                Severity.WARNING,
                int(self.asked[at]),
                {"pieces": count},
                place=place,
                size=size,
                unit="m2",
            )
            for at, place, size, count in _told(self.empty, self.children, tolerances)
        ]


def check_overlaps(features: Features, tolerances: Tolerances = DEFAULT) -> list[Problem]:
    """Which pairs of areas share ground, each shared piece with its place and m²; the later feature is the subject."""
    return _told_overlaps(features, _overlaps(features, np.flatnonzero(features.sound))[0], tolerances)


def _apart(features: Features, sound: Indices) -> Mask:
    """Which of these sound features share no ground with another of them."""
    left, right, common = _overlaps(features, sound)[0]
    apart = np.zeros(len(features), dtype=np.bool_)
    apart[sound] = True
    apart[np.append(left, right)[np.tile(shapely.area(common) > 0, 2)]] = False
    return apart


def _beside(geometry: Geometries, sound: Indices, asked: Mask) -> Indices:
    """The features that are asked, and those of the others whose box meets one of theirs."""
    near = np.zeros(len(geometry), dtype=np.bool_)
    if asked.any():
        near[sound[shapely.STRtree(geometry[sound]).query(geometry[asked])[1]]] = True
    return np.flatnonzero(near)


def _overlaps(features: Features, sound: Indices) -> tuple[tuple[Indices, Indices, Geometries], bool]:
    """Pairs of sound features that may share ground, what they share, and whether all of them match edge to edge."""
    geometry = features.geometry[sound]
    edges = shapely.coverage_invalid_edges(geometry)
    # An area strictly inside another spoils only its own edges: one suspect in a pair is enough.
    suspects = np.flatnonzero(~(shapely.is_missing(edges) | shapely.is_empty(edges)))
    if not len(suspects):
        none = sound[:0]
        return (none, none, geometry[:0]), True
    one, other = shapely.STRtree(geometry).query(geometry[suspects], predicate="intersects")
    one = suspects[one]
    pairs = np.unique(np.sort(np.column_stack([one, other])[one != other], axis=1), axis=0)
    left, right = pairs[:, 0], pairs[:, 1]
    return (sound[left], sound[right], shapely.intersection(geometry[left], geometry[right])), False


def _told_overlaps(
    features: Features, overlaps: tuple[Indices, Indices, Geometries], tolerances: Tolerances
) -> list[Problem]:
    left, right, common = overlaps
    if not len(common):
        return []
    return [
        features.problem(
            COVERAGE_OVERLAP, Severity.WARNING, int(right[pair]),
            {"other": str(features.labels[left[pair]]), "pieces": count}, place=place, size=size, unit="m2",
        )
        for pair, place, size, count in _told(common, features, tolerances)
    ]  # fmt: skip


def _told(
    geometries: Geometries, measured: Features, tolerances: Tolerances
) -> Iterator[tuple[int, shapely.Geometry, float, int]]:
    """The pieces worth telling: origin, place, m², how many. The largest ``PIECES_TOLD`` of each origin one by one,
    the rest of it (two drawings of different accuracy leave thousands) in one. Measured as the features are; most have
    nothing to be measured.
    """
    some = np.flatnonzero(~(shapely.is_missing(geometries) | shapely.is_empty(geometries)))
    if not len(some):
        return
    pieces, origin, areas = measured.ruler.pieces(geometries[some], tolerances)
    origin = some[origin]
    order = np.lexsort((-areas, origin))
    starts = np.flatnonzero(np.diff(origin[order], prepend=-1))
    for group in np.split(order, starts[1:]):
        for at in group[:PIECES_TOLD]:
            yield int(origin[at]), pieces[at], float(areas[at]), 1
        rest = group[PIECES_TOLD:]
        if len(rest):
            yield int(origin[rest[0]]), shapely.multipolygons(list(pieces[rest])), float(areas[rest].sum()), len(rest)


def _beyond(shapes: Geometries, others: Geometries, other_of: Indices) -> Geometries:
    """What of each shape lies outside the other at that position. Most lie wholly inside, which is ten times quicker to
    see than to overlay, and quicker still where one other is asked about many.
    """
    beyond = np.full(len(shapes), shapely.Polygon(), dtype=object)
    asked = np.unique(other_of)
    at, inside = shapely.STRtree(shapes).query(others[asked], predicate="covers")
    out = np.ones(len(shapes), dtype=np.bool_)
    out[inside[other_of[inside] == asked[at]]] = False
    beyond[out] = shapely.difference(shapes[out], others[other_of[out]])
    return beyond


def _empty(children: Features, parents: Features, parent_of: Indices, whole: Indices, matched: bool) -> Geometries:
    """What of each parent of these children, in their order, none of them holds."""
    if not len(whole):
        return children.geometry[whole]
    order = whole[np.argsort(parent_of[whole], kind="stable")]
    holders, starts = np.unique(parent_of[order], return_index=True)
    groups = np.split(children.geometry[order], starts[1:])
    unions = np.asarray([_union(group, matched) for group in groups], dtype=object)
    return _beyond(parents.geometry[holders], unions, np.arange(len(holders)))


def _union(group: Geometries, matched: bool = False) -> shapely.Geometry:
    # coverage_union is several times faster and exact, but silently wrong where areas do not share their edges.
    matched = matched or bool(shapely.coverage_is_valid(group))
    return shapely.coverage_union_all(group) if matched else shapely.union_all(group)


def check_holes(features: Features, tolerances: Tolerances = DEFAULT) -> list[Problem]:
    """Where ground lies enclosed between top-level areas and belongs to none of them.

    An area's own hole counts as well when nothing fills it. Told at the area with the longest edge along the hole.
    """
    sound = np.flatnonzero(features.sound)
    if not len(sound):
        return []
    geometry = features.geometry[sound]
    whole = _union(geometry)
    rings = [ring for part in shapely.get_parts(whole) for ring in part.interiors]
    if not rings:
        return []
    holes = np.asarray(shapely.difference(shapely.polygons(rings), whole), dtype=object)
    pieces, _, areas = Ruler.over(features).pieces(holes, tolerances)
    tree = shapely.STRtree(geometry)
    problems = []
    for piece, area in zip(pieces, areas, strict=True):
        near = tree.query(piece, predicate="intersects")
        shared = shapely.length(shapely.intersection(shapely.boundary(geometry[near]), shapely.boundary(piece)))
        at = int(sound[near[int(np.argmax(shared))]])
        problems.append(features.problem(COVERAGE_HOLE, Severity.WARNING, at, place=piece, size=float(area), unit="m2"))
    return problems


def check_narrow_gaps(features: Features, tolerances: Tolerances = DEFAULT) -> list[Problem]:
    """Where two areas run side by side closer than ``narrow_gap_m`` without sharing their edge.

    For areas without a parent to subtract from; the size is the length of the edges along the gap, in metres, and
    includes the short edges at its ends.
    """
    sound = np.flatnonzero(features.sound)
    if len(sound) < 2:
        return []
    frame = Ruler.over(features).frame
    metres = frame.to_metres(features.geometry[sound])
    all_edges = shapely.coverage_invalid_edges(metres, gap_width=tolerances.narrow_gap_m)
    other_edges = shapely.coverage_invalid_edges(metres)
    narrow = shapely.difference(all_edges, other_edges)
    lengths = np.nan_to_num(shapely.length(narrow))
    return [
        features.problem(
            NARROW_GAP, Severity.WARNING, int(sound[at]), place=place, size=float(lengths[at]), unit="m",
        )
        for at, place in zip(
            np.flatnonzero(lengths > 0), frame.to_lonlat(narrow[lengths > 0]), strict=True,
        )
    ]  # fmt: skip


def check_points(points: Features, parents: Features, parent_of: Indices) -> list[Problem]:
    """Which points (or other things, by their point on surface) lie outside their parent, and how many metres.

    The parent's edge is inside. Missing geometries, and parents without a valid polygon, are passed over.
    """
    usable = ~(shapely.is_missing(points.geometry) | shapely.is_empty(points.geometry)) & (parent_of >= 0)
    at = np.flatnonzero(usable)
    at = at[parents.sound[parent_of[at]]]
    spots, areas = shapely.point_on_surface(points.geometry[at]), parents.geometry[parent_of[at]]
    outside = ~shapely.intersects(spots, areas)
    if not outside.any():
        return []
    distances = Ruler.over(points).distance_m(spots[outside], areas[outside])
    return [
        points.problem(
            POINT_OUTSIDE_PARENT, Severity.WARNING, int(position), {"parent": str(parents.labels[parent_of[position]])},
            place=spot, size=float(distance), unit="m",
        )
        for position, spot, distance in zip(at[outside], spots[outside], distances, strict=True)
    ]  # fmt: skip

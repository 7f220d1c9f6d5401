"""The walking network while it is being drawn: lines that others attach to, cut at each foot, so that edges meet only
at their ends.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import shapely

from geo.demo.roads import Roads

Floats = npt.NDArray[np.float64]
Objects = npt.NDArray[np.object_]

MERGE_M = 0.6
"""A foot closer than this to another foot or to an end of its line is moved onto it."""


@dataclass(slots=True)
class Track:
    """A line that others attach to. ``feet`` are distances along it."""

    points: Floats
    kind: str
    road: int
    along: Floats
    feet: list[float] = field(default_factory=list)

    @staticmethod
    def of(points: Floats, kind: str, road: int = -1) -> Track:
        """A track along these points."""
        steps = np.hypot(*np.diff(points, axis=0).T)
        return Track(points, kind, road, np.concatenate([[0.0], np.cumsum(steps)]))

    def at(self, distance: float) -> tuple[float, float]:
        """The point at that distance; the same distance always gives the same floats."""
        return float(np.interp(distance, self.along, self.points[:, 0])), float(
            np.interp(distance, self.along, self.points[:, 1])
        )

    def attach(self, distance: float) -> tuple[float, float]:
        """Put a foot there, or take the one that is near, and return its point."""
        for known in (0.0, float(self.along[-1]), *self.feet):
            if abs(known - distance) < MERGE_M:
                return self.at(known)
        self.feet.append(float(distance))
        return self.at(distance)

    def pieces(self) -> list[Floats]:
        """The line cut at its feet."""
        cuts = [0.0, *sorted(self.feet), float(self.along[-1])]
        pieces = []
        for low, high in pairwise(cuts):
            inner = (self.along > low + 1e-9) & (self.along < high - 1e-9)
            pieces.append(np.vstack([self.at(low), self.points[inner], self.at(high)]))
        return pieces


@dataclass(slots=True)
class Edges:
    """The finished network in local metres: lines, kinds, number of the named road or -1, number of the gate or -1."""

    lines: Objects
    kind: Objects
    road: npt.NDArray[np.int64]
    gate: npt.NDArray[np.int64]


class Network:
    """Collects roads, pavements, lanes and links.

    Pavements are closed rings, one per block. What leaves a parcel goes to the pavement, and from there straight to
    the middle of the road.
    """

    def __init__(self, roads: Roads, pavements: list[shapely.LinearRing | None]) -> None:
        walkable = np.flatnonzero(roads.kind != "boundary")
        self._road_lines: Objects = roads.lines[walkable]
        self._road_tree = shapely.STRtree(self._road_lines)
        self._roads = [
            Track.of(shapely.get_coordinates(roads.lines[k]), str(roads.kind[k]), int(roads.road[k])) for k in walkable
        ]
        self._rings = pavements
        self._pavements = [
            None if ring is None else Track.of(shapely.get_coordinates(ring), "footway") for ring in pavements
        ]
        self._lines: list[Floats] = []
        self._kind: list[str] = []
        self._gate: list[int] = []
        self._crossed: set[tuple[int, float, float]] = set()
        self._spare: set[int] = set()

    def add(self, points: list[tuple[float, float]], kind: str, gate: int = -1, *, spare: bool = False) -> None:
        """One edge as it is; both ends must be ends of other edges, or feet. A ``spare`` edge is left out again when
        it would cross another.
        """
        if spare:
            self._spare.add(len(self._lines))
        self._lines.append(np.array(points))
        self._kind.append(kind)
        self._gate.append(gate)

    def add_many(self, edges: list[tuple[float, float, float, float, str]]) -> None:
        """Straight edges (x0, y0, x1, y1, kind)."""
        for x0, y0, x1, y1, kind in edges:
            self.add([(x0, y0), (x1, y1)], kind)

    def pavement_distance(self, block: int, x: float, y: float) -> float:
        """How far a point is from the pavement of its block; infinite where the block has none."""
        ring = self._rings[block]
        return float("inf") if ring is None else float(ring.distance(shapely.Point(x, y)))

    def reach(self, block: int, x: float, y: float) -> tuple[float, float]:
        """Attach a point to the nearest place on its block's pavement; returns the foot."""
        ring, track = self._rings[block], self._pavements[block]
        assert ring is not None
        assert track is not None
        return track.attach(float(ring.project(shapely.Point(x, y))))

    def leave(self, block: int, x: float, y: float) -> tuple[float, float]:
        """Attach a point to the pavement, and the pavement to the road; returns the foot on the pavement."""
        foot = self.reach(block, x, y)
        self.cross(*foot)
        return foot

    def cross(self, x: float, y: float, kind: str = "link") -> None:
        """Join a point to the nearest place on a road, once."""
        point = shapely.Point(x, y)
        road = int(self._road_tree.nearest(point))
        if (road, x, y) in self._crossed:
            return
        self._crossed.add((road, x, y))
        foot = self._roads[road].attach(float(self._road_lines[road].project(point)))
        self.add([(x, y), foot], kind, spare=kind == "link")

    def join_corners(self, block_nets: Objects) -> None:
        """Join each pavement to the road junctions around its block."""
        ends = np.concatenate([track.points[[0, -1]] for track in self._roads])
        nodes, count = np.unique(ends, axis=0, return_counts=True)
        junctions = shapely.points(nodes[count >= 3])
        rings = np.array([ring for ring in self._rings if ring is not None], dtype=object)
        tracks = [track for track in self._pavements if track is not None]
        near_ring, near_node = shapely.STRtree(junctions).query(rings, predicate="dwithin", distance=36.0)
        outside = ~shapely.contains_xy(
            shapely.polygons(rings[near_ring]), shapely.get_coordinates(junctions)[near_node]
        )
        for k, node in zip(near_ring[outside], near_node[outside], strict=True):
            point = junctions[node]
            line = shapely.LineString([point, rings[k].interpolate(rings[k].project(point))])
            if self._road_tree.query(line, predicate="crosses").size == 0:
                foot = tracks[k].attach(float(rings[k].project(point)))
                self.add([(point.x, point.y), foot], "link", spare=True)

    def finish(self) -> Edges:
        """All edges: first roads, then pavements, then lanes and links; without the spare ones that cross another."""
        lines: list[Floats] = []
        kind: list[str] = []
        road: list[int] = []
        for track in [*self._roads, *(p for p in self._pavements if p is not None)]:
            pieces = track.pieces()
            lines += pieces
            kind += [track.kind] * len(pieces)
            road += [track.road] * len(pieces)
        first = len(lines)
        shapes = _lines_of([*lines, *self._lines])
        keep = np.ones(len(shapes), dtype=bool)
        a, b = shapely.STRtree(shapes).query(shapes, predicate="crosses")
        for one, other in zip(a.tolist(), b.tolist(), strict=True):
            if keep[one] and keep[other] and one - first in self._spare:
                keep[one] = False
        return Edges(
            shapes[keep],
            np.array(kind + self._kind, dtype=object)[keep],
            np.array(road + [-1] * len(self._lines))[keep],
            np.array([-1] * first + self._gate)[keep],
        )


def _lines_of(points: list[Floats]) -> Objects:
    index = np.repeat(np.arange(len(points)), [len(line) for line in points])
    return np.asarray(shapely.linestrings(np.concatenate(points), indices=index))

"""Roads as lines in local metres, and the blocks between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import shapely

from geo.demo.names import Names
from geo.demo.plan import Plan, Superblock

Objects = npt.NDArray[np.object_]
Ints = npt.NDArray[np.int64]

HALF_WIDTH_M = {"arterial": 20.0, "bridge": 20.0, "street": 9.0, "boundary": 0.0}
"""From a road's middle to the wall or front garden beside it."""

PATTERNS: dict[str, tuple[tuple[int, int], ...]] = {
    "old": ((3, 2), (2, 2)), "village": ((2, 2),), "rental": ((2, 1), (1, 2)), "business": ((2, 2),),
    "campus": ((1, 1),), "resettlement": ((2, 2), (1, 2)), "large": ((1, 1),), "work_unit": ((2, 2), (3, 2), (2, 3)),
    "tower": ((2, 1), (1, 2), (2, 2)), "commercial": ((2, 2), (2, 2), (3, 2), (2, 1)),
}  # fmt: skip
"""How many blocks wide and high a superblock is cut, by zone; one pattern is drawn."""


@dataclass(slots=True)
class Roads:
    """The noded road network and its faces, in local metres.

    ``lines`` meet only at their ends; ``kind`` is arterial, street, bridge or boundary (a line that bounds areas but
    carries no road: the middle of the river); ``road`` numbers the named road of each line. ``blocks`` are the faces,
    each inside the superblock ``block_superblock``.
    """

    lines: Objects
    kind: Objects
    road: Ints
    names: list[str]
    blocks: Objects
    block_superblock: Ints


class _Sketch:
    """Straight design lines with their kind and road, before they are bent. Lines meet where one of them ends."""

    def __init__(self, names: Names) -> None:
        self.names_of = names
        self.lines: list[tuple[float, float, float, float]] = []
        self.kind: list[str] = []
        self.road: list[int] = []
        self.names: list[str] = []

    def name(self, kind: str, *, east_west: bool) -> int:
        self.names.append(self.names_of.road(kind, east_west=east_west) if kind != "boundary" else "")
        return len(self.names) - 1

    def add(self, u0: float, v0: float, u1: float, v1: float, kind: str, road: int) -> None:
        self.lines.append((float(u0), float(v0), float(u1), float(v1)))
        self.kind.append(kind)
        self.road.append(road)

    def pieces(self) -> Iterator[tuple[int, float, float, float, float]]:
        """(line, u0, v0, u1, v1): the lines cut wherever another ends on them, so that pieces meet only at ends."""
        ends_at_u: dict[float, list[float]] = {}
        ends_at_v: dict[float, list[float]] = {}
        for u0, v0, u1, v1 in self.lines:
            for u, v in ((u0, v0), (u1, v1)):
                ends_at_u.setdefault(u, []).append(v)
                ends_at_v.setdefault(v, []).append(u)
        for k, (u0, v0, u1, v1) in enumerate(self.lines):
            if v0 == v1:
                cuts = sorted({u for u in ends_at_v[v0] if u0 <= u <= u1})
                yield from ((k, a, v0, b, v0) for a, b in pairwise(cuts))
            elif u0 == u1:
                cuts = sorted({v for v in ends_at_u[u0] if v0 <= v <= v1})
                yield from ((k, u0, a, u0, b) for a, b in pairwise(cuts))
            else:
                yield k, u0, v0, u1, v1


def draw_roads(plan: Plan, names: Names, rng: np.random.Generator) -> Roads:
    """The roads of a plan: arterials on the lattice, side streets inside the superblocks, a diagonal avenue, bridges."""
    sketch = _Sketch(names)
    _arterials(plan, sketch)
    for superblock in plan.superblocks:
        _side_streets(plan, superblock, sketch, rng)
    pieces = list(sketch.pieces())
    source = np.array([piece[0] for piece in pieces])
    lines = np.array([shapely.linestrings(plan.warp.line(*piece[1:])) for piece in pieces], dtype=object)
    blocks = shapely.get_parts(shapely.polygonize(lines))
    inside = shapely.point_on_surface(blocks)
    order = np.lexsort(shapely.get_coordinates(inside).T)
    blocks, inside = blocks[order], inside[order]
    cells = np.array([_outline(plan, s) for s in plan.superblocks], dtype=object)
    _, found = shapely.STRtree(cells).query_nearest(inside, all_matches=False)
    kind, road = np.array(sketch.kind, dtype=object)[source], np.array(sketch.road)[source]
    return Roads(lines, kind, road, sketch.names, blocks, found.astype(np.int64))


def _arterials(plan: Plan, sketch: _Sketch) -> None:
    for row, v in enumerate(plan.v):
        kind = "boundary" if row in plan.river_rows else "arterial"
        sketch.add(plan.u[0], v, plan.u[-1], v, kind, sketch.name(kind, east_west=True))
    bridges = set(plan.bridges)
    for column, u in enumerate(plan.u):
        road = sketch.name("arterial", east_west=False)
        for band, (v0, v1, is_bank, _) in enumerate(plan.bands):
            river = next((r for r in plan.river_rows if is_bank and r in (band, band + 1)), None)
            kind = "arterial" if river is None else "bridge" if (river, column) in bridges else "boundary"
            sketch.add(u, v0, u, v1, kind, road)
    avenue: dict[int, int] = {}
    for s in (s for s in plan.superblocks if s.diagonal):
        road = avenue.setdefault(s.district, -1)
        if road < 0:
            road = avenue[s.district] = sketch.name("arterial", east_west=True)
        sketch.add(s.u[0], s.v[0], s.u[1], s.v[1], "arterial", road)


def _side_streets(plan: Plan, s: Superblock, sketch: _Sketch, rng: np.random.Generator) -> None:
    """Cut a superblock by one set of through streets and one of staggered ones."""
    if s.zone == "bank" or s.diagonal:
        return
    options = PATTERNS[s.zone]
    wide, high = options[int(rng.integers(len(options)))]
    (u0, u1), (v0, v1) = s.u, s.v
    cuts_u = u0 + (u1 - u0) * (np.arange(1, wide) / wide + rng.uniform(-0.05, 0.05, wide - 1))
    cuts_v = v0 + (v1 - v0) * (np.arange(1, high) / high + rng.uniform(-0.05, 0.05, high - 1))
    for v in cuts_v:
        sketch.add(u0, v, u1, v, "street", sketch.name("street", east_west=True))
    edges = [v0, *cuts_v, v1]
    for u in cuts_u:
        road = sketch.name("street", east_west=False)
        shift = 0.0 if rng.random() < 0.6 else 0.08 * (u1 - u0)
        for low, top in pairwise(edges):
            at = u + rng.uniform(-shift, shift) if shift else u
            sketch.add(at, low, at, top, "street", road)


def _outline(plan: Plan, s: Superblock) -> shapely.Polygon:
    (u0, u1), (v0, v1) = s.u, s.v
    corners = [(u0, v0), (u1, v0), (u1, v1), (u0, v1), (u0, v0)]
    sides = [plan.warp.line(*a, *b)[:-1] for a, b in pairwise(corners)]
    return shapely.polygons(np.concatenate([*sides, sides[0][:1]]))

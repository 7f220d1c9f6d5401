"""Cells become grids, grids communities, communities streets: exact by construction, numbered by the rules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

import numpy as np
import numpy.typing as npt
import shapely

from geo.demo.cells import Cells, coverage_of
from geo.demo.fabric import Fabric
from geo.demo.place import metres
from geo.demo.plan import Plan
from geo.demo.roads import Roads

Objects = npt.NDArray[np.object_]
Ints = npt.NDArray[np.int64]

LEAST_HOUSEHOLDS = 460
MOST_HOUSEHOLDS = 800
"""A basic grid is joined with a neighbour below the one, unless both together exceed the other."""
EXCLUSIVE_USES = ("school", "campus", "hospital", "market", "business")
LARGE_PARK_M2 = 40_000
"""A park of this size is a grid of its own; smaller ones, banks, malls and offices belong to the grid beside them."""
SHARED_EDGE_DEG = 1.5e-4
"""Cells are neighbours when they share more than about 15 m."""
SEAM_M = 19.0
OVERLAP_M = 8.0
READING_BAND_DEG = 0.0022
"""Sequence numbers run west to east in bands of about 240 m from north to south."""


@dataclass(slots=True)
class Areas:
    """The hierarchy, each level in the order of its codes; parents by index. ``cell_grid`` is -1 for the seam.

    ``seam`` and ``overlap`` are the planted faults: (community, shape) and (grid, other grid, shape).
    """

    street: Objects
    street_plan: Ints
    community: Objects
    community_street: Ints
    community_plan: Ints
    grid: Objects
    grid_community: Ints
    grid_use: list[str]
    cells: Cells
    cell_grid: Ints
    seam: tuple[int, shapely.Polygon]
    overlap: tuple[int, int, shapely.Polygon]

    def grid_at(self, lon: npt.NDArray[np.float64], lat: npt.NDArray[np.float64]) -> Ints:
        """The grid index under each point, -1 outside; on a shared edge the cell that comes first."""
        tree = shapely.STRtree(self.cells.shape)
        point, cell = tree.query(shapely.points(lon, lat), predicate="intersects")
        found = np.full(len(lon), -1, dtype=np.int64)
        found[point[::-1]] = self.cell_grid[cell[::-1]]
        return found


def make_areas(plan: Plan, roads: Roads, fabric: Fabric, cells: Cells, households: Ints) -> Areas:
    """All areas of the city; ``households`` per cell."""
    community_of = np.array([fabric.parcels[p].community for p in cells.parcel])
    group, use = _group(fabric, cells, households, community_of)
    seam, overlap = _plant(roads, cells, group, use, community_of)
    cells.shape = coverage_of(cells.flat)
    # The planted strips are the last two cells: the seam belongs to no grid, the overlap to two.
    parcel_of = cells.parcel
    community_of = np.array([fabric.parcels[p].community for p in parcel_of])
    group = np.concatenate([group, [-1, group[overlap[0]]]])
    street_of = np.array(plan.community_street)[community_of]

    streets, street_rank = _level(cells.shape, street_of, np.array(plan.street_district))
    communities, community_rank = _level(cells.shape, community_of, street_rank[np.array(plan.community_street)])
    owners = np.unique(group[group >= 0])
    dense = {int(owner): k for k, owner in enumerate(owners)}
    group = np.array([dense.get(int(g), -1) for g in group])
    parent = np.zeros(len(owners), dtype=np.int64)
    parent[group[group >= 0]] = community_rank[community_of[group >= 0]]
    grids, grid_rank = _level(cells.shape, group, parent)
    cell_grid = np.where(group >= 0, grid_rank[group], -1)
    first, second = (int(cell_grid[k]) for k in overlap)
    strip = cells.shape[-1]
    grids[second] = shapely.union_all([grids[second], strip], grid_size=None)
    order = np.argsort(grid_rank)
    return Areas(
        streets, np.argsort(street_rank), communities,
        street_rank[np.array(plan.community_street)][np.argsort(community_rank)], np.argsort(community_rank),
        grids, parent[order], [use[int(owners[k])] for k in order], cells, cell_grid,
        (int(community_rank[community_of[seam]]), cells.shape[-2]), (first, second, strip),
    )  # fmt: skip


def _level(shapes: Objects, member: Ints, parent: Ints) -> tuple[Objects, Ints]:
    """(areas in code order, rank of each member number): areas as unions of their cells, ordered by parent, then
    from north to south and west to east.
    """
    count = len(parent)
    order = np.argsort(member, kind="stable")
    order = order[member[order] >= 0]
    starts = np.searchsorted(member[order], np.arange(1, count))
    areas = np.empty(count, dtype=object)
    for number, group in enumerate(np.split(shapes[order], starts)):
        areas[number] = shapely.coverage_union_all(group)
    middle = shapely.get_coordinates(shapely.centroid(areas))
    band = -np.floor(middle[:, 1] / READING_BAND_DEG)
    ranking = np.lexsort((middle[:, 0], band, parent))
    rank = np.empty(count, dtype=np.int64)
    rank[ranking] = np.arange(count)
    return areas[ranking], rank


def _group(fabric: Fabric, cells: Cells, households: Ints, community: Ints) -> tuple[Ints, dict[int, str]]:
    """Group number per cell and use per group: exclusive uses by themselves (neighbours of one use together), small
    residential cells with the smallest neighbour until each group has its households.
    """
    uses = []
    for parcel, shape in zip(cells.parcel, cells.flat, strict=True):
        use = fabric.parcels[parcel].use
        special = use in EXCLUSIVE_USES or (use == "park" and shape.area > LARGE_PARK_M2)
        uses.append(use if special else "basic")
    a, b = shapely.STRtree(cells.shape).query(cells.shape, predicate="touches")
    shared = shapely.length(shapely.intersection(cells.shape[a], cells.shape[b]))
    good = (a < b) & (shared > SHARED_EDGE_DEG) & (community[a] == community[b])
    near: dict[int, set[int]] = {k: set() for k in range(len(uses))}
    for first, second in zip(a[good].tolist(), b[good].tolist(), strict=True):
        near[first].add(second)
        near[second].add(first)
    group = np.arange(len(uses))
    total = households.astype(np.int64).copy()
    use_of = dict(enumerate(uses))

    def join(keep: int, gone: int) -> None:
        group[group == gone] = keep
        total[keep] += total[gone]
        near[keep] = (near[keep] | near[gone]) - {keep, gone}
        for other in near.pop(gone):
            near[other].discard(gone)
            if other != keep:
                near[other].add(keep)
        del use_of[gone]

    for k in range(len(uses)):
        while use_of.get(k, "basic") != "basic":
            same = sorted(n for n in near[k] if use_of[n] == use_of[k])
            if not same:
                break
            join(k, same[0])
    alone = cells.parcel == (fabric.buildings[cells.cut_building].parcel if cells.cut_building >= 0 else -1)
    _join_small(near, total, use_of, cells.parcel, fabric, join, set(np.flatnonzero(alone).tolist()))
    return group, use_of


def _join_small(
    near: dict[int, set[int]],
    total: Ints,
    use_of: dict[int, str],
    parcel: Ints,
    fabric: Fabric,
    join: Callable[[int, int], None],
    alone: set[int],
) -> None:
    """Join the smallest basic group with a neighbour until none is too small or none can; ``alone`` are left as they
    are: the pieces on both sides of the line that cuts a building.
    """
    block = [fabric.parcels[p].block for p in parcel]
    queue = [(int(total[k]), k) for k, use in use_of.items() if use == "basic" and k not in alone]
    heapify(queue)
    while queue:
        households, k = heappop(queue)
        if use_of.get(k) != "basic" or households != total[k] or households >= LEAST_HOUSEHOLDS:
            continue
        options = [
            (int(total[n]) - 120 * (block[n] == block[k]), n)
            for n in sorted(near[k])
            if use_of[n] == "basic" and n not in alone
        ]
        options = [o for o in options if total[o[1]] + households <= MOST_HOUSEHOLDS or households < 90]
        if options:
            keep = min(options)[1]
            join(keep, k)
            heappush(queue, (int(total[keep]), keep))
        elif households == 0:
            use_of[k] = "park" if fabric.parcels[parcel[k]].use == "park" else "office"


def _plant(
    roads: Roads, cells: Cells, group: Ints, use: dict[int, str], community: Ints
) -> tuple[int, tuple[int, int]]:
    """Cut two strips off cells and append them: a seam along an arterial road, an overlap along a side street.
    Returns (the seam's cell, (the overlap's cell, a cell of the other grid)).
    """
    tree = shapely.STRtree(cells.flat)
    middle = shapely.get_coordinates(shapely.line_interpolate_point(roads.lines, 0.5, normalized=True))
    ahead = shapely.get_coordinates(shapely.line_interpolate_point(roads.lines, 0.51, normalized=True)) - middle
    ahead = ahead / np.hypot(*ahead.T)[:, None] * 3.0
    left = tree.nearest(shapely.points(middle + np.column_stack([-ahead[:, 1], ahead[:, 0]])))
    right = tree.nearest(shapely.points(middle + np.column_stack([ahead[:, 1], -ahead[:, 0]])))
    cut = int(cells.parcel[0]) if cells.cut_building < 0 else -1
    overlap = _find_overlap(roads, cells, group, use, community, left, right)
    taken = {int(community[overlap[1]])}
    for line, kind, cell in zip(roads.lines, roads.kind, left.tolist(), strict=True):
        if kind != "arterial" or use[int(group[cell])] != "basic" or int(community[cell]) in taken:
            continue
        if int(np.sum(cells.parcel == cells.parcel[cell])) > 1 or cells.parcel[cell] == cut:
            continue
        if _cut_strip(cells, cell, line, SEAM_M):
            cells.parcel = np.append(cells.parcel, cells.parcel[cell])
            first, second, street_line = overlap
            assert _cut_strip(cells, first, street_line, OVERLAP_M)
            cells.parcel = np.append(cells.parcel, cells.parcel[first])
            return cell, (first, second)
    raise AssertionError("no place for a seam: the plan has no basic grid along an arterial road")


def _find_overlap(
    roads: Roads, cells: Cells, group: Ints, use: dict[int, str], community: Ints, left: Ints, right: Ints
) -> tuple[int, int, shapely.LineString]:
    """(cell that is cut, cell across the side street, the street's line): two basic grids of one community."""
    for line, kind, a, b in zip(roads.lines, roads.kind, left.tolist(), right.tolist(), strict=True):
        if kind != "street" or line.length < 70 or community[a] != community[b] or group[a] == group[b]:
            continue
        if use[int(group[a])] != "basic" or use[int(group[b])] != "basic":
            continue
        if np.sum(cells.parcel == cells.parcel[a]) > 1:
            continue
        if cells.flat[a].buffer(0.5).contains(line) and cells.flat[b].buffer(0.5).contains(line):
            strip = cells.flat[a].intersection(line.buffer(OVERLAP_M, cap_style="flat"))
            if isinstance(strip, shapely.Polygon) and isinstance(cells.flat[a].difference(strip), shapely.Polygon):
                return a, b, line
    raise AssertionError("no place for an overlap: the plan has no side street between two basic grids")


def _cut_strip(cells: Cells, cell: int, line: shapely.LineString, width_m: float) -> bool:
    """Cut the strip beside a road off a cell and append it as a cell of its own; False when it would not be one
    piece of 90 m or more.
    """
    strip = cells.flat[cell].intersection(line.buffer(width_m, cap_style="flat"))
    rest = cells.flat[cell].difference(strip)
    if not isinstance(strip, shapely.Polygon) or not isinstance(rest, shapely.Polygon) or strip.area < 70 * width_m:
        return False
    cells.flat[cell] = rest
    cells.flat.append(strip)
    return True


def areas_in_metres(shapes: Objects) -> npt.NDArray[np.float64]:
    """Area in m² of lon/lat polygons, measured in the Gauss–Krüger zone."""
    flat = shapely.transform(shapes, lambda ll: np.column_stack(metres(ll[:, 0], ll[:, 1])))
    return np.asarray(shapely.area(flat))

"""Cells: the parcels, large estates cut between their building rows, on one exact lon/lat coverage."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import shapely
from shapely import affinity
from shapely.ops import split

from geo.demo.fabric import LARGE_HOUSEHOLDS, Fabric
from geo.demo.place import DECIMALS, GRID_DEG, to_lonlat

PIECE_HOUSEHOLDS = 470
ROTATED = {"origin": (0, 0), "use_radians": True}


@dataclass(slots=True)
class Cells:
    """The smallest pieces of ground that grids are made of. ``shape`` is lon/lat; ``parcel`` names the parcel;
    ``extra`` lists cells that are special by plan: (cell, "seam" or "overlap").
    """

    flat: list[shapely.Polygon]
    parcel: npt.NDArray[np.int64]
    shape: npt.NDArray[np.object_] = field(default_factory=lambda: np.empty(0, dtype=object))
    cut_building: int = -1


def parcel_households(fabric: Fabric) -> npt.NDArray[np.int64]:
    """Dwellings per parcel."""
    count = np.zeros(len(fabric.parcels), dtype=np.int64)
    for building in fabric.buildings:
        count[building.parcel] += building.doors * building.floors * building.flats
    return count


def make_cells(fabric: Fabric) -> Cells:
    """One cell per parcel, several for a large estate. The first cut that can is led through one building on purpose
    (``cut_building``): a planted gap.
    """
    households = parcel_households(fabric)
    shapes: list[shapely.Polygon] = []
    parcels: list[int] = []
    cut_building = -1
    large = {e.parcel: e for e in fabric.estates if households[e.parcel] > LARGE_HOUSEHOLDS and e.row_cuts}
    members: dict[int, list[int]] = {parcel: [] for parcel in large}
    for number, building in enumerate(fabric.buildings):
        if building.parcel in large and building.estate >= 0:
            members[building.parcel].append(number)
    for number, parcel in enumerate(fabric.parcels):
        if number not in large:
            shapes.append(parcel.cell)
            parcels.append(number)
            continue
        outlines = [affinity.rotate(fabric.outlines[k], -parcel.angle, **ROTATED) for k in members[number]]
        weight = [
            fabric.buildings[k].doors * fabric.buildings[k].floors * fabric.buildings[k].flats for k in members[number]
        ]
        cuts = _choose_cuts(large[number].row_cuts, outlines, weight)
        flat = affinity.rotate(parcel.cell, -parcel.angle, **ROTATED)
        jog = None
        if cut_building < 0 and cuts:
            jog = _building_below(cuts[0], outlines, large[number].style.depth_m)
            cut_building = members[number][jog] if jog is not None else -1
        lines = [
            _cut_line(cut, flat, outlines[jog] if jog is not None and turn == 0 else None)
            for turn, cut in enumerate(cuts)
        ]
        pieces = [flat]
        for line in lines:
            pieces = [part for piece in pieces for part in split(piece, line).geoms]
        shapes += [affinity.rotate(piece, parcel.angle, **ROTATED) for piece in pieces]
        parcels += [number] * len(pieces)
    cells = Cells(shapes, np.array(parcels), cut_building=cut_building)
    cells.shape = coverage_of(shapes)
    return cells


def _choose_cuts(row_cuts: list[float], outlines: list[shapely.Polygon], weight: list[int]) -> list[float]:
    """The row gaps that divide the households most evenly into pieces of the wanted size."""
    y = np.array([outline.centroid.y for outline in outlines])
    below = np.array([np.sum(np.array(weight)[y < cut]) for cut in row_cuts])
    total = sum(weight)
    number = max(2, round(total / PIECE_HOUSEHOLDS))
    wanted = {int(np.argmin(np.abs(below - total * k / number))) for k in range(1, number)}
    return [row_cuts[k] for k in sorted(wanted) if 0 < below[k] < total]


def _building_below(cut: float, outlines: list[shapely.Polygon], depth_m: float) -> int | None:
    """The building next below a cut, or None when there is none within two depths and the gap's usual width."""
    tops = [(cut - outline.bounds[3], k) for k, outline in enumerate(outlines) if outline.bounds[3] < cut]
    return min(tops)[1] if tops and min(tops)[0] < 2 * depth_m + 20 else None


def _cut_line(cut: float, flat: shapely.Polygon, through: shapely.Polygon | None) -> shapely.LineString:
    """A level line, with a jog that leaves 70 % of ``through`` above it."""
    west, _, east, _ = flat.bounds
    if through is None:
        return shapely.LineString([(west - 9, cut), (east + 9, cut)])
    x0, y0, x1, y1 = through.bounds
    dip = y0 + 0.3 * (y1 - y0)
    return shapely.LineString(
        [(west - 9, cut), (x0 - 3, cut), (x0 - 3, dip), (x1 + 3, dip), (x1 + 3, cut), (east + 9, cut)]
    )


def coverage_of(shapes: list[shapely.Polygon]) -> npt.NDArray[np.object_]:
    """Polygons in local metres that tile the city, as lon/lat polygons that tile it exactly: all boundaries are noded
    together on the 1e-7° grid, and each face goes to the shape that it came from. Slivers of the noding go to the
    neighbour with which they share the longest edge.
    """
    lonlat = to_lonlat(shapes)
    noded = shapely.union_all(shapely.boundary(lonlat), grid_size=GRID_DEG)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    faces = shapely.transform(faces, lambda xy: np.round(xy, DECIMALS))
    inside = shapely.point_on_surface(faces)
    found, owner = shapely.STRtree(lonlat).query_nearest(inside, all_matches=False)
    assert len(found) == len(faces)
    order = np.argsort(owner, kind="stable")
    owners, first = np.unique(owner[order], return_index=True)
    assert len(owners) == len(shapes)
    result = np.empty(len(shapes), dtype=object)
    for number, group in zip(owners, np.split(faces[order], first[1:]), strict=True):
        result[number] = group[0] if len(group) == 1 else shapely.coverage_union_all(group)
    return result

"""Shapes that show about how far people walk from a venue. They illustrate; they decide nothing."""

from __future__ import annotations

import numpy as np
import shapely

from geo.walk.graph import UM_PER_M, Floats, Indices, nearest_seeds
from geo.walk.network import WalkNetwork
from geo.walk.noding import Objects
from geo.walk.reach import joined, seeds_of
from geo.walk.snap import DEFAULT_SNAP, Feet, SnapRules, snap

BAND_M = 25.0
"""How far beside a walked path the shape reaches."""
HOLE_M2 = 2_500.0
"""Smaller holes are filled: nobody reads them."""


def illustrative_isochrones(
    network: WalkNetwork, places: Objects, limit_m: float, rules: SnapRules = DEFAULT_SNAP
) -> Objects:
    """A polygon in lon/lat around all paths within the limit of each place (a point in the network's metres).

    For display only: whether a door is covered is answered by `service_circle`. ``None`` for a place that has no foot
    on the network or whose way to its foot is already longer than the limit.
    """
    feet = snap(network, places, rules)
    nowhere = Feet(*(np.zeros(0, dtype=np.int64) for _ in range(4)))
    ground = joined(network, nowhere, 0)
    shapes = np.full(len(places), None, dtype=object)
    for at in np.unique(feet.place).tolist():
        own = feet.place == at
        one = Feet(np.zeros(int(own.sum()), dtype=np.int64), feet.edge[own], feet.offset_um[own], feet.cost_um[own])
        found = nearest_seeds(ground.graph, seeds_of(ground, one, np.zeros(1, dtype=np.int64)), limit_m)
        walk_um, _ = found.read(found.code)
        walked = np.concatenate([_from_ends(network, walk_um, limit_m), _around_feet(network, one, limit_m)])
        if len(walked):
            shapes[at] = _filled(shapely.union_all(shapely.buffer(walked, BAND_M, quad_segs=4)))
    return network.frame.to_lonlat(shapes)


def _from_ends(network: WalkNetwork, walk_um: Floats, limit_m: float) -> Objects:
    """The part of each edge that is within the limit through either end."""
    left_um = limit_m * UM_PER_M - walk_um
    pieces = []
    for ends, backward in ((network.first, False), (network.second, True)):
        edge = np.flatnonzero(left_um[ends] > 0)
        lines = shapely.reverse(network.shape[edge]) if backward else network.shape[edge]
        pieces.append(_beginnings(lines, left_um[ends[edge]] / UM_PER_M))
    return np.concatenate(pieces)


def _around_feet(network: WalkNetwork, feet: Feet, limit_m: float) -> Objects:
    left_m = limit_m - feet.cost_um / UM_PER_M
    near = left_m > 0
    spots = shapely.line_interpolate_point(network.shape[feet.edge[near]], feet.offset_um[near] / UM_PER_M)
    discs = shapely.buffer(spots, left_m[near])
    return np.asarray(shapely.intersection(network.shape[feet.edge[near]], discs), dtype=object)


def _beginnings(lines: Objects, length_m: Floats) -> Objects:
    """The first so many metres of each line, the whole of a shorter one."""
    xy, line = shapely.get_coordinates(lines, return_index=True)
    whole = shapely.length(lines) <= length_m
    step = np.zeros(len(xy))
    step[1:] = np.where(line[1:] == line[:-1], np.hypot(*np.diff(xy, axis=0).T), 0.0) if len(xy) > 1 else 0.0
    starts: Indices = np.unique(line, return_index=True)[1]
    total = np.cumsum(step)
    along = total - np.repeat(total[starts], np.diff(np.append(starts, len(line))))
    kept = whole[line] | (along < length_m[line])
    cut = np.flatnonzero(~whole)
    tips = shapely.get_coordinates(shapely.line_interpolate_point(lines[cut], length_m[cut]))
    order = np.lexsort((np.concatenate([along[kept], length_m[cut]]), np.concatenate([line[kept], cut])))
    owner = np.concatenate([line[kept], cut])[order]
    return np.asarray(shapely.linestrings(np.concatenate([xy[kept], tips])[order], indices=owner), dtype=object)


def _filled(area: shapely.Geometry) -> shapely.Geometry:
    rings = [
        shapely.Polygon(part.exterior, [hole for hole in part.interiors if shapely.Polygon(hole).area > HOLE_M2])
        for part in shapely.get_parts(area)
    ]
    return shapely.union_all(rings)

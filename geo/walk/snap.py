"""Where doors and venues meet the walking network: the foot on an edge, never across an estate's wall."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
import shapely

from geo.walk.graph import UM_PER_M, Floats, Indices
from geo.walk.network import WalkNetwork
from geo.walk.noding import Objects
from geo.walk.walls import OUTSIDE


@dataclass(frozen=True, slots=True)
class SnapRules:
    """How far a place may be from what it is joined to ⚙, both inclusive.

    ``max_snap_m`` to the nearest path on the same side of the wall. Inside a gated estate without such a path,
    ``max_gate_m`` in a straight line to each of its gates.
    """

    max_snap_m: float = 100.0
    max_gate_m: float = 400.0


DEFAULT_SNAP = SnapRules()


@dataclass(frozen=True, slots=True)
class Feet:
    """Ways from places onto the network: place (its position in the input), edge, distance along the edge from its
    first node, and what the way to there costs; both in micrometres. Sorted by place.

    A place has one foot, several where it lies in an estate whose gates are the only ways out, and none where nothing
    is near enough.
    """

    place: Indices
    edge: Indices
    offset_um: Indices
    cost_um: Indices

    def placed(self, count: int) -> np.typing.NDArray[np.bool_]:
        """Which of ``count`` places have a foot."""
        found = np.zeros(count, dtype=bool)
        found[self.place] = True
        return found

    def part(self, at: Indices, count: int) -> Self:
        """The feet of some of ``count`` places, by position in ascending order; these are counted anew."""
        row = np.full(count, -1, dtype=np.int64)
        row[at] = np.arange(len(at))
        kept = row[self.place] >= 0
        return type(self)(row[self.place[kept]], self.edge[kept], self.offset_um[kept], self.cost_um[kept])

    def of(self, places: Indices) -> Self:
        """The feet of these places in this order, each as often as it is named and counted anew; -1 names none."""
        low, high = (np.searchsorted(self.place, places, side) for side in ("left", "right"))
        count = np.where(places >= 0, high - low, 0)
        row = np.repeat(low - np.cumsum(count) + count, count) + np.arange(count.sum())
        again = np.repeat(np.arange(len(places), dtype=np.int64), count)
        return type(self)(again, self.edge[row], self.offset_um[row], self.cost_um[row])

    def beside(self, other: Feet) -> Feet:
        """Both, of the same places."""
        place = np.concatenate([self.place, other.place])
        order = np.argsort(place, kind="stable")
        names = ("edge", "offset_um", "cost_um")
        return Feet(place[order], *(np.concatenate([getattr(self, n), getattr(other, n)])[order] for n in names))


NO_FEET = Feet(*np.zeros((4, 0), dtype=np.int64))


def snap(network: WalkNetwork, places: Objects, rules: SnapRules = DEFAULT_SNAP) -> Feet:
    """The feet of places (points in the network's metres) on the network.

    A place inside a gated estate is joined to the nearest edge inside the same estate, else to the estate's gates; any
    other place to the nearest edge that lies in no gated estate. Missing and empty places have no foot. Of two equally
    near feet the western one is taken, then the southern one.
    """
    zone = network.walls.zone_of(places)
    feet = _nearest_edge(network, places, zone, rules.max_snap_m)
    walled_in = np.flatnonzero((zone != OUTSIDE) & ~feet.placed(len(places)))
    if not len(walled_in) or not len(network.walls.gate_xy):
        return feet
    return feet.beside(_through_gates(network, places, zone, walled_in, rules))


def feet_at_nodes(network: WalkNetwork, node: Indices, link_m: Floats) -> Feet:
    """The feet of places whose node is given (one per place), ``link_m`` metres away from it.

    A node at which no edge begins or ends (-1 included) gives its place no foot.
    """
    ends = np.concatenate([network.first, network.second])
    order = np.argsort(ends, kind="stable")
    at = np.searchsorted(ends[order], node)
    place = np.flatnonzero(at < np.searchsorted(ends[order], node, "right"))
    end = order[at[place]]
    edge = end % max(len(network.first), 1)
    offset_um = np.where(end < len(network.first), 0, network.length_um[edge])
    return Feet(place, edge, offset_um, np.rint(link_m[place] * UM_PER_M).astype(np.int64))


def _nearest_edge(network: WalkNetwork, places: Objects, zone: Indices, max_snap_m: float) -> Feet:
    tree = network.tree
    reach_m = max(max_snap_m, 0.0)
    at, edge = (
        tree.query_nearest(places, max_distance=np.nextafter(reach_m, np.inf)) if reach_m else _touching(tree, places)
    )
    own_side = network.zone[edge] == zone[at]
    wanting = np.zeros(len(places), dtype=bool)
    wanting[at] = True
    wanting[at[own_side]] = False
    open_still = np.flatnonzero(wanting)
    more_at, more_edge = tree.query(places[open_still], predicate="dwithin", distance=reach_m)
    more_at = open_still[more_at]
    same = network.zone[more_edge] == zone[more_at]
    at = np.concatenate([at[own_side], more_at[same]]).astype(np.int64)
    edge = np.concatenate([edge[own_side], more_edge[same]]).astype(np.int64)
    return _best(network, places, at, edge)


def _touching(tree: shapely.STRtree, places: Objects) -> tuple[Indices, Indices]:
    at, edge = tree.query(places, predicate="intersects")
    return at, edge


def _best(network: WalkNetwork, places: Objects, at: Indices, edge: Indices) -> Feet:
    """Of all candidate edges of a place the one with the nearest foot."""
    lines, points = network.shape[edge], places[at]
    cost_um = np.rint(shapely.distance(lines, points) * UM_PER_M).astype(np.int64)
    along_m = shapely.line_locate_point(lines, points)
    foot: Floats = shapely.get_coordinates(shapely.line_interpolate_point(lines, along_m))
    foot = np.round(foot, 6)
    order = np.lexsort((edge, foot[:, 1], foot[:, 0], cost_um, at))
    place, first = np.unique(at[order], return_index=True)
    chosen = order[first]
    offset_um = np.clip(np.rint(along_m[chosen] * UM_PER_M).astype(np.int64), 0, network.length_um[edge[chosen]])
    return Feet(place, edge[chosen], offset_um, cost_um[chosen])


def _through_gates(network: WalkNetwork, places: Objects, zone: Indices, walled_in: Indices, rules: SnapRules) -> Feet:
    """Straight to every gate of the own estate, and from the gate to the nearest edge outside."""
    walls = network.walls
    outside = np.full(len(walls.gate_xy), OUTSIDE)
    of_gate = _nearest_edge(network, walls.gate_xy, outside, rules.max_snap_m)
    foot_of = np.full(len(walls.gate_xy), -1)
    foot_of[of_gate.place] = np.arange(len(of_gate.place))
    order = np.argsort(walls.gate_estate, kind="stable")
    low = np.searchsorted(walls.gate_estate[order], zone[walled_in], "left")
    count = np.searchsorted(walls.gate_estate[order], zone[walled_in], "right") - low
    place = np.repeat(walled_in, count)
    gate = order[np.repeat(low - np.cumsum(count) + count, count) + np.arange(count.sum())]
    straight_m = shapely.distance(places[place], walls.gate_xy[gate])
    usable = (foot_of[gate] >= 0) & (straight_m <= rules.max_gate_m)
    foot = foot_of[gate[usable]]
    walk_um = np.rint(straight_m[usable] * UM_PER_M).astype(np.int64)
    return Feet(place[usable], of_gate.edge[foot], of_gate.offset_um[foot], of_gate.cost_um[foot] + walk_um)

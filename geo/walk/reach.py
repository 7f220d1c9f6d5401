"""Doors joined to the network once; then, for any set of venues, who is nearest, how far, and who can be reached."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from geo.asof import distinct
from geo.walk.graph import UM_PER_M, Floats, Graph, Indices, Seeds, graph_of, nearest_seeds
from geo.walk.network import WalkNetwork
from geo.walk.noding import Objects
from geo.walk.snap import DEFAULT_SNAP, Feet, SnapRules, snap

EDGE_SPAN = 1 << 40
"""Micrometres kept apart for each edge in the order of stops: no edge is longer than 1,000 km."""


@dataclass(frozen=True, slots=True)
class DoorMap:
    """The network with a node at the foot of each door: the ground on which venues are tried.

    ``stop`` sorts all nodes along all edges by edge and distance, ``stop_node`` names them. Doors are positions in
    the points that were given.
    """

    network: WalkNetwork
    graph: Graph
    doors: Feet
    door_count: int
    door_node: Indices
    stop: Indices
    stop_node: Indices

    def part(self, doors: Indices) -> Self:
        """The same ground with only some of the doors, by position in ascending order."""
        chosen = np.zeros(self.door_count, dtype=bool)
        chosen[doors] = True
        own = self.doors.part(doors, self.door_count)
        return replace(self, doors=own, door_count=len(doors), door_node=self.door_node[chosen[self.doors.place]])


def door_map(network: WalkNetwork, doors: Objects, rules: SnapRules = DEFAULT_SNAP) -> DoorMap:
    """The network with these doors (points in its metres) joined to it."""
    return joined(network, snap(network, doors, rules), len(doors))


def joined(network: WalkNetwork, feet: Feet, door_count: int) -> DoorMap:
    """The network with doors joined to it at given feet."""
    edges = np.arange(len(network.first), dtype=np.int64)
    ends = np.concatenate([edges * EDGE_SPAN, edges * EDGE_SPAN + network.length_um])
    at_ends = np.concatenate([network.first, network.second])
    wanted = feet.edge * EDGE_SPAN + feet.offset_um
    cuts = distinct(wanted[(feet.offset_um > 0) & (feet.offset_um < network.length_um[feet.edge])])
    stop = np.concatenate([ends, cuts])
    node = np.concatenate([at_ends, network.node_count + np.arange(len(cuts), dtype=np.int64)])
    order = np.argsort(stop, kind="stable")
    stop, node = stop[order], node[order]
    same_edge = stop[1:] // EDGE_SPAN == stop[:-1] // EDGE_SPAN
    graph = graph_of(
        network.node_count + len(cuts), node[:-1][same_edge], node[1:][same_edge], np.diff(stop)[same_edge]
    )
    return DoorMap(network, graph, feet, door_count, node[np.searchsorted(stop, wanted)], stop, node)


def seeds_of(ground: DoorMap, feet: Feet, label: Indices) -> Seeds:
    """Where walks from venues start: the nodes on both sides of each foot. ``label`` is given per place of ``feet``."""
    at = feet.edge * EDGE_SPAN + feet.offset_um
    low = np.searchsorted(ground.stop, at, "right") - 1
    high = np.minimum(low + 1, len(ground.stop) - 1)
    inside = (ground.stop[high] // EDGE_SPAN == feet.edge) & (ground.stop[low] < at)
    return Seeds(
        np.concatenate([ground.stop_node[low], ground.stop_node[high[inside]]]),
        np.concatenate([feet.cost_um + at - ground.stop[low], (feet.cost_um + ground.stop[high] - at)[inside]]),
        np.concatenate([label[feet.place], label[feet.place[inside]]]),
    )


def nearest_venues(ground: DoorMap, venues: Feet, venue_id: Indices, limit_m: float) -> tuple[Floats, Indices]:
    """For each door the walking distance in metres to the nearest of these venues, and that venue's id.

    Infinite and -1 where no venue is within the limit (inclusive) or the door has no foot. Of equally near venues the
    lowest id is taken. Distances are whole micrometres.
    """
    ids, label = np.unique(venue_id, return_inverse=True)
    walk_um, rank = nearest_labels(ground, seeds_of(ground, venues, label), limit_m)
    return walk_um / UM_PER_M, np.where(rank >= 0, ids[rank] if len(ids) else -1, -1)


def nearest_labels(ground: DoorMap, seeds: Seeds, limit_m: float) -> tuple[Floats, Indices]:
    """For each door the distance in micrometres to the nearest seed and its label; infinite and -1 where none."""
    found = nearest_seeds(ground.graph, seeds, limit_m)
    best = np.full(ground.door_count, np.inf)
    np.minimum.at(best, ground.doors.place, found.plus(ground.door_node, ground.doors.cost_um))
    walk_um, label = found.read(best)
    beyond = ~(walk_um <= limit_m * UM_PER_M)
    return np.where(beyond, np.inf, walk_um), np.where(beyond, -1, label)


def catchments(ground: DoorMap, venues: Feet, count: int, limit_m: float) -> tuple[Indices, Indices, Floats]:
    """Which doors each of ``count`` venues reaches within the limit (inclusive): venue, door, metres on foot.

    One row per pair, sorted by venue, then door; both are positions in the points that were given. One bounded search
    per venue: the cost grows with what the venues reach, and with the number of venues times the nodes.
    """
    rows: list[tuple[Indices, Indices, Floats]] = []
    for venue in range(count):
        own = venues.place == venue
        feet = Feet(
            np.zeros(int(own.sum()), dtype=np.int64), venues.edge[own], venues.offset_um[own], venues.cost_um[own]
        )
        if not len(feet.place):
            continue
        walk_um, _ = nearest_labels(ground, seeds_of(ground, feet, np.zeros(1, dtype=np.int64)), limit_m)
        door = np.flatnonzero(np.isfinite(walk_um))
        rows.append((np.full(len(door), venue, dtype=np.int64), door, walk_um[door] / UM_PER_M))
    if not rows:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0)
    return tuple(np.concatenate(parts) for parts in zip(*rows, strict=True))  # type: ignore[return-value]

"""Distances on foot over the demonstration city's own paths: enough to prove a planted detour, no more."""

from __future__ import annotations

import heapq

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

Node = tuple[float, float]


def walk_distances(path: pd.DataFrame, start: Node, limit_m: float, box_deg: float = 0.03) -> dict[Node, float]:
    """Metres on foot from a node (lon, lat of an edge's end) to every node within the limit; edges are used both
    ways, only those near the start are looked at. Empty when no edge ends at ``start``.
    """
    lines = path.geometry.to_numpy()
    bounds = shapely.bounds(lines)
    lon, lat = start
    near = np.flatnonzero(
        (bounds[:, 0] < lon + box_deg)
        & (bounds[:, 2] > lon - box_deg)
        & (bounds[:, 1] < lat + box_deg)
        & (bounds[:, 3] > lat - box_deg)
    )
    graph: dict[Node, list[tuple[Node, float]]] = {}
    for a, b, length in zip(
        ends(lines[near], 0), ends(lines[near], -1), path["length_m"].to_numpy()[near], strict=True
    ):
        graph.setdefault(a, []).append((b, float(length)))
        graph.setdefault(b, []).append((a, float(length)))
    best: dict[Node, float] = {}
    queue: list[tuple[float, Node]] = [(0.0, start)] if start in graph else []
    while queue:
        distance, node = heapq.heappop(queue)
        if node in best:
            continue
        best[node] = distance
        for other, length in graph[node]:
            if other not in best and distance + length <= limit_m:
                heapq.heappush(queue, (distance + length, other))
    return best


def ends(lines: npt.NDArray[np.object_], which: int) -> list[Node]:
    """The first (0) or last (-1) point of each line."""
    points = shapely.get_coordinates(shapely.get_point(lines, which))
    return [(float(x), float(y)) for x, y in points]

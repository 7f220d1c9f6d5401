"""The walking network: nodes and edges in metres, which estate each edge lies in, and where the network is broken."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import shapely

from geo.crs import LocalFrame, local_frame
from geo.errors import BadInput, Message
from geo.model import Problem, Severity
from geo.walk.graph import UM_PER_M, Floats, Graph, Indices, connected_parts, graph_of
from geo.walk.noding import Objects, Pieces, pieces_of, vertices_of
from geo.walk.walls import OUTSIDE, Walls, cut_at_walls, walls_of

NETWORK_PART = Message(
    "network-part",
    zh="步行路网有一部分（{nodes} 个节点，共 {size} 米）与其余部分不相连",
    en="a part of the walking network ({nodes} nodes, {size} m) is joined to nothing else",
    remedy_zh="请检查该处道路是否缺少连接，端点是否重合",
    remedy_en="check whether a connection is missing there, and whether ends meet in the same point",
)
NEGATIVE_LENGTH = Message(
    "walk-length-not-usable",
    zh="第 {row} 条边的长度“{got}”不可用",
    en="edge {row} has the length {got!r}, which cannot be used",
    remedy_zh="请填写大于等于 0 的米数",
    remedy_en="give metres, 0 or more",
)

FRAGMENT_M = 500.0
"""A disconnected part with less path than this is taken for a fault of the data ⚙."""


@dataclass(frozen=True, slots=True)
class WalkNetwork:
    """Edges between nodes, usable both ways.

    ``length_um`` in micrometres, measured along the edge in ``frame``. ``shape`` are the edges in metres of the frame,
    ``zone`` the row of the gated estate in ``walls`` that an edge lies in (``OUTSIDE``: none), ``path`` the row of the
    path frame. ``part`` numbers the connected part of each node, ``part_m`` is the length of each part. A network of
    bare links has no shapes, frame and walls: nothing can be snapped to it. ``tree`` holds the shapes.
    """

    first: Indices
    second: Indices
    length_um: Indices
    node_count: int
    part: Indices
    part_m: Floats
    path: Indices
    shape: Objects
    zone: Indices
    node_xy: Floats
    frame: LocalFrame
    walls: Walls
    tree: shapely.STRtree
    problems: list[Problem] = field(default_factory=list)

    def fragments(self) -> Indices:
        """The numbers of the disconnected parts that are shorter than ``FRAGMENT_M``, unless it is the longest part."""
        if len(self.part_m) < 2:
            return np.zeros(0, dtype=np.int64)
        short = self.part_m < FRAGMENT_M
        short[int(np.argmax(self.part_m))] = False
        return np.flatnonzero(short)


def build_network(
    path: pd.DataFrame | None, estate: pd.DataFrame | None = None, gate: pd.DataFrame | None = None
) -> WalkNetwork:
    """The walking network of the path layer (lon/lat), in metres of the data's own zone.

    Edges meet at the ends of lines and at vertices that lines share; what crosses elsewhere is a bridge. Where a path
    passes the wall of a gated estate it is cut, so that each edge lies inside or outside. Lengths come from the
    geometry: ``length_m`` of the layer is what somebody wrote. Missing and empty lines are left out; no paths give a
    network without edges. ``problems`` names disconnected parts, walls passed without a gate, and estates without a
    way out.
    """
    shapes = np.zeros(0, dtype=object) if path is None else np.asarray(path.geometry.to_numpy(), dtype=object)
    parts, row = shapely.get_parts(shapes, return_index=True)
    useful = (shapely.get_type_id(parts) == shapely.GeometryType.LINESTRING) & ~shapely.is_empty(parts)
    frame = local_frame(parts[useful])
    walls = walls_of(estate, gate, frame)
    lines, row = frame.to_metres(shapely.force_2d(parts[useful])), row[useful].astype(np.int64)
    vertices, leaves, problems = cut_at_walls(lines, vertices_of(lines), walls, frame)
    pieces = pieces_of(vertices)
    if len(lines):
        problems += walls.without_way_out(leaves, frame)
    return _measured(pieces, row[pieces.line], frame, walls, problems)


def _measured(pieces: Pieces, path: Indices, frame: LocalFrame, walls: Walls, problems: list[Problem]) -> WalkNetwork:
    length_um = np.rint(shapely.length(pieces.shape) * UM_PER_M).astype(np.int64)
    middle = shapely.line_interpolate_point(pieces.shape, 0.5, normalized=True)
    count = len(pieces.node_xy)
    part = connected_parts(graph_of(count, pieces.first, pieces.second, length_um))
    part_m = _part_lengths(part, pieces.first, length_um)
    return WalkNetwork(
        pieces.first, pieces.second, length_um, count, part, part_m, path, pieces.shape,
        walls.zone_of(np.asarray(middle, dtype=object)), pieces.node_xy, frame, walls, _tree_of(pieces.shape),
        [*_part_problems(part, part_m, pieces.node_xy, frame), *problems],
    )  # fmt: skip


def links_network(first: Indices, second: Indices, length_m: Floats) -> tuple[WalkNetwork, Indices]:
    """A network of bare links between named nodes, for data that has lengths but no geometry; and the nodes' names in
    order: node k of the network is name k.

    Raises ``BadInput`` for a length that is negative or not finite.
    """
    unusable = np.flatnonzero(~(np.isfinite(length_m) & (length_m >= 0)))
    if len(unusable):
        raise BadInput(NEGATIVE_LENGTH, row=int(unusable[0]) + 1, got=float(length_m[unusable[0]]))
    names, node = np.unique(np.concatenate([first, second]), return_inverse=True)
    one, other = node[: len(first)], node[len(first) :]
    length_um = np.rint(length_m * UM_PER_M).astype(np.int64)
    part = connected_parts(graph_of(len(names), one, other, length_um))
    frame = local_frame(np.zeros(0, dtype=object))
    network = WalkNetwork(
        one, other, length_um, len(names), part, _part_lengths(part, one, length_um), np.arange(len(one)),
        np.full(len(one), None, dtype=object), np.full(len(one), OUTSIDE), np.full((len(names), 2), np.nan), frame,
        walls_of(None, None, frame), _tree_of(np.zeros(0, dtype=object)),
    )  # fmt: skip
    return network, np.asarray(names)


def whole_graph(network: WalkNetwork) -> Graph:
    """The network's own nodes and edges as a graph, nothing attached."""
    return graph_of(network.node_count, network.first, network.second, network.length_um)


def _tree_of(shapes: Objects) -> shapely.STRtree:
    """The tree, built now: GEOS builds it at the first question, which two threads may ask at once."""
    tree = shapely.STRtree(shapes)
    tree.query(shapely.Point(0.0, 0.0))
    return tree


def _part_lengths(part: Indices, first: Indices, length_um: Indices) -> Floats:
    count = int(part.max(initial=-1)) + 1
    return np.asarray(np.bincount(part[first], weights=length_um / UM_PER_M, minlength=count), dtype=np.float64)


def _part_problems(part: Indices, part_m: Floats, node_xy: Floats, frame: LocalFrame) -> list[Problem]:
    """All parts but the longest, the longest of them first; the place is the part's first node."""
    order = np.argsort(-part_m, kind="stable")[1:]
    if not len(order):
        return []
    nodes = np.bincount(part)
    spot = frame.to_lonlat(shapely.points(node_xy[np.unique(part, return_index=True)[1][order]]))
    return [
        Problem(
            NETWORK_PART, Severity.WARNING, "path", None, {"nodes": int(nodes[k]), "size": round(float(part_m[k]), 1)},
            place=place, size=float(part_m[k]), unit="m",
        )
        for k, place in zip(order.tolist(), spot, strict=True)
    ]  # fmt: skip

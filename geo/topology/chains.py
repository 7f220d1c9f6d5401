"""Do children tile their parent edge for edge? Answered by cancelling edges, without overlaying any ground.

Walk around every polygon with its inside on the left. Where the children's walks, less the parent's, use each edge as
often in one direction as in the other, every point off the edges lies in exactly as many children as parents: once inside
the parent, never outside. So the children hold all of it, nothing else, and nothing twice. It is proven from corners that
are equal to the last digit; a corner of one on the edge of another proves nothing, and is left to GEOS.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
import pandas as pd
import shapely

from geo.asof import distinct
from geo.topology.features import Floats, Geometries, Indices, Mask


def tiled_edge_for_edge(children: Geometries, parent_of: Indices, parents: Geometries, asked: Indices) -> Mask:
    """Which of the ``asked`` parents are tiled by their children, edge for edge; others are not looked at.

    All are valid polygons; ``parent_of`` is the position of each child's parent.
    """
    tiled = np.zeros(len(parents), dtype=np.bool_)
    mine = np.flatnonzero(np.isin(parent_of, asked))
    if not len(mine):
        return tiled
    walks = _Walks.around(children[mine], parent_of[mine], 1).and_those(_Walks.around(parents[asked], asked, -1))
    tiled[asked] = True
    tiled[walks.uncancelled()] = False
    return tiled


@dataclass(frozen=True, slots=True)
class _Walks:
    """Corners in the order of walks, ``ring`` by ring, each ring closed; per ring whose it is, and whether it is walked
    with the inside on the left (1), or on the right (-1).
    """

    corners: Floats
    ring: Indices
    owner: Indices
    sense: Indices

    @classmethod
    def around(cls, shapes: Geometries, owner: Indices, sense: int) -> Self:
        """The walks around polygons in that sense, however their rings are drawn."""
        parts, shape = shapely.get_parts(shapes, return_index=True)
        rings, part = shapely.get_rings(parts, return_index=True)
        outer = np.append(True, part[1:] != part[:-1])[: len(part)]
        corners, ring = shapely.get_coordinates(rings, return_index=True)
        left = shapely.is_ccw(rings) == outer
        return cls(corners, ring, owner[shape[part]], np.where(left, sense, -sense))

    def and_those(self, other: Self) -> Self:
        """These walks and others."""
        return type(self)(
            np.concatenate([self.corners, other.corners]), np.append(self.ring, other.ring + len(self.owner)),
            np.append(self.owner, other.owner), np.append(self.sense, other.sense),
        )  # fmt: skip

    def uncancelled(self) -> Indices:
        """Who owns an edge that is walked more often one way than the other among what is his."""
        # equal numbers have equal bits once there is one zero only, and whole numbers are hashed in half the time
        bits = np.ascontiguousarray(self.corners.T + 0.0).view(np.int64)
        corner = _numbered(*(pd.factorize(values)[0] for values in bits))
        edge = np.flatnonzero(self.ring[1:] == self.ring[:-1])
        here, there, ring = corner[edge], corner[edge + 1], self.ring[edge]
        way = np.where(here < there, 1, -1) * self.sense[ring]
        ends = np.minimum(here, there) * (int(corner.max(initial=0)) + 1) + np.maximum(here, there)
        number = _numbered(ends, self.owner[ring])
        total = np.zeros(int(number.max(initial=-1)) + 1, np.int64)
        np.add.at(total, number, np.where(here == there, 0, way))
        return distinct(self.owner[ring[total[number] != 0]])


def _numbered(one: Indices, other: Indices) -> Indices:
    """A number for each pair, the same for equal ones."""
    span = int(other.max(initial=0)) + 1
    return np.asarray(pd.factorize(one * span + other)[0], dtype=np.int64)

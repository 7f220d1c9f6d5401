"""The walls of gated estates: what lies inside which, where lines pass through, and which gate is there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from geo.crs import LocalFrame
from geo.errors import Message
from geo.model import Problem, Severity
from geo.walk.noding import Indices, Objects, Vertices, with_cuts

PATH_WITHOUT_GATE = Message(
    "path-without-gate",
    zh="有道路穿过封闭小区“{feature}”的围墙，{reach} 米内没有出入口",
    en="a path passes the wall of the gated estate {feature!r} with no gate within {reach} m",
    remedy_zh="请补充该处的出入口，或修正道路、小区边界",
    remedy_en="add the gate, or correct the path or the estate's boundary",
)
ESTATE_WITHOUT_WAY_OUT = Message(
    "estate-without-way-out",
    zh="封闭小区“{feature}”既没有通向外面的道路，也没有出入口",
    en="the gated estate {feature!r} has neither a path that leads out nor a gate",
    remedy_zh="请补充小区出入口或小区内道路",
    remedy_en="add its gates, or the paths inside it",
)

OUTSIDE = -1
GATE_REACH_M = 5.0
"""A path that passes a wall this close to a gate passes through the gate."""


@dataclass(frozen=True, slots=True)
class Walls:
    """Gated estates in metres, and their gates. ``gate_estate`` is a row of ``shape``; other gates are left out."""

    ids: Indices
    names: Objects
    shape: Objects
    gate_xy: Objects
    gate_estate: Indices

    def zone_of(self, places: Objects) -> Indices:
        """For each place the row of the gated estate that it lies in, its wall included; ``OUTSIDE`` where in none.

        Where estates overlap: the first row. Missing places are outside.
        """
        zone = np.full(len(places), OUTSIDE, dtype=np.int64)
        if len(self.shape):
            place, estate = shapely.STRtree(self.shape).query(places, predicate="intersects")
            order = np.lexsort((estate, place))
            at, first = np.unique(place[order], return_index=True)
            zone[at] = estate[order][first]
        return zone

    def without_way_out(self, leaves: Indices, frame: LocalFrame) -> list[Problem]:
        """The estates that have no gate and none of the ``leaves``, the rows of estates that a path leaves."""
        known = np.zeros(len(self.ids), dtype=bool)
        known[self.gate_estate] = True
        known[leaves] = True
        return [self._problem(ESTATE_WITHOUT_WAY_OUT, row, None, frame) for row in np.flatnonzero(~known).tolist()]

    def _problem(self, message: Message, row: int, place: shapely.Point | None, frame: LocalFrame) -> Problem:
        spot = self.shape[row].representative_point() if place is None else place
        params = {"feature": self.names[row], "reach": GATE_REACH_M}
        return Problem(
            message, Severity.WARNING, "estate", str(self.ids[row]), params,
            place=frame.to_lonlat(np.array([spot], dtype=object))[0],
        )  # fmt: skip


def walls_of(estate: pd.DataFrame | None, gate: pd.DataFrame | None, frame: LocalFrame) -> Walls:
    """The walls of the estates whose ``access`` is gated, in the frame's metres, ordered by id.

    Estates without a polygon have no wall; without an estate frame there are no walls.
    """
    nothing = np.zeros(0, dtype=object)
    if estate is None or not len(estate):
        return Walls(np.zeros(0, dtype=np.int64), nothing, nothing, nothing, np.zeros(0, dtype=np.int64))
    shapes = np.asarray(estate.geometry.to_numpy(), dtype=object)
    gated = np.flatnonzero((estate["access"] == "gated").to_numpy(dtype=bool) & (shapely.area(shapes) > 0))
    ids = estate["id"].to_numpy(dtype=np.int64)[gated]
    order = np.argsort(ids)
    gated, ids = gated[order], ids[order]
    names = (
        estate["name"].astype(str).to_numpy(dtype=object) if "name" in estate else estate["id"].astype(str).to_numpy()
    )
    gate_xy, gate_estate = nothing, np.zeros(0, dtype=np.int64)
    if gate is not None and len(gate):
        owner = gate["estate_id"].astype("Int64").to_numpy(dtype=np.int64, na_value=-1)
        places = np.asarray(gate.geometry.to_numpy(), dtype=object)
        own = np.flatnonzero(np.isin(owner, ids) & ~shapely.is_missing(places) & ~shapely.is_empty(places))
        gate_xy, gate_estate = frame.to_metres(places[own]), np.searchsorted(ids, owner[own])
    return Walls(ids, names[gated], frame.to_metres(shapes[gated]), gate_xy, gate_estate)


def cut_at_walls(
    lines: Objects, vertices: Vertices, walls: Walls, frame: LocalFrame
) -> tuple[Vertices, Indices, list[Problem]]:
    """The vertices with a cut wherever a line passes a wall, the rows of the estates whose wall is passed, and the
    passages that are at none of the estate's gates.

    Such a passage stays open: the paths say that people walk there, and the person who knows must decide. A line that
    only touches a wall does not pass it.
    """
    if not len(walls.shape) or not len(lines):
        return vertices, np.zeros(0, dtype=np.int64), []
    boundary = shapely.boundary(walls.shape)
    estate, line = shapely.STRtree(lines).query(boundary, predicate="intersects")
    passing = shapely.crosses(lines[line], walls.shape[estate])
    estate, line = estate[passing], line[passing]
    spots, pair = shapely.get_coordinates(shapely.intersection(lines[line], boundary[estate]), return_index=True)
    points = shapely.points(spots)
    along_m = shapely.line_locate_point(lines[line[pair]], points)
    cut = with_cuts(vertices, line[pair].astype(np.int64), along_m)
    return cut, np.unique(estate), _gateless(walls, estate[pair], points, frame)


def _gateless(walls: Walls, estate: Indices, points: Objects, frame: LocalFrame) -> list[Problem]:
    at_gate = np.zeros(len(points), dtype=bool)
    if len(walls.gate_xy):
        spot, gate = shapely.STRtree(walls.gate_xy).query(points, predicate="dwithin", distance=GATE_REACH_M)
        at_gate[spot[walls.gate_estate[gate] == estate[spot]]] = True
    return [
        walls._problem(PATH_WITHOUT_GATE, int(estate[k]), points[k], frame) for k in np.flatnonzero(~at_gate).tolist()
    ]

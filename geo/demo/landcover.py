"""What lies under everything: the river, banks, parks, campuses, squares and carriageways."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.demo.areas import Areas
from geo.demo.census import USE_NAMES
from geo.demo.columns import frame
from geo.demo.fabric import Fabric
from geo.demo.names import Names
from geo.demo.place import to_lonlat
from geo.demo.plan import Plan
from geo.demo.roads import Roads

Objects = npt.NDArray[np.object_]

CARRIAGEWAY_M = {"arterial": 13.0, "bridge": 12.0, "street": 5.5}
"""Half widths."""
BEYOND_M = 900.0
KIND_OF_USE = {
    "park": "green",
    "campus": "campus",
    "school": "campus",
    "hospital": "other",
    "mall": "square",
    "market": "square",
    "business": "other",
}


def rivers(plan: Plan) -> list[shapely.Polygon]:
    """The water of each river, from beyond the western to beyond the eastern edge of the city."""
    u = np.arange(plan.u[0] - BEYOND_M, plan.u[-1] + BEYOND_M, 30.0)
    half = 46 + 7 * np.sin(u / 310) + 4 * np.sin(u / 97)
    found = []
    for row in plan.river_rows:
        south, north = plan.warp(u, plan.v[row] - half), plan.warp(u, plan.v[row] + half)
        found.append(shapely.polygons(np.vstack([south, north[::-1], south[:1]])))
    return found


def landcover_frame(
    plan: Plan, roads: Roads, fabric: Fabric, areas: Areas, place: list[str], names: Names
) -> pd.DataFrame:
    """The land cover in drawing order: water, grounds, then roads, bridges last."""
    water = rivers(plan)
    shapes: list[shapely.Geometry] = list(water)
    kinds = ["water"] * len(water)
    title: list[str | None] = [names.stem()[-1] + "水河" if k else names.stem()[0] + "江" for k in range(len(water))]
    cells = dict(zip(areas.cells.parcel.tolist()[::-1], range(len(areas.cells.parcel))[::-1], strict=True))
    for number, parcel in enumerate(fabric.parcels):
        if parcel.use == "bank":
            shape, kind = parcel.net.difference(shapely.union_all(water)), "green"
        elif parcel.use in KIND_OF_USE:
            shape, kind = parcel.net, KIND_OF_USE[parcel.use]
        else:
            continue
        grid = int(areas.cell_grid[cells[number]])
        special = grid >= 0 and areas.grid_use[grid] == parcel.use
        shapes.append(shape)
        kinds.append(kind)
        title.append(place[grid] if special else names.stem() + USE_NAMES[parcel.use])
    for kind, _, shape in fabric.extras:
        shapes.append(shape)
        kinds.append(kind)
        title.append(None)
    for shape, name in _road_areas(roads):
        shapes.append(shape)
        kinds.append("road")
        title.append(name)
    lonlat = to_lonlat(np.array(shapes, dtype=object))
    bad = ~shapely.is_valid(lonlat)
    lonlat[bad] = shapely.make_valid(lonlat[bad], method="structure", keep_collapsed=False)
    return frame(lonlat, name=title, kind=kinds)


def _road_areas(roads: Roads) -> list[tuple[shapely.Geometry, str]]:
    order = {"street": 0, "arterial": 1, "bridge": 2}
    keys = sorted({(order[k], int(r)) for k, r in zip(roads.kind, roads.road, strict=True) if k in order})
    index: dict[tuple[int, int], list[int]] = {}
    for number, (kind, road) in enumerate(zip(roads.kind, roads.road, strict=True)):
        if kind in order:
            index.setdefault((order[kind], int(road)), []).append(number)
    found = []
    for key in keys:
        half = CARRIAGEWAY_M[roads.kind[index[key][0]]]
        found.append(
            (
                shapely.line_merge(shapely.union_all(roads.lines[index[key]])).buffer(half, quad_segs=4),
                roads.names[key[1]],
            )
        )
    return found

"""Where are all incidents that a list would page through? Single ones, and counts where they stand too close to be told apart."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from starlette.datastructures import QueryParams

from api import params
from api.incident_query import FILTERS, matching, overdue
from api.scope import Scope
from geo.snapshot import City, LayerSnapshot
from geo.tiles.clusters import clusters
from geo.tiles.matrix import to_world

Integers = NDArray[np.int64]

MAP_FILTERS: Final = (*(name for name in FILTERS if name not in ("sort", "limit", "cursor")), "zoom")
ZOOM_MOST: Final = 22
ALL_SINGLE_ZOOM: Final = 18
"""From this zoom on what lies at one place is not counted together, or nobody could ever choose it."""
MOST_AT_ONE_PLACE: Final = 2_000
"""More than these stay counted together: nobody chooses among them by pointing."""
DECIMALS: Final = 7


def incident_map(city: City, query: QueryParams, scope: Scope, now: dt.datetime) -> dict[str, Any]:
    """What a map shows of the incidents that a list with the same conditions holds; raises ``BadInput`` as the list does.

    Cells of 64 pixels, as those of the tiles: a group is the same whatever the box. ``number_matched`` counts also those
    without a place, which no map shows.
    """
    params.only(query, MAP_FILTERS)
    zoom = params.integer("zoom", query.get("zoom", str(ALL_SINGLE_ZOOM)), 0, ZOOM_MOST)
    given = {name: text for name, text in query.items() if name != "zoom"}
    snapshot = city.layer("incident")
    rows = matching(city, snapshot, given, scope, now)
    late = overdue(snapshot, now)
    placed = rows[~np.isnan(snapshot.bounds[rows, 0])]
    if zoom >= ALL_SINGLE_ZOOM and len(placed) <= MOST_AT_ONE_PLACE:
        single, groups = placed, list[dict[str, Any]]()
    else:
        single, groups = _grouped(snapshot, placed, late, zoom)
    return {
        "incidents": [_point(snapshot, row, bool(late[row])) for row in single.tolist()],
        "groups": groups,
        "number_matched": len(rows),
        "number_shown": len(placed),
    }


def _grouped(
    snapshot: LayerSnapshot, rows: Integers, late: NDArray[np.bool_], zoom: int
) -> tuple[Integers, list[dict[str, Any]]]:
    """Those that stand alone in their cell, and the others by cell."""
    if not len(rows):
        return rows, []
    lonlat = snapshot.bounds[rows, :2]
    found = clusters(to_world(lonlat), zoom)
    groups = found.groups
    alone = found.counts[groups] == 1
    together = found.counts > 1
    overdue_counts = np.bincount(groups, weights=late[rows], minlength=len(found.counts)).astype(np.int64)
    means = np.column_stack(
        [np.bincount(groups, weights=lonlat[:, axis], minlength=len(found.counts)) for axis in (0, 1)]
    ) / found.counts[:, None]  # fmt: skip
    told = zip(means[together], found.counts[together].tolist(), overdue_counts[together].tolist(), strict=True)
    return rows[alone], [
        {"lon": round(float(lon), DECIMALS), "lat": round(float(lat), DECIMALS), "count": count, "overdue": over}
        for (lon, lat), count, over in told
    ]


def _point(snapshot: LayerSnapshot, row: int, is_late: bool) -> dict[str, Any]:
    lon, lat = snapshot.bounds[row, :2].tolist()
    fields = {name: snapshot.value(row, name) for name in ("category", "state", "due_at", "paused_at", "closed_at")}
    return {"id": int(snapshot.ids[row]), "lon": lon, "lat": lat, "overdue": is_late, **fields}

"""What does a grid worker carry along? The chosen grids with their buildings, doors, units and venues, and which incidents
are open in them: what a phone keeps and opens without a network.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.columns import python_values
from geo.doors import DOOR_COLUMNS, entrances_by_building, natural
from geo.incidents import ENDS
from geo.layers import layer_named
from geo.snapshot import COORDINATE_DECIMALS, City, LayerSnapshot, json_geometries
from geo.store import Look, Store

Integers = NDArray[np.int64]
Documents = list[dict[str, Any]]


def doors_of(store: Store | Look, city: City, building: int, day: date) -> dict[str, Any]:
    """One building with its entrances, floors and doors on that day; raises ``NotFound`` for one that is not there."""
    row = city.layer("building").row_of(building)
    (document,) = _buildings(city, np.array([row], np.int64), _households(store, [building], day))
    return document


def work_pack(store: Store | Look, city: City, grids: Sequence[int], day: date, *, doors: bool) -> dict[str, Any]:
    """Everything about those grids but their incidents, whose documents depend on the reader; raises ``NotFound`` for one that is not there.

    ``city`` is the city of ``day``. Households are read from the store, by building, and only where ``doors`` says that
    they may be seen: without, entrances have no floors. What the registry withholds (hub households) is not in a city.
    """
    rows = np.array([city.layer("grid").row_of(grid) for grid in grids], np.int64)
    buildings = city["building"]
    inside = np.flatnonzero(np.isin(buildings.columns["grid_id"], np.asarray(grids, np.int64))).astype(np.int64)
    households = _households(store, buildings.ids[inside].tolist() if doors else [], day)
    return {
        "grids": _grids(city, rows),
        "buildings": _buildings(city, inside, households),
        "units": _points(city["unit"], _seated(city, rows, "unit"), ("code", "name", "level", "state", "telephone")),
        "venues": _venues(city, rows),
    }


def open_incidents(city: City, grids: Sequence[int]) -> list[int]:
    """The ids of the incidents of those grids that have not ended, the first to be due first, those without a deadline last."""
    incidents = city["incident"]
    rows = np.flatnonzero(np.isin(incidents.columns["grid_id"], np.asarray(grids, np.int64)))
    rows = rows[~np.isin(incidents.columns["state"][rows], tuple(ENDS))]
    due = incidents.columns["due_at"][rows]
    order = np.lexsort((incidents.ids[rows], due, np.isnat(due)))
    found: list[int] = incidents.ids[rows[order]].tolist()
    return found


def _households(store: Store | Look, buildings: Sequence[int], day: date) -> pd.DataFrame:
    """Where the doors of those buildings are, and no more."""
    return store.read("household", as_of=day, where={"building_id": list(buildings)}, columns=DOOR_COLUMNS)


def _grids(city: City, rows: Integers) -> Documents:
    grids = city["grid"]
    shapes = json_geometries(grids.geometry[rows])
    found = []
    for row, shape in zip(rows.tolist(), shapes, strict=True):
        thing = int(grids.ids[row])
        bounds = None if shape is None else grids.bounds[row].round(COORDINATE_DECIMALS).tolist()
        holders = {step.layer: step.name for step in city.ancestors("grid", thing)}
        found.append(
            _named(grids, row)
            | {"kind": grids.value(row, "kind"), "households": grids.value(row, "households")}
            | {"community": holders.get("community"), "street": holders.get("street")}
            | {"geometry": shape, "bbox": bounds}
        )
    return found


def _buildings(city: City, rows: Integers, households: pd.DataFrame) -> Documents:
    """In the order in which people look for them: by estate, then by name as people count."""
    buildings = city["building"]
    ids = buildings.ids[rows]
    behind = entrances_by_building(ids.tolist(), _entrances(city, ids), households)
    points = buildings.label_points[rows].round(COORDINATE_DECIMALS).tolist()
    shapes = json_geometries(buildings.geometry[rows])
    estates = _linked(city, "estate", buildings.columns["estate_id"][rows])
    found = [
        _named(buildings, row)
        | {name: buildings.value(row, name) for name in ("address", "use", "floors", "households", "grid_id")}
        | {"estate": estate, "point": None if shape is None else point, "geometry": shape}
        | {"entrances": behind[int(buildings.ids[row])]}
        for row, estate, point, shape in zip(rows.tolist(), estates, points, shapes, strict=True)
    ]
    return sorted(
        found, key=lambda each: (natural((each["estate"] or {}).get("name")), natural(each["name"]), each["id"])
    )


def _entrances(city: City, buildings: Integers) -> pd.DataFrame:
    entrances = city["entrance"]
    rows = np.flatnonzero(np.isin(entrances.columns["building_id"], buildings))
    columns = {name: python_values(entrances.columns[name][rows]) for name in ("building_id", "name")}
    return pd.DataFrame({"id": entrances.ids[rows].tolist()} | columns, dtype=object)


def _linked(city: City, layer: str, things: Integers) -> list[dict[str, Any] | None]:
    snapshot = city[layer]
    return [None if row < 0 else _named(snapshot, row) for row in snapshot.rows_of(things).tolist()]


def _named(snapshot: LayerSnapshot, row: int) -> dict[str, Any]:
    return {"id": int(snapshot.ids[row]), "code": snapshot.value(row, "code"), "name": snapshot.value(row, "name")}


def _seated(city: City, grids: Integers, layer: str) -> Integers:
    """The points of a layer that lie in one of the grids, edges included, ascending."""
    snapshot = city[layer]
    found = [np.array([], np.int64)]
    for shape in city["grid"].geometry[grids]:
        if shape is not None:
            near = snapshot.tree.query(shapely.box(*shape.bounds))
            spots = shapely.point_on_surface(snapshot.geometry[near])
            found.append(near[shapely.intersects_xy(shape, shapely.get_x(spots), shapely.get_y(spots))])
    return np.unique(np.concatenate(found)).astype(np.int64)


def _points(snapshot: LayerSnapshot, rows: Integers, names: Sequence[str]) -> Documents:
    spots = snapshot.label_points[rows].round(COORDINATE_DECIMALS).tolist()
    return [
        {"id": int(snapshot.ids[row])} | {name: snapshot.value(row, name) for name in names} | {"point": spot}
        for row, spot in zip(rows.tolist(), spots, strict=True)
    ]


def _venues(city: City, grids: Integers) -> Documents:
    labels = {choice.value: choice.label for choice in layer_named("venue").field("category").choices}
    names = ("name", "category", "opening", "capacity", "address")
    found = _points(city["venue"], _seated(city, grids, "venue"), names)
    for venue in found:
        label = labels.get(venue["category"])
        venue["label"] = None if label is None else {"zh": label.zh, "en": label.en}
    return found

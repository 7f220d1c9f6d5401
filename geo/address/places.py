"""Records of the city as the places that answers name."""

from __future__ import annotations

import numpy as np

from geo.address.book import AddressBook
from geo.address.findings import Place
from geo.address.records import Integers
from geo.snapshot import LayerSnapshot


def building_places(
    book: AddressBook, rows: Integers, near: tuple[float, float] | None, most: int
) -> tuple[Place, ...]:
    """Buildings as places, at most so many, the nearest first where ``near`` (lon, lat) is given, else by their ids."""
    return tuple(building_place(book, row) for row in nearest(book, rows, near)[:most].tolist())


def building_place(book: AddressBook, row: int) -> Place:
    """A building as a place: its name with that of its estate."""
    snapshot = book.buildings.snapshot
    thing, name = int(snapshot.ids[row]), snapshot.value(row, "name") or ""
    address, estate = snapshot.value(row, "address"), snapshot.value(row, "estate_id")
    title = ""
    if estate is not None and "estate" in book.city:
        rows = book.city["estate"].rows_of(np.array([estate], np.int64))
        title = (book.city["estate"].value(int(rows[0]), "name") or "") if rows[0] >= 0 else ""
    told = f"{title}{name}" if title else (address or name)
    return Place("building", thing, told, address, point_of(snapshot, row), building_id=thing)


def point_of(snapshot: LayerSnapshot, row: int) -> tuple[float, float] | None:
    """lon, lat of where a feature's name stands; ``None`` without geometry."""
    lon, lat = snapshot.label_points[row].tolist()
    return None if np.isnan(lon) else (lon, lat)


def nearest(book: AddressBook, rows: Integers, near: tuple[float, float] | None) -> Integers:
    """Rows of buildings by their distance from a place, without one as they are."""
    if near is None or not len(rows):
        return rows
    offset = book.buildings.snapshot.label_points[rows] - near
    far = np.hypot(offset[:, 0] * np.cos(np.radians(near[1])), offset[:, 1])
    return rows[np.argsort(np.nan_to_num(far, nan=1e9), kind="stable")]


def area_place(book: AddressBook, layer: str, thing: int) -> Place:
    """An estate or an area as a place."""
    snapshot = book.city.layer(layer)
    row = snapshot.row_of(thing)
    return Place(layer, thing, str(snapshot.value(row, "name") or ""), point=point_of(snapshot, row))

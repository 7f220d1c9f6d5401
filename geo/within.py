"""Which features of a layer lie within an area? By their links, else by the buildings that name both."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from geo.columns import MISSING_INTEGER
from geo.errors import BadInput, Message
from geo.layers import LOCATE_ORDER
from geo.snapshot import City, LayerSnapshot, shown_fields

Integers = NDArray[np.int64]

WITHIN_IMPOSSIBLE = Message(
    "within-impossible",
    zh="图层“{layer}”的要素不属于任何“{holder}”",
    en="no link leads from features of {layer!r} to a {holder!r}",
    remedy_zh="请改用 bbox，或选择另一级区域",
    remedy_en="use bbox, or an area of another level",
)


def rows_within(city: City, layer_id: str, area: tuple[str, int]) -> Integers:
    """The rows of a layer whose links lead to the area, ascending; an area lies within itself.

    Where a layer has no such links (an estate names its community, not its grids), those of its features count that
    have a building in the area. Raises ``NotFound`` for an area that is not there, ``BadInput`` for a layer that
    nothing links with areas of that level.
    """
    holder, thing = area
    city.layer(holder).row_of(thing)
    snapshot = city.layer(layer_id)
    if layer_id == holder:
        return np.flatnonzero(snapshot.ids == thing).astype(np.int64)
    if _leads_to(city, snapshot, holder):
        return np.flatnonzero(holders(city, snapshot, holder) == thing).astype(np.int64)
    buildings = city.layer("building")
    own = next((field.name for field in shown_fields(buildings.layer) if field.ref == layer_id), None)
    if own is None or layer_id not in LOCATE_ORDER or not _leads_to(city, buildings, holder):
        raise BadInput(WITHIN_IMPOSSIBLE, layer=layer_id, holder=holder)
    named = np.unique(buildings.columns[own][holders(city, buildings, holder) == thing])
    rows = snapshot.rows_of(named)
    return np.sort(rows[rows >= 0])


def holders(city: City, snapshot: LayerSnapshot, holder: str) -> Integers:
    """The id of the area of that level that holds each row by its nearest link, ``MISSING_INTEGER`` for none."""
    found = np.full(len(snapshot), MISSING_INTEGER, np.int64)
    for name, ref in _upward(city, snapshot, holder):
        column = snapshot.columns[name]
        if ref == holder:
            linked = column
        else:
            rows = city[ref].rows_of(column)
            above = holders(city, city[ref], holder)
            linked = np.where(rows >= 0, above[rows], MISSING_INTEGER) if len(above) else found
        found = np.where(found == MISSING_INTEGER, linked, found)
    return found


def _leads_to(city: City, snapshot: LayerSnapshot, holder: str) -> bool:
    return any(ref == holder or _leads_to(city, city[ref], holder) for _, ref in _upward(city, snapshot, holder))


def _upward(city: City, snapshot: LayerSnapshot, holder: str) -> list[tuple[str, str]]:
    """The links of a layer to places above it, field and layer: that to the wanted level first, then nearest first."""
    own = LOCATE_ORDER.index(snapshot.layer.id) if snapshot.layer.id in LOCATE_ORDER else -1
    places = [(field.name, field.ref) for field in shown_fields(snapshot.layer) if field.ref in city]
    upward = [(name, ref) for name, ref in places if ref in LOCATE_ORDER and LOCATE_ORDER.index(ref) > own]
    return sorted(upward, key=lambda link: (link[1] != holder, LOCATE_ORDER.index(link[1])))

"""What may everybody be told of an incident, and how closely where it is? That it is known, and its estate, else its grid."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.columns import MISSING_INTEGER, is_one_of
from geo.incidents.states import AFTER, VERIFIED_FIRST
from geo.locate import NOWHERE, Locator
from geo.snapshot import City, LayerSnapshot

SHOWN_CHANNELS: Final = ("public", "hotline")
"""Of reports that came this way, and of no other, people without a role at the place are told that there is one."""
COARSE: Final = ("estate", "grid")
"""The areas by which a place is told, the first that there is."""
REGISTERED: Final = (*AFTER, "closed")

Mask = NDArray[np.bool_]
Floats = NDArray[np.float64]


class Spot(NamedTuple):
    """The area that stands for a place."""

    layer: str
    id: int


def known_to_all(incidents: LayerSnapshot, categories: Collection[str], *, unseen: bool = False) -> Mask:
    """Which incidents everybody may be told of: of these (public) categories, told by the public or a hotline, and
    registered: before that nobody of the staff has looked at what was sent. ``unseen`` adds those.
    """
    columns = incidents.columns
    shown = is_one_of(columns["channel"], SHOWN_CHANNELS) & is_one_of(columns["category"], categories)
    return shown if unseen else shown & registered(incidents)


def registered(incidents: LayerSnapshot) -> Mask:
    """Which incidents staff has registered: of others nobody knows yet whether there is anything."""
    columns = incidents.columns
    state, channel = columns["state"], columns["channel"]
    # an import may not say when: a state that follows registration does (see `standing_of`)
    implied = is_one_of(state, REGISTERED) | (is_one_of(state, ["verified"]) & ~is_one_of(channel, VERIFIED_FIRST))
    found: Mask = ~np.isnat(columns["registered_at"]) | implied
    return found


def spots_of(city: City, incidents: LayerSnapshot, rows: NDArray[np.int64]) -> list[Spot | None]:
    """The area that stands for each incident's place: the estate of its building, else that in which it lies, else its
    grid; ``None`` outside all of them, and where the grid of its day is not there any more.
    """
    if not len(rows):
        return []
    shapes = incidents.geometry[rows]
    found = _around(city, shapely.get_x(shapes), shapely.get_y(shapes))
    grids = incidents.columns["grid_id"][rows]
    found["grid"] = np.where(city["grid"].rows_of(grids) >= 0, grids, NOWHERE)
    buildings = city["building"]
    at = buildings.rows_of(incidents.columns["building_id"][rows])
    estates = buildings.columns["estate_id"][at] if len(buildings) else np.full(len(rows), MISSING_INTEGER)
    linked = (at >= 0) & (city["estate"].rows_of(estates) >= 0)
    found["estate"] = np.where(linked, estates, found["estate"])
    return _first(found)


def spot_at(city: City, lon: float, lat: float) -> Spot | None:
    """The area that stands for a place (degrees)."""
    return _first(_around(city, np.array([lon]), np.array([lat])))[0]


def middle_of(city: City, spot: Spot | None) -> tuple[float, float] | None:
    """lon, lat of a point inside the area: the same for whatever lies in it."""
    if spot is None:
        return None
    snapshot = city[spot.layer]
    shape = snapshot.geometry[snapshot.row_of(spot.id)]
    if shape is None:
        return None
    lon, lat = shapely.get_coordinates(shapely.point_on_surface(shape))[0].round(7).tolist()
    return lon, lat


def _around(city: City, lon: Floats, lat: Floats) -> dict[str, NDArray[np.int64]]:
    found = {layer: np.full(len(lon), NOWHERE, np.int64) for layer in COARSE}
    placed = np.flatnonzero(~np.isnan(lon))
    for layer, ids in Locator(city).many(lon[placed], lat[placed]).items():
        if layer in found:
            found[layer][placed] = ids
    return found


def _first(found: dict[str, NDArray[np.int64]]) -> list[Spot | None]:
    by_layer = [found[layer].tolist() for layer in COARSE]
    return [
        next((Spot(layer, thing) for layer, thing in zip(COARSE, things, strict=True) if thing != NOWHERE), None)
        for things in zip(*by_layer, strict=True)
    ]

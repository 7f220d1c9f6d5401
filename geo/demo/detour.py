"""The planted detour: a venue across the river from a gated estate, near as the crow flies and far on foot."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.demo.gaps import Planting
from geo.demo.landcover import rivers
from geo.demo.place import metres
from geo.demo.plan import BANK_M, Plan
from geo.demo.walking import ends, walk_distances
from geo.layers.vocabulary import VENUE_CATEGORIES

Floats = npt.NDArray[np.float64]

NEAR_M = (245.0, 325.0)
FAR_M = 900.0
SEARCH_M = 5_000.0
ALONE_M = 500.0
"""No other venue of the category lies this near to the estate, even in a straight line: nothing else serves it."""
CATEGORIES = tuple(
    (choice.value, choice.label.zh)
    for choice in sorted(VENUE_CATEGORIES, key=lambda one: one.value != "elderly_day_care") if choice.value != "other"
)  # fmt: skip
REACH_M = BANK_M + 110
ATTEMPTS = 40


def plant_detour(planting: Planting, plan: Plan) -> None:
    """Add a venue on the far bank: about 300 m straight from the nearest entrance of an estate, and 900 m or more on
    foot from each of its entrances. It is of a category (day care, where that fits) that the estate has nowhere else
    within reach. It stands at a door, or on a pavement where no door fits. Others may be like it by nature: the kind
    is not exhaustive. Raises ``AssertionError`` where no estate stands by the river.
    """
    frames, census = planting.frames, planting.census
    doors = shapely.get_coordinates(frames["entrance"].geometry.to_numpy())
    pavement = frames["path"]["kind"].to_numpy() == "footway"
    corners = np.array(ends(frames["path"].geometry.to_numpy()[pavement], 0))
    spots = np.vstack([doors, corners])
    flat = np.column_stack(metres(spots[:, 0], spots[:, 1]))
    water = shapely.union_all(rivers(plan))
    near = np.flatnonzero(shapely.dwithin(shapely.points(flat), water, REACH_M))
    estate = census.building_estate[census.door_building]
    home = near[near < len(doors)]
    home = home[estate[home] >= 0]
    order = np.concatenate([planting.rng.permutation(home), planting.rng.permutation(near[near >= len(doors)])])
    attempts = 0
    for spot in order.tolist():
        straight = np.hypot(*(flat[home] - flat[spot]).T)
        reached = home[(straight > NEAR_M[0]) & (straight < NEAR_M[1])]
        if not len(reached):
            continue
        lines = shapely.linestrings(np.stack([flat[reached], np.broadcast_to(flat[spot], (len(reached), 2))], axis=1))
        across = reached[shapely.intersects(water, lines)]
        if not len(across):
            continue
        attempts += 1
        if attempts > ATTEMPTS:
            break
        if _plant_at(planting, spots[spot], int(estate[across[0]]), doors, flat):
            return
    raise AssertionError("no place for a detour: no estate stands by the river away from the bridges")


def _plant_at(planting: Planting, spot: Floats, estate: int, doors: Floats, flat: Floats) -> bool:
    frames, census = planting.frames, planting.census
    own = np.flatnonzero(census.building_estate[census.door_building] == estate)
    here = np.column_stack(metres(spot[:1], spot[1:]))
    straight = np.hypot(*(flat[own] - here).T)
    if not NEAR_M[0] < straight.min() < NEAR_M[1]:
        return False
    walked = walk_distances(frames["path"], (float(spot[0]), float(spot[1])), SEARCH_M)
    on_foot = [walked.get((float(lon), float(lat)), np.inf) for lon, lat in doors[own]]
    if not FAR_M <= min(on_foot) < SEARCH_M:
        return False
    category = _not_served(frames["venue"], flat[own])
    if category is None:
        return False
    venue = frames["venue"]
    number = int(venue["id"].max()) + 1
    new = venue.iloc[[0]].copy()
    values = {
        "id": number, "code": f"ZD{number:06d}", "name": f"彼岸{category[1]}", "category": category[0],
        "opening": "Mo-Sa 08:00-18:00", "capacity": 30, "address": None,
    }  # fmt: skip
    for column, value in values.items():
        new[column] = value
    new.geometry = [shapely.Point(spot)]
    frames["venue"] = pd.concat([venue, new], ignore_index=True)
    nearest = int(own[int(np.argmin(straight))])
    planting.add(
        "detour", "estate", [estate + 1],
        "near a venue as the crow flies, far on foot: the river lies between, the bridge is away",
        place=frames["entrance"].geometry.iloc[nearest], exhaustive=False, category=category[0], venue_id=number, entrance_id=nearest + 1,
        straight_m=round(float(straight.min()), 1), walk_m=round(float(min(on_foot)), 1),
    )  # fmt: skip
    return True


def _not_served(venue: pd.DataFrame, doors: Floats) -> tuple[str, str] | None:
    """The first category of which no venue is near these doors (metres), with its word."""
    kinds = venue["category"].to_numpy(dtype=object)
    places = np.column_stack(metres(*shapely.get_coordinates(venue.geometry.to_numpy()).T))
    for category in CATEGORIES:
        spots = places[kinds == category[0]]
        away = np.hypot(*(doors[:, None, :] - spots[None, :, :]).transpose(2, 0, 1))
        if away.min(initial=np.inf) > ALONE_M:
            return category
    return None

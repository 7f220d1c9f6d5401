"""The planted detour: a venue across the river from a gated estate, near as the crow flies and far on foot."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from geo.demo.gaps import Planting
from geo.demo.landcover import rivers
from geo.demo.place import metres
from geo.demo.plan import BANK_M, Plan
from geo.demo.walking import walk_distances

NEAR_M = (255.0, 310.0)
FAR_M = 900.0
SEARCH_M = 5_000.0
ATTEMPTS = 60


def plant_detour(planting: Planting, plan: Plan) -> None:
    """Add a day-care venue on the far bank: 255–310 m straight from the nearest entrance of an estate, and 900 m or
    more on foot from each of its entrances. Others may be like it by nature: the kind is not exhaustive."""
    frames, census = planting.frames, planting.census
    doors = shapely.get_coordinates(frames["entrance"].geometry.to_numpy())
    x, y = metres(doors[:, 0], doors[:, 1])
    points = shapely.points(x, y)
    water = np.array(rivers(plan), dtype=object)
    near = np.unique(shapely.STRtree(points).query(water, predicate="dwithin", distance=BANK_M + 90)[1])
    estate = census.building_estate[census.door_building]
    gated = frames["estate"]["access"].to_numpy() == "gated"
    home = np.array([k for k in near.tolist() if estate[k] >= 0 and gated[estate[k]]])
    for attempt, door in enumerate(planting.rng.permutation(near).tolist()):
        if attempt >= ATTEMPTS:
            break
        straight = np.hypot(x[home] - x[door], y[home] - y[door])
        reached = home[(straight > NEAR_M[0]) & (straight < NEAR_M[1])]
        across = (
            reached[
                shapely.intersects(
                    shapely.union_all(water), shapely.linestrings([[(x[k], y[k]), (x[door], y[door])] for k in reached])
                )
            ]
            if len(reached)
            else reached
        )
        if len(across) and _plant_at(planting, int(door), int(estate[across[0]]), doors, np.column_stack([x, y])):
            return
    raise AssertionError("no place for a detour: the bridges are too close together")


def _plant_at(planting: Planting, door: int, estate: int, doors: np.ndarray, flat: np.ndarray) -> bool:  # type: ignore[type-arg]
    frames, census = planting.frames, planting.census
    own = np.flatnonzero(census.building_estate[census.door_building] == estate)
    straight = np.hypot(*(flat[own] - flat[door]).T)
    if not NEAR_M[0] < straight.min() < NEAR_M[1]:
        return False
    walked = walk_distances(frames["path"], (float(doors[door, 0]), float(doors[door, 1])), SEARCH_M)
    on_foot = [walked.get((float(lon), float(lat)), np.inf) for lon, lat in doors[own]]
    if not FAR_M <= min(on_foot) < SEARCH_M:
        return False
    venue = frames["venue"]
    number = int(venue["id"].max()) + 1
    building = frames["building"].iloc[int(census.door_building[door])]
    new = venue.iloc[[0]].copy()
    values = {"id": number, "code": f"ZD{number:06d}", "name": "彼岸日间照料中心", "category": "elderly_day_care",
              "opening": "Mo-Sa 08:00-18:00", "capacity": 30, "address": building["address"]}  # fmt: skip
    for column, value in values.items():
        new[column] = value
    new.geometry = [frames["entrance"].geometry.iloc[door]]
    frames["venue"] = pd.concat([venue, new], ignore_index=True)
    nearest = int(own[int(np.argmin(straight))])
    planting.add(
        "detour", "estate", [estate + 1], "near a venue as the crow flies, far on foot: the river lies between, the bridge is away",
        place=frames["entrance"].geometry.iloc[nearest], exhaustive=False, venue_id=number, entrance_id=nearest + 1,
        straight_m=round(float(straight.min()), 1), walk_m=round(float(min(on_foot)), 1),
    )  # fmt: skip
    return True

"""What is out of reach: doors without a venue of a category within the limit, as gaps of their estate or grid."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import shapely

from geo.asof import Floats, Frames, Ints, Rows, distinct
from geo.coverage.seams import labels
from geo.errors import Message
from geo.gaps.columns import objects, one_or_none, part_of, summed
from geo.gaps.sites import Sites, sites_of
from geo.gaps.wants import PLACES, Want, door_households, wants
from geo.gaps.words import FAR, NONE_NEAR, OUT_OF_REACH, WAY_ROUND
from geo.ground import AREA_LEVELS, Ground
from geo.layers import Label, layer_named
from geo.walk import Circle, WalkNetwork

TOLD = ("buildings", "households", "walk_from_m", "walk_to_m", "straight_m", "site_households")
"""The figures in the sentences, in whole metres and households."""


def circle_gaps(
    frames: Frames, ground: Ground, as_of: dt.date, circle: Circle, network: WalkNetwork | None = None
) -> pd.DataFrame:
    """The lived-in buildings with a door that reaches no venue of a required category: one gap per category and place
    (estate, outside estates grid, then community, street, the building itself), and one of its own for those that a
    straight line would reach though the walk does not: there a way is missing, not a venue. Unknown is no gap.

    A building counts as «way round» when each of its doors that lack the category has a venue within the limit in a
    straight line and the distance was walked, not estimated. ``households`` live behind the doors that lack it;
    ``gained_circle_households`` are all of them for a way round (a straight way would be short enough), else those
    within the limit of the suggested site: the door in the middle (weighted by households) of the doors that lack
    the category, at ``site_lon``, ``site_lat`` in ``site_building_id``. ``site_households``: what a venue there gains
    in the whole city, this gap included. ``venue_id`` is the nearest venue on foot, ``walk_from_m`` to ``walk_to_m``
    how far the doors walk (missing beyond the horizon), ``straight_m`` the shortest straight line and
    ``near_venue_id`` its venue, where the frames hold venues. Row columns: see `gap_list`.
    """
    weight = door_households(ground, circle.doors)
    want = wants(ground, circle)
    sites = sites_of(want, circle, network, weight)
    columns: dict[str, Any] = {}
    b, n = want.building, want.count
    pairs = distinct(want.gap * max(len(ground), 1) + b)
    gap_of, member = np.divmod(pairs, max(len(ground), 1))
    columns["buildings"] = np.bincount(gap_of, minlength=n).astype(np.int64)
    columns["building_ids"] = objects(
        [tuple(rows.tolist()) for rows in np.split(ground.building.ids[member], np.cumsum(columns["buildings"])[:-1])] if n else []
    )  # fmt: skip
    columns["households"] = summed(want.gap, weight[want.door], n)
    columns["gained_circle_households"] = np.where(want.winding, columns["households"], sites.gained)
    columns["site_households"] = sites.city
    columns |= _places(ground, want) | _distances(frames, as_of, circle, want) | _site_columns(circle, sites)
    for level in AREA_LEVELS:
        columns[f"{level}_id"] = ground.areas[level].ids_at(one_or_none(ground.area[level][b], want.gap, n))
    columns |= _words(circle, want, columns)
    return part_of(columns, circle.doors.place[sites.door])


def _places(ground: Ground, want: Want) -> dict[str, object]:
    ids, code = np.zeros(want.count, np.int64), np.full(want.count, None, object)
    for number, name in enumerate(PLACES):
        rows = ground.building if name == "building" else ground.areas[name]
        mine = want.layer == number
        ids[mine], code[mine] = rows.ids[want.row[mine]], labels(rows)[want.row[mine]]
    layer = np.array(PLACES, dtype=object)[want.layer]
    return {"kind": objects([OUT_OF_REACH] * want.count), "layer": layer, "level": layer, "id": ids, "code": code}


def _distances(frames: Frames, as_of: dt.date, circle: Circle, want: Want) -> dict[str, object]:
    walk_m, straight_m = circle.walk_m[want.door, want.column], circle.straight_m[want.door, want.column]
    finite = np.isfinite(walk_m)
    furthest = np.full(want.count, -np.inf)
    np.maximum.at(furthest, want.gap[finite], walk_m[finite])
    venue = circle.venue_id[want.door, want.column]
    nearest = np.lexsort((np.where(venue < 0, np.iinfo(np.int64).max, venue), walk_m, want.gap))[want.first]
    straight = np.lexsort((want.door, straight_m, want.gap))[want.first]
    near = _near_venues(frames, as_of, circle, want.door[straight], want.column[straight])
    return {
        "walk_from_m": _known(walk_m[nearest]), "walk_to_m": _known(furthest), "straight_m": _known(straight_m[straight]),
        "venue_id": pd.arrays.IntegerArray(venue[nearest].copy(), venue[nearest] < 0),
        "near_venue_id": pd.arrays.IntegerArray(near, near < 0),
    }  # fmt: skip


def _near_venues(frames: Frames, as_of: dt.date, circle: Circle, door: Ints, column: Ints) -> Ints:
    """The venue that is nearest to each door in a straight line, -1 where the frames hold none of its category."""
    venue = Rows.given(frames, "venue", as_of)
    category, found = venue["category"].astype(str), np.full(len(door), -1, np.int64)
    there = ~shapely.is_missing(venue.geometry)
    for number, name in enumerate(circle.rules.categories):
        held, mine = np.flatnonzero((category == name) & there), np.flatnonzero(column == number)
        if len(held) and len(mine):
            places = circle.frame.to_metres(venue.geometry[held])
            at, hit = shapely.STRtree(places).query_nearest(circle.frame.to_metres(circle.doors.place[door[mine]]))
            order = np.lexsort((hit, at))
            rows, first = np.unique(at[order], return_index=True)
            found[mine[rows]] = venue.ids[held[hit[order][first]]]
    return found


def _known(metres: Floats) -> Floats:
    return np.where(np.isfinite(metres), metres, np.nan)


def _site_columns(circle: Circle, sites: Sites) -> dict[str, object]:
    place = circle.doors.place[sites.door]
    building = circle.doors.building_id[sites.door]
    return {
        "site_lon": shapely.get_x(place), "site_lat": shapely.get_y(place),
        "site_building_id": pd.arrays.IntegerArray(building.copy(), np.zeros(len(building), bool)),
    }  # fmt: skip


def _words(circle: Circle, want: Want, columns: dict[str, Any]) -> dict[str, object]:
    names = circle.rules.categories
    words = {choice.value: choice.label for choice in layer_named("venue").field("category").choices}
    category = [names[column] for column in want.column[want.first].tolist()]
    beyond = ~np.isfinite(np.asarray(columns["walk_from_m"]))
    figures = pd.DataFrame({
        name: np.nan_to_num(np.asarray(columns[name], dtype=np.float64)).astype(np.int64) for name in TOLD
    }).to_dict("records")  # fmt: skip
    messages: list[Message] = []
    for name, told, winding, lost in zip(category, figures, want.winding.tolist(), beyond.tolist(), strict=True):
        messages.append(WAY_ROUND if winding else NONE_NEAR if lost else FAR)
        told["way"] = f"> {circle.rules.horizon_m:g}" if lost else str(told["walk_from_m"])
        told["category"] = words.get(name, Label(name, name))
        told["limit_m"], told["horizon_m"] = circle.rules.required[name].limit_m, circle.rules.horizon_m
    return {
        "category": objects(category), "message": objects(messages), "params": objects(figures),
        "missing": objects([(name,) for name in category]),
    }  # fmt: skip

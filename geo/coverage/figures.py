"""The three figures of every index at every level: covered, not covered, unknown."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import shapely

from geo.asof import Floats, Ints, Mask, Objects
from geo.coverage.parameters import BRANCH, Index, Reading, Weight
from geo.coverage.units import ACTIVE, UNKNOWN, Units
from geo.ground import AREA_LEVELS, Ground

FIGURE_LEVELS = (*AREA_LEVELS, "city")
Answers = Mapping[tuple[Index, Reading], Ints]
Targets = dict[str, Mask]
Shapes = dict[str, Objects]


def figures_of(ground: Ground, answers: Answers, levels: tuple[str, ...] = FIGURE_LEVELS) -> pd.DataFrame:
    """One row per thing, index, reading and weight, from the answer of each building (2 covered, 1 unknown, 0 not).

    Columns: ``level``, ``id`` (missing for the city and for the buildings in no such area, which stand in a row of
    their own so that the parts sum to the whole), ``index``, ``reading``, ``weight``, ``numerator``, ``not_covered``,
    ``unknown``, ``denominator``. Only lived-in buildings are asked; a building whose number of households is not
    known adds nothing to ``households`` and one to ``buildings``.
    """
    asked = np.flatnonzero(ground.lived_in)
    weights = {
        Weight.HOUSEHOLDS: ground.households[asked].astype(np.float64),
        Weight.BUILDINGS: np.ones(len(asked)), Weight.FOOTPRINT: ground.footprint_m2[asked],
    }  # fmt: skip
    parts = []
    for level in levels:
        count, ids = ground.places(level)
        member = ground.members(level)[asked]
        place = np.where(member < 0, count, member)
        ids = pd.array([*ids, pd.NA], dtype="Int64")
        if not (member < 0).any():
            ids = ids[:count]
        sums, keys = [], []
        for (index, reading), answer in answers.items():
            for weight, amount in weights.items():
                held = np.bincount(place * 3 + answer[asked], weights=amount, minlength=3 * len(ids))
                sums.append(held.reshape(-1, 3))
                keys.append((index, reading, weight))
        parts.append(_figures(level, ids, keys, np.concatenate(sums)))
    return pd.concat(parts, ignore_index=True)


def _figures(level: str, ids: pd.array, keys: list[tuple[Index, Reading, Weight]], sums: Floats) -> pd.DataFrame:
    """Figures of all things of a level, thing by thing for each key in turn."""
    words = np.repeat(np.array([[word.value for word in key] for key in keys], dtype=object), len(ids), axis=0)
    return pd.DataFrame({
        "level": np.full(len(words), level, object), "id": ids.take(np.tile(np.arange(len(ids)), len(keys))),
        "index": words[:, 0], "reading": words[:, 1], "weight": words[:, 2], "numerator": sums[:, ACTIVE],
        "not_covered": sums[:, 0], "unknown": sums[:, UNKNOWN], "denominator": sums.sum(axis=1),
    })  # fmt: skip


def ground_figures(ground: Ground, units: Units) -> pd.DataFrame:
    """The H-index by ground: which part of each grid, community and street lies in the service areas of active
    branches, in m², and in the city; columns as `figures_of`.

    An area is measured by its own polygon, a strip between its parts included; streets and the city are the sums of
    their communities. Ground that only a branch of unknown activity serves is unknown. Areas without a valid polygon
    measure 0.
    """
    shapes = {level: _metres(ground, level) for level in ("estate", "grid", "community")}
    known: dict[bytes, dict[str, Floats]] = {}
    parts = []
    for reading in Reading:
        sums = _ground(ground, shapes, _served(ground, units, units.activity(reading)), known)
        parts += [
            _figures(level, ground.places(level)[1], [(Index.H, reading, Weight.GROUND)], held)
            for level, held in sums.items()
        ]
    return pd.concat(parts, ignore_index=True)


def _ground(
    ground: Ground, shapes: Shapes, served: tuple[Targets, Targets], known: dict[bytes, dict[str, Floats]]
) -> dict[str, Floats]:
    reached = []
    for targets in served:
        key = b"".join(np.packbits(mask).tobytes() + b"|" for mask in targets.values())
        if key not in known:
            known[key] = _reached(ground, shapes, targets)
        reached.append(known[key])
    sure, perhaps = reached
    found: dict[str, Floats] = {}
    for level in ("grid", "community"):
        size = np.nan_to_num(shapely.area(shapes[level]))
        most = np.maximum(perhaps[level], sure[level])
        found[level] = np.column_stack([np.maximum(size - most, 0.0), most - sure[level], sure[level]])
    street = ground.areas["community"].links("street_id", ground.areas["street"])
    streets = np.zeros((len(ground.areas["street"]), 3))
    np.add.at(streets, street[street >= 0], found["community"][street >= 0])
    return found | {"street": streets, "city": found["community"].sum(axis=0, keepdims=True)}


def _reached(ground: Ground, shapes: Shapes, targets: Targets) -> dict[str, Floats]:
    """The m² of each grid and community that these targets hold."""
    communities = ground.areas["community"]
    street = communities.links("street_id", ground.areas["street"])
    whole = {"community": targets["community"] | _at(targets["street"], street)}
    above = ground.areas["grid"].links("community_id", communities)
    whole["grid"] = targets["grid"] | _at(whole["community"], above)
    found = {}
    for level in ("grid", "community"):
        pieces = [shapes["estate"][targets["estate"]]] + [shapes["grid"][targets["grid"]]] * (level == "community")
        part = _part(shapes[level], np.concatenate(pieces), ~whole[level])
        found[level] = np.where(whole[level], np.nan_to_num(shapely.area(shapes[level])), part)
    return found


def _at(mask: Mask, rows: Ints) -> Mask:
    return (rows >= 0) & mask[np.maximum(rows, 0)] if len(mask) else np.zeros(len(rows), bool)


def _served(ground: Ground, units: Units, activity: Ints) -> tuple[Targets, Targets]:
    """Per level which areas are the target of an active branch, and of one that may be active."""
    branch = units.level[units.unit] == BRANCH
    found: list[Targets] = []
    for least in (ACTIVE, UNKNOWN):
        good = branch & (activity[units.unit] >= least)
        masks = {level: np.zeros(len(ground.areas[level]), bool) for level in AREA_LEVELS}
        for level, mask in masks.items():
            mask[units.target[good & (units.target_layer == level)]] = True
        found.append(masks)
    return found[0], found[1]


def _part(areas: Objects, cover: Objects, asked: Mask) -> Floats:
    """The m² of each asked area under the cover, 0 for the others."""
    rows, found = np.flatnonzero(asked), np.zeros(len(areas))
    at, piece = shapely.STRtree(cover).query(areas[rows], predicate="intersects")
    for row in np.unique(at):
        union = shapely.union_all(cover[piece[at == row]])
        found[rows[row]] = shapely.area(shapely.intersection(areas[rows[row]], union))
    return found


def _metres(ground: Ground, level: str) -> Objects:
    flat = ground.metres.to_metres(ground.areas[level].geometry)
    flat[~shapely.is_valid(flat)] = None
    return flat

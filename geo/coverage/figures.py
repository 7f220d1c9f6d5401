"""The three figures of every index at every level: covered, not covered, unknown."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import shapely

from geo.asof import Floats, Ints, Mask, Objects
from geo.columns import worded
from geo.coverage.parameters import BRANCH, Index, Reading, Weight
from geo.coverage.seams import tilings
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
    weights = weights_of(ground, asked)
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
                sums.append(three_sums(place, answer[asked], amount, len(ids)))
                keys.append((index, reading, weight))
        parts.append(_figures(level, ids, keys, np.concatenate(sums)))
    return pd.concat(parts, ignore_index=True)


def weights_of(ground: Ground, at: Ints) -> dict[Weight, Floats]:
    """What these buildings weigh, by all weights that buildings have."""
    return {
        Weight.HOUSEHOLDS: ground.households[at].astype(np.float64),
        Weight.BUILDINGS: np.ones(len(at)), Weight.FOOTPRINT: ground.footprint_m2[at],
    }  # fmt: skip


def three_sums(place: Ints, answer: Ints, amount: Floats, count: int) -> Floats:
    """Per place (0 … ``count`` - 1) the amounts not covered, unknown and covered, in this order."""
    sums = np.bincount(place * 3 + answer, weights=amount, minlength=3 * count)
    return np.asarray(sums.reshape(-1, 3), dtype=np.float64)


def _figures(level: str, ids: pd.array, keys: list[tuple[Index, Reading, Weight]], sums: Floats) -> pd.DataFrame:
    """Figures of all things of a level, thing by thing for each key in turn."""
    key = np.repeat(np.arange(len(keys)), len(ids))
    index, reading, weight = (worded([str(word) for word in part], key) for part in zip(*keys, strict=True))
    return pd.DataFrame({
        "level": worded([level], np.zeros(len(key), np.int64)), "id": ids.take(np.tile(np.arange(len(ids)), len(keys))),
        "index": index, "reading": reading, "weight": weight, "numerator": sums[:, ACTIVE],
        "not_covered": sums[:, 0], "unknown": sums[:, UNKNOWN], "denominator": sums.sum(axis=1),
    })  # fmt: skip


def ground_figures(ground: Ground, units: Units) -> pd.DataFrame:
    """The H-index by ground: which part of each grid, community and street lies in the service areas of active
    branches, in m², and in the city; columns as `figures_of`.

    An area is measured by its own polygon, a strip between its parts included; streets and the city are the sums of
    their communities. Ground that only a branch of unknown activity serves is unknown. Areas without a valid polygon
    measure 0.
    """
    shapes = {level: _valid(ground.areas[level].geometry) for level in ("estate", "grid", "community")}
    known: dict[bytes, dict[str, Floats]] = {}
    parts = []
    for reading in Reading:
        bare = []
        for targets in _served(ground, units, units.activity(reading)):
            key = b"|".join(np.packbits(mask).tobytes() for mask in targets.values())
            if key not in known:
                known[key] = _bare(ground, shapes, targets)
            bare.append(known[key])
        parts += [
            _figures(level, ground.places(level)[1], [(Index.H, reading, Weight.GROUND)], sums)
            for level, sums in _sums(ground, shapes, *bare).items()
        ]
    return pd.concat(parts, ignore_index=True)


def _sums(
    ground: Ground, shapes: Shapes, without_sure: dict[str, Floats], without_any: dict[str, Floats]
) -> dict[str, Floats]:
    """Per level not covered, unknown and covered m², from the ground that no active branch serves and the ground that
    none of unknown activity serves either.
    """
    found: dict[str, Floats] = {}
    for level in ("grid", "community"):
        size, least = _m2(ground, shapes[level]), np.minimum(without_any[level], without_sure[level])
        found[level] = np.column_stack([least, without_sure[level] - least, size - without_sure[level]])
    street = ground.areas["community"].links("street_id", ground.areas["street"])
    streets = np.zeros((len(ground.areas["street"]), 3))
    np.add.at(streets, street[street >= 0], found["community"][street >= 0])
    return found | {"street": streets, "city": found["community"].sum(axis=0, keepdims=True)}


def _bare(ground: Ground, shapes: Shapes, targets: Targets) -> dict[str, Floats]:
    """The m² of each grid and community that none of these targets holds."""
    communities = ground.areas["community"]
    street = communities.links("street_id", ground.areas["street"])
    whole = {"community": targets["community"] | _at(targets["street"], street)}
    above = ground.areas["grid"].links("community_id", communities)
    whole["grid"] = targets["grid"] | _at(whole["community"], above)
    found = {level: np.zeros(len(whole[level])) for level in ("grid", "community")}
    estates, grids = shapes["estate"][targets["estate"]], shapes["grid"][targets["grid"]]
    rows = np.flatnonzero(~whole["grid"])
    found["grid"][rows] = _m2(ground, _rest(shapes["grid"][rows], estates))
    # Where grids tile a community exactly, what is left of it is what is left of them.
    tiled = ground.remembered("tilings", tilings)["grid"].exact
    parts = np.bincount(above[above >= 0], weights=found["grid"][above >= 0], minlength=len(communities))
    found["community"] = np.where(tiled & ~whole["community"], parts, 0.0)
    rows = np.flatnonzero(~whole["community"] & ~tiled)
    found["community"][rows] = _m2(ground, _rest(shapes["community"][rows], np.concatenate([estates, grids])))
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


def _rest(areas: Objects, cover: Objects) -> Objects:
    """What of each area lies under no cover; overlaid in lon/lat, where shared edges are exactly shared."""
    rest = areas.copy()
    at, piece = shapely.STRtree(cover).query(areas, predicate="intersects")
    for row in np.unique(at):
        rest[row] = shapely.difference(areas[row], shapely.union_all(cover[piece[at == row]]))
    return rest


def _m2(ground: Ground, shapes: Objects) -> Floats:
    return np.nan_to_num(np.asarray(shapely.area(ground.metres.to_metres(shapes)), dtype=np.float64))


def _valid(shapes: Objects) -> Objects:
    sound = shapes.copy()
    sound[~shapely.is_valid(shapes)] = None
    return sound

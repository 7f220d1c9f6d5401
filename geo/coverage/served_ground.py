"""The H-index by ground: which part of each grid, community and street lies in the service areas of active branches."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
import shapely

from geo.aside import Aside
from geo.asof import Floats, Ints, Mask, Objects
from geo.convex import valid
from geo.coverage.figures import Part
from geo.coverage.parameters import BRANCH, Index, Reading, Weight
from geo.coverage.seams import tilings
from geo.coverage.units import ACTIVE, UNKNOWN, Units
from geo.ground import AREA_LEVELS, Ground

Targets = dict[str, Mask]
"""Per level which areas are served."""
LEVELS = ("grid", "community", "street", "city")
"""The levels that have such a figure."""
MANY = 4_000
"""Of fewer buildings all is computed as quickly as a part is handed to another thread."""


@dataclass(frozen=True, slots=True)
class Bare:
    """The m² of each grid and community that none of the ``targets`` holds."""

    targets: Targets
    m2: dict[str, Floats]


def ground_figures(ground: Ground, units: Units) -> list[Part]:
    """The H-index by ground in m² of each grid, community and street, and of the city.

    An area is measured by its own polygon, a strip between its parts included; streets and the city are the sums of
    their communities. Ground that only a unit serves which may be an active branch is unknown, and all of it where no units
    are known. Areas without a valid polygon
    measure 0.
    """
    known: dict[bytes, Bare] = {}
    parts = []
    for reading in Reading:
        bare = []
        for targets in served_areas(ground, units, units.activity(reading)):
            key = b"|".join(np.packbits(mask).tobytes() for mask in targets.values())
            if key not in known:
                known[key] = bare_ground(ground, targets)
            bare.append(known[key])
        parts += [
            Part(level, ground.places(level)[1], [(Index.H, reading, Weight.GROUND)], sums)
            for level, sums in ground_sums(ground, bare[0], bare[1]).items()
        ]
    return parts


def measuring(ground: Ground) -> Aside[None]:
    """The m² that figures take from the ground alone, under way beside what the caller does next."""
    known = "area m2" in ground.held
    if not known:  # PROJ lets Python go on, what it is asked with does not
        ground.remembered("sound areas", _sound_areas)
        _ = ground.metres, ground.lived_in, ground.building.corners
    return Aside(partial(_measure, ground), not known and len(ground) >= MANY)


def _measure(ground: Ground) -> None:
    """Have the m² at hand that `ground_figures` and buildings take from the ground."""
    ground.remembered("area m2", _sizes)
    _ = ground.footprint_m2


def served_areas(ground: Ground, units: Units, activity: Ints) -> tuple[Targets, Targets]:
    """Per level which areas are the target of an active branch, and of one that may be: its activity or its level is not
    known. Where no units are known at all, each area may be one.
    """
    is_branch, active = units.level[units.unit] == BRANCH, activity[units.unit]
    perhaps = (is_branch & (active >= UNKNOWN)) | ((units.level[units.unit] == 0) & units.standing[units.unit])
    found: list[Targets] = []
    for serves, whole in ((is_branch & (active >= ACTIVE), False), (perhaps, not units.known)):
        masks = {level: np.full(len(ground.areas[level]), whole) for level in AREA_LEVELS}
        for level, mask in masks.items():
            mask[units.target[serves & units.to_layer(level)]] = True
        found.append(masks)
    return found[0], found[1]


def ground_sums(ground: Ground, without_sure: Bare, without_any: Bare) -> dict[str, Floats]:
    """Per level not covered, unknown and covered m², from the ground that no active branch serves and the ground that
    none of unknown activity serves either.
    """
    found: dict[str, Floats] = {}
    sizes = ground.remembered("area m2", _sizes)
    for level in ("grid", "community"):
        # the parts of a community may measure a hair more than it does
        size = sizes[level]
        open_m2 = np.minimum(without_sure.m2[level], size)
        least = np.minimum(without_any.m2[level], open_m2)
        found[level] = np.column_stack([least, open_m2 - least, size - open_m2])
    street = ground.areas["community"].links("street_id", ground.areas["street"])
    streets = np.zeros((len(ground.areas["street"]), 3))
    np.add.at(streets, street[street >= 0], found["community"][street >= 0])
    return found | {"street": streets, "city": found["community"].sum(axis=0, keepdims=True)}


def bare_ground(ground: Ground, targets: Targets, known: Bare | None = None) -> Bare:
    """What none of these targets holds. With the answer ``known`` for others, only areas that a difference touches are
    overlaid anew: equal to the last digit, for each area is answered by itself.
    """
    shapes = ground.remembered("sound areas", _sound_areas)
    communities = ground.areas["community"]
    whole = _whole(ground, targets)
    above = ground.areas["grid"].links("community_id", communities)
    estates, grids = shapes["estate"][targets["estate"]], shapes["grid"][targets["grid"]]
    changed = _changed(ground, shapes, targets, known)
    found = {level: np.zeros(len(whole[level])) if known is None else known.m2[level].copy() for level in changed}
    for level in changed:
        found[level][changed[level] & whole[level]] = 0.0
    rows = np.flatnonzero(changed["grid"] & ~whole["grid"])
    found["grid"][rows] = _m2(ground, _rest(shapes["grid"][rows], estates))
    # Where grids tile a community exactly, what is left of it is what is left of them.
    tiled = ground.remembered("tilings", tilings)["grid"].exact
    parts = np.bincount(above[above >= 0], weights=found["grid"][above >= 0], minlength=len(communities))
    found["community"] = np.where(tiled, np.where(whole["community"], 0.0, parts), found["community"])
    rows = np.flatnonzero(changed["community"] & ~whole["community"] & ~tiled)
    found["community"][rows] = _m2(ground, _rest(shapes["community"][rows], np.concatenate([estates, grids])))
    return Bare(targets, found)


def _whole(ground: Ground, targets: Targets) -> dict[str, Mask]:
    """The grids and communities that are served as a whole: themselves or by what they lie in."""
    communities = ground.areas["community"]
    street = communities.links("street_id", ground.areas["street"])
    community = targets["community"] | _at(targets["street"], street)
    above = ground.areas["grid"].links("community_id", communities)
    return {"community": community, "grid": targets["grid"] | _at(community, above)}


def _changed(ground: Ground, shapes: dict[str, Objects], targets: Targets, known: Bare | None) -> dict[str, Mask]:
    """The grids and communities whose answer may differ from the known one."""
    if known is None:
        return {level: np.ones(len(ground.areas[level]), bool) for level in ("grid", "community")}
    other = {level: targets[level] != known.targets[level] for level in AREA_LEVELS}
    before, after = _whole(ground, known.targets), _whole(ground, targets)
    found = {level: before[level] != after[level] for level in ("grid", "community")}
    covers = {"grid": shapes["estate"][other["estate"]]}
    covers["community"] = np.concatenate([covers["grid"], shapes["grid"][other["grid"]]])
    for level, cover in covers.items():
        tree = ground.remembered(f"{level} tree", partial(_tree, level))
        found[level][tree.query(cover, predicate="intersects")[1]] = True
    return found


def _tree(level: str, ground: Ground) -> shapely.STRtree:
    tree = shapely.STRtree(ground.remembered("sound areas", _sound_areas)[level])
    # GEOS builds it at the first question, which two threads may ask at once
    tree.query(shapely.Point(0.0, 0.0))
    return tree


def _at(mask: Mask, rows: Ints) -> Mask:
    return (rows >= 0) & mask[np.maximum(rows, 0)] if len(mask) else np.zeros(len(rows), bool)


def _rest(areas: Objects, cover: Objects) -> Objects:
    """What of each area lies under no cover; overlaid in lon/lat, where shared edges are exactly shared."""
    rest = areas.copy()
    at, piece = shapely.STRtree(cover).query(areas, predicate="intersects")
    order = np.lexsort((piece, at))
    rows, of = np.unique(at[order], return_inverse=True)
    if len(rows):
        together = shapely.geometrycollections(cover[piece[order]], indices=of)
        rest[rows] = shapely.difference(areas[rows], shapely.union_all(together[:, None], axis=1))
    return rest


def _sizes(ground: Ground) -> dict[str, Floats]:
    shapes = ground.remembered("sound areas", _sound_areas)
    return {level: _m2(ground, shapes[level]) for level in ("grid", "community")}


def _sound_areas(ground: Ground) -> dict[str, Objects]:
    found = {level: ground.areas[level].geometry.copy() for level in ("estate", "grid", "community")}
    found["estate"][~valid(found["estate"])] = None
    for level, tiling in ground.remembered("tilings", tilings).items():
        found[level][~tiling.children.sound] = None
    return found


def _m2(ground: Ground, shapes: Objects) -> Floats:
    return ground.metres.areas_m2(shapes)

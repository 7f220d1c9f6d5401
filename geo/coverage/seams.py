"""Seams of the partition, buildings outside it or across it, and estates that it divides."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import shapely

from geo.asof import Frames, Ints, Rows, distinct
from geo.columns import missing
from geo.ground import Ground, step
from geo.layers.answers import Answer
from geo.model import Problem
from geo.topology import Features, Tiling, Tolerances, assign_buildings
from geo.topology.coverage import COVERAGE_OVERLAP
from geo.topology.membership import BUILDING_UNDECIDED

PARTS = (("community", "street", "street_id"), ("grid", "community", "community_id"))


def find_seams(
    frames: Frames, ground: Ground, as_of: dt.date, tolerances: Tolerances | None = None
) -> dict[str, list[Problem]]:
    """What keeps the areas from tiling the city, by layer of the children: ``community`` in streets, ``grid`` in
    communities, ``building`` in grids.

    Areas: ground of a parent that none of its children holds, overlaps of siblings, parts outside the parent, each
    piece with its place and m². Buildings: in no grid, cut by a grid line, undecided. All empty is what publishing a
    boundary set needs. The rules are those of `geo.topology`.
    """
    tolerances = tolerances or Tolerances()
    tiled = ground.remembered("tilings", tilings)
    found = {child: tiling.problems(tolerances) for child, tiling in tiled.items()}
    entrance = Rows.given(frames, "entrance", as_of)
    owner = entrance.links("building_id", ground.building)
    buildings = _features(ground.building)
    grids, (_, _, shared) = tiled["grid"].children, tiled["grid"].overlaps
    found["building"] = assign_buildings(
        buildings, grids, entrance.shapes, owner, tolerances, shared, ground.building.corners, ground.building.boxes
    ).problems
    return found


def tilings(ground: Ground) -> dict[str, Tiling]:
    """How communities tile streets and grids communities, by layer of the children."""
    features = {level: _features(rows) for level, rows in ground.areas.items()}
    found: dict[str, Tiling] = {}
    for child, parent, field in PARTS:
        links = ground.areas[child].links(field, ground.areas[parent])
        apart = found[parent].apart if parent in found else None
        found[child] = Tiling.of(features[child], features[parent], links, apart)
    return found


def in_one_grid(ground: Ground, seams: Mapping[str, Sequence[Problem]]) -> np.typing.NDArray[np.object_]:
    """Does each building lie in exactly one grid? One `Answer` per building, from what `find_seams` found.

    Not covered: in no grid, cut by a grid line (wherever its entrances put it), or standing on ground that several
    grids hold. Unknown: a person must decide, or the building has no place.
    """
    shapes = ground.building.geometry
    placed = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    answers = np.where(placed, Answer.COVERED, Answer.UNKNOWN).astype(object)
    shared = [
        problem.place for problem in seams.get("grid", ())
        if problem.message is COVERAGE_OVERLAP and problem.place is not None
    ]  # fmt: skip
    if shared and placed.any():
        at = np.flatnonzero(placed)
        _, inside = shapely.STRtree(shapely.point_on_surface(shapes[at])).query(np.array(shared), "intersects")
        answers[at[inside]] = Answer.NOT_COVERED
    row = {label: at for at, label in enumerate(labels(ground.building))}
    for problem in seams.get("building", ()):
        if problem.feature in row:
            undecided = problem.message is BUILDING_UNDECIDED
            answers[row[problem.feature]] = Answer.UNKNOWN if undecided else Answer.NOT_COVERED
    return answers


def _features(rows: Rows) -> Features:
    return Features(rows.layer.id, labels(rows), rows.geometry)


def labels(rows: Rows) -> np.typing.NDArray[np.object_]:
    """How a person finds each row: its code, else its id behind a «#», which nobody takes for the code of another."""
    found = rows["code"].copy()
    bare = np.flatnonzero(missing(found))
    found[bare] = [f"#{thing}" for thing in rows.ids[bare].tolist()]
    return found


def fragmented_estates(ground: Ground, branch: Ints) -> pd.DataFrame:
    """The estates whose lived-in buildings lie in several grids or communities or have several branches.

    ``branch`` is per building the branch of its chain. Columns: ``id``, ``buildings``, ``households``, and how many
    different ``grids``, ``communities``, ``branches`` its buildings have; buildings without one count for none.
    """
    at = np.flatnonzero((ground.area["estate"] >= 0) & ground.lived_in)
    estate, count = ground.area["estate"][at], len(ground.areas["estate"])
    spans: dict[str, Ints] = {}
    for name, rows in {
        "grids": ground.area["grid"],
        "communities": ground.area["community"],
        "branches": branch,
    }.items():
        part, most = rows[at], int(rows.max(initial=0)) + 1
        pairs = distinct(estate[part >= 0] * most + part[part >= 0])
        spans[name] = np.bincount(pairs // most, minlength=count)
    told = np.flatnonzero(np.any(np.array([*spans.values()]) > 1, axis=0))
    households = np.bincount(estate, weights=ground.households[at], minlength=count).astype(np.int64)
    return pd.DataFrame({
        "id": ground.areas["estate"].ids[told], "buildings": np.bincount(estate, minlength=count)[told],
        "households": households[told], **{name: values[told] for name, values in spans.items()},
    })  # fmt: skip


def areas_of(ground: Ground, layer: str, rows: Ints) -> dict[str, Ints]:
    """The grid, community and street rows of things of an area layer or of buildings."""
    if layer == "building":
        return {level: ground.area[level][rows] for level in ("grid", "community", "street")}
    own = {"grid": np.full(len(rows), -1, np.int64), "community": np.full(len(rows), -1, np.int64)}
    if layer in own:
        own[layer] = rows
    if layer in ("grid", "estate"):
        own["community"] = step(ground.areas[layer].links("community_id", ground.areas["community"]), rows)
    street = rows if layer == "street" else step(
        ground.areas["community"].links("street_id", ground.areas["street"]), own["community"]
    )  # fmt: skip
    return {**own, "street": street}

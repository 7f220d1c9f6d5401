"""Whether each grid has its branch, and how that is known."""

from __future__ import annotations

import numpy as np
import pandas as pd

from geo.asof import NOWHERE, Ints
from geo.coverage.parameters import BRANCH
from geo.coverage.service import Service, spread
from geo.coverage.units import ACTIVE, UNKNOWN
from geo.ground import Ground, step
from geo.layers.answers import BRANCH_HOW

HOW = tuple(choice.value for choice in BRANCH_HOW)
"""An active branch serves the grid by link (to it, its community or its street); else its seat lies inside; else a
large share of the households is served; ``unknown`` where doubt remains; ``none``."""


def grid_branches(service: Service, activity: Ints, branch_answer: Ints) -> pd.DataFrame:
    """One row per grid: ``id``, ``how`` (see ``HOW``), ``branch_id`` (the nearest link's, then the lowest id; missing
    when inferred), ``households`` and of them ``served_households`` and ``unknown_households``.

    The inference needs households: a grid without any has its branch by link or seat only.
    """
    ground = service.ground
    linked, doubtful = _by_link(service, activity)
    seated = _by_seat(service, activity)
    held = ground.area["grid"] >= 0
    grid, homes, count = ground.area["grid"][held], ground.households[held], len(ground.areas["grid"])
    total, served, unknown = (
        np.bincount(grid, weights=homes * mask, minlength=count)
        for mask in (np.ones(len(homes)), branch_answer[held] == ACTIVE, branch_answer[held] == UNKNOWN)
    )
    enough = service.units.parameters.inferred_grid_share * total
    some = total > 0
    doubtful |= some & (served + unknown >= enough)
    doubtful |= not service.units.known
    how = np.select([linked >= 0, seated >= 0, some & (served >= enough), doubtful], range(4), 4)
    branch = np.where(how == 0, linked, np.where(how == 1, seated, NOWHERE))
    return pd.DataFrame({
        "id": ground.areas["grid"].ids, "how": np.array(HOW, dtype=object)[how],
        "branch_id": service.units.rows.ids_at(branch), "households": total.astype(np.int64),
        "served_households": served.astype(np.int64), "unknown_households": unknown.astype(np.int64),
    })  # fmt: skip


def _by_link(service: Service, activity: Ints) -> tuple[Ints, np.typing.NDArray[np.bool_]]:
    """(the active branch that serves each grid by its nearest link, where one of unknown activity or level might)."""
    units, grids = service.units, service.ground.areas["grid"]
    found, doubtful = np.full(len(grids), NOWHERE, np.int64), np.zeros(len(grids), bool)
    for name, member in grid_members(service.ground).items():
        mine = units.to_layer(name)
        unit, target = units.unit[mine], units.target[mine]
        grid, link = spread(member, target)
        unit = unit[link]
        branch = units.level[unit] == BRANCH
        sure = branch & (activity[unit] == ACTIVE)
        perhaps = (branch & (activity[unit] == UNKNOWN)) | ((units.level[unit] == 0) & units.standing[unit])
        doubtful[grid[perhaps]] = True
        order = np.flatnonzero(sure & (found[grid] < 0))
        order = order[np.argsort(unit[order], kind="stable")][::-1]
        found[grid[order]] = unit[order]
    return found, doubtful


def grid_members(ground: Ground) -> dict[str, Ints]:
    """Per level the row of each grid's own area there: the grid, its community, its street."""
    grids = ground.areas["grid"]
    community = grids.links("community_id", ground.areas["community"])
    street = ground.areas["community"].links("street_id", ground.areas["street"])
    return {"grid": np.arange(len(grids), dtype=np.int64), "community": community, "street": step(street, community)}


def _by_seat(service: Service, activity: Ints) -> Ints:
    """The active branch of lowest id whose seat lies in each grid, ``NOWHERE`` for none."""
    units, grids = service.units, service.ground.areas["grid"]
    found = np.full(len(grids), NOWHERE, np.int64)
    which = np.flatnonzero((units.level == BRANCH) & (activity == ACTIVE))[::-1]
    grid = units.seat_rows(grids, which)
    found[grid[grid >= 0]] = which[grid >= 0]
    return found

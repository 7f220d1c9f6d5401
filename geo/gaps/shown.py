"""The fix list as it may be passed on: which household is a hub is told to nobody."""

from __future__ import annotations

import numpy as np
import pandas as pd

from geo.asof import Ints
from geo.coverage.compute import Work
from geo.coverage.parameters import HUB
from geo.coverage.seams import labels
from geo.gaps.columns import objects


def without_hubs(gaps: pd.DataFrame, work: Work) -> pd.DataFrame:
    """The gaps (`gap_list`) with every hub household's unit left out: not among the evidence, and a gap at such a unit
    is one of the building that it concerns. Ranks and figures stay.
    """
    units, building = work.units, work.ground.building
    hubs = units.rows.ids[units.level == HUB]
    evidence = [tuple(unit for unit in held if unit not in hubs) for held in gaps["evidence_unit_ids"]]
    told = gaps.assign(evidence_unit_ids=objects(evidence))
    at = np.flatnonzero((gaps["layer"] == "unit").to_numpy(dtype=bool) & gaps["id"].isin(hubs).to_numpy(dtype=bool))
    if not len(at):
        return told
    # a gap at a unit is made of the buildings whose chain breaks there
    ids: Ints = np.array([gaps["building_ids"].iloc[row][0] for row in at.tolist()], np.int64)
    rows = building.rows_of(ids)
    layer, thing, code = (gaps[name].to_numpy(dtype=object).copy() for name in ("layer", "id", "code"))
    layer[at], thing[at] = "building", ids
    code[at] = labels(building)[rows]
    return told.assign(layer=layer, id=pd.Series(thing, gaps.index).astype(gaps["id"].dtype), code=code)

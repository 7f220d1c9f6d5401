"""The served ground after changes: only areas that a service area comes to or leaves are overlaid anew."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from geo.coverage import CoverageParameters, Index, Reading
from geo.coverage.parameters import BRANCH
from geo.coverage.served_ground import Bare, bare_ground, ground_sums, served_areas
from geo.coverage.units import ACTIVE, UNKNOWN, Units
from geo.walk.graph import Floats
from geo.whatif.applying import applied
from geo.whatif.baseline import Baseline
from geo.whatif.changes import Change
from geo.whatif.figures import LEVELS, Table


def ground_tables(
    base: Baseline, changes: Sequence[Change], parameters: CoverageParameters, reading: Reading
) -> list[Table]:
    """The H-index by ground before and after, in m²; equal to `geo.coverage.served_ground.ground_figures`."""
    ground, held = base.ground, base.remembered(("bare ground", reading), lambda: _bare(base, reading))
    units = _branches_after(base, changes, parameters)
    targets = served_areas(ground, units, units.activity(reading))
    after = [bare_ground(ground, these, known) for these, known in zip(targets, held, strict=True)]
    tables = []
    old, new = (ground_sums(ground, one[0], one[1]) for one in (held, after))
    for level in LEVELS:
        if level in old:
            tables.append(Table(level, Index.H.value, None, _sums(old[level])))
            tables[-1].after = _sums(new[level])
    return tables


def _bare(base: Baseline, reading: Reading) -> list[Bare]:
    units = base.work.units
    return [bare_ground(base.ground, targets) for targets in served_areas(base.ground, units, units.activity(reading))]


def _branches_after(base: Baseline, changes: Sequence[Change], parameters: CoverageParameters) -> Units:
    """The branches, and what may be one, with their links, as they would be: other units serve no ground."""
    units = base.work.units
    which = np.flatnonzero(np.isin(units.level, (0, BRANCH)))
    frames = {}
    if base.lean:
        frames = {
            "unit": base.lean["unit"].iloc[which],
            "service_link": base.lean["service_link"].iloc[base.links_of_unit.at(which)],
        }
    return Units.of(applied(frames, changes, base.as_of), base.ground, base.as_of, parameters)


def _sums(sums: Floats) -> Floats:
    """Not covered, unknown and covered as ``SUMS``."""
    return np.column_stack([sums[:, ACTIVE], sums[:, 0], sums[:, UNKNOWN], sums.sum(axis=1), np.zeros(len(sums))])

"""Which gaps of the fix list go and which come, counted where the changes reach."""

from __future__ import annotations

from collections import Counter

import numpy as np

from geo.asof import Ints, distinct
from geo.coverage import Index, Reading
from geo.coverage.compute import Work
from geo.coverage.grids import grid_branches
from geo.gaps.organisation import buildings_with_gaps, gap_keys, gap_tables
from geo.gaps.wants import lacks_of
from geo.walk import Circle
from geo.whatif.baseline import Baseline
from geo.whatif.reach import World

GapKey = tuple[int, int, int]
"""Verdict, number in `geo.gaps.organisation.LAYERS`, id."""


def organisation_gaps(base: Baseline, world: World) -> tuple[int, int]:
    """How many gaps of chains, and of grids in which nobody lives, are closed and opened."""
    everywhere = base.remembered("gaps", lambda: _gap_counts(base.work, buildings_with_gaps(base.work)))
    before = _gap_counts(base.work, _both(buildings_with_gaps(base.work), world.reach.buildings))
    after = _gap_counts(world.work, _both(buildings_with_gaps(world.work), world.rows))
    left = {key: everywhere[key] - before[key] + after[key] for key in {*before, *after}}
    closed = sum(count == 0 for count in left.values())
    opened = sum(key not in everywhere for key in left)
    grids = world.reach.grids
    if len(grids):
        had = (base.coverage.grids["how"] == "none").to_numpy()[grids]
        work = world.work
        found = grid_branches(work.service, work.units.strict, work.answers[Index.H, Reading.STRICT])
        has = (found["how"] == "none").to_numpy()[grids]
        closed, opened = closed + int((had & ~has).sum()), opened + int((has & ~had).sum())
    return closed, opened


def _both(one: Ints, other: Ints) -> Ints:
    """What is in both, each without twins."""
    return np.intersect1d(one, other, assume_unique=True)


def _gap_counts(work: Work, at: Ints) -> Counter[GapKey]:
    """How many of these buildings lie in each gap."""
    layer, row = gap_keys(work, at)
    ids = np.zeros(len(at), np.int64)
    for number, rows in enumerate(gap_tables(work)):
        mine = layer == number
        ids[mine] = rows.ids[row[mine]]
    verdict = work.judgement[Reading.STRICT].verdict[at]
    return Counter(zip(verdict.tolist(), layer.tolist(), ids.tolist(), strict=True))


def circle_gaps(base: Baseline, circle: Circle) -> tuple[int, int]:
    """How many gaps of the service circle are closed and opened, in the categories in which a door's answer changes."""
    other = np.zeros(base.circle.verdict.shape, bool)
    for name in ("verdict", "upper", "why"):
        other |= getattr(base.circle, name) != getattr(circle, name)
    columns = np.flatnonzero(other.any(axis=0))
    if not len(columns):
        return 0, 0
    before, after = (distinct(lacks_of(base.ground, one, columns).key) for one in (base.circle, circle))
    return len(np.setdiff1d(before, after, True)), len(np.setdiff1d(after, before, True))

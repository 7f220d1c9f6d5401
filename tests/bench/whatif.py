"""What would be different after one change: beside measuring the whole changed city and comparing."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from typing import Any

import numpy as np

from geo.coverage import CoverageParameters, compute_coverage
from geo.walk import PRESETS, CircleRules, circle_from
from geo.whatif import Baseline, Change, applied, parameters_after, parse_changes, what_if
from tests.bench.timing import Row, in_turn
from tests.bench.world import World
from tests.whatif_world import EVERY_KIND, as_plain, computed_anew

CHANGES = 12
"""Different changes of a kind, drawn by a seeded generator: a branch of 30 houses and one of 300 take different time."""


def measure(world: World, rounds: int) -> Iterator[Row]:
    """Every kind of change; the first of each is held against the full computation, figure by figure."""
    frames, as_of = world.demo.frames, world.demo.manifest.as_of
    kinds = sorted(set(frames["venue"]["category"]))
    base = Baseline.of(frames, as_of, CoverageParameters(), CircleRules(dict.fromkeys(kinds, PRESETS["distance-10"])))
    for name, make in EVERY_KIND.items():
        random = np.random.default_rng(11)
        drawn = [parse_changes(make(base.frames, random), base.frames) for _ in range(CHANGES)]
        found = as_plain(what_if(base, drawn[0]))
        assert found == computed_anew(base, frames, drawn[0]), name
        times = _times(base, drawn, rounds)
        seconds, _ = in_turn({"anew": lambda: _anew(base, frames, drawn[0])}, min(rounds, 3))
        late = np.percentile(times, 95)
        yield Row(
            "What-if",
            world.scale,
            f"{name} (median of {len(times)}, 95th percentile {late * 1e3:.0f} ms)",
            {"Jingwei": statistics.median(times), "everything anew": seconds["anew"]},
            "Jingwei",
            f"{len(found[0]):,} figures and {len(found[1]):,} answers equal",
        )


def _times(base: Baseline, drawn: list[tuple[Change, ...]], rounds: int) -> list[float]:
    times = []
    for changes in drawn * max(rounds, 12 // len(drawn)):
        begin = time.perf_counter()
        what_if(base, changes)
        times.append(time.perf_counter() - begin)
    return times


def _anew(base: Baseline, frames: Any, changes: tuple[Change, ...]) -> Any:
    """The full computation after the change, on the network and the doors that are known: the least that a program
    without what-if has to do before it can compare.
    """
    parameters, rules = parameters_after(base.parameters, base.rules, changes)
    changed = applied(base.frames, changes, base.as_of)
    return compute_coverage(changed, base.as_of, parameters, base.steps), circle_from(
        base.steps, changed["venue"], rules
    )

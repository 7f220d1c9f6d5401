"""The search for the fewest sites: taken apart, at once, by prices, and by the solver for what these leave open."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np

from geo.asof import Ints
from geo.model import Progress
from geo.siting.exact import Solve, fewest_for
from geo.siting.fewest_prices import fewest_priced
from geo.siting.greedy import Start, fewest_at_once
from geo.siting.parts import parts_of
from geo.siting.problem import Cover

LOOSE = 1e-6


def fewest_found(cover: Cover, needed: float, time_limit_s: float, progress: Progress, solve: Solve) -> Start:
    """The fewest sites that gain ``needed`` households (at most ``cover.reachable``), and the bound that is proven.

    Without time it is greedy search with swaps. All that can be gained falls into parts, each searched by itself: the
    bounds of all together are the bound.
    """
    ends_s = time.monotonic() + time_limit_s
    needed = _whole(needed, cover)
    if needed >= cover.reachable - LOOSE:
        fixed, parts = parts_of(cover)
        wants = [part.reachable for part in parts]
        names = [part.row for part in parts]
    else:
        fixed, parts, wants, names = np.zeros(0, np.int64), [cover], [needed], [np.arange(len(cover.row))]
    starts = [fewest_at_once(part, want, progress) for part, want in zip(parts, wants, strict=True)]
    if time_limit_s > 0:
        starts = [
            fewest_priced(part, want, start, ends_s - time.monotonic(), progress)
            for part, want, start in zip(parts, wants, starts, strict=True)
        ]
        starts = _solved(parts, wants, starts, ends_s - time.monotonic(), progress, solve)
    sites = [name[start.sites] for name, start in zip(names, starts, strict=True)]
    return Start(np.concatenate([fixed, *sites]), float(len(fixed)) + sum(start.bound for start in starts))


def _solved(
    parts: Sequence[Cover], wants: Sequence[float], starts: list[Start], left_s: float, progress: Progress, solve: Solve
) -> list[Start]:
    """The starts, those that are not proven replaced by what the solver finds in the time that is left."""
    unproven = [at for at, start in enumerate(starts) if len(start.sites) > start.bound]
    if not unproven or left_s <= 0:
        return starts
    asked = [fewest_for(parts[at], wants[at], starts[at]) for at in unproven]
    told = list(starts)
    for at, found in zip(unproven, solve(asked, left_s, progress), strict=True):
        told[at] = Start(_fewer(starts[at].sites, found.sites), max(starts[at].bound, found.bound))
    return told


def _fewer(sites: Ints, other: Ints | None) -> Ints:
    return sites if other is None or len(other) >= len(sites) else other


def _whole(needed: float, cover: Cover) -> float:
    """Households come in whole grains: what is needed is the next one up."""
    if not cover.grain:
        return needed
    return min(float(np.ceil(needed / cover.grain - LOOSE)) * cover.grain, cover.reachable)

"""The results as a page of ratios."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Sequence
from itertools import groupby

import shapely

from tests.bench.kept import Kept
from tests.bench.timing import Row

HEAD = """# Benchmarks

Written by `make bench`; run it again with `make bench` (scales 1, 4 and 16: hours) or in parts, which replace their own
rows: `make bench BENCH="--scale 1 --only tiles items --rounds 3"`. The rows stand in `benchmarks.json`, too. The city is the demonstration city (seed 1). Contenders of one row run in turn in one
process tree on one machine; the figures are medians, the answers are compared inside the run, and a difference stops it.
Machines are shared and noisy: read the ratios. A ratio above 1 says that Jingwei is faster than that contender.

Measured with Python {python}, shapely {shapely} (GEOS {geos}), PostGIS {postgis}.
"""


def page(kept: Sequence[Kept], postgis: str) -> str:
    """The whole Markdown page."""
    parts = [
        HEAD.format(
            python=platform.python_version(),
            shapely=shapely.__version__,
            geos=".".join(map(str, shapely.geos_version)),
            postgis=postgis,
        )
    ]
    for topic, group in groupby(kept, key=lambda each: each.row.topic):
        found = list(group)
        parts.append(f"\n## {topic}\n\n{table([each.row for each in found])}\n{runs(found)}\n")
    return "".join(parts)


def runs(kept: Sequence[Kept]) -> str:
    """When, and in how many rounds, each scale was measured."""
    told = dict.fromkeys(f"scale {each.row.scale:g} on {each.measured_on}, rounds: {each.rounds}" for each in kept)
    return f"Measured: {'; '.join(told)}."


def table(rows: Sequence[Row]) -> str:
    """One topic as a table: seconds of ours, then a ratio per contender."""
    others = list(dict.fromkeys(name for row in rows for name in row.seconds if name != row.ours))
    lines = [
        ["scale", "measure", "Jingwei", *(f"{name} ÷ Jingwei" for name in others), "checked"],
        ["--:", "---", "--:", *("--:" for _ in others), "---"],
    ]
    for row in rows:
        ratios = row.ratios()
        cells = [f"{ratios[name]:.2f}" if name in ratios else "–" for name in others]
        lines.append([f"{row.scale:g}", row.measure, duration(row.seconds[row.ours]), *cells, row.checked])
    return "\n".join(cells_line(line) for line in lines) + "\n"


def cells_line(cells: Iterable[str]) -> str:
    """One line of a Markdown table."""
    return "| " + " | ".join(cells) + " |"


def duration(seconds: float) -> str:
    """Seconds in a unit that can be read."""
    if seconds < 0.001:
        return f"{seconds * 1e6:.0f} µs"
    return f"{seconds * 1e3:.1f} ms" if seconds < 1 else f"{seconds:.1f} s"

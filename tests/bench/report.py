"""The results as a page of ratios."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

import numpy as np
import shapely

from tests.bench.kept import Kept
from tests.bench.timing import Row

HEAD = """# Benchmarks

Written by `make bench`; run it again with `make bench` (scales 1, 4 and 16: hours) or in parts, which replace their own
rows: `make bench BENCH="--scale 1 --only tiles items --rounds 3"`. The rows stand in `benchmarks.json`, too. The city is the demonstration city (seed 1). Contenders of one row run in turn in one
process tree on one machine; the figures are medians, the answers are compared inside the run, and a difference stops it.
Machines are shared and noisy: read the ratios. A ratio above 1 says that Jingwei is faster than that contender.
«Peak» is the most memory that the measuring process had, what contenders hold in it included, servers beside it not.

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
        rows = [each.row for each in found]
        parts.append(f"\n## {topic}\n\n{table(rows)}\n{growth(rows)}{runs(found)}\n")
    return "".join(parts)


def growth(rows: Sequence[Row]) -> str:
    """How our time grows with the data: the exponent *a* of time ∝ scale^a, fitted over the scales of each measure."""
    told = []
    for name in dict.fromkeys(row.name for row in rows):
        points = {row.scale: row.seconds[row.ours] for row in rows if row.name == name}
        if len(points) > 1:
            told.append(f"{name} {exponent(points):.2f}")
    return f"Growth (time ∝ scale^a), a: {'; '.join(told)}.\n\n" if told else ""


def exponent(points: Mapping[float, float]) -> float:
    """The slope of seconds over scale, both as logarithms, by least squares."""
    scale, seconds = (np.log(np.array(list(values))) for values in (points.keys(), points.values()))
    return float(np.polyfit(scale, seconds, 1)[0])


def runs(kept: Sequence[Kept]) -> str:
    """When, and in how many rounds, each scale was measured."""
    told = dict.fromkeys(f"scale {each.row.scale:g} on {each.measured_on}, rounds: {each.rounds}" for each in kept)
    return f"Measured: {'; '.join(told)}."


def table(rows: Sequence[Row]) -> str:
    """One topic as a table: seconds of ours, then a ratio per contender."""
    others = list(dict.fromkeys(name for row in rows for name in row.seconds if name != row.ours))
    lines = [
        ["scale", "measure", "Jingwei", *(f"{name} ÷ Jingwei" for name in others), "peak", "checked"],
        ["--:", "---", "--:", *("--:" for _ in others), "--:", "---"],
    ]
    for row in rows:
        ratios = row.ratios()
        cells = [f"{ratios[name]:.2f}" if name in ratios else "–" for name in others]
        peak = "–" if row.peak_mb is None else f"{row.peak_mb:,} MB"
        lines.append([f"{row.scale:g}", row.measure, duration(row.seconds[row.ours]), *cells, peak, row.checked])
    return "\n".join(cells_line(line) for line in lines) + "\n"


def cells_line(cells: Iterable[str]) -> str:
    """One line of a Markdown table."""
    return "| " + " | ".join(cells) + " |"


def duration(seconds: float) -> str:
    """Seconds in a unit that can be read."""
    if seconds < 0.001:
        return f"{seconds * 1e6:.0f} µs"
    return f"{seconds * 1e3:.1f} ms" if seconds < 1 else f"{seconds:.1f} s"

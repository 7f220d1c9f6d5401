"""How long does each contender take, when they run in turn on the same machine?"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Row:
    """One line of the report: what was measured at which scale, the seconds of each contender, and what was checked.

    ``measure`` may end with figures of this run in brackets: what stands before them is the same at every scale.
    ``peak_mb`` is the most memory that the process had meanwhile, contenders in it included.
    """

    topic: str
    scale: float
    measure: str
    seconds: Mapping[str, float]
    ours: str
    checked: str
    peak_mb: int | None = None

    @property
    def name(self) -> str:
        """What was measured, as at every other scale."""
        return self.measure.split(" (")[0]

    def ratios(self) -> dict[str, float]:
        """How many times as long as ours each other contender took; above 1 ours is faster."""
        base = self.seconds[self.ours]
        return {name: value / base for name, value in self.seconds.items() if name != self.ours}


def in_turn(contenders: Mapping[str, Callable[[], Any]], rounds: int) -> tuple[dict[str, float], dict[str, Any]]:
    """The median seconds of each contender over ``rounds`` interleaved runs, and what each answered the first time."""
    times: dict[str, list[float]] = {name: [] for name in contenders}
    answers: dict[str, Any] = {}
    for _ in range(rounds):
        for name, run in contenders.items():
            gc.collect()
            begin = time.perf_counter()
            answer = run()
            times[name].append(time.perf_counter() - begin)
            answers.setdefault(name, answer)
    return {name: statistics.median(values) for name, values in times.items()}, answers


def once(run: Callable[[], Any]) -> tuple[float, Any]:
    """The seconds of one run, and its answer."""
    gc.collect()
    begin = time.perf_counter()
    answer = run()
    return time.perf_counter() - begin, answer

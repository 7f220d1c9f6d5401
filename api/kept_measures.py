"""Which measurements stay in memory: those of now, and the latest few others beside them."""

from __future__ import annotations

import datetime as dt
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from geo.measure import MeasureParameters

KEPT_BESIDE: Final = 2
"""Days or presets beside those that stay: each holds a measured city in memory."""

Held = TypeVar("Held")


@dataclass(frozen=True, slots=True)
class Question:
    """What a measurement answers: a day, thresholds, and the data as they are."""

    day: dt.date
    parameters: MeasureParameters
    versions: tuple[int, ...]


class KeptMeasures(Generic[Held]):
    """Measurements by their question; safe to share between threads. Whatever else is asked for, what ``stays`` does."""

    def __init__(self, stays: Callable[[Question], bool]) -> None:
        self._stays = stays
        self._lock = threading.Lock()
        self._kept: OrderedDict[Question, Held] = OrderedDict()

    def known(self, question: Question) -> Held | None:
        """The measurement that answers a question, if it is at hand."""
        with self._lock:
            if question in self._kept:
                self._kept.move_to_end(question)
            return self._kept.get(question)

    def keep(self, question: Question, held: Held) -> None:
        """Keep one, and let the oldest go that need not stay. Data that have been written over stay for nobody."""
        with self._lock:
            self._kept[question] = held
            others = [one for one in self._kept if one.versions != question.versions or not self._stays(one)]
            for one in others[:-KEPT_BESIDE]:
                del self._kept[one]

    def questions(self) -> list[Question]:
        """What is at hand."""
        with self._lock:
            return list(self._kept)

"""Who holds what, looked up from the holder: rows by the row that they name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from geo.asof import Ints, distinct


@dataclass(frozen=True, slots=True)
class Held:
    """The positions that name each row, in ascending order; those that name none are left out."""

    position: Ints
    start: Ints

    @classmethod
    def of(cls, named: Ints, count: int) -> Self:
        """From the row (0 … ``count`` - 1, negative for none) that each position names."""
        order = np.argsort(named, kind="stable")
        return cls(order, np.searchsorted(named[order], np.arange(count + 1)))

    def at(self, rows: Ints) -> Ints:
        """The positions that name any of these rows, ascending; rows that are negative are named by none."""
        rows = distinct(rows[rows >= 0])
        low = self.start[rows]
        count = self.start[rows + 1] - low
        inside = np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count)
        return np.sort(self.position[np.repeat(low, count) + inside])

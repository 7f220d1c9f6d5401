"""Which published counts add up to which others?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
ROOT = -1
"""The parent of what has none."""


@dataclass(frozen=True, slots=True)
class Relation:
    """The count of cell ``total`` is the sum of the counts of the cells ``parts``; anybody can subtract."""

    total: int
    parts: tuple[int, ...]

    @property
    def cells(self) -> tuple[int, ...]:
        """All cells that the relation ties together."""
        return (*self.parts, self.total)


def tree(parents: Ints) -> list[Relation]:
    """A relation for each cell that has children: it is their sum. ``parents`` holds each cell's parent, ``ROOT`` where
    it has none. What lies in no child needs a cell of its own, else the children are no partition of their parent.
    """
    children: dict[int, list[int]] = {}
    for cell, parent in enumerate(parents.tolist()):
        if parent != ROOT:
            children.setdefault(parent, []).append(cell)
    return [Relation(parent, tuple(parts)) for parent, parts in sorted(children.items())]


def cross(rows: Sequence[Relation], columns: Sequence[Relation], shape: tuple[int, int]) -> list[Relation]:
    """The relations of a table whose rows add up as ``rows`` say in each column, and its columns as ``columns`` say in
    each row. Cell (r, c) has the number ``r * shape[1] + c``, as in the raveled table.
    """
    height, width = shape
    down = [
        Relation(row.total * width + column, tuple(part * width + column for part in row.parts))
        for row in rows
        for column in range(width)
    ]
    across = [
        Relation(row * width + column.total, tuple(row * width + part for part in column.parts))
        for column in columns
        for row in range(height)
    ]
    return down + across

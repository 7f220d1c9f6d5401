"""Which households a new site could serve: the question that greedy and exact search both answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from geo.asof import Floats, Ints, Mask, Objects

GRAIN_LIMIT = 60
BLOCK = 2_048


@dataclass(frozen=True, slots=True)
class Figure:
    """Households covered, not covered and unknown: always all three."""

    covered: float
    not_covered: float
    unknown: float

    @property
    def total(self) -> float:
        """All households that were asked about."""
        return self.covered + self.not_covered + self.unknown

    @property
    def share(self) -> float | None:
        """Covered ÷ total; ``None`` where there is nobody."""
        return self.covered / self.total if self.total else None

    def to_json(self) -> dict[str, float | None]:
        """The figure as every answer of the service writes it."""
        parts = {"covered": self.covered, "not_covered": self.not_covered, "unknown": self.unknown, "total": self.total}
        return {**{name: round(value, 6) for name, value in parts.items()}, "share": self.share}


@dataclass(frozen=True, slots=True)
class SitingProblem:
    """Candidates (rows of ``reach``, ascending ids) and demands (its columns: doors or buildings that are not covered).

    ``weight`` holds the households of each demand, ``unknown`` where their coverage is not known today; ``before`` is
    the figure of all households, those covered already included. ``reach`` is true where a candidate is near enough.
    """

    candidate_id: Ints
    place: Objects
    weight: Floats
    unknown: Mask
    reach: csr_array
    before: Figure

    def after(self, rows: Ints) -> Figure:
        """The figure with sites at these candidates."""
        served = self.served(rows)
        known = float(self.weight[served & ~self.unknown].sum())
        doubtful = float(self.weight[served & self.unknown].sum())
        before = self.before
        return Figure(before.covered + known + doubtful, before.not_covered - known, before.unknown - doubtful)

    def served(self, rows: Ints) -> Mask:
        """Which demands sites at these candidates serve."""
        found = np.zeros(len(self.weight), dtype=bool)
        found[self.reach[np.asarray(rows, dtype=np.int64)].indices] = True
        return found


@dataclass(frozen=True, slots=True)
class Cover:
    """A problem without what cannot matter: sites (``row`` names the candidate) × groups of demands.

    ``by_site`` and its transpose ``by_demand`` hold 1 where a site serves a group, ``weight`` the households of each.
    ``grain`` is the unit of which every weight is a multiple, 0 where none was found.
    """

    row: Ints
    by_site: csr_array
    by_demand: csr_array
    weight: Floats
    grain: float

    @property
    def reachable(self) -> float:
        """The households that all candidates together could gain."""
        return float(self.weight.sum())


def reduced(problem: SitingProblem) -> Cover:
    """The problem without candidates that another one outdoes, with demands grouped that the same sites serve.

    A candidate goes when another serves all that it serves and more, or the same at a lower id: neither the best gain
    nor the least number of sites changes by that.
    """
    served = np.flatnonzero(problem.weight > 0)
    reach = csr_array(problem.reach[:, served], dtype=np.int32)
    row = np.flatnonzero(undominated(reach))
    by_demand = csr_array(reach[row].T)
    by_demand.sort_indices()
    filled = np.flatnonzero(np.diff(by_demand.indptr))
    groups: dict[bytes, int] = {}
    ends = by_demand.indptr
    label = np.array(
        [groups.setdefault(by_demand.indices[ends[at] : ends[at + 1]].tobytes(), len(groups)) for at in filled],
        dtype=np.int64,
    )
    first = np.unique(label, return_index=True)[1] if len(label) else label
    by_demand = csr_array(by_demand[filled[first]], dtype=np.float64)
    weight = np.bincount(label, problem.weight[served[filled]], len(groups)).astype(np.float64)
    return Cover(row, csr_array(by_demand.T), by_demand, weight, _grain(weight))


def undominated(reach: csr_array) -> Mask:
    """Which rows hold something that no other row holds as well with more beside it; of equal rows the first."""
    kept = np.asarray(np.diff(reach.indptr) > 0)
    for inner, _ in contained(reach):
        kept[inner] = False
    return kept


def contained(sets: csr_array) -> Iterator[tuple[Ints, Ints]]:
    """Pairs of rows, block by block: all that the one holds the other holds too. Of equal rows the later is the one."""
    size = np.diff(sets.indptr)
    holders = csr_array(sets.T)
    for begin in range(0, sets.shape[0], BLOCK):
        shared = (sets[begin : begin + BLOCK] @ holders).tocoo()
        one, other = shared.coords[0] + begin, shared.coords[1]
        inside = (shared.data == size[one]) & (one != other)
        lesser = (size[one] < size[other]) | ((size[one] == size[other]) & (other < one))
        yield one[inside & lesser], other[inside & lesser]


def _grain(weight: Floats) -> float:
    for parts in range(1, GRAIN_LIMIT + 1):
        if np.allclose(weight * parts, np.rint(weight * parts), rtol=0, atol=1e-6):
            return 1 / parts
    return 0.0

"""Chosen sites, who is served by them how often, and what each further site would add: kept up to date site by site."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import csr_array

from geo.asof import Floats, Ints, Mask
from geo.siting.problem import Cover

ROUND = 6
"""Decimals of a household in which gains are compared: beyond them lies the noise of summing."""


@dataclass(slots=True)
class Choice:
    """Chosen sites, and how many of them serve each group of demands.

    ``unweighed``: sites for which another one might gain more by now. ``worth`` is what each site gained alone when it
    was weighed last; since then it can only have become more, as long as the site is not unweighed.
    """

    cover: Cover
    sites: list[int]
    times: Ints = field(init=False)
    unweighed: Mask = field(init=False)
    worth: Floats = field(init=False)
    further: Floats | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        groups, sites = self.cover.by_demand.shape
        served = self.cover.by_site[self.sites].indices if self.sites else np.zeros(0, np.int64)
        self.times = np.bincount(served, minlength=groups).astype(np.int64)
        self.unweighed, self.worth = np.ones(sites, dtype=bool), np.zeros(sites)

    def _served(self, site: int) -> Ints:
        ends = self.cover.by_site.indptr
        return np.asarray(self.cover.by_site.indices[ends[site] : ends[site + 1]])

    @property
    def gained(self) -> float:
        """The households that the sites gain together."""
        return float(self.cover.weight[self.times > 0].sum())

    def gains(self) -> Floats:
        """What each site would add."""
        if self.further is None:
            self.further = np.asarray(self.cover.by_site @ np.where(self.times > 0, 0.0, self.cover.weight))
        return np.asarray(np.round(self.further, ROUND))

    def own(self, site: int) -> Ints:
        """The groups that only this one of the chosen sites serves."""
        served = self._served(site)
        return np.asarray(served[self.times[served] == 1])

    def freed(self, groups: Ints) -> Floats:
        """What each site would serve of these groups."""
        return np.asarray(np.round(self._weight_at(groups), ROUND))

    def add(self, site: int) -> None:
        """Choose one more site."""
        self.sites.append(site)
        self._join(site)

    def exchange(self, at: int, site: int) -> None:
        """Put another site in the place of the one chosen at this position."""
        self._leave(self.sites[at])
        self.sites[at] = site
        self._join(site)

    def drop(self, at: int) -> None:
        """Give up the site chosen at this position."""
        self._leave(self.sites.pop(at))

    def _join(self, site: int) -> None:
        served = self._served(site)
        self.times[served] += 1
        if self.further is not None:
            self.further -= self._weight_at(served[self.times[served] == 1])
        # whoever served a group alone gains that much less: another site might gain more in its place
        shared = served[self.times[served] == 2]
        self.unweighed[_held(self.cover.by_demand, shared)[0]] = True
        self.unweighed[site] = True

    def _leave(self, site: int) -> None:
        served = self._served(site)
        self.times[served] -= 1
        lost = served[self.times[served] == 0]
        if self.further is not None:
            self.further += self._weight_at(lost)
        # sites that could serve the lost groups gain more by now, in the place of any site whose groups they serve
        rivals = np.unique(_held(self.cover.by_demand, lost)[0])
        near = np.unique(_held(self.cover.by_site, rivals)[0])
        self.unweighed[_held(self.cover.by_demand, near)[0]] = True

    def _weight_at(self, groups: Ints) -> Floats:
        """What each site serves of these groups."""
        sites, per_group = _held(self.cover.by_demand, groups)
        served = np.bincount(sites, np.repeat(self.cover.weight[groups], per_group), len(self.cover.row))
        return served.astype(np.float64)  # of nothing bincount makes whole numbers


def members(cover: Cover, sites: Ints) -> Mask:
    """Which sites are among these."""
    chosen = np.zeros(len(cover.row), dtype=bool)
    chosen[sites] = True
    return chosen


def _held(matrix: csr_array, rows: Ints) -> tuple[Ints, Ints]:
    """The columns of these rows, one after the other, and how many each row has: as slicing, in a tenth of the time where
    the rows are few.
    """
    begin, count = matrix.indptr[rows], matrix.indptr[rows + 1] - matrix.indptr[rows]
    shift = np.repeat(begin - np.cumsum(count) + count, count)
    return matrix.indices[shift + np.arange(len(shift))], count

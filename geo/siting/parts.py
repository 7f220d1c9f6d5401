"""What is left of a set cover when everybody has to be served: sites that nobody can do without, and parts of the ground
that have nothing in common.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from geo.asof import Ints, Mask
from geo.siting.problem import Cover, contained, undominated


def parts_of(cover: Cover) -> tuple[Ints, list[Cover]]:
    """The sites (columns of ``cover.row``) without which somebody stays without, and what is left to be covered: parts in
    ascending size, whose ``row`` names the sites of this cover.

    The fewest sites for all are the former and the fewest of each part. Taken out without loss, in turn until nothing
    changes: a group with one site needs that site; a site goes when another serves all that it serves; a group goes when
    all sites of another one serve it too. How many households are served does not matter any more: every group weighs 1.
    """
    reach = csr_array(cover.by_site, dtype=np.int32)
    site, needed = np.arange(len(cover.row)), [np.zeros(0, np.int64)]
    before = -1
    while before != reach.nnz:
        before = reach.nnz
        only = _indispensable(reach)
        needed.append(site[only])
        reach, site = _without(reach, site, only)
        kept = undominated(reach)
        reach, site = csr_array(reach[kept]), site[kept]
        reach = _told_apart(reach)
    return np.sort(np.concatenate(needed)), sorted(_fallen_apart(reach, site), key=lambda part: len(part.row))


def _indispensable(reach: csr_array) -> Mask:
    """Which sites serve a group that no other site serves."""
    demands = csr_array(reach.T)
    alone = np.flatnonzero(np.diff(demands.indptr) == 1)
    only = np.zeros(reach.shape[0], dtype=bool)
    only[demands.indices[demands.indptr[alone]]] = True
    return only


def _without(reach: csr_array, site: Ints, chosen: Mask) -> tuple[csr_array, Ints]:
    """The other sites, and the groups that the chosen ones do not serve."""
    left = np.ones(reach.shape[1], dtype=bool)
    left[reach[chosen].indices] = False
    return csr_array(reach[~chosen][:, left]), site[~chosen]


def _told_apart(reach: csr_array) -> csr_array:
    """Without the groups that are served wherever another one is."""
    demands = csr_array(reach.T)
    kept = np.ones(demands.shape[0], dtype=bool)
    for _, outer in contained(demands):
        kept[outer] = False
    return csr_array(demands[kept].T)


def _fallen_apart(reach: csr_array, site: Ints) -> list[Cover]:
    count, label = connected_components(csr_array(reach @ reach.T), directed=False)
    return [_part(csr_array(reach[label == number]), site[label == number]) for number in range(count)]


def _part(reach: csr_array, site: Ints) -> Cover:
    groups = np.unique(reach.indices)
    by_site = csr_array(reach[:, groups], dtype=np.float64)
    by_site.sort_indices()
    by_demand = csr_array(by_site.T)
    by_demand.sort_indices()
    return Cover(site, by_site, by_demand, np.ones(len(groups)), 1.0)

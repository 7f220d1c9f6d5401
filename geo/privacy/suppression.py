"""Which counts of people must stay hidden, so that no small one can be worked out from what is published?

The attacker of the audit knows every published count, all sums between them, and that counts are whole and not
negative; he does not know which of the hidden cells are the small ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, sparse
from scipy.sparse import csgraph

from geo.errors import BadInput, Message
from geo.privacy.relations import Ints, Relation

Mask = NDArray[np.bool_]
Floats = NDArray[np.float64]

WIDER = 10.0
"""The audit looks for other solutions among counts up to this many times the largest; beyond, a cell counts as known,
so the bound can only hide more."""

DOES_NOT_ADD_UP = Message(
    "suppression-does-not-add-up",
    zh="第 {total} 格是 {got}，其各部分之和是 {expected}",
    en="cell {total} is {got}, its parts add up to {expected}",
    remedy_zh="请把不属于任何部分的数量单列一格",
    remedy_en="give what belongs to no part a cell of its own",
)


@dataclass(frozen=True)
class Hidden:
    """``primary``: the small counts themselves; ``complementary``: the others that would give them away."""

    primary: Mask
    complementary: Mask

    @property
    def mask(self) -> Mask:
        """All cells that are not published."""
        return self.primary | self.complementary


def suppress(counts: Ints, relations: Sequence[Relation], k: int) -> Hidden:
    """Hide every count of 1 to ``k`` - 1, and as few people beside them as it takes that none can be worked out.

    ``counts`` (int64[n], not negative) must satisfy all ``relations``, else ``BadInput``. A count of 0 is no person and
    is published, unless it is needed as a partner. The choice is greedy (smallest partner first, lowest cell number
    on ties), so it is the same for the same counts; it is safe, not the least possible. Where nothing else is left in
    a relation, its total is hidden too.
    """
    check_sums(counts, relations)
    primary = (counts > 0) & (counts < k)
    hidden = primary.copy()
    while True:
        _partners(counts, relations, hidden)
        known = np.flatnonzero(worked_out(counts, relations, hidden))
        if not known.size:
            return Hidden(primary, hidden & ~primary)
        for cell in known.tolist():
            _hide_beside(cell, counts, relations, hidden)


def check_sums(counts: Ints, relations: Sequence[Relation]) -> None:
    """Raises ``BadInput`` with the first relation that does not hold."""
    for relation in relations:
        expected = int(counts[list(relation.parts)].sum())
        if expected != counts[relation.total]:
            raise BadInput(DOES_NOT_ADD_UP, total=relation.total, got=int(counts[relation.total]), expected=expected)


def _partners(counts: Ints, relations: Sequence[Relation], hidden: Mask) -> None:
    """In no relation may one hidden cell stand alone: the others give it away by subtraction."""
    alone = True
    while alone:
        alone = False
        for relation in relations:
            cells = np.array(relation.cells)
            if hidden[cells].sum() == 1 and not hidden[cells].all():
                hidden[_best_partner(relation, counts, hidden)] = True
                alone = True


def _hide_beside(cell: int, counts: Ints, relations: Sequence[Relation], hidden: Mask) -> None:
    """One more cell in a relation of this one, or, where those are all hidden, anywhere that still shows something."""
    own = [relation for relation in relations if cell in relation.cells and not hidden[list(relation.cells)].all()]
    for relation in own or [each for each in relations if not hidden[list(each.cells)].all()]:
        hidden[_best_partner(relation, counts, hidden)] = True
        return


def _best_partner(relation: Relation, counts: Ints, hidden: Mask) -> int:
    """The smallest count above 0 among the visible parts, else a visible part, else the total."""
    visible = [part for part in relation.parts if not hidden[part]]
    if not visible:
        return relation.total
    return min(visible, key=lambda part: (counts[part] == 0, counts[part], part))


def worked_out(counts: Ints, relations: Sequence[Relation], hidden: Mask) -> Mask:
    """Which hidden cells have one possible value only, given all that is published? Solved, for each cell, as the least
    and the greatest whole number that it can be; cells that no chain of relations joins are solved apart.
    """
    cells = np.flatnonzero(hidden)
    place = np.full(len(counts), -1)
    place[cells] = np.arange(len(cells))
    rows, sums = [], []
    for relation in relations:
        row = np.zeros(len(cells))
        for part in relation.parts:
            if hidden[part]:
                row[place[part]] += 1
        if hidden[relation.total]:
            row[place[relation.total]] -= 1
        if row.any():
            rows.append(sparse.csr_array(row))
            sums.append(row @ counts[cells])
    found = np.zeros(len(counts), dtype=bool)
    if not rows:
        return found
    matrix = sparse.csr_array(sparse.vstack(rows))
    count, group = csgraph.connected_components(matrix.T @ matrix, directed=False)
    for number in range(count):
        members = np.flatnonzero(group == number)
        part = matrix[:, members]
        used = np.flatnonzero(np.diff(part.indptr))
        if used.size:
            found[cells[members]] = _fixed(part[used], np.array(sums)[used], counts[cells[members]].astype(float))
    return found


def _fixed(matrix: sparse.csr_array, sums: Floats, actual: Floats) -> Mask:
    """Which unknowns are the same in every whole, non-negative solution? Each solution met frees all that differ."""
    fixed = np.ones(len(actual), dtype=bool)
    bounds = optimize.Bounds(0, WIDER * actual.max() + WIDER)
    tied = optimize.LinearConstraint(matrix, sums, sums)
    for unknown in range(len(actual)):
        for sign in (1.0, -1.0):
            if not fixed[unknown]:
                break
            cost = np.zeros(len(actual))
            cost[unknown] = sign
            answer = optimize.milp(cost, constraints=tied, bounds=bounds, integrality=1)
            if answer.x is not None:
                fixed &= np.round(answer.x) == actual
    return fixed

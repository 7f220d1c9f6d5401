"""Which counts of people must stay hidden, so that no small one can be worked out from what is published?

The attacker of the audit knows every published count, all sums between them, and that counts are whole and not
negative; he does not know which of the hidden cells are the small ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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

DIRECTIONS = 6
"""Solutions that are looked for before each cell is asked on its own."""
SOLVE_MOST_S = 5.0
"""A cell for which no second value was found by then counts as known: it can only hide more."""

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


def suppress(
    counts: Ints, relations: Sequence[Relation], k: int, *, audited: bool = True, known: Mask | None = None
) -> Hidden:
    """Hide every count of 1 to ``k`` - 1, and as few people beside them as it takes that none can be worked out.

    ``counts`` (int64[n], not negative) must satisfy all ``relations``, else ``BadInput``. A count of 0 is no person and
    is published, unless it is needed as a partner. The choice is greedy (smallest partner first, lowest cell number
    on ties), so it is the same for the same counts; it is safe, not the least possible. Where nothing else is left in
    a relation, its total is hidden too. Without being ``audited`` each relation has no hidden cell or at least two, and
    nothing is solved: quick for tables of a whole city, whose safety then rests on `worked_out` being asked elsewhere.
    ``known`` cells are those that the attacker has from elsewhere: small ones are hidden as well, but nothing is hidden
    behind them. A count that they give away by themselves stays hidden, and known.
    """
    ties = _ties(relations, len(counts))
    _check_sums(counts, relations, ties)
    primary = (counts > 0) & (counts < k)
    elsewhere = np.zeros(len(counts), dtype=bool) if known is None else known
    hidden = primary & ~elsewhere
    safe: set[bytes] = set()
    while True:
        _partners(counts, relations, hidden, elsewhere, ties)
        found = _worked_out(counts, ties, hidden, safe) if audited else np.zeros(len(counts), dtype=bool)
        given_away = np.flatnonzero(found & primary)
        helped = [_hide_beside(cell, counts, relations, hidden, elsewhere) for cell in given_away.tolist()]
        if not any(helped):
            # a partner that can be worked out all the same hides nothing: it may as well be told
            return Hidden(primary, hidden & ~primary & ~found)


def _ties(relations: Sequence[Relation], cells: int) -> sparse.csr_array:
    """One row per relation over all cells: 1 for a part, -1 for the total."""
    lengths = np.array([len(relation.cells) for relation in relations], dtype=np.int64)
    every = np.fromiter((cell for relation in relations for cell in relation.cells), np.int64, int(lengths.sum()))
    sign = np.ones(len(every), dtype=np.int64)
    sign[np.cumsum(lengths) - 1] = -1
    row = np.repeat(np.arange(len(relations)), lengths)
    return sparse.csr_array((sign, (row, every)), shape=(len(relations), cells))


def _check_sums(counts: Ints, relations: Sequence[Relation], ties: sparse.csr_array) -> None:
    """Raises ``BadInput`` with the first relation that does not hold."""
    wrong = np.flatnonzero(ties @ counts)
    if wrong.size:
        relation = relations[int(wrong[0])]
        expected = int(counts[list(relation.parts)].sum())
        raise BadInput(DOES_NOT_ADD_UP, total=relation.total, got=int(counts[relation.total]), expected=expected)


def _partners(
    counts: Ints, relations: Sequence[Relation], hidden: Mask, elsewhere: Mask, ties: sparse.csr_array
) -> None:
    """In no relation may one hidden cell stand alone: the others give it away by subtraction."""
    present = abs(ties)
    several = present.sum(axis=1) > 1
    while True:
        alone = np.flatnonzero((present @ hidden.astype(np.int64) == 1) & several)
        for number in alone.tolist():
            relation = relations[number]
            # a partner that was chosen for another relation may have been one for this as well
            if sum(bool(hidden[cell]) for cell in relation.cells) == 1:
                partner = _best_partner(relation, counts, hidden, elsewhere)
                if partner is None:
                    several[number] = False
                else:
                    hidden[partner] = True
        if not alone.size:
            return


def _hide_beside(cell: int, counts: Ints, relations: Sequence[Relation], hidden: Mask, elsewhere: Mask) -> bool:
    """One more cell in a relation of this one, or, where none of those is left, anywhere that still shows something; False
    where nothing is left at all.
    """
    own = [relation for relation in relations if cell in relation.cells]
    for relation in (*own, *relations):
        partner = _best_partner(relation, counts, hidden, elsewhere)
        if partner is not None:
            hidden[partner] = True
            return True
    return False


def _best_partner(relation: Relation, counts: Ints, hidden: Mask, elsewhere: Mask) -> int | None:
    """The smallest count above 0 among the visible parts, else a visible part, else the total; None where none of them
    would hide anything.
    """
    free = [part for part in relation.parts if not (hidden[part] or elsewhere[part])]
    if free:
        return min(free, key=lambda part: (counts[part] == 0, counts[part], part))
    return None if hidden[relation.total] or elsewhere[relation.total] else relation.total


def worked_out(counts: Ints, relations: Sequence[Relation], hidden: Mask) -> Mask:
    """Which hidden cells have one possible value only, given all that is published? Solved, for each cell, as the least
    and the greatest whole number that it can be; cells that no chain of relations joins are solved apart.
    """
    return _worked_out(counts, _ties(relations, len(counts)), hidden, set())


def _worked_out(counts: Ints, ties: sparse.csr_array, hidden: Mask, safe: set[bytes]) -> Mask:
    """``safe`` remembers groups of hidden cells in which none can be worked out: they need not be solved again."""
    cells = np.flatnonzero(hidden)
    found = np.zeros(len(counts), dtype=bool)
    matrix = ties[:, cells].astype(np.float64)
    matrix = matrix[np.flatnonzero(np.diff(matrix.indptr))]
    if not matrix.shape[0]:
        return found
    sums = matrix @ counts[cells]
    _, group = csgraph.connected_components(matrix.T @ matrix, directed=False)
    for members, rows in _apart(matrix, group):
        group_key = cells[members].tobytes()
        if group_key in safe:
            continue
        fixed = _fixed(matrix[rows][:, members], sums[rows], counts[cells[members]].astype(float))
        found[cells[members]] = fixed
        if not fixed.any():
            safe.add(group_key)
    return found


def _apart(matrix: sparse.csr_array, group: Ints) -> Iterator[tuple[Ints, Ints]]:
    """The columns and rows of each group of cells that some relation ties together."""
    of_row = group[matrix.indices[matrix.indptr[:-1]]]
    columns, rows = np.argsort(group, kind="stable"), np.argsort(of_row, kind="stable")
    for number in np.unique(of_row).tolist():
        yield (
            columns[slice(*np.searchsorted(group[columns], [number, number + 1]))],
            rows[slice(*np.searchsorted(of_row[rows], [number, number + 1]))],
        )


def _fixed(matrix: sparse.csr_array, sums: Floats, actual: Floats) -> Mask:
    """Which unknowns are the same in every whole, non-negative solution? Each solution met frees all that differ, so a few
    in random directions come first.
    """
    fixed = np.ones(len(actual), dtype=bool)
    bounds = optimize.Bounds(0, WIDER * actual.max() + WIDER)
    tied = optimize.LinearConstraint(matrix, sums, sums)

    def try_towards(cost: Floats) -> None:
        answer = optimize.milp(
            cost, constraints=tied, bounds=bounds, integrality=1, options={"time_limit": SOLVE_MOST_S}
        )
        if answer.x is not None:
            fixed[np.round(answer.x) != actual] = False

    towards = np.random.default_rng(len(actual)).normal(size=(DIRECTIONS, len(actual)))
    for cost in towards:
        if fixed.any():
            try_towards(np.where(fixed, cost, 0.0))
    for unknown in np.flatnonzero(fixed).tolist():
        for sign in (1.0, -1.0):
            if fixed[unknown]:
                cost = np.zeros(len(actual))
                cost[unknown] = sign
                try_towards(cost)
    return fixed

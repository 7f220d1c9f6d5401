"""Small counts of people stay hidden, and nobody works them out."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import BadInput
from geo.privacy import Relation, cross, suppress, tree, worked_out
from geo.privacy.relations import ROOT

K = 5


def counts(*values: int) -> np.ndarray:
    return np.array(values, dtype=np.int64)


def city_of(leaves: list[list[int]]) -> tuple[np.ndarray, list[Relation]]:
    """A city (cell 0) of streets, each of the communities with these counts."""
    values, parents = [0], [ROOT]
    for communities in leaves:
        street = len(values)
        values.append(sum(communities))
        parents.append(0)
        for each in communities:
            values.append(each)
            parents.append(street)
    values[0] = sum(map(sum, leaves))
    return counts(*values), tree(counts(*parents))


def possible(values: np.ndarray, relations: list[Relation], hidden: np.ndarray) -> list[set[int]]:
    """What each hidden cell can be, by trying every combination of small counts."""
    cells = np.flatnonzero(hidden)
    seen: list[set[int]] = [set() for _ in cells]
    for guess in product(range(int(values[cells].max()) + 3), repeat=len(cells)):
        trial = values.copy()
        trial[cells] = guess
        if all(trial[list(each.parts)].sum() == trial[each.total] for each in relations):
            for place, value in enumerate(guess):
                seen[place].add(value)
    return seen


def test_counts_of_one_to_four_are_hidden_and_zero_and_five_are_told():
    hidden = suppress(counts(0, 1, 4, 5, 6), [], K)
    assert hidden.primary.tolist() == [False, True, True, False, False]
    assert not hidden.complementary.any()


def test_one_small_community_takes_the_smallest_other_with_it():
    values, relations = city_of([[3, 20, 9]])
    hidden = suppress(values, relations, K)
    assert hidden.mask.tolist() == [False, False, True, False, True]
    assert hidden.complementary.tolist() == [False, False, False, False, True]


def test_a_neighbour_of_zero_is_passed_over_for_one_of_people():
    values, relations = city_of([[3, 0, 9]])
    assert suppress(values, relations, K).mask.tolist() == [False, False, True, False, True]


def test_the_only_community_of_a_street_takes_the_street_and_its_neighbour_with_it():
    values, relations = city_of([[3], [8, 20], [30, 40]])
    hidden = suppress(values, relations, K).mask
    assert hidden[1] and hidden[2], "the street is the same small number"
    assert not worked_out(values, relations, hidden).any()
    assert hidden.sum() < len(values)


def test_two_hidden_cells_that_must_both_be_zero_are_not_hidden_enough():
    relations = [Relation(2, (0, 1))]
    assert worked_out(counts(0, 0, 0), relations, np.array([True, True, False])).tolist() == [True, True, False]


def test_a_square_of_hidden_cells_in_a_table_cannot_be_worked_out_but_a_corner_can():
    rows, columns = [Relation(3, (0, 1, 2))], [Relation(2, (0, 1))]
    values = np.array([[2, 9, 11], [8, 7, 15], [6, 5, 11], [16, 21, 37]])
    relations = cross(rows, columns, values.shape)
    corner = np.zeros(values.shape, dtype=bool)
    corner[0, 0] = corner[0, 1] = corner[1, 0] = True
    assert worked_out(values.ravel(), relations, corner.ravel()).sum() == 3
    corner[1, 1] = True
    assert not worked_out(values.ravel(), relations, corner.ravel()).any()
    hidden = suppress(values.ravel(), relations, K).mask
    assert hidden[0] and not worked_out(values.ravel(), relations, hidden).any()


def test_counts_that_do_not_add_up_are_refused_with_the_cell():
    with pytest.raises(BadInput) as refused:
        suppress(counts(9, 4, 4), [Relation(0, (1, 2))], K)
    assert refused.value.params == {"total": 0, "got": 9, "expected": 8}


SMALL = st.lists(st.lists(st.integers(0, 6), min_size=1, max_size=3), min_size=1, max_size=3)


@given(SMALL)
@settings(max_examples=60, deadline=None)
def test_the_audit_says_what_trying_every_combination_says(leaves):
    values, relations = city_of(leaves)
    hidden = (values > 0) & (values < K)
    hidden[0] = False
    if not 0 < hidden.sum() <= 5:
        return
    told = worked_out(values, relations, hidden)[hidden]
    assert told.tolist() == [len(seen) == 1 for seen in possible(values, relations, hidden)]


@given(st.lists(st.lists(st.integers(0, 30), min_size=1, max_size=6), min_size=1, max_size=6), st.integers(2, 10))
@settings(max_examples=120, deadline=None)
def test_no_small_count_is_told_and_no_hidden_one_can_be_worked_out(leaves, k):
    values, relations = city_of(leaves)
    hidden = suppress(values, relations, k)
    assert hidden.mask[(values > 0) & (values < k)].all()
    assert not (hidden.primary & hidden.complementary).any()
    if not hidden.mask.all():
        assert not worked_out(values, relations, hidden.mask).any()


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=25)
def test_tables_of_areas_by_kind_are_safe_too(seed):
    random = np.random.default_rng(seed)
    inner = random.integers(0, 12, (4, 3))
    table = np.zeros((5, 4), dtype=np.int64)
    table[:4, :3] = inner
    table[4, :3], table[:, 3] = inner.sum(0), 0
    table[:, 3] = table[:, :3].sum(1)
    relations = cross([Relation(4, (0, 1, 2, 3))], [Relation(3, (0, 1, 2))], table.shape)
    values = table.ravel()
    hidden = suppress(values, relations, K).mask
    assert hidden[(values > 0) & (values < K)].all()
    if not hidden.all():
        assert not worked_out(values, relations, hidden).any()


def test_the_same_counts_are_hidden_whatever_the_order_of_the_relations():
    values, relations = city_of([[3, 20, 9], [1, 1, 30], [12, 2]])
    first = suppress(values, relations, K).mask
    assert np.array_equal(first, suppress(values, relations, K).mask)


def test_nothing_is_hidden_behind_what_is_known_from_elsewhere():
    values, relations = counts(3, 0, 0, 3), [Relation(3, (0, 1, 2))]
    total = np.array([False, False, False, True])
    alone = suppress(values, relations, K).mask
    assert worked_out(values, relations, alone & ~total)[0], "whoever knows the total knows the part"
    hidden = suppress(values, relations, K, known=total).mask
    assert hidden[0] and hidden[3] and not worked_out(values, relations, hidden & ~total).any()
    whole = suppress(counts(3, 3), [Relation(1, (0,))], K, known=np.array([False, True])).mask
    assert whole.all(), "the only part of a known total cannot be protected, and is not told"


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(st.integers(0, 7), min_size=3, max_size=3), min_size=1, max_size=3))
def test_no_small_answer_is_worked_out_by_whoever_knows_how_many_live_everywhere(areas: list[list[int]]):
    table = np.array([[sum(row), *row] for row in areas], dtype=np.int64)
    table = np.vstack([table.sum(axis=0), table])
    rows = [Relation(0, tuple(range(1, len(table))))]
    relations = cross(rows, [Relation(0, (1, 2, 3))], (len(table), 4))
    known = np.zeros(table.shape, dtype=bool)
    known[:, 0] = True
    hidden = suppress(table.ravel(), relations, K, known=known.ravel()).mask & ~known.ravel()
    small = (table > 0) & (table < K)
    assert not (worked_out(table.ravel(), relations, hidden) & small.ravel()).any()

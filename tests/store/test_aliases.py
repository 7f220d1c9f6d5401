"""Aliases are kept once each, and forgotten."""

from __future__ import annotations

from dataclasses import replace

import pytest

from geo.errors import NotFound
from geo.store import KeptAlias, Store
from tests.store.test_concurrency import at_once

ALIAS = KeptAlias(3, "老 纺织厂", "老纺织厂", "estate", 12)


def test_an_alias_comes_back_as_it_was_kept(store: Store) -> None:
    saved = store.save_alias(ALIAS)
    assert saved.id == 1
    assert saved.made_at is not None
    assert replace(saved, id=None, made_at=None) == ALIAS
    assert store.aliases() == [saved]


def test_the_same_meaning_is_kept_once_and_another_beside_it(store: Store) -> None:
    first = store.save_alias(ALIAS)
    assert store.save_alias(replace(ALIAS, is_learned=True, text="老纺织厂")) == first
    others = [store.save_alias(replace(ALIAS, target_id=13)), store.save_alias(replace(ALIAS, community_id=4))]
    assert store.aliases() == [first, *others]


def test_of_two_that_keep_the_same_at_once_both_get_the_one(store: Store) -> None:
    kept: list[int | None] = []

    def save() -> None:
        kept.append(store.save_alias(ALIAS).id)

    at_once(save, save)
    assert kept == [1, 1]


def test_a_forgotten_alias_is_gone(store: Store) -> None:
    number = store.save_alias(ALIAS).id
    assert number is not None
    store.delete_alias(number)
    assert store.aliases() == []
    for unknown in (number, 0, -1, 1 << 70):
        with pytest.raises(NotFound, match="alias-unknown"):
            store.delete_alias(unknown)


def test_the_mark_changes_with_every_change(store: Store) -> None:
    marks = [store.aliases_mark()]
    for alias in (ALIAS, replace(ALIAS, target_id=13)):
        saved = store.save_alias(alias)
        marks.append(store.aliases_mark())
    assert saved.id is not None
    store.delete_alias(saved.id)
    marks.append(store.aliases_mark())
    store.save_alias(replace(ALIAS, target_id=14))
    marks.append(store.aliases_mark())
    assert len(set(marks)) == 4
    assert marks[1] == marks[3]

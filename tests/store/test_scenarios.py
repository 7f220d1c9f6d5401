"""Named what-ifs are kept, changed and deleted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from geo.errors import Conflict, NotFound
from geo.store import Scenario, Store
from tests.store.test_concurrency import at_once
from tests.store.world import JANUARY, MARCH

SCENARIO = Scenario(
    "两处阵地",
    JANUARY,
    "distance-10",
    [{"op": "add_venue", "category": "nursery", "lon": 116.3, "lat": 39.9}, {"op": "remove_venue", "id": 4}],
)


def test_a_scenario_comes_back_as_it_was_kept(store: Store) -> None:
    saved = store.save_scenario(SCENARIO)
    assert saved.id == 1
    assert saved.created_at == saved.changed_at
    assert replace(saved, id=None, created_at=None, changed_at=None) == SCENARIO
    assert store.scenario(1) == saved
    assert store.scenarios() == [saved]


def test_a_changed_scenario_keeps_its_number_and_its_beginning(store: Store) -> None:
    first = store.save_scenario(SCENARIO)
    changed = store.save_scenario(replace(first, name="三处阵地", as_of=MARCH, preset="distance-5", changes=[]))
    assert changed == store.scenario(1)
    assert (changed.name, changed.as_of, changed.preset, changed.changes) == ("三处阵地", MARCH, "distance-5", [])
    assert changed.created_at == first.created_at
    assert changed.changed_at is not None
    assert first.changed_at is not None
    assert changed.changed_at > first.changed_at


def test_a_name_belongs_to_one_scenario(store: Store) -> None:
    store.save_scenario(SCENARIO)
    other = store.save_scenario(replace(SCENARIO, name="另一方案"))
    for taken in (SCENARIO, replace(other, name=SCENARIO.name)):
        with pytest.raises(Conflict, match=r"scenario-name-taken.*两处阵地"):
            store.save_scenario(taken)
    assert [one.name for one in store.scenarios()] == ["两处阵地", "另一方案"]
    assert store.save_scenario(other).name == "另一方案"


def test_of_two_that_take_a_name_at_once_one_gets_it(store: Store) -> None:
    outcomes: list[str] = []

    def save() -> None:
        try:
            store.save_scenario(SCENARIO)
            outcomes.append("saved")
        except Conflict as refusal:
            outcomes.append(refusal.message.code)

    at_once(*([save] * 4))
    assert sorted(outcomes) == ["saved"] + ["scenario-name-taken"] * 3


def test_a_deleted_scenario_frees_its_name_and_not_its_number(store: Store) -> None:
    saved = store.save_scenario(SCENARIO)
    store.delete_scenario(1)
    assert store.scenarios() == []
    for question in (
        lambda: store.scenario(1),
        lambda: store.delete_scenario(1),
        lambda: store.save_scenario(saved),
    ):
        with pytest.raises(NotFound, match="scenario-unknown"):
            question()
    assert store.save_scenario(SCENARIO).id == 2


@pytest.mark.parametrize("number", [0, -1, 1 << 70])
def test_a_number_that_nobody_has_is_not_found(store: Store, number: int) -> None:
    with pytest.raises(NotFound, match="scenario-unknown"):
        store.scenario(number)
    with pytest.raises(NotFound, match="scenario-unknown"):
        store.delete_scenario(number)
    with pytest.raises(NotFound, match="scenario-unknown"):
        store.save_scenario(replace(SCENARIO, id=number))

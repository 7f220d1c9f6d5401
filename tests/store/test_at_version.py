"""What the store said at an old version, it says again whenever it is asked."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from typing import NamedTuple

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.errors import BadInput, JingweiError
from geo.model import BBox
from geo.store import LayerChange, Store
from tests.store.world import DAY, JANUARY, JUNE, MARCH, ids, renamed, retired, squares, three_streets

DAYS = [JANUARY + n * DAY for n in range(6)]
THINGS = 3


class Step(NamedTuple):
    """Something that is done to one of three things on a day, which may say when it ends."""

    thing: int
    day: int
    until: int | None
    retire: bool


STEPS = st.lists(
    st.builds(Step, st.integers(0, THINGS - 1), st.integers(0, 5), st.none() | st.integers(0, 6), st.booleans()),
    max_size=8,
)


def take(store: Store, step: Step, thing: int) -> None:
    """Retire the thing, or write its next row; what the store refuses is not done."""
    day = DAYS[step.day]
    until = None if step.until is None else JANUARY + step.until * DAY
    row = pd.DataFrame({"id": [thing], "role": [f"{step}"], "valid_from": [day], "valid_to": [until]})
    change = LayerChange("assignment", None, day, [thing]) if step.retire else LayerChange("assignment", row, day)
    with suppress(JingweiError):
        store.write([change], source="test")


def answers(store: Store, things: list[int], version: int | None = None) -> list[pd.DataFrame]:
    """The latest rows, and those of every day and of the days around."""
    days = [None, DAYS[0] - DAY, *DAYS, DAYS[-1] + DAY, DAYS[-1] + 2 * DAY]
    with store.reader() as reader:
        return [reader.read("assignment", as_of=day, ids=things, at_version=version) for day in days]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_a_read_at_a_version_is_what_a_read_answered_then(store: Store, steps: list[Step]) -> None:
    things = list(store.allocate("assignment", THINGS))
    then = {store.versions()["assignment"]: answers(store, things)}
    for step in steps:
        take(store, step, things[step.thing])
        then[store.versions()["assignment"]] = answers(store, things)
    for version, known in then.items():
        for answered, found in zip(known, answers(store, things, version), strict=True):
            pd.testing.assert_frame_equal(found, answered)


def test_an_end_that_was_meant_is_known_again_at_the_version_before_it_was_cut_short(store: Store) -> None:
    store.write([LayerChange("street", squares("A", valid_to=[JUNE]), JANUARY)], source="test")
    retired(store, 1, MARCH)
    assert ids(store.read("street", as_of=MARCH)) == []
    assert ids(store.read("street", as_of=MARCH, at_version=1)) == [1]
    assert ids(store.read("street", as_of=JUNE, at_version=1)) == []
    assert store.read("street", at_version=1)["valid_to"].tolist() == [JUNE]
    assert ids(store.read("street", at_version=2)) == []


def test_a_row_is_closed_at_the_version_that_closed_it_and_not_before(store: Store) -> None:
    three_streets(store)
    renamed(store, 2, "路", MARCH)
    renamed(store, 2, "大道", JUNE)
    found = [store.read("street", ids=[2], at_version=version)["name"].tolist() for version in range(4)]
    assert found == [[], [None], ["路"], ["大道"]]
    assert store.read("street", ids=[2], at_version=2)["version_to"].tolist() == [pd.NA]
    assert store.read("street", ids=[2], as_of=MARCH - DAY, at_version=2)["version_to"].tolist() == [2]


def test_conditions_boxes_and_pages_look_at_the_rows_of_that_version(store: Store) -> None:
    three_streets(store)
    retired(store, 1, MARCH)
    everywhere = BBox(-180, -90, 180, 90)
    assert ids(store.read("street", bbox=everywhere, limit=1, at_version=1)) == [1]
    assert ids(store.read("street", bbox=everywhere, at_version=2)) == [2, 3]
    assert ids(store.read("street", as_of=JANUARY, where={"valid_to": None}, at_version=1)) == [1, 2, 3]
    assert ids(store.read("street", as_of=JANUARY, where={"valid_to": None}, at_version=2)) == [2, 3]
    assert ids(store.read("street", as_of=JANUARY, where={"valid_to": MARCH}, at_version=2)) == [1]


@pytest.mark.parametrize("version", [-1, 2, 1 << 70])
def test_a_version_that_was_never_written_is_refused(store: Store, version: int) -> None:
    three_streets(store)
    with pytest.raises(BadInput, match="layer-version-unknown"):
        store.read("street", at_version=version)


def test_since_a_version_and_at_a_version_are_not_one_question(store: Store) -> None:
    with pytest.raises(ValueError, match="three questions"):
        store.read("street", since_version=0, at_version=0)


def test_the_frame_of_an_old_version_can_be_written_again(store: Store) -> None:
    three_streets(store)
    renamed(store, 1, "路", MARCH)
    store.write([LayerChange("street", store.read("street", ids=[1], at_version=1), JUNE)], source="test")
    assert store.read("street", ids=[1])["name"].tolist() == [None]
    assert store.history("street", 1)["valid_from"].tolist() == [JANUARY, MARCH, JUNE]
    assert isinstance(store.history("street", 1)["valid_to"].iloc[0], dt.date)

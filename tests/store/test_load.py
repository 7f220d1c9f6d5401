"""A whole city comes in at once, into empty layers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo.errors import BadInput, Conflict
from geo.model import BBox
from geo.store import LayerChange, Store
from tests.store.world import JANUARY, MARCH, ids, links, squares, three_streets, venues


def test_a_load_keeps_ids_and_first_days(store: Store) -> None:
    rows = squares("A", "B", id=[7, 3], valid_from=[MARCH, None])
    number = store.load({"street": rows, "venue": venues("馆")}, source="demo", valid_from=JANUARY)
    assert number == 1
    found = store.read("street")
    assert ids(found) == [3, 7]
    assert found["valid_from"].tolist() == [JANUARY, MARCH]
    assert found["source"].tolist() == ["demo", "demo"]
    assert store.allocate("street", 1) == range(8, 9)
    assert ids(store.read("street", bbox=BBox(0.5, 0.5, 0.5, 0.5))) == [7]


def test_a_layer_that_ever_had_a_row_cannot_be_loaded(store: Store) -> None:
    three_streets(store)
    store.write([LayerChange("street", None, MARCH, retire=[1, 2, 3])], source="test")
    with pytest.raises(Conflict, match="layer-not-empty"):
        store.load({"venue": venues("馆"), "street": squares("D")}, source="demo", valid_from=JANUARY)
    assert store.counts()["venue"] == 0


def test_a_code_twice_stops_the_whole_load(store: Store) -> None:
    with pytest.raises(Conflict, match="code-twice"):
        store.load({"venue": venues("馆"), "street": squares("D", "D")}, source="demo", valid_from=JANUARY)
    assert store.counts()["venue"] == 0


def test_a_load_may_bring_the_earlier_versions_of_a_thing(store: Store) -> None:
    rows = squares(
        "A",
        "A",
        "B",
        id=[1, 1, 2],
        name=["旧", "新", "乙"],
        valid_from=[None, MARCH, None],
        valid_to=[MARCH, None, None],
    )
    store.load({"street": rows}, source="demo", valid_from=JANUARY)
    assert store.read("street", as_of=JANUARY)["name"].tolist() == ["旧", "乙"]
    assert store.read("street", as_of=MARCH)["name"].tolist() == ["新", "乙"]
    assert store.read("street")["name"].tolist() == ["新", "乙"]
    assert store.counts()["street"] == 2
    assert store.history("street", 1)["name"].tolist() == ["旧", "新"]
    store.write([LayerChange("street", squares("A", id=[1], name=["更新"]), MARCH)], source="test")
    assert store.history("street", 1)["name"].tolist() == ["旧", "新", "更新"]


@pytest.mark.parametrize(
    ("begins", "ends"),
    [([None, JANUARY], [MARCH, None]), ([None, MARCH], [None, None]), ([MARCH, None], [None, MARCH])],
    ids=["overlapping", "open", "backwards"],
)
def test_versions_of_a_thing_that_hold_on_one_day_are_refused(store: Store, begins: list, ends: list) -> None:
    rows = squares("A", "A", id=[1, 1], valid_from=begins, valid_to=ends)
    with pytest.raises(BadInput, match="versions-overlap"):
        store.load({"street": rows}, source="demo", valid_from=JANUARY)
    assert store.counts()["street"] == 0


def test_loading_nothing_is_no_change(store: Store) -> None:
    assert store.load({}, source="demo", valid_from=JANUARY) == 0
    assert store.load({"street": squares()}, source="demo", valid_from=JANUARY) == 0


def test_progress_counts_every_row_once(store: Store) -> None:
    seen: list[tuple[str, int, int]] = []
    frames: dict[str, pd.DataFrame] = {"service_link": links(*range(25_000)), "venue": venues("馆")}
    store.load(frames, source="demo", valid_from=JANUARY, progress=lambda *step: seen.append(step))
    assert seen == [("store", 20_000, 25_001), ("store", 25_000, 25_001), ("store", 25_001, 25_001)]


def test_a_large_load_arrives_row_by_row(store: Store) -> None:
    count = 30_000
    rooms = np.array([f"{n:05d}" for n in range(count)], dtype=object)
    frame = pd.DataFrame({"id": np.arange(1, count + 1), "building_id": np.arange(count) // 10, "room": rooms})
    store.load({"household": frame}, source="demo", valid_from=JANUARY)
    found = store.read("household", columns=["building_id", "room"])
    assert np.array_equal(found["room"].to_numpy(), rooms)
    assert np.array_equal(found["building_id"].to_numpy(np.int64), np.arange(count) // 10)

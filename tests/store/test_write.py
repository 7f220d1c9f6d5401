"""What a write does, and what a write that fails leaves behind."""

from __future__ import annotations

import datetime as dt

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo.errors import BadInput, Conflict, JingweiError, NotFound
from geo.model import BBox
from geo.store import LayerChange, Store
from tests.store.world import DAY, JANUARY, JUNE, MARCH, ids, links, renamed, retired, squares, three_streets, venues


def test_new_rows_get_ids_from_one_on(store: Store) -> None:
    three_streets(store)
    assert ids(store.read("street")) == [1, 2, 3]
    assert store.versions()["street"] == 1
    assert store.versions()["community"] == 0


def test_a_row_with_a_current_id_becomes_its_new_version(store: Store) -> None:
    three_streets(store)
    renamed(store, 2, "中路", MARCH)
    history = store.history("street", 2)
    assert history["name"].tolist() == [None, "中路"]
    assert history["valid_from"].tolist() == [JANUARY, MARCH]
    assert history["valid_to"].tolist() == [MARCH, None]
    assert history["version_from"].tolist() == [1, 2]
    assert history["version_to"].tolist() == [2, pd.NA]
    assert ids(store.read("street")) == [1, 2, 3]


def test_a_row_replaced_on_its_first_day_has_no_day_left_and_stays_as_history(store: Store) -> None:
    three_streets(store)
    renamed(store, 1, "东路", JANUARY)
    assert store.history("street", 1)["valid_to"].tolist() == [JANUARY, None]
    assert store.read("street", as_of=JANUARY, ids=[1])["name"].tolist() == ["东路"]
    assert len(store.history("street", 1)) == 2


def test_a_retired_thing_ends_on_that_day(store: Store) -> None:
    three_streets(store)
    retired(store, 2, MARCH)
    assert ids(store.read("street")) == [1, 3]
    assert ids(store.read("street", as_of=MARCH - DAY)) == [1, 2, 3]
    assert ids(store.read("street", as_of=MARCH)) == [1, 3]


def test_a_row_that_would_have_ended_earlier_keeps_its_end(store: Store) -> None:
    store.write([LayerChange("street", squares("A", valid_to=[MARCH]), JANUARY)], source="test")
    retired(store, 1, JUNE)
    assert store.history("street", 1)["valid_to"].tolist() == [MARCH]


def test_an_allocated_id_is_given_to_nobody_else(store: Store) -> None:
    held = store.allocate("street", 2)
    assert held == range(1, 3)
    three_streets(store)
    assert ids(store.read("street")) == [3, 4, 5]
    store.write([LayerChange("street", squares("D", id=[held[1]]), JANUARY)], source="test")
    assert ids(store.read("street")) == [2, 3, 4, 5]
    assert store.allocate("street", 0) == range(6, 6)


def test_an_id_beyond_the_last_moves_the_counter_behind_it(store: Store) -> None:
    store.write(
        [LayerChange("street", squares("A", "B", id=pd.array([None, 40], dtype="Int64")), JANUARY)], source="test"
    )
    assert ids(store.read("street")) == [40, 41]
    assert store.allocate("street", 1) == range(42, 43)


def test_a_retired_thing_comes_back_under_its_id_but_not_before_its_end(store: Store) -> None:
    three_streets(store)
    retired(store, 1, MARCH)
    again = squares("A", id=[1])
    with pytest.raises(Conflict, match="validity-backward"):
        store.write([LayerChange("street", again, MARCH - DAY)], source="test")
    store.write([LayerChange("street", again, MARCH)], source="test")
    assert store.history("street", 1)["valid_from"].tolist() == [JANUARY, MARCH]


def test_several_layers_are_one_change(store: Store) -> None:
    number = store.write(
        [LayerChange("street", squares("A"), JANUARY), LayerChange("venue", venues("馆"), JANUARY)], source="test"
    )
    assert number == 1
    assert [(change.number, change.layer) for change in store.changes()] == [(1, "street"), (1, "venue")]


def test_nothing_to_write_is_no_change(store: Store) -> None:
    three_streets(store)
    assert store.write([], source="test") == 1
    assert store.write([LayerChange("street", squares(), JANUARY)], source="test") == 1
    assert store.write([LayerChange("street", None, JANUARY)], source="test") == 1
    assert store.versions()["street"] == 1


def test_source_and_key_are_filled_where_the_row_has_none(store: Store) -> None:
    rows = squares("A", "B", source=[None, "own"], key=[None, "k2"])
    store.write([LayerChange("street", rows, JANUARY)], source="given")
    store.write([LayerChange("service_link", links(7), JANUARY)], source="given")
    found = store.read("street")
    assert found["source"].tolist() == ["given", "own"]
    assert found["key"].tolist() == ["A", "k2"]
    assert store.read("service_link")["key"].tolist() == ["1"]


def test_new_rows_keep_their_own_first_day_and_changed_rows_take_that_of_the_change(store: Store) -> None:
    store.write([LayerChange("street", squares("A", valid_from=[MARCH]), JANUARY)], source="test")
    assert store.read("street")["valid_from"].tolist() == [MARCH]
    renamed(store, 1, "路", JUNE)
    assert store.read("street")["valid_from"].tolist() == [JUNE]


def test_a_change_names_the_boxes_of_old_and_new_rows(store: Store) -> None:
    three_streets(store)
    moved = squares("B", id=[2])
    moved["geometry"] = [shapely.box(10, 10, 11, 11)]
    number = store.write([LayerChange("street", moved, MARCH, retire=[3])], source="test", note="搬迁")
    (change,) = store.changes(since=number - 1)
    assert (change.number, change.layer, change.version, change.note) == (number, "street", 2, "搬迁")
    assert change.at.tzinfo is dt.UTC
    assert change.boxes == (BBox(1, 0, 2, 1), BBox(2, 0, 3, 1), BBox(10, 10, 11, 11))


def test_a_change_without_place_has_no_boxes(store: Store) -> None:
    store.write([LayerChange("service_link", links(1, 2), JANUARY)], source="test")
    assert store.changes()[0].boxes == ()


def test_a_code_may_move_to_another_thing_in_one_write(store: Store) -> None:
    three_streets(store)
    swapped = squares("B", "A", id=[1, 2])
    store.write([LayerChange("street", swapped, MARCH)], source="test")
    assert store.read("street")["code"].tolist() == ["B", "A", "C"]


def test_a_code_of_a_current_thing_is_refused_and_its_holder_named(store: Store) -> None:
    three_streets(store)
    with pytest.raises(Conflict, match="code-taken") as refusal:
        store.write([LayerChange("street", squares("D", "B"), MARCH)], source="test")
    assert refusal.value.params == {"layer": "street", "got": "B", "holder": 2}


def test_missing_codes_are_not_equal(store: Store) -> None:
    rows = squares("A", "B", "C")
    rows["code"] = None
    store.write([LayerChange("street", rows, JANUARY)], source="test")
    assert store.counts()["street"] == 3


def test_codes_that_were_ever_used_are_remembered(store: Store) -> None:
    three_streets(store)
    retired(store, 2, MARCH)
    assert store.used_codes("street") == {"A", "B", "C"}
    assert store.used_codes("entrance") == set()


def not_a_number() -> shapely.LineString:
    with np.errstate(invalid="ignore"):
        return shapely.LineString([(0, 0), (float("nan"), 1), (1, 1)])


REFUSED = {
    "an unknown layer": ([LayerChange("road", squares("A"), JANUARY)], NotFound, "layer-unknown"),
    "a layer twice": ([LayerChange("street", squares("D"), JANUARY)] * 2, BadInput, "layer-twice"),
    "an id twice": ([LayerChange("street", squares("D", "E", id=[1, 1]), MARCH)], BadInput, "id-wrong"),
    "an id both changed and retired": ([LayerChange("street", squares("D", id=[1]), MARCH, [1])], BadInput, "id-wrong"),
    "an id below one": ([LayerChange("street", squares("D", id=[-1]), MARCH)], BadInput, "id-wrong"),
    "a code twice": ([LayerChange("street", squares("D", "D"), MARCH)], Conflict, "code-twice"),
    "retiring what is not there": ([LayerChange("street", None, MARCH, [9])], NotFound, "feature-not-current"),
    "a change before the first day": ([LayerChange("street", None, JANUARY - DAY, [1])], Conflict, "validity-backward"),
    "a validity of no day": ([LayerChange("street", squares("D", valid_to=[MARCH]), MARCH)], BadInput, "validity-empty"),
    "an unknown column": ([LayerChange("street", squares("D", colour=["red"]), MARCH)], BadInput, "stored-column-unknown"),
    "a code that is a number": ([LayerChange("street", squares("D", name=[7]), MARCH)], BadInput, "stored-value-wrong"),
    "a zero byte": ([LayerChange("street", squares("D", name=["a\0b"]), MARCH)], BadInput, "stored-value-wrong"),
    "half a character": ([LayerChange("street", squares("D", name=pd.Series(["\ud83d"], dtype=object)), MARCH)], BadInput, "stored-value-wrong"),
    "a broken integer": ([LayerChange("venue", venues("v", capacity=[1.5]), MARCH)], BadInput, "stored-value-wrong"),
    "a text as extra": ([LayerChange("venue", venues("v", extra=["x"]), MARCH)], BadInput, "stored-value-wrong"),
    "infinity": ([LayerChange("incident", venues("v").drop(columns="name").assign(accuracy_m=[np.inf]), MARCH)],
                 BadInput, "stored-value-wrong"),
    "metres": ([LayerChange("venue", venues("v").set_geometry([shapely.Point(500_000, 4_000_000)]), MARCH)],
               BadInput, "stored-geometry-wrong"),
    "a line as venue": ([LayerChange("venue", venues("v").set_geometry([shapely.LineString([(0, 0), (1, 1)])]), MARCH)],
                        BadInput, "stored-geometry-wrong"),
    "an empty polygon": ([LayerChange("street", squares("D").set_geometry([shapely.Polygon()]), MARCH)],
                         BadInput, "stored-geometry-wrong"),
    "another reference system": ([LayerChange("venue", venues("v").set_crs(4490, allow_override=True), MARCH)],
                                 BadInput, "stored-geometry-wrong"),
    "NaN inside a line": ([LayerChange("path", gpd.GeoDataFrame(
        geometry=[not_a_number()], crs=4326), MARCH)],
        BadInput, "stored-geometry-wrong"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_a_write_that_is_refused_leaves_nothing(store: Store, case: str) -> None:
    three_streets(store)
    before = (store.versions(), store.change_number(), store.counts())
    changes, error, code = REFUSED[case]
    beside = LayerChange("estate", squares("X"), JANUARY)
    with pytest.raises(error, match=code) as refusal:
        store.write([beside, *changes], source="test")
    assert refusal.value.text("zh")
    assert refusal.value.text("en")
    assert (store.versions(), store.change_number(), store.counts()) == before


def test_every_refusal_of_the_store_speaks_both_languages() -> None:
    from geo.store import frames, opening, postgis, reading, records, schema, sqlite, transfer, writing
    from geo.store import store as facade

    modules = (facade, frames, opening, postgis, reading, records, schema, sqlite, transfer, writing)
    messages = {
        value.code: value for module in modules for value in vars(module).values() if hasattr(value, "remedy_zh")
    }
    assert len(messages) > 20
    for message in messages.values():
        assert message.zh != message.en
        assert bool(message.remedy_zh) == bool(message.remedy_en)


def test_a_failure_in_the_last_layer_takes_the_first_back(store: Store) -> None:
    three_streets(store)
    with pytest.raises(JingweiError):
        store.write(
            [LayerChange("estate", squares("X"), JANUARY), LayerChange("street", squares("A"), MARCH)], source="t"
        )
    assert store.counts()["estate"] == 0
    assert store.read("estate", bbox=BBox(-1, -1, 9, 9)).empty
    three = store.write([LayerChange("estate", squares("X"), JANUARY)], source="test")
    assert three == 2
    assert ids(store.read("estate")) == [1]

"""The city in memory is as fresh as the store, and holds nothing that needs rights."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pandas as pd
import pytest

from geo.layers import exposed_layers
from geo.snapshot import City, LayerSnapshot
from geo.store import LayerChange, Store
from geo.store.reading import Reader
from geo.store.snapshots import Snapshots
from tests.store.world import DAY, JANUARY, JUNE, MARCH, renamed, retired, squares, three_streets, venues


def same(one: LayerSnapshot, other: LayerSnapshot) -> bool:
    """Whether two snapshots of a layer hold the same rows."""
    everything = range(len(one))
    return len(one) == len(other) and str(one.features(everything)) == str(other.features(everything))


def contents(city: City) -> dict[str, list[tuple[object, ...]]]:
    """Every row of a city, to compare."""
    return {
        layer: list(zip(snapshot.ids.tolist(), *(c.tolist() for c in snapshot.columns.values()),
                        [None if g is None else g.wkt for g in snapshot.geometry], strict=True))
        for layer, snapshot in city.items()
    }  # fmt: skip


def test_an_empty_store_is_an_empty_city_with_every_layer(store: Store) -> None:
    city = Snapshots(store).city()
    assert set(city) == {layer.id for layer in exposed_layers()}
    assert city.extent() is None


def test_an_unchanged_city_is_the_same_object(store: Store) -> None:
    snapshots = Snapshots(store)
    three_streets(store)
    assert snapshots.city() is snapshots.city()
    assert snapshots.city(JANUARY) is snapshots.city(JANUARY)


def test_only_the_layers_that_moved_are_built_again(store: Store) -> None:
    three_streets(store)
    store.write([LayerChange("venue", venues("馆"), JANUARY)], source="test")
    snapshots = Snapshots(store)
    before = snapshots.city()
    renamed(store, 1, "路", MARCH)
    after = snapshots.city()
    assert after["venue"] is before["venue"]
    assert after["street"] is not before["street"]
    assert after.versions == {layer: store.versions()[layer] for layer in after}


def test_a_city_that_followed_every_edit_equals_one_that_was_read_afresh(store: Store) -> None:
    three_streets(store)
    snapshots = Snapshots(store)
    snapshots.city()
    renamed(store, 1, "路", MARCH)
    snapshots.city()
    retired(store, 2, MARCH)
    store.write([LayerChange("street", squares("D", "E"), MARCH)], source="test")
    retired(store, 4, JUNE)
    assert snapshots.city()["street"].ids.tolist() == [1, 3, 5]
    assert contents(snapshots.city()) == contents(Snapshots(store).city())


def test_a_date_shows_what_was_valid_then_and_follows_edits(store: Store) -> None:
    three_streets(store)
    retired(store, 3, MARCH)
    snapshots = Snapshots(store)
    assert snapshots.city(MARCH - DAY)["street"].ids.tolist() == [1, 2, 3]
    assert snapshots.city(MARCH)["street"].ids.tolist() == [1, 2]
    assert len(snapshots.city(JANUARY - DAY)["street"]) == 0
    renamed(store, 1, "更正", JANUARY)
    assert snapshots.city(MARCH)["street"].columns["name"].tolist() == ["更正", None]


def names(snapshots: Snapshots) -> list[str | None]:
    found: list[str | None] = snapshots.city()["street"].columns["name"].tolist()
    return found


def test_now_is_what_holds_today_and_turns_with_the_day(store: Store) -> None:
    three_streets(store)
    day = [MARCH]
    snapshots = Snapshots(store, today=lambda: day[0])
    assert names(snapshots) == [None, None, None]
    renamed(store, 1, "将来", JUNE)
    retired(store, 2, JUNE)
    store.write([LayerChange("street", squares("D"), JUNE)], source="test")
    before = snapshots.city()
    assert (before["street"].ids.tolist(), names(snapshots)) == ([1, 2, 3], [None, None, None])
    day[0] = JUNE - DAY
    assert snapshots.city()["street"] is before["street"]
    day[0] = JUNE
    assert (snapshots.city()["street"].ids.tolist(), names(snapshots)) == ([1, 3, 4], ["将来", None, None])
    assert snapshots.city()["venue"] is before["venue"]
    assert snapshots.city().stamp("street") != before.stamp("street")
    assert contents(snapshots.city()) == contents(snapshots.city(JUNE))


def test_a_change_of_a_change_to_come_leaves_today_alone(store: Store) -> None:
    three_streets(store)
    snapshots = Snapshots(store, today=lambda: MARCH)
    renamed(store, 1, "六月", JUNE)
    snapshots.city()
    renamed(store, 1, "六月以后", JUNE + DAY)
    assert names(snapshots) == [None, None, None]


def test_a_row_whose_days_are_over_is_not_shown(store: Store) -> None:
    three_streets(store)
    gone = squares("D").assign(valid_from=[JANUARY], valid_to=[MARCH])
    store.write([LayerChange("street", gone, JANUARY)], source="test")
    assert Snapshots(store, today=lambda: MARCH - DAY).city()["street"].ids.tolist() == [1, 2, 3, 4]
    assert Snapshots(store, today=lambda: MARCH).city()["street"].ids.tolist() == [1, 2, 3]
    assert store.counts()["street"] == 4


def test_a_date_shares_the_layers_that_are_as_now(store: Store) -> None:
    three_streets(store)
    store.write([LayerChange("venue", venues("馆"), JANUARY)], source="test")
    retired(store, 3, JUNE)
    snapshots = Snapshots(store)
    march, now = snapshots.city(MARCH), snapshots.city()
    assert march["venue"] is now["venue"]
    assert march["street"] is not now["street"]
    assert march["street"].ids.tolist() == [1, 2, 3]


def test_dates_are_built_one_at_a_time(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    three_streets(store)
    retired(store, 1, JUNE)
    snapshots = Snapshots(store)
    snapshots.city()
    read, building, most = Reader.read, [0], [0]

    def spy(reader: Reader, layer: str, **question: object) -> pd.DataFrame:
        building[0] += 1
        most[0] = max(most[0], building[0])
        time.sleep(0.01)
        try:
            return read(reader, layer, **question)  # type: ignore[arg-type]
        finally:
            building[0] -= 1

    monkeypatch.setattr(Reader, "read", spy)
    with ThreadPoolExecutor(6) as pool:
        cities = list(pool.map(snapshots.city, [MARCH + turn * DAY for turn in range(6)]))
    assert [city["street"].ids.tolist() for city in cities] == [[1, 2, 3]] * 6
    assert most[0] == 1


def test_the_last_dates_are_kept_and_no_more(store: Store) -> None:
    three_streets(store)
    snapshots = Snapshots(store, dates_kept=2)
    first = snapshots.city(JANUARY)
    snapshots.city(MARCH)
    assert snapshots.city(JANUARY) is first
    snapshots.city(JUNE)
    assert snapshots.city(JANUARY) is first
    march = snapshots.city(MARCH)
    snapshots.city(JUNE)
    assert snapshots.city(MARCH) is march
    assert snapshots.city(JANUARY) is not first


def test_restricted_layers_and_fields_are_never_read(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, tuple[str, ...]]] = []
    read = Reader.read

    def spy(reader: Reader, layer: str, **question: object) -> pd.DataFrame:
        asked.append((layer, tuple(question["columns"])))  # type: ignore[arg-type]
        return read(reader, layer, **question)  # type: ignore[arg-type]

    monkeypatch.setattr(Reader, "read", spy)
    snapshots = Snapshots(store)
    snapshots.city()
    store.write([LayerChange("unit", venues("支部", level=[2]), JANUARY)], source="test")
    snapshots.city()
    snapshots.city(JANUARY)
    assert {layer for layer, _ in asked} == {layer.id for layer in exposed_layers()}
    columns = {(layer, column) for layer, names in asked for column in names}
    assert not columns & {("unit", "household_id"), ("incident", "description"), ("incident", "client_id")}
    assert not {column for _, column in columns} & {"extra", "original", "key", "source"}


def test_many_that_ask_at_once_build_one_city(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    three_streets(store)
    builds: list[str] = []
    make = LayerSnapshot.from_frame.__func__  # type: ignore[attr-defined]

    def counted(cls: type[LayerSnapshot], layer: object, *rest: object) -> LayerSnapshot:
        builds.append(layer.id)  # type: ignore[attr-defined]
        found: LayerSnapshot = make(cls, layer, *rest)
        return found

    monkeypatch.setattr(LayerSnapshot, "from_frame", classmethod(counted))
    snapshots = Snapshots(store)
    start = threading.Barrier(8)

    def ask(_: int) -> City:
        start.wait()
        return snapshots.city()

    with ThreadPoolExecutor(8) as pool:
        cities = list(pool.map(ask, range(8)))
    assert len({id(city) for city in cities}) == 1
    assert builds.count("street") == 1


def test_after_an_acknowledged_write_nobody_gets_an_older_city(store: Store) -> None:
    three_streets(store)
    snapshots = Snapshots(store)
    stale: list[str] = []
    stop = threading.Event()

    def keep_asking() -> None:
        while not stop.is_set():
            snapshots.city()

    def edit(thing: int) -> None:
        for turn in range(15):
            renamed(store, thing, f"{thing}-{turn}", JANUARY)
            name = snapshots.city()["street"].value(thing - 1, "name")
            if name != f"{thing}-{turn}":
                stale.append(f"{name} after {thing}-{turn}")

    with ThreadPoolExecutor(5) as pool:
        askers = [pool.submit(keep_asking) for _ in range(2)]
        editors = [pool.submit(edit, thing) for thing in (1, 2, 3)]
        try:
            for editor in editors:
                editor.result()
        finally:
            stop.set()
        for asker in askers:
            asker.result()
    assert stale == []


def test_the_city_of_places_is_not_read_again_for_reports_but_for_places(store: Store) -> None:
    three_streets(store)
    snapshots = Snapshots(store, today=lambda: JUNE)
    for day in (JUNE, MARCH):
        first = snapshots.places(day)
        store.write([LayerChange("venue", venues("站"), JANUARY)], source="test")
        assert snapshots.places(day) is first
        renamed(store, 1, f"改名{day}", MARCH)
        fresh = snapshots.places(day)
        assert fresh["street"].value(0, "name") == f"改名{day}"
        assert len(fresh["venue"]) == len(snapshots.city(day)["venue"])

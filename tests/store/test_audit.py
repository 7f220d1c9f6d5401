"""Who looked is written down with the look, once and for good; whoever rewrites it is found out."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy.exc import DBAPIError

from geo.audit import Asker, End, Fault, Seen, faults
from geo.errors import Unavailable
from geo.store import Store
from tests.store.world import three_streets

WORKER = Asker("7", "worker", "visit")


def look(store: Store, *things: int) -> None:
    with store.witnessed(WORKER) as one:
        for thing in things:
            one.saw("household", thing)


def wrong(store: Store, known: End | None = None) -> list[Fault]:
    return list(faults(*store.audit_chain(), known))


def rewrite(store: Store, *statements: str) -> None:
    """What somebody does who owns the database: lifts the triggers and changes rows."""
    with store.writing() as connection:
        if store.kind == "postgresql":
            connection.exec_driver_sql("ALTER TABLE audit_entry DISABLE TRIGGER USER")
            connection.exec_driver_sql("ALTER TABLE audit_end DISABLE TRIGGER USER")
        else:
            for verb in ("update", "delete", "replace"):
                connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS audit_entry_no_{verb}")
            for name in ("forward", "no_insert", "no_delete"):
                connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS audit_end_{name}")
        for statement in statements:
            connection.exec_driver_sql(statement)


def test_what_was_seen_stands_in_the_chain_in_its_order(store: Store) -> None:
    look(store, 5, 3, 5)
    store.exporting(WORKER, Seen("export", "grid", 9, "pack"))
    entries, end = store.audit_chain()
    assert [(one.number, one.who, one.act, one.layer, one.thing, one.purpose) for one in entries] == [
        (1, "7", "read", "household", 5, "visit"),
        (2, "7", "read", "household", 3, "visit"),
        (3, "7", "export", "grid", 9, "visit"),
    ]
    assert end == End(3, entries[-1].seal)
    assert wrong(store) == []


def test_a_look_that_fails_or_sees_nothing_leaves_no_entry(store: Store) -> None:
    def fail() -> None:
        with store.witnessed(WORKER) as one:
            one.saw("household", 1)
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    look(store)
    assert store.audit_chain()[0] == []


def test_a_look_reads_and_writes_nothing_else(store: Store) -> None:
    three_streets(store)
    with store.witnessed(WORKER) as one:
        assert list(one.read("street", ids=[2])["code"]) == ["B"]
        with pytest.raises(RuntimeError), one.writing():
            pass


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET who = 'nobody'",
        "DELETE FROM audit_entry WHERE number = 1",
        "INSERT INTO audit_entry SELECT * FROM audit_entry WHERE number = 1",
    ],
)
def test_entries_are_never_rewritten(store: Store, statement: str) -> None:
    look(store, 1, 2)
    with pytest.raises(DBAPIError), store.writing() as connection:
        connection.exec_driver_sql(statement)
    assert wrong(store) == []


@pytest.mark.postgis
def test_the_chain_is_not_emptied_at_once(postgis_store: Store) -> None:
    with pytest.raises(DBAPIError, match="added, never"), postgis_store.writing() as connection:
        connection.exec_driver_sql("TRUNCATE audit_entry")


def test_replacing_an_entry_is_rewriting_it(sqlite_store: Store) -> None:
    look(sqlite_store, 1)
    with pytest.raises(DBAPIError, match="added, never"), sqlite_store.writing() as connection:
        connection.exec_driver_sql("INSERT OR REPLACE INTO audit_entry SELECT * FROM audit_entry")


REWRITTEN = {
    "edited": (["UPDATE audit_entry SET who = 'nobody' WHERE number = 3"], [Fault("edited", 3, 3)]),
    "another moment": (["UPDATE audit_entry SET at = '2020-01-01T00:00:00.000000+00:00' WHERE number = 2"], [Fault("edited", 2, 2)]),
    "removed": (["DELETE FROM audit_entry WHERE number IN (2, 3)"], [Fault("removed", 2, 3)]),
    "the first removed": (["DELETE FROM audit_entry WHERE number = 1"], [Fault("removed", 1, 1)]),
    "the last removed": (["DELETE FROM audit_entry WHERE number = 5"], [Fault("removed", 5, 5)]),
    "put in": (["INSERT INTO audit_entry SELECT number + 1, at, who, roles, act, layer, thing, purpose, detail, seal FROM audit_entry WHERE number = 5"],
               [Fault("edited", 6, 6), Fault("inserted", 6, 6)]),
    "two changed places": (["UPDATE audit_entry SET number = 9 WHERE number = 2", "UPDATE audit_entry SET number = 2 WHERE number = 3",
                            "UPDATE audit_entry SET number = 3 WHERE number = 9"],
                           [Fault("edited", 2, 2), Fault("edited", 3, 3), Fault("edited", 4, 4)]),
    "all removed": (["DELETE FROM audit_entry"], [Fault("removed", 1, 5)]),
}  # fmt: skip


@pytest.mark.parametrize("how", REWRITTEN)
def test_whoever_lifts_the_triggers_is_found_out(store: Store, how: str) -> None:
    statements, expected = REWRITTEN[how]
    look(store, 1, 2, 3, 4, 5)
    rewrite(store, *statements)
    assert wrong(store) == expected


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM audit_end",
        "UPDATE audit_end SET number = 1, seal = (SELECT seal FROM audit_entry WHERE number = 1)",
        "UPDATE audit_end SET number = 9, seal = 'x'",
        "UPDATE audit_end SET seal = 'x'",
        "INSERT INTO audit_end (one, number, seal) VALUES (2, 2, 'x')",
    ],
)
def test_the_end_of_the_chain_goes_forward_to_its_last_entry_only(store: Store, statement: str) -> None:
    look(store, 1, 2)
    with pytest.raises(DBAPIError, match="added, never"), store.writing() as connection:
        connection.exec_driver_sql(statement)
    look(store, 3)
    assert wrong(store) == []


def test_a_chain_whose_end_was_taken_away_says_so_and_shows_nothing(store: Store) -> None:
    look(store, 1, 2)
    rewrite(store, "DELETE FROM audit_end")
    assert wrong(store) == [Fault("missing", 0, 0)]
    with pytest.raises(Unavailable, match="written down"):
        look(store, 3)


def test_a_whole_new_chain_is_told_by_an_end_that_was_kept(store: Store) -> None:
    look(store, 1, 2, 3)
    kept = store.audit_chain()[1]
    rewrite(store, "DELETE FROM audit_entry", f"UPDATE audit_end SET number = 0, seal = '{'0' * 64}'")
    look(store, 1, 2, 4)
    assert wrong(store) == []
    assert wrong(store, kept) == [Fault("end", 3, 3)]


def test_many_that_look_at_once_keep_one_chain(store: Store) -> None:
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda thing: look(store, thing, thing + 1000), range(1, 65)))
    entries, _ = store.audit_chain()
    assert [one.number for one in entries] == list(range(1, 129))
    # each look's entries stand together, in the order of its commit
    assert all(two.thing == one.thing + 1000 for one, two in zip(entries[::2], entries[1::2], strict=True))
    assert {one.thing for one in entries} == {*range(1, 65), *range(1001, 1065)}
    assert [one.at for one in entries] == sorted(one.at for one in entries)
    assert wrong(store) == []


def test_no_entry_no_look(store: Store) -> None:
    three_streets(store)
    with store.writing() as connection:
        connection.exec_driver_sql("ALTER TABLE audit_entry RENAME TO audit_gone")
    shown = []

    def seen() -> None:
        with store.witnessed(WORKER) as one:
            rows = one.read("street", ids=[1])
            one.saw("street", 1)
        shown.append(rows)

    with pytest.raises(Unavailable, match="written down"):
        seen()
    assert shown == []


def test_entries_about_a_thing_are_found_by_layer_and_time(store: Store) -> None:
    look(store, 1, 2)
    store.exporting(WORKER, Seen("export", "household", None, "everything"))
    numbers = [one.number for one in store.audit_about({"household": [2], "building": [1]})]
    assert numbers == [2, 3]
    assert store.audit_about({"household": [2]}, until=dt.datetime(2020, 1, 1, tzinfo=dt.UTC)) == []

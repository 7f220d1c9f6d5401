"""A deployment moves between databases with everything that it holds."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import geopandas as gpd
import pytest
import shapely

from geo.errors import Conflict, Unavailable
from geo.flows.copy_store import copy_store
from geo.model import BBox
from geo.store import ImportRun, LayerChange, Store, accounts, open_store, postgis
from geo.store.sessions import AccountToken, add_token
from geo.store.tables import TABLES
from geo.store.transfer import Receiver
from tests.store.test_aliases import ALIAS
from tests.store.test_audit import rewrite
from tests.store.test_metric_runs import RUN
from tests.store.test_records import STEP
from tests.store.test_scenarios import SCENARIO
from tests.store.world import JANUARY, JUNE, MARCH, ids, links, renamed, retired, three_streets, venues

NOON = dt.datetime(2024, 5, 1, 12, 0, 0, 1, tzinfo=dt.UTC)


def lived_in(store: Store) -> None:
    """A store with history, gaps, every kind of value, imports and incident steps."""
    three_streets(store)
    renamed(store, 1, "𠮷路", MARCH)
    retired(store, 2, JUNE)
    shapes = [shapely.box(0, 0, 0.1, 0.3), None]
    rows = gpd.GeoDataFrame(
        {"name": ["一", None], "extra": [{"备注": ["有猫", 1.5]}, None], "original": [b"\0\1", None]},
        geometry=shapes,
        crs=4326,
    )
    store.write(
        [LayerChange("building", rows, dt.date(1958, 1, 1)), LayerChange("service_link", links(1), MARCH)], source="t"
    )
    incident = (
        venues("x").drop(columns="name").assign(category="disputes", state="closed", reported_at=[NOON], accuracy_m=0.1)
    )
    store.write([LayerChange("incident", incident, MARCH)], source="t", note="报告")
    store.allocate("venue", 5)
    store.save_import_run(ImportRun("street", ["a.zip"], "done", NOON, NOON, {"added": 3}))
    store.add_incident_steps([STEP])
    store.save_metric_run(RUN)
    store.save_alias(ALIAS)
    store.save_scenario(SCENARIO)
    store.save_scenario(replace(SCENARIO, name="x"))
    store.delete_scenario(1)
    with store.writing() as connection:
        account = accounts.make_account(connection, "wg0001", "网格员", NOON)
        accounts.begin_totp(connection, account.id, "sealed")
        accounts.confirm_totp(connection, accounts.account_named(connection, "wg0001"), 5, ["r1", "r2"])
        add_token(connection, AccountToken(account.id, "QGIS", "t1", ["worker"], True, NOON, NOON))


@pytest.fixture(params=["sqlite to postgis", "postgis to sqlite"])
def two(request: pytest.FixtureRequest, sqlite_store: Store, postgis_store: Store) -> tuple[Store, Store]:
    return (sqlite_store, postgis_store) if request.param.startswith("sqlite") else (postgis_store, sqlite_store)


def test_everything_arrives(two: tuple[Store, Store]) -> None:
    source, target = two
    lived_in(source)
    copied = copy_store(source, target)
    assert {table: rows for table, rows in copied.items() if rows} == {
        "street": 4, "building": 2, "service_link": 1, "incident": 1, "change": 6, "import_run": 1, "incident_history": 1,
        "metric_run": 1, "scenario": 2, "address_alias": 1, "account": 1,
        "account_token": 1, "recovery_code": 2,
    }  # fmt: skip
    assert target.versions() == source.versions()
    assert target.identity() != source.identity()
    assert target.change_number() == source.change_number()
    assert target.changes() == source.changes()
    assert target.import_runs() == source.import_runs()
    assert target.incident_steps() == source.incident_steps()
    assert target.metric_run(1) == source.metric_run(1)
    assert target.scenarios() == source.scenarios()
    assert target.aliases() == source.aliases()
    for day in (None, JANUARY, MARCH, JUNE):
        assert target.counts(day) == source.counts(day)
    for layer in ("street", "building", "service_link", "incident"):
        one, other = source.read(layer, since_version=0), target.read(layer, since_version=0)
        for version in range(source.versions()[layer] + 1):
            known = source.read(layer, at_version=version), target.read(layer, at_version=version)
            assert known[0].astype(str).equals(known[1].astype(str))
        if "geometry" in one:
            assert one.geometry.to_wkb().tolist() == other.geometry.to_wkb().tolist()
        assert one.astype(str).equals(other.astype(str))


def test_the_copy_goes_on_where_the_first_stopped(two: tuple[Store, Store]) -> None:
    source, target = two
    lived_in(source)
    copy_store(source, target)
    assert renamed(target, 1, "后", JUNE) == source.change_number() + 1
    assert ids(target.read("street", bbox=BBox(0.5, 0.5, 0.5, 0.5))) == [1]
    assert target.allocate("venue", 1) == range(6, 7)
    assert target.save_import_run(ImportRun("street", [], "done", NOON)).id == 2
    target.add_incident_steps([STEP])
    assert len(target.incident_steps()) == 2
    assert target.save_metric_run(RUN).id == 1
    assert target.save_metric_run(replace(RUN, kind="housing")).id == 2
    assert target.save_scenario(SCENARIO).id == 3


def test_a_target_that_holds_anything_is_refused_and_left_alone(two: tuple[Store, Store]) -> None:
    source, target = two
    lived_in(source)
    target.add_incident_steps([STEP])
    with pytest.raises(Conflict, match=r"copy-target-not-empty.*incident_history"):
        copy_store(source, target)
    assert target.change_number() == 0


def test_a_target_without_tables_is_refused(sqlite_store: Store, postgis_url: str) -> None:
    with open_store(postgis_url) as target, pytest.raises(Unavailable, match="schema-not-ready"):
        copy_store(sqlite_store, target)


def test_a_copy_that_differs_by_one_bit_is_not_kept(two: tuple[Store, Store], monkeypatch: pytest.MonkeyPatch) -> None:
    source, target = two
    lived_in(source)
    add = Receiver.add

    def careless(receiver: Receiver, table: str, rows: list[tuple[object, ...]]) -> None:
        if table == "building":
            place = shapely.box(0, 0, 0.1, 0.30000000000000004).wkb
            rows = [
                tuple(place if isinstance(value, bytes) and len(value) > 9 else value for value in row) for row in rows
            ]
        add(receiver, table, rows)  # type: ignore[arg-type]

    monkeypatch.setattr(Receiver, "add", careless)
    with pytest.raises(Conflict, match=r"copy-differs.*building"):
        copy_store(source, target)
    assert target.counts() == dict.fromkeys(target.counts(), 0)
    assert target.change_number() == 0


def test_an_empty_store_is_copied_too(two: tuple[Store, Store]) -> None:
    assert set(copy_store(*two).values()) == {0}


def test_progress_ends_at_the_whole(two: tuple[Store, Store]) -> None:
    source, target = two
    lived_in(source)
    seen: list[tuple[str, int, int]] = []
    copy_store(source, target, lambda *step: seen.append(step))
    assert [step for step in seen if step[0] == "copy"][-1] == ("copy", 24, 24)
    assert seen[-1] == ("verify", 24, 24)


@pytest.mark.parametrize("broken", ["source", "target"])
def test_a_store_that_does_not_say_how_far_its_audit_chain_goes_is_not_copied(
    two: tuple[Store, Store], broken: str
) -> None:
    source, target = two
    three_streets(source)
    rewrite(source if broken == "source" else target, "DELETE FROM audit_end")
    with pytest.raises(Conflict) as told:
        copy_store(source, target)
    assert told.value.message.code == "copy-chain-end-missing" and broken in told.value.text("en")
    assert target.change_number() == 0 and not target.counts()["street"]


@pytest.mark.postgis
@pytest.mark.parametrize("few", [0, 50])
def test_few_rows_and_many_come_another_way_and_are_the_same(
    sqlite_store: Store, postgis_store: Store, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(postgis, "FEW", few)
    lived_in(sqlite_store)
    lived_in(postgis_store)
    with sqlite_store.sending() as one, postgis_store.sending() as other:
        for table in TABLES:
            assert one.fingerprint(table) == other.fingerprint(table), table

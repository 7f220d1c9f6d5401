"""PostGIS: what QGIS or psql does to a layer keeps the promises that the store makes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pandas as pd
import psycopg
import pytest

from geo.model import BBox
from geo.store import LayerChange, Store
from geo.store.snapshots import Snapshots
from tests.cluster import Cluster
from tests.store.world import DAY, JANUARY, ids, renamed, squares, three_streets, venues

pytestmark = pytest.mark.postgis

SQUARE = "ST_Multi(ST_MakeEnvelope({0}, 5, {0} + 1, 6, 4326))"


@pytest.fixture
def psql(cluster: Cluster, postgis_store: Store) -> Iterator[psycopg.Connection]:
    with psycopg.connect(cluster.conninfo(postgis_store.url), autocommit=True) as connection:
        yield connection


def today(connection: psycopg.Connection) -> dt.date:
    """The day in China: the server's own zone, and that of whoever writes, mean nothing."""
    connection.execute("SET timezone = 'America/Los_Angeles'")
    row = connection.execute("SELECT (now() AT TIME ZONE 'Asia/Shanghai')::date").fetchone()
    assert row is not None
    found: dt.date = row[0]
    return found


def test_an_insert_gets_id_version_and_change(postgis_store: Store, psql: psycopg.Connection) -> None:
    three_streets(postgis_store)
    psql.execute(f"INSERT INTO street (code, name, geometry) VALUES ('Q', '外', {SQUARE.format(7)}), ('R', '部', NULL)")
    found = postgis_store.read("street", ids=[4, 5])
    assert found["code"].tolist() == ["Q", "R"]
    assert found["version_from"].tolist() == [2, 2]
    assert found["source"].tolist() == ["outside", "outside"]
    assert found["key"].tolist() == ["4", "5"]
    assert found["valid_from"].tolist() == [today(psql)] * 2
    (change,) = postgis_store.changes(since=1)
    assert (change.number, change.layer, change.version, change.boxes) == (2, "street", 2, (BBox(7, 5, 8, 6),))
    assert renamed(postgis_store, 4, "又", today(psql)) == 3
    assert postgis_store.allocate("street", 1) == range(6, 7)


def test_an_update_keeps_the_row_that_was(postgis_store: Store, psql: psycopg.Connection) -> None:
    three_streets(postgis_store)
    psql.execute(f"UPDATE street SET name = '改', geometry = {SQUARE.format(7)}, id = 99 WHERE id = 2")
    history = postgis_store.history("street", 2)
    assert history["name"].tolist() == [None, "改"]
    assert history["valid_from"].tolist() == [JANUARY, today(psql)]
    assert history["valid_to"].tolist() == [today(psql), None]
    assert history["version_from"].tolist() == [1, 2]
    assert history["version_to"].tolist()[0] == 2
    assert postgis_store.changes(since=1)[0].boxes == (BBox(1, 0, 8, 6),)
    assert postgis_store.read("street", as_of=JANUARY, ids=[2])["name"].tolist() == [None]


def test_a_delete_is_a_retirement(postgis_store: Store, psql: psycopg.Connection) -> None:
    three_streets(postgis_store)
    psql.execute("DELETE FROM street WHERE id IN (1, 2)")
    assert ids(postgis_store.read("street")) == [3]
    assert ids(postgis_store.read("street", as_of=JANUARY)) == [1, 2, 3]
    assert postgis_store.used_codes("street") == {"A", "B", "C"}
    assert postgis_store.changes(since=1)[0].boxes == (BBox(0, 0, 2, 1),)


def test_a_snapshot_follows_what_comes_from_outside(postgis_store: Store, psql: psycopg.Connection) -> None:
    three_streets(postgis_store)
    snapshots = Snapshots(postgis_store)
    assert snapshots.city()["street"].ids.tolist() == [1, 2, 3]
    psql.execute("DELETE FROM street WHERE id = 1")
    psql.execute("UPDATE street SET name = '改' WHERE id = 3")
    psql.execute("INSERT INTO street (name) VALUES ('新')")
    street = snapshots.city()["street"]
    assert street.ids.tolist() == [2, 3, 4]
    assert street.columns["name"].tolist() == [None, "改", "新"]


def test_an_update_never_reaches_back_over_what_was(postgis_store: Store, psql: psycopg.Connection) -> None:
    three_streets(postgis_store)
    psql.execute("UPDATE street SET valid_from = '2020-01-01', name = '改' WHERE id = 1")
    history = postgis_store.history("street", 1)
    assert history["valid_from"].tolist() == [JANUARY, today(psql)]
    assert history["valid_to"].tolist() == [today(psql), None]
    snapshots = Snapshots(postgis_store)
    for day in (JANUARY, today(psql) - DAY, today(psql)):
        assert snapshots.city(day)["street"].ids.tolist() == [1, 2, 3]


def test_an_update_may_begin_later(postgis_store: Store, psql: psycopg.Connection) -> None:
    three_streets(postgis_store)
    psql.execute("UPDATE street SET valid_from = '2999-01-01', name = '改' WHERE id = 1")
    assert postgis_store.history("street", 1)["valid_from"].tolist() == [JANUARY, dt.date(2999, 1, 1)]


def test_a_thing_that_comes_back_does_so_after_it_ended(postgis_store: Store, psql: psycopg.Connection) -> None:
    three_streets(postgis_store)
    psql.execute("DELETE FROM street WHERE id = 1")
    psql.execute("INSERT INTO street (id, name, valid_from) VALUES (1, '回', '2020-01-01')")
    assert postgis_store.history("street", 1)["valid_from"].tolist() == [JANUARY, today(psql)]
    assert Snapshots(postgis_store).city(JANUARY)["street"].ids.tolist() == [1, 2, 3]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE street SET valid_to = '2020-01-01' WHERE id = 1",
        "INSERT INTO street (name, valid_from, valid_to) VALUES ('x', '2026-01-02', '2026-01-01')",
        "INSERT INTO street (name, valid_from, valid_to) VALUES ('x', '2026-01-02', '2026-01-02')",
    ],
)
def test_a_row_that_would_hold_on_no_day_is_refused(
    postgis_store: Store, psql: psycopg.Connection, statement: str
) -> None:
    three_streets(postgis_store)
    with pytest.raises(psycopg.errors.CheckViolation):
        psql.execute(statement)
    assert postgis_store.change_number() == 1


def test_history_and_whole_layers_are_out_of_reach(postgis_store: Store, psql: psycopg.Connection) -> None:
    three_streets(postgis_store)
    renamed(postgis_store, 1, "路", JANUARY)
    for statement in (
        "UPDATE street SET name = 'x' WHERE version_to IS NOT NULL",
        "DELETE FROM street WHERE version_to IS NOT NULL",
        "TRUNCATE street",
    ):
        with pytest.raises(psycopg.errors.RaiseException):
            psql.execute(statement)
    assert len(postgis_store.history("street", 1)) == 2
    assert postgis_store.change_number() == 2


def test_a_code_that_is_taken_is_refused_from_outside_too(postgis_store: Store, psql: psycopg.Connection) -> None:
    three_streets(postgis_store)
    with pytest.raises(psycopg.errors.UniqueViolation):
        psql.execute("INSERT INTO street (code) VALUES ('A')")
    assert postgis_store.change_number() == 1
    assert postgis_store.versions()["street"] == 1


def test_a_layer_without_geometry_is_kept_as_well(postgis_store: Store, psql: psycopg.Connection) -> None:
    psql.execute("INSERT INTO boundary_set (name, state) VALUES ('2024', 'draft')")
    psql.execute("UPDATE boundary_set SET state = 'published'")
    assert postgis_store.history("boundary_set", 1)["state"].tolist() == ["draft", "published"]
    assert [change.boxes for change in postgis_store.changes()] == [(), ()]


def test_the_stores_own_writes_count_once(postgis_store: Store) -> None:
    three_streets(postgis_store)
    renamed(postgis_store, 1, "路", JANUARY)
    assert postgis_store.change_number() == 2
    assert postgis_store.versions()["street"] == 2


def test_an_area_is_an_outline_or_a_point_from_outside_too(postgis_store: Store, psql: psycopg.Connection) -> None:
    psql.execute("INSERT INTO building (geometry) VALUES (ST_SetSRID(ST_MakePoint(1, 2), 4326))")
    with pytest.raises(psycopg.errors.CheckViolation):
        psql.execute("INSERT INTO building (geometry) VALUES ('SRID=4326;LINESTRING(0 0, 1 1)')")
    assert len(postgis_store.read("building")) == 1


@pytest.mark.parametrize(
    "edit", ["DELETE FROM venue WHERE id = 1", "UPDATE venue SET name = '改', current_to = '2025-01-01' WHERE id = 1"]
)
def test_a_read_at_the_version_before_an_edit_from_outside_knows_the_end_that_was_meant(
    postgis_store: Store, psql: psycopg.Connection, edit: str
) -> None:
    end = dt.date(2999, 1, 1)
    postgis_store.write([LayerChange("venue", venues("馆", valid_to=[end]), JANUARY)], source="test")
    before = {day: postgis_store.read("venue", as_of=day) for day in (None, JANUARY, end - DAY, end)}
    psql.execute(edit)
    for day, known in before.items():
        pd.testing.assert_frame_equal(postgis_store.read("venue", as_of=day, at_version=1), known)
    assert [len(known) for known in before.values()] == [1, 1, 1, 0]
    assert postgis_store.history("venue", 1)["valid_to"].iloc[0] == today(psql)


@pytest.fixture
def published(postgis_store: Store) -> Store:
    """Street 1 belongs to the published set 1; set 2 is a draft."""
    sets = pd.DataFrame({"name": ["现行", "草案"], "state": ["published", "draft"]})
    streets = squares("A", boundary_set_id=[1], name=["路"])
    postgis_store.load({"boundary_set": sets, "street": streets}, source="test", valid_from=JANUARY)
    return postgis_store


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM street WHERE id = 1",
        "UPDATE street SET code = 'B' WHERE id = 1",
        "UPDATE street SET geometry = NULL WHERE id = 1",
        f"UPDATE street SET geometry = {SQUARE.format(7)} WHERE id = 1",
        "UPDATE street SET boundary_set_id = NULL WHERE id = 1",
        "INSERT INTO street (code, boundary_set_id) VALUES ('Q', 1)",
        "INSERT INTO street (code, boundary_set_id) VALUES ('Q', 2)",
    ],
)
def test_a_published_set_stays_as_it_is_from_outside_too(
    published: Store, psql: psycopg.Connection, statement: str
) -> None:
    with pytest.raises(psycopg.errors.CheckViolation, match="boundary set"):
        psql.execute(statement)
    assert published.change_number() == 1


def test_names_in_a_published_set_and_areas_of_no_set_may_change_from_outside(
    published: Store, psql: psycopg.Connection
) -> None:
    psql.execute("UPDATE street SET name = '大道', geometry = geometry WHERE id = 1")
    psql.execute(f"INSERT INTO street (code, geometry) VALUES ('Q', {SQUARE.format(7)})")
    psql.execute(f"UPDATE street SET geometry = {SQUARE.format(8)} WHERE id = 2")
    psql.execute("DELETE FROM street WHERE id = 2 AND version_to IS NULL")
    assert published.read("street")["name"].tolist() == ["大道"]

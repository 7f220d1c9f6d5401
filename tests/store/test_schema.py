"""The migrations make the schema that the queries use, and the indexes serve the queries they are made for."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine
from sqlalchemy.exc import DBAPIError, IntegrityError, SAWarning
from sqlalchemy.types import TypeEngine

from geo.layers import LAYERS
from geo.store import SYSTEM, Store, open_store, schema
from geo.store.tables import METADATA
from geo.store.types import Geometry, Instant
from tests.cluster import Cluster
from tests.store.test_records import STEP
from tests.store.world import DAY, JUNE, MARCH, retired, three_streets


def differences(connection: Connection) -> list[Any]:
    """What Alembic would change to turn the database into the metadata, R*Trees left out."""

    def compare_type(_: Any, __: Any, ___: Any, found: TypeEngine[Any], wanted: TypeEngine[Any]) -> bool | None:
        dialect = connection.dialect
        if isinstance(wanted, Geometry):
            return False if dialect.name == "postgresql" else None
        if isinstance(wanted, Instant):
            return found.compile(dialect) != wanted.load_dialect_impl(dialect).compile(dialect)
        return None

    options = {
        "compare_type": compare_type,
        "include_name": lambda name, kind, _: kind != "table" or "_box" not in name,
    }
    context = MigrationContext.configure(connection, opts=options)
    with warnings.catch_warnings():
        # geometry columns are compared by their definition below
        warnings.filterwarnings("ignore", "Did not recognize type 'geometry'", SAWarning)
        found = [item for item in compare_metadata(context, METADATA) if "spatial_ref_sys" not in str(item)]
    if connection.dialect.name == "sqlite":
        return [item for item in found if not (item[0] == "add_index" and item[1].name.endswith("_geometry"))]
    return found


def test_alembic_finds_nothing_to_change(store: Store) -> None:
    with store.writing() as connection:
        assert differences(connection) == []


def test_alembic_would_find_a_column_that_is_missing(store: Store) -> None:
    with store.writing() as connection:
        connection.exec_driver_sql("ALTER TABLE street ADD COLUMN colour text")
        assert [item[0] for item in differences(connection)] == ["remove_column"]


def sqlite_schema(connection: Connection) -> dict[str, list[str]]:
    rows = connection.exec_driver_sql(
        "SELECT type || ' ' || name, sql FROM sqlite_master WHERE type IN ('table', 'index') AND sql IS NOT NULL"
    )
    return {name: squeezed(text) for name, text in rows if "_box" not in name and "alembic" not in name}


def squeezed(text: str) -> list[str]:
    """The parts of a definition: a column that came later stands behind the constraints."""
    return sorted("".join(text.replace('"', "").split()).removesuffix(";").removesuffix(")").split(","))


def test_migrated_and_declared_sqlite_are_the_same_text(sqlite_store: Store, tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'declared.sqlite'}")
    METADATA.create_all(engine)
    with engine.connect() as declared, sqlite_store.writing() as migrated:
        wanted = {name: text for name, text in sqlite_schema(declared).items() if not name.endswith("_geometry")}
        assert sqlite_schema(migrated) == wanted
    engine.dispose()


POSTGIS_SCHEMA = """
SELECT 'column ' || table_name || '.' || column_name, format('%%s %%s %%s', is_nullable, is_identity, (
    SELECT format_type(atttypid, atttypmod) FROM pg_attribute
    WHERE attrelid = table_name::regclass AND attname = column_name))
FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT 'index ' || indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
"""


@pytest.mark.postgis
def test_migrated_and_declared_postgis_have_equal_columns_and_indexes(postgis_store: Store, cluster: Cluster) -> None:
    url = cluster.create_database()
    engine = create_engine(url)
    METADATA.create_all(engine)
    with engine.connect() as declared, postgis_store.writing() as migrated:
        found = dict(migrated.exec_driver_sql(POSTGIS_SCHEMA).all())
        wanted = dict(declared.exec_driver_sql(POSTGIS_SCHEMA).all())
    engine.dispose()
    cluster.drop_database(url)
    assert {name: text for name, text in found.items() if "alembic" not in name} == wanted
    assert "gist" in found["index building_geometry"]
    assert found["column building.geometry"] == "YES NO geometry(Geometry,4326)"


def test_every_layer_of_the_registry_has_its_version_row(store: Store) -> None:
    assert store.versions() == dict.fromkeys(LAYERS, 0)


PLANS = {
    "the current rows in pages": ("SELECT * FROM street WHERE version_to IS NULL AND id > 5 ORDER BY id LIMIT 9", "street_id_current"),
    "the history of a thing": ("SELECT * FROM street WHERE id = 5", "street_id_history"),
    "a code": ("SELECT * FROM street WHERE version_to IS NULL AND code = 'A'", "street_code_current"),
    "what a street holds": ("SELECT * FROM community WHERE version_to IS NULL AND street_id = 5", "community_street_id_current"),
    "what was written since": ("SELECT * FROM street WHERE version_from > 5", "street_version_from"),
    "what was closed since": ("SELECT * FROM street WHERE version_to > 5", "street_version_to"),
    "the runs of a kind": ("SELECT id FROM metric_run WHERE kind = 'coverage' AND as_of = '2024-01-01' AND id < 5 ORDER BY id DESC LIMIT 9", "metric_run_kind"),
    "the run of a basis": ("SELECT * FROM metric_run WHERE key = 'x'", "metric_run_key"),
    "the areas of a draft": ("SELECT * FROM draft_area WHERE boundary_set_id = 1 ORDER BY layer, id", "draft_area_thing"),
    "the scenario of a name": ("SELECT * FROM scenario WHERE name = 'x' AND deleted_at IS NULL", "scenario_name"),
    "what came under an id": ("SELECT * FROM incident_receipt WHERE client_id = 'x'", "incident_receipt_client"),
    "the photos of incidents": ("SELECT * FROM incident_photo WHERE incident_id = 5 ORDER BY id", "incident_photo_incident"),
    "the steps of an incident": ("SELECT * FROM incident_history WHERE incident_id = 5 ORDER BY id", "incident_history_incident"),
}  # fmt: skip


@pytest.mark.parametrize("question", PLANS)
def test_each_index_serves_its_query(store: Store, question: str) -> None:
    query, index = PLANS[question]
    with store.writing() as connection:
        if store.kind == "postgresql":
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
            connection.exec_driver_sql("SET LOCAL enable_sort = off")
        explain = "EXPLAIN" if store.kind == "postgresql" else "EXPLAIN QUERY PLAN"
        plan = "\n".join(str(tuple(row)) for row in connection.exec_driver_sql(f"{explain} {query}"))
    assert index in plan


def test_a_row_cannot_end_before_it_begins(store: Store) -> None:
    three_streets(store)
    for statement in (
        "UPDATE street SET valid_to = '2023-12-31' WHERE id = 1",
        "INSERT INTO street (fid, id, key, source, valid_from, valid_to, version_from) "
        "OVERRIDING SYSTEM VALUE VALUES (99, 9, 'k', 's', '2024-01-02', '2024-01-01', 9)",
    ):
        with pytest.raises(IntegrityError, match=r"validity|valid_to"), store.writing() as connection:
            connection.exec_driver_sql(spoken(store, statement))


def spoken(store: Store, statement: str) -> str:
    """The statement as this database takes it: only PostgreSQL guards its row numbers."""
    return statement.replace("OVERRIDING SYSTEM VALUE ", "") if store.kind == "sqlite" else statement


def test_each_store_has_a_name_of_its_own(sqlite_store: Store, postgis_store: Store, tmp_path: Path) -> None:
    with open_store(f"sqlite:///{tmp_path / 'other.sqlite'}") as other:
        other.migrate()
        found = {other.identity(), sqlite_store.identity(), postgis_store.identity()}
        other.migrate()
        assert other.identity() in found
    assert len(found) == 3


RENAMED_THEN = """
UPDATE street SET version_to = 2, valid_to = '2024-03-01' WHERE id = 2;
INSERT INTO street (fid, id, code, name, key, source, valid_from, version_from)
OVERRIDING SYSTEM VALUE VALUES (4, 2, 'B', '路', 'B', 'test', '2024-03-01', 2);
UPDATE layer_version SET version = 2 WHERE layer = 'street';
UPDATE change_counter SET number = 2
"""


def test_a_store_of_the_first_schema_is_mended_and_goes_on(sqlite_url: str, postgis_url: str) -> None:
    for url in (sqlite_url, postgis_url):
        with open_store(url).acting(SYSTEM) as store:
            with store.writing() as connection:
                command.upgrade(schema._config(connection), "0001")
            assert not store.status().ready
            three_streets(store)
            with store.writing() as connection:
                connection.exec_driver_sql("UPDATE street SET valid_to = '2023-01-01' WHERE id = 1")
            with store.writing() as connection:  # as the program of the first schema did
                for statement in RENAMED_THEN.split(";"):
                    connection.exec_driver_sql(spoken(store, statement))
            if store.kind == "postgresql":  # what an edit from outside could do
                with store.writing() as connection:
                    connection.exec_driver_sql(
                        "UPDATE street SET valid_from = '2024-02-01' WHERE id = 2 AND version_to IS NULL"
                    )
            assert store.migrate().ready
            assert store.read("street", as_of=MARCH - DAY)["id"].tolist() == [2, 3]
            assert store.read("street", as_of=MARCH)["name"].tolist() == ["路", None]
            assert store.change_number() == 2
            assert store.read("street", as_of=JUNE, at_version=1)["name"].tolist() == [None, None]
            retired(store, 3, JUNE)
            assert store.read("street", as_of=JUNE, at_version=2)["id"].tolist() == [2, 3]


def test_a_deleted_row_takes_its_box_with_it(sqlite_store: Store) -> None:
    three_streets(sqlite_store)
    with sqlite_store.writing() as connection:
        connection.exec_driver_sql("DELETE FROM street WHERE id = 2")
        assert connection.exec_driver_sql("SELECT fid FROM street_box ORDER BY fid").scalars().all() == [1, 3]


def test_sqlite_waits_for_the_disk(sqlite_store: Store) -> None:
    with sqlite_store.reader() as reader:
        ask = reader._connection.exec_driver_sql
        assert ask("PRAGMA journal_mode").scalar() == "wal"
        assert ask("PRAGMA synchronous").scalar() == 2
        assert ask("PRAGMA foreign_keys").scalar() == 1


@pytest.mark.parametrize(
    "statement", ["UPDATE change SET note = 'x'", "DELETE FROM change", "DELETE FROM incident_history"]
)
def test_logs_are_never_rewritten(store: Store, statement: str) -> None:
    three_streets(store)
    store.add_incident_steps([STEP])
    with pytest.raises(DBAPIError, match="added, never"), store.writing() as connection:
        connection.exec_driver_sql(statement)


LOGGED = {
    "change": "SELECT * FROM change",
    "incident_history": "SELECT * FROM incident_history",
    "incident_receipt": "SELECT * FROM incident_receipt",
    "incident_photo": "SELECT * FROM incident_photo",
}


def with_logs(store: Store) -> None:
    three_streets(store)
    store.add_incident_steps([STEP])
    with store.writing() as connection:
        for statement in (
            "INSERT INTO incident_receipt (client_id, kind, digest, incident_ids, at, number) "
            "VALUES ('x', 'report', 'd', '[7]', '2024-05-01T12:00:00.000000+00:00', 1)",
            "INSERT INTO incident_photo (incident_id, sha256, size, width, height, at) "
            "VALUES (7, 'a', 1, 1, 1, '2024-05-01T12:00:00.000000+00:00')",
        ):
            connection.exec_driver_sql(statement)


@pytest.mark.parametrize("table", LOGGED)
def test_replacing_a_row_of_a_log_is_rewriting_it(sqlite_store: Store, table: str) -> None:
    with_logs(sqlite_store)
    with pytest.raises(IntegrityError, match="added, never"), sqlite_store.writing() as connection:
        connection.exec_driver_sql(f"INSERT OR REPLACE INTO {table} {LOGGED[table]}")


@pytest.mark.parametrize("table", LOGGED)
def test_rows_of_a_log_are_not_deleted(store: Store, table: str) -> None:
    with_logs(store)
    with pytest.raises(DBAPIError, match="added, never"), store.writing() as connection:
        connection.exec_driver_sql(f"DELETE FROM {table}")


def test_an_id_that_a_client_made_is_taken_once(store: Store) -> None:
    with_logs(store)
    with pytest.raises(IntegrityError), store.writing() as connection:
        connection.exec_driver_sql(
            "INSERT INTO incident_receipt (client_id, kind, digest, incident_ids, at, number) "
            "VALUES ('x', 'step', 'e', '[8]', '2024-05-01T12:00:00.000000+00:00', 2)"
        )

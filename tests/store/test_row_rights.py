"""Rows about people are read by those who reach them, over both databases; in PostGIS by the policies alone as well.

    west          east
+----------+----------+----------+
|  grid 1  |  grid 2  | no grid  |     street 1
|   b1 h1  |   b2 h2  |   b3 h3  |
+----------+----------+----------+
 community 1           community 2
"""

from __future__ import annotations

import ast
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import psycopg
import pytest
import shapely
from sqlalchemy import Connection, select, text

import geo.store
from geo.clock import china_today
from geo.errors import BadInput, NotFound
from geo.store import SYSTEM, IncidentStep, LayerChange, Reach, ReachMissingError, Store, open_store
from geo.store.allowed import allowed
from geo.store.catalogue import Leak, Standing, leaks
from geo.store.incident_desk import Photo
from geo.store.rights import EVERYWHERE, NOTHING, RESTRICTED, SHOWN, Ground
from geo.store.tables import TABLES
from tests.cluster import Cluster
from tests.store.world import JANUARY, JUNE, MARCH, ids, squares

NOW = dt.datetime(2024, 3, 1, 8, tzinfo=dt.UTC)
SERVICE = "jingwei_service"
GRID_1, GRID_2 = Ground(frozenset({1})), Ground(frozenset({2}))
COMMUNITY_1 = Ground(frozenset({1, 2}), frozenset({1}))
COMMUNITY_2 = Ground(frozenset(), frozenset({2}))


def at(ground: Ground) -> Reach:
    """A worker's reach."""
    return Reach(ground, ground, ground, ground, links=True)


def points(*places: float, **columns: Any) -> gpd.GeoDataFrame:
    """Points in a row."""
    return gpd.GeoDataFrame(columns, geometry=[shapely.Point(place, 0.5) for place in places], crs=4326)


def small_city(store: Store) -> None:
    """The city of the picture: unit 1 is a branch, unit 2 the hub household h1; incidents lie in both grids."""
    grid_cells = squares("G1", "G2", community_id=[1, 1])
    incident = {"category": ["environment"] * 2, "state": ["collected"] * 2, "reported_at": [NOW] * 2}
    frames: dict[str, pd.DataFrame] = {
        "street": squares("S"), "community": squares("C1", "C2", street_id=[1, 1]), "grid": grid_cells,
        "building": squares("B1", "B2", "B3", grid_id=[1, 2, None], community_id=[1, 1, 2]),
        "household": pd.DataFrame({"building_id": [1, 2, 3]}),
        "unit": points(0.5, 0.5, code=["U1", "U2"], level=[2, 4], household_id=[None, 1]),
        "service_link": pd.DataFrame({
            "unit_id": [1, 2, 1], "target_layer": ["grid", "building", "household"], "target_id": [1, 1, 2],
            "is_primary": [True, True, False],
        }),
        "incident": points(0.5, 1.5, grid_id=[1, 2], description=["west", "east"], **incident),
        "assignment": pd.DataFrame({"account": ["a"], "role": ["worker"], "area_layer": ["grid"], "area_id": [1]}),
    }  # fmt: skip
    system = store.acting(SYSTEM)
    for layer, frame in frames.items():
        system.write([LayerChange(layer, frame, JANUARY)], source="test")
    system.add_incident_steps([IncidentStep(thing, NOW, None, "collected") for thing in (1, 2)])
    system.at_incident_desk(lambda desk: desk.add_photos([Photo(thing, "00" * 32, 1, 1, 1, NOW) for thing in (1, 2)]))


@pytest.fixture(scope="module")
def service(service_city: str) -> Iterator[Store]:
    """The small city in PostGIS, opened as the service opens it."""
    with open_store(service_city) as store:
        yield store


@pytest.fixture(scope="module")
def owner(service_city: str) -> Iterator[Store]:
    """The same as a superuser, whom no policy binds."""
    with open_store(service_city.replace(f"//{SERVICE}@", "//postgres@")) as store:
        yield store


@pytest.fixture(scope="module")
def service_city(cluster: Cluster, migrated_postgis: str) -> Iterator[str]:
    """The small city in PostGIS, made by its owner, and the address at which the service signs in."""
    url = cluster.create_database(template=migrated_postgis)
    with open_store(url) as owner:
        small_city(owner)
        owner.admit_service(SERVICE)
    yield url.replace("//postgres@", f"//{SERVICE}@")
    cluster.drop_database(url)


@pytest.fixture(scope="module")
def sqlite_city(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The small city in a file."""
    path = tmp_path_factory.mktemp("rights") / "city.sqlite"
    path.write_bytes(migrated_sqlite.read_bytes())
    with open_store(f"sqlite:///{path}") as store:
        small_city(store)
    return f"sqlite:///{path}"


@pytest.fixture(scope="module", params=["sqlite", pytest.param("service", marks=pytest.mark.postgis)])
def city(request: pytest.FixtureRequest) -> Iterator[Store]:
    """The small city, opened as the service opens it."""
    with open_store(request.getfixturevalue(f"{request.param}_city")) as store:
        yield store


def seen(store: Store, reach: Reach) -> dict[str, list[int]]:
    """The ids of every restricted row that a reach sees."""
    acting = store.acting(reach)
    layers = [name for name in RESTRICTED if name not in ("incident_history", "incident_photo")]
    found = {layer: ids(acting.read(layer)) for layer in layers}
    found["incident_history"] = [step.incident_id for step in acting.incident_steps()]
    return found | {"incident_photo": [photo.incident_id for photo in acting.incident_photos([1, 2])]}


IN_GRID_1 = {
    "household": [1], "unit": [1, 2], "service_link": [1, 2], "assignment": [], "incident": [1],
    "incident_history": [1], "incident_photo": [1],
}  # fmt: skip
IN_GRID_2 = {
    "household": [2], "unit": [1], "service_link": [1, 3], "assignment": [], "incident": [2],
    "incident_history": [2], "incident_photo": [2],
}  # fmt: skip
WHAT_IS_SEEN = {
    "the west grid": (at(GRID_1), IN_GRID_1),
    "the east grid": (at(GRID_2), IN_GRID_2),
    "a community with its grids": (
        at(COMMUNITY_1),
        {"household": [1, 2], "unit": [1, 2], "service_link": [1, 2, 3], "assignment": [], "incident": [1, 2],
         "incident_history": [1, 2], "incident_photo": [1, 2]},
    ),
    "a community without grids": (
        at(COMMUNITY_2),
        {"household": [3], "unit": [1], "service_link": [1], "assignment": [], "incident": [], "incident_history": [],
         "incident_photo": []},
    ),
    "everywhere, as a person": (
        at(EVERYWHERE),
        {"household": [1, 2, 3], "unit": [1, 2], "service_link": [1, 2, 3], "assignment": [], "incident": [1, 2],
         "incident_history": [1, 2], "incident_photo": [1, 2]},
    ),
    "doors without hubs, as a dispatcher": (
        Reach(GRID_1, incidents=GRID_1, steps=GRID_1, links=True), IN_GRID_1 | {"unit": [1], "service_link": [1]},
    ),
    "incidents without their steps, as an analyst": (
        Reach(incidents=GRID_1, links=True),
        {"household": [], "unit": [1], "service_link": [1], "assignment": [], "incident": [1], "incident_history": [],
         "incident_photo": []},
    ),
    "staff without areas": (
        Reach(links=True),
        {"household": [], "unit": [1], "service_link": [1], "assignment": [], "incident": [], "incident_history": [],
         "incident_photo": []},
    ),
    "the public": (
        NOTHING,
        {"household": [], "unit": [1], "service_link": [], "assignment": [], "incident": [], "incident_history": [],
         "incident_photo": []},
    ),
    "the city in memory": (
        SHOWN,
        {"household": [], "unit": [1], "service_link": [], "assignment": [], "incident": [1, 2],
         "incident_history": [], "incident_photo": []},
    ),
    "the program itself": (
        SYSTEM,
        {"household": [1, 2, 3], "unit": [1, 2], "service_link": [1, 2, 3], "assignment": [1], "incident": [1, 2],
         "incident_history": [1, 2], "incident_photo": [1, 2]},
    ),
}  # fmt: skip


@pytest.mark.parametrize("who", WHAT_IS_SEEN)
def test_each_reach_sees_its_rows_and_no_others(city: Store, who: str) -> None:
    reach, expected = WHAT_IS_SEEN[who]
    assert seen(city, reach) == expected


@pytest.mark.postgis
@pytest.mark.parametrize("who", WHAT_IS_SEEN)
def test_the_policies_alone_see_the_same(service: Store, who: str) -> None:
    reach, expected = WHAT_IS_SEEN[who]
    with service.acting(reach).looking() as connection:
        assert {table: bare(connection, table) for table in RESTRICTED} == expected


@pytest.mark.postgis
@pytest.mark.parametrize("who", WHAT_IS_SEEN)
def test_the_predicate_alone_sees_the_same(owner: Store, who: str) -> None:
    reach, expected = WHAT_IS_SEEN[who]
    assert seen(owner, reach) == expected


def bare(connection: Connection, table: str) -> list[int]:
    """What a query that forgets the predicate gets."""
    column = "incident_id" if table in ("incident_history", "incident_photo") else "id"
    return list(connection.scalars(text(f"SELECT {column} FROM {table} ORDER BY 1")))


def test_a_store_that_acts_for_nobody_is_an_error_not_an_empty_answer(city: Store) -> None:
    assert ids(city.read("building")) == [1, 2, 3]
    for layer in ("household", "unit", "service_link", "assignment", "incident"):
        with pytest.raises(ReachMissingError):
            city.read(layer)
    for ask in (city.incident_steps, lambda: city.incident_photos([1]), lambda: city.incident_photo(1), city.counts):
        with pytest.raises(ReachMissingError):
            ask()


@pytest.mark.postgis
def test_a_transaction_that_did_not_say_for_whom_is_refused_by_the_database(service: Store) -> None:
    with service.acting(SYSTEM).looking() as connection:
        assert bare(connection, "household") == [1, 2, 3]
    # the same connection from the pool: the setting has ended with its transaction
    for table in RESTRICTED:
        with pytest.raises(ReachMissingError, match="for whom"), service.looking() as connection:
            bare(connection, table)


def test_a_photo_out_of_reach_is_as_absent_as_one_that_never_was(city: Store) -> None:
    assert city.acting(at(GRID_2)).incident_photo(2).incident_id == 2
    for number in (1, 77):
        with pytest.raises(NotFound, match="photo-unknown"):
            city.acting(at(GRID_2)).incident_photo(number)


def test_ids_history_codes_and_pages_go_no_further_than_the_reach(city: Store) -> None:
    west = city.acting(at(GRID_2))
    assert ids(west.read("household", ids=[1, 2, 3])) == [2]
    assert ids(west.read("household", where={"building_id": [1, 2]}, as_of=MARCH)) == [2]
    assert ids(west.read("household", after=0, limit=5)) == [2]
    assert ids(west.read("household", since_version=0)) == [2]
    assert ids(west.history("household", 1)) == []
    assert west.used_codes("unit") == {"U1"}
    assert west.counts()["household"] == 1


def test_nobody_but_the_program_writes_households(city: Store) -> None:
    for reach in (NOTHING, at(GRID_1), at(EVERYWHERE)):
        with pytest.raises(ReachMissingError):
            city.acting(reach).write([LayerChange("household", pd.DataFrame({"building_id": [1]}), MARCH)], source="x")


@pytest.mark.postgis
def test_a_policy_alone_keeps_writes_of_others_out(service: Store) -> None:
    wrong = {
        "INSERT INTO household (id, building_id, key, valid_from, source, version_from) "
        "VALUES (9, 1, 'x', '2024-01-01', 'x', 9)": at(EVERYWHERE),
        "INSERT INTO incident_history (incident_id, at, to_state) VALUES (1, now(), 'closed')": NOTHING,
    }
    for statement, reach in wrong.items():
        with service.acting(reach).writing() as connection:
            with pytest.raises(Exception, match="row-level security"):
                connection.execute(text(statement))
            connection.rollback()
    with service.acting(at(GRID_1)).writing() as connection:
        assert connection.execute(text("UPDATE incident SET state = 'void'")).rowcount == 1
        connection.rollback()


@pytest.fixture
def changing(store: Store) -> Store:
    """A small city that a test may change."""
    small_city(store)
    return store


def test_a_building_that_moves_takes_its_households_and_their_past_along(changing: Store) -> None:
    row = changing.read("building", ids=[1])
    row["grid_id"] = [2]
    changing.write([LayerChange("building", row, JUNE)], source="test")
    for day in (None, MARCH, JUNE):
        assert ids(changing.acting(at(GRID_1)).read("household", as_of=day)) == []
        assert ids(changing.acting(at(GRID_2)).read("household", as_of=day)) == [1, 2]
    assert ids(changing.acting(at(GRID_2)).read("unit")) == [1, 2]


def test_a_move_that_begins_later_gives_nobody_the_doors_yet(changing: Store) -> None:
    row = changing.read("building", ids=[1])
    row["grid_id"] = [2]
    changing.write([LayerChange("building", row, china_today() + dt.timedelta(30))], source="test")
    for ground, homes, units in ((GRID_1, [1], [1, 2]), (GRID_2, [2], [1])):
        assert ids(changing.acting(at(ground)).read("household")) == homes
        assert ids(changing.acting(at(ground)).read("unit")) == units


MOVES_LATER = (
    "UPDATE building SET version_to = 9, valid_to = current_date + 30 WHERE id = 1",
    "INSERT INTO building (id, grid_id, community_id, key, valid_from, source, version_from) "
    "SELECT id, 2, 1, key, current_date + 30, source, 9 FROM building WHERE id = 1",
)


@pytest.mark.postgis
@pytest.mark.parametrize(("ground", "homes", "units"), [(GRID_1, [1], [1, 2]), (GRID_2, [2], [1])])
def test_the_policies_alone_go_by_today_too(owner: Store, ground: Ground, homes: list[int], units: list[int]) -> None:
    with owner.acting(at(ground)).writing() as connection:
        for statement in (*MOVES_LATER, f"SET LOCAL ROLE {SERVICE}"):
            connection.execute(text(statement))
        assert (bare(connection, "household"), bare(connection, "unit")) == (homes, units)
        connection.rollback()


def test_households_of_a_building_that_is_gone_are_nobodys_own(changing: Store) -> None:
    changing.write([LayerChange("building", None, JUNE, retire=[1])], source="test")
    assert ids(changing.acting(at(COMMUNITY_1)).read("household", as_of=MARCH)) == [2]
    assert ids(changing.acting(at(EVERYWHERE)).read("household", as_of=MARCH)) == [1, 2, 3]


def test_a_link_that_has_ended_stays_with_those_who_reach_its_household(changing: Store) -> None:
    changing.write([LayerChange("service_link", None, JUNE, retire=[2, 3])], source="test")
    for ground, day, expected in ((GRID_1, MARCH, [1, 2]), (GRID_2, MARCH, [1, 3]), (GRID_1, JUNE, [1])):
        assert ids(changing.acting(at(ground)).read("service_link", as_of=day)) == expected


def test_an_incident_that_is_moved_away_takes_its_steps_along(changing: Store) -> None:
    worker = changing.acting(at(GRID_1))

    def move(desk: Any) -> None:
        (row,) = desk.current([1])
        desk.save([{**row, "grid_id": 2}], NOW, "place")
        desk.add_steps([IncidentStep(1, NOW, "collected", "collected", act="place")])

    worker.at_incident_desk(move)
    assert worker.incident_steps() == []
    assert [step.incident_id for step in changing.acting(at(GRID_2)).incident_steps()] == [1, 2, 1]
    with pytest.raises(NotFound):
        worker.at_incident_desk(lambda desk: desk.current([1]))


@pytest.mark.postgis
def test_the_catalogue_shows_no_way_past_the_policies(service: Store) -> None:
    assert service.leaks() == []
    assert service.standing() == Standing(SERVICE, bypasses=False, owns=False)


OPENED = {
    "ALTER TABLE household NO FORCE ROW LEVEL SECURITY": Leak("no-row-security", "household"),
    "ALTER TABLE incident DISABLE ROW LEVEL SECURITY": Leak("no-row-security", "incident"),
    "DROP POLICY unit_seen ON unit": Leak("no-policy", "unit SELECT"),
    "CREATE POLICY all_of_it ON household USING (true)": Leak("strange-policy", "household.all_of_it"),
    "CREATE VIEW doors AS SELECT * FROM household": Leak("view", "doors"),
    "CREATE MATERIALIZED VIEW told AS SELECT * FROM incident": Leak("view", "told"),
    "CREATE VIEW inner_doors WITH (security_invoker=true) AS SELECT * FROM household; "
    "CREATE VIEW outer_doors AS SELECT * FROM inner_doors": Leak("view", "outer_doors"),
    "CREATE ROLE peeping; GRANT SELECT ON household TO peeping": Leak("reader", "peeping household"),
    "CREATE ROLE peeping; GRANT SELECT ON metric_run TO peeping": Leak("reader", "peeping metric_run"),
    "CREATE ROLE ring; CREATE ROLE peeping IN ROLE ring; GRANT SELECT ON incident TO ring": Leak(
        "reader", "peeping incident"
    ),
    "CREATE FUNCTION doors() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM household'": Leak(
        "function", "doors()"
    ),
    "GRANT SELECT ON service_link TO PUBLIC": Leak("public-grant", "service_link"),
    "CREATE PUBLICATION everything FOR TABLE household": Leak("publication", "household"),
    "CREATE ROLE peeping BYPASSRLS; GRANT SELECT ON household TO peeping": Leak("bypass", "peeping"),
}


@pytest.mark.postgis
@pytest.mark.parametrize("statement", OPENED)
def test_the_catalogue_shows_each_way_that_is_opened(owner: Store, statement: str) -> None:
    with owner.writing() as connection:
        assert leaks(connection) == []
        for one in statement.split(";"):
            connection.execute(text(one))
        assert OPENED[statement] in leaks(connection)
        connection.rollback()


@pytest.mark.postgis
def test_a_role_that_could_pass_the_policies_by_is_no_role_for_the_service(owner: Store) -> None:
    with pytest.raises(BadInput, match="service-role-unfit"):
        owner.admit_service("postgres")


@pytest.mark.postgis
def test_the_service_role_cannot_take_itself_more(cluster: Cluster, service_city: str) -> None:
    forbidden = (
        "ALTER TABLE household DISABLE ROW LEVEL SECURITY", "DROP POLICY household_seen ON household",
        "TRUNCATE household", "SET ROLE postgres", "CREATE ROLE other", "UPDATE alembic_version SET version_num = 'x'",
        "ALTER TABLE incident_history DISABLE TRIGGER ALL", "ALTER TABLE audit_entry DISABLE TRIGGER USER",
        "UPDATE audit_entry SET who = 'x'", "DELETE FROM audit_entry", "TRUNCATE audit_entry",
    )  # fmt: skip
    with psycopg.connect(cluster.conninfo(service_city).replace("user=postgres", f"user={SERVICE}")) as connection:
        for statement in forbidden:
            with pytest.raises(psycopg.Error, match=r"must be owner|permission denied"):
                connection.execute(statement)
            connection.rollback()


def test_an_embedded_store_has_no_roles(sqlite_store: Store) -> None:
    with pytest.raises(BadInput, match="database-without-roles"):
        sqlite_store.admit_service(SERVICE)
    assert sqlite_store.leaks() == []
    assert sqlite_store.standing() is None


MANY_HOUSEHOLDS = (
    "INSERT INTO household (id, building_id, key, valid_from, source, version_from) "
    "SELECT 100 + n, 10 + n / 10, n, '2024-01-01', 'x', 9 FROM generate_series(1, 20000) AS n"
)


@pytest.mark.postgis
def test_what_is_allowed_begins_at_an_index_where_a_policy_alone_reads_every_row(owner: Store) -> None:
    condition = allowed(owner._backend, TABLES["household"], at(GRID_1))
    query = select(TABLES["household"].c.id).where(condition, TABLES["household"].c.version_to.is_(None))
    told = str(query.compile(owner._backend.engine, compile_kwargs={"literal_binds": True}))
    with owner.acting(at(GRID_1)).writing() as connection:
        connection.execute(text(MANY_HOUSEHOLDS))
        connection.execute(text("ANALYZE household"))
        connection.execute(text(f"SET LOCAL ROLE {SERVICE}"))
        plan = "\n".join(connection.scalars(text(f"EXPLAIN (COSTS OFF) {told}".replace(":", "\\:"))))
        forgotten = "\n".join(connection.scalars(text("EXPLAIN (COSTS OFF) SELECT id FROM household")))
        connection.rollback()
    assert "Index Cond: (building_id = ANY" in plan
    assert "Seq Scan on household" in forgotten


MAY_NAME_TABLES = {
    "tables", "allowed", "reading", "batches", "records", "incident_desk", "keeping", "transfer", "drafts",
    "erasing", "accounts",
}  # fmt: skip
"""The modules that name tables of rows about people: each asks ``allowed``, or hands its table to one that does (batches, to writing), or is for the system alone (transfer,
erasing, and accounts, which asks for the assignments of one login), or names areas only (drafts)."""
NAMES = {"TABLES", "INCIDENT_HISTORY", "INCIDENT_PHOTO"}


def test_nothing_else_reaches_the_tables() -> None:
    naming = set()
    root = Path(geo.store.__file__ or "").parents[2]
    for path in (*(root / "geo").rglob("*.py"), *(root / "api").rglob("*.py")):
        if path.parts[-2] == "versions":
            continue
        tree = ast.parse(path.read_text("utf-8"))
        imported = {
            one.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for one in node.names
            if node.module == "geo.store.tables"
        }  # fmt: skip
        written = [
            node.value for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
            and any(f"FROM {table}" in node.value for table in RESTRICTED)
        ]  # fmt: skip
        if NAMES & imported or written or path.stem == "tables":
            naming.add(path.stem)
    assert naming == MAY_NAME_TABLES


def test_every_select_of_a_restricted_table_asks_what_is_allowed() -> None:
    """In the modules that read them, no function selects from a table without asking, but for those that write."""
    reading = Path(geo.store.__file__ or "").parent
    exempt = {
        "incident_desk": {"receipt_of", "__init__"},
        "records": {"save_import_run", "import_runs"}, "reading": {
            "identity", "stamps", "change_number", "changes", "versions", "_require_version", "_read_in_box", "_select",
            "_read_apart",
        },
    }  # fmt: skip
    for module, spared in exempt.items():
        tree = ast.parse((reading / f"{module}.py").read_text("utf-8"))
        for node in ast.walk(tree):
            if not isinstance(node, ast.FunctionDef) or node.name in spared:
                continue
            called = {
                call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
                for call in ast.walk(node) if isinstance(call, ast.Call)
            }  # fmt: skip
            if called & {"select", "_select"}:
                assert called & {"allowed", "_allowed", "_reached"}, f"{module}.{node.name} asks nothing"

"""The first schema: a table per layer, versions, changes, imports, the steps of incidents.

A migration is frozen text: it says what was made on its day and never reads the registry, which moves on.
"""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

from geo.store.types import DOCUMENT, WHOLE, Geometry, Instant

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TYPES: dict[str, TypeEngine[Any]] = {
    "text": sa.Text(),
    "whole": WHOLE,
    "real": sa.Float(53),
    "truth": sa.Boolean(),
    "day": sa.Date(),
    "instant": Instant(),
}

# layer, kind of geometry, its own columns, those of them by which holders are looked up
LAYERS: tuple[tuple[str, str | None, str, str], ...] = (
    ("boundary_set", None, "name text, state text", ""),
    ("street", "Geometry", "code text, name text, kind text, district text, boundary_set_id whole", ""),
    ("community", "Geometry", "code text, name text, kind text, street_id whole, boundary_set_id whole", "street_id"),
    ("grid", "Geometry", "code text, name text, kind text, community_id whole, households whole, boundary_set_id whole", "community_id"),
    ("estate", "Geometry", "code text, name text, access text, housing_type text, built_year whole, community_id whole, households whole, manager text", "community_id"),
    ("landcover", "Geometry", "name text, kind text", ""),
    ("building", "Geometry", "code text, name text, use text, housing_type text, floors whole, households whole, built_year whole, address text, community_id whole, grid_id whole, estate_id whole", "community_id, grid_id, estate_id"),
    ("entrance", "Point", "name text, building_id whole", "building_id"),
    ("gate", "Point", "name text, kind text, estate_id whole", "estate_id"),
    ("household", None, "building_id whole, entrance_id whole, floor whole, room text, housing_type text", "building_id, entrance_id"),
    ("path", "LineString", "name text, kind text, length_m real, gate_id whole", "gate_id"),
    ("unit", "Point", "code text, name text, level whole, state text, parent_id whole, last_active_on day, telephone text, household_id whole", "parent_id, household_id"),
    ("service_link", None, "unit_id whole, target_layer text, target_id whole, is_primary truth", "unit_id"),
    ("organisation", "Geometry", "code text, name text, kind text, status text, park_id whole, grid_id whole", "park_id, grid_id"),
    ("venue", "Point", "code text, name text, category text, opening text, capacity whole, address text", ""),
    ("incident", "Point", "code text, category text, state text, channel text, reported_at instant, due_at instant, closed_at instant, grid_id whole, boundary_set_id whole, accuracy_m real, description text, client_id text", "grid_id"),
    ("assignment", None, "account text, role text, area_layer text, area_id whole", ""),
)  # fmt: skip

# a point may stand in for the outline of these
OUTLINES = {"street": "MULTIPOLYGON", "community": "MULTIPOLYGON", "grid": "MULTIPOLYGON", "estate": "MULTIPOLYGON", "building": "POLYGON"}  # fmt: skip

APPEND_ONLY = ("change", "incident_history")


def upgrade() -> None:
    """Make the whole schema."""
    postgis = op.get_bind().dialect.name == "postgresql"
    make_ledger()
    if postgis:
        run_file("r0001_postgis.sql")
    for layer, kind, own, links in LAYERS:
        columns = [(name, type_name) for name, type_name in (column.split() for column in own.split(", "))]
        make_layer(layer, kind, columns)
        make_indexes(layer, has_code="code" in dict(columns), links=links.split(", ") if links else [])
        if postgis:
            watch_outside_writes(layer, kind)
            if layer in OUTLINES:
                admit_outlines_and_points(layer, OUTLINES[layer])
        elif kind is not None:
            make_box_tree(layer)
    for table in APPEND_ONLY:
        forbid_rewriting(table, postgis)


def make_ledger() -> None:
    """Versions per layer, the change counter and log, imports, the steps of incidents."""
    layer_version = op.create_table(
        "layer_version",
        sa.Column("layer", sa.Text, primary_key=True),
        sa.Column("version", WHOLE, nullable=False),
        sa.Column("next_id", WHOLE, nullable=False),
        sa.Column("changed_at", Instant),
    )
    op.bulk_insert(layer_version, [{"layer": layer, "version": 0, "next_id": 1} for layer, *_ in LAYERS])
    change_counter = op.create_table(
        "change_counter",
        sa.Column("one", WHOLE, primary_key=True, autoincrement=False),
        sa.Column("number", WHOLE, nullable=False),
    )
    op.bulk_insert(change_counter, [{"one": 1, "number": 0}])
    op.create_table(
        "change",
        sa.Column("number", WHOLE, primary_key=True, autoincrement=False),
        sa.Column("layer", sa.Text, sa.ForeignKey("layer_version.layer"), primary_key=True),
        sa.Column("version", WHOLE, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("boxes", DOCUMENT, nullable=False),
    )
    op.create_table(
        "import_run",
        sa.Column("id", WHOLE, sa.Identity(), primary_key=True),
        sa.Column("started_at", Instant, nullable=False),
        sa.Column("finished_at", Instant),
        sa.Column("layer", sa.Text, nullable=False),
        sa.Column("files", DOCUMENT, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("report", DOCUMENT),
    )
    op.create_table(
        "incident_history",
        sa.Column("id", WHOLE, sa.Identity(), primary_key=True),
        sa.Column("incident_id", WHOLE, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("from_state", sa.Text),
        sa.Column("to_state", sa.Text, nullable=False),
        sa.Column("role", sa.Text),
        sa.Column("note", sa.Text),
    )
    op.create_index("incident_history_incident", "incident_history", ["incident_id", "id"])


def make_layer(layer: str, kind: str | None, own: list[tuple[str, str]]) -> None:
    """One layer's table: the row, the thing, its own columns, those that every layer has, its geometry."""
    op.create_table(
        layer,
        sa.Column("fid", WHOLE, sa.Identity(), primary_key=True),
        sa.Column("id", WHOLE, nullable=False),
        *(sa.Column(name, TYPES[type_name]) for name, type_name in own),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("valid_to", sa.Date),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("extra", DOCUMENT),
        sa.Column("original_crs", sa.Text),
        sa.Column("original", sa.LargeBinary),
        sa.Column("version_from", WHOLE, nullable=False),
        sa.Column("version_to", WHOLE),
        *([] if kind is None else [sa.Column("geometry", Geometry(kind))]),
    )


def make_indexes(layer: str, has_code: bool, links: list[str]) -> None:
    """The indexes that the store's queries need."""
    current = "version_to IS NULL"
    conditional_index(layer, "id_current", "id", current, unique=True)
    op.create_index(f"{layer}_id_history", layer, ["id", "version_from"])
    op.create_index(f"{layer}_version_from", layer, ["version_from"])
    conditional_index(layer, "version_to", "version_to", "version_to IS NOT NULL")
    if has_code:
        conditional_index(layer, "code_current", "code", f"{current} AND code IS NOT NULL", unique=True)
    for link in links:
        conditional_index(layer, f"{link}_current", link, f"{current} AND {link} IS NOT NULL")


def conditional_index(layer: str, suffix: str, column: str, condition: str, unique: bool = False) -> None:
    """An index over some of the rows."""
    where = sa.text(condition)
    op.create_index(f"{layer}_{suffix}", layer, [column], unique=unique, sqlite_where=where, postgresql_where=where)


def make_box_tree(layer: str) -> None:
    """SQLite: the R*Tree of a layer. The store adds boxes; deleted rows take theirs with them; shapes never change."""
    op.execute(f"CREATE VIRTUAL TABLE {layer}_box USING rtree(fid, west, east, south, north)")
    op.execute(
        f"CREATE TRIGGER {layer}_box_goes AFTER DELETE ON {layer} "  # noqa: S608 - names of our own tables
        f"BEGIN DELETE FROM {layer}_box WHERE fid = OLD.fid; END"
    )
    op.execute(
        f"CREATE TRIGGER {layer}_shape_stays BEFORE UPDATE OF fid, geometry ON {layer} BEGIN "
        "SELECT RAISE(ABORT, 'a row version keeps its geometry: write a new version'); END"
    )


def admit_outlines_and_points(layer: str, outline: str) -> None:
    """The column type admits every kind of geometry; this layer holds its outlines and the points that stand in."""
    op.create_check_constraint(f"{layer}_geometry_kind", layer, f"GeometryType(geometry) IN ('{outline}', 'POINT')")


def watch_outside_writes(layer: str, kind: str | None) -> None:
    """PostGIS: the spatial index, and the triggers that keep versions and changes for writes from outside."""
    if kind is not None:
        op.execute(f"CREATE INDEX {layer}_geometry ON {layer} USING gist (geometry)")
    outside = "pg_trigger_depth() = 0 AND coalesce(current_setting('jingwei.writer', true), '') <> 'store'"
    shape = "'geometry'" if kind is not None else "'none'"
    for name, when, scope, function in (
        ("a_before", "BEFORE", "STATEMENT", "jingwei_before_outside_write()"),
        ("b_row", "BEFORE", "ROW", f"jingwei_outside_row({shape})"),
        ("c_after", "AFTER", "STATEMENT", "jingwei_after_outside_write()"),
    ):
        op.execute(
            f"CREATE TRIGGER outside_{name} {when} INSERT OR UPDATE OR DELETE ON {layer} "
            f"FOR EACH {scope} WHEN ({outside}) EXECUTE FUNCTION {function}"
        )
    op.execute(
        f"CREATE TRIGGER never_truncated BEFORE TRUNCATE ON {layer} "
        "FOR EACH STATEMENT EXECUTE FUNCTION jingwei_refuse_rewriting()"
    )


def forbid_rewriting(table: str, postgis: bool) -> None:
    """Rows of this table are added, never changed or deleted."""
    if postgis:
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION jingwei_refuse_rewriting()"
        )
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} BEGIN "
            f"SELECT RAISE(ABORT, 'rows of {table} are added, never changed or deleted'); END"
        )


def run_file(name: str) -> None:
    """Run the statements of an SQL file beside this one; statements end with a line «-- end»."""
    text = files(__package__ or "geo.store.migrations.versions").joinpath(name).read_text("utf-8")
    for statement in text.split("-- end"):
        if statement.strip():
            # the driver reads a single % as a parameter
            op.get_bind().exec_driver_sql(statement.replace("%", "%%"))


def downgrade() -> None:
    """The first schema has nothing before it."""
    raise NotImplementedError("there is no schema before the first one")

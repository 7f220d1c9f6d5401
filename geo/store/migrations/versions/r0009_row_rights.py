"""PostGIS watches each row about people: policies per table and command, which bind the tables' owner as well.

They say in SQL what ``geo.store.allowed`` says for both databases, and hold when that is forgotten.
"""

from __future__ import annotations

from alembic import op

from geo.store.migrations.versions.r0001_first import run_file

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

SYSTEM = "(SELECT jingwei_system())"


def everywhere(kind: str) -> str:
    """Whether the transaction reaches a kind of rows everywhere."""
    return f"(SELECT jingwei_everywhere('{kind}'))"


def in_ground(column: str, kind: str, level: str) -> str:
    """Whether a column names an area of the transaction's ground."""
    return f"{column} = ANY ((SELECT jingwei_ground('{kind}', '{level}'))::bigint[])"


def buildings(kind: str) -> str:
    """The buildings of the ground, by their newest rows."""
    own = in_ground("b.grid_id", kind, "grids")
    apart = f"b.grid_id IS NULL AND {in_ground('b.community_id', kind, 'communities')}"
    return f"SELECT b.id FROM building b WHERE b.version_to IS NULL AND ({own} OR ({apart}))"  # noqa: S608 - no input


HUBS = f"household_id IN (SELECT h.id FROM household h WHERE h.building_id IN ({buildings('hubs')}))"  # noqa: S608
OF_INCIDENTS = (
    f"{everywhere('steps')} OR incident_id IN (SELECT i.id FROM incident i WHERE i.version_to IS NULL AND "  # noqa: S608
    f"{in_ground('i.grid_id', 'steps', 'grids')})"
)
SEEN = {
    "household": f"{everywhere('homes')} OR building_id IN ({buildings('homes')})",
    # the level is asked last: whoever said nothing is told so before a public unit is shown
    "unit": f"{everywhere('hubs')} OR level IS NULL OR level <> 4 OR {HUBS}",
    # units and households are asked under their own policies
    "service_link": (
        f"{SYSTEM} OR ((SELECT jingwei_links()) AND unit_id IN (SELECT u.id FROM unit u) AND "  # noqa: S608 - no input
        f"({everywhere('homes')} OR target_layer <> 'household' OR target_id IN (SELECT h.id FROM household h)))"
    ),
    "assignment": SYSTEM,
    "incident": f"{everywhere('incidents')} OR {in_ground('grid_id', 'incidents', 'grids')}",
    "incident_history": OF_INCIDENTS,
    "incident_photo": OF_INCIDENTS,
}
"""Which rows of each table a transaction sees."""
WRITTEN = {
    name: "(SELECT jingwei_writes_incidents())" if name.startswith("incident") else SYSTEM for name in SEEN
}  # fmt: skip
"""Under which condition rows are added. An incident may be moved out of the grids of whoever moves it."""


def upgrade() -> None:
    """Add the functions and the policies; SQLite has nobody to keep rows from but the program itself."""
    if op.get_bind().dialect.name != "postgresql":
        return
    run_file("r0009_postgis.sql")
    for table, seen in SEEN.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY {table}_seen ON {table} FOR SELECT USING ({seen})")
        op.execute(f"CREATE POLICY {table}_added ON {table} FOR INSERT WITH CHECK ({WRITTEN[table]})")
        op.execute(f"CREATE POLICY {table}_changed ON {table} FOR UPDATE USING ({seen}) WITH CHECK ({WRITTEN[table]})")
        op.execute(f"CREATE POLICY {table}_deleted ON {table} FOR DELETE USING ({SYSTEM})")


def downgrade() -> None:
    """Rows that are watched stay watched."""
    raise NotImplementedError("the schema goes forward only")

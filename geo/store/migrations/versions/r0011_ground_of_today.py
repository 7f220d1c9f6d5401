"""A household belongs to the ground on which its building stands today: a move that begins later gives nobody its doors yet,
and takes them from nobody.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from geo.store.migrations.versions.r0009_row_rights import everywhere, in_ground

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

TODAY = """
CREATE FUNCTION jingwei_today() RETURNS date LANGUAGE sql STABLE AS $$
    SELECT (now() AT TIME ZONE 'Asia/Shanghai')::date
$$
"""


def buildings(kind: str) -> str:
    """The buildings of the ground by the rows that hold today; each half has its indexes."""
    own = in_ground("b.grid_id", kind, "grids")
    apart = f"b.grid_id IS NULL AND {in_ground('b.community_id', kind, 'communities')}"
    today = "b.valid_from <= (SELECT jingwei_today()) AND (b.valid_to IS NULL OR b.valid_to > (SELECT jingwei_today()))"
    halves = (f"b.version_to IS {word} AND {today} AND ({own} OR ({apart}))" for word in ("NULL", "NOT NULL"))
    return " UNION ALL ".join(f"SELECT b.id FROM building b WHERE {half}" for half in halves)  # noqa: S608 - no input


HUBS = f"household_id IN (SELECT h.id FROM household h WHERE h.building_id IN ({buildings('hubs')}))"  # noqa: S608
SEEN = {
    "household": f"{everywhere('homes')} OR building_id IN ({buildings('homes')})",
    "unit": f"{everywhere('hubs')} OR level IS NULL OR level <> 4 OR {HUBS}",
}


def upgrade() -> None:
    """Add the indexes of rows that are closed and hold until a change begins, and let the policies ask for today's."""
    for name in ("grid_id", "community_id"):
        closed = sa.text("version_to IS NOT NULL")
        op.create_index(f"building_{name}_closed", "building", [name], sqlite_where=closed, postgresql_where=closed)
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute(TODAY)
    for table, seen in SEEN.items():
        op.execute(f"ALTER POLICY {table}_seen ON {table} USING ({seen})")
        op.execute(f"ALTER POLICY {table}_changed ON {table} USING ({seen})")


def downgrade() -> None:
    """Rows that are watched stay watched."""
    raise NotImplementedError("the schema goes forward only")

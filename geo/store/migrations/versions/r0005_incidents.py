"""Incidents are reported and dealt with: receipts, photos, what a report says of its place, pauses; logs that cannot be
rewritten by replacing either.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from geo.store.migrations.versions.r0001_first import forbid_rewriting
from geo.store.types import DOCUMENT, WHOLE, Instant

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

REPLACEABLE = {
    "change": "number = NEW.number AND layer = NEW.layer",
    "incident_history": "id = NEW.id",
    "incident_receipt": "id = NEW.id OR client_id = NEW.client_id",
    "incident_photo": "id = NEW.id",
}


def upgrade() -> None:
    """Add the columns, the tables, and the triggers that keep them."""
    postgis = op.get_bind().dialect.name == "postgresql"
    for name, kind in (
        ("place", sa.Text()), ("building_id", WHOLE), ("grid_candidates", sa.Text()), ("supports", WHOLE),
        ("registered_at", Instant()), ("paused_at", Instant()),
    ):  # fmt: skip
        op.add_column("incident", sa.Column(name, kind))
    op.add_column("incident_history", sa.Column("act", sa.Text))
    op.add_column("incident_history", sa.Column("details", DOCUMENT))
    make_receipts()
    make_photos()
    for table in ("incident_receipt", "incident_photo"):
        forbid_rewriting(table, postgis)
    if not postgis:
        for table, same in REPLACEABLE.items():
            forbid_replacing(table, same)


def make_receipts() -> None:
    """What was received under each id that a client made."""
    op.create_table(
        "incident_receipt",
        sa.Column("id", WHOLE, sa.Identity(), primary_key=True),
        sa.Column("client_id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("incident_ids", DOCUMENT, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("number", WHOLE, nullable=False),
    )
    op.create_index("incident_receipt_client", "incident_receipt", ["client_id"], unique=True)


def make_photos() -> None:
    """The photos of incidents."""
    op.create_table(
        "incident_photo",
        sa.Column("id", WHOLE, sa.Identity(), primary_key=True),
        sa.Column("incident_id", WHOLE, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("size", WHOLE, nullable=False),
        sa.Column("width", WHOLE, nullable=False),
        sa.Column("height", WHOLE, nullable=False),
        sa.Column("at", Instant, nullable=False),
    )
    op.create_index("incident_photo_incident", "incident_photo", ["incident_id", "id"])


def forbid_replacing(table: str, same: str) -> None:
    """SQLite: INSERT OR REPLACE deletes the row that is in its way without asking the triggers of DELETE."""
    op.execute(
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "  # noqa: S608 - names of our own tables
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) BEGIN "
        f"SELECT RAISE(ABORT, 'rows of {table} are added, never changed or deleted'); END"
    )


def downgrade() -> None:
    """What was reported is not thrown away."""
    raise NotImplementedError("the schema goes forward only")

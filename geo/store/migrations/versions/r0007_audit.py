"""Whoever reads restricted records or takes them along is written down, in a chain whose entries cannot be rewritten."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from geo.store.migrations.versions.r0001_first import forbid_rewriting
from geo.store.migrations.versions.r0005_incidents import forbid_replacing
from geo.store.types import WHOLE, Instant

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

FIRST_SEAL = "0" * 64


def upgrade() -> None:
    """Add the chain, its end, and what keeps its entries as they were written."""
    postgis = op.get_bind().dialect.name == "postgresql"
    op.create_table(
        "audit_entry",
        sa.Column("number", WHOLE, primary_key=True, autoincrement=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("roles", sa.Text, nullable=False),
        sa.Column("act", sa.Text, nullable=False),
        sa.Column("layer", sa.Text, nullable=False),
        sa.Column("thing", WHOLE),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("seal", sa.Text, nullable=False),
    )
    op.create_index("audit_entry_thing", "audit_entry", ["layer", "thing", "number"])
    end = op.create_table(
        "audit_end",
        sa.Column("one", WHOLE, primary_key=True, autoincrement=False),
        sa.Column("number", WHOLE, nullable=False),
        sa.Column("seal", sa.Text, nullable=False),
    )
    op.bulk_insert(end, [{"one": 1, "number": 0, "seal": FIRST_SEAL}])
    forbid_rewriting("audit_entry", postgis)
    if postgis:
        op.execute("REVOKE UPDATE, DELETE, TRUNCATE ON audit_entry FROM PUBLIC")
    else:
        forbid_replacing("audit_entry", "number = NEW.number")


def downgrade() -> None:
    """What was written down is not thrown away."""
    raise NotImplementedError("the schema goes forward only")

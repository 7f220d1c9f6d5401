"""Names that people use for estates and buildings are kept per community."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from geo.store.types import WHOLE, Instant

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table of aliases."""
    op.create_table(
        "address_alias",
        sa.Column("id", WHOLE, sa.Identity(), primary_key=True),
        sa.Column("community_id", WHOLE, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("layer", sa.Text, nullable=False),
        sa.Column("target_id", WHOLE, nullable=False),
        sa.Column("is_learned", sa.Boolean, nullable=False),
        sa.Column("made_at", Instant, nullable=False),
    )
    op.create_index(
        "address_alias_meaning", "address_alias", ["community_id", "value", "layer", "target_id"], unique=True
    )


def downgrade() -> None:
    """Names that were learned are not thrown away."""
    raise NotImplementedError("the schema goes forward only")

"""Accounts sign in: sessions, tokens, one-time links, recovery codes, attempts; assignments are found by account."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from geo.store.types import DOCUMENT, WHOLE, Instant

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables, and the index that each request of somebody who has signed in asks."""
    make_accounts()
    make_sessions()
    make_links()
    op.create_table(
        "sign_in_attempt",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("tries", sa.Float(53), nullable=False),
        sa.Column("at", Instant, nullable=False),
    )
    op.create_index("sign_in_attempt_at", "sign_in_attempt", ["at"])
    op.create_index("assignment_account", "assignment", ["account"])


def make_accounts() -> None:
    """Who may sign in."""
    op.create_table(
        "account",
        sa.Column("id", WHOLE, sa.Identity(), primary_key=True),
        sa.Column("login", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("password", sa.Text),
        sa.Column("totp_key", sa.Text),
        sa.Column("totp_pending", sa.Text),
        sa.Column("totp_step", WHOLE),
        sa.Column("issuer", sa.Text),
        sa.Column("subject", sa.Text),
        sa.Column("made_at", Instant, nullable=False),
        sa.Column("disabled_at", Instant),
    )
    op.create_index("account_login", "account", ["login"], unique=True)
    op.create_index("account_subject", "account", ["issuer", "subject"], unique=True)


def make_sessions() -> None:
    """Browsers and programs that are signed in."""
    op.create_table(
        "account_session",
        sa.Column("digest", sa.Text, primary_key=True),
        sa.Column("account_id", WHOLE, sa.ForeignKey("account.id"), nullable=False),
        sa.Column("is_strong", sa.Boolean, nullable=False),
        sa.Column("made_at", Instant, nullable=False),
        sa.Column("used_at", Instant, nullable=False),
        sa.Column("ends_at", Instant, nullable=False),
    )
    op.create_index("account_session_account", "account_session", ["account_id"])
    op.create_table(
        "account_token",
        sa.Column("id", WHOLE, sa.Identity(), primary_key=True),
        sa.Column("account_id", WHOLE, sa.ForeignKey("account.id"), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("roles", DOCUMENT, nullable=False),
        sa.Column("is_strong", sa.Boolean, nullable=False),
        sa.Column("made_at", Instant, nullable=False),
        sa.Column("used_at", Instant),
        sa.Column("ends_at", Instant, nullable=False),
    )
    op.create_index("account_token_digest", "account_token", ["digest"], unique=True)
    op.create_index("account_token_account", "account_token", ["account_id"])


def make_links() -> None:
    """What works once: links and recovery codes."""
    op.create_table(
        "setup_link",
        sa.Column("digest", sa.Text, primary_key=True),
        sa.Column("account_id", WHOLE, sa.ForeignKey("account.id"), nullable=False),
        sa.Column("made_at", Instant, nullable=False),
        sa.Column("ends_at", Instant, nullable=False),
    )
    op.create_index("setup_link_account", "setup_link", ["account_id"])
    op.create_table(
        "recovery_code",
        sa.Column("account_id", WHOLE, sa.ForeignKey("account.id"), primary_key=True),
        sa.Column("digest", sa.Text, primary_key=True),
    )


def downgrade() -> None:
    """Accounts are not thrown away."""
    raise NotImplementedError("the schema goes forward only")

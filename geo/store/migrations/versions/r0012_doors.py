"""The end of the audit chain goes forward only; an account tells its owner of codes that others tried; logins are folded."""

from __future__ import annotations

import unicodedata

import sqlalchemy as sa
from alembic import op

from geo.store.types import WHOLE, Instant

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

REFUSAL = "the end of the audit chain goes forward to its last entry, and rows of audit_end are added, never lost"
BEHIND = (
    "NEW.one = OLD.one AND NEW.number > OLD.number AND EXISTS "
    "(SELECT 1 FROM audit_entry WHERE number = NEW.number AND seal = NEW.seal)"
)
FORWARD = f"""
CREATE FUNCTION jingwei_end_goes_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT ({BEHIND}) THEN
        RAISE EXCEPTION '{REFUSAL}';
    END IF;
    RETURN NEW;
END
$$
"""


def upgrade() -> None:
    """Add the guards and the table; logins become what somebody types, whatever its case."""
    postgis = op.get_bind().dialect.name == "postgresql"
    guard_end(postgis)
    op.create_table(
        "account_code_try",
        sa.Column("account_id", WHOLE, sa.ForeignKey("account.id"), primary_key=True, autoincrement=False),
        sa.Column("tries", WHOLE, nullable=False),
        sa.Column("at", Instant, nullable=False),
    )
    fold_logins()


def guard_end(postgis: bool) -> None:
    """Keep the one row that says how far the chain goes from being lost or set back."""
    if postgis:
        op.execute(FORWARD)
        op.execute(
            "CREATE TRIGGER forward BEFORE UPDATE ON audit_end FOR EACH ROW EXECUTE FUNCTION jingwei_end_goes_forward()"
        )
        op.execute(
            "CREATE TRIGGER append_only BEFORE INSERT OR DELETE OR TRUNCATE ON audit_end "
            "FOR EACH STATEMENT EXECUTE FUNCTION jingwei_refuse_rewriting()"
        )
        return
    refused = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    op.execute(f"CREATE TRIGGER audit_end_forward BEFORE UPDATE ON audit_end WHEN NOT ({BEHIND}) {refused}")
    for verb in ("INSERT", "DELETE"):
        op.execute(f"CREATE TRIGGER audit_end_no_{verb.lower()} BEFORE {verb} ON audit_end {refused}")


def fold_logins() -> None:
    """Of two logins that differ by case alone the later keeps its number behind it: an operator sees both."""
    bind = op.get_bind()
    account = sa.table("account", sa.column("id"), sa.column("login"))
    taken: set[str] = set()
    for number, login in bind.execute(sa.select(account.c.id, account.c.login).order_by(account.c.id)).all():
        folded = unicodedata.normalize("NFKC", login).strip().casefold()
        folded = f"{folded}-{number}" if folded in taken else folded
        taken.add(folded)
        if folded != login:
            bind.execute(sa.update(account).where(account.c.id == number).values(login=folded))


def downgrade() -> None:
    """Guards stay where they are."""
    raise NotImplementedError("the schema goes forward only")

"""A mark that changes with everything that decides who may come in: a service keeps what it found out until it differs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from geo.store.types import WHOLE

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

WATCHED = {
    "account": "",
    "account_session": " OF digest, account_id, is_strong, ends_at",
    "account_token": " OF account_id, digest, roles, is_strong, ends_at",
    "assignment": "",
}
"""The tables, and which columns count where a use is noted in others."""

RENEWED = "UPDATE access_mark SET mark = lower(hex(randomblob(16)))"

FUNCTION = """
CREATE FUNCTION access_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE access_mark SET mark = gen_random_uuid()::text;
    RETURN NULL;
END
$$
"""


def upgrade() -> None:
    """Add the mark and what renews it; whoever writes these tables by hand renews it, too."""
    postgis = op.get_bind().dialect.name == "postgresql"
    table = op.create_table(
        "access_mark",
        sa.Column("one", WHOLE, primary_key=True, autoincrement=False),
        sa.Column("mark", sa.Text, nullable=False),
    )
    op.bulk_insert(table, [{"one": 1, "mark": ""}])
    if postgis:
        op.execute(FUNCTION)
    for name, columns in WATCHED.items():
        if postgis:
            op.execute(
                f"CREATE TRIGGER {name}_access AFTER INSERT OR DELETE OR TRUNCATE OR UPDATE{columns} ON {name} "
                "FOR EACH STATEMENT EXECUTE FUNCTION access_changed()"
            )
            continue
        for event in ("INSERT", "DELETE", f"UPDATE{columns}"):
            op.execute(
                f"CREATE TRIGGER {name}_access_{event.split()[0].lower()} AFTER {event} ON {name} BEGIN {RENEWED}; END"
            )


def downgrade() -> None:
    """What keeps rights fresh is not taken away."""
    raise NotImplementedError("the schema goes forward only")

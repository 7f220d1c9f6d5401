"""Validity holds: no row ends before it begins, no two rows of a thing hold on one day; each store knows itself."""

from __future__ import annotations

import secrets
from importlib.resources import files

import sqlalchemy as sa
from alembic import op

from geo.store.types import WHOLE

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Mend what could be written so far, then forbid it."""
    connection = op.get_bind()
    layers = connection.exec_driver_sql("SELECT layer FROM layer_version ORDER BY layer").scalars().all()
    identity = op.create_table(
        "store_identity",
        sa.Column("one", WHOLE, primary_key=True, autoincrement=False),
        sa.Column("token", sa.Text, nullable=False),
    )
    op.bulk_insert(identity, [{"one": 1, "token": secrets.token_hex(12)}])
    if connection.dialect.name == "postgresql":
        op.execute("SET LOCAL jingwei.writer = 'store'")
        for layer in layers:
            part_overlaps(layer)
            mend_backward(layer)
            op.create_check_constraint(f"{layer}_validity", layer, "valid_to >= valid_from")
        text = files("geo.store.migrations.versions").joinpath("r0002_postgis.sql").read_text("utf-8")
        # the driver reads a single % as a parameter
        connection.exec_driver_sql(text.replace("%", "%%"))
        return
    for layer in layers:
        mend_backward(layer)
        watch_validity(layer)


def part_overlaps(layer: str) -> None:
    """PostGIS: a current row that an edit from outside let begin before its predecessor ended begins on that day."""
    op.execute(
        f"UPDATE {layer} AS row SET valid_from = before.last "  # noqa: S608 - names of our own tables
        f"FROM (SELECT id, max(valid_to) AS last FROM {layer} "
        "WHERE version_to IS NOT NULL AND valid_to > valid_from GROUP BY id) AS before "
        "WHERE row.id = before.id AND row.version_to IS NULL AND row.valid_from < before.last"
    )


def mend_backward(layer: str) -> None:
    """A row that ended before it began held on no day; it still holds on none."""
    op.execute(f"UPDATE {layer} SET valid_to = valid_from WHERE valid_to < valid_from")  # noqa: S608 - our own tables


def watch_validity(layer: str) -> None:
    """SQLite takes no CHECK into a table that is there: triggers refuse the same rows."""
    for name, event in (("insert", "INSERT"), ("update", "UPDATE OF valid_from, valid_to")):
        op.execute(
            f"CREATE TRIGGER {layer}_validity_{name} BEFORE {event} ON {layer} "
            "WHEN NEW.valid_to < NEW.valid_from BEGIN "
            "SELECT RAISE(ABORT, 'a row must not end before it begins: valid_to < valid_from'); END"
        )


def downgrade() -> None:
    """What was mended stays mended: there is no way back."""
    raise NotImplementedError("the schema goes forward only")

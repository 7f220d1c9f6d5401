"""Results that stay, scenarios, and what a row's end was before it was closed: old versions can be read exactly."""

from __future__ import annotations

from importlib.resources import files

import sqlalchemy as sa
from alembic import op

from geo.store.migrations.versions.r0001_first import conditional_index, forbid_rewriting
from geo.store.types import DOCUMENT, WHOLE, Instant

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables, the column, and the triggers that keep them."""
    connection = op.get_bind()
    postgis = connection.dialect.name == "postgresql"
    make_metric_run(postgis)
    make_scenario()
    if postgis:
        op.execute("SET LOCAL jingwei.writer = 'store'")
    for layer in connection.exec_driver_sql("SELECT layer FROM layer_version ORDER BY layer").scalars().all():
        op.add_column(layer, sa.Column("current_to", sa.Date))
        recall_ends(layer)
    if postgis:
        text = files("geo.store.migrations.versions").joinpath("r0003_postgis.sql").read_text("utf-8")
        # the driver reads a single % as a parameter
        connection.exec_driver_sql(text.replace("%", "%%"))


def make_metric_run(postgis: bool) -> None:
    """Results: added, never changed or deleted."""
    op.create_table(
        "metric_run",
        sa.Column("id", WHOLE, sa.Identity(), primary_key=True),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("definition", sa.Text, nullable=False),
        sa.Column("parameters", DOCUMENT, nullable=False),
        sa.Column("as_of", sa.Date, nullable=False),
        sa.Column("versions", DOCUMENT, nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("result", sa.LargeBinary, nullable=False),
    )
    op.create_index("metric_run_key", "metric_run", ["key"], unique=True)
    op.create_index("metric_run_kind", "metric_run", ["kind", "as_of", "id"])
    forbid_rewriting("metric_run", postgis)
    if not postgis:
        # INSERT OR REPLACE deletes the row that is in its way without asking the triggers of DELETE
        op.execute(
            "CREATE TRIGGER metric_run_no_replace BEFORE INSERT ON metric_run "
            "WHEN EXISTS (SELECT 1 FROM metric_run WHERE id = NEW.id OR key = NEW.key) BEGIN "
            "SELECT RAISE(ABORT, 'rows of metric_run are added, never changed or deleted'); END"
        )


def make_scenario() -> None:
    """Named what-ifs."""
    op.create_table(
        "scenario",
        sa.Column("id", WHOLE, sa.Identity(), primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("as_of", sa.Date, nullable=False),
        sa.Column("preset", sa.Text, nullable=False),
        sa.Column("changes", DOCUMENT, nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("changed_at", Instant, nullable=False),
        sa.Column("deleted_at", Instant),
    )
    conditional_index("scenario", "name", "name", "deleted_at IS NULL", unique=True)


def recall_ends(layer: str) -> None:
    """Rows that are closed already: an end before the day on which the next row begins was there from the start.

    Any other end is taken for the day of the closing, and the row for one that was open until then: what it said
    before was overwritten. An edit from outside that made the next row begin later looks like the first kind.
    """
    op.execute(
        f"UPDATE {layer} SET current_to = valid_to WHERE version_to IS NOT NULL AND EXISTS ("  # noqa: S608 - our own tables
        f"SELECT 1 FROM {layer} AS next WHERE next.id = {layer}.id AND next.version_from = {layer}.version_to "
        f"AND next.valid_from > {layer}.valid_to)"
    )


def downgrade() -> None:
    """Results that were kept are not thrown away."""
    raise NotImplementedError("the schema goes forward only")

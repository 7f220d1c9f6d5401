"""Boundary sets that are not published yet keep their areas apart; published ones stay as they are."""

from __future__ import annotations

from importlib.resources import files

import sqlalchemy as sa
from alembic import op

from geo.store.types import DOCUMENT, WHOLE, Geometry

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table of draft areas, and in PostGIS the triggers that guard published ones from outside."""
    op.create_table(
        "draft_area",
        sa.Column("fid", WHOLE, sa.Identity(), primary_key=True),
        sa.Column("boundary_set_id", WHOLE, nullable=False),
        sa.Column("layer", sa.Text, nullable=False),
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("code", sa.Text),
        sa.Column("fields", DOCUMENT, nullable=False),
        sa.Column("original", sa.LargeBinary),
        sa.Column("geometry", Geometry()),
    )
    op.create_index("draft_area_thing", "draft_area", ["boundary_set_id", "layer", "id"], unique=True)
    op.create_index("draft_area_code", "draft_area", ["boundary_set_id", "layer", "code"], unique=True)
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        text = files("geo.store.migrations.versions").joinpath("r0004_postgis.sql").read_text("utf-8")
        # the driver reads a single % as a parameter
        connection.exec_driver_sql(text.replace("%", "%%"))
        for layer, parent in (("street", "code"), ("community", "street_id"), ("grid", "community_id")):
            op.execute(
                f"CREATE TRIGGER outside_a_sealed BEFORE INSERT OR UPDATE OR DELETE ON {layer} FOR EACH ROW "
                "WHEN (pg_trigger_depth() = 0 AND coalesce(current_setting('jingwei.writer', true), '') <> 'store') "
                f"EXECUTE FUNCTION jingwei_keep_boundary_set('{parent}')"
            )


def downgrade() -> None:
    """Drafts are not thrown away."""
    raise NotImplementedError("the schema goes forward only")

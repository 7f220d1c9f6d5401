"""The tables of the store: one per layer of the registry, and what keeps their versions, changes and imports.

Those of accounts stand in ``account_tables``.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Identity,
    Index,
    LargeBinary,
    MetaData,
    Table,
    Text,
    table,
)

from geo.layers import IMPORT_ORDER, LAYERS, Layer
from geo.store.types import DOCUMENT, FIELD_TYPES, WHOLE, Geometry, Instant

METADATA = MetaData()

COMMON = ("key", "valid_from", "valid_to", "source", "extra", "original_crs", "original", "version_from", "version_to")
"""The columns that every layer has after its own fields."""

CURRENT_TO = "current_to"
"""Beside them, for reads at an old version: the ``valid_to`` that a closed row had while it was current."""


def layer_table(layer: Layer) -> Table:
    """The table of one layer: ``fid`` is the row, ``id`` the thing that all its versions share."""
    made = Table(
        layer.id,
        METADATA,
        Column("fid", WHOLE, Identity(), primary_key=True),
        Column("id", WHOLE, nullable=False),
        *(Column(field.name, FIELD_TYPES[field.type]) for field in layer.fields),
        Column("key", Text, nullable=False),
        Column("valid_from", Date, nullable=False),
        Column("valid_to", Date),
        Column("source", Text, nullable=False),
        Column("extra", DOCUMENT),
        Column("original_crs", Text),
        Column("original", LargeBinary),
        Column("version_from", WHOLE, nullable=False),
        Column("version_to", WHOLE),
        *([Column("geometry", Geometry(layer.held_geometry.value))] if layer.has_geometry else []),
        Column(CURRENT_TO, Date),
    )
    for _ in layer_indexes(layer, made):
        pass
    return made


def layer_indexes(layer: Layer, made: Table) -> Iterator[Index]:
    """The indexes of a layer's table; the text beside each says which query it serves."""
    name, column = layer.id, made.c
    current = column.version_to.is_(None)

    def index(suffix: str, *columns: str, unique: bool = False, only: object = None) -> Index:
        conditions = {} if only is None else {"sqlite_where": only, "postgresql_where": only}
        return Index(f"{name}_{suffix}", *(column[c] for c in columns), unique=unique, **conditions)  # type: ignore[arg-type]

    # current rows by id and in pages by id; a thing has one current row at most
    yield index("id_current", "id", unique=True, only=current)
    # the history of one thing; pages by id on a date
    yield index("id_history", "id", "version_from")
    # what was written, and what was closed, after a version: the refresh of a snapshot
    yield index("version_from", "version_from")
    yield index("version_to", "version_to", only=column.version_to.is_not(None))
    if "code" in column:
        # the thing that has a code; a code names one current thing at most
        yield index("code_current", "code", unique=True, only=current & column.code.is_not(None))
    for field in layer.fields:
        if field.ref is not None and field.name != "boundary_set_id":
            # what an area, a building, a unit … holds
            yield index(f"{field.name}_current", field.name, only=current & column[field.name].is_not(None))
    if layer.id == "building":
        # what an area holds today where a change that begins later has closed the row: the ground of rights
        for link in ("grid_id", "community_id"):
            yield index(f"{link}_closed", link, only=column.version_to.is_not(None))
    if "account" in column:
        # what an account may do: asked by each request of somebody who has signed in
        yield index("account", "account")
    if layer.has_geometry:
        # what lies in a box (PostGIS; SQLite keeps an R*Tree beside the table)
        yield Index(f"{name}_geometry", column.geometry, postgresql_using="gist").ddl_if(dialect="postgresql")


def box_table_name(layer: Layer) -> str:
    """The R*Tree of a layer in SQLite: the box of each row, a little larger than the row (32-bit numbers)."""
    return f"{layer.id}_box"


TABLES = {layer_id: layer_table(LAYERS[layer_id]) for layer_id in IMPORT_ORDER}
"""The table of each layer, holders before what they hold."""

LAYER_VERSION = Table(
    "layer_version",
    METADATA,
    Column("layer", Text, primary_key=True),
    Column("version", WHOLE, nullable=False),
    Column("next_id", WHOLE, nullable=False),
    Column("changed_at", Instant),
)
"""One row per layer; a writer updates it first and so holds it to its commit: version order is commit order."""

CHANGE_COUNTER = Table(
    "change_counter",
    METADATA,
    Column("one", WHOLE, primary_key=True, autoincrement=False),
    Column("number", WHOLE, nullable=False),
)
"""One row: the number of the last change. A sequence could become visible out of order; a row cannot."""

STORE_IDENTITY = Table(
    "store_identity",
    METADATA,
    Column("one", WHOLE, primary_key=True, autoincrement=False),
    Column("token", Text, nullable=False),
)
"""One row: random text that tells this store from every other; a copy into another database has its own."""

CHANGE = Table(
    "change",
    METADATA,
    Column("number", WHOLE, primary_key=True, autoincrement=False),
    Column("layer", Text, ForeignKey("layer_version.layer"), primary_key=True),
    Column("version", WHOLE, nullable=False),
    Column("at", Instant, nullable=False),
    Column("note", Text, nullable=False),
    Column("boxes", DOCUMENT, nullable=False),
)
"""What each write touched: one row per layer, with the boxes of the old and the new rows. Never changed."""

IMPORT_RUN = Table(
    "import_run",
    METADATA,
    Column("id", WHOLE, Identity(), primary_key=True),
    Column("started_at", Instant, nullable=False),
    Column("finished_at", Instant),
    Column("layer", Text, nullable=False),
    Column("files", DOCUMENT, nullable=False),
    Column("state", Text, nullable=False),
    Column("report", DOCUMENT),
)
"""Each import, with its report."""

INCIDENT_HISTORY = Table(
    "incident_history",
    METADATA,
    Column("id", WHOLE, Identity(), primary_key=True),
    Column("incident_id", WHOLE, nullable=False),
    Column("at", Instant, nullable=False),
    Column("from_state", Text),
    Column("to_state", Text, nullable=False),
    Column("role", Text),
    Column("note", Text),
    Column("act", Text),
    Column("details", DOCUMENT),
    # the steps of one incident, in order
    Index("incident_history_incident", "incident_id", "id"),
)
"""Each step of an incident's life; rows are added, never changed or deleted. ``act`` tells what else than a step was
done (a place was moved, a grid chosen, a report supported), ``details`` what it changed.
"""

INCIDENT_RECEIPT = Table(
    "incident_receipt",
    METADATA,
    Column("id", WHOLE, Identity(), primary_key=True),
    Column("client_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("incident_ids", DOCUMENT, nullable=False),
    Column("at", Instant, nullable=False),
    Column("number", WHOLE, nullable=False),
    # what came under an id; an id is taken once
    Index("incident_receipt_client", "client_id", unique=True),
)
"""What was received under each id that a client made, in the transaction that stored it: sent twice, it is stored once.
``digest`` tells the same thing sent again from another one under the same id; ``number`` is the change. Never changed.
"""

INCIDENT_PHOTO = Table(
    "incident_photo",
    METADATA,
    Column("id", WHOLE, Identity(), primary_key=True),
    Column("incident_id", WHOLE, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("size", WHOLE, nullable=False),
    Column("width", WHOLE, nullable=False),
    Column("height", WHOLE, nullable=False),
    Column("at", Instant, nullable=False),
    # the photos of some incidents, in order
    Index("incident_photo_incident", "incident_id", "id"),
)
"""The photos of incidents; the files lie in the data folder under their hash. Rows are added, never changed or deleted."""

METRIC_RUN = Table(
    "metric_run",
    METADATA,
    Column("id", WHOLE, Identity(), primary_key=True),
    Column("key", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("definition", Text, nullable=False),
    Column("parameters", DOCUMENT, nullable=False),
    Column("as_of", Date, nullable=False),
    Column("versions", DOCUMENT, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("digest", Text, nullable=False),
    Column("result", LargeBinary, nullable=False),
    # the run of a basis; one basis has one run
    Index("metric_run_key", "key", unique=True),
    # the runs of a kind, those of one day, newest first
    Index("metric_run_kind", "kind", "as_of", "id"),
)
"""Each result that was measured, with everything that it was measured from; rows are added, never changed or deleted."""

SCENARIO = Table(
    "scenario",
    METADATA,
    Column("id", WHOLE, Identity(), primary_key=True),
    Column("name", Text, nullable=False),
    Column("as_of", Date, nullable=False),
    Column("preset", Text, nullable=False),
    Column("changes", DOCUMENT, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("deleted_at", Instant),
)
"""Named what-ifs; a deleted one keeps its number, which is not given again."""
_KEPT = SCENARIO.c.deleted_at.is_(None)
# the scenario of a name; a name belongs to one that is kept at most
Index("scenario_name", SCENARIO.c.name, unique=True, sqlite_where=_KEPT, postgresql_where=_KEPT)

ADDRESS_ALIAS = Table(
    "address_alias",
    METADATA,
    Column("id", WHOLE, Identity(), primary_key=True),
    Column("community_id", WHOLE, nullable=False),
    Column("text", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("layer", Text, nullable=False),
    Column("target_id", WHOLE, nullable=False),
    Column("is_learned", Boolean, nullable=False),
    Column("made_at", Instant, nullable=False),
    # a name means a thing of a community once; it may mean several things, which is a conflict that is listed
    Index("address_alias_meaning", "community_id", "value", "layer", "target_id", unique=True),
)
"""Names that people of a community use for its estates and buildings. ``value`` is the text as names are compared."""

DRAFT_AREA = Table(
    "draft_area",
    METADATA,
    Column("fid", WHOLE, Identity(), primary_key=True),
    Column("boundary_set_id", WHOLE, nullable=False),
    Column("layer", Text, nullable=False),
    Column("id", WHOLE, nullable=False),
    Column("code", Text),
    Column("fields", DOCUMENT, nullable=False),
    Column("original", LargeBinary),
    Column("geometry", Geometry()),
    # the areas of a draft; each is one thing of its layer
    Index("draft_area_thing", "boundary_set_id", "layer", "id", unique=True),
    # a code names one area of a draft; the published area of that code stands in its own table
    Index("draft_area_code", "boundary_set_id", "layer", "code", unique=True),
)
"""The areas of boundary sets that are not published yet: working material, without versions. ``id`` is the thing that
the area will be; ``fields`` are its other columns."""

AUDIT_ENTRY = Table(
    "audit_entry",
    METADATA,
    Column("number", WHOLE, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("who", Text, nullable=False),
    Column("roles", Text, nullable=False),
    Column("act", Text, nullable=False),
    Column("layer", Text, nullable=False),
    Column("thing", WHOLE),
    Column("purpose", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("seal", Text, nullable=False),
    # who saw a thing
    Index("audit_entry_thing", "layer", "thing", "number"),
)
"""Who looked at which restricted thing: a chain (``geo.audit``). Rows are added, never changed or deleted; only
``jingwei retention`` cuts what is past its date, and writes that down in the chain."""

AUDIT_END = Table(
    "audit_end",
    METADATA,
    Column("one", WHOLE, primary_key=True, autoincrement=False),
    Column("number", WHOLE, nullable=False),
    Column("seal", Text, nullable=False),
)
"""One row: the last entry of the chain. Whoever appends holds it to the commit, so numbers are gapless."""

BOX = {
    layer_id: table(
        box_table_name(LAYERS[layer_id]), *(Column(c, WHOLE) for c in ("fid", "west", "east", "south", "north"))
    )
    for layer_id in IMPORT_ORDER
    if LAYERS[layer_id].has_geometry
}
"""SQLite's R*Trees, for queries; they belong to no metadata because PostGIS has none."""

"""The transaction in which incidents change: what was received, the rows, their steps and photos, all of it or nothing."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement, Connection, Table, func, insert, select, true

from geo.clock import CHINA
from geo.errors import Message, NotFound
from geo.layers import LAYERS
from geo.model import silent
from geo.store import writing
from geo.store.allowed import allowed, require_writable
from geo.store.backend import Backend
from geo.store.batches import Batch, LayerChange, prepare
from geo.store.frames import CRS
from geo.store.reading import Reader
from geo.store.records import IncidentStep, add_incident_steps
from geo.store.rights import Reach
from geo.store.tables import INCIDENT_HISTORY, INCIDENT_PHOTO, INCIDENT_RECEIPT, LAYER_VERSION, TABLES

INCIDENT = "incident"
SOURCE = "report"

INCIDENT_UNKNOWN = Message(
    "incident-unknown",
    zh="没有标识为 {got} 的事件",
    en="there is no incident {got}",
    remedy_zh="请从事件列表中选择",
    remedy_en="choose one from the list of incidents",
)
PHOTO_UNKNOWN = Message(
    "photo-unknown",
    zh="没有编号为 {got} 的照片",
    en="there is no photo {got}",
)

Row = Mapping[str, Any]
"""An incident's row: fields and common columns by name, moments aware, ``geometry`` a point, missing as ``None``."""

ERASED = "erased:"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was received under an id that a client made, and which incidents it touched."""

    client_id: str
    kind: str
    digest: str
    incident_ids: Sequence[int]
    at: dt.datetime
    number: int


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo of an incident; its file lies under its hash. ``id`` is None until the store has given one."""

    incident_id: int
    sha256: str
    size: int
    width: int
    height: int
    at: dt.datetime
    id: int | None = None


class IncidentDesk:
    """One transaction; every other change of an incident waits until it has ended. Incidents out of ``reach`` are not
    there.
    """

    def __init__(self, backend: Backend, connection: Connection, reach: Reach | None) -> None:
        self._backend = backend
        self._reach = reach
        self._connection = connection
        # PostGIS: the same row that every writer of the layer takes first; SQLite has one writer anyway
        hold = select(LAYER_VERSION.c.version).where(LAYER_VERSION.c.layer == INCIDENT).with_for_update()
        connection.execute(hold)
        self._reader = Reader(backend, connection, reach)

    def receipt(self, client_id: str) -> Receipt | None:
        """What was received under that id before; None for a new one."""
        return receipt_of(self._connection, client_id)

    def current(self, ids: Sequence[int]) -> list[Row]:
        """The incidents as they are now, in the order asked for; raises ``NotFound`` for one that is not there."""
        return in_order(self._reader.read(INCIDENT, ids=ids), ids)

    def new_id(self) -> int:
        """An id for a new incident."""
        return writing.allocate(self._connection, INCIDENT, 1).start

    def has_code(self, code: str) -> bool:
        """Whether an incident has that code."""
        table = TABLES[INCIDENT]
        same = (table.c.code == code) & table.c.version_to.is_(None)
        query = select(table.c.id).where(_reached(self._backend, table, self._reach), same).limit(1)
        return self._connection.scalar(query) is not None

    def save(self, rows: Sequence[Row], at: dt.datetime, note: str) -> int:
        """Make these the incidents' newest rows; the answer is the number of the change."""
        return self._write(batches_of(rows, at), note, at)

    def add(self, prepared: Sequence[Batch], thing: int, code: str, at: dt.datetime, note: str) -> int:
        """Add one incident, prepared by `batches_of` before the desk was free, under an id of ``new_id`` and its code; the
        answer is the number of the change.
        """
        (batch,) = prepared
        numbered = replace(batch, ids=np.array([thing], np.int64), plain=batch.plain | {"code": [code]}, is_new=True)
        return self._write([numbered], note, at)

    def _write(self, batches: Sequence[Batch], note: str, at: dt.datetime) -> int:
        return writing.apply(self._connection, self._backend, batches, note, at, silent, reach=self._reach)

    def add_steps(self, steps: Sequence[IncidentStep]) -> None:
        """Append to the history."""
        require_writable(INCIDENT_HISTORY, self._reach)
        add_incident_steps(self._connection, steps)

    def add_photos(self, photos: Sequence[Photo]) -> None:
        """Append photos; their files are on the disk already."""
        require_writable(INCIDENT_PHOTO, self._reach)
        if photos:
            self._connection.execute(insert(INCIDENT_PHOTO), [_without_id(photo) for photo in photos])

    def add_receipt(self, receipt: Receipt) -> None:
        """Say what was received: the last thing before the commit."""
        self._connection.execute(insert(INCIDENT_RECEIPT).values(asdict(receipt)))


def batches_of(rows: Sequence[Row], at: dt.datetime) -> list[Batch]:
    """What is to be written of these rows: work that needs no database, and that nobody should wait for at the desk."""
    frame = gpd.GeoDataFrame(
        {name: pd.Series([row[name] for row in rows], dtype=object) for name in rows[0] if name != "geometry"},
        geometry=[row["geometry"] for row in rows],
        crs=CRS,
    )
    begins = [row["valid_from"] for row in rows if row.get("valid_from") is not None]
    day = max([at.astimezone(CHINA).date(), *begins])
    return prepare([LayerChange(INCIDENT, frame, day)], SOURCE)


def erased_client(client_id: str) -> str:
    """What is left of a client's id when its report was erased: enough to know it again; twice is once."""
    if client_id.startswith(ERASED):
        return client_id
    return ERASED + hashlib.sha256(client_id.encode()).hexdigest()


def receipt_of(connection: Connection, client_id: str) -> Receipt | None:
    """What was received under an id, also where its report was erased; None for a new one."""
    table, told = INCIDENT_RECEIPT, (client_id, erased_client(client_id))
    query = select(*(column for column in table.c if column.name != "id")).where(table.c.client_id.in_(told))
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else Receipt(**row)


def touched_at(
    connection: Connection, backend: Backend, reach: Reach | None, incident_ids: Sequence[int]
) -> dict[int, dt.datetime]:
    """When each incident was last touched by its history; those without any are left out."""
    table = INCIDENT_HISTORY
    query = select(table.c.incident_id, func.max(table.c.at)).group_by(table.c.incident_id)
    found = connection.execute(
        query.where(_reached(backend, table, reach), backend.in_list(table.c.incident_id, list(incident_ids)))
    )
    return {int(thing): at for thing, at in found}


def photos_of(
    connection: Connection, backend: Backend, reach: Reach | None, incident_ids: Sequence[int]
) -> list[Photo]:
    """The photos of these incidents, in the order in which they came."""
    table = INCIDENT_PHOTO
    query = select(table).where(
        _reached(backend, table, reach), backend.in_list(table.c.incident_id, list(incident_ids))
    )
    return [Photo(**row) for row in connection.execute(query.order_by(table.c.id)).mappings()]


def photo_of(connection: Connection, backend: Backend, reach: Reach | None, number: int) -> Photo:
    """One photo; raises ``NotFound``."""
    row = None
    if 0 < number < 1 << 63:
        query = select(INCIDENT_PHOTO).where(_reached(backend, INCIDENT_PHOTO, reach), INCIDENT_PHOTO.c.id == number)
        row = connection.execute(query).mappings().one_or_none()
    if row is None:
        raise NotFound(PHOTO_UNKNOWN, got=number)
    return Photo(**row)


def _reached(backend: Backend, table: Table, reach: Reach | None) -> ColumnElement[bool]:
    condition = allowed(backend, table, reach)
    return true() if condition is None else condition


def in_order(frame: pd.DataFrame, ids: Sequence[int]) -> list[Row]:
    """The rows of incidents in the order asked for; raises ``NotFound`` for one that is not there."""
    found = {row["id"]: row for row in rows_of(frame)}
    for thing in ids:
        if thing not in found:
            raise NotFound(INCIDENT_UNKNOWN, got=thing)
    return [found[thing] for thing in ids]


def rows_of(frame: pd.DataFrame) -> list[Row]:
    """The rows of a frame as plain values: whole numbers, text, aware moments, days; missing as ``None``."""
    columns = {name: _plain(name, frame[name]) for name in frame.columns}
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def _plain(name: str, column: pd.Series[Any]) -> list[Any]:
    if name == "geometry":
        return list(column)
    values = column.astype(object).tolist()
    gaps = pd.isna(column).tolist()
    moments = {field.name for field in LAYERS[INCIDENT].fields if field.type == "datetime"}
    if name in moments:
        return [None if gap else value.to_pydatetime() for value, gap in zip(values, gaps, strict=True)]
    return [None if gap else value for value, gap in zip(values, gaps, strict=True)]


def _without_id(photo: Photo) -> dict[str, Any]:
    values = asdict(photo)
    del values["id"]
    return values

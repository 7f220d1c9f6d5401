"""The store's records beside the layers: imports with their reports, the steps of incidents."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from sqlalchemy import Connection, insert, select, update

from geo.errors import Message, NotFound
from geo.store.allowed import allowed
from geo.store.backend import Backend
from geo.store.rights import Reach
from geo.store.tables import IMPORT_RUN, INCIDENT_HISTORY

IMPORT_RUN_UNKNOWN = Message(
    "import-run-unknown",
    zh="没有编号为 {got} 的导入记录",
    en="there is no import run {got}",
)


@dataclass(frozen=True, slots=True)
class ImportRun:
    """One import: what came, how it ended, its report as JSON. ``id`` is None until the store has given one."""

    layer: str
    files: Sequence[str]
    state: str
    started_at: dt.datetime
    finished_at: dt.datetime | None = None
    report: Mapping[str, Any] | None = None
    id: int | None = field(default=None, kw_only=True)


@dataclass(frozen=True, slots=True)
class IncidentStep:
    """One step of an incident's life; ``from_state`` is None for its first.

    ``act`` is None for a change of state, else what was done while the state stayed, with its ``details``.
    """

    incident_id: int
    at: dt.datetime
    from_state: str | None
    to_state: str
    role: str | None = None
    note: str | None = None
    act: str | None = None
    details: Mapping[str, Any] | None = None


def save_import_run(connection: Connection, run: ImportRun) -> ImportRun:
    """Add a run without ``id``, replace one with; raises ``NotFound`` for an ``id`` that does not exist."""
    values = asdict(run) | {"files": list(run.files)}
    del values["id"]
    if run.id is None:
        made = connection.execute(insert(IMPORT_RUN).values(values).returning(IMPORT_RUN.c.id)).scalar_one()
        return replace(run, id=int(made))
    if connection.execute(update(IMPORT_RUN).where(IMPORT_RUN.c.id == run.id).values(values)).rowcount == 0:
        raise NotFound(IMPORT_RUN_UNKNOWN, got=run.id)
    return run


def import_runs(connection: Connection, limit: int | None = None) -> list[ImportRun]:
    """The runs, newest first."""
    query = select(IMPORT_RUN).order_by(IMPORT_RUN.c.id.desc()).limit(limit)
    return [ImportRun(**row) for row in connection.execute(query).mappings()]


def add_incident_steps(connection: Connection, steps: Sequence[IncidentStep]) -> None:
    """Append steps in their order."""
    if steps:
        connection.execute(insert(INCIDENT_HISTORY), [asdict(step) for step in steps])


def incident_steps(
    connection: Connection, backend: Backend, reach: Reach | None, incident_id: int | None = None
) -> list[IncidentStep]:
    """The steps of one incident, or of all, in the order in which they were added, as far as ``reach`` goes."""
    query = select(*(c for c in INCIDENT_HISTORY.c if c.name != "id")).order_by(INCIDENT_HISTORY.c.id)
    reached = allowed(backend, INCIDENT_HISTORY, reach)
    if reached is not None:
        query = query.where(reached)
    if incident_id is not None:
        query = query.where(INCIDENT_HISTORY.c.incident_id == incident_id)
    return [IncidentStep(**row) for row in connection.execute(query).mappings()]

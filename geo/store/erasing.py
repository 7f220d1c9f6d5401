"""What is personal leaves all row versions; what figures need stays, and the chain of looks stays whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Table, Text, Update, cast, delete, func, literal, or_, select, update

from geo.audit import Asker, Seen
from geo.errors import Message, NotFound
from geo.incidents import ENDS
from geo.store.account_tables import ACCOUNT_SESSION, ACCOUNT_TOKEN, SETUP_LINK, SIGN_IN_ATTEMPT
from geo.store.allowed import require_system
from geo.store.audit import AuditKeeper, append, hold_end
from geo.store.backend import Backend
from geo.store.code_tries import ACCOUNT_CODE_TRY, CODE_TRIES_TOLD
from geo.store.incident_desk import IncidentDesk, erased_client, touched_at
from geo.store.tables import AUDIT_ENTRY, INCIDENT_HISTORY, INCIDENT_PHOTO, INCIDENT_RECEIPT, TABLES

NOTHING_TO_ERASE = Message(
    "nothing-to-erase",
    zh="图层“{layer}”从未有过标识为 {got} 的要素",
    en="layer {layer!r} never had a thing {got}",
    remedy_zh="请核对标识",
    remedy_en="check the id",
    asked=True,
)

TRIES_COUNT: Final = dt.timedelta(days=1)
"""So long after the last of them, tries to sign in have long drained."""
BROUGHT: Final = {"extra": None, "original": None, "original_crs": None}
"""What a file or a phone brought beside the fields."""
TEXT: Final = {"description": None, "client_id": None, "extra": None}
PLACE: Final = {"building_id": None, "accuracy_m": None, "geometry": None}


@dataclass(slots=True)
class Erased:
    """How many rows of which table lost something, and the hashes of photos whose files nobody needs any more."""

    rows: dict[str, int] = field(default_factory=dict)
    photos: list[str] = field(default_factory=list)


class EraseKeeper(AuditKeeper):
    """What a ``Store`` does where data has to go: each in one transaction, written down in the audit chain."""

    def erase_household(self, asker: Asker, household: int) -> Erased:
        """Take floor, room and all that came beside them out of every row version of a household, and the name of the
        hub household that it may be; raises ``NotFound`` for an id that was never used.
        """
        require_system(self._reach)
        with self.writing() as connection:
            done = _erase_household(connection, self._backend, household)
            append(connection, asker, [Seen("erase", "household", household)])
        self._backend.forget(["household", "unit"])
        return done

    def erase_incident(self, asker: Asker, incident: int, at: dt.datetime) -> Erased:
        """Take text, place, notes and photos out of every row version and step of an incident; raises ``NotFound``."""
        require_system(self._reach)
        with self.writing() as connection:
            desk = IncidentDesk(self._backend, connection, self._reach)
            if not len(self._rows(connection, incident)):
                raise NotFound(NOTHING_TO_ERASE, layer="incident", got=incident)
            # a version of its own, so that whoever holds the city in memory reads it again
            current = desk.current([incident])[0]
            desk.save([{**current, **TEXT, **PLACE, **BROUGHT}], at, "erase")
            done = _erase_incidents(connection, self._backend, [incident], {**TEXT, **PLACE, **BROUGHT})
            done.rows["incident_receipt"] = _erase_digests(connection, self._backend, [incident])
            append(connection, asker, [Seen("erase", "incident", incident)])
        self._backend.forget(["incident", "incident_history", "incident_photo", "incident_receipt"])
        return done

    def ended_before(self, moment: dt.datetime) -> list[int]:
        """The incidents that have ended and were last touched before a moment, ascending."""
        require_system(self._reach)
        with self.looking() as connection:
            table = TABLES["incident"]
            query = select(table.c.id, table.c.closed_at, table.c.reported_at)
            rows = connection.execute(query.where(table.c.version_to.is_(None), table.c.state.in_(sorted(ENDS)))).all()
            touched = touched_at(connection, self._backend, self._reach, [row.id for row in rows])
        last = {row.id: touched.get(row.id) or row.closed_at or row.reported_at for row in rows}
        return sorted(thing for thing, at in last.items() if at is not None and at < moment)

    def with_texts(self, incidents: Sequence[int]) -> list[int]:
        """Those of the incidents that still have words: a description, or notes of their steps; ascending."""
        require_system(self._reach)
        table, steps = TABLES["incident"], INCIDENT_HISTORY
        with self.looking() as connection:
            worded = or_(*(table.c[name].is_not(None) for name in TEXT))
            told = select(table.c.id).where(self._backend.in_list(table.c.id, incidents), worded)
            noted = select(steps.c.incident_id).where(
                self._backend.in_list(steps.c.incident_id, incidents), steps.c.note.is_not(None)
            )
            return sorted({*connection.scalars(told), *connection.scalars(noted)})

    def erase_texts(self, asker: Asker, incidents: Sequence[int]) -> Erased:
        """Take the words out of incidents; places and figures stay."""
        require_system(self._reach)
        with self.writing() as connection:
            IncidentDesk(self._backend, connection, self._reach)
            done = _erase_incidents(connection, self._backend, incidents, dict(TEXT), photos=False)
            done.rows["incident_receipt"] = _erase_digests(connection, self._backend, incidents)
            append(connection, asker, [Seen("erase", "incident", thing, "text") for thing in incidents])
        self._backend.forget(["incident", "incident_history", "incident_receipt"])
        return done

    def erase_photos(self, asker: Asker, incidents: Sequence[int]) -> Erased:
        """Take the photos away from incidents; their files are the caller's to delete once this is over."""
        require_system(self._reach)
        with self.writing() as connection:
            IncidentDesk(self._backend, connection, self._reach)
            done = Erased()
            _erase_photos(connection, self._backend, incidents, done)
            append(connection, asker, [Seen("erase", "incident", thing, "photos") for thing in incidents])
        return done

    def photo_hashes(self) -> set[str]:
        """The hashes of all photos that incidents have."""
        require_system(self._reach)
        with self.looking() as connection:
            return set(connection.scalars(select(INCIDENT_PHOTO.c.sha256).distinct()))

    def ended_access(self, now: dt.datetime) -> int:
        """How many sessions, tokens and links have ended, and tries to sign in that count for nothing any more."""
        with self.looking() as connection:
            counts = (select(func.count()).select_from(table).where(over) for table, over in _over(now))
            return sum(int(connection.scalar(count) or 0) for count in counts)

    def forget_access(self, now: dt.datetime) -> None:
        """Delete what ``ended_access`` counts."""
        with self.writing() as connection:
            for table, over in _over(now):
                connection.execute(delete(table).where(over))

    def audit_before(self, moment: dt.datetime) -> int:
        """The number of the last entry of the chain before a moment, 0 where there is none."""
        with self.looking() as connection:
            return _last_before(connection, moment)

    def cut_audit(self, asker: Asker, moment: dt.datetime) -> int:
        """Take the entries before a moment away from the beginning of the chain; how many. The cut is an entry itself,
        which carries the seal that the rest follows: what is left can be verified.
        """
        with self.writing() as connection:
            hold_end(connection)
            last = _last_before(connection, moment)
            column = AUDIT_ENTRY.c
            seal = connection.scalar(select(column.seal).where(column.number == last))
            if seal is None:
                return 0
            with self._backend.rewriting(connection, ["audit_entry"]):
                gone = connection.execute(delete(AUDIT_ENTRY).where(column.number <= last)).rowcount
            append(connection, asker, [Seen("cut", "audit_entry", last, str(seal))])
        self._backend.forget(["audit_entry"])
        return gone

    def _rows(self, connection: Connection, incident: int) -> Sequence[Any]:
        table = TABLES["incident"]
        return connection.execute(select(table.c.fid).where(self._backend.in_list(table.c.id, [incident]))).all()


def _over(now: dt.datetime) -> list[tuple[Table, ColumnElement[bool]]]:
    ended: list[tuple[Table, ColumnElement[bool]]] = [
        (table, table.c.ends_at < now) for table in (ACCOUNT_SESSION, ACCOUNT_TOKEN, SETUP_LINK)
    ]
    ended.append((ACCOUNT_CODE_TRY, ACCOUNT_CODE_TRY.c.at < now - CODE_TRIES_TOLD))
    return [*ended, (SIGN_IN_ATTEMPT, SIGN_IN_ATTEMPT.c.at < now - TRIES_COUNT)]


def _last_before(connection: Connection, moment: dt.datetime) -> int:
    column = AUDIT_ENTRY.c
    kept = connection.scalar(select(func.min(column.number)).where(column.at >= moment))
    before = select(func.max(column.number))
    return int(connection.scalar(before if kept is None else before.where(column.number < kept)) or 0)


def _erase_household(connection: Connection, backend: Backend, household: int) -> Erased:
    homes, units = TABLES["household"], TABLES["unit"]
    done = Erased()
    with backend.rewriting(connection, ["household", "unit"]):
        query = update(homes).where(backend.in_list(homes.c.id, [household]))
        done.rows["household"] = _count(connection, query.values(floor=None, room=None, key=_no_key(homes), **BROUGHT))
        if not done.rows["household"]:
            raise NotFound(NOTHING_TO_ERASE, layer="household", got=household)
        hubs = update(units).where(backend.in_list(units.c.household_id, [household]))
        done.rows["unit"] = _count(connection, hubs.values(name=None, telephone=None, key=_no_key(units), **BROUGHT))
    return done


def _no_key(table: Table) -> Any:
    # what identified a row in its file may be made of its words
    return literal("erased-").op("||")(cast(table.c.id, Text))


def _erase_incidents(
    connection: Connection,
    backend: Backend,
    incidents: Sequence[int],
    values: Mapping[str, None],
    *,
    photos: bool = True,
) -> Erased:
    table, steps, done = TABLES["incident"], INCIDENT_HISTORY, Erased()
    with backend.rewriting(connection, ["incident", "incident_history"]):
        chosen = backend.in_list(table.c.id, incidents)
        done.rows["incident"] = _count(connection, update(table).where(chosen).values(**values))
        if "geometry" in values:
            backend.forget_boxes(connection, table, select(table.c.fid).where(chosen))
        noted = update(steps).where(backend.in_list(steps.c.incident_id, incidents))
        done.rows["incident_history"] = _count(connection, noted.values(note=None, details=None))
    if photos:
        _erase_photos(connection, backend, incidents, done)
    return done


def _erase_photos(connection: Connection, backend: Backend, incidents: Sequence[int], done: Erased) -> None:
    table = INCIDENT_PHOTO
    chosen = backend.in_list(table.c.incident_id, incidents)
    hashes = set(connection.scalars(select(table.c.sha256).where(chosen)))
    with backend.rewriting(connection, [table.name]):
        done.rows["incident_photo"] = connection.execute(delete(table).where(chosen)).rowcount
    # the same picture may belong to another incident as well
    shared = set(connection.scalars(select(table.c.sha256).where(backend.in_list(table.c.sha256, sorted(hashes)))))
    done.photos = sorted(hashes - shared)


def _erase_digests(connection: Connection, backend: Backend, incidents: Sequence[int]) -> int:
    """The hashes of what was sent: a text could be guessed and tried. Of the client's ids hashes stay, so that a report
    that is sent again is not stored again.
    """
    table, gone = INCIDENT_RECEIPT, set(incidents)
    columns = (table.c.id, table.c.client_id, table.c.incident_ids)
    listed = connection.execute(select(*columns), execution_options={"yield_per": 10_000})
    found = [(row.id, row.client_id) for row in listed if gone.intersection(row.incident_ids)]
    with backend.rewriting(connection, [table.name]):
        for number, client_id in found:
            values = {"digest": "", "client_id": erased_client(client_id)}
            connection.execute(update(table).where(table.c.id == number).values(values))
    return len(found)


def _count(connection: Connection, query: Update) -> int:
    return int(connection.execute(query).rowcount)

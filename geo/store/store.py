"""The store of a deployment: every layer with its versions, over SQLite or PostGIS."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import MappingProxyType, TracebackType
from typing import TypeVar

import geopandas as gpd
import pandas as pd
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, IntegrityError

from geo.audit import Asker, Seen
from geo.layers import layer_named
from geo.model import Progress, silent
from geo.store import drafts, records, schema, writing
from geo.store.allowed import require_system
from geo.store.attempts import attempted
from geo.store.audit import append
from geo.store.backend import PURPOSE, REACH, READING, WRITING, Backend, shown_url
from geo.store.batches import Batch, LayerChange, prepare
from geo.store.catalogue import CatalogueKeeper
from geo.store.erasing import EraseKeeper
from geo.store.incident_desk import IncidentDesk
from geo.store.line import Line
from geo.store.opening import backend_for
from geo.store.read_keeping import ReadKeeper
from geo.store.records import ImportRun
from geo.store.rights import SYSTEM, Reach
from geo.store.schema import Status
from geo.store.sealed import check_sealed
from geo.store.transfer import Receiver, Sender

DESK_TURNS = 2
"""How many threads stand at the incident desk, one at work and one ready: more would only hold connections that readers
need while they wait.
"""
Made = TypeVar("Made")


def open_store(url: str, *, create: bool = True) -> Store:
    """The store at a database URL: ``sqlite:///file`` or ``postgresql+psycopg://user@host/database``.

    An embedded database that does not exist yet is made, with its folder, unless ``create`` is false: then it is
    ``Unavailable``, and a mistyped path leaves nothing behind. ``migrate`` gives it its tables. Raises
    ``BadInput`` for a URL or a file that is no such database, ``Unavailable`` for one that does not answer, has no
    PostGIS, cannot be written, or was made by a newer program.
    """
    backend = backend_for(url, create=create)
    store = Store(backend)
    try:
        store.status()
    except BaseException:
        store.close()
        raise
    return store


class Store(ReadKeeper, EraseKeeper, CatalogueKeeper):
    """Every layer of a deployment, read and written as frames. Safe to share between threads.

    ``version`` counts the writes to one layer, the change number the writes to the store; both are gapless and in
    the order of the commits.

    A store that was just opened acts for nobody: what is about people raises ``ReachMissingError``. ``acting`` gives
    the same store for somebody, or for work of the program itself.
    """

    def __init__(self, backend: Backend, reach: Reach | None = None, desk_turns: Line | None = None) -> None:
        self._backend = backend
        self._reach = reach
        self._desk_turns = desk_turns or Line(DESK_TURNS)

    def acting(self, reach: Reach | None) -> Store:
        """The same store as far as a reach goes; without one, for nobody. Closing either closes both."""
        return self if reach == self._reach else Store(self._backend, reach, self._desk_turns)

    @property
    def reach(self) -> Reach | None:
        """For whom this store acts."""
        return self._reach

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def url(self) -> str:
        """Where the store is, as it may be printed: without a password."""
        return shown_url(self._backend.engine.url)

    @property
    def kind(self) -> str:
        """``sqlite`` or ``postgresql``."""
        return self._backend.engine.dialect.name

    def close(self) -> None:
        """Let go of every connection."""
        self._backend.engine.dispose()

    def status(self) -> Status:
        """The schema that the database has, the one that this program needs, and whether they are the same."""
        with self._connected(READING) as connection:
            self._backend.check(connection)
            return schema.status(connection)

    def migrate(self) -> Status:
        """Bring the schema up to date, in one transaction; nothing to do is fine."""
        with self.acting(SYSTEM)._connected(WRITING) as connection:
            self._backend.begin_migration(connection)
            return schema.upgrade(connection)

    # ── writing ──────────────────────────────────────────────────────────────────────────────────────────────────

    def allocate(self, layer: str, count: int) -> range:
        """Ids for things that are about to be made; nobody else ever gets them."""
        name = layer_named(layer).id
        if count < 0:
            raise ValueError(f"cannot allocate {count} ids")
        with self.writing() as connection:
            return writing.allocate(connection, name, count)

    def write(
        self,
        changes: Sequence[LayerChange],
        *,
        source: str,
        note: str = "",
        expect: Mapping[str, int] = MappingProxyType({}),
        witness: tuple[Asker, Seen] | None = None,
    ) -> int:
        """Write changes to any number of layers: all of them or none. The answer is the number of the change; when
        it is there, the change is on the disk. Nothing to write is no change: the last number.

        ``source`` stands in rows without their own. ``expect`` maps layers to the version that the changes were made
        for. ``witness`` is written down in the audit chain with them: both or neither. Raises
        ``BadInput``, ``NotFound`` (a thing to retire is not there) and ``Conflict`` (a code is taken; a validity runs
        backward; an expected layer has moved).
        """
        batches = prepare(changes, source)
        if not batches:
            return self.change_number()

        def witnessed(connection: Connection, _: int) -> None:
            if witness is not None:
                append(connection, witness[0], [witness[1]])

        return self._apply(batches, note, silent, load=False, expect=expect, beside=witnessed)

    def check_boundaries(self, changes: Sequence[LayerChange]) -> None:
        """Raise ``Conflict`` where `write` would because areas belong to a published boundary set; writes nothing."""
        with self._connected(READING) as connection:
            for batch in prepare(changes, ""):
                check_sealed(connection, self._backend, batch)

    def write_import(
        self,
        changes: Sequence[LayerChange],
        run: Callable[[int], ImportRun],
        *,
        source: str,
        expect: Mapping[str, int],
        witness: tuple[Asker, Sequence[Seen]] | None = None,
    ) -> ImportRun:
        """Write the changes of an import together with its entry in the list of imports: both or neither.

        ``run`` tells the entry for the number of the change; the answer is the entry with its ``id``. ``witness`` is
        written down in the audit chain with them. Raises what ``write`` raises.
        """
        kept: list[ImportRun] = []

        def keep(connection: Connection, number: int) -> None:
            if witness is not None:
                append(connection, *witness)
            kept[:] = [records.save_import_run(connection, run(number))]

        self._apply(prepare(changes, source), "import", silent, load=False, expect=expect, beside=keep)
        return kept[0]

    def write_draft(
        self, set_id: int, areas: Mapping[str, gpd.GeoDataFrame], run: ImportRun | None = None
    ) -> ImportRun | None:
        """Make these frames the areas of a draft boundary set, layer by layer, together with the entry of their
        import: both or neither. Nothing else of the store changes. Raises ``Conflict`` unless the set is a draft.
        """
        with self.writing() as connection:
            drafts.replace_areas(connection, self._backend, set_id, areas)
            return None if run is None else records.save_import_run(connection, run)

    def publish_draft(
        self, draft: drafts.Draft, changes: Sequence[LayerChange], *, source: str, expect: Mapping[str, int]
    ) -> int:
        """Write what publishing a draft changes, and take the draft's areas away, in one transaction; the answer is
        the number of the change. What the changes are is the caller's to say (``geo.flows.publish_boundaries``): this
        is the one door through which areas of published sets are followed by others. Raises what ``write`` raises,
        and ``Conflict`` when the draft is not what it was when it was read.
        """

        def take_away(connection: Connection, _: int) -> None:
            drafts.take_away(connection, draft)

        batches = prepare(changes, source)
        note = f"publish {draft.name}"
        return self._apply(batches, note, silent, load=False, expect=expect, publishing=True, beside=take_away)

    def load(
        self,
        frames: Mapping[str, pd.DataFrame],
        *,
        source: str,
        valid_from: dt.date,
        progress: Progress = silent,
        note: str = "load",
    ) -> int:
        """Fill empty layers, all of them or none; the answer is the number of the change. Rows keep the ``id`` and
        ``valid_from`` that they bring; several rows of one ``id`` are its versions, the earlier ones first. Raises
        ``Conflict`` for a layer that has, or ever had, rows, and ``BadInput`` for versions that hold on one day.
        """
        changes = [LayerChange(layer, frame, valid_from) for layer, frame in frames.items()]
        batches = prepare(changes, source, load=True)
        if not batches:
            return self.change_number()
        return self._apply(batches, note, progress, load=True)

    def at_incident_desk(self, work: Callable[[IncidentDesk], Made]) -> Made:
        """What ``work`` answers in one transaction over the incidents: when the answer is there, all that it wrote is on
        the disk; an error writes nothing. ``work`` may be called again where an edit from outside got in the way.
        """

        def once() -> Made:
            with self.writing() as connection:
                return work(IncidentDesk(self._backend, connection, self._reach))

        with self._desk_turns:
            return attempted(once)

    # ── moving ───────────────────────────────────────────────────────────────────────────────────────────────────

    @contextmanager
    def sending(self) -> Iterator[Sender]:
        """One consistent look at everything, for a copy; raises ``Unavailable`` without the needed schema."""
        require_system(self._reach)
        with self._connected(READING) as connection:
            schema.require_ready(connection)
            yield Sender(connection)

    @contextmanager
    def receiving(self) -> Iterator[Receiver]:
        """The transaction in which a copy arrives; raises ``Unavailable`` without the needed schema."""
        require_system(self._reach)
        with self.writing() as connection:
            schema.require_ready(connection)
            yield Receiver(self._backend, connection)

    @contextmanager
    def looking(self) -> Iterator[Connection]:
        """One consistent, read-only view for the store's own modules."""
        with self._connected(READING) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction of the store's own modules: committed at the end, rolled back by an error."""
        with self._connected(WRITING) as connection:
            self._backend.begin_write(connection)
            yield connection

    def _apply(
        self,
        batches: Sequence[Batch],
        note: str,
        progress: Progress,
        *,
        load: bool,
        expect: Mapping[str, int] = MappingProxyType({}),
        publishing: bool = False,
        beside: Callable[[Connection, int], None] | None = None,
    ) -> int:
        def once() -> int:
            with self.writing() as connection:
                at = dt.datetime.now(dt.UTC)
                number = writing.apply(
                    connection, self._backend, batches, note, at, progress,
                    reach=self._reach, load=load, expect=expect, publishing=publishing,
                )  # fmt: skip
                if beside is not None:
                    beside(connection, number)
                if load:
                    self._backend.finish_load(connection, [batch.table for batch in batches])
            return number

        try:
            return attempted(once)
        except IntegrityError as error:
            with self._connected(READING) as connection:
                raise writing.explained(connection, self._backend, batches, error) from error

    @contextmanager
    def _connected(self, purpose: str) -> Iterator[Connection]:
        options = self._backend.reading_options if purpose == READING else {}
        try:
            with self._backend.engine.connect() as connection:
                connection.execution_options(**{PURPOSE: purpose, REACH: self._reach}, **options)
                with connection.begin():
                    yield connection
        except IntegrityError:
            raise
        except DBAPIError as error:
            told = self._backend.translated(error)
            if told is None:
                raise
            raise told from error

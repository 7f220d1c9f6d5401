"""The records that a store keeps beside its layers: imports, steps of incidents, metric runs, scenarios, aliases."""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import AbstractContextManager

from sqlalchemy import Connection

from geo.store import aliases, drafts, incident_desk, metric_runs, records, scenarios
from geo.store.aliases import KeptAlias
from geo.store.allowed import require_writable
from geo.store.backend import Backend
from geo.store.incident_desk import Photo, Receipt
from geo.store.metric_runs import MetricRun
from geo.store.rights import Reach
from geo.store.scenarios import Scenario
from geo.store.tables import INCIDENT_HISTORY


class Keeper(ABC):
    """What a ``Store`` does with records, each in a transaction of its own."""

    _backend: Backend
    _reach: Reach | None

    @abstractmethod
    def looking(self) -> AbstractContextManager[Connection]:
        """One consistent, read-only view."""

    @abstractmethod
    def writing(self) -> AbstractContextManager[Connection]:
        """A transaction: committed at the end, rolled back by an error."""

    def save_import_run(self, run: records.ImportRun) -> records.ImportRun:
        """Keep an import's report; a run without ``id`` is new and comes back with one, others are replaced."""
        with self.writing() as connection:
            return records.save_import_run(connection, run)

    def import_runs(self, limit: int | None = None) -> list[records.ImportRun]:
        """The imports, newest first."""
        with self.looking() as connection:
            return records.import_runs(connection, limit)

    def add_incident_steps(self, steps: Sequence[records.IncidentStep]) -> None:
        """Append steps of incidents' lives; they are never changed afterwards."""
        require_writable(INCIDENT_HISTORY, self._reach)
        with self.writing() as connection:
            records.add_incident_steps(connection, steps)

    def incident_steps(self, incident_id: int | None = None) -> list[records.IncidentStep]:
        """The steps of one incident, or of all, in the order in which they were taken."""
        with self.looking() as connection:
            return records.incident_steps(connection, self._backend, self._reach, incident_id)

    def incident_receipt(self, client_id: str) -> Receipt | None:
        """What was received under an id that a client made; None for a new one."""
        with self.looking() as connection:
            return incident_desk.receipt_of(connection, client_id)

    def incidents_touched_at(self, incident_ids: Sequence[int]) -> dict[int, dt.datetime]:
        """When each of these incidents was last touched by its history; those without any are left out."""
        with self.looking() as connection:
            return incident_desk.touched_at(connection, self._backend, self._reach, incident_ids)

    def incident_photos(self, incident_ids: Sequence[int]) -> list[Photo]:
        """The photos of these incidents, in the order in which they came."""
        with self.looking() as connection:
            return incident_desk.photos_of(connection, self._backend, self._reach, incident_ids)

    def incident_photo(self, number: int) -> Photo:
        """One photo; raises ``NotFound``."""
        with self.looking() as connection:
            return incident_desk.photo_of(connection, self._backend, self._reach, number)

    def save_metric_run(self, run: MetricRun) -> MetricRun:
        """Keep a result for good; the answer is the run as it is kept, with ``id``, ``digest`` and ``created_at``.

        A run of the same kind, definition, parameters, day and versions is there once: it comes back as it was first
        kept. Raises ``Conflict`` when its result was another one: the rules have changed without a new definition, or
        data was altered behind the program.
        """
        with self.writing() as connection:
            return metric_runs.save_metric_run(connection, run, dt.datetime.now(dt.UTC))

    def find_metric_run(self, basis: MetricRun) -> MetricRun | None:
        """The run of the same kind, definition, parameters, day and versions as this one, whose result is not looked
        at; None when that was never measured.
        """
        with self.looking() as connection:
            return metric_runs.find_metric_run(connection, basis)

    def metric_run(self, number: int) -> MetricRun:
        """The run of that ``id`` with its result; raises ``NotFound``, and ``Conflict`` for a result that no longer
        agrees with its digest.
        """
        with self.looking() as connection:
            return metric_runs.metric_run(connection, number)

    def metric_runs(
        self,
        limit: int | None = None,
        *,
        kind: str | None = None,
        as_of: dt.date | None = None,
        before_id: int | None = None,
    ) -> list[MetricRun]:
        """The runs without their results, newest first; ``before_id`` the last one of a page gives the next page."""
        with self.looking() as connection:
            return metric_runs.metric_runs(connection, limit, kind, as_of, before_id)

    def save_scenario(self, scenario: Scenario) -> Scenario:
        """Keep a what-if under its name; one without ``id`` is new, others are replaced. Raises ``NotFound`` for an
        ``id`` that is not there, ``Conflict`` for a name that another scenario has.
        """
        with self.writing() as connection:
            return scenarios.save_scenario(connection, scenario, dt.datetime.now(dt.UTC))

    def scenarios(self) -> list[Scenario]:
        """The scenarios in the order in which they were made."""
        with self.looking() as connection:
            return scenarios.scenarios(connection)

    def scenario(self, number: int) -> Scenario:
        """One scenario; raises ``NotFound`` for one that is not there or was deleted."""
        with self.looking() as connection:
            return scenarios.scenario_of(connection, number)

    def delete_scenario(self, number: int) -> None:
        """Delete a scenario; its name is free again, its ``id`` is not given again. Raises ``NotFound``."""
        with self.writing() as connection:
            scenarios.delete_scenario(connection, number, dt.datetime.now(dt.UTC))

    def save_alias(self, alias: KeptAlias) -> KeptAlias:
        """Keep a name for a thing; one that is kept already comes back as it was first kept."""
        with self.writing() as connection:
            return aliases.save_alias(connection, alias, dt.datetime.now(dt.UTC))

    def aliases(self) -> list[KeptAlias]:
        """The aliases in the order in which they were made."""
        with self.looking() as connection:
            return aliases.aliases(connection)

    def aliases_mark(self) -> str:
        """A text that changes with the aliases, by one small query."""
        with self.looking() as connection:
            return aliases.mark(connection)

    def delete_alias(self, number: int) -> None:
        """Forget an alias; raises ``NotFound``."""
        with self.writing() as connection:
            aliases.delete_alias(connection, number)

    def boundary_sets(self) -> list[drafts.BoundarySet]:
        """The boundary sets, oldest first."""
        with self.looking() as connection:
            return drafts.boundary_sets(connection)

    def draft(self, name: str) -> drafts.Draft:
        """The draft boundary set of that name with its areas; raises ``NotFound``."""
        with self.looking() as connection:
            return drafts.draft(connection, name)

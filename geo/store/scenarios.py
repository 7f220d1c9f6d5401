"""Named what-ifs: a list of changes that was thought through and is to be kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import IntegrityError

from geo.errors import Conflict, Message, NotFound
from geo.store.tables import SCENARIO

SCENARIO_UNKNOWN = Message(
    "scenario-unknown",
    zh="没有编号为 {got} 的方案",
    en="there is no scenario {got}",
    remedy_zh="请在方案列表中选择",
    remedy_en="choose one from the list of scenarios",
)
SCENARIO_NAME_TAKEN = Message(
    "scenario-name-taken",
    zh="已有名为“{got}”的方案",
    en="there is a scenario named {got!r} already",
    remedy_zh="请换一个名称，或修改原方案",
    remedy_en="give another name, or change that one",
)

_SHOWN = tuple(column for column in SCENARIO.c if column.name != "deleted_at")
_KEPT = SCENARIO.c.deleted_at.is_(None)


@dataclass(frozen=True, slots=True)
class Scenario:
    """A what-if with a name: its day, its service-circle preset and its changes in their order, as JSON objects.

    ``id``, ``created_at`` and ``changed_at`` are the store's: None until it has given them.
    """

    name: str
    as_of: dt.date
    preset: str
    changes: Sequence[Mapping[str, Any]]
    id: int | None = None
    created_at: dt.datetime | None = None
    changed_at: dt.datetime | None = None


def save_scenario(connection: Connection, scenario: Scenario, at: dt.datetime) -> Scenario:
    """Add a scenario without ``id``, replace one with.

    Raises ``NotFound`` for an ``id`` that does not exist or was deleted, ``Conflict`` for a name that another one has.
    """
    created = at if scenario.id is None else scenario_of(connection, scenario.id).created_at
    saved = replace(scenario, changes=list(scenario.changes), created_at=created, changed_at=at)
    values = {column.name: getattr(saved, column.name) for column in _SHOWN if column.name != "id"}
    try:
        with connection.begin_nested():
            if scenario.id is not None:
                connection.execute(update(SCENARIO).where(SCENARIO.c.id == scenario.id).values(values))
                return saved
            made = connection.execute(insert(SCENARIO).values(values).returning(SCENARIO.c.id)).scalar_one()
    except IntegrityError as error:
        raise Conflict(SCENARIO_NAME_TAKEN, got=scenario.name) from error
    return replace(saved, id=int(made))


def scenarios(connection: Connection) -> list[Scenario]:
    """The scenarios that were not deleted, in the order in which they were made."""
    query = select(*_SHOWN).where(_KEPT).order_by(SCENARIO.c.id)
    return [Scenario(**row) for row in connection.execute(query).mappings()]


def scenario_of(connection: Connection, number: int) -> Scenario:
    """One scenario; raises ``NotFound`` for one that does not exist or was deleted."""
    found = None
    if 0 < number < 1 << 63:
        query = select(*_SHOWN).where(SCENARIO.c.id == number, _KEPT)
        found = connection.execute(query).mappings().one_or_none()
    if found is None:
        raise NotFound(SCENARIO_UNKNOWN, got=number)
    return Scenario(**found)


def delete_scenario(connection: Connection, number: int, at: dt.datetime) -> None:
    """Delete one: its name is free again, its number is not. Raises ``NotFound`` like ``scenario_of``."""
    scenario_of(connection, number)
    connection.execute(update(SCENARIO).where(SCENARIO.c.id == number).values(deleted_at=at))

"""Which rows of a table may be seen? The one place that turns a reach into a condition, for both databases.

PostGIS has policies beside it (migrations 0009 and 0011) which say the same; they are what is left when this is forgotten. This
condition is what is quick: it begins at an index, where a policy alone reads every row of the table.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, SelectBase, Table, and_, false, or_, select, union_all

from geo.clock import china_today
from geo.store.backend import Backend
from geo.store.rights import HUB_LEVEL, RESTRICTED, Ground, Reach, ReachMissingError
from geo.store.tables import TABLES

Condition = ColumnElement[bool]


def allowed(backend: Backend, table: Table, reach: Reach | None) -> Condition | None:
    """The condition under which rows of a table may be seen; ``None`` for all of them.

    Raises ``ReachMissingError`` for a restricted table without a reach.
    """
    if table.name not in RESTRICTED:
        return None
    if reach is None:
        raise ReachMissingError(f"{table.name} holds rows about people: say for whom it is read, store.acting(reach)")
    if reach.system:
        return None
    match table.name:
        case "household":
            return _in_homes(backend, table.c.building_id, reach.homes)
        case "unit":
            return _unit(backend, table, reach)
        case "service_link":
            return _link(backend, table, reach)
        case "incident":
            return _incident(backend, table, reach.incidents)
        case "incident_history" | "incident_photo":
            return _of_incident(backend, table, reach.steps)
        case _:
            return false()


def require_writable(table: Table, reach: Reach | None) -> None:
    """Raise ``ReachMissingError`` for rows that this reach may not write."""
    if table.name in RESTRICTED and (reach is None or not reach.may_write(table.name)):
        raise ReachMissingError(
            f"{table.name} is written by system work, or by those who reach it: store.acting(reach)"
        )


def require_system(reach: Reach | None) -> None:
    """Raise ``ReachMissingError`` unless this is work of the program itself."""
    if reach is None or not reach.system:
        raise ReachMissingError("whole tables are for system work: store.acting(SYSTEM)")


def _buildings(backend: Backend, ground: Ground) -> SelectBase:
    """The buildings of a ground by the rows that hold today, by questions that each have their index: a row that a change
    has closed which begins later holds until then.
    """
    building, today = TABLES["building"].c, china_today()
    holds = (building.valid_from <= today) & or_(building.valid_to.is_(None), building.valid_to > today)
    found: list[Select[Any]] = []
    for half in (building.version_to.is_(None), building.version_to.is_not(None)):
        found.append(select(building.id).where(half, holds, backend.in_list(building.grid_id, sorted(ground.grids))))
        if ground.communities:
            apart = backend.in_list(building.community_id, sorted(ground.communities))
            found.append(select(building.id).where(half, holds, building.grid_id.is_(None), apart))
    return union_all(*found)


def _in_homes(backend: Backend, building_id: ColumnElement[Any], ground: Ground) -> Condition | None:
    if ground.everywhere:
        return None
    return backend.in_query(building_id, _buildings(backend, ground)) if ground else false()


def _households(backend: Backend, ground: Ground) -> SelectBase:
    household = TABLES["household"]
    condition = _in_homes(backend, household.c.building_id, ground)
    query = select(household.c.id)
    return query if condition is None else query.where(condition)


def _unit(backend: Backend, table: Table, reach: Reach) -> Condition | None:
    if reach.hubs.everywhere:
        return None
    shown = or_(table.c.level.is_(None), table.c.level != HUB_LEVEL)
    return or_(shown, backend.in_query(table.c.household_id, _households(backend, reach.hubs))) if reach.hubs else shown


def _link(backend: Backend, table: Table, reach: Reach) -> Condition | None:
    if not reach.links:
        return false()
    conditions: list[Condition] = []
    unit = TABLES["unit"]
    of_units = _unit(backend, unit, reach)
    if of_units is not None:
        conditions.append(backend.in_query(table.c.unit_id, select(unit.c.id).where(of_units)))
    if not reach.homes.everywhere:
        at_home = backend.in_query(table.c.target_id, _households(backend, reach.homes)) if reach.homes else false()
        conditions.append(or_(table.c.target_layer != "household", at_home))
    return and_(*conditions) if conditions else None


def _incident(backend: Backend, table: Table, ground: Ground) -> Condition | None:
    if ground.everywhere:
        return None
    return backend.in_list(table.c.grid_id, sorted(ground.grids)) if ground else false()


def _of_incident(backend: Backend, table: Table, ground: Ground) -> Condition | None:
    """Steps and photos are where their incident is now: a pin that was moved takes its history along."""
    incident = TABLES["incident"]
    condition = _incident(backend, incident, ground)
    if condition is None:
        return None
    current = select(incident.c.id).where(incident.c.version_to.is_(None), condition)
    return backend.in_query(table.c.incident_id, current)

"""An incident is amended while its state stays: it is somewhere else, another grid deals with it, others support it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from geo.clock import CHINA
from geo.errors import BadInput, Conflict, Message
from geo.flows.incident_orders import (
    REASON_CHARACTERS,
    Cities,
    Done,
    check_same,
    checked_client_id,
    checked_text,
    digest_of_order,
)
from geo.flows.report_incident import PLACE_MISSING, place_fields
from geo.incidents import ENDS, boundary_set_of, candidates_of
from geo.incidents.states import STATE_LABELS
from geo.store import IncidentStep, Store
from geo.store.incident_desk import IncidentDesk, Photo, Receipt, Row

PLACE, ROUTE, SUPPORT = "place", "route", "support"
NOTE_CHARACTERS: Final = 500

ENDED = Message(
    "incident-ended",
    zh="事件 {incident} 已是“{state}”，不能再修改",
    en="incident {incident} is {state!r} and is not changed any more",
    remedy_zh="如问题仍在，请重新上报",
    remedy_en="if the problem is still there, report it again",
)
ROUTE_REASON_MISSING = Message(
    "incident-route-reason-missing",
    zh="网格 {got} 不在事件 {incident} 的候选网格中，改派需要说明理由",
    en="grid {got} is not among the candidates of incident {incident}: give a reason to route it there",
    remedy_zh="候选网格：{expected}；或填写 reason",
    remedy_en="candidates: {expected}; or give a reason",
)

Amendment = Callable[[Row], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Amending:
    """Who amends which incident, under which id of the client's (none: every time anew), in which role, and why."""

    incident: int
    client_id: str | None
    role: str | None
    reason: str = ""


def move_incident(
    store: Store,
    cities: Cities,
    who: Amending,
    position: tuple[float, float, str] | None,
    building: int | None,
    now: dt.datetime,
) -> Done:
    """Put an incident elsewhere: at (lon, lat, crs), or into a building. Its grid and the candidates are derived again, in
    the boundaries of the day on which it was reported: that boundary set stays.
    """
    if position is None and building is None:
        raise BadInput(PLACE_MISSING, got=PLACE, expected="lon, lat / building_id")

    def amendment(row: Row) -> Mapping[str, Any]:
        kind = "building" if building is not None else "pin"
        return place_fields(cities(_day_of(row)), position, building) | {"place": kind, "accuracy_m": None}

    return _amended(store, who, PLACE, amendment, now, [], digest_of_order(at=position, building=building))


def route_incident(store: Store, cities: Cities, who: Amending, grid: int, now: dt.datetime) -> Done:
    """Let another grid deal with an incident: one of its candidates, or any grid of its day with a reason."""
    reason = checked_text("reason", who.reason, REASON_CHARACTERS)

    def amendment(row: Row) -> Mapping[str, Any]:
        boundary_set = boundary_set_of(cities(_day_of(row)), grid)
        candidates = candidates_of(row["grid_candidates"])
        if grid not in candidates and not reason:
            told = ", ".join(map(str, candidates)) or "–"
            raise BadInput(ROUTE_REASON_MISSING, got=grid, incident=_name(row), expected=told)
        return {"grid_id": grid, "boundary_set_id": boundary_set}

    return _amended(store, who, ROUTE, amendment, now, [], digest_of_order(grid=grid, reason=reason))


def support_incident(store: Store, who: Amending, photos: Sequence[Photo], now: dt.datetime) -> Done:
    """Somebody else means the same: counted, with his note and photos."""

    def amendment(row: Row) -> Mapping[str, Any]:
        return {"supports": (row["supports"] or 0) + 1}

    note = checked_text("note", who.reason, NOTE_CHARACTERS)
    return _amended(store, who, SUPPORT, amendment, now, photos, digest_of_order(note=note))


def _amended(
    store: Store,
    who: Amending,
    act: str,
    amendment: Amendment,
    now: dt.datetime,
    photos: Sequence[Photo],
    content: str,
) -> Done:
    reason = checked_text("reason", who.reason, REASON_CHARACTERS)
    digest = digest_of_order(incident=who.incident, role=who.role, content=content)
    if who.client_id is not None:
        checked_client_id(who.client_id)

    def work(desk: IncidentDesk) -> Done:
        receipt = None if who.client_id is None else desk.receipt(who.client_id)
        if receipt is not None:
            check_same(receipt, act, digest)
            return Done(desk.current(receipt.incident_ids), again=True, number=receipt.number)
        (row,) = desk.current([who.incident])
        if row["state"] in ENDS:
            raise Conflict(ENDED, incident=_name(row), state=STATE_LABELS[row["state"]])
        fields = amendment(row)
        number = desk.save([{**row, **fields}], now, act)
        state = row["state"]
        desk.add_steps(
            [IncidentStep(row["id"], now, state, state, who.role, reason or None, act, _details(row, fields))]
        )
        desk.add_photos([replace(photo, incident_id=row["id"]) for photo in photos])
        if who.client_id is not None:
            desk.add_receipt(Receipt(who.client_id, act, digest, [row["id"]], now, number))
        # not read again: it may have been moved out of the reach of whoever moved it
        return Done([{**row, **fields}], again=False, number=number)

    return store.at_incident_desk(work)


def _details(row: Row, fields: Mapping[str, Any]) -> dict[str, Any]:
    """What was and what is, for the history: everything that differs, places as lon, lat."""
    told: dict[str, Any] = {}
    for name in ("geometry", "grid_id", "building_id", "supports"):
        if name in fields and fields[name] != row[name]:
            told[name] = [_told(row[name]), _told(fields[name])]
    return told


def _told(value: Any) -> Any:
    return [value.x, value.y] if hasattr(value, "x") else value


def _day_of(row: Row) -> dt.date:
    reported: dt.datetime = row["reported_at"]
    return reported.astimezone(CHINA).date()


def _name(row: Row) -> str:
    return str(row["code"] or row["id"])

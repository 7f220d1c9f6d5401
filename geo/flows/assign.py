"""An account gets a role over an area from a day on, or loses it: rows of the layer ``assignment``, which is the truth."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

import pandas as pd

from geo.accounts import EVERYWHERE
from geo.audit import Asker, Seen
from geo.errors import BadInput, Conflict, Message, NotFound
from geo.layers.vocabulary import ROLES
from geo.model import Period
from geo.rights import GRANT_LEVELS
from geo.store import LayerChange, Store
from geo.store import accounts as kept

SOURCE: Final = "admin"
ROLE_NAMES: Final = tuple(choice.value for choice in ROLES)

ROLE_UNKNOWN = Message(
    "role-unknown",
    zh="没有角色“{got}”",
    en="there is no role {got!r}",
    remedy_zh="可用的角色：{expected}",
    remedy_en="use one of: {expected}",
    asked=True,
)
AREA_UNKNOWN = Message(
    "assigned-area-unknown",
    zh="没有编码为“{got}”的街道、社区或网格",
    en="no street, community or grid has the code {got!r}",
    remedy_zh="请核对编码；全市用 --everywhere",
    remedy_en="check the code; --everywhere is the whole deployment",
    asked=True,
)
ASSIGNMENT_UNKNOWN = Message(
    "assignment-unknown",
    zh="没有编号为 {got} 的现行分工",
    en="there is no current assignment {got}",
    remedy_zh="`jingwei admin accounts` 列出编号",
    remedy_en="`jingwei admin accounts` lists the numbers",
    asked=True,
)


ASSIGNED_ALREADY = Message(
    "assigned-already",
    zh="这项分工已经有了：编号 {got}，自 {since} 起",
    en="that assignment is there already: {got}, from {since}",
    remedy_zh="要改日期，请先 `jingwei admin end {got}`",
    remedy_en="for other days end it first with `jingwei admin end {got}`",
    asked=True,
)


@dataclass(frozen=True, slots=True)
class Held:
    """One assignment as it is kept: ``layer`` is ``city`` and ``area`` 0 for everywhere."""

    id: int
    account: str
    role: str
    layer: str
    area: int
    valid_from: dt.date
    valid_to: dt.date | None


def assign(
    store: Store, asker: Asker, login: str, role: str, code: str | None, since: dt.date, until: dt.date | None
) -> int:
    """Give an account a role over the area of that code, or everywhere (None); the answer is the assignment's number.

    Raises ``NotFound`` for an account or area that is not there, ``BadInput`` for an unknown role, ``Conflict`` where the
    same holds on one of those days already: of two, ending one would end nothing.
    """
    if role not in ROLE_NAMES:
        raise BadInput(ROLE_UNKNOWN, got=role, expected=", ".join(ROLE_NAMES))
    with store.looking() as connection:
        account = kept.account_named(connection, login)
    layer, area = (EVERYWHERE, 0) if code is None else area_of(store, code, since)
    for held in assignments(store, since):
        same = (held.account, held.role, held.layer, held.area) == (account.login, role, layer, area)
        if same and (until is None or held.valid_from < until):
            raise Conflict(ASSIGNED_ALREADY, got=held.id, since=held.valid_from.isoformat())
    number = store.allocate("assignment", 1)[0]
    row = pd.DataFrame([{"id": number, "account": login, "role": role, "area_layer": layer, "area_id": area}])
    row["valid_to"] = [until]
    told = f"assign {number}: {role} {layer}/{area} from {since}" + ("" if until is None else f" until {until}")
    seen = Seen("grant", "account", account.id, told)
    change = LayerChange("assignment", row, since)
    store.write([change], source=SOURCE, note=f"assign {role}", witness=(asker, seen))
    return number


def end_assignment(store: Store, asker: Asker, number: int, day: dt.date) -> None:
    """The assignment of that number holds until the day before; raises ``NotFound``."""
    found = store.read("assignment", ids=[number], columns=["account", "role"])
    if not len(found):
        raise NotFound(ASSIGNMENT_UNKNOWN, got=number)
    with store.looking() as connection:
        account = kept.account_with_login(connection, str(found["account"].iloc[0]))
    told = f"end {number}: {found['role'].iloc[0]} on {day}"
    seen = Seen("grant", "account", None if account is None else account.id, told)
    change = LayerChange("assignment", None, day, retire=[number])
    store.write([change], source=SOURCE, note="end assignment", witness=(asker, seen))


def assignments(store: Store, day: dt.date) -> list[Held]:
    """Every assignment that holds on a day or will later, in the order of its number."""
    names = ["account", "role", "area_layer", "area_id", "valid_from", "valid_to"]
    frame = store.read("assignment", during=Period(day, None), columns=names)
    columns = [frame[name] for name in ("id", "account", "role", "area_layer", "area_id", "valid_from", "valid_to")]
    return [
        Held(int(number), account, role, layer, int(area), since, None if pd.isna(until) else until)
        for number, account, role, layer, area, since, until in zip(*columns, strict=True)
        if layer is not None and not pd.isna(area)
    ]


def area_of(store: Store, code: str, day: dt.date) -> tuple[str, int]:
    """Layer and id of the area that has a code on a day; raises ``NotFound``."""
    for layer in GRANT_LEVELS:
        found = store.read(layer, as_of=day, where={"code": code}, columns=["code"])
        if len(found):
            return layer, int(found["id"].iloc[0])
    raise NotFound(AREA_UNKNOWN, got=code)

"""What people ask of incidents, read and checked: reports, steps, support, another place, another grid."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

from geo.errors import BadInput, Conflict, Message
from geo.snapshot import City
from geo.store.incident_desk import Receipt, Row

CLIENT_ID: Final = re.compile(r"[A-Za-z0-9._:-]{8,100}")
DESCRIPTION_CHARACTERS: Final = 4_000
REASON_CHARACTERS: Final = 500
BULK_MOST: Final = 500

Cities = Callable[[dt.date], City]
"""Gives the city as it was on a day."""

CLIENT_ID_WRONG = Message(
    "client-id-wrong",
    zh="客户端编号“{got}”无效",
    en="the client id {got!r} is none",
    remedy_zh="每次上报或操作由客户端生成一个 8 至 100 个字符的编号（字母、数字和 . _ : -），例如 UUID",
    remedy_en="the client makes one for each report or step: 8 to 100 letters, digits and . _ : -, such as a UUID",
)
CLIENT_ID_REUSED = Message(
    "client-id-reused",
    zh="客户端编号“{got}”已用于另一次内容不同的操作",
    en="the client id {got!r} was used for something else already",
    remedy_zh="重发必须与原内容相同；新的操作请使用新的编号",
    remedy_en="what is sent again must be the same; something new needs a new id",
)
TEXT_TOO_LONG = Message(
    "incident-text-too-long",
    zh="{name} 有 {got} 个字符，最多 {expected} 个",
    en="{name} has {got} characters, at most {expected} are taken",
    remedy_zh="请写得简短些",
    remedy_en="say it in fewer words",
)
BULK_SIZE = Message(
    "incident-bulk-size",
    zh="一次选择了 {got} 个事件，应为 1 至 {expected} 个",
    en="{got} incidents were named at once; 1 to {expected} are taken",
    remedy_zh="请分几次操作",
    remedy_en="do it in several goes",
)


@dataclass(frozen=True, slots=True)
class Done:
    """What an order led to: the incidents as they are now, and whether it had been carried out before."""

    rows: Sequence[Row]
    again: bool
    number: int


def checked_client_id(client_id: str) -> str:
    """The id; raises ``BadInput`` for one that is none."""
    if CLIENT_ID.fullmatch(client_id) is None:
        raise BadInput(CLIENT_ID_WRONG, got=client_id)
    return client_id


def checked_text(name: str, text: str | None, most: int) -> str:
    """The text without blanks around it, empty for none; raises ``BadInput`` for too much of it."""
    found = (text or "").strip()
    if len(found) > most:
        raise BadInput(TEXT_TOO_LONG, name=name, got=len(found), expected=most)
    return found


def digest_of_order(**what: Any) -> str:
    """What tells the same order sent again from another one under the same id."""
    return hashlib.sha256(orjson.dumps(what, option=orjson.OPT_SORT_KEYS, default=str)).hexdigest()


def check_same(receipt: Receipt, kind: str, digest: str) -> None:
    """Raise ``Conflict`` where the id was used for something else."""
    if (receipt.kind, receipt.digest) != (kind, digest):
        raise Conflict(CLIENT_ID_REUSED, got=receipt.client_id)


def changed(row: Row, fields: Mapping[str, Any]) -> Row:
    """The row with other values in some fields."""
    return {**row, **fields}

"""Who looked at whose data, when and what for? Entries of a chain in which each seals the one before it.

The chain tells an entry that was edited, removed, put in or moved, as long as its end is known: whoever may rewrite the
whole database may rewrite the whole chain. So its end (number and seal) belongs into other hands from time to time;
``faults`` takes such an earlier end as well. Entries hold accounts and ids, never names or contents.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from types import MappingProxyType
from typing import Final, Literal

from geo.errors import BadInput, Message
from geo.layers import Label

Act = Literal["read", "export", "erase", "cut", "enter", "grant"]
"""``enter``: somebody came in, or was not let in; ``grant``: what an account may, or with what it comes in, was changed."""
FaultKind = Literal["edited", "removed", "inserted", "end", "missing"]

FIRST: Final = "0" * 64
"""What the first entry seals."""

PURPOSES: Final[Mapping[str, Label]] = MappingProxyType({
    "visit": Label("入户走访", "visiting homes"),
    "incident": Label("处置事件", "dealing with an incident"),
    "address": Label("核对地址", "finding an address"),
    "planning": Label("网格规划", "planning grids"),
    "reporting": Label("统计报告", "reports and figures"),
    "inspection": Label("监督检查", "supervision"),
    "upkeep": Label("系统维护", "upkeep of the system"),
    "access": Label("账号与权限", "accounts and rights"),
})  # fmt: skip
"""What restricted data may be read for."""

PURPOSE_UNKNOWN = Message(
    "purpose-unknown",
    zh="没有名为“{got}”的用途",
    en="there is no purpose {got!r}",
    remedy_zh="可用的用途：{expected}",
    remedy_en="use one of: {expected}",
    asked=True,
)


@dataclass(frozen=True, slots=True)
class Asker:
    """Whoever asks: ``who`` is an account's id, ``local``, ``local:`` with a user of the operating system (command line),
    or ``public``; ``roles`` are comma-separated.
    """

    who: str
    roles: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Seen:
    """One thing that was shown; without ``thing`` the whole layer, ``detail`` says in which form."""

    act: Act
    layer: str
    thing: int | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One link of the chain. ``number`` begins with 1 and leaves none out; ``seal`` is the hash over it and the seal before."""

    number: int
    at: dt.datetime
    who: str
    roles: str
    act: str
    layer: str
    thing: int | None
    purpose: str
    detail: str
    seal: str


@dataclass(frozen=True, slots=True)
class End:
    """How far a chain went: the number and the seal of its last entry; 0 and ``FIRST`` before the first."""

    number: int
    seal: str


MISSING: Final = End(-1, "")
"""The row that says how far the chain goes is not there."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Entries ``first`` to ``last`` are not what was written."""

    kind: FaultKind
    first: int
    last: int


def checked_purpose(word: str) -> str:
    """The purpose of that name; raises ``BadInput``."""
    if word not in PURPOSES:
        raise BadInput(PURPOSE_UNKNOWN, got=word, expected=", ".join(PURPOSES))
    return word


def linked(end: End, at: dt.datetime, asker: Asker, seen: Iterable[Seen]) -> list[Entry]:
    """The entries that follow an end, in the order in which things were seen."""
    entries: list[Entry] = []
    for one in seen:
        bare = Entry(
            end.number + 1, at, asker.who, asker.roles, one.act, one.layer, one.thing, asker.purpose, one.detail, ""
        )
        seal = seal_of(bare, end.seal)
        entries.append(Entry(*_fields(bare), seal))
        end = End(bare.number, seal)
    return entries


def seal_of(entry: Entry, before: str) -> str:
    """SHA-256 (hexadecimal) over an entry without its own seal and the seal before it, as a JSON list in UTF-8; the
    moment in UTC with microseconds.
    """
    moment = entry.at.astimezone(dt.UTC).isoformat(timespec="microseconds")
    number, _, *rest = _fields(entry)
    text = json.dumps([number, moment, *rest, before], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def faults(entries: Iterable[Entry], end: End, known: End | None = None) -> Iterator[Fault]:
    """What is wrong with a chain, by ascending number; nothing where all of it is as it was written.

    ``entries`` come by ascending number. A chain that does not begin with 1 must hold the entry that tells of the cut.
    ``known`` is an end that somebody has kept: an entry of that number with another seal is a fault of kind ``end``,
    and so is a chain that ends before it. Without its end (``MISSING``) nobody
    can say whether entries are missing at the end: that is a fault as well.
    """
    listed = list(entries)
    if end == MISSING:
        yield Fault("missing", 0, 0)
        end = End(listed[-1].number, listed[-1].seal) if listed else End(0, FIRST)
    last = _start(listed)
    if listed and last.number == 0 and listed[0].number > 1:
        yield Fault("removed", 1, listed[0].number - 1)
        last = End(listed[0].number - 1, "")
    seals: dict[int, str] = {last.number: last.seal}
    for number, group in groupby(listed, key=lambda entry: entry.number):
        same = list(group)
        if number > last.number + 1:
            yield Fault("removed", last.number + 1, number - 1)
        # the first of a chain and one behind a hole have nothing to be compared with
        follows = number == last.number + 1 and last.seal != ""
        true = next((entry for entry in same if not follows or seal_of(entry, last.seal) == entry.seal), None)
        if len(same) > 1:
            yield Fault("inserted", number, number)
        elif true is None:
            yield Fault("edited", number, number)
        last = End(number, (true or same[0]).seal)
        seals[number] = last.seal
    yield from _at_the_end(last, end)
    if known is not None and known.number >= min(seals) and seals.get(known.number) != known.seal:
        yield Fault("end", known.number, known.number)


def _at_the_end(last: End, end: End) -> Iterator[Fault]:
    if last.number < end.number:
        yield Fault("removed", last.number + 1, end.number)
    elif last.number > end.number:
        yield Fault("inserted", end.number + 1, last.number)
    elif last.seal not in ("", end.seal):
        yield Fault("edited", last.number, last.number)


def _start(entries: list[Entry]) -> End:
    """What the first entry that is left follows: the cut before it, if the chain tells of one, else the beginning."""
    if entries and entries[0].number > 1:
        for entry in reversed(entries):
            if entry.act == "cut" and entry.thing == entries[0].number - 1:
                return End(entries[0].number - 1, entry.detail)
    return End(0, FIRST)


def _fields(entry: Entry) -> tuple[int, dt.datetime, str, str, str, str, int | None, str, str]:
    return (
        entry.number, entry.at, entry.who, entry.roles, entry.act, entry.layer, entry.thing, entry.purpose, entry.detail
    )  # fmt: skip

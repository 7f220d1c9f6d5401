"""``jingwei audit``: who saw whose data, and is the record of it as it was written?"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer
from rich.table import Table

from api.cli.session import DATA_PROBLEM, OK, Misuse, Session, command
from geo.clock import CHINA
from geo.errors import Message

if TYPE_CHECKING:
    from geo.audit import End, Entry

Household = Annotated[int, typer.Argument(help="户的标识 The id of a household", show_default=False)]
From = Annotated[
    str | None, typer.Option("--from", help="起始日期（含） The first day, YYYY-MM-DD", show_default=False)
]
To = Annotated[str | None, typer.Option("--to", help="截止日期（含） The last day, YYYY-MM-DD", show_default=False)]
Known = Annotated[
    str | None,
    typer.Option("--known", help="以前保存的链尾：编号:封印 An end that was kept: number:seal", show_default=False),
]

DAY_WRONG = Message(
    "audit-day-wrong",
    zh="“{got}”不是日期",
    en="{got!r} is no day",
    remedy_zh="请写成 YYYY-MM-DD",
    remedy_en="write it as YYYY-MM-DD",
    asked=True,
)
END_WRONG = Message(
    "audit-end-wrong",
    zh="“{got}”不是链尾",
    en="{got!r} is no end of an audit chain",
    remedy_zh="请写成以前 `jingwei audit verify` 显示的“编号:封印”",
    remedy_en="write it as number:seal, as `jingwei audit verify` showed it",
    asked=True,
)
FAULTS: Final = {
    "edited": ("内容被改动", "edited"),
    "removed": ("被删除", "removed"),
    "inserted": ("被插入", "put in"),
    "missing": ("链尾丢失，无法确认末尾是否完整", "the end is missing: nobody can say whether entries are gone there"),
    "end": ("与保存的链尾不符", "not what the kept end says"),
}


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(
        help="查阅记录：谁看过、是否完好。 Who looked at whose data, and is the record sound?",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    command(group, "who-saw")(who_saw)
    command(group, "verify")(verify)
    app.add_typer(group, name="audit")


def who_saw(session: Session, household: Household, first: From = None, last: To = None) -> None:
    """谁可能看过某一户的数据。 Who may have seen the data of a household."""
    from geo.flows import who_saw as flow
    from geo.store.accounts import accounts

    since, until = _moment(first, 0), _moment(last, 1)
    with session.store() as store:
        entries = flow.who_saw(store, household, since, until)
        with store.looking() as connection:
            logins = {str(one.id): one.login for one in accounts(connection)}
    session.emit({
        "household": household,
        "entries": [entry_document(entry) | {"login": logins.get(entry.who)} for entry in entries],
    })  # fmt: skip
    zh = session.language == "zh"
    heads = ("编号", "时间", "谁", "角色", "动作", "对象", "用途", "说明") if zh else (
        "number", "at", "who", "roles", "act", "what", "purpose", "detail")  # fmt: skip
    table = Table(*heads)
    for one in entries:
        at = one.at.astimezone(CHINA).isoformat(sep=" ", timespec="seconds")
        what = one.layer if one.thing is None else f"{one.layer} {one.thing}"
        table.add_row(
            str(one.number), at, logins.get(one.who, one.who), one.roles, one.act, what, one.purpose, one.detail
        )
    session.show(table)
    session.say(f"共 {len(entries)} 条记录", f"{len(entries)} entries")


def verify(session: Session, known: Known = None) -> int:
    """查阅记录是否完好：有无改动、删除、插入。 Is the audit chain as it was written?"""
    from geo.audit import faults

    kept = _end(known)
    with session.store() as store:
        entries, end = store.audit_chain()
    found = list(faults(entries, end, kept))
    session.emit({
        "sound": not found, "entries": len(entries), "end": {"number": end.number, "seal": end.seal},
        "faults": [{"kind": fault.kind, "first": fault.first, "last": fault.last} for fault in found],
    })  # fmt: skip
    for fault in found:
        zh, en = FAULTS[fault.kind]
        numbers = str(fault.first) if fault.first == fault.last else f"{fault.first}–{fault.last}"
        session.say(f"记录 {numbers}：{zh}", f"entry {numbers}: {en}")
    zh, en = (f"有 {len(found)} 处问题", f"{len(found)} faults") if found else ("完好", "sound")
    session.say(
        f"{len(entries)} 条记录，{zh}；链尾 {end.number}:{end.seal}",
        f"{len(entries)} entries, {en}; end {end.number}:{end.seal}",
    )
    return DATA_PROBLEM if found else OK


def entry_document(entry: Entry) -> dict[str, Any]:
    """An entry as JSON."""
    return {
        "number": entry.number, "at": entry.at.isoformat(), "who": entry.who, "roles": entry.roles, "act": entry.act,
        "layer": entry.layer, "thing": entry.thing, "purpose": entry.purpose, "detail": entry.detail,
    }  # fmt: skip


def _moment(text: str | None, days: int) -> dt.datetime | None:
    """The first moment in China of the day that is so many days later."""
    if text is None:
        return None
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise Misuse(DAY_WRONG, got=text) from None
    return dt.datetime.combine(day + dt.timedelta(days=days), dt.time(), CHINA)


def _end(text: str | None) -> End | None:
    from geo.audit import End

    if text is None:
        return None
    number, _, seal = text.partition(":")
    if not number.isdecimal() or len(seal) != 64:
        raise Misuse(END_WRONG, got=text)
    return End(int(number), seal)

"""``jingwei retention`` and ``jingwei erase``: what is personal goes when its time is over, or when it has to."""

from __future__ import annotations

import datetime as dt
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.measuring import one_of
from api.cli.session import INTERRUPTED, Misuse, Session, command
from geo.errors import Message

if TYPE_CHECKING:
    from geo.files.photos import PhotoFolder

Apply = Annotated[bool, typer.Option("--apply", help="真正删除 Really let it go; otherwise nothing is changed")]
What = Annotated[str, typer.Argument(help="household 或 or incident", show_default=False)]
Thing = Annotated[int, typer.Argument(help="标识 The id", show_default=False)]
Yes = Annotated[bool, typer.Option("--yes", help="不再询问 Do not ask first")]

ERASE_UNCONFIRMED = Message(
    "erase-unconfirmed",
    zh="清除 {layer} {got} 不可恢复（{goes}），而这里没有终端可以确认",
    en="erasing {layer} {got} cannot be undone ({goes}), and there is no terminal here to confirm it",
    remedy_zh="确实要清除时请加 --yes",
    remedy_en="add --yes where it is meant",
)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    command(app, "retention")(retention)
    command(app, "erase")(erase)


def retention(session: Session, apply: Apply = False) -> None:
    """列出（加 --apply 则删除）超过保留期限的内容。 List what is past its date; with --apply let it go."""
    from geo.flows.retention import Terms, let_go, past_date

    settings, now = session.settings, dt.datetime.now(dt.UTC)
    terms = Terms(settings.keep_audit_days, settings.keep_photo_days, settings.keep_text_days)
    with session.store() as store:
        photos = _photos(session)
        past = (
            let_go(store, photos, terms, now, session.asker("upkeep"))
            if apply
            else past_date(store, photos, terms, now)
        )
    session.emit({
        "applied": apply, "audit_until": past.audit, "photos": past.photos, "texts": past.texts, "stray_files": past.stray,
        "ended_access": past.access,
    })  # fmt: skip
    zh_done, en_done = ("已删除", "gone") if apply else ("超过期限", "past their date")
    session.say(f"查阅记录：到编号 {past.audit} 为止{zh_done}", f"audit entries up to {past.audit}: {en_done}")
    session.say(f"事件照片：{len(past.photos)} 个事件{zh_done}", f"photos of {len(past.photos)} incidents: {en_done}")
    session.say(f"事件文字：{len(past.texts)} 个事件{zh_done}", f"words of {len(past.texts)} incidents: {en_done}")
    session.say(
        f"无主照片文件：{past.stray} 个{zh_done}", f"files of photos without an incident, {past.stray}: {en_done}"
    )
    session.say(
        f"已结束的会话、令牌、链接和登录尝试：{past.access} 条{zh_done}",
        f"sessions, tokens, links and tries to sign in that are over, {past.access}: {en_done}",
    )
    if not apply:
        session.say("没有更改；加 --apply 才会删除", "nothing was changed; --apply lets it go")


def erase(session: Session, what: What, thing: Thing, yes: Yes = False) -> int | None:
    """清除一户或一个事件的个人内容，保留统计所需。 Erase what is personal of a household or an incident."""
    from geo.flows.erase import ERASABLE
    from geo.flows.erase import erase as flow

    layer = one_of("WHAT", what, ERASABLE)
    if not yes and not _confirmed(session, layer, thing):
        session.say("没有更改", "nothing was changed")
        return INTERRUPTED
    with session.store() as store:
        done, left = flow(store, _photos(session), layer, thing, session.asker("upkeep"), dt.datetime.now(dt.UTC))
    session.emit({
        "layer": layer, "thing": thing, "rows": done.rows, "photos": len(done.photos),
        "left": [{"zh": one.zh, "en": one.en} for one in left],
    })  # fmt: skip
    rows = ", ".join(f"{table} {count}" for table, count in done.rows.items())
    session.say(f"已清除（{rows} 行，{len(done.photos)} 张照片）", f"erased ({rows} rows, {len(done.photos)} photos)")
    for one in left:
        session.say(f"保留：{one.zh}", f"left: {one.en}")
    return None


def _confirmed(session: Session, layer: str, thing: int) -> bool:
    """Ask at a terminal whether it is meant, having said what goes; raises ``Misuse`` where there is nobody to ask."""
    from geo.flows.erase import GOES

    goes = GOES[layer]
    if not sys.stdin.isatty():
        raise Misuse(ERASE_UNCONFIRMED, layer=layer, got=thing, goes=goes)
    zh = f"将从 {layer} {thing} 的所有版本中清除：{goes.zh}。不可恢复。继续吗？"
    en = f"out of all versions of {layer} {thing} goes: {goes.en}. It cannot be undone. Go on?"
    return typer.confirm(zh if session.language == "zh" else en, err=True)


def _photos(session: Session) -> PhotoFolder:
    from geo.files.photos import PhotoFolder, PhotoLimits

    settings = session.settings
    return PhotoFolder(settings.data / "photos", PhotoLimits(settings.photo_bytes, settings.photo_pixels))

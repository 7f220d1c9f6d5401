"""``jingwei migrate``: bring the database to the schema that this version of the program needs."""

from __future__ import annotations

import typer

from api.cli.session import Session, command


def register(app: typer.Typer) -> None:
    """Add the command."""
    command(app, "migrate")(migrate)


def migrate(session: Session) -> None:
    """升级数据库结构。 Bring the database to the schema that this version needs."""
    from geo.store import open_store

    session.settings.data.mkdir(parents=True, exist_ok=True)
    store = open_store(session.settings.database_url)
    try:
        before = store.status().revision
        store.migrate()
        after = store.status().revision
    finally:
        store.close()
    session.emit({"before": before, "after": after})
    if before == after:
        session.say(f"数据库结构已是最新：{after}", f"the schema is current: {after}")
    else:
        session.say(
            f"数据库结构已从 {before or '空'} 升级到 {after}", f"the schema went from {before or 'nothing'} to {after}"
        )

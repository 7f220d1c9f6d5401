"""``jingwei copy``: move a whole deployment from one database to another."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.session import Session, command
from api.settings_reference import masked_url

Source = Annotated[str, typer.Option("--from", help="源数据库地址 URL of the database to read", show_default=False)]
Target = Annotated[
    str, typer.Option("--to", help="目标数据库地址，必须为空 URL of the empty database to fill", show_default=False)
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    command(app, "copy")(copy)


def copy(session: Session, source: Source, target: Target) -> None:
    """把全部数据复制到另一个数据库并核对。 Copy everything to another database and verify it."""
    from geo.audit import Seen
    from geo.flows.copy_store import copy_store
    from geo.store import open_store

    read = open_store(source, create=False)
    try:
        write = open_store(target)
        try:
            if write.status().revision is None:
                write.migrate()
            session.exporting(read, "upkeep", Seen("export", "household", detail="copy of everything"))
            with session.progress() as progress:
                copied = copy_store(read, write, progress)
            counts = write.counts()
        finally:
            write.close()
    finally:
        read.close()
    del copied
    session.emit({"from": masked_url(source), "to": masked_url(target), "counts": counts})
    total = sum(counts.values())
    session.say(
        f"已复制并核对 {total:,} 个现行要素，写入 {masked_url(target)}",
        f"copied and verified {total:,} current features into {masked_url(target)}",
    )

"""``jingwei settings``: which settings are in force, where each came from, what each means."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer
from rich.table import Table

from api.cli.session import Session, command
from api.settings_reference import setting_lines, settings_markdown

Markdown = Annotated[bool, typer.Option("--markdown", help="输出参考文档 Write the reference page of the docs")]


def register(app: typer.Typer) -> None:
    """Add the command."""
    command(app, "settings")(settings)


def settings(session: Session, markdown: Markdown = False) -> None:
    """列出全部设置、当前值和来源。 List every setting, its value and where it came from."""
    if markdown:
        typer.echo(settings_markdown(), nl=False)
        return
    lines = setting_lines(session.settings, session.given, session.language)
    session.emit([asdict(line) for line in lines])
    zh = session.language == "zh"
    table = Table(
        "设置" if zh else "setting", "值" if zh else "value", "来源" if zh else "source", "含义" if zh else "meaning"
    )
    sources = {"option": "命令行", "environment": "环境变量", "default": "默认"}
    for line in lines:
        table.add_row(line.variable, line.value, sources[line.source] if zh else line.source, line.meaning)
    session.show(table)

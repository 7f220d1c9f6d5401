"""``jingwei layers``: which layers there are, and how many features each holds."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table

from api.cli.session import Session, command
from api.params import day

AsOf = Annotated[str | None, typer.Option("--as-of", help="日期 The day to count, YYYY-MM-DD", show_default=False)]


def register(app: typer.Typer) -> None:
    """Add the command."""
    command(app, "layers")(layers)


def layers(session: Session, as_of: AsOf = None) -> None:
    """列出图层和要素数量。 List the layers and how many features each holds."""
    from geo.clock import china_today
    from geo.layers import LAYERS

    date = day("--as-of", as_of)
    with session.store() as store:
        counts = store.counts(date or china_today())
        versions = store.versions()
    lines = [
        {
            "id": layer.id,
            "label": getattr(layer.label, session.language),
            "geometry": layer.geometry.value,
            "access": layer.access.value,
            "version": versions.get(layer.id, 0),
            "count": counts.get(layer.id, 0),
        }
        for layer in LAYERS.values()
    ]
    session.emit(lines)
    zh = session.language == "zh"
    table = Table(
        "图层" if zh else "layer", "名称" if zh else "name", "几何" if zh else "geometry", "权限" if zh else "access"
    )
    table.add_column("版本" if zh else "version", justify="right")
    table.add_column("数量" if zh else "count", justify="right")
    for line in lines:
        table.add_row(*(str(line[name]) for name in ("id", "label", "geometry", "access", "version", "count")))
    session.show(table)

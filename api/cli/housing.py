"""``jingwei housing``: which category of housing prevails where, and which mode of management suits it."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.measuring import AsOf, Format, Output, area_name, measured_city, one_of, percent, table_of, told
from api.cli.session import Session, command

Level = Annotated[str, typer.Option("--level", help="层级 Level: estate, grid, community, street, city")]


def register(app: typer.Typer) -> None:
    """Add the command."""
    command(app, "housing")(housing)


def housing(
    session: Session, level: Level = "community", as_of: AsOf = None,
    format: Format = "table",  # noqa: A002 -- the option's name
    output: Output = None,
) -> None:  # fmt: skip
    """住房类别与推荐的管理方式，附决定占比。 Housing category and recommended mode, with the deciding shares."""
    from geo.housing import HOUSING_LEVELS
    from geo.layers.answers import HOUSING_CATEGORIES
    from geo.measure import area_documents
    from geo.measure.flat import housing_table

    chosen = one_of("--level", level, HOUSING_LEVELS)
    words = {choice.value: choice.label for choice in HOUSING_CATEGORIES}
    with session.store() as store:
        measured = measured_city(session, store, as_of, None)
    frame = housing_table(measured.measure, chosen)
    documents = [
        {name: one[name] for name in ("layer", "id", "code", "name", "housing")}
        for one in area_documents(measured.measure, chosen)
    ]
    if told(session, frame, {"run": measured.run.id, "areas": documents}, format, output, "housing"):
        return
    zh = session.language == "zh"
    headers = (
        ("区域", "类别", "管理方式", "决定占比", "户数", "散居")
        if zh
        else ("area", "category", "mode", "deciding share", "households", "scattered")
    )
    rows = []
    for one in documents:
        told_of = one["housing"]
        if told_of is None:
            continue
        rows.append(
            (area_name(session, one), getattr(words[told_of["category"]], session.language),
             told_of["mode"][session.language], percent(told_of["deciding_share"]), told_of["households"],
             told_of["scattered_households"])
        )  # fmt: skip
    session.show(table_of(headers, rows, 3))

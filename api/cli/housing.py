"""``jingwei housing``: which category of housing prevails where, and which mode of management suits it."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from api.cli.measuring import (
    AsOf,
    Format,
    Output,
    area_name,
    measured_city,
    one_of,
    percent,
    table_of,
    tell_unknown_households,
    told,
)
from api.cli.session import Session, command

NO_ESTATES = (
    "没有小区数据：所有楼栋都按散居楼栋统计",
    "no estate is known: every building counts as scattered",
)

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
    from geo.measure import area_documents
    from geo.measure.flat import housing_table

    chosen = one_of("--level", level, HOUSING_LEVELS)
    with session.store() as store:
        measured = measured_city(session, store, as_of, None)

    def documents() -> list[dict[str, Any]]:
        names = ("layer", "id", "code", "name", "housing")
        return [{name: one[name] for name in names} for one in area_documents(measured.measure, chosen)]

    def document() -> dict[str, Any]:
        return {"run": measured.run.id, "areas": documents()}

    if told(session, lambda: housing_table(measured.measure, chosen), document, format, output, "housing"):
        return
    _show(session, documents())
    if not len(measured.measure.ground.areas["estate"]):
        session.say(*NO_ESTATES)
    tell_unknown_households(session, measured)


def _show(session: Session, documents: list[dict[str, Any]]) -> None:
    from geo.layers.answers import HOUSING_CATEGORIES

    words = {choice.value: choice.label for choice in HOUSING_CATEGORIES}
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
    if not rows:
        session.say("这一层级没有已知的住户", "no household is known at this level")

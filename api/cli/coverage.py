"""``jingwei coverage``: how far coverage reaches; ``jingwei coverage rerun ID`` measures a kept run again."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from api.cli.measuring import (
    AsOf,
    Format,
    Output,
    Preset,
    area_name,
    measured_city,
    one_of,
    share_of,
    table_of,
    tell_unknown_households,
    told,
)
from api.cli.session import Misuse, Session, command
from geo.errors import Message

ACTION_UNKNOWN = Message(
    "coverage-action-unknown",
    zh="“{got}”不是可用的动作",
    en="{got!r} is nothing that this command does",
    remedy_zh="jingwei coverage，或 jingwei coverage rerun 编号",
    remedy_en="jingwei coverage, or jingwei coverage rerun ID",
)
DIFFERS = 1
NO_NETWORK = (
    "没有步行路网：服务圈按直线距离 × 绕行系数估算",
    "no walking network is known: the service circle is estimated by straight lines × the detour factor",
)

SHARES = {
    "h": ("H 支部", "H"),
    "v": ("V 链条", "V"),
    "hub": ("中心户", "hubs"),
    "completeness": ("服务圈", "circle"),
    "organisation": ("单位", "organisations"),
}
"""The indices of the table, as they are headed."""
ALWAYS = ("h", "v")
"""Of these what is not known is told even where it is nothing."""

Action = Annotated[
    str | None, typer.Argument(help="rerun：重新计算已保存的记录 measure a kept run again", show_default=False)
]
Number = Annotated[int | None, typer.Argument(help="计算记录编号 The run's number", show_default=False)]
Level = Annotated[str, typer.Option("--level", help="层级 Level: city, street, community, grid, estate")]
ReadingName = Annotated[str, typer.Option("--reading", help="口径 Reading: strict, lenient")]
WeightName = Annotated[
    str, typer.Option("--weight", help="权重 Weight: households, buildings, footprint_m2, ground_m2")
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    command(app, "coverage")(coverage)


def coverage(
    session: Session, action: Action = None, number: Number = None, level: Level = "city", as_of: AsOf = None,
    preset: Preset = None, reading: ReadingName = "strict", weight: WeightName = "households", format: Format = "table",  # noqa: A002 -- the option's name
    output: Output = None,
) -> int | None:  # fmt: skip
    """计算覆盖情况：支部覆盖、组织链、中心户、服务圈、单位。 Measure coverage: branches, chains, hubs, circle, organisations."""
    if action is not None:
        if action != "rerun" or number is None:
            raise Misuse(ACTION_UNKNOWN, got=action)
        return _rerun(session, number)
    from geo.coverage import Reading, Weight
    from geo.measure import CIRCLE_LEVELS, area_documents
    from geo.measure.flat import area_table

    chosen = one_of("--level", level, CIRCLE_LEVELS)
    read = Reading(one_of("--reading", reading, [one.value for one in Reading]))
    weighed = Weight(one_of("--weight", weight, [one.value for one in Weight]))
    with session.store() as store:
        measured = measured_city(session, store, as_of, preset)
    run = measured.run
    about = (measured.measure, chosen, read, weighed)

    def document() -> dict[str, Any]:
        known = {"id": run.id, "as_of": run.as_of, "definition": run.definition, "digest": run.digest}
        return {"run": known, "areas": area_documents(*about)}

    if not told(session, lambda: area_table(*about), document, format, output, "coverage"):
        _show(session, area_documents(*about))
        tell_unknown_households(session, measured)
        session.say(
            f"计算记录 {run.id}（{run.as_of}，{run.definition}）；重新计算：jingwei coverage rerun {run.id}",
            f"run {run.id} ({run.as_of}, {run.definition}); measure it again: jingwei coverage rerun {run.id}",
        )
    return None


def _show(session: Session, documents: list[dict[str, Any]]) -> None:
    from geo.measure.areas import ESTIMATED

    zh = session.language == "zh"
    unsure = [index for index in SHARES if index in ALWAYS or any(_unknown(one, index) for one in documents)]
    headers, rows = ["区域" if zh else "area", "户数" if zh else "households"], []
    for index, (chinese, english) in SHARES.items():
        headers += [chinese if zh else english, *(["未知" if zh else "unknown"] if index in unsure else [])]
    for one in documents:
        row = [area_name(session, one), one["households"]]
        for index in SHARES:
            row.append(share_of(session, one["figures"].get(index)))
            row += [_unknown(one, index)] if index in unsure else []
        rows.append([*row, one["gaps"]])
    headers.append("差距" if zh else "gaps")
    session.show(table_of(headers, rows, 1))
    if not rows:
        session.say("当日没有这一层级的区域", "there is no area of this level on that day")
    if any((one["figures"].get("completeness") or {}).get(ESTIMATED) for one in documents):
        session.say(*NO_NETWORK)


def _unknown(document: dict[str, Any], index: str) -> Any:
    return (document["figures"].get(index) or {}).get("unknown")


def _rerun(session: Session, number: int) -> int:
    from geo.flows.rerun import rerun

    with session.store() as store, session.progress() as progress:
        again = rerun(store, number, progress)
    session.emit({"run": number, "expected": again.run.digest, "digest": again.digest, "same": again.same})
    if again.same:
        session.say(
            f"计算记录 {number}：结果完全相同（{again.digest}）", f"run {number}: the same figures ({again.digest})"
        )
        return 0
    session.say(
        f"计算记录 {number}：结果不同（原为 {again.run.digest}，现为 {again.digest}）",
        f"run {number}: the figures differ (then {again.run.digest}, now {again.digest})",
    )
    return DIFFERS

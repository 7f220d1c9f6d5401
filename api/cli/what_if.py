"""``jingwei what-if``: what changes of units, venues, service links or thresholds would make different."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from api.cli.measuring import AsOf, Preset, area_name, measured_city, one_of, share_of, table_of
from api.cli.session import Session, command
from geo.errors import BadInput, Message, Unavailable
from geo.layers import DERIVED_LAYERS, LAYERS
from geo.layers.derived import circle_field, coverage_layer_id, share_field

FILE_UNREADABLE = Message(
    "what-if-file-unreadable",
    zh="无法读取 {got}",
    en="{got} cannot be read",
    remedy_zh="请核对文件名与权限",
    remedy_en="check its name and permissions",
)
FILE_NOT_JSON = Message(
    "what-if-file-not-json",
    zh="{got} 不是 JSON",
    en="{got} is not JSON",
    remedy_zh="文件应为更改的列表，或带有 changes 的方案",
    remedy_en="the file should be a list of changes, or a scenario with «changes»",
)

NO_CHANGES = Message(
    "what-if-file-without-changes",
    zh="{got} 里没有更改的列表",
    en="{got} holds no list of changes",
    remedy_zh="文件应为更改的列表，或带有 changes 的方案",
    remedy_en="the file should be a list of changes, or a scenario with «changes»",
)

File = Annotated[Path, typer.Argument(help="更改（JSON） The changes as JSON", show_default=False)]
ReadingOption = Annotated[str, typer.Option("--reading", help="口径 strict, lenient")]
WeightOption = Annotated[
    str, typer.Option("--weight", help="权重 Weight: households, buildings, footprint_m2, ground_m2")
]
MOST_BYTES = 16_000_000


def register(app: typer.Typer) -> None:
    """Add the command."""
    command(app, "what-if")(what_if)


def what_if(
    session: Session, file: File, as_of: AsOf = None, preset: Preset = None, reading: ReadingOption = "strict",
    weight: WeightOption = "households",
) -> None:  # fmt: skip
    """试算：党组织、阵地、服务关系或参数变化后会有什么不同；不写入数据。 What changes would make different; no data is changed."""
    from api.measured import baseline_of
    from geo.coverage import Reading, Weight
    from geo.whatif import difference_document, parse_changes
    from geo.whatif import what_if as evaluate

    chosen = Reading(one_of("--reading", reading, [one.value for one in Reading]))
    amount = Weight(one_of("--weight", weight, [one.value for one in Weight]))
    scenario = _scenario(_given(file), file)
    with session.store() as store:
        measured = measured_city(session, store, as_of or scenario.get("as_of"), preset or scenario.get("preset"))
    base = baseline_of(measured.measure)
    document = difference_document(evaluate(base, parse_changes(scenario.get("changes"), base.frames), chosen, amount))
    if session.json:
        session.emit({"run": measured.run.id, **document})
        return
    zh = session.language == "zh"
    headers = (
        ("区域", "名称", "指标", "之前", "之后", "差") if zh else ("area", "name", "index", "before", "after", "change")
    )
    session.show(table_of(headers, [_row(session, one) for one in document["figures"] if _moved(one)], 3))
    gaps, buildings = document["gaps"], len(document["buildings"])
    session.say(
        f"{buildings:,} 栋楼有变化；消除差距 {gaps['closed']} 条，新增 {gaps['opened']} 条；计算记录 {measured.run.id}",
        f"{buildings:,} buildings change; {gaps['closed']} gaps closed, {gaps['opened']} opened; run {measured.run.id}",
    )


def _given(file: Path) -> Any:
    try:
        with file.open("rb") as stream:
            return orjson.loads(stream.read(MOST_BYTES))
    except OSError as error:
        raise Unavailable(FILE_UNREADABLE, got=str(file)) from error
    except orjson.JSONDecodeError as error:
        raise BadInput(FILE_NOT_JSON, got=str(file)) from error


def _scenario(given: Any, file: Path) -> dict[str, Any]:
    """A scenario: as it is kept, as the map hands it out with its figures, or a list of changes alone."""
    if isinstance(given, list):
        return {"changes": given}
    scenario = given.get("scenario", given) if isinstance(given, dict) else None
    if not isinstance(scenario, dict) or not isinstance(scenario.get("changes"), list):
        raise BadInput(NO_CHANGES, got=str(file))
    return scenario


def _moved(figure: dict[str, Any]) -> bool:
    return bool(figure["layer"] == "city" or figure["before"] != figure["after"])


def _row(session: Session, figure: dict[str, Any]) -> tuple[object, ...]:
    before, after = figure["before"], figure["after"]
    change = after["covered"] - before["covered"]
    word = "，未知" if session.language == "zh" else ", unknown"
    unknown = before["unknown"] != after["unknown"]  # else two figures that look alike would stand in a list of changes
    told = (
        f"{one['covered']:,.0f} ({share_of(session, one) or '–'})"
        + (f"{word} {one['unknown']:,.0f}" if unknown else "")
        for one in (before, after)
    )
    layer = LAYERS.get(figure["layer"])
    level = area_name(session, figure) if layer is None else getattr(layer.label, session.language)
    return (
        level,
        area_name(session, figure),
        _index(session, figure),
        *told,
        f"{change:+,.0f}" if round(change) else "–",
    )


def _index(session: Session, figure: dict[str, Any]) -> str:
    """What an index is called, in the words of the layers that hold it."""
    word = circle_field(figure["category"]) if figure.get("category") else figure["index"]
    shares = DERIVED_LAYERS[coverage_layer_id("grid")].fields
    return next((getattr(one.label, session.language) for one in shares if one.name == share_field(word)), word)

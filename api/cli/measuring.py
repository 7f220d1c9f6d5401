"""What the commands over a measurement share: their options, the measurement itself, and tables as a person or a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from api.cli.session import Misuse, Session, json_text
from api.params import day as day_of
from geo.errors import Message

if TYPE_CHECKING:
    import pandas as pd

    from geo.flows.measure_city import Measured
    from geo.store import Store

FILE_NEEDED = Message(
    "output-file-needed",
    zh="{got} 格式需要写入文件",
    en="the format {got} needs a file",
    remedy_zh="请用 --output 指定文件",
    remedy_en="name one with --output",
)
WORD_UNKNOWN = Message(
    "option-word-unknown",
    zh="{option} 不能是“{got}”",
    en="{option} cannot be {got!r}",
    remedy_zh="可用：{expected}",
    remedy_en="use: {expected}",
)

FORMAT_CONTRADICTS = Message(
    "output-format-contradicts",
    zh="--format {got} 与文件名 {name} 不一致",
    en="--format {got} contradicts the file {name}",
    remedy_zh="文件名应以 .{got} 结尾，或去掉 --format",
    remedy_en="let the name end in .{got}, or leave --format out",
)

AsOf = Annotated[str | None, typer.Option("--as-of", help="日期 The day, YYYY-MM-DD", show_default=False)]
Preset = Annotated[str | None, typer.Option("--preset", help="服务圈标准 Service-circle preset", show_default=False)]
Format = Annotated[str, typer.Option("--format", help="格式 Format: table, json, csv, geojson, parquet, xlsx")]
Output = Annotated[Path | None, typer.Option("--output", help="结果文件 The file to write", show_default=False)]

FORMATS = ("table", "json", "csv", "geojson", "parquet", "xlsx")
TEXT_FORMATS = ("csv", "geojson")
JSON_SUFFIX = ".json"


def one_of(option: str, got: str, expected: Sequence[str]) -> str:
    """One of a few words; raises ``Misuse`` with those that exist."""
    if got not in expected:
        raise Misuse(WORD_UNKNOWN, option=option, got=got, expected=", ".join(expected))
    return got


def measured_city(session: Session, store: Store, as_of: str | None, preset: str | None) -> Measured:
    """The city measured by the deployment's thresholds; the run is kept. Raises ``BadInput`` for a day that the service
    would not measure either.
    """
    from geo.clock import china_today
    from geo.flows.measure_city import measure_city
    from geo.flows.measured_days import Days
    from geo.measure import MeasureParameters

    own = session.settings.measure_parameters
    parameters = own if preset is None else MeasureParameters(own.coverage, own.housing, preset, own.required)
    today = china_today()
    day = day_of("--as-of", as_of) or today
    Days(store, session.settings.as_of_ahead_days).check(day, today)
    with session.progress() as progress:
        return measure_city(store, day, parameters, progress=progress)


def told(
    session: Session, table: Callable[[], pd.DataFrame], document: Callable[[], Any], format_: str, output: Path | None,
    name: str,
) -> bool:  # fmt: skip
    """Give the result in a machine's format, as the one of ``table`` and ``document`` that it needs; false where a table
    for a person is wanted. A file is written down in the audit chain under its name before it is there.
    """
    from geo.audit import Seen
    from geo.files.writers import table_bytes, write_table, write_text

    chosen = "json" if session.json and output is None else one_of("--format", format_, FORMATS)
    if output is not None:
        frame = table()
        _check_kind(frame, format_, output)
        with session.store() as store:
            session.exporting(store, "reporting", Seen("export", "table", detail=f"{name}{output.suffix}"))
        if output.suffix.lower() == JSON_SUFFIX:
            write_text(json_text(document()), output)
        else:
            write_table(frame, output)
        session.emit({"output": str(output), "rows": len(frame)})
        session.say(f"{len(frame):,} 行已写入 {output}", f"{len(frame):,} rows written to {output}")
        return True
    if chosen == "table":
        return False
    if chosen == "json":
        session.json = True
        session.emit(document())
        return True
    if chosen not in TEXT_FORMATS:
        raise Misuse(FILE_NEEDED, got=chosen)
    with session.store() as store:
        session.exporting(store, "reporting", Seen("export", "table", detail=f"{name}.{chosen}"))
    typer.echo(table_bytes(table(), f".{chosen}").decode("utf-8"), nl=False)
    return True


def _check_kind(frame: pd.DataFrame, format_: str, output: Path) -> None:
    """Before anything is written down: raises for a kind of file that there is not, or that ``--format`` contradicts."""
    from geo.files.writers import KIND_UNKNOWN, suffixes_of

    suffix, known = output.suffix.lower(), (*suffixes_of(frame), JSON_SUFFIX)
    if format_ != FORMATS[0] and suffix != f".{one_of('--format', format_, FORMATS)}":
        raise Misuse(FORMAT_CONTRADICTS, got=format_, name=output.name)
    if suffix not in known:
        raise Misuse(KIND_UNKNOWN, got=output.suffix or output.name, expected=", ".join(known))


def area_name(session: Session, one: Mapping[str, Any]) -> str:
    """What an area is called: by name or code, the city and what lies in no area by a word."""
    zh = session.language == "zh"
    nowhere = ("全市" if zh else "city") if one["layer"] == "city" else ("不在任何区域" if zh else "in no area")
    return str(one["name"] or one.get("code") or (nowhere if one["id"] is None else f"#{one['id']}"))


def tell_unknown_households(session: Session, measured: Measured) -> None:
    """Say how many homes count for nothing because nobody knows how many households they have."""
    ground = measured.measure.ground
    homes = int((ground.lived_in & ~ground.households_known).sum())
    if homes:
        session.say(
            f"{homes:,} 栋住宅的户数未知，按户统计时未计入",
            f"{homes:,} homes whose number of households is not known count for nothing by households",
        )


def table_of(headers: Sequence[str], rows: Sequence[Sequence[Any]], right_from: int) -> Table:
    """A table for a person; columns from ``right_from`` on hold numbers."""
    table = Table()
    for number, header in enumerate(headers):
        table.add_column(header, justify="right" if number >= right_from else "left", overflow="fold")
    for row in rows:
        table.add_row(*("–" if value is None else str(value) for value in row))
    return table


def share_of(session: Session, figure: Mapping[str, Any] | None) -> str | None:
    """The share of a figure as a person reads it, in words where nothing is known of what it counts."""
    from geo.measure.figures import says_nothing

    if not figure:
        return None
    unknown = "无法判断" if session.language == "zh" else "unknown"
    return unknown if says_nothing(figure) else percent(figure["share"])


def percent(share: float | None) -> str | None:
    """A share as a person reads it."""
    return None if share is None else f"{share * 100:.1f}%"

"""``jingwei geocode``: which door, building, estate or area an address, or every address of a table, means."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.locate import TARGET_EXISTS
from api.cli.session import DATA_PROBLEM, OK, Misuse, Session, command
from geo.errors import Message

if TYPE_CHECKING:
    from geo.flows.find_address import AddressFinder
    from geo.store import Store

ADDRESS_OR_FILE = Message(
    "geocode-address-or-file",
    zh="请给出一个地址（--address）或一个地址表文件，二者选一",
    en="give one address (--address) or one table of addresses, not both",
    remedy_zh="例如 jingwei geocode --address 翠湖花园3号楼2单元501，或 jingwei geocode 地址.xlsx",
    remedy_en="for example: jingwei geocode --address 翠湖花园3号楼2单元501, or jingwei geocode addresses.xlsx",
)

File = Annotated[
    Path | None, typer.Argument(help="地址表 A table of addresses", exists=True, readable=True, show_default=False)
]
Address = Annotated[str | None, typer.Option("--address", help="一个地址 One address", show_default=False)]
Column = Annotated[
    str | None, typer.Option("--column", help="地址所在的列 The column of addresses", show_default=False)
]
Within = Annotated[
    str | None, typer.Option("--within", help="只看某区域 Only this area, such as street/3", show_default=False)
]
Output = Annotated[
    Path | None,
    typer.Option("--output", help="结果文件 The file to write: .csv, .xlsx, .geojson, .parquet …", show_default=False),
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    command(app, "geocode")(geocode)


def geocode(
    session: Session,
    file: File = None,
    address: Address = None,
    column: Column = None,
    within: Within = None,
    output: Output = None,
) -> int:
    """查询一个地址或一张地址表对应的户、楼栋、小区或区域。 Say which door, building, estate or area addresses mean."""
    if file is not None and address is None:
        return _table(session, file, output or file.with_name(f"{file.stem}.geocoded.csv"), column, within)
    if file is None and address is not None and output is None and column is None:
        return _one(session, address, within)
    raise Misuse(ADDRESS_OR_FILE)


def _finder(store: Store) -> AddressFinder:
    from geo.clock import china_today
    from geo.flows.find_address import AddressFinder, current_book, every_door

    return AddressFinder(store, current_book(store), china_today(), every_door)


def _one(session: Session, address: str, within: str | None) -> int:
    from api.addresses import finding_document
    from api.measure_query import area_of

    with session.store() as store, store.witnessed(session.asker("address")) as look:
        found = replace(_finder(store), store=look).find(address, within=area_of(within))
        for place in (found.place, *found.rivals):
            if place is not None and place.layer == "household":
                look.saw("household", place.id, detail="address")
    session.emit(finding_document(found))
    zh = session.language == "zh"
    if found.place is not None:
        session.say(*(f"{found.place.layer} {found.place.id}: {found.place.name}",) * 2)
    for why in found.why:
        session.say(*(f"  {why.kind} {why.text} = {why.value} ({why.how.word})",) * 2)
    if found.reason is not None:
        session.say(found.reason.text("zh", found.params), found.reason.text("en", found.params))
    for rival in found.rivals:
        session.say(*(f"  {'候选' if zh else 'candidate'} {rival.layer} {rival.id}: {rival.name}",) * 2)
    return OK if found.place is not None else DATA_PROBLEM


def _table(session: Session, file: Path, target: Path, column: str | None, within: str | None) -> int:
    from api.import_work import read_limits
    from api.measure_query import area_of
    from geo.audit import Seen
    from geo.files.confined import warm_up
    from geo.files.raw import ReadOptions
    from geo.flows.geocode_table import geocode_table

    if target.exists():
        raise Misuse(TARGET_EXISTS, got=target)
    options = ReadOptions(limits=read_limits(session.settings))
    warm_up()
    with session.store() as store, session.progress() as progress:
        session.exporting(store, "address", Seen("export", "household", detail=f"geocoded{target.suffix}"))
        done = geocode_table(
            _finder(store), file, target, column=column, within=area_of(within), language=session.language,
            options=options, progress=progress,
        )  # fmt: skip
    told = [problem.message.text(session.language, problem.params) for problem in done.problems]
    session.emit(
        {
            "output": str(target), "column": done.column, "rows": done.rows, "without_address": done.without_address,
            **done.found, "levels": dict(done.levels),
            "warnings": [{"code": problem.rule, "detail": text} for problem, text in zip(done.problems, told, strict=True)],
        }
    )  # fmt: skip
    placed, ambiguous, failed = (done.found[status] for status in ("placed", "ambiguous", "failed"))
    session.say(
        f"{done.rows:,} 行已写入 {target}（“{done.column}”列）：找到 {placed:,}，有多个候选 {ambiguous:,}，未找到 {failed:,}",
        f"{done.rows:,} rows written to {target} (column {done.column!r}): {placed:,} placed, {ambiguous:,} ambiguous, {failed:,} failed",
    )
    for text in told:
        session.say(f"注意：{text}", f"warning: {text}")
    return OK

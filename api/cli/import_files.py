"""``jingwei import``: take files of people into the city, or say what that would do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from api.cli.session import DATA_PROBLEM, OK, Session, command

Files = Annotated[
    list[Path], typer.Argument(help="要导入的文件 The files", exists=True, readable=True, show_default=False)
]
Layer = Annotated[
    str | None, typer.Option("--layer", help="图层 The layer that the rows belong to", show_default=False)
]
Crs = Annotated[str, typer.Option("--crs", help="坐标系 Coordinate system: auto, EPSG:n, gcj02, bd09")]
Map = Annotated[list[str] | None, typer.Option("--map", help="字段=列名 field=column; repeatable", show_default=False)]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", help="所有行的 字段=值 field=value for all rows; repeatable", show_default=False),
]
Where = Annotated[
    list[str] | None,
    typer.Option("--where", help="只取 列名=值 的行 Keep rows with column=value; repeatable", show_default=False),
]
Sheet = Annotated[
    str | None,
    typer.Option(
        "--table", help="文件内的表、图层或对象 The sheet, layer or object inside the file", show_default=False
    ),
]
Dissolve = Annotated[
    str | None,
    typer.Option("--dissolve", help="按此列合并面 Unite the areas that share this column's value", show_default=False),
]
Key = Annotated[
    str | None, typer.Option("--key", help="标识一行的列 The column that identifies a row", show_default=False)
]
Encoding = Annotated[str | None, typer.Option("--encoding", help="文本编码 The text encoding", show_default=False)]
Scheme = Annotated[str | None, typer.Option("--scheme", help="编码规则 The code scheme", show_default=False)]
Source = Annotated[
    str | None,
    typer.Option("--source", help="数据来源 The data's origin; the file's name by default", show_default=False),
]
ValidFrom = Annotated[
    str | None,
    typer.Option("--valid-from", help="生效日期 The first day, YYYY-MM-DD; today by default", show_default=False),
]
Accept = Annotated[
    list[str] | None,
    typer.Option(
        "--accept", help="放行的规则，相应的行不导入 Rules to overrule; their rows are left out", show_default=False
    ),
]
Repair = Annotated[list[str] | None, typer.Option("--repair", help="要做的修复 Repairs to make", show_default=False)]
Complete = Annotated[
    bool,
    typer.Option(
        "--complete", help="文件是完整图层，缺少的要素停用 The files are the whole layer: retire what they lack"
    ),
]
Draft = Annotated[
    str | None,
    typer.Option(
        "--draft",
        help="导入此名称的边界草案，不改变现行边界 Import into this draft of boundaries; current ones stay",
        show_default=False,
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="只报告，不写入 Only report")]
Report = Annotated[
    Path | None,
    typer.Option("--report", help="把报告写入此文件夹 Write the reports into this folder", show_default=False),
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    command(app, "import")(import_)


def import_(
    session: Session, files: Files, layer: Layer = None, crs: Crs = "auto", map: Map = None,  # noqa: A002 -- the option
    set: Set = None,  # noqa: A002 -- the option
    where: Where = None, table: Sheet = None, dissolve: Dissolve = None, key: Key = None, encoding: Encoding = None,
    scheme: Scheme = None, source: Source = None, valid_from: ValidFrom = None, accept: Accept = None,
    repair: Repair = None, complete: Complete = False, draft: Draft = None, dry_run: DryRun = False, report: Report = None,
) -> int:  # fmt: skip
    """导入文件，或用 --dry-run 看看会有什么变化。 Import files, or see with --dry-run what would change."""
    from api.import_work import import_options, write_reports
    from geo.files.confined import warm_up
    from geo.files.report_table import report_table
    from geo.flows.import_layers import InputFile, import_files

    single = {
        "layer": layer, "crs": crs, "table": table, "dissolve": dissolve, "key": key, "encoding": encoding,
        "scheme": scheme, "source": source, "valid_from": valid_from, "draft": draft,
    }  # fmt: skip
    repeated = {
        "map": map or (),
        "set": set or (),
        "where": where or (),
        "accept": accept or (),
        "repair": repair or (),
    }
    options = import_options(single, repeated, session.settings, dry_run=dry_run, complete=complete)
    options = replace(options, asker=session.asker("access"))
    if report is not None:
        report.mkdir(parents=True, exist_ok=True)  # before anything is stored
    warm_up()
    with session.store(create=True) as store, session.progress() as progress:
        result = import_files(store, [InputFile(path) for path in files], options, progress)
    if report is not None:
        write_reports(result, report, session.settings)
    session.emit(result.as_dict())
    session.show(report_table(result, session.language))
    return DATA_PROBLEM if result.state == "refused" else OK

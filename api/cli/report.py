"""``jingwei report``: a theme as one page with map, figures and gaps, to be passed on as a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.cli.coverage import ReadingName, WeightName
from api.cli.measuring import AsOf, Preset, measured_city, one_of
from api.cli.session import Session, command

Theme = Annotated[str, typer.Option("--theme", help="专题 Theme: chain, branch_coverage, circle_completeness …")]
Level = Annotated[str, typer.Option("--level", help="层级 Level: street, community, grid, estate")]
Page = Annotated[Path, typer.Option("--output", help="写到哪里 The file to write")]


def register(app: typer.Typer) -> None:
    """Add the command."""
    command(app, "report")(report)


def report(
    session: Session, theme: Theme = "branch_coverage", level: Level = "grid", as_of: AsOf = None, preset: Preset = None,
    reading: ReadingName = "strict", weight: WeightName = "households", output: Page = Path("report.html"),
) -> None:  # fmt: skip
    """写一份单文件离线报告：专题地图、数字和差距清单。 Write an offline single-file report: map, figures and gaps."""
    from geo.audit import Seen
    from geo.coverage import Reading, Weight
    from geo.files.coverage_page import coverage_page
    from geo.files.coverage_question import REPORT_THEMES, CoveragePage
    from geo.files.writers import write_text

    settings = session.settings
    page = CoveragePage(
        one_of("--theme", theme, REPORT_THEMES), level,
        Reading(one_of("--reading", reading, [one.value for one in Reading])),
        Weight(one_of("--weight", weight, [one.value for one in Weight])),
        session.language, settings.attribution, settings.map_approval_number,
    )  # fmt: skip
    one_of("--level", level, page.levels)
    with session.store() as store:
        measured = measured_city(session, store, as_of, preset)
        session.exporting(store, "reporting", Seen("export", "table", detail=f"{theme}-{level}.html"))
    text = coverage_page(measured.measure, measured.run, page, settings.web_folder / "vendor")
    write_text(text, output)
    size = len(text.encode())
    session.emit({"output": str(output), "run": measured.run.id, "bytes": size})
    session.say(
        f"{output}：{size / 1e6:.1f} MB，计算记录 {measured.run.id}",
        f"{output}: {size / 1e6:.1f} MB, run {measured.run.id}",
    )

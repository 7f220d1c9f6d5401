"""An import as the command line and the service both ask for it: options from text, the work, its reports."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from api import params
from api.import_jobs import ReportsLost, Work
from api.jobs import JobState
from api.settings import Settings
from api.uploads import UploadForm, shown_names
from geo.errors import BadInput, Door, Message, Unavailable
from geo.files.confined import warm_up
from geo.files.raw import ReadLimits
from geo.files.report_page import report_page
from geo.flows.import_layers import ImportOptions, ImportReport, InputFile, import_files
from geo.flows.import_options import check_repairs, check_rights, parse_conditions
from geo.flows.import_rules import check_rules
from geo.layers import layer_named
from geo.model import Progress
from geo.store import Store

logger = logging.getLogger("jingwei.imports")

REPORTS: Final = {"json": "application/json", "geojson": "application/geo+json", "html": "text/html"}
"""The kinds of report, by file extension, with their media types."""

MAPPING_MALFORMED = Message(
    "import-mapping-malformed",
    zh="“{got}”应写作 字段=列名 或 字段=值，每个字段一次",
    en="{got!r} should read field=column or field=value, each field once",
    remedy_zh="例如 --map name=小区名称 或 --set category=clinic",
    remedy_en="for example --map name=Title or --set category=clinic",
    asked=True,
)


def read_limits(settings: Settings) -> ReadLimits:
    """The limits of a file, those of the process that reads it as the deployer has set them."""
    return ReadLimits(
        cpu_s=settings.read_cpu_s, wall_s=settings.read_wall_s, memory_bytes=settings.read_memory_bytes
    )  # fmt: skip


def import_options(
    single: Mapping[str, str | None], repeated: Mapping[str, Sequence[str]], settings: Settings, *,
    dry_run: bool, complete: bool, door: Door = "command",
) -> ImportOptions:  # fmt: skip
    """The options of an import from what a person wrote; what is missing keeps its default.

    Raises ``BadInput`` or ``NotFound`` for what can be known to be wrong before any file is read.
    """
    layer = single.get("layer") or None
    if layer is not None:
        layer_named(layer)
    check_rights(layer, door)
    check_repairs(repeated.get("repair", ()))
    check_rules(repeated.get("accept", ()))
    parse_conditions(repeated.get("where", ()))
    given: dict[str, Any] = {
        name: single[name]
        for name in ("crs", "dissolve", "key", "table", "encoding", "scheme", "source", "draft")
        if single.get(name)
    }
    return ImportOptions(
        layer=layer,
        mapping=mapping_of(repeated.get("map", ())),
        constants=mapping_of(repeated.get("set", ())),
        where=tuple(repeated.get("where", ())),
        accept=frozenset(repeated.get("accept", ())),
        repair=frozenset(repeated.get("repair", ())),
        valid_from=params.day("valid_from", single.get("valid_from") or None),
        dry_run=dry_run,
        complete=complete,
        limits=read_limits(settings),
        door=door,
        **given,
    )


def mapping_of(pairs: Sequence[str]) -> dict[str, str]:
    """Field → column or value from ``field=column`` or ``field=value``; raises ``BadInput`` for a text of another form or a field named twice."""
    mapping: dict[str, str] = {}
    for pair in pairs:
        name, sign, column = pair.partition("=")
        if not (name.strip() and sign and column.strip()) or name.strip() in mapping:
            raise BadInput(MAPPING_MALFORMED, got=pair)
        mapping[name.strip()] = column.strip()
    return mapping


def import_work(store: Store, settings: Settings, form: UploadForm) -> tuple[Work, ImportOptions]:
    """What a job is to do for an upload. What is wrong with the options is raised now, with the files later."""
    dry_run, complete = form.flag("dry_run"), form.flag("complete")
    options = import_options(form.single, form.repeated, settings, dry_run=dry_run, complete=complete, door="form")
    warm_up()
    names = shown_names(form.files)

    def work(paths: Sequence[Path], reports: Path, progress: Progress) -> tuple[JobState, dict[str, Any]]:
        inputs = [InputFile(path, shown_name=name) for path, name in zip(paths, names, strict=True)]
        report = import_files(store, inputs, options, progress)
        state = JobState.REFUSED if report.state == "refused" else JobState.DONE
        summary = summary_of(report)
        try:
            write_reports(report, reports, settings)
        except Exception as error:
            raise ReportsLost(state, summary) from error
        return state, summary

    return work, options


def summary_of(report: ImportReport) -> dict[str, Any]:
    """The figures of an import, without its lists."""
    document = report.as_dict()
    return {name: document[name] for name in ("state", "counts", "change_number", "problems_by_rule")}


def write_reports(report: ImportReport, folder: Path, settings: Settings) -> dict[str, Path]:
    """Write the reports of an import into a folder, which is made; answers the path of each kind.

    The page needs the files of the web build; without them it is left out and the log says so.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = {kind: folder / f"report.{kind}" for kind in REPORTS}
    paths["json"].write_bytes(report.to_json())
    paths["geojson"].write_bytes(report.to_geojson())
    try:
        page = report_page(
            report,
            settings.web_folder / "vendor",
            settings.attribution,
            settings.map_approval_number,
            settings.language,
        )
    except Unavailable as error:
        logger.warning("no report page: %s", error)
        del paths["html"]
        return paths
    paths["html"].write_text(page, "utf-8")
    return paths

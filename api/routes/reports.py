"""Reports that are passed on as one file: how far coverage reaches, with its map, its gaps and its run, for whom it is told whole."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response
from pydantic import WithJsonSchema

from api import params
from api.deps import Reader, Running
from api.downloads import page_headers, taken
from api.measure_query import AsOf, PresetName, ReadingName, WeightName, Within, area_of, measure_query
from api.report_part import areas_told, part_of
from api.schemas import ProblemDocument
from api.scope import Acting
from geo.files.coverage_page import coverage_page
from geo.files.coverage_question import REPORT_THEMES, CoveragePage
from geo.layers.derived import COVERAGE_LEVELS

router = APIRouter(tags=["coverage"])

THEME, LEVEL = "branch_coverage", "grid"
OWN: Final = ("theme", "level", "within", "lang")
NAMED_MOST: Final = 3
"""More areas than these do not stand in a file's name."""


@router.get(
    "/reports/coverage.html",
    operation_id="coverage_report",
    summary="A theme as one page with map, figures and gaps of one's own areas, that opens anywhere without a network",
    responses={200: {"content": {"text/html": {}}}, 403: {"model": ProblemDocument}},
    response_class=Response,
)
def coverage_report(
    request: Request,
    service: Running,
    scope: Acting,
    reader: Reader,
    theme: Annotated[str | None, Query(), WithJsonSchema({"type": "string", "enum": list(REPORT_THEMES)})] = None,
    level: Annotated[str | None, Query(), WithJsonSchema({"type": "string", "enum": list(COVERAGE_LEVELS)})] = None,
    within: Within = None,
    as_of: AsOf = None,
    preset: PresetName = None,
    reading: ReadingName = None,
    weight: WeightName = None,
    lang: Annotated[
        str | None,
        Query(description="The page's language; that of Accept-Language when missing"),
        WithJsonSchema({"type": "string", "enum": ["zh", "en"]}),
    ] = None,
) -> Response:
    """The same page that ``jingwei report`` writes, of all that is one's own: the city where a role holds everywhere."""
    query = measure_query(request, *OWN)
    areas = areas_told(service, scope, area_of(within), query.as_of)
    settings = service.settings
    page = CoveragePage(
        theme or THEME, level or LEVEL, query.reading, query.weight, params.language(lang, reader),
        settings.attribution, settings.map_approval_number,
    )  # fmt: skip
    held = service.measures.at_for(scope, query.as_of, query.preset)
    part = None if areas is None else part_of(service, scope, held.measure, areas, page.level)
    text = coverage_page(held.measure, held.run, page, settings.web_folder / "vendor", part)
    of = "" if areas is None else "-".join(["", *(f"{layer}{thing}" for layer, thing in areas[:NAMED_MOST])])
    name = f"jingwei-{page.theme}-{page.level}{of}-{query.as_of.isoformat()}.html"
    taken(request, service, scope, name)
    headers = page_headers(text) | {"Content-Disposition": f'inline; filename="{name}"', "Vary": "Accept-Language"}
    return Response(text, 200, headers, "text/html")

"""Reports that are passed on as one file: how far coverage reaches, with its map, its gaps and its run."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response
from pydantic import WithJsonSchema

from api import params
from api.deps import Reader, Running
from api.downloads import page_headers, taken
from api.measure_query import AsOf, PresetName, ReadingName, WeightName, measure_query
from api.scope import Acting
from geo.files.coverage_page import coverage_page
from geo.files.coverage_question import REPORT_THEMES, CoveragePage
from geo.layers.derived import COVERAGE_LEVELS
from geo.rights import require_city

router = APIRouter(tags=["coverage"])

THEME, LEVEL = "branch_coverage", "grid"
OWN: Final = ("theme", "level", "lang")


@router.get(
    "/reports/coverage.html",
    operation_id="coverage_report",
    summary="A theme as one page with map, figures and gaps, that opens anywhere without a network",
    responses={200: {"content": {"text/html": {}}}},
    response_class=Response,
)
def coverage_report(
    request: Request,
    service: Running,
    scope: Acting,
    reader: Reader,
    theme: Annotated[str | None, Query(), WithJsonSchema({"type": "string", "enum": list(REPORT_THEMES)})] = None,
    level: Annotated[str | None, Query(), WithJsonSchema({"type": "string", "enum": list(COVERAGE_LEVELS)})] = None,
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
    """The same page that ``jingwei report`` writes: for those whose role holds everywhere, since it tells all of the city."""
    require_city(scope)
    query = measure_query(request, *OWN)
    settings = service.settings
    page = CoveragePage(
        theme or THEME, level or LEVEL, query.reading, query.weight, params.language(lang, reader),
        settings.attribution, settings.map_approval_number,
    )  # fmt: skip
    held = query.of(service, scope)
    text = coverage_page(held.measure, held.run, page, settings.web_folder / "vendor")
    name = f"jingwei-{page.theme}-{page.level}-{query.as_of.isoformat()}.html"
    taken(request, service, scope, name)
    headers = page_headers(text) | {"Content-Disposition": f'inline; filename="{name}"', "Vary": "Accept-Language"}
    return Response(text, 200, headers, "text/html")

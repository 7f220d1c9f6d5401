"""Which category of housing prevails where, and which mode of management suits it."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response
from pydantic import WithJsonSchema

from api import params, schemas_measure
from api.answers import json_answer
from api.deps import Running
from api.links import link
from api.measure_pages import PAGED, Cursor, Limit, page_of
from api.measure_query import AsOf, Within, area_of, check_area, ids_within, measure_query, place_of, seen_whole
from api.schemas import ProblemDocument
from api.scope import Acting
from api.told import told_areas, told_rows
from geo.clock import china_today
from geo.coverage import Reading, Weight
from geo.errors import BadInput
from geo.flows.measure_turnover import MOVES, turnover_rows
from geo.ground import AREA_LEVELS
from geo.housing import CATEGORIES, HOUSING_LEVELS
from geo.rights import told_day
from geo.turnover import DEFINITION

router = APIRouter(tags=["housing"])

TURNOVER_LEVELS: Final = (*AREA_LEVELS, "city")
WORDS: Final = tuple(category.value for category in CATEGORIES)


@router.get(
    "/housing",
    operation_id="housing",
    summary="Housing category and recommended mode of every area of a level, with the deciding shares",
    responses={200: {"model": schemas_measure.HousingPage}, 404: {"model": ProblemDocument}},
    response_class=Response,
)
def housing(
    request: Request,
    service: Running,
    scope: Acting,
    level: Annotated[str | None, Query(), WithJsonSchema({"type": "string", "enum": list(HOUSING_LEVELS)})] = None,
    category: Annotated[str | None, Query(), WithJsonSchema({"type": "string", "enum": list(WORDS)})] = None,
    within: Within = None,
    as_of: AsOf = None,
    limit: Limit = None,
    cursor: Cursor = None,
) -> Response:
    """Areas by id; what lies in no area of the level stands last, without id; where nobody lives there is no category."""
    params.only(request.query_params, ("level", "category", "within", "as_of", *PAGED))
    chosen = params.one_of("level", level or "estate", HOUSING_LEVELS)
    wanted = None if category is None else params.one_of("category", category, WORDS)
    query = measure_query(request, "level", "category", "within", *PAGED)
    area = area_of(within)
    held = query.of_listed(service, scope, chosen, area)
    check_area(service, held.measure, area)
    inside = None if chosen == "city" else ids_within(held.measure, chosen, area)
    same = ("housing", str(held.run.id), chosen, within or "", category or "")
    rows = [
        _row(area)
        for area in told_areas(service, scope, held, chosen, Reading.STRICT, Weight.HOUSEHOLDS)
        if inside is None or area["id"] in inside
    ]
    rows = [row for row in rows if wanted is None or row["category"] == wanted]
    page, links = page_of(request, "/housing", [place_of(row) for row in rows], same)
    document = {"run": query.run_document(held.run, scope), "level": chosen, "areas": rows[page], "links": links}
    return json_answer(request, document)


@router.get(
    "/turnover",
    operation_id="turnover",
    summary="How many households came, went or changed their type of housing between two days, by area",
    responses={200: {"model": schemas_measure.Turnover}},
    response_class=Response,
)
def turnover(
    request: Request,
    service: Running,
    scope: Acting,
    level: Annotated[str | None, Query(), WithJsonSchema({"type": "string", "enum": list(TURNOVER_LEVELS)})] = None,
    since: Annotated[str | None, Query(description="The first day (required)")] = None,
    until: Annotated[str | None, Query(description="The last day; today when missing")] = None,
) -> Response:
    """Null where no household of an area bears a date: unknown, never 0."""
    params.only(request.query_params, ("level", "since", "until"))
    chosen = params.one_of("level", level or "city", TURNOVER_LEVELS)
    if since is None:
        raise BadInput(params.PARAMETER_MISSING, name="since", expected="YYYY-MM-DD")
    first, last = params.day("since", since), params.day("until", until) or china_today()
    assert first is not None
    whole = seen_whole(service, scope, None)
    first, last = told_day(first, whole=whole), told_day(last, whole=whole)
    rows = turnover_rows(service.measures.turnover_for(scope, first, last), chosen)
    document = {
        "definition": DEFINITION, "level": chosen, "since": first.isoformat(), "until": last.isoformat(),
        "areas": told_rows(service, scope, chosen, last, rows, MOVES),
        "links": [link(request, "self", "/turnover", **dict(request.query_params))],
    }  # fmt: skip
    return json_answer(request, document)


def _row(area: dict[str, Any]) -> dict[str, Any]:
    told = area["housing"] or {
        "category": None, "deciding_share": None, "mode": None, "shares": {}, "counts": {}, "households": 0,
        "scattered_households": 0,
    }  # fmt: skip
    return {name: area[name] for name in ("layer", "id", "code", "name")} | told

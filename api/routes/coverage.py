"""How far coverage reaches: the figures of the city and of its areas, and how they changed."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import WithJsonSchema

from api import params, schemas_measure
from api.answers import json_answer
from api.deps import Running
from api.links import link
from api.measure_pages import PAGED, Cursor, Limit, page_of
from api.measure_query import (
    AsOf,
    MeasureQuery,
    PresetName,
    ReadingName,
    WeightName,
    Within,
    area_of,
    check_area,
    ids_within,
    measure_query,
    place_of,
    seen_whole,
)
from api.schemas import ProblemDocument
from api.scope import Acting
from api.told import told_areas
from geo.clock import china_today
from geo.errors import BadInput, Message, NotFound
from geo.layers import LAYERS, Label
from geo.measure import CIRCLE_LEVELS
from geo.rights import told_day

router = APIRouter(tags=["coverage"])

LEVELS: Final = CIRCLE_LEVELS
DATES_MOST = 24
CITY = Label("全市", "city")

AREA_UNKNOWN = Message(
    "area-unknown",
    zh="{as_of} 没有标识为 {got} 的{level}",
    en="on {as_of} there is no {level} with id {got}",
    remedy_zh="请核对标识和日期",
    remedy_en="check the id and the day",
)

Level = Annotated[
    str | None, Query(description="The level of areas"), WithJsonSchema({"type": "string", "enum": list(LEVELS)})
]
PathLevel = Annotated[str, Path(description="The level"), WithJsonSchema({"type": "string", "enum": list(LEVELS)})]
AreaId = Annotated[str, Path(description="The area's id; 0 for the city"), WithJsonSchema({"type": "integer"})]


@router.get(
    "/coverage",
    operation_id="coverage",
    summary="The figures of every area of a level",
    responses={200: {"model": schemas_measure.CoveragePage}, 404: {"model": ProblemDocument}},
    response_class=Response,
)
def coverage(
    request: Request,
    service: Running,
    scope: Acting,
    level: Level = None,
    within: Within = None,
    as_of: AsOf = None,
    preset: PresetName = None,
    reading: ReadingName = None,
    weight: WeightName = None,
    limit: Limit = None,
    cursor: Cursor = None,
) -> Response:
    """Three figures each: covered, not covered, unknown; what lies in no area of the level stands last, without id."""
    query = measure_query(request, "level", "within", *PAGED)
    chosen = params.one_of("level", level or "city", LEVELS)
    area = area_of(within)
    held = query.of_listed(service, scope, chosen, area)
    check_area(service, held.measure, area)
    inside = None if chosen == "city" else ids_within(held.measure, chosen, area)
    same = ("coverage", str(held.run.id), chosen, within or "", query.reading, query.weight)
    told = told_areas(service, scope, held, chosen, query.reading, query.weight)
    areas = [one for one in told if inside is None or one["id"] in inside]
    rows, links = page_of(request, "/coverage", [place_of(one) for one in areas], same)
    document = {
        "run": query.run_document(held.run, scope), "level": chosen, "areas": areas[rows], "links": links,
    }  # fmt: skip
    return json_answer(request, document)


@router.get(
    "/coverage/{level}/{id}",
    operation_id="area_coverage",
    summary="The figures of one area, or of the city (city/0)",
    responses={200: {"model": schemas_measure.AreaCoverage}, 404: {"model": ProblemDocument}},
    response_class=Response,
)
def area_coverage(
    request: Request,
    service: Running,
    scope: Acting,
    level: PathLevel,
    id: AreaId,  # noqa: A002 -- the address says {id}
    as_of: AsOf = None,
    preset: PresetName = None,
    reading: ReadingName = None,
    weight: WeightName = None,
) -> Response:
    """One area as on a day."""
    query = measure_query(request)
    chosen, thing = params.one_of("level", level, LEVELS), params.integer("id", id, 0)
    held = query.of(service, scope, (chosen, thing))
    area = _area(told_areas(service, scope, held, chosen, query.reading, query.weight), chosen, thing, query)
    path = f"/coverage/{level}/{id}"
    links = [
        link(request, "self", path, **dict(request.query_params)), link(request, "trend", f"{path}/trend"),
        link(request, "run", f"/runs/{held.run.id}"),
    ]  # fmt: skip
    return json_answer(request, {"run": query.run_document(held.run, scope), "area": area, "links": links})


@router.get(
    "/coverage/{level}/{id}/trend",
    operation_id="area_trend",
    summary="How an area's figures changed: one point per day that is asked for",
    responses={200: {"model": schemas_measure.Trend}, 404: {"model": ProblemDocument}},
    response_class=Response,
)
def area_trend(
    request: Request,
    service: Running,
    scope: Acting,
    level: PathLevel,
    id: AreaId,  # noqa: A002 -- the address says {id}
    dates: Annotated[str | None, Query(description="Days, comma-separated")] = None,
    preset: PresetName = None,
    reading: ReadingName = None,
    weight: WeightName = None,
) -> Response:
    """Days that are not measured yet are measured behind the answer and stand in ``pending``: ask again. An area that is
    there on none of them is not found.
    """
    query = measure_query(request, "dates", dated=False)
    chosen, thing = params.one_of("level", level, LEVELS), params.integer("id", id, 0)
    whole = seen_whole(service, scope, (chosen, thing))
    asked = sorted({told_day(day, whole=whole) for day in _dates(dates)})
    points = []
    for day in asked:
        found = service.measures.trend(
            day, query.preset, (chosen, thing), query.reading, query.weight, scope, whole=whole
        )
        if found is not None:
            run, figures = found
            points.append({"as_of": day.isoformat(), "run_id": run, "figures": figures})
    known = {str(point["as_of"]) for point in points}
    waiting = [
        day for day in asked
        if day.isoformat() not in known and service.measures.measures_for(scope, day, query.preset)
    ]  # fmt: skip
    if not points and not waiting:
        service.measures.at_for(scope, asked[0], query.preset)  # says which days there are
    if len(known) == len(asked) and not any(point["figures"] for point in points):
        raise NotFound(AREA_UNKNOWN, got=thing, level=_named(chosen), as_of=", ".join(sorted(known)))
    document = {
        "level": chosen, "id": thing, "points": points,
        "pending": [day.isoformat() for day in waiting],
        "links": [link(request, "self", f"/coverage/{level}/{id}/trend", **dict(request.query_params))],
    }  # fmt: skip
    return json_answer(request, document)


@router.get(
    "/parks",
    operation_id="parks",
    summary="How far party coverage lags behind the growth of each park between two days",
    responses={200: {"model": schemas_measure.Parks}},
    response_class=Response,
)
def parks(
    request: Request,
    service: Running,
    since: Annotated[str | None, Query(description="The first day (required)")] = None,
    until: Annotated[str | None, Query(description="The last day; today when missing")] = None,
) -> Response:
    """``lag`` = growth of enterprises − growth of covered enterprises, as counts."""
    params.only(request.query_params, ("since", "until"))
    if since is None:
        raise BadInput(params.PARAMETER_MISSING, name="since", expected="YYYY-MM-DD")
    first, last = params.day("since", since), params.day("until", until) or china_today()
    if first is None or first > last:
        raise params.invalid("since", since, f"≤ {last.isoformat()}")
    table = service.measures.between.parks(first, last, service.measures.parameters.coverage)
    links = [link(request, "self", "/parks", **dict(request.query_params))]
    document = {
        "since": first.isoformat(),
        "until": last.isoformat(),
        "parks": table.to_dict("records"),
        "links": links,
    }
    return json_answer(request, document)


def _dates(text: str | None) -> list[date]:
    parts = [part for part in (text or "").split(",") if part]
    if not 1 <= len(parts) <= DATES_MOST:
        raise params.invalid("dates", text, f"1 … {DATES_MOST} × YYYY-MM-DD")
    days = [params.day("dates", part) for part in parts]
    return sorted({day for day in days if day is not None})


def _area(areas: list[dict[str, Any]], level: str, thing: int, query: MeasureQuery) -> dict[str, Any]:
    for area in areas:
        if area["id"] == thing or (level == "city" and thing == 0):
            return area
    raise NotFound(AREA_UNKNOWN, got=thing, level=_named(level), as_of=query.as_of.isoformat())


def _named(level: str) -> Label:
    return LAYERS[level].label if level in LAYERS else CITY

"""What everybody may know of an area: who answers for it, and how many incidents are open there."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Path, Request, Response
from pydantic import WithJsonSchema

from api import params, schemas_public
from api.answers import json_answer
from api.deps import Running, Service
from api.schemas import ProblemDocument
from geo.clock import china_today
from geo.flows.public_area import LEVELS, public_area
from geo.rights import told_day

router = APIRouter(tags=["public"], dependencies=[Depends(params.no_parameters)])

GRID: Final = "grid"
Level = Annotated[str, Path(description="The level"), WithJsonSchema({"type": "string", "enum": list(LEVELS)})]
AreaId = Annotated[str, Path(description="The area's id; 0 for the city"), WithJsonSchema({"type": "integer"})]


@router.get(
    "/public/{level}/{id}",
    operation_id="public_area",
    summary="Who answers for an area, by role and office telephone, and how many incidents are open and closed there",
    responses={200: {"model": schemas_public.PublicArea}, 404: {"model": ProblemDocument}},
    response_class=Response,
)
def area(request: Request, service: Running, level: Level, id: AreaId) -> Response:  # noqa: A002 -- the address says {id}
    """The same for everybody: no person is named, and no incident told."""
    chosen, thing = params.one_of("level", level, LEVELS), params.integer("id", id, 0)
    city = service.views.at().city
    if chosen != LEVELS[0]:
        city.layer(chosen).row_of(thing)
    branch = _branch(service, thing) if chosen == GRID else None
    return json_answer(request, public_area(city, chosen, thing, branch))


def _branch(service: Service, grid: int) -> int | None:
    """The unit that serves a grid, as measured on the day that may be told to everybody."""
    table = service.measures.at(told_day(china_today(), whole=False)).measure.coverage.grids
    found = table.loc[(table["id"] == grid) & table["branch_id"].notna(), "branch_id"]
    return None if found.empty else int(found.iloc[0])

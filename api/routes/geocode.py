"""Which door does a messy address mean?"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api import params, schemas_address
from api.addresses import NEAR, finder_of, finding_document, found_address, near_of
from api.answers import live_answer
from api.deps import AsOf, Running
from api.measure_query import Within, area_of
from api.scope import Acting
from geo.errors import BadInput

router = APIRouter(tags=["places"])


@router.get(
    "/geocode",
    operation_id="geocode",
    summary="The door, building, estate or area that an address means, with the reasons",
    responses={200: {"model": schemas_address.Geocoded}},
    response_class=Response,
)
def geocode(
    request: Request,
    service: Running,
    scope: Acting,
    q: Annotated[str | None, Query(description="The address (required)", examples=["翠湖花园3号楼2单元501"])] = None,
    near: Annotated[str | None, Query(description=f"Orders the rivals, the nearest first: {NEAR}")] = None,
    within: Within = None,
    as_of: AsOf = None,
) -> Response:
    """One record that agrees with everything the address says is the answer. Several, or a contradiction, are listed as
    rivals and never guessed. Doors are told only to those who may see them, and the answer is never kept on the way.
    """
    params.only(request.query_params, ("q", "near", "within", "as_of"))
    if q is None:
        raise BadInput(params.PARAMETER_MISSING, name="q", expected="q=翠湖花园3号楼2单元501")
    finder = finder_of(service, scope, params.day("as_of", as_of))
    candidates = finder.candidates(q, near_of(near), area_of(within))
    return live_answer(finding_document(found_address(request, service, scope, finder, candidates)))

"""What would be different if units, venues, service links or thresholds changed: asked without writing anything."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import WithJsonSchema

from api import params, schemas, schemas_whatif
from api.answers import live_answer
from api.deps import Running
from api.measure_query import ReadingName
from api.scope import Acting
from api.what_if import answer_of
from geo.clock import china_today
from geo.coverage import Reading, Weight
from geo.rights import PLANS

router = APIRouter(tags=["what-if"])

WEIGHTS = tuple(one.value for one in Weight)


@router.post(
    "/what-if",
    operation_id="what_if",
    summary="What would be different after some changes",
    responses={200: {"model": schemas_whatif.WhatIf}, 400: {"model": schemas.ProblemDocument}},
    response_class=Response,
)
def what_if(
    request: Request,
    service: Running,
    scope: Acting,
    question: schemas_whatif.WhatIfQuestion,
    reading: ReadingName = None,
    weight: Annotated[
        str | None, Query(description="What is counted"), WithJsonSchema({"type": "string", "enum": list(WEIGHTS)})
    ] = None,
) -> Response:
    """Nothing is written. For planners and analysts; of what is not their own they are told nothing."""
    scope.require_role(*PLANS)
    params.only(request.query_params, ("reading", "weight"))
    day = params.day("as_of", question.as_of) or china_today()
    word = params.one_of("reading", reading or Reading.STRICT.value, [one.value for one in Reading])
    amount = params.one_of("weight", weight or Weight.HOUSEHOLDS.value, WEIGHTS)
    return live_answer(answer_of(service, scope, day, question.preset, question.changes, Reading(word), Weight(amount)))

"""Which features carry this name or code?"""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response
from pydantic import WithJsonSchema

from api import params, schemas
from api.answers import json_answer
from api.deps import AsOf, Running, View
from geo.errors import BadInput
from geo.search import MAX_HITS, Hit

router = APIRouter(tags=["places"])

USUAL_HITS: Final = 20


@router.get(
    "/search",
    operation_id="search",
    summary="Features by name or code, best first",
    responses={200: {"model": schemas.SearchAnswer}},
    response_class=Response,
)
def search(
    request: Request,
    service: Running,
    q: Annotated[str | None, Query(description="A name or code, or a part of it (required)")] = None,
    limit: Annotated[
        str | None,
        Query(description=f"The most hits to answer; {USUAL_HITS} when missing"),
        WithJsonSchema({"type": "integer", "minimum": 1, "maximum": MAX_HITS}),
    ] = None,
    as_of: AsOf = None,
) -> Response:
    """Width and case of the letters do not matter."""
    params.only(request.query_params, ("q", "limit", "as_of"))
    if q is None:
        raise BadInput(params.PARAMETER_MISSING, name="q", expected="q=南湖")
    most = USUAL_HITS if limit is None else params.integer("limit", limit, 1, MAX_HITS)
    view = service.views.at(params.day("as_of", as_of))
    hits = view.search.find(q, most)
    return json_answer(request, {"query": q, "hits": [_hit(view, hit) for hit in hits]})


def _hit(view: View, hit: Hit) -> dict[str, Any]:
    snapshot = view.city.layer(hit.layer)
    start, end = hit.span
    text = str(snapshot.value(snapshot.row_of(hit.id), hit.field))
    return {
        "layer": hit.layer,
        "id": hit.id,
        "name": hit.name,
        "code": hit.code,
        "point": hit.point and [round(side, 7) for side in hit.point],
        "bbox": hit.bbox and [round(side, 7) for side in hit.bbox],
        "matched": {"field": hit.field, "text": text, "start": start, "end": end},
    }

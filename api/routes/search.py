"""Which features carry this name, code or address?"""

from __future__ import annotations

import re
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response
from pydantic import WithJsonSchema

from api import params, schemas
from api.addresses import NEAR, finder_of, found_address, near_of, why_document
from api.answers import json_answer, live_answer
from api.deps import AsOf, Running, View
from api.scope import Acting
from geo.address.findings import Finding, Place
from geo.address.numerals import CHINESE_NUMERAL
from geo.errors import BadInput
from geo.layers import shown_layers
from geo.search import MAX_HITS, MAX_QUERY_CHARACTERS, Hit, Rank, folded
from geo.snapshot import LayerSnapshot, extent_of

router = APIRouter(tags=["places"])

USUAL_HITS: Final = 20
INDOORS: Final = ("household", "entrance")
"""Layers that only an address finds: they have no names of their own."""
SEARCHED: Final = (*(layer.id for layer in shown_layers() if any(field.search for field in layer.fields)), *INDOORS)

NUMBERED: Final = re.compile(f"[0-9栋幢座]|{CHINESE_NUMERAL}")
"""What an address holds that names a building or a door; any other text is a name."""


@router.get(
    "/search",
    operation_id="search",
    summary="Features by name, code or address, best first",
    responses={200: {"model": schemas.SearchAnswer}},
    response_class=Response,
)
def search(
    request: Request,
    service: Running,
    scope: Acting,
    q: Annotated[str | None, Query(description="A name, a code, an address, or a part of it (required)")] = None,
    near: Annotated[str | None, Query(description=f"Of equally good hits the nearest come first: {NEAR}")] = None,
    layers: Annotated[str | None, Query(description="Only these layers, comma-separated")] = None,
    limit: Annotated[
        str | None,
        Query(description=f"The most hits to answer; {USUAL_HITS} when missing"),
        WithJsonSchema({"type": "integer", "minimum": 1, "maximum": MAX_HITS}),
    ] = None,
    as_of: AsOf = None,
) -> Response:
    """Width and case of the letters do not matter; names are found by pinyin, by initials and with one slip too. What an
    address with numbers means comes first, and says why; doors only for those who may see them.
    """
    params.only(request.query_params, ("q", "near", "layers", "limit", "as_of"))
    if q is None:
        raise BadInput(params.PARAMETER_MISSING, name="q", expected="q=南湖")
    most = USUAL_HITS if limit is None else params.integer("limit", limit, 1, MAX_HITS)
    chosen = params.names(layers, SEARCHED)
    place, day = near_of(near), params.day("as_of", as_of)
    view = service.views.seen(scope, day)
    is_address = NUMBERED.search(folded(q)) is not None and len(q) <= MAX_QUERY_CHARACTERS
    finder = finder_of(service, scope, day)
    found = found_address(request, service, scope, finder, finder.candidates(q, place)) if is_address else None
    told = [] if found is None else _places(view, found, chosen)
    is_sure = found is not None and found.place is not None
    named = view.search.find(q, most, place, chosen, alike=not is_sure)
    hits = [_hit(view, hit) for hit in named]
    first, then = (told, hits) if is_sure or not any(hit.rank <= Rank.EXACT_NAME for hit in named) else (hits, told)
    known = {(hit["layer"], hit["id"]) for hit in first}
    hits = [*first, *(hit for hit in then if (hit["layer"], hit["id"]) not in known)][:most]
    if any(hit["layer"] == "household" for hit in hits):
        return live_answer({"query": q, "hits": hits})
    return json_answer(request, {"query": q, "hits": hits})


def _places(view: View, found: Finding, chosen: list[str] | None) -> list[dict[str, Any]]:
    """What an address means, or could mean, as hits."""
    places = [found.place] if found.place is not None else found.rivals
    return [_place(view, place, found) for place in places if chosen is None or place.layer in chosen]


def _place(view: View, place: Place, found: Finding) -> dict[str, Any]:
    snapshot = view.city.get(place.layer)
    row = None if snapshot is None else snapshot.row_of(place.id)
    box = None if snapshot is None or row is None else extent_of(snapshot.bounds[row : row + 1])
    document: dict[str, Any] = {
        "layer": place.layer,
        "id": place.id,
        "name": place.name,
        "code": None if snapshot is None or row is None else snapshot.value(row, "code"),
        "point": place.point and [round(side, 7) for side in place.point],
        "bbox": box and [round(side, 7) for side in box],
        "matched": {"field": "address", "text": place.name, "start": 0, "end": len(place.name)},
        "why": [why_document(why) for why in found.why],
    }
    if snapshot is not None and row is not None:
        document |= _address(snapshot, row)
    return document if place.building_id is None else document | {"building_id": place.building_id}


def _hit(view: View, hit: Hit) -> dict[str, Any]:
    snapshot = view.city.layer(hit.layer)
    start, end = hit.span
    row = snapshot.row_of(hit.id)
    text = str(snapshot.value(row, hit.field))
    return {
        "layer": hit.layer,
        "id": hit.id,
        "name": hit.name,
        "code": hit.code,
        "point": hit.point and [round(side, 7) for side in hit.point],
        "bbox": hit.bbox and [round(side, 7) for side in hit.bbox],
        "matched": {"field": hit.field, "text": text, "start": start, "end": end},
    } | _address(snapshot, row)


def _address(snapshot: LayerSnapshot, row: int) -> dict[str, Any]:
    """What tells one 1号楼 from the others."""
    text = snapshot.value(row, "address") if "address" in snapshot.columns else None
    return {} if text is None else {"address": text}

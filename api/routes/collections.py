"""Which collections there are, and what the service says about itself to clients of OGC API Features."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from fastapi import APIRouter, Depends, Request, Response

from api import params, schemas
from api.answers import json_answer
from api.deps import AsOf, Reader, Running, Service
from api.links import CRS84, GEOJSON, link
from api.own_households import HOUSEHOLD
from api.scope import Acting
from geo.clock import CHINA
from geo.errors import Language
from geo.model import BBox, Period
from geo.snapshot import LayerSnapshot

router = APIRouter(tags=["features"])

CONFORMS_TO: Final = (
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
)
"""Not ``oas30``: the description is OpenAPI 3.1. Not ``html``: pages are a map, not the features one by one."""

GREGORIAN: Final = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"


@router.get(
    "/collections",
    operation_id="collections",
    summary="Every layer of which the reader may see something",
    responses={200: {"model": schemas.Collections}},
    response_class=Response,
)
def collections(request: Request, service: Running, scope: Acting, language: Reader, as_of: AsOf = None) -> Response:
    """The collections in drawing order, and the extent of the whole city, on a day."""
    params.only(request.query_params, ("as_of",))
    city = service.showing(scope, [HOUSEHOLD], params.day("as_of", as_of))
    document: dict[str, Any] = {
        "collections": [_collection(request, service, snapshot, language) for snapshot in city.values()],
        "links": [link(request, "self", "/collections"), link(request, "root", "/")],
    }
    box = city.extent()
    return json_answer(
        request, document if box is None else document | {"extent": {"spatial": _spatial(box)}}, language=language
    )


@router.get(
    "/collections/{layer}",
    operation_id="collection",
    summary="One layer as a collection",
    responses={200: {"model": schemas.Collection}, 404: {"model": schemas.ProblemDocument}},
    response_class=Response,
)
def collection(
    request: Request, service: Running, scope: Acting, language: Reader, layer: str, as_of: AsOf = None
) -> Response:
    """One collection, stored or derived; of households the reader's own where he lists them."""
    params.only(request.query_params, ("as_of",))
    snapshot = service.showing(scope, [layer], params.day("as_of", as_of)).layer(layer)
    return json_answer(request, _collection(request, service, snapshot, language), language=language)


@router.get(
    "/conformance",
    operation_id="conformance",
    summary="The conformance classes that hold",
    responses={200: {"model": schemas.Conformance}},
    response_class=Response,
    dependencies=[Depends(params.no_parameters)],
)
def conformance(request: Request) -> Response:
    """Only what really holds."""
    return json_answer(request, {"conformsTo": list(CONFORMS_TO)})


def _collection(request: Request, service: Service, snapshot: LayerSnapshot, language: Language) -> dict[str, Any]:
    layer = snapshot.layer
    path = f"/collections/{layer.id}"
    document: dict[str, Any] = {
        "id": layer.id,
        "title": layer.label.zh if language == "zh" else layer.label.en,
        "itemType": "feature",
        "crs": [CRS84],
        "count": len(snapshot),
        "links": [link(request, "self", path), link(request, "items", f"{path}/items", GEOJSON)],
    }
    if layer.tiled:
        document["links"].append(link(request, "tiles", f"/tiles/{layer.id}.json"))
    box, span = snapshot.extent(), None if layer.derived else service.periods.span(layer.id)
    extent = ({} if box is None else {"spatial": _spatial(box)}) | (
        {} if span is None else {"temporal": _temporal(span)}
    )
    return document | {"extent": extent} if extent else document


def _spatial(box: BBox) -> dict[str, Any]:
    return {"bbox": [[round(side, 7) for side in box]], "crs": CRS84}


def _temporal(span: Period) -> dict[str, Any]:
    """From the first moment of the first day in China to the last of the last, in UTC."""
    ends = (span.first, None if span.last is None else span.last + dt.timedelta(days=1))
    moments = [None if end is None else dt.datetime(end.year, end.month, end.day, tzinfo=CHINA) for end in ends]
    utc = [None if at is None else at.astimezone(dt.UTC).isoformat().replace("+00:00", "Z") for at in moments]
    return {"interval": [utc], "trs": GREGORIAN}

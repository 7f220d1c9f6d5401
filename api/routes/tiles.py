"""What a client must know before it asks for tiles: TileJSON. The tiles themselves never come this far."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from api import params, schemas
from api.answers import json_answer
from api.deps import Reader, Running
from api.links import absolute
from api.measure_query import MEASURED, AsOf, PresetName, ReadingName, WeightName, counting_of
from api.scope import Acting
from geo.tiles import tilejson

router = APIRouter(tags=["tiles"])


@router.get(
    "/tiles/{layers}.json",
    operation_id="tilejson",
    summary="TileJSON of one layer or of several in one tile",
    responses={200: {"model": schemas.TileJson}, 404: {"model": schemas.ProblemDocument}},
    response_class=Response,
)
def tile_document(
    request: Request,
    service: Running,
    scope: Acting,
    language: Reader,
    layers: Annotated[str, Path(description="Layer ids, comma-separated", examples=["street,community,grid"])],
    as_of: AsOf = None,
    preset: PresetName = None,
    reading: ReadingName = None,
    weight: WeightName = None,
) -> Response:
    """The layers come in drawing order, whatever the order of the address; the address of their tiles carries the day, the
    preset, the reading and the weight that were asked for.
    """
    query = request.query_params
    params.only(query, MEASURED)
    layer_ids = params.tiled_layers(layers, scope)
    address = f"/tiles/{','.join(layer_ids)}/{{z}}/{{x}}/{{y}}.mvt"
    document = tilejson(
        service.showing(scope, layer_ids, params.day("as_of", as_of), preset, counting_of(query)),
        layer_ids,
        absolute(request, address, **dict(query), **params.tile_scope(scope)),
        attribution=service.settings.attribution,
        language=language,
    )
    return json_answer(request, document, language=language)

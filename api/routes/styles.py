"""How the city is drawn: MapLibre styles and the registry of layers, fields, coded values and themes."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import WithJsonSchema

from api import params, schemas
from api.answers import json_answer
from api.deps import Reader, Running
from api.links import absolute
from api.measure_query import MEASURED, AsOf, PresetName, ReadingName, WeightName, counting_of
from api.scope import Acting
from geo.layers import THEMES
from geo.sight import seen_layers
from geo.styles import STYLE_NAMES, registry_document, style
from geo.walk import PRESETS

router = APIRouter(tags=["drawing"])


@router.get(
    "/styles/{name}.json",
    operation_id="style",
    summary="A MapLibre style, coloured by one theme or by none",
    responses={200: {"model": schemas.Style}, 404: {"model": schemas.ProblemDocument}},
    response_class=Response,
)
def style_document(
    request: Request,
    service: Running,
    scope: Acting,
    reader: Reader,
    name: Annotated[
        str, Path(description="The style's name"), WithJsonSchema({"type": "string", "enum": list(STYLE_NAMES)})
    ],
    theme: Annotated[
        str | None,
        Query(description="The theme that colours the map; none when missing"),
        WithJsonSchema({"type": "string", "enum": ["none", *(theme.id for theme in THEMES)]}),
    ] = None,
    lang: Annotated[
        str | None,
        Query(description="The language of the legend; that of Accept-Language when missing"),
        WithJsonSchema({"type": "string", "enum": ["zh", "en"]}),
    ] = None,
    as_of: AsOf = None,
    preset: PresetName = None,
    reading: ReadingName = None,
    weight: WeightName = None,
) -> Response:
    """Colours and legend come from the registry; no fonts or images are named that would have to be fetched."""
    params.only(request.query_params, ("theme", "lang", *MEASURED))
    language = params.language(lang, reader)
    params.day("as_of", as_of)
    counting_of(request.query_params)
    look = {name: text for name, text in request.query_params.items() if name in MEASURED}
    tiles = absolute(request, "/tiles/{layers}/{z}/{x}/{y}.mvt", **look, **params.tile_scope(scope))
    layer_ids = [layer.id for layer in seen_layers(scope)]
    document = style(name, theme, language, tiles, attribution=service.settings.attribution, layer_ids=layer_ids)
    return json_answer(request, document, language=language)


@router.get(
    "/registry",
    operation_id="registry",
    summary="Layers, fields, coded values and themes, in both languages",
    dependencies=[Depends(params.no_parameters)],
    responses={200: {"model": schemas.RegistryDocument}},
    response_class=Response,
)
def registry(request: Request, service: Running, scope: Acting) -> Response:
    """What may be shown to the reader somewhere, and what every map must carry."""
    stated = {
        "attribution": service.settings.attribution,
        "map_approval_number": service.settings.map_approval_number,
        "presets": [
            {"name": preset.name, "label": {"zh": preset.label.zh, "en": preset.label.en}}
            for preset in PRESETS.values()
        ],
    }
    return json_answer(request, registry_document(scope, service.views.below) | stated)

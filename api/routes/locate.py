"""Where is this point? The building, estate, grid, community and street under it, smallest first."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response
from pydantic import WithJsonSchema

from api import params, schemas
from api.answers import json_answer
from api.deps import AsOf, Running
from geo.crs import WGS84, Crs, coordinates_to_lonlat, is_lonlat, parse_crs
from geo.errors import BadInput
from geo.locate import Candidate, Found

router = APIRouter(tags=["places"])

LABEL_CHARACTERS: Final = 40
"""The longest label of a coordinate system that is read; definitions in full belong into files."""

LABELS: Final = "wgs84, cgcs2000, gcj02, bd09, EPSG:4490, EPSG:4547, EPSG:4547/yx"
METRES: Final = 1e8

Degrees = WithJsonSchema({"type": "number"})


@router.get(
    "/locate",
    operation_id="locate",
    summary="The street, community, grid, estate and building under a point",
    responses={200: {"model": schemas.Located}},
    response_class=Response,
)
def locate(
    request: Request,
    service: Running,
    lon: Annotated[str | None, Query(description="Longitude in degrees (required)"), Degrees] = None,
    lat: Annotated[str | None, Query(description="Latitude in degrees (required)"), Degrees] = None,
    crs: Annotated[
        str | None,
        Query(
            description="How the point is given, wgs84 (equal to CGCS2000) when missing: " + LABELS,
            examples=["gcj02", "EPSG:4547"],
        ),
    ] = None,
    as_of: AsOf = None,
) -> Response:
    """A point on a shared edge belongs to the lowest code, and the answer says that it was a tie.

    In a projected system ``lon`` and ``lat`` are its first and second coordinate, easting and northing in metres.
    """
    params.only(request.query_params, ("lon", "lat", "crs", "as_of"))
    system = WGS84 if crs is None else _system(crs)
    across, up = (180, 90) if is_lonlat(system) else (METRES, METRES)
    if system.swapped:
        across, up = up, across
    x, y = params.number("lon", lon, -across, across), params.number("lat", lat, -up, up)
    lons, lats = coordinates_to_lonlat([x], [y], system)
    place = service.views.at(params.day("as_of", as_of)).locator.at(float(lons[0]), float(lats[0]))
    answer = {"lon": place.lon, "lat": place.lat, "crs": "wgs84" if crs is None else crs, "tie": place.tie}
    return json_answer(request, answer | {"places": [_found(one) for one in place.found]})


def _system(label: str) -> Crs:
    """The coordinate system that a label names; raises ``BadInput`` for every other text."""
    try:
        system = parse_crs(label) if len(label) <= LABEL_CHARACTERS else None
    except BadInput:
        system = None
    if system is None:
        raise params.invalid("crs", label, LABELS)
    return system


def _found(one: Found) -> dict[str, Any]:
    return {
        "layer": one.layer,
        "id": one.id,
        "code": one.code,
        "name": one.name,
        "tie": one.tie,
        "candidates": [_candidate(one.layer, candidate) for candidate in one.candidates],
    }


def _candidate(layer: str, candidate: Candidate) -> dict[str, Any]:
    return {"layer": layer, "id": candidate.id, "code": candidate.code, "name": candidate.name}

"""Where is this point? The building, estate, grid, community and street under it, smallest first."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response
from pydantic import WithJsonSchema

from api import params, schemas
from api.answers import json_answer
from api.deps import Now
from geo.crs import bd09_to_wgs84, gcj02_to_wgs84
from geo.locate import Candidate, Found

router = APIRouter(tags=["places"])

CONVERSIONS: Final = {"wgs84": None, "gcj02": gcj02_to_wgs84, "bd09": bd09_to_wgs84}

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
    view: Now,
    lon: Annotated[str | None, Query(description="Longitude in degrees (required)"), Degrees] = None,
    lat: Annotated[str | None, Query(description="Latitude in degrees (required)"), Degrees] = None,
    crs: Annotated[
        str | None,
        Query(description="How the point is given; wgs84 (equal to CGCS2000) when missing"),
        WithJsonSchema({"type": "string", "enum": list(CONVERSIONS)}),
    ] = None,
) -> Response:
    """A point on a shared edge belongs to the lowest code, and the answer says that it was a tie."""
    params.only(request.query_params, ("lon", "lat", "crs"))
    system = "wgs84" if crs is None else crs
    if system not in CONVERSIONS:
        raise params.invalid("crs", crs, ", ".join(CONVERSIONS))
    x, y = params.number("lon", lon, -180, 180), params.number("lat", lat, -90, 90)
    convert = CONVERSIONS[system]
    if convert is not None:
        shifted = convert([x], [y])
        x, y = round(float(shifted[0][0]), 9), round(float(shifted[1][0]), 9)
    place = view.locator.at(x, y)
    answer = {"lon": x, "lat": y, "crs": system, "tie": place.tie, "places": [_found(one) for one in place.found]}
    return json_answer(request, answer)


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

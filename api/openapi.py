"""The service described for machines: /openapi.json, from the routes, the shapes and the tile front."""

from __future__ import annotations

from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.problems import MEDIA_TYPE
from api.tiles_front import openapi_path

DESCRIPTION: Final = """经纬：城市社区网格化地理信息服务。A geospatial grid-mapping service for urban communities.

Coordinates are longitude, latitude (WGS 84, equal to CGCS2000 at this accuracy). Parameters that are unknown, repeated
or malformed are answered with 400. Every error is a problem document (RFC 9457) in the language of Accept-Language,
Chinese unless English is asked for.
"""


def openapi_document(api: FastAPI) -> dict[str, Any]:
    """The OpenAPI 3.1 document; made once per application."""
    if api.openapi_schema is None:
        document = get_openapi(title=api.title, version=api.version, description=DESCRIPTION, routes=api.routes)
        for path in document["paths"].values():
            for operation in path.values():
                operation["responses"] = _responses(operation["responses"])
                for parameter in operation.get("parameters", ()):
                    if parameter["schema"].get("type") == "array":
                        parameter |= {"style": "form", "explode": False}  # one text with commas
        document["paths"]["/tiles/{layers}/{z}/{x}/{y}.mvt"] = openapi_path()
        schemas = document["components"]["schemas"]
        for unused in ("HTTPValidationError", "ValidationError"):
            schemas.pop(unused, None)
        document["paths"] = dict(sorted(document["paths"].items()))
        api.openapi_schema = document
    return api.openapi_schema


def _responses(found: dict[str, Any]) -> dict[str, Any]:
    """Responses with each shape under its true media type; the framework's own 422 is never given."""
    responses = {status: response for status, response in found.items() if status != "422"}
    for status, response in responses.items():
        content = response.get("content", {})
        schema = content.get("application/json", {}).get("schema")
        others = [media_type for media_type in content if media_type != "application/json"]
        if status.startswith(("4", "5")) and schema is not None:
            response["content"] = {MEDIA_TYPE: {"schema": schema}}
        elif any(kind.startswith("application/geo+json") for kind in others):
            response["content"] = {kind: {"schema": schema} for kind in others}
    problem = {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}
    return responses | {"default": {"description": "An error", "content": {MEDIA_TYPE: problem}}}

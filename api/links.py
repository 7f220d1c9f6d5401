"""Links between the service's addresses, absolute, from the name under which the client reached it."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote, urlencode

from starlette.requests import Request

JSON: Final = "application/json"
GEOJSON: Final = "application/geo+json"
CRS84: Final = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"


def absolute(request: Request, path: str, **query: str) -> str:
    """The address of a path of this service."""
    base = str(request.base_url).rstrip("/") + quote(path, safe="/{},:.")
    return f"{base}?{urlencode(query)}" if query else base


def link(request: Request, rel: str, path: str, media_type: str | None = JSON, **query: str) -> dict[str, str]:
    """One link document."""
    document = {"href": absolute(request, path, **query), "rel": rel}
    return document if media_type is None else document | {"type": media_type}

"""Answers of the routes: JSON by orjson, tagged, revalidated, compressed where it pays."""

from __future__ import annotations

from typing import Any, Final

import orjson
from starlette.requests import Request
from starlette.responses import Response

from api.encoding import REVALIDATE, SMALLEST_COMPRESSED, accepts_gzip, compressed, digest, tag_matches

JSON: Final = "application/json"
GEOJSON: Final = "application/geo+json"


VARY: Final = "Accept-Encoding, Cookie, Authorization"
"""Every document may depend on who asks."""


def keeping_of(request: Request) -> str:
    """Who may keep an answer, to be asked about each time: no cache between where the asker said who he is."""
    said = "cookie" in request.headers or "authorization" in request.headers
    return f"private, {REVALIDATE}" if said else REVALIDATE


def held_already(request: Request, tag: str, vary: str = VARY) -> Response | None:
    """The 304 answer, when the client holds what ``tag`` names."""
    if not tag_matches(request.headers.get("if-none-match"), tag):
        return None
    return Response(status_code=304, headers={"ETag": tag, "Cache-Control": keeping_of(request), "Vary": vary})


def json_answer(
    request: Request,
    document: Any,
    *,
    media_type: str = JSON,
    tag: str | None = None,
    language: str | None = None,
    status: int = 200,
) -> Response:
    """A document as JSON. Without ``tag`` the body itself is tagged; with one, the caller has tried ``held_already``.

    Tags are weak: the compressed and the plain body carry the same one. ``language`` is named where the document's
    words depend on it.
    """
    return tagged_answer(
        request, orjson.dumps(document), media_type=media_type, tag=tag, language=language, status=status
    )


def tagged_answer(
    request: Request,
    body: bytes,
    *,
    media_type: str,
    tag: str | None = None,
    language: str | None = None,
    status: int = 200,
) -> Response:
    """A ready body, tagged and compressed as ``json_answer`` does it."""
    vary = VARY if language is None else f"{VARY}, Accept-Language"
    if tag is None:
        tag = weak_tag(body)
        held = held_already(request, tag, vary) if status == 200 else None
        if held is not None:
            return held
    headers = {"ETag": tag, "Cache-Control": keeping_of(request), "Vary": vary}
    if language is not None:
        headers["Content-Language"] = language
    if len(body) >= SMALLEST_COMPRESSED and accepts_gzip(request.headers.get("accept-encoding")):
        body = compressed(body)
        headers["Content-Encoding"] = "gzip"
    return Response(body, status, headers, media_type)


def weak_tag(*parts: bytes | str) -> str:
    """A tag for whatever depends on these parts and on nothing else."""
    return f'W/"{digest(*parts)}"'


def live_answer(document: Any, status: int = 200) -> Response:
    """A document about this very moment: never kept."""
    return Response(orjson.dumps(document), status, {"Cache-Control": "no-store"}, JSON)

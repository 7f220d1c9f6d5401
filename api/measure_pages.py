"""Pages of the lists that a measurement gives: one size, one kind of cursor, one next link."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final

from fastapi import Query, Request
from pydantic import WithJsonSchema

from api import params
from api.links import JSON, link
from geo.errors import BadInput

LIMIT, LIMIT_MOST = 100, 1000

PAGED: Final = ("limit", "cursor")
"""The parameters that every paged question may carry."""

Limit = Annotated[str | None, Query(description="Rows of a page"), WithJsonSchema({"type": "integer"})]
Cursor = Annotated[str | None, Query(description="Where the next link goes on")]


def page_of(
    request: Request, path: str, places: Sequence[int], same: Sequence[str], media_type: str = JSON
) -> tuple[slice, list[dict[str, str]]]:
    """Which rows of a list the request asks for, and the links of that page: itself, and the next one if there is one.

    ``places`` name the rows, each once, in the list's order; ``same`` is what must not change from page to page, the
    run among it, so that a row that a cursor names is there. Raises ``BadInput`` for a limit that is none and for a
    cursor that this question did not give out.
    """
    query = dict(request.query_params)
    size = params.integer("limit", query["limit"], 1, LIMIT_MOST) if "limit" in query else LIMIT
    after = params.cursor_id(query.get("cursor"), *same)
    if after is not None and after not in places:
        raise BadInput(params.CURSOR_INVALID, got=query["cursor"])
    first = 0 if after is None else places.index(after) + 1
    links = [link(request, "self", path, media_type, **query)]
    if first + size < len(places):
        following = params.cursor_after(places[first + size - 1], *same)
        links.append(link(request, "next", path, media_type, **(query | {"cursor": following})))
    return slice(first, first + size), links

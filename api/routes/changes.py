"""What has changed since a client last looked: asked for, or told as it happens."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from typing import Annotated, Any, Final

import orjson
from fastapi import APIRouter, Header, Query, Request, Response
from pydantic import WithJsonSchema
from starlette.responses import StreamingResponse

from api import params, schemas
from api.answers import live_answer
from api.change_feed import numbered, seen_change
from api.deps import Running, Service
from api.links import link
from api.scope import Acting, Scope, still_holds
from geo.flows.sign_in import network_of

router = APIRouter(tags=["changes"])

MOST: Final = 1_000
RETRY_MS: Final = 2_000
ASK_AGAIN_S: Final = 30.0
"""A stream asks so often whether who listens still has the rights with which it began."""

Since = Annotated[
    str | None, Query(description="The number of the last change that is known"), WithJsonSchema({"type": "integer"})
]


@router.get(
    "/changes",
    operation_id="changes",
    summary="What was written after the change of a number, in order",
    responses={200: {"model": schemas.ChangePage}, 400: {"model": schemas.ProblemDocument}},
    response_class=Response,
)
def changes(request: Request, service: Running, scope: Acting, since: Since = None) -> Response:
    """At most a thousand changes, with a link to the rest. Without ``since`` only the number of the last one."""
    params.only(request.query_params, ("since",))
    number = service.store.change_number()
    known = number if since is None else params.integer("since", since, 0)
    until = min(number, known + MOST)
    found = numbered(service.store.changes(known, until)) if until > known else []
    links = [link(request, "self", "/changes", **dict(request.query_params))]
    if until < number:
        links.append(link(request, "next", "/changes", since=str(until)))
    links.append(link(request, "monitor", "/changes/events", "text/event-stream"))
    city = service.views.at().city
    shown = [seen_change(told.changed, scope, city) for told in found if told.changed]
    return live_answer({"number": number, "changes": [one for one in shown if one["layers"]], "links": links})


@router.get(
    "/changes/events",
    operation_id="change_events",
    summary="Each change as a server-sent event, as it happens",
    description="«change» carries one change of /changes. «everything» says that all may differ: the client was away "
    "for too long, or the day has turned. Last-Event-ID, or since, continues after that change.",
    responses={200: {"content": {"text/event-stream": {}}}, 503: {"model": schemas.ProblemDocument}},
    response_class=Response,
)
async def change_events(
    request: Request,
    service: Running,
    scope: Acting,
    since: Since = None,
    last_event_id: Annotated[str | None, Header(description="What an EventSource sends when it comes back")] = None,
) -> Response:
    """Begins with the present: an event «now» that names the last change."""
    params.only(request.query_params, ("since",))
    feed = service.feed
    public = None if scope.staff else network_of("" if request.client is None else request.client.host)
    number = await feed.begin(public)
    asked = since if last_event_id is None else last_event_id
    known = number if asked is None else params.integer("since", asked, 0)
    return StreamingResponse(
        _events(request, service, scope, public, known, number), 200, {"Cache-Control": "no-store"}, "text/event-stream"
    )


async def _events(
    request: Request, service: Service, scope: Scope, public: str | None, known: int, number: int
) -> AsyncIterator[bytes]:
    """The messages for a client that knows one change, while another was the last when it asked. They end with the rights
    with which they began.
    """
    asked_s = time.monotonic()
    since = min(known, number)
    yield f"retry: {RETRY_MS}\n".encode() + _event("now", since, {"number": number})
    if known > number:  # it knew another store
        yield _event("everything", number, {"number": number})
    async for told in service.feed.listen(since, public):
        if time.monotonic() - asked_s >= ASK_AGAIN_S:
            asked_s = time.monotonic()
            if not await service.feed.ask(still_holds, request, scope):
                return
        if told is None:
            yield b": still here\n\n"
        elif told.changed is None:
            yield _event("everything", told.number, {"number": told.number})
        else:
            city = await service.feed.ask(service.views.at)
            changed = seen_change(told.changed, scope, city.city)
            if changed["layers"]:
                yield _event("change", told.number, changed)


def _event(name: str, number: int, document: dict[str, Any]) -> bytes:
    return f"event: {name}\nid: {number}\ndata: ".encode() + orjson.dumps(document) + b"\n\n"

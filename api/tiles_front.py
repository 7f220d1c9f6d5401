"""Vector tiles, answered in plain ASGI before any framework: ``/tiles/{layers}/{z}/{x}/{y}.mvt``.

A tile is rendered and compressed once per version of its layers, tagged by its content, and asked about each time:
the client never draws anything older than the last acknowledged write, and mostly gets a 304.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Protocol

from anyio import CapacityLimiter, to_thread
from fastapi import FastAPI
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.types import Receive, Send
from starlette.types import Scope as AsgiScope

from api import params
from api.deps import View, Views, service_of
from api.encoding import REVALIDATE, accepts_gzip, expanded, tag_matches
from api.measure_query import MEASURED, counting_of
from api.measured import MeasuredView
from api.measures import Measures
from api.own_households import HOUSEHOLD
from api.problems import METHOD_NOT_ALLOWED, header_of, retry_headers, send_problem, status_of
from api.scope import THE_PUBLIC, Scope, scope_of
from api.tile_cache import Held, TileCache
from geo.coverage import Counting, Reading, Weight
from geo.errors import BadInput, JingweiError, Language, Message, NotFound
from geo.layers import DERIVED_LAYERS
from geo.model import MAX_ZOOM, Tile
from geo.store import Store
from geo.tiles import TileSource
from geo.walk import PRESETS

MEDIA_TYPE: Final = b"application/vnd.mapbox-vector-tile"
VARY: Final = b"Accept-Encoding, Cookie, Authorization"
RENDERING_THREADS: Final = 2
"""Encoding holds the interpreter: more threads would only make each other wait."""

TILE_PATH: Final = re.compile(r"/tiles/(?P<layers>[^/]*)/(?P<z>[^/]*)/(?P<x>[^/]*)/(?P<y>[^/]*)\.mvt")

SCOPE_OTHER = Message(
    "tile-scope-other",
    zh="这个地址是为另一次登录生成的",
    en="this address was made for another sign-in",
    remedy_zh="请重新加载页面",
    remedy_en="load the page again",
)
TILE_OUTSIDE = Message(
    "tile-outside-matrix",
    zh="瓦片 {z}/{x}/{y} 不在矩阵范围内",
    en="the tile {z}/{x}/{y} lies outside the matrix",
    remedy_zh="z 为 0 到 {zooms}，x 和 y 为 0 到 2^z − 1",
    remedy_en="z is 0 to {zooms}; x and y are 0 to 2^z − 1",
)


class Freshness(Protocol):
    """Says, for each request, which rendering of a tile is the right one. Called in a worker thread."""

    def stamp(self, layer_ids: Sequence[str], tile: Tile, versions: Mapping[str, int]) -> tuple[View, Hashable]:
        """The view to render from, no older than these versions of the layers, and a stamp: a tile kept under an equal
        stamp is the same tile.
        """


class SeenLayers:
    """Tiles as a scope sees them, of now: what it sees whole is the same tile for all, under the same stamp."""

    def __init__(self, freshness: Freshness, views: Views) -> None:
        self._freshness, self._views = freshness, views

    def stamp(
        self, layer_ids: Sequence[str], tile: Tile, scope: Scope, versions: Mapping[str, int]
    ) -> tuple[View, Hashable]:
        """The view to render from, and the stamp of the tile with what of its layers the scope sees."""
        whole, stamp = self._freshness.stamp(layer_ids, tile, versions)
        view = self._views.seen_of(whole, scope)
        return view, (stamp, tuple(view.keys[layer_id] for layer_id in layer_ids))


class MeasuredLayers:
    """Tiles with derived layers, or of another day: fresh as long as none of their layers has changed anywhere."""

    def __init__(self, views: Views, measures: Measures) -> None:
        self._views, self._measures = views, measures

    def stamp(
        self, layer_ids: Sequence[str], as_of: date | None, preset: str | None, counting: Counting, scope: Scope
    ) -> tuple[MeasuredView, Hashable]:
        """The view to render from, and the stamp of the layers in it, which tells scopes apart that see different things;
        measures the city first where it must.
        """
        view = self._measures.showing(
            self._views.at(as_of).city, layer_ids, as_of, preset, counting, scope, self._views.at().city
        )
        return view, (as_of, tuple(view.city.stamp(layer_id) for layer_id in layer_ids))


class TilesFront:
    """Answers tile requests and hands everything else to ``app``."""

    def __init__(
        self,
        app: FastAPI,
        store: Store,
        seen: SeenLayers,
        measured: MeasuredLayers,
        cache: TileCache,
        language: Language,
    ) -> None:
        self._app = app
        self._store = store
        self._seen = seen
        self._measured = measured
        self._cache = cache
        self._language = language
        self._limiter: CapacityLimiter | None = None

    async def __call__(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        match = TILE_PATH.fullmatch(scope["path"]) if scope["type"] == "http" else None
        if match is None:
            await self._app(scope, receive, send)
            return
        try:
            held, kept_by = await self._tile(scope, match)
        except JingweiError as error:
            method = error.message is METHOD_NOT_ALLOWED
            status, headers = (405, {"Allow": "GET, HEAD"}) if method else (status_of(error), retry_headers(error))
            await send_problem(scope, receive, send, status, error, default=self._language, headers=headers)
            return
        await _send_tile(scope, send, held, kept_by)

    async def _tile(self, scope: AsgiScope, match: re.Match[str]) -> tuple[Held, str]:
        if scope["method"] != "GET":
            raise BadInput(METHOD_NOT_ALLOWED, got=scope["method"], expected="GET, HEAD")
        query = QueryParams(scope["query_string"])
        params.only(query, (*MEASURED, params.SCOPE))
        tile = tile_of(match["z"], match["x"], match["y"])
        asked = await to_thread.run_sync(self._asked, scope, query, match["layers"], tile)
        layer_ids, view, stamp, key = asked

        async def render() -> Held:
            if self._limiter is None:
                self._limiter = CapacityLimiter(RENDERING_THREADS)
            return await to_thread.run_sync(_rendered, view, layer_ids, tile, limiter=self._limiter)

        held = await self._cache.get_or_render((layer_ids, tile, stamp), render)
        return held, "" if key == THE_PUBLIC.key else key

    def _asked(
        self, scope: AsgiScope, query: QueryParams, layers: str, tile: Tile
    ) -> tuple[tuple[str, ...], Rendered, Hashable, str]:
        """The layers, the view to render them from, the stamp of that tile and the key of who asks; reads the store."""
        moment = self._store.moment()  # the one small query that a warm tile costs, whoever asks
        request = Request({**scope, "app": self._app})
        acting = scope_of(request, moment.access)
        require_same_scope(query, acting)
        layer_ids = params.tiled_layers(layers, acting)
        as_of, preset, counting = params.day("as_of", query.get("as_of")), query.get("preset"), counting_of(query)
        view: Rendered
        stamp: Hashable
        if HOUSEHOLD in layer_ids:
            city = service_of(request).showing(acting, layer_ids, as_of, preset, counting)
            view, stamp = Shown(TileSource(city)), (as_of, tuple(city.stamp(layer_id) for layer_id in layer_ids))
        elif as_of is None and not DERIVED_LAYERS.keys() & set(layer_ids):
            view, stamp = self._seen.stamp(layer_ids, tile, acting, moment.versions)
        else:
            view, stamp = self._measured.stamp(layer_ids, as_of, preset, counting, acting)
        return layer_ids, view, stamp, acting.key


def require_same_scope(query: QueryParams, acting: Scope) -> None:
    """Raise ``NotFound`` for an address that was made for somebody else's eyes."""
    if query.get(params.SCOPE, acting.key) != acting.key:
        raise NotFound(SCOPE_OTHER)


def tile_of(z: str, x: str, y: str) -> Tile:
    """The tile of an address; raises ``BadInput`` for what is no number, ``NotFound`` outside the matrix."""
    for name, text in (("z", z), ("x", x), ("y", y)):
        if re.fullmatch(r"-?[0-9]{1,10}", text) is None:
            raise params.invalid(name, text, "0, 1, 2 …")
    tile = Tile(int(z), int(x), int(y))
    if not tile.exists():
        raise NotFound(TILE_OUTSIDE, z=tile.z, x=tile.x, y=tile.y, zooms=MAX_ZOOM)
    return tile


class Rendered(Protocol):
    """What a tile is rendered from."""

    tiles: TileSource


@dataclass(slots=True)
class Shown:
    """A city of one reader alone."""

    tiles: TileSource


def _rendered(view: Rendered, layer_ids: Sequence[str], tile: Tile) -> Held:
    return Held.of(view.tiles.render(layer_ids, tile))


async def _send_tile(scope: AsgiScope, send: Send, held: Held, kept_by: str) -> None:
    """Send a tile. ``kept_by`` is the key of the scope that may keep it, empty for the public: its tag is of that scope
    alone, and no cache between keeps it.
    """
    packed = bool(held.packed) and accepts_gzip(header_of(scope, b"accept-encoding"))
    tag = "-".join(part for part in (held.digest, kept_by, "gzip" if packed else "") if part)
    tag, keeping = f'"{tag}"', f"private, {REVALIDATE}" if kept_by else REVALIDATE
    headers = [(b"etag", tag.encode()), (b"cache-control", keeping.encode()), (b"vary", VARY)]
    if tag_matches(header_of(scope, b"if-none-match"), tag):
        await _send(send, 304, headers, b"")
        return
    body = held.packed if packed or not held.packed else expanded(held.packed)
    headers += [(b"content-type", MEDIA_TYPE), (b"content-length", str(len(body)).encode())]
    if packed:
        headers.append((b"content-encoding", b"gzip"))
    await _send(send, 200, headers, body)


async def _send(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def openapi_path() -> dict[str, Any]:
    """What /openapi.json says about tiles, which no framework route describes."""
    parameters = [
        {"name": "layers", "in": "path", "required": True, "schema": {"type": "string"}, "description": "Layer ids, comma-separated"},
        *({"name": name, "in": "path", "required": True, "schema": {"type": "integer", "minimum": 0}} for name in "zxy"),
        {"name": "as_of", "in": "query", "schema": {"type": "string", "format": "date"}, "description": "The day to show; today without it"},
        {"name": params.SCOPE, "in": "query", "schema": {"type": "string"}, "description": "For whose eyes the address was made, as the style gives it; 404 for others"},
        {"name": "preset", "in": "query", "schema": {"type": "string", "enum": list(PRESETS)}, "description": "The preset of the service circle, for derived layers"},
        {"name": "reading", "in": "query", "schema": {"type": "string", "enum": [one.value for one in Reading]}, "description": "How strictly units are read, for derived layers that are `by_reading`; strictly without it"},
        {"name": "weight", "in": "query", "schema": {"type": "string", "enum": [one.value for one in Weight]}, "description": "What shares count, for derived layers that are `by_weight`; households without it"},
    ]  # fmt: skip
    tile = {"content": {MEDIA_TYPE.decode(): {"schema": {"type": "string", "format": "binary"}}}}
    responses = {
        "200": {"description": "The tile (Mapbox Vector Tile 2.1); an empty body where nothing lies in it", **tile},
        "304": {"description": "The client holds this tile already"},
        "404": {"description": "No such layer, or the tile lies outside the matrix", "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}}},
    }  # fmt: skip
    return {
        "get": {
            "operationId": "tile",
            "tags": ["tiles"],
            "summary": "One vector tile with one or several layers",
            "parameters": parameters,
            "responses": responses,
        }
    }

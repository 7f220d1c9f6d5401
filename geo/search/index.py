"""Which features people mean by a name or a code."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from geo.errors import BadInput, LimitExceeded, Message
from geo.layers import Layer
from geo.model import BBox
from geo.search.texts import LayerTexts, Rank, folded, one_line
from geo.snapshot import City, extent_of

MAX_QUERY_CHARACTERS = 100
MAX_HITS = 100

LAYER_ORDER = (
    "street",
    "community",
    "grid",
    "estate",
    "venue",
    "unit",
    "organisation",
    "building",
    "landcover",
    "path",
)
"""Equally good hits come in this order of layers: areas before what stands in them; layers not named come last."""

SEARCH_EMPTY = Message(
    "search-empty",
    zh="搜索内容为空",
    en="there is nothing to search for",
    remedy_zh="请输入名称或编码，至少一个字",
    remedy_en="give a name or a code of at least one character",
)
SEARCH_TOO_LONG = Message(
    "search-too-long",
    zh="搜索内容有 {got} 个字，最多 {expected} 个",
    en="the search text has {got} characters, at most {expected} are taken",
    remedy_zh="请缩短搜索内容",
    remedy_en="shorten the text",
)
SEARCH_LIMIT = Message(
    "search-limit",
    zh="结果数量为 {got}，应在 1 到 {expected} 之间",
    en="{got} results were asked for; ask for 1 to {expected}",
)
SEARCH_NEAR = Message(
    "search-near",
    zh="参考位置（经度 {lon}，纬度 {lat}）不是有效的经纬度",
    en="longitude {lon}, latitude {lat} is no place on Earth to search near",
    remedy_zh="经度取 −180 到 180，纬度取 −90 到 90",
    remedy_en="longitudes run from -180 to 180 and latitudes from -90 to 90",
)


@dataclass(frozen=True, slots=True)
class Hit:
    """A feature that fits the query.

    ``field`` holds the text that fits, ``span`` the characters of it (start, end) to point out; ``point`` (lon, lat)
    and ``bbox`` are ``None`` for features without geometry.
    """

    layer: str
    id: int
    name: str | None
    code: str | None
    point: tuple[float, float] | None
    bbox: BBox | None
    field: str
    span: tuple[int, int]
    rank: Rank


class SearchIndex:
    """Finds features of one moment of a city by their searchable fields; many threads may ask at once.

    Width and case do not matter (``３号楼ａ`` finds ``3号楼A``). Exact codes come first, then code prefixes, exact
    names, name prefixes, names and codes that hold the text, other fields that hold it, and features that hold all
    words of it. Equal ranks are ordered by layer, then by distance from ``near`` or by length of the text.
    """

    def __init__(self, city: City) -> None:
        known = [snapshot for snapshot in city.values() if any(field.search for field in snapshot.layer.fields)]
        self._snapshots = sorted(known, key=lambda snapshot: _layer_order(snapshot.layer))

    def find(
        self,
        q: str,
        limit: int = 20,
        near: tuple[float, float] | None = None,
        layers: Collection[str] | None = None,
    ) -> list[Hit]:
        """The best hits, best first; an empty list where nothing fits.

        ``near`` is lon, lat; ``layers`` are the only ones that are looked through. Raises ``BadInput`` for an empty query, a limit outside 1–100 and an impossible place,
        ``LimitExceeded`` for a query over 100 characters.
        """
        phrase = _checked(q, limit, near)
        hits = []
        for order, snapshot in enumerate(self._snapshots):
            if layers is not None and snapshot.layer.id not in layers:
                continue
            texts = snapshot.derived("search", lambda: LayerTexts(snapshot))  # noqa: B023 - called at once
            hits += [(rank, order, close, row, field) for rank, close, row, field in texts.best(phrase, limit, near)]
        return [self._hit(*hit, phrase=phrase) for hit in sorted(hits)[:limit]]

    def _hit(self, rank: int, order: int, _close: int, row: int, field: int, *, phrase: str) -> Hit:
        snapshot = self._snapshots[order]
        texts: LayerTexts = snapshot.derived("search", lambda: LayerTexts(snapshot))
        field_name = texts.fields[field]
        wanted = phrase if rank != Rank.ALL_WORDS else phrase.split()[0]
        lon, lat = snapshot.label_points[row].tolist()
        return Hit(
            layer=snapshot.layer.id,
            id=int(snapshot.ids[row]),
            name=snapshot.value(row, "name"),
            code=snapshot.value(row, "code"),
            point=None if np.isnan(lon) else (lon, lat),
            bbox=extent_of(snapshot.bounds[row : row + 1]),
            field=field_name,
            span=span_of(wanted, str(snapshot.columns[field_name][row])),
            rank=Rank(rank),
        )


def span_of(phrase: str, text: str) -> tuple[int, int]:
    """Where a folded phrase stands in a text as it is written; all of the text where folding moved its characters."""
    pieces = [folded(character) for character in one_line(text)]
    whole = folded(one_line(text))
    at = whole.find(phrase)
    if at < 0 or "".join(pieces) != whole:
        return 0, len(text)
    origin = [place for place, piece in enumerate(pieces) for _ in piece]
    return origin[at], origin[at + len(phrase) - 1] + 1


def _checked(q: str, limit: int, near: tuple[float, float] | None) -> str:
    if len(q) > MAX_QUERY_CHARACTERS:
        raise LimitExceeded(SEARCH_TOO_LONG, got=len(q), expected=MAX_QUERY_CHARACTERS)
    phrase = " ".join(folded(q).split())
    if not phrase:
        raise BadInput(SEARCH_EMPTY)
    if not 1 <= limit <= MAX_HITS:
        raise BadInput(SEARCH_LIMIT, got=limit, expected=MAX_HITS)
    if near is not None and not (abs(near[0]) <= 180 and abs(near[1]) <= 90):
        raise BadInput(SEARCH_NEAR, lon=near[0], lat=near[1])
    return phrase


def _layer_order(layer: Layer) -> int:
    return LAYER_ORDER.index(layer.id) if layer.id in LAYER_ORDER else len(LAYER_ORDER)

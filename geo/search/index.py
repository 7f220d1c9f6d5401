"""Which features people mean by a name or a code."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

import numpy as np

from geo.errors import BadInput, LimitExceeded, Message
from geo.layers import Layer
from geo.model import BBox
from geo.search.sounded import Found, SoundedNames
from geo.search.texts import LayerTexts, Rank, distances_m, folded, one_line
from geo.snapshot import City, extent_of
from geo.sounds import syllables

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

Way = Callable[[SoundedNames, str], Iterator[Found]]


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
    names, name prefixes, names and codes that hold the text, other fields that hold it, features that hold all words of
    it, and names that are read like its Latin letters (``chhy`` and ``cuihu`` find 翠湖花园). A text that nothing holds
    finds what sounds like it, else what is one slip away from it. Equal ranks are ordered by layer, then by distance from ``near`` or by length of the text.
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
        *,
        alike: bool = True,
    ) -> list[Hit]:
        """The best hits, best first; an empty list where nothing fits.

        ``near`` is lon, lat; ``layers`` are the only ones that are looked through; without ``alike`` only what
        holds the text counts. Raises ``BadInput`` for an empty query, a limit outside 1–100 and an impossible place, ``LimitExceeded`` for a query over 100 characters.
        """
        phrase = _checked(q, limit, near)
        orders = [n for n, one in enumerate(self._snapshots) if layers is None or one.layer.id in layers]
        hits = []
        for order in orders:
            best = self._texts(order).best(phrase, limit, near)
            hits += [(rank, order, close, row, field) for rank, close, row, field in best]
        found = [self._hit(*hit, phrase=phrase) for hit in sorted(hits)[:limit]]
        return found if len(found) == limit or not alike else found + self._sounded(orders, phrase, limit, near, found)

    def _texts(self, order: int) -> LayerTexts:
        snapshot = self._snapshots[order]
        return snapshot.derived("search", lambda: LayerTexts(snapshot))

    def _sounded(
        self, orders: list[int], phrase: str, limit: int, near: tuple[float, float] | None, found: list[Hit]
    ) -> list[Hit]:
        """What is read like the phrase, after what holds it; where nothing does, what sounds like it, and where nothing
        does that either, what is one slip away from it.
        """
        known = {(hit.layer, hit.id) for hit in found}
        ways = [SoundedNames.by_letters] if any(one.isascii() and one.isalpha() for one in phrase) else []
        ways += (
            [] if found or not any(syllables(one) for one in phrase) else [SoundedNames.by_sound, SoundedNames.by_slip]
        )
        for way in ways:
            hits = []
            for order in orders:
                best = self._best_sounded(order, way, phrase, near)
                hits += [(one.rank, order, close, one) for close, one in best]
            more = [self._sounded_hit(order, one) for _, order, _, one in sorted(hits)[:limit]]
            more = [hit for hit in more if (hit.layer, hit.id) not in known][: limit - len(found)]
            if more:
                return more
        return []

    def _best_sounded(
        self, order: int, way: Way, phrase: str, near: tuple[float, float] | None
    ) -> list[tuple[int, Found]]:
        """(closeness, what fits) of every thing that fits, in its best way."""
        snapshot = self._snapshots[order]
        names = snapshot.derived("sounded", lambda: SoundedNames(snapshot))
        found = list(way(names, phrase))
        if not found:
            return []
        rows = np.array([one.row for one in found], np.int64)
        if near is None:
            close = [len(str(name)) for name in snapshot.columns["name"][rows].tolist()]
        else:
            close = distances_m(snapshot, rows, near).tolist()
        best: dict[int, tuple[Rank, int, Found]] = {}
        for thing, far, one in zip(self._texts(order).group[rows].tolist(), close, found, strict=True):
            best[thing] = min(best.get(thing, (one.rank, far, one)), (one.rank, far, one))
        return [(far, one) for _, far, one in best.values()]

    def _hit(self, rank: int, order: int, _close: int, row: int, field: int, *, phrase: str) -> Hit:
        field_name = self._texts(order).fields[field]
        wanted = phrase if rank != Rank.ALL_WORDS else phrase.split()[0]
        span = span_of(wanted, str(self._snapshots[order].columns[field_name][row]))
        return self._made(order, row, field_name, span, Rank(rank))

    def _sounded_hit(self, order: int, one: Found) -> Hit:
        name = str(self._snapshots[order].columns["name"][one.row])
        span = (one.start, one.end) if len(folded(one_line(name))) == len(name) else (0, len(name))
        return self._made(order, one.row, "name", span, one.rank)

    def _made(self, order: int, row: int, field: str, span: tuple[int, int], rank: Rank) -> Hit:
        snapshot = self._snapshots[order]
        lon, lat = snapshot.label_points[row].tolist()
        return Hit(
            layer=snapshot.layer.id,
            id=int(snapshot.ids[row]),
            name=snapshot.value(row, "name"),
            code=snapshot.value(row, "code"),
            point=None if np.isnan(lon) else (lon, lat),
            bbox=extent_of(snapshot.bounds[row : row + 1]),
            field=field,
            span=span,
            rank=rank,
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

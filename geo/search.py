"""Which features people mean by a name or a code."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.errors import BadInput, LimitExceeded, Message
from geo.layers import Layer
from geo.model import BBox
from geo.snapshot import City, LayerSnapshot, extent_of

MAX_QUERY_CHARACTERS = 100
MAX_HITS = 100
SEPARATOR = "\n"

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

Integers = NDArray[np.int64]


class Rank(IntEnum):
    """How well a hit fits, best first."""

    EXACT_CODE = 0
    CODE_PREFIX = 1
    EXACT_NAME = 2
    NAME_PREFIX = 3
    SUBSTRING = 4
    OTHER_FIELD = 5
    ALL_WORDS = 6


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


class LayerTexts:
    """The searchable texts of one layer, folded and laid end to end as code points.

    Every text is one entry; ``row`` and ``field`` say whose. Features of a layer without codes that share a name (the
    pieces of one road) answer as one: ``group`` numbers what counts as the same thing.
    """

    def __init__(self, snapshot: LayerSnapshot) -> None:
        layer = snapshot.layer
        self.snapshot = snapshot
        self.fields = tuple(field.name for field in layer.fields if field.search and field.name in snapshot.columns)
        rows, fields, texts = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], []
        for number, name in enumerate(self.fields):
            column = snapshot.columns[name]
            filled = np.flatnonzero(~pd.isna(column))
            rows.append(filled)
            fields.append(np.full(len(filled), number))
            texts += [one_line(str(text)) for text in column[filled]]
        self.row: Integers = np.concatenate(rows)
        self.field: Integers = np.concatenate(fields)
        self.group = _groups(snapshot)
        self._lay_out(folded(SEPARATOR.join(texts)) + SEPARATOR if texts else "")

    def _lay_out(self, joined: str) -> None:
        self.characters = np.frombuffer(joined.encode("utf-32-le", errors="surrogatepass"), np.uint32)
        ends = np.flatnonzero(self.characters == ord(SEPARATOR))
        assert len(ends) == len(self.row)
        self.start: Integers = np.concatenate([[0], ends[:-1] + 1])[: len(ends)].astype(np.int64)
        self.length: Integers = (ends - self.start).astype(np.int64)

    def occurrences(self, text: str) -> tuple[Integers, Integers]:
        """(entry, place in it) of every occurrence of a folded text."""
        wanted = np.frombuffer(text.encode("utf-32-le", errors="surrogatepass"), np.uint32)
        last = len(self.characters) - len(wanted)
        at = np.flatnonzero(self.characters[: last + 1] == wanted[0]) if last >= 0 else np.zeros(0, np.int64)
        for step, character in enumerate(wanted[1:], start=1):
            at = at[self.characters[at + step] == character]
        entry = np.searchsorted(self.start, at, side="right") - 1
        return entry, at - self.start[entry]

    def matches(self, phrase: str) -> tuple[Integers, Integers]:
        """(entry, rank) of every occurrence of the phrase, or where it never occurs and has several words, of its
        first word in the things that hold all of them.
        """
        entry, place = self.occurrences(phrase)
        words = phrase.split()
        if len(entry) or len(words) == 1:
            return entry, self._ranks(entry, place, len(phrase))
        rows = [self.row[self.occurrences(word)[0]] for word in words[1:]]
        holds_all = np.ones(len(self.snapshot), bool)
        for holders in rows:
            holds_all &= np.bincount(holders, minlength=len(holds_all)) > 0
        first = self.occurrences(words[0])[0]
        first = first[holds_all[self.row[first]]]
        return first, np.full(len(first), Rank.ALL_WORDS, np.int64)

    def _ranks(self, entry: Integers, place: Integers, length: int) -> Integers:
        head, whole = place == 0, (place == 0) & (self.length[entry] == length)
        names = np.array([*self.fields, ""])[self.field[entry]]
        code, name = names == "code", names == "name"
        conditions = [code & whole, code & head, name & whole, name & head, code | name]
        ranks = [Rank.EXACT_CODE, Rank.CODE_PREFIX, Rank.EXACT_NAME, Rank.NAME_PREFIX, Rank.SUBSTRING]
        return np.select(conditions, [int(rank) for rank in ranks], int(Rank.OTHER_FIELD)).astype(np.int64)

    def best(self, phrase: str, limit: int, near: tuple[float, float] | None) -> list[tuple[int, int, int, int]]:
        """At most ``limit`` of (rank, closeness, row, field), best first; of one thing only the best."""
        entry, ranks = self.matches(phrase)
        if not len(entry):
            return []
        closeness = self.length[entry] if near is None else _distances_m(self.snapshot, self.row[entry], near)
        key = (ranks << 60) | (np.minimum(closeness, (1 << 26) - 1) << 34) | entry
        groups = self.group[self.row[entry]]
        best = np.full(groups.max() + 1, np.iinfo(np.int64).max)
        np.minimum.at(best, groups, key)
        keys = best[np.unique(groups)] if len(groups) < len(best) // 8 else best[best < np.iinfo(np.int64).max]
        chosen = np.sort(np.partition(keys, limit - 1)[:limit] if len(keys) > limit else keys)
        entries = chosen & ((1 << 34) - 1)
        parts = (chosen >> 60, (chosen >> 34) & ((1 << 26) - 1), self.row[entries], self.field[entries])
        return list(zip(*(part.tolist() for part in parts), strict=True))


class SearchIndex:
    """Finds features of one moment of a city by their searchable fields; many threads may ask at once.

    Width and case do not matter (``３号楼ａ`` finds ``3号楼A``). Exact codes come first, then code prefixes, exact
    names, name prefixes, names and codes that hold the text, other fields that hold it, and features that hold all
    words of it. Equal ranks are ordered by layer, then by distance from ``near`` or by length of the text.
    """

    def __init__(self, city: City) -> None:
        known = [snapshot for snapshot in city.values() if any(field.search for field in snapshot.layer.fields)]
        self._snapshots = sorted(known, key=lambda snapshot: _layer_order(snapshot.layer))

    def find(self, q: str, limit: int = 20, near: tuple[float, float] | None = None) -> list[Hit]:
        """The best hits, best first; an empty list where nothing fits.

        ``near`` is lon, lat. Raises ``BadInput`` for an empty query, a limit outside 1–100 and an impossible place,
        ``LimitExceeded`` for a query over 100 characters.
        """
        phrase = _checked(q, limit, near)
        hits = []
        for order, snapshot in enumerate(self._snapshots):
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


def folded(text: str) -> str:
    """Text as it is compared: full-width as half-width, compatibility forms as plain ones, without case."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def one_line(text: str) -> str:
    """The text with every line break, whichever its kind, as a space; as long as before."""
    return "".join(" " if character.isspace() else character for character in text)


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


def _groups(snapshot: LayerSnapshot) -> Integers:
    if "code" in snapshot.columns or "name" not in snapshot.columns:
        return np.arange(len(snapshot))
    groups, names = pd.factorize(snapshot.columns["name"])
    nameless = groups < 0
    groups[nameless] = len(names) + np.arange(nameless.sum())
    return np.asarray(groups, np.int64)


def _distances_m(snapshot: LayerSnapshot, rows: Integers, near: tuple[float, float]) -> Integers:
    """Rough metres on a sphere, good enough to order by; features without geometry are farthest."""
    offset = (snapshot.label_points[rows] - near) * 111_320.0
    metres = np.hypot(offset[:, 0] * np.cos(np.radians(near[1])), offset[:, 1])
    return np.asarray(np.nan_to_num(metres, nan=6.0e7), np.int64)


def _layer_order(layer: Layer) -> int:
    return LAYER_ORDER.index(layer.id) if layer.id in LAYER_ORDER else len(LAYER_ORDER)

"""The names and codes of one layer as one long text that is searched at once."""

from __future__ import annotations

import unicodedata
from enum import IntEnum
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.snapshot import LayerSnapshot

SEPARATOR: Final = "\n"
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
    PINYIN = 7
    PINYIN_INSIDE = 8
    SOUND = 9
    SLIP = 10


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
        closeness = self.length[entry] if near is None else distances_m(self.snapshot, self.row[entry], near)
        key = (ranks << 60) | (np.minimum(closeness, (1 << 26) - 1) << 34) | entry
        groups = self.group[self.row[entry]]
        best = np.full(groups.max() + 1, np.iinfo(np.int64).max)
        np.minimum.at(best, groups, key)
        keys = best[np.unique(groups)] if len(groups) < len(best) // 8 else best[best < np.iinfo(np.int64).max]
        chosen = np.sort(np.partition(keys, limit - 1)[:limit] if len(keys) > limit else keys)
        entries = chosen & ((1 << 34) - 1)
        parts = (chosen >> 60, (chosen >> 34) & ((1 << 26) - 1), self.row[entries], self.field[entries])
        return list(zip(*(part.tolist() for part in parts), strict=True))


def folded(text: str) -> str:
    """Text as it is compared: full-width as half-width, compatibility forms as plain ones, without case."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def one_line(text: str) -> str:
    """The text with every line break, whichever its kind, as a space; as long as before."""
    return "".join(" " if character.isspace() else character for character in text)


def _groups(snapshot: LayerSnapshot) -> Integers:
    if "code" in snapshot.columns or "name" not in snapshot.columns:
        return np.arange(len(snapshot))
    groups, names = pd.factorize(snapshot.columns["name"])
    nameless = groups < 0
    groups[nameless] = len(names) + np.arange(nameless.sum())
    return np.asarray(groups, np.int64)


def distances_m(snapshot: LayerSnapshot, rows: Integers, near: tuple[float, float]) -> Integers:
    """Rough metres on a sphere, good enough to order by; features without geometry are farthest."""
    offset = (snapshot.label_points[rows] - near) * 111_320.0
    metres = np.hypot(offset[:, 0] * np.cos(np.radians(near[1])), offset[:, 1])
    return np.asarray(np.nan_to_num(metres, nan=6.0e7), np.int64)

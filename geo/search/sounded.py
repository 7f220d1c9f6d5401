"""The names of one layer by how they are read: pinyin, its initials, the same sound, one slip of the pen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import islice, product
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.search.texts import SEPARATOR, Integers, Rank, folded, one_line
from geo.snapshot import LayerSnapshot
from geo.sounds import syllables

UNSOUNDED: Final = frozenset({"building"})
"""Layers whose names are numbers: 3号楼 is not looked for by its sound."""
MOST_READINGS: Final = 24
"""A query of Latin letters can be cut into syllables in many ways; so many are tried, the fewest pieces first."""
LONGEST_LETTERS: Final = 40
LEAST_SLIP: Final = 3
"""A shorter text with one character wrong could be anything."""
LONGEST_SLIP: Final = 16
"""Names are not longer; a longer text is an address, or several names."""
MASKS_KEPT: Final = 1024

NOTHING: Final = np.zeros(0, np.int64)
Mask = NDArray[np.bool_]


class Piece(NamedTuple):
    """What one character of a name has to be: ``is`` that character, ``reads`` or ``begins`` as that syllable, ``sounds``
    like that character, or ``any``.
    """

    test: str
    text: str = ""


class Found(NamedTuple):
    """A row whose name fits from ``start`` to ``end``."""

    rank: Rank
    row: int
    start: int
    end: int


class SoundedNames:
    """The different names of a layer, laid end to end, with the places of every character."""

    def __init__(self, snapshot: LayerSnapshot) -> None:
        column = snapshot.columns.get("name") if snapshot.layer.id not in UNSOUNDED else None
        filled = np.zeros(0, np.int64) if column is None else np.flatnonzero(~pd.isna(column))
        told = [folded(one_line(str(name))) for name in (column[filled] if column is not None else ())]
        numbers, names = pd.factorize(np.array(told, object))
        order = np.argsort(numbers, kind="stable")
        self._rows: Integers = filled[order]
        self._first: Integers = np.searchsorted(numbers[order], np.arange(len(names) + 1)).astype(np.int64)
        joined = "".join(f"{name}{SEPARATOR}" for name in names.tolist()) or SEPARATOR
        codes = np.frombuffer(joined.encode("utf-32-le", errors="surrogatepass"), np.uint32)
        alphabet, self._text = np.unique(codes, return_inverse=True)
        self._alphabet = [chr(code) for code in alphabet.tolist()]
        self._number = {character: number for number, character in enumerate(self._alphabet)}
        self._read_as: dict[str, list[int]] = defaultdict(list)
        for number, character in enumerate(self._alphabet):
            for syllable in syllables(character):
                self._read_as[syllable].append(number)
        self._places: Integers = np.argsort(self._text, kind="stable").astype(np.int64)
        self._masks: dict[Piece, Mask] = {}
        self._bounds: Integers = np.searchsorted(self._text[self._places], np.arange(len(alphabet) + 1)).astype(
            np.int64
        )
        self._counts = np.diff(self._bounds)
        ends = self._places[slice(*self._bounds[[self._number[SEPARATOR], self._number[SEPARATOR] + 1]])]
        self._start: Integers = np.concatenate([[0], np.sort(ends)[:-1] + 1]).astype(np.int64)
        self._length: Integers = np.sort(ends) - self._start

    def by_letters(self, phrase: str) -> Iterator[Found]:
        """The rows whose names are read like the Latin letters of a folded phrase, in full, by initials or mixed."""
        if len(phrase) <= LONGEST_LETTERS:
            for pieces in self._readings_of(phrase):
                yield from self._found(pieces, Rank.PINYIN, Rank.PINYIN_INSIDE)

    def by_sound(self, phrase: str) -> Iterator[Found]:
        """The rows whose names hold a text that sounds like the phrase."""
        yield from self._found([Piece("sounds", character) for character in phrase], Rank.SOUND, Rank.SOUND)

    def by_slip(self, phrase: str) -> Iterator[Found]:
        """The rows whose names hold the phrase with one character wrong, missing, too many, or two exchanged."""
        if not LEAST_SLIP <= len(phrase) <= LONGEST_SLIP:
            return
        exact = [Piece("is", character) for character in phrase]
        for at in range(len(exact)):
            yield from self._found([*exact[:at], Piece("any"), *exact[at + 1 :]], Rank.SLIP, Rank.SLIP)
            if at + 1 < len(exact):
                swapped = [*exact[:at], exact[at + 1], exact[at], *exact[at + 2 :]]
                yield from self._found(swapped, Rank.SLIP, Rank.SLIP)
            if at > 0:
                yield from self._found([*exact[:at], Piece("any"), *exact[at:]], Rank.SLIP, Rank.SLIP)
            if len(exact) > LEAST_SLIP:
                yield from self._found(exact[:at] + exact[at + 1 :], Rank.SLIP, Rank.SLIP)

    def _found(self, pieces: list[Piece], at_head: Rank, inside: Rank) -> Iterator[Found]:
        for name, at in zip(*(part.tolist() for part in self._occurrences(pieces)), strict=True):
            rank = at_head if at == 0 else inside
            for row in self._rows[self._first[name] : self._first[name + 1]].tolist():
                yield Found(rank, row, at, at + len(pieces))

    def _occurrences(self, pieces: list[Piece]) -> tuple[Integers, Integers]:
        """(name, place in it) wherever the pieces stand side by side: from the rarest of them outward."""
        masks = [self._mask(piece) for piece in pieces]
        counts = [int(self._counts[mask].sum()) for mask in masks]
        rarest = int(np.argmin(counts))
        if counts[rarest] == 0:
            return NOTHING, NOTHING
        letters = np.flatnonzero(masks[rarest]).tolist()
        spots = [self._places[self._bounds[one] : self._bounds[one + 1]] for one in letters]
        at = np.sort(np.concatenate([np.zeros(0, np.int64), *spots])) - rarest
        at = at[(at >= 0) & (at + len(pieces) <= len(self._text))]
        for step, mask in enumerate(masks):
            at = at[mask[self._text[at + step]]]
        name = np.searchsorted(self._start, at, side="right") - 1
        return name, at - self._start[name]

    def _mask(self, piece: Piece) -> Mask:
        """Which characters of the alphabet a piece can be; kept, because the ways to read one query share pieces."""
        mask = self._masks.get(piece)
        if mask is None:
            if len(self._masks) >= MASKS_KEPT:
                self._masks = {}
            mask = self._masks[piece] = self._made_mask(piece)
        return mask

    def _made_mask(self, piece: Piece) -> Mask:
        test, text = piece
        mask = np.zeros(len(self._alphabet), bool)
        if test == "any":
            mask[:] = True
            mask[self._number[SEPARATOR]] = False
            return mask
        if test != "reads":
            # a letter of a name in Latin script is itself, too
            mask[[self._number[text]] if text in self._number else []] = True
        if test == "begins":
            read = [one for one in self._read_as if one.startswith(text)]
        else:
            read = [] if test == "is" else list(syllables(text)) if test == "sounds" else [text]
        for one in read:
            mask[self._read_as.get(one, [])] = True
        return mask

    def _readings_of(self, phrase: str) -> list[list[Piece]]:
        """The ways to read a phrase: runs of letters as syllables, everything else as itself."""
        runs: list[list[list[Piece]]] = []
        letters = ""
        for character in [*phrase, SEPARATOR]:
            if character.isascii() and character.isalpha():
                letters += character
                continue
            if letters:
                runs.append(self._cuts(letters))
            letters = ""
            if not character.isspace():
                runs.append([[Piece("is", character)]])
        ways = [[piece for run in way for piece in run] for way in islice(product(*runs), MOST_READINGS)]
        return [way for way in ways if len(way) > 1]

    def _cuts(self, letters: str) -> list[list[Piece]]:
        """The ways to cut letters into syllables and beginnings of syllables, the fewest pieces first."""
        ways: list[list[list[Piece]]] = [[[]], *([] for _ in letters)]
        for end in range(1, len(letters) + 1):
            found = []
            for start in range(max(0, end - 6), end):
                piece = self._piece(letters[start:end], is_last=end == len(letters))
                if piece is not None:
                    found += [[*way, piece] for way in ways[start]]
            ways[end] = sorted(found, key=len)[:MOST_READINGS] + [way for way in found if len(way) == end][:1]
        return [list(way) for way in dict.fromkeys(map(tuple, ways[-1]))]

    def _piece(self, text: str, *, is_last: bool) -> Piece | None:
        if text in self._read_as:
            return Piece("reads", text) if not is_last else Piece("begins", text)
        if len(text) == 1 or text in ("zh", "ch", "sh") or is_last:
            known = text in self._number or any(one.startswith(text) for one in self._read_as)
            return Piece("begins", text) if known else None
        return None

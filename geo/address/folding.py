"""An address as it is read: one width, one case, one kind of dash, and where each character came from."""

from __future__ import annotations

import unicodedata
from typing import Final, NamedTuple

DASHES: Final = frozenset("‐‑‒–—―−－﹣－ー~～")
TRADITIONAL: Final = str.maketrans(
    "號樓棟單層區縣鄉鎮園莊門東廳館場裡裏廣貳參叄陸兩間戶號幢學醫舊長雲龍華",
    "号楼栋单层区县乡镇园庄门东厅馆场里里广贰叁叁陆两间户号幢学医旧长云龙华",
)
"""The words that addresses are built of, and some that names are: not a conversion of the script."""


class Folded(NamedTuple):
    """``text`` as it is compared; character *k* came from position ``origin[k]`` of the original."""

    text: str
    origin: list[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original's span behind a span of the folded text, which is not empty."""
        return self.origin[start], self.origin[end - 1] + 1


def fold(text: str) -> Folded:
    """Full-width as half-width, compatibility forms as plain ones, lower case, dashes as ``-``, every kind of space and
    control as a space; traditional forms of the usual words as simplified ones. One character may become several.
    """
    pieces: list[str] = []
    origin: list[int] = []
    for place, character in enumerate(text):
        folded = folded_character(character)
        pieces.append(folded)
        origin += [place] * len(folded)
    return Folded("".join(pieces), origin)


def folded_character(character: str) -> str:
    """One character as it is compared; never empty."""
    if character in DASHES:
        return "-"
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", character).casefold()).translate(TRADITIONAL)
    tidy = "".join("-" if one in DASHES else one if one.isprintable() and not one.isspace() else " " for one in plain)
    return tidy or " "

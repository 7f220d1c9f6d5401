"""How is a Chinese character read? Its pinyin syllables without tones, every common reading of it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, product
from typing import Final

from pypinyin import Style, pinyin

MOST_READINGS: Final = 8
"""A name with several characters of several readings is kept under so many of them."""


@lru_cache(maxsize=32_768)
def syllables(character: str) -> tuple[str, ...]:
    """The syllables of one character in lower case, the usual one first, ü as v; none for what is no Chinese character."""
    told = pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore")
    return tuple(dict.fromkeys(told[0])) if told else ()


def sounds(text: str) -> Iterator[tuple[str, ...]]:
    """How a text is read, up to ``MOST_READINGS`` ways, the usual one first; what is not Chinese reads as itself."""
    return islice(product(*(syllables(character) or (character,) for character in text)), MOST_READINGS)

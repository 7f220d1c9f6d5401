"""How is a Chinese character read? Its pinyin syllables without tones, every common reading of it; and the order of names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, product
from typing import Final

from pypinyin import Style, lazy_pinyin, pinyin

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


ReadingKey = tuple[tuple[tuple[int, int, str, str], ...], str]
"""What a name is sorted by; different names have different keys."""

DIGITS, OTHERS, CHINESE = range(3)
PIECES: Final = re.compile(r"([0-9]{1,18})|([\u3400-\u9fff\U00020000-\U0003ffff]+)|(.)", re.DOTALL)


def reading_key(name: str) -> ReadingKey:
    """Where a name stands in a list that people read: numbers by what they count (2号楼 before 10号楼), then letters
    whatever their case, then Chinese characters by their pinyin with its tone, as words are read (重庆 under chóng).
    """
    key: list[tuple[int, int, str, str]] = []
    for digits, chinese, other in PIECES.findall(name):
        if digits:
            key.append((DIGITS, int(digits), "", ""))
        elif chinese:
            key += _read_word(chinese)
        else:
            key.append((OTHERS, 0, other.casefold(), ""))
    return tuple(key), name


@lru_cache(maxsize=32_768)
def _read_word(chinese: str) -> list[tuple[int, int, str, str]]:
    """The characters of a run of Chinese, read as words; names of a city share most of their runs."""
    # it takes a function that answers a list, as its documentation says; its types forget that
    told = lazy_pinyin(chinese, style=Style.TONE3, neutral_tone_with_five=True, errors=list)  # type: ignore[arg-type]
    return [(CHINESE, 0, syllable, character) for syllable, character in zip(told, chinese, strict=True)]

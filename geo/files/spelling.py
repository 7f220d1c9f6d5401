"""When are two words the same word as people write them in headers and coded cells?"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable

_IGNORED = str.maketrans("", "", " _-　\t\r\n()（）[]【】/\\.。:：'\"“”*")


def normalised(word: object) -> str:
    """The word without case, width, spaces, underscores and brackets: ``Ｂlk_No`` and ``BLK NO`` are the same."""
    return unicodedata.normalize("NFKC", str(word)).casefold().translate(_IGNORED)


def near(word: str, known: Iterable[str], count: int = 8) -> str:
    """The known words most like this one, joined for a sentence; the first ones where none is alike."""
    names = list(known)
    by_form = {normalised(name): name for name in reversed(names)}
    alike = [by_form[form] for form in difflib.get_close_matches(normalised(word), by_form, n=3, cutoff=0.5)]
    return ", ".join(alike or names[:count])

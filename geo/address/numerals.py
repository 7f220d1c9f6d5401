"""Which number does a Chinese numeral write: 三, 叁, 十二, 二〇三, 一百零五?"""

from __future__ import annotations

import re
from typing import Final

DIGITS: Final = {
    **{character: n for n, character in enumerate("〇一二三四五六七八九")},
    **{character: n for n, character in enumerate("零壹贰叁肆伍陆柒捌玖")},
    "两": 2,
}
POWERS: Final = {"十": 10, "拾": 10, "百": 100, "佰": 100}
CHINESE_NUMERAL: Final = f"[{''.join(DIGITS)}{''.join(POWERS)}]"
"""A character class: what a Chinese numeral is written with."""

_RUN: Final = re.compile(f"{CHINESE_NUMERAL}+")


def number_of(text: str) -> int | None:
    """The number that a text of digits or of Chinese numerals writes; ``None`` for any other text.

    Without 十 and 百 the digits stand side by side: 五〇一 is 501. With them they count: 五百零一 is 501 as well, 十 is
    10, 二十 is 20. Impossible numerals (十十, 二百百) are none.
    """
    if re.fullmatch("[0-9]+", text):
        return int(text)
    if not _RUN.fullmatch(text):
        return None
    if not any(character in POWERS for character in text):
        return int("".join(str(DIGITS[character]) for character in text))
    return _counted(text)


def _counted(text: str) -> int | None:
    """A numeral with tens or hundreds: powers fall, at most one digit before each and one at the end."""
    total, last_power, is_fresh = 0, 1000, True
    digit: int | None = None
    for character in text:
        power = POWERS.get(character)
        if power is None:
            if digit is not None and digit != 0:
                return None
            digit = DIGITS[character]
            is_fresh = False
        else:
            if power >= last_power or digit == 0 or (digit is None and not is_fresh):
                return None
            total += (1 if digit is None else digit) * power
            digit, last_power, is_fresh = None, power, False
    return total + (digit or 0)


def with_arabic_numerals(text: str) -> str:
    """The text with every Chinese numeral that is one written in Arabic digits: 金岭一村 becomes 金岭1村."""

    def arabic(found: re.Match[str]) -> str:
        number = number_of(found[0])
        return found[0] if number is None else str(number)

    return _RUN.sub(arabic, text)

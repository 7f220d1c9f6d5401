"""Codes as files have them: numbers, lost digits, lost zeros, full-width digits, apostrophes, padding.

What can be restored without a doubt is restored and noted; what cannot is a problem with a remedy.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from geo.codes.schemes import Codes, CodeScheme
from geo.errors import Message, Rule
from geo.model import Problem, Severity

CODE_DIGITS_LOST = Rule(
    "code-digits-lost",
    zh="编码“{code}”被表格软件改成了数字，末尾的位数已丢失，无法还原",
    en="code {code!r} was turned into a number by a spreadsheet: its last digits are lost and cannot be restored",
    remedy_zh="请从原始数据重新导出，并将该列设为“文本”格式",
    remedy_en="export again from the original data with the column formatted as text",
)
CODE_RESTORED = Rule(
    "code-restored",
    zh="{count} 个编码已还原（{how_zh}），如“{code}”→“{restored}”",
    en="{count} codes were restored ({how}), such as {code!r} → {restored!r}",
)
CODE_ZERO_AMBIGUOUS = Rule(
    "code-zero-ambiguous",
    zh="编码“{code}”少一位，可能丢失了开头的 0，但无法确认",
    en="code {code!r} is one digit short: a leading zero may be lost, but nothing confirms it",
    remedy_zh="请先导入上级图层，或将该列设为“文本”格式后重新导出",
    remedy_en="import the parent layer first, or export again with the column formatted as text",
)
CODE_OF_ANOTHER_LEVEL = Rule(
    "code-of-another-level",
    zh="编码“{code}”以 000 结尾，属于上一级，不是{expected}位的{level}编码",
    en="code {code!r} ends in 000: it names the level above, not a {level} of {expected} digits",
    remedy_zh="请去掉这些行（可用筛选条件），或将它们导入上一级图层",
    remedy_en="leave these rows out (with a filter), or import them into the layer above",
)

_WAYS = {
    "spaces or marks": "去除空格或标记",
    "full-width digits": "全角数字",
    "number": "数字格式",
    "scientific notation": "科学计数法",
    "trailing zeros": "去除末尾的 0",
    "leading zero": "补回开头的 0",
}
EXACT_FLOAT, EXACT_DIGITS = 2**53, 15
_MARKS = r"[\s'’‘`\"“”\u200b-\u200f\ufeff]"
_SCIENTIFIC = r"([0-9])(?:\.([0-9]+))?[eE]\+?([0-9]{1,2})"
_FULL_WIDTH = {ord("０") + digit: str(digit) for digit in range(10)} | {ord("．"): ".", ord("＋"): "+", ord("Ｅ"): "E"}


@dataclass(frozen=True, slots=True)
class CodeReading:
    """The codes as text (missing is None; a code that cannot be restored stays as it came) and what was found."""

    codes: Codes
    problems: list[Problem]


def read_codes(
    scheme: CodeScheme,
    layer: str,
    level: str | None,
    values: Iterable[object],
    *,
    known_parents: Collection[str] = (),
    rows: Sequence[int] | None = None,
) -> CodeReading:
    """The codes that a column of raw cells means.

    Cells may be text, integers, floats or missing; blanks are missing. ``known_parents`` are the codes of the layer
    above: a lost leading zero is restored only when they confirm it. Each way of restoring gives one note with its
    count; each code that is beyond restoring gives an error of its own. Wrong lengths that no rule explains are left
    to `validate`.
    """
    original = pd.Series(list(values), dtype=object)
    texts = original.map(_as_text).astype("str")
    reader = _Reader(layer, original, rows, [])
    texts = reader.note("spaces or marks", texts, texts.str.replace(_MARKS, "", regex=True))
    if texts.str.startswith("=").any():
        texts = reader.note("spaces or marks", texts, texts.str.removeprefix("="))
    texts = reader.note("full-width digits", texts, texts.str.translate(_FULL_WIDTH))
    texts = texts.mask(texts == "")
    texts = reader.note("number", texts, texts.str.replace(r"^([0-9]+)\.0+$", r"\1", regex=True))
    texts = reader.scientific(texts)
    length = scheme.length(level)
    if length is not None and level is not None:
        texts = reader.trailing_zeros(texts, length, level, scheme)
        texts = reader.leading_zero(texts, length, scheme, level, frozenset(known_parents))
    objects = texts.astype(object)
    return CodeReading(np.asarray(objects.where(objects.notna(), None), dtype=object), reader.problems)


def _as_text(value: object) -> str | None:
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, (float, np.floating)):
        number = float(value)
        if np.isnan(number):
            return None
        # Beyond 2**53 a float no longer holds every integer: what is printed is not what was written.
        return str(int(number)) if number.is_integer() and abs(number) < EXACT_FLOAT else f"{number:E}"
    return str(value)


@dataclass(slots=True)
class _Reader:
    layer: str
    original: pd.Series
    rows: Sequence[int] | None
    problems: list[Problem]

    def note(self, how: str, before: pd.Series, after: pd.Series) -> pd.Series:
        """Take the new texts and note how many changed, with the first as example."""
        changed = np.flatnonzero(((before != after) & before.notna() & after.notna() & (after != "")).fillna(False))
        if len(changed):
            at = int(changed[0])
            restored = str(after.iloc[at])
            params: dict[str, object] = {"count": len(changed), "how": how, "how_zh": _WAYS[how]}
            params |= {"code": str(self.original.iloc[at]), "restored": restored}
            note = Problem(CODE_RESTORED, Severity.NOTE, self.layer, restored, params, row=self._row(at))
            self.problems.append(replace(note, size=float(len(changed)), unit="count"))
        return after

    def scientific(self, texts: pd.Series) -> pd.Series:
        """Restore «1.10101001001E+11», which holds all its digits; report «3.70105E+14», which does not."""
        parts = texts.str.extract(rf"^{_SCIENTIFIC}$")
        written = parts[0].notna()
        if not written.any():
            return texts
        fraction, exponent = parts[1].fillna(""), pd.to_numeric(parts[2]).fillna(0).astype(int)
        whole = written & (fraction.str.len() == exponent) & (exponent < EXACT_DIGITS)
        for at in np.flatnonzero(written & ~whole):
            self._refuse(CODE_DIGITS_LOST, texts, int(at))
        return self.note("scientific notation", texts, texts.mask(whole, parts[0] + fraction))

    def trailing_zeros(self, texts: pd.Series, length: int, level: str, scheme: CodeScheme) -> pd.Series:
        """Take 110101001000 as street 110101001, and say that as a community it is of another level."""
        full = scheme.length("community") or length
        padded = texts.str.len() == full
        if length < full:
            zeros = padded & texts.str.endswith("0" * (full - length))
            return self.note("trailing zeros", texts, texts.mask(zeros, texts.str.slice(0, length)))
        if length == full:
            for at in np.flatnonzero(padded & texts.str.endswith("000")):
                self._refuse(CODE_OF_ANOTHER_LEVEL, texts, int(at), level=level, expected=length)
        return texts

    def leading_zero(
        self, texts: pd.Series, length: int, scheme: CodeScheme, level: str, parents: frozenset[str]
    ) -> pd.Series:
        """Give back a leading zero where exactly the code with the zero has a known parent."""
        segment = scheme.segment(level)
        above = scheme.length(segment.parent) if segment else None
        short = texts.str.fullmatch(rf"[1-9][0-9]{{{length - 2}}}").fillna(False).astype(bool)
        if not short.any():
            return texts
        padded = "0" + texts
        confirmed = short & padded.str.slice(0, above).isin(parents) if above else short & False
        for at in np.flatnonzero(short & ~confirmed):
            self._refuse(CODE_ZERO_AMBIGUOUS, texts, int(at))
        return self.note("leading zero", texts, texts.mask(confirmed, padded))

    def _refuse(self, message: Message, texts: pd.Series, at: int, **params: object) -> None:
        code = str(self.original.iloc[at])
        self.problems.append(
            Problem(
                message, Severity.ERROR, self.layer, str(texts.iloc[at]), {"code": code, **params}, row=self._row(at)
            )
        )

    def _row(self, at: int) -> int | None:
        return int(self.rows[at]) if self.rows is not None else None

"""Code schemes: how long a code is, whose child it names, which sequence comes next.

A scheme is data: levels with the width that each adds to its parent's code.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.errors import Conflict, Message, NotFound, Rule
from geo.model import Problem, Severity

CODE_DUPLICATE = Rule(
    "code-duplicate",
    zh="编码“{code}”出现了 {count} 次",
    en="code {code!r} occurs {count} times",
    remedy_zh="同一日期内编码必须唯一，请改正或删除重复行",
    remedy_en="a code is unique on a date: correct or remove the repeated rows",
)
CODE_MALFORMED = Rule(
    "code-malformed",
    zh="编码“{code}”不符合方案“{scheme}”：应为 {expected} 位数字",
    en="code {code!r} does not fit scheme {scheme!r}: {expected} digits are expected",
    remedy_zh="请核对编码，或在导入时选择其他编码方案",
    remedy_en="check the code, or choose another code scheme for the import",
)
CODE_OUTSIDE_PARENT = Rule(
    "code-outside-parent",
    zh="编码“{code}”不以上级编码“{parent}”开头",
    en="code {code!r} does not begin with its parent's code {parent!r}",
    remedy_zh="请核对编码或所属上级",
    remedy_en="check the code or the parent",
)
SCHEME_UNKNOWN = Message(
    "code-scheme-unknown",
    zh="没有名为“{got}”的编码方案",
    en="there is no code scheme named {got!r}",
    remedy_zh="可用的方案：{expected}",
    remedy_en="use one of: {expected}",
    asked=True,
)
SEQUENCE_EXHAUSTED = Message(
    "code-sequence-exhausted",
    zh="上级“{parent}”下只剩 {left} 个可用顺序号，需要 {got} 个",
    en="{parent!r} has {left} sequence numbers left, {got} are needed",
    remedy_zh="停用的编码不能再用；请改用顺序号更长的编码方案",
    remedy_en="retired codes are not used again: choose a scheme with a longer sequence",
)

Codes = npt.NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Segment:
    """One level of a scheme: the digits that it adds to the code of ``parent`` (None for the topmost)."""

    name: str
    width: int
    parent: str | None


@dataclass(frozen=True, slots=True)
class CodeScheme:
    """How codes are built. ``name`` is what settings and commands call it; without segments any text is a code.

    With ``nested`` a child's code begins with its parent's, whatever the segments.
    """

    name: str
    segments: tuple[Segment, ...] = ()
    nested: bool = True

    def segment(self, level: str | None) -> Segment | None:
        """The segment of a level; None where the scheme says nothing about it."""
        return next((segment for segment in self.segments if segment.name == level), None)

    def length(self, level: str | None) -> int | None:
        """How many digits a code of that level has in all; None where the scheme says nothing about it."""
        segment = self.segment(level)
        if segment is None:
            return None
        return segment.width + (self.length(segment.parent) or 0)


def _chain(name: str, *grid: tuple[str, int]) -> CodeScheme:
    """A scheme on the national 12 digits: county 6, street 3, community 3; then the grid's own segments."""
    segments = [Segment("county", 6, None), Segment("street", 3, "county"), Segment("community", 3, "street")]
    above = "community"
    for level, width in grid:
        segments.append(Segment(level, width, above))
        above = level
    segments.append(Segment("building", 5, "community"))
    return CodeScheme(name, tuple(segments))


FREE = CodeScheme("free", nested=False)
PREFIX = CodeScheme("prefix")
SCHEMES = {
    scheme.name: scheme
    for scheme in (
        _chain("grid-15", ("grid", 3)),
        _chain("grid-14", ("grid", 2)),
        _chain("grid-20", ("large_grid", 3), ("middle_grid", 3), ("grid", 2)),
        PREFIX,
        FREE,
    )
}
"""The presets. Both 15-digit forms (12+3 and 6+3+3+3) are ``grid-15``: they name the same digits. ``prefix`` knows no
widths but wants a child's code to begin with its parent's; ``free`` wants uniqueness only."""

DEFAULT_SCHEME = SCHEMES["grid-15"]


def scheme_named(name: str) -> CodeScheme:
    """The preset of that name; raises `NotFound` with the names that exist."""
    try:
        return SCHEMES[name]
    except KeyError:
        raise NotFound(SCHEME_UNKNOWN, got=name, expected=", ".join(SCHEMES)) from None


def parent_code(scheme: CodeScheme, level: str, codes: Iterable[str | None]) -> Codes:
    """The codes of the parents that these codes name, missing where the code is missing or not of the right length."""
    texts = _texts(codes)
    own, segment = scheme.length(level), scheme.segment(level)
    above = scheme.length(segment.parent) if segment else None
    if own is None or above is None:
        return np.full(len(texts), None, dtype=object)
    fits = texts.str.len() == own
    return _objects(texts.str.slice(0, above).where(fits))


def validate(
    scheme: CodeScheme, layer: str, level: str | None, codes: Iterable[str | None], rows: Sequence[int] | None = None
) -> list[Problem]:
    """What is wrong with these codes by themselves: wrong form, or the same code twice.

    Missing codes are no problem here. ``rows`` are the file's row numbers, for the report. A repeated code is told
    once, at its second row.
    """
    texts = _texts(codes)
    problems = []
    length = scheme.length(level)
    if length is not None:
        wrong = texts.notna() & ~texts.str.fullmatch(rf"[0-9]{{{length}}}").fillna(False).astype(bool)
        problems += [
            _problem(CODE_MALFORMED, layer, texts, at, rows, scheme=scheme.name, expected=length)
            for at in np.flatnonzero(wrong)
        ]
    counts = texts[texts.notna()].value_counts()
    repeated = counts[counts > 1]
    if len(repeated):
        again = texts.isin(repeated.index) & (texts.groupby(texts).cumcount() == 1)
        problems += [
            _problem(CODE_DUPLICATE, layer, texts, at, rows, count=int(repeated[texts.iloc[at]]))
            for at in np.flatnonzero(again)
        ]
    return problems


def check_nesting(
    scheme: CodeScheme,
    layer: str,
    codes: Iterable[str | None],
    parents: Iterable[str | None],
    rows: Sequence[int] | None = None,
) -> list[Problem]:
    """Which codes do not begin with their parent's code; rows that lack either are passed over."""
    if not scheme.nested:
        return []
    texts, above = _texts(codes), _texts(parents)
    pairs = zip(texts, above, strict=True)
    outside = [isinstance(c, str) and isinstance(p, str) and not (c.startswith(p) and c != p) for c, p in pairs]
    return [
        _problem(CODE_OUTSIDE_PARENT, layer, texts, at, rows, parent=above.iloc[at]) for at in np.flatnonzero(outside)
    ]


def next_codes(scheme: CodeScheme, level: str, parent: str, used: Iterable[str], count: int) -> list[str]:
    """The next ``count`` free codes below a parent, in order.

    ``used`` are all codes ever given out below it, the retired ones included: they are not used again. Numbers go
    on after the highest used one, and only then fill the holes below it that were never given out. Raises `Conflict`
    when the sequence is exhausted, and `NotFound` for a level without width.
    """
    segment = scheme.segment(level)
    if segment is None:
        raise NotFound(SCHEME_UNKNOWN, got=f"{scheme.name}: {level}", expected=", ".join(SCHEMES))
    taken = {code[len(parent) :] for code in used if code.startswith(parent)}
    numbers = {int(tail) for tail in taken if tail.isascii() and tail.isdigit() and len(tail) == segment.width}
    last = 10**segment.width - 1
    highest = max(numbers, default=0)
    after = list(range(highest + 1, min(highest + count, last) + 1))
    holes = (number for number in range(1, highest) if number not in numbers) if len(after) < count else iter(())
    chosen = after + [number for number, _ in zip(holes, range(count - len(after)), strict=False)]
    if len(chosen) < count:
        raise Conflict(SEQUENCE_EXHAUSTED, parent=parent, left=len(chosen), got=count)
    return [f"{parent}{number:0{segment.width}d}" for number in chosen]


def _texts(codes: Iterable[str | None]) -> pd.Series:
    values = codes if isinstance(codes, (np.ndarray, pd.Series)) else list(codes)
    return pd.Series(np.asarray(values, dtype=object), dtype="str")


def _objects(texts: pd.Series) -> Codes:
    values = texts.astype(object)
    return np.asarray(values.where(values.notna(), None), dtype=object)


def _problem(
    message: Message, layer: str, texts: pd.Series, at: int | np.integer, rows: Sequence[int] | None, **params: object
) -> Problem:
    code = str(texts.iloc[at])
    row = int(rows[int(at)]) if rows is not None else None
    return Problem(message, Severity.ERROR, layer, code, {"code": code, **params}, row=row)

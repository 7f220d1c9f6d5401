"""Where does a sheet's header stand, and what are its columns called? Title rows and merged two-row headers included."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from geo.errors import BadInput, Message
from geo.files.raw import unique_headers

MISSING = Message(
    "header-missing",
    zh="{file} 没有表头：第一行全是数字（{got}）",
    en="{file} has no header: its first row holds only numbers ({got})",
    remedy_zh="请在第一行写上各列的名称",
    remedy_en="write the names of the columns into the first row",
)

LOOKED_AT = 20
"""A header stands within the first rows that are not empty."""


@dataclass(frozen=True, slots=True)
class Header:
    """The names of the columns and the position of the first data row among the rows given.

    ``last_words`` has the lowest cell of each header that was joined of several: «人口_户数» → «户数».
    """

    headers: list[str]
    first_data: int
    last_words: Mapping[str, str] = field(default_factory=dict)


Merge = tuple[int, int, int, int]
"""First row, last row, first column, last column of merged cells, by position."""


def find_header(rows: Sequence[Sequence[Any]], file: str, merges: Sequence[Merge] = ()) -> Header:
    """The header of a sheet, found by its form.

    It is the first row of words whose cells are nearly all filled (at least 60 % of the widest row, merged cells
    counting as filled); rows above it are titles. A row of words directly below it belongs to it when a cell of the
    first is merged across several columns: then names are joined as «人口_户数». Raises ``BadInput`` where the only
    candidate holds nothing but numbers.
    """
    filled = [_spread(list(row), position, merges) for position, row in enumerate(rows[:LOOKED_AT])]
    width = max((_used(row) for row in filled), default=0)
    if width == 0:
        return Header([], 0)
    top = next((at for at, row in enumerate(filled) if _is_header(row, width, rows[at])), 0)
    given = [cell for cell in rows[top] if _word(cell)]
    if all(map(_is_number, given)):
        raise BadInput(MISSING, file=file, got=", ".join(map(_word, given[:5])))
    depth = _depth(filled, rows, top, merges)
    names, lasts = [], []
    for column in range(max(_used(row) for row in filled[top : top + depth])):
        words = dict.fromkeys(
            word for row in filled[top : top + depth] if column < len(row) and (word := _word(row[column]))
        )
        names.append("_".join(words))
        lasts.append(next(reversed(words)) if len(words) > 1 else "")
    headers = unique_headers(names)
    return Header(headers, top + depth, {name: last for name, last in zip(headers, lasts, strict=True) if last})


def _spread(row: list[Any], position: int, merges: Sequence[Merge]) -> list[Any]:
    """The row with a merged cell's value in each cell it covers to the right."""
    for first_row, last_row, first, last in merges:
        if first_row <= position <= last_row and first < len(row):
            row.extend([None] * (last + 1 - len(row)))
            if position == first_row:
                row[first : last + 1] = [row[first]] * (last + 1 - first)
    return row


def _used(row: Sequence[Any]) -> int:
    return max((place for place, cell in enumerate(row, start=1) if _word(cell)), default=0)


def _is_header(row: Sequence[Any], width: int, original: Sequence[Any]) -> bool:
    """Whether most cells hold words and more than one different word stands there (a merged title holds one)."""
    words = [cell for cell in row if _word(cell)]
    if len(words) < 0.6 * width or any(_is_number(cell) for cell in original):
        return False
    return len({_word(cell) for cell in words}) > 1 or width == 1


def _depth(filled: Sequence[Sequence[Any]], rows: Sequence[Sequence[Any]], top: int, merges: Sequence[Merge]) -> int:
    """How many rows the header has: as far as merged cells that begin in it reach, or one more under a wide merge."""
    depth = 1
    for first_row, last_row, first, last in merges:
        if first_row == top:
            below_wide = last > first and top + 1 < len(rows) and not any(map(_is_number, rows[top + 1]))
            depth = max(depth, last_row - top + 1 + (1 if below_wide else 0))
    return min(depth, max(1, len(filled) - top))


def _word(cell: Any) -> str:
    return " ".join(str(cell).split()) if cell is not None else ""


def _is_number(cell: Any) -> bool:
    if isinstance(cell, (int, float)):
        return True
    try:
        float(str(cell))
    except ValueError:
        return False
    return True

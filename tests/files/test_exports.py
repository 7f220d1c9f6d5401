"""Files that leave are tables, not programs: texts stay texts, numbers stay numbers."""

from __future__ import annotations

import csv
import io

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.files.writers import FORMULA_STARTS, table_bytes

HOSTILE = [
    f"{sign}{rest}" for sign in FORMULA_STARTS for rest in ("1+1", "cmd|' /C calc'!A0", 'HYPERLINK("http://x")', "")
]
NUMBERS = [-12.5, 0.0, 1e-7, 3.0]


def test_no_cell_of_a_csv_begins_a_formula_and_numbers_are_not_quoted() -> None:
    frame = pd.DataFrame(
        {"=head": HOSTILE, "n": [NUMBERS[at % 4] for at in range(len(HOSTILE))], "i": range(-1, len(HOSTILE) - 1)}
    )
    text = table_bytes(frame, ".csv").decode("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(text, newline=""))
    assert head == ["'=head", "n", "i"]
    assert [row[0] for row in rows] == [f"'{cell}" for cell in HOSTILE]
    assert [float(row[1]) for row in rows] == list(frame["n"])
    assert [int(row[2]) for row in rows] == list(frame["i"])


def test_no_cell_of_a_workbook_is_a_formula_and_numbers_are_numbers() -> None:
    frame = pd.DataFrame({"text": HOSTILE, "n": [NUMBERS[at % 4] for at in range(len(HOSTILE))]})
    sheet = openpyxl.load_workbook(io.BytesIO(table_bytes(frame, ".xlsx"))).active
    rows = list(sheet.iter_rows(min_row=2))
    assert {row[0].data_type for row in rows} == {"s"}
    assert [row[1].value for row in rows] == list(frame["n"])
    assert {row[1].data_type for row in rows} == {"n"}


@settings(max_examples=60)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=12), min_size=1, max_size=4))
def test_no_text_whatever_becomes_a_formula(cells: list[str]) -> None:
    text = table_bytes(pd.DataFrame({"a": cells}), ".csv").decode("utf-8-sig")
    _, *rows = csv.reader(io.StringIO(text, newline=""))
    for row in rows:
        cell = row[0] if row else ""
        assert not cell.startswith(tuple(set(FORMULA_STARTS) - {"+", "-"})), cell
        if cell.startswith(("+", "-")):
            float(cell)


@pytest.mark.parametrize("kind", [".csv", ".xlsx"])
def test_minus_and_plus_numbers_as_text_stay_what_they_are(kind: str) -> None:
    frame = pd.DataFrame({"telephone": ["+8613800000000", "-12.5"]})
    raw = table_bytes(frame, kind)
    if kind == ".csv":
        assert "+8613800000000" in raw.decode("utf-8-sig") and "'" not in raw.decode("utf-8-sig")
    else:
        cells = [row[0].value for row in openpyxl.load_workbook(io.BytesIO(raw)).active.iter_rows(min_row=2)]
        assert cells == ["+8613800000000", "-12.5"]

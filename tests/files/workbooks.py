"""Workbooks that are legal, and cost much to read."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "<sheetData>"
)


def costly_workbook(path: Path, rows: int = 20_000, columns: int = 60) -> Path:
    """A legal workbook of a megabyte, all of whose 1,200,000 cells must be looked at: seconds of work."""
    book = openpyxl.Workbook()
    book.active.append([f"列{place}" for place in range(columns)])
    book.save(path)
    row = "".join(f'<c t="inlineStr"><is><t>格{place}</t></is></c>' for place in range(columns))
    sheet = HEAD + "".join(f"<row>{row}</row>" for _ in range(rows)) + "</sheetData></worksheet>"
    whole = path.with_suffix(".whole.xlsx")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            is_sheet = info.filename == "xl/worksheets/sheet1.xml"
            target.writestr(info.filename, sheet if is_sheet else source.read(info.filename))
    return whole

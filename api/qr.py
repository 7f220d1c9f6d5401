"""How does an address look to the camera of a phone? A QR code as one SVG path, drawn by segno.

It is drawn here, not in the page: segno is pure Python without dependencies, small beside what a page would load, and the
page needs no new right under its content security policy.
"""

from __future__ import annotations

import itertools
from typing import TypedDict

import segno

QUIET = 4
"""Modules of white around it, which readers need."""


class Qr(TypedDict):
    """``size`` modules each way with the quiet zone; ``path`` fills the dark ones, one unit each."""

    size: int
    path: str


def qr_of(text: str) -> Qr:
    """The code of a text, medium error correction."""
    rows = segno.make(text, error="m", micro=False).matrix
    runs = []
    for y, row in enumerate(rows, QUIET):
        x = QUIET
        for dark, group in itertools.groupby(row, bool):
            width = len(list(group))
            if dark:
                runs.append(f"M{x} {y}h{width}v1h-{width}z")
            x += width
    return {"size": len(rows) + 2 * QUIET, "path": "".join(runs)}

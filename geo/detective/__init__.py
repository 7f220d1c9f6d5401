"""Which coordinate system is a file in? Labels lie, and a shift of 500 m looks right until it meets a building."""

from __future__ import annotations

from geo.detective.evidence import KINDS, Reference
from geo.detective.verdict import Score, Verdict, investigate

__all__ = ["KINDS", "Reference", "Score", "Verdict", "investigate"]

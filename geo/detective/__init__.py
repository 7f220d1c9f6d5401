"""Which coordinate system is a file in? Labels lie, and a shift of 500 m looks right until it meets a building."""

from __future__ import annotations

from geo.detective.evidence import KINDS, Reference
from geo.detective.trial import Score
from geo.detective.verdict import Verdict, investigate

__all__ = ["KINDS", "Reference", "Score", "Verdict", "investigate"]

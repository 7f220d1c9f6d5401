"""Where does the organisation reach, where does it end, and why: chains, indices, seams and the fix list."""

from __future__ import annotations

from geo.coverage.compute import Coverage, compute_coverage
from geo.coverage.gap_words import GAPS
from geo.coverage.gaps import gap_list
from geo.coverage.organisations import park_lag
from geo.coverage.parameters import (
    DEFINITION,
    VERDICTS,
    Answer,
    CoverageParameters,
    Index,
    Reading,
    Verdict,
    Weight,
)
from geo.coverage.seams import find_seams

__all__ = [
    "DEFINITION", "GAPS", "VERDICTS", "Answer", "Coverage", "CoverageParameters", "Index", "Reading", "Verdict", "Weight",
    "compute_coverage", "find_seams", "gap_list", "park_lag",
]  # fmt: skip

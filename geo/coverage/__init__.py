"""Where does the organisation reach, where does it end, and why: chains, indices and seams."""

from __future__ import annotations

from geo.coverage.compute import Coverage, building_answers, compute_coverage
from geo.coverage.organisations import park_lag
from geo.coverage.parameters import (
    ANSWERS_BY_WEIGHT,
    DEFINITION,
    USUAL,
    VERDICTS,
    Counting,
    CoverageParameters,
    Index,
    Reading,
    Weight,
)
from geo.coverage.seams import find_seams, in_one_grid
from geo.layers.answers import Answer, Verdict

__all__ = [
    "ANSWERS_BY_WEIGHT", "DEFINITION", "USUAL", "VERDICTS", "Answer", "Counting", "Coverage", "CoverageParameters", "Index", "Reading", "Verdict", "Weight",
    "building_answers", "compute_coverage", "find_seams", "in_one_grid", "park_lag",
]  # fmt: skip

"""What is missing where, for how many households, and what would close it: the whole list of gaps, with their shapes."""

from __future__ import annotations

from geo.gaps.columns import COLUMNS
from geo.gaps.generalised import by_estate
from geo.gaps.levels import gap_counts
from geo.gaps.listing import gap_list, gap_texts
from geo.gaps.shapes import with_shapes
from geo.gaps.shown import without_hubs
from geo.gaps.wants import door_households
from geo.gaps.words import GAPS, NO_ORGANISATION, OUT_OF_REACH, REACH_GAPS

__all__ = [
    "COLUMNS", "GAPS", "NO_ORGANISATION", "OUT_OF_REACH", "REACH_GAPS",
    "by_estate", "door_households", "gap_counts", "gap_list", "gap_texts", "with_shapes", "without_hubs",
]  # fmt: skip

"""Is the drawing sound? Pure checks over one layer and its parents; each answer is a list of `Problem`.

Gaps, overlaps and what sticks out are warnings: a draft may have them. What cannot be stored at all is an error.
"""

from __future__ import annotations

from geo.topology.coverage import Tiling, check_coverage, check_holes, check_narrow_gaps, check_overlaps, check_points
from geo.topology.features import Features, Ruler, Tolerances
from geo.topology.membership import Membership, assign_buildings, check_estates, check_links, find_parents
from geo.topology.repair import Repair, repair
from geo.topology.shapes import check_duplicates, check_shapes

__all__ = [
    "Features", "Membership", "Repair", "Ruler", "Tiling", "Tolerances",
    "assign_buildings", "check_coverage", "check_duplicates", "check_estates", "check_holes", "check_links",
    "check_narrow_gaps", "check_overlaps", "check_points", "check_shapes", "find_parents", "repair",
]  # fmt: skip

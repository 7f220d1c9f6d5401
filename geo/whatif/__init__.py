"""What would be different if …: changes of units, venues, links and thresholds, answered without writing anything."""

from geo.whatif.applying import applied
from geo.whatif.baseline import Baseline
from geo.whatif.changes import Change, parameters_after
from geo.whatif.document import difference_document
from geo.whatif.evaluate import Difference, what_if
from geo.whatif.known import STEPS, Asker
from geo.whatif.reading import parse_changes

__all__ = [
    "STEPS",
    "Asker",
    "Baseline",
    "Change",
    "Difference",
    "applied",
    "difference_document",
    "parameters_after",
    "parse_changes",
    "what_if",
]

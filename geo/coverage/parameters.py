"""The words and thresholds of organisational coverage."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from geo.errors import BadInput, Message
from geo.layers import layer_named
from geo.layers.answers import Answer, Verdict

DEFINITION = "coverage-4"
"""The version of these rules; it changes when a figure for the same input could."""

PARAMETER_INVALID = Message(
    "coverage-parameter-invalid",
    zh="参数 {name} 的值“{got}”无效，应为 {expected}",
    en="parameter {name} is {got!r}, expected {expected}",
)

COMMITTEE, BRANCH, GROUP, HUB = 1, 2, 3, 4
"""The levels of party units."""


VERDICTS = tuple(Verdict)
ANSWERS = tuple(Answer)


class Reading(StrEnum):
    """``STRICT``: dormant units are left out and a hub household serves the building that it stands in.
    ``LENIENT``: dormant units count and a hub household serves whatever it reaches on foot.
    """

    STRICT = "strict"
    LENIENT = "lenient"


class Index(StrEnum):
    """``H``: inside the service area of a branch. ``V``: chain complete. ``HUB``: served by a hub household."""

    H = "h"
    V = "v"
    HUB = "hub"


class Weight(StrEnum):
    """What is counted: households, lived-in buildings, their footprints in m², or (H only) the areas' ground in m²."""

    HOUSEHOLDS = "households"
    BUILDINGS = "buildings"
    FOOTPRINT = "footprint_m2"
    GROUND = "ground_m2"


@dataclass(frozen=True, slots=True)
class Counting:
    """How a figure is counted: how strictly units are read, and what is counted."""

    reading: Reading = Reading.STRICT
    weight: Weight = Weight.HOUSEHOLDS


USUAL = Counting()
"""How figures are counted when nobody asks for anything else."""

ANSWERS_BY_WEIGHT = {Weight.HOUSEHOLDS: "households", Weight.BUILDINGS: "", Weight.FOOTPRINT: "footprint_m2"}
"""The column of the building table that weighs each building; empty where each counts one."""


def _words(field: str) -> set[str]:
    return {choice.value for choice in layer_named("organisation").field(field).choices}


def _told(field: str) -> str:
    return ", ".join(sorted(_words(field) - {"unknown"}))


@dataclass(frozen=True, slots=True)
class CoverageParameters:
    """The thresholds of coverage; the values here are presets that a deployment may change.

    A unit is dormant when its last activity lies ``dormant_after_days`` or more before the day asked for. A recorded
    state «active» without a date of activity is unknown unless ``undated_is_active``. A hub household reaches what is
    at most ``hub_lenient_m`` away on foot, where nothing can be walked by the straight line times ``detour_factor``. A grid
    in which ``inferred_grid_share`` of the households or more are served has its branch by inference.
    ``organisation_kinds`` should have a party organisation; ``covered_statuses`` are those that count as one.
    """

    dormant_after_days: int = 90
    undated_is_active: bool = False
    hub_lenient_m: float = 100.0
    detour_factor: float = 1.3
    inferred_grid_share: float = 0.5
    organisation_kinds: tuple[str, ...] = ("enterprise", "social")
    covered_statuses: tuple[str, ...] = ("branch", "joint", "liaison")

    def __post_init__(self) -> None:
        checks = (
            ("dormant_after_days", self.dormant_after_days >= 1, "≥ 1"),
            ("hub_lenient_m", 0 <= self.hub_lenient_m <= 10_000, "0 … 10000"),
            ("detour_factor", 1 <= self.detour_factor <= 10, "1 … 10"),
            ("inferred_grid_share", 0 < self.inferred_grid_share <= 1, "> 0, ≤ 1"),
            ("organisation_kinds", set(self.organisation_kinds) <= _words("kind"), _told("kind")),
            ("covered_statuses", set(self.covered_statuses) <= _words("status") - {"unknown"}, _told("status")),
        )
        for name, good, expected in checks:
            if not good:
                raise BadInput(PARAMETER_INVALID, name=name, got=getattr(self, name), expected=expected)


DEFAULT = CoverageParameters()

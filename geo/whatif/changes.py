"""What a planner may try: one change each, and the thresholds as they would be after some of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from geo.coverage import CoverageParameters
from geo.layers.kinds import Label
from geo.walk import CircleRules, Measure, Preset, preset_named


@dataclass(frozen=True, slots=True)
class AddVenue:
    """A new venue; ``id`` is that of the thing that it would be."""

    id: int
    category: str
    lon: float
    lat: float
    name: str | None = None


@dataclass(frozen=True, slots=True)
class MoveVenue:
    """A venue elsewhere."""

    id: int
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class RemoveVenue:
    """A venue less."""

    id: int


@dataclass(frozen=True, slots=True)
class Target:
    """What a unit serves."""

    layer: str
    id: int
    is_primary: bool


@dataclass(frozen=True, slots=True)
class AddUnit:
    """A new unit, active on the day asked for, with its service links."""

    id: int
    level: int
    lon: float
    lat: float
    name: str | None
    parent_id: int | None
    targets: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class RemoveUnit:
    """A unit less, with its service links; the units below it lose their parent."""

    id: int


@dataclass(frozen=True, slots=True)
class MoveUnit:
    """A unit's seat elsewhere; what it serves by link stays."""

    id: int
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class AddLink:
    """A unit serves one thing more; where it does already, by this link instead."""

    unit_id: int
    target_layer: str
    target_id: int
    is_primary: bool


@dataclass(frozen=True, slots=True)
class RemoveLink:
    """A unit no longer serves a thing; where it does not, nothing changes."""

    unit_id: int
    target_layer: str
    target_id: int


@dataclass(frozen=True, slots=True)
class SetParameter:
    """Another threshold: a plain field of `CoverageParameters`, or of the service circle ``preset`` (the name of one,
    for all categories) or ``limit_m`` (metres on foot, for all categories).
    """

    name: str
    value: float | bool | str


Change: TypeAlias = (
    AddVenue | MoveVenue | RemoveVenue | AddUnit | RemoveUnit | MoveUnit | AddLink | RemoveLink | SetParameter
)


def parameters_after(
    parameters: CoverageParameters, rules: CircleRules, changes: Sequence[Change]
) -> tuple[CoverageParameters, CircleRules]:
    """The thresholds after the changes; ``BadInput`` for values that they cannot have."""
    for change in changes:
        if not isinstance(change, SetParameter):
            continue
        if change.name in CIRCLE_PARAMETERS:
            preset = CIRCLE_PARAMETERS[change.name](change.value)
            rules = replace(rules, required=dict.fromkeys(rules.required, preset))
        else:
            named: dict[str, Any] = {change.name: change.value}
            parameters = replace(parameters, **named)
            # Straight lines are stretched alike for hub households and for venues.
            rules = replace(rules, detour_factor=parameters.detour_factor) if change.name == "detour_factor" else rules
    return parameters, rules


def _limit(value: Any) -> Preset:
    return Preset("limit", Label(f"步行 {value:g} 米", f"{value:g} m on foot"), Measure.DISTANCE, float(value))


CIRCLE_PARAMETERS: Mapping[str, Callable[[Any], Preset]] = {"preset": preset_named, "limit_m": _limit}

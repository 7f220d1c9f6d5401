"""All thresholds of a measurement in one value, as plain JSON and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Self

from geo import housing as housing_rules
from geo.coverage import DEFINITION as COVERAGE_DEFINITION
from geo.coverage import CoverageParameters
from geo.errors import BadInput, Message
from geo.ground import LEVELS
from geo.housing import HousingParameters
from geo.layers.derived import CIRCLE_CATEGORIES
from geo.walk import DEFAULT_PRESET, CircleRules, preset_named
from geo.walk import DEFINITION as CIRCLE_DEFINITION

DEFINITION = f"city-5 {COVERAGE_DEFINITION} {housing_rules.DEFINITION} {CIRCLE_DEFINITION}"
"""The versions of all rules behind a measurement; it changes when a figure for the same input could."""

CIRCLE_LEVELS = tuple(level for level in LEVELS if level != "building")
KNOWN_CATEGORIES = tuple(choice.value for choice in CIRCLE_CATEGORIES)

CATEGORY_UNKNOWN = Message(
    "circle-category-unknown",
    zh="没有类别为“{got}”的服务阵地",
    en="there is no category of venues {got!r}",
    remedy_zh="可用：{expected}",
    remedy_en="use: {expected}",
    asked=True,
)


@dataclass(frozen=True, slots=True)
class MeasureParameters:
    """What a measurement depends on beside the data: thresholds, the preset of the circle, the required categories.

    The values here are those that the program brings; a deployment may change them. Raises ``BadInput`` for unknown
    presets and categories.
    """

    coverage: CoverageParameters = field(default_factory=CoverageParameters)
    housing: HousingParameters = field(default_factory=HousingParameters)
    preset: str = DEFAULT_PRESET
    required: tuple[str, ...] = KNOWN_CATEGORIES

    def __post_init__(self) -> None:
        preset_named(self.preset)
        for category in self.required:
            if category not in KNOWN_CATEGORIES:
                raise BadInput(CATEGORY_UNKNOWN, got=category, expected=", ".join(KNOWN_CATEGORIES))

    @property
    def circle(self) -> CircleRules:
        """The rules of the service circle; its detour factor is that of coverage."""
        preset = preset_named(self.preset)
        return CircleRules(dict.fromkeys(self.required, preset), detour_factor=self.coverage.detour_factor)

    def to_json(self) -> dict[str, Any]:
        """As plain JSON values."""
        return asdict(self)

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Self:
        """The parameters that ``to_json`` told; names that this version does not know raise ``TypeError``."""
        return cls(
            _built(CoverageParameters, document["coverage"]), _built(HousingParameters, document["housing"]),
            document["preset"], tuple(document["required"]),
        )  # fmt: skip


def _built(kind: Any, values: Mapping[str, Any]) -> Any:
    lists = {one.name for one in fields(kind) if str(one.type).startswith("tuple")}
    return kind(**{name: tuple(value) if name in lists else value for name, value in values.items()})

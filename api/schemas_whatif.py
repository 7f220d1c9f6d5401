"""The shapes of what is asked and answered about what would be different, and of scenarios."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from api.schemas import Link, Shape
from api.schemas_measure import Figure, RunHead

CHANGES = """One object per change, applied one after the other: `{"op": "add_venue", "category", "lon", "lat", "name"?}`,
`{"op": "move_venue", "id", "lon", "lat"}`, `{"op": "remove_venue", "id"}`, `{"op": "add_unit", "level", "lon", "lat",
"name"?, "parent_id"?, "targets": [{"layer", "id", "is_primary"}]}`, `{"op": "move_unit", "id", "lon", "lat"}`,
`{"op": "remove_unit", "id"}`, `{"op": "add_link", "unit_id", "target_layer", "target_id", "is_primary"}`,
`{"op": "remove_link", "unit_id", "target_layer", "target_id"}`, `{"op": "set_parameter", "name", "value"}`. What the
n-th change adds is named by the id -n in later ones. Thresholds that decide about hub households take few values, which
the refusal of another one names."""


class WhatIfQuestion(Shape):
    """Changes to try, on a day (today without one) and by a preset of the service circle."""

    as_of: str | None = Field(None, description="YYYY-MM-DD")
    preset: str | None = None
    changes: list[dict[str, Any]] = Field(description=CHANGES)


class ChangedFigure(Shape):
    """A figure of an area before and after; the city and what lies in no area have no id."""

    layer: Literal["city", "street", "community", "grid", "estate"]
    id: int | None
    name: str | None
    index: Literal["h", "v", "hub", "circle", "completeness"]
    category: str | None = Field(None, description="The venue category of circle figures")
    before: Figure
    after: Figure


class ChangedBuilding(Shape):
    """The answers of a building that change, each as before and after."""

    id: int
    verdict: list[str] | None = None
    branch: list[str] | None = None
    hub: list[str] | None = None
    circle: dict[str, list[str]] | None = Field(None, description="By venue category")


class GapsMoved(Shape):
    """How many gaps of the fix list go and come."""

    closed: int
    opened: int


class WhatIf(Shape):
    """What the changes would make different; nothing was written."""

    run: RunHead = Field(description="The measurement that the changes start from")
    figures: list[ChangedFigure] = Field(description="What changes, and all figures of the city")
    buildings: list[ChangedBuilding]
    gaps: GapsMoved | None = Field(description="Null for those whose roles do not hold everywhere")
    took_ms: float = Field(description="The time of the computation, without reading the city and writing the answer")


class ScenarioText(Shape):
    """Changes with a name."""

    name: str = Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")
    as_of: str = Field(description="YYYY-MM-DD")
    preset: str
    changes: list[dict[str, Any]] = Field(description=CHANGES)


class Scenario(ScenarioText):
    """A scenario as it is kept."""

    id: int
    created_at: str
    changed_at: str
    links: list[Link]


class Scenarios(Shape):
    """All scenarios in the order in which they were made."""

    scenarios: list[Scenario]
    links: list[Link]


class ComparedScenario(Shape):
    """A scenario with what it would make different."""

    scenario: Scenario
    difference: WhatIf


class Comparison(Shape):
    """Scenarios side by side, in the order in which they were asked for."""

    compared: list[ComparedScenario]
    links: list[Link]

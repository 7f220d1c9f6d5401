"""The shapes of what the service answers about coverage, gaps, housing and metric runs."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.schemas import Link, Shape


class RunHead(Shape):
    """What every answer says of the run behind its figures."""

    id: int | None
    kind: str
    definition: str = Field(description="The versions of the rules")
    as_of: str
    created_at: str | None
    digest: str | None
    parameters: dict[str, Any]
    versions: dict[str, int] = Field(description="The layers as they were read")
    reading: Literal["strict", "lenient"] | None = None
    weight: str | None = None


HIDDEN = "The names of numbers that are null because they are hidden; see ``steps``"
STEPS = "Outside one's own areas: counts of people below this are hidden (null), with those that would give them away; others are told in steps of it. Absent where all is told"


class Figure(BaseModel):
    """covered + not_covered + unknown = total; ``share`` = covered ÷ total, null where the total is 0."""

    model_config = ConfigDict(extra="allow")

    covered: float | None
    not_covered: float | None
    unknown: float | None
    total: float | None
    share: float | None
    hidden: list[str] | None = Field(None, description=HIDDEN)
    steps: int | None = Field(None, description=STEPS)
    upper: float | None = Field(None, description="Circle figures: what the straight line would cover, an upper bound")
    estimated: bool | None = Field(
        None,
        description="Circle figures: true where no walking network is known, and straight lines × the detour factor stand in for walks",
    )


class OrganisationFigure(Figure):
    """Organisations with a party organisation or a liaison, and how."""

    branch: int = 0
    joint: int = 0
    liaison: int = 0
    none: int = 0


class Figures(Shape):
    """The figures of an area; an index that the weight does not have is absent."""

    h: Figure | None = Field(None, description="Inside the service area of an active branch")
    v: Figure | None = Field(None, description="Chain committee, branch, group, hub household complete")
    hub: Figure | None = Field(None, description="Served by a hub household")
    circle: dict[str, Figure] = Field(description="By venue category: within the limit on foot")
    completeness: Figure | None = Field(None, description="Categories reached of those required")
    organisation: OrganisationFigure | None = None
    partition: Figure | None = Field(None, description="Buildings in exactly one grid; always counted as buildings")


class Mode(Shape):
    """The recommended mode of management."""

    zh: str
    en: str


class AreaHousing(Shape):
    """The housing category of an area with what decides it; shares may overlap."""

    category: Literal["rental", "old", "commercial", "mixed", "unknown"] | None
    deciding_share: float | None
    mode: Mode | None
    shares: dict[str, float | None]
    counts: dict[str, int | None] = Field(description="Households by trait")
    households: int | None
    scattered_households: int | None
    hidden: list[str] | None = Field(None, description=HIDDEN)
    steps: int | None = Field(None, description=STEPS)


class Branch(Shape):
    """Whether a grid has its branch and how that is known."""

    how: Literal["link", "seat", "inferred", "unknown", "none"]
    unit_id: int | None


class Area(Shape):
    """Everything that a measurement says of an area; the city and what lies in no area have no id."""

    layer: str
    id: int | None
    code: str | None
    name: str | None
    households: int | None = 0
    buildings: int = 0
    figures: Figures
    verdicts: dict[str, float | None]
    housing: AreaHousing | None
    branch: Branch | None
    gaps: int
    steps: int | None = Field(None, description=STEPS)


class CoveragePage(Shape):
    """The areas of a level."""

    run: RunHead
    level: str
    areas: list[Area]
    links: list[Link]


class AreaCoverage(Shape):
    """One area."""

    run: RunHead
    area: Area
    links: list[Link]


class TrendPoint(Shape):
    """The figures of a day; ``figures`` is null where the area was not there."""

    as_of: str
    run_id: int
    figures: dict[str, Figure] | None


class Trend(Shape):
    """How an area's figures changed; ``pending`` days are being measured."""

    level: str
    id: int
    points: list[TrendPoint]
    pending: list[str]
    links: list[Link]


class HousingRow(AreaHousing):
    """An area with its housing."""

    layer: str
    id: int | None
    code: str | None
    name: str | None


class HousingPage(Shape):
    """The housing of a level's areas."""

    run: RunHead
    level: str
    areas: list[HousingRow]
    links: list[Link]


class GapRow(BaseModel):
    """One gap: what one decision closes."""

    model_config = ConfigDict(extra="allow")

    rank: int
    kind: str
    rule: str
    category: str | None
    level: str
    layer: str
    id: int
    code: str | None
    name: str | None
    title: str = Field(description="What is missing and why, in the reader's language")
    remedy: str = Field(description="What would close it")
    missing: list[str]
    evidence_unit_ids: list[int]
    building_ids: list[int]
    buildings: int
    households: int
    gained_households: int = Field(description="Households that closing it brings into its own index")
    gained_h_households: int
    gained_v_households: int
    gained_circle_households: int
    size_m2: float | None
    lon: float | None
    lat: float | None
    site_lon: float | None = Field(description="Where a new venue would bring most households within reach")
    site_lat: float | None
    estate_id: int | None
    grid_id: int | None
    community_id: int | None
    street_id: int | None


class GapFeature(Shape):
    """A gap on the map."""

    type: Literal["Feature"]
    id: int
    geometry: dict[str, Any] | None
    properties: GapRow


class GapPage(Shape):
    """A page of gaps as GeoJSON."""

    type: Literal["FeatureCollection"]
    run: RunHead
    numberMatched: int  # noqa: N815 -- the standard's name
    numberReturned: int  # noqa: N815 -- the standard's name
    features: list[GapFeature]
    links: list[Link]


class Reached(Shape):
    """A category from a door: the nearest venue and what the answer rests on; metres are null beyond the horizon."""

    category: str
    venue_id: int | None
    venue_name: str | None
    walk_m: float | None
    straight_m: float | None
    limit_m: float
    answer: Literal["covered", "not covered", "unknown"]
    straight_answer: Literal["covered", "not covered", "unknown"] = Field(
        description="An upper bound, never the answer"
    )
    why: str


class Door(Shape):
    """A door; without id the building itself stands for its doors."""

    entrance_id: int | None
    place: list[float] | None
    categories: list[Reached]


class BuildingCircle(Shape):
    """The doors of a building."""

    run: RunHead
    id: int
    doors: list[Door]
    links: list[Link]


class PlaceReach(Shape):
    """Whom a place reaches; ``shape`` illustrates it and decides nothing."""

    run: RunHead
    lon: float
    lat: float
    limit_m: float
    doors: int
    buildings: int
    households: float | None
    hidden: list[str] | None = Field(None, description=HIDDEN)
    steps: int | None = Field(None, description=STEPS)
    shape: dict[str, Any] | None


class SeamPiece(Shape):
    """One piece of the seam set."""

    kind: str
    layer: str
    code: str | None
    size: float | None
    unit: str | None
    detail: str
    remedy: str
    geometry: dict[str, Any] | None


class Fragment(Shape):
    """An estate whose lived-in buildings lie in several grids or communities, or have several branches."""

    id: int
    buildings: int
    households: int | None
    grids: int
    communities: int
    branches: int
    hidden: list[str] | None = Field(None, description=HIDDEN)
    steps: int | None = Field(None, description=STEPS)


class Seams(Shape):
    """What keeps the areas from tiling the city."""

    run: RunHead
    pieces: list[SeamPiece]
    fragments: list[Fragment]
    links: list[Link]


class Park(Shape):
    """A park: enterprises and covered enterprises on both days, their growth, and the lag between the two."""

    id: int
    name: str | None
    enterprises_before: int
    enterprises: int
    covered_before: int
    covered: int
    growth: int
    covered_growth: int
    unknown_growth: int
    lag: int


class Parks(Shape):
    """The parks of either day."""

    since: str
    until: str
    parks: list[Park]
    links: list[Link]


class AreaTurnover(Shape):
    """Who moved in an area; null where no household there bears a date."""

    layer: str
    id: int | None
    code: str | None
    name: str | None
    households_before: int | None
    households: int | None
    moved_in: int | None
    moved_out: int | None
    changed_type: int | None
    undated: int | None = Field(description="Households none of whose rows bears a date: they say nothing about moves")
    hidden: list[str] | None = Field(None, description=HIDDEN)
    steps: int | None = Field(None, description=STEPS)


class Turnover(Shape):
    """Who moved between two days."""

    definition: str
    level: str
    since: str
    until: str
    areas: list[AreaTurnover]
    links: list[Link]


class RunPage(Shape):
    """Runs, newest first."""

    runs: list[RunHead]
    links: list[Link]


class Run(RunHead):
    """A run with its tables, by columns."""

    result: dict[str, dict[str, list[Any]]]
    links: list[Link]


class Rerun(Shape):
    """What measuring a run again gave."""

    run: RunHead
    digest: str
    same: bool

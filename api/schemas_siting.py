"""The shapes of siting: the question, and the job that answers it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.schemas import JobProblem, JobProgress, Link, Shape


class SitingCandidates(BaseModel):
    """Where new sites may stand: buildings of these uses, or drawn points."""

    model_config = ConfigDict(extra="forbid", strict=True)

    kinds: list[str] | None = Field(None, description="Uses of buildings")
    points: list[Annotated[list[float], Field(min_length=2, max_length=2)]] | None = Field(
        None, description="Longitude, latitude"
    )


class SitingRequest(BaseModel):
    """Which sites would serve most households?"""

    model_config = ConfigDict(extra="forbid", strict=True)

    category: str | None = Field(None, description="The category of venues", examples=["nursery"])
    hubs: bool = Field(False, description="Hub households instead of venues")
    k: int | None = Field(None, description="How many sites", examples=[5])
    share: float | None = Field(None, description="Instead of k: the fewest sites for this covered share")
    within: str | None = Field(None, description="Only this area: layer/id", examples=["street/3"])
    candidates: SitingCandidates | None = None
    preset: str | None = Field(None, description="The preset of the service circle")
    as_of: str | None = Field(None, description="The day, YYYY-MM-DD; today when missing")
    time_limit_s: float = Field(30.0, description="How long to look for a proven answer; 0 gives the quick one")


class SitingFigure(Shape):
    """Households; covered + not_covered + unknown = total."""

    covered: float
    not_covered: float
    unknown: float
    total: float
    share: float | None


class SitingSite(Shape):
    """One site, in the order of gain."""

    rank: int
    id: int = Field(description="The building, or the number of the point from 1")
    lon: float
    lat: float
    gained: float = Field(description="Households that it adds to the sites before it")
    layer: Literal["building"] | None = None
    code: str | None = None


class SitingAnswer(Shape):
    """The sites, what they change, and how far at most they are from the best."""

    goal: Literal["most", "fewest"]
    asked: float
    gained: float
    before: SitingFigure
    after: SitingFigure
    reachable: float = Field(description="Households that all candidates together could gain")
    bound: float = Field(description="No choice gains more (most), or needs fewer sites (fewest)")
    gap: float = Field(description="Relative distance to the bound; 0 when optimal")
    optimal: bool
    reached: bool = Field(description="False where the candidates do not suffice for the share")
    candidates: int
    sites: list[SitingSite]


class SitingJobDocument(Shape):
    """One siting."""

    id: str
    state: Literal["queued", "running", "done", "refused", "failed", "cancelled"]
    progress: JobProgress
    queued_at: str
    finished_at: str | None
    error: JobProblem | None
    asked: dict[str, Any]
    answer: SitingAnswer | None
    run: int | None = Field(description="The metric run that keeps a proven answer")
    links: list[Link]

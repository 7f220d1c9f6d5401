"""The shapes of incidents over HTTP: what is sent, and what is answered."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field

from api.schemas import Link, ProblemDocument, Shape

State = Literal[
    "collected", "registered", "dispatched", "in_progress", "verified", "closed", "sent_back", "extended", "suspended", "void"
]  # fmt: skip
Channel = Literal["worker", "public", "hotline", "sensor"]
Lon = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Lat = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
CLIENT_ID = "Made by the client, new for each report or step (a UUID): sent twice, it is carried out once"
Crs = Annotated[str, Field(description="EPSG:4326, gcj02 or bd09", max_length=60)]


class Words(Shape):
    """A text in both languages."""

    zh: str
    en: str


class NamedArea(Shape):
    """A grid or a building by its names."""

    id: int
    code: str | None
    name: str | None


class IncidentPhoto(Shape):
    """Where a photo is."""

    id: int
    href: str
    thumb: str


class Incident(Shape):
    """An incident as this reader may see it: fields that he may not see are absent."""

    id: int
    code: str | None
    category: str
    state: State
    channel: Channel | None
    reported_at: str
    due_at: str | None
    closed_at: str | None
    overdue: bool
    lon: float | None
    lat: float | None
    accuracy_m: float | None = None
    place: Literal["pin", "here", "building"] | None = None
    grid: NamedArea | None
    building: NamedArea | None = None
    boundary_set_id: int | None
    description: str | None = None
    photos: list[IncidentPhoto] = Field([], description="Empty for the public")
    candidates: list[NamedArea] = Field([], description="On a shared border: every grid, the taken one first")
    supports: int
    paused_at: str | None = Field(None, description="Since when a suspension holds the deadline")
    registered_at: str | None = None


class NearIncident(Incident):
    """An open incident that may be the same."""

    distance_m: float


class KnownIncident(Shape):
    """An open incident for those without a role at its place: that it is known, in which grid, and to how many."""

    id: int
    code: None
    category: str
    supports: int
    grid: NamedArea | None


class Deadline(Shape):
    """So many hours, working hours or working days."""

    amount: int
    unit: Literal["hours", "working_hours", "working_days"]


class CategoryDocument(Shape):
    """One kind of incident, as this deployment deals with it."""

    id: str
    code: str
    label: Words
    deadline: Deadline
    extension: Deadline
    registration: Words
    closing: Words
    role: str
    public: bool


class StateDocument(Shape):
    """One state, in the order of the life cycle."""

    id: State
    label: Words
    order: int


class Categories(Shape):
    """What is configured of incidents."""

    categories: list[CategoryDocument]
    states: list[StateDocument]
    near_duplicate_m: float
    photos_most: int
    calendar_years: list[int] = Field(description="The years whose holidays the work calendar knows")


class IncidentPage(Shape):
    """A page of incidents."""

    incidents: list[Incident]
    number_matched: int
    links: list[Link]


class MappedIncident(Shape):
    """One incident on a map."""

    id: int
    lon: float
    lat: float
    category: str
    state: State
    overdue: bool
    due_at: str | None
    paused_at: str | None
    closed_at: str | None


class IncidentGroup(Shape):
    """Incidents that stand too close to be told apart: their mean place, how many, and how many of them are overdue."""

    lon: float
    lat: float
    count: int
    overdue: int


class IncidentMap(Shape):
    """All incidents that match, as a map shows them."""

    incidents: list[MappedIncident]
    groups: list[IncidentGroup]
    number_matched: int
    number_shown: int = Field(description="Without those that have no place")


class NearIncidents(Shape):
    """What may be the same: of one's own areas the nearest first, then what is known in the estate, else the grid."""

    incidents: list[NearIncident | KnownIncident]


class AreaLoad(Shape):
    """What was reported in an area. ``expected``, ``p`` and the rate are null where nobody lives or nothing was reported."""

    layer: Literal["grid", "community", "street"]
    id: int
    code: str | None
    name: str | None
    households: int
    reported: int
    open: int
    overdue: int
    rate_per_100: float | None = Field(description="Reports per 100 households")
    expected: float | None = Field(description="How many there were if every household were alike")
    p: float | None = Field(description="How likely so many are by chance, corrected for the number of areas")
    hot: bool


class Load(Shape):
    """The load of every area of a level, and where more is reported than chance explains."""

    areas: list[AreaLoad]
    test: str
    significance: float
    links: list[Link]


class HistoryEntry(Shape):
    """One step; with ``act``, something else that was done while the state stayed."""

    from_: str | None = Field(alias="from")
    to: str
    role: str | None
    at: str
    reason: str | None
    act: Literal["place", "route", "support"] | None
    details: dict[str, Any] | None


class AllowedMove(Shape):
    """A step that may be taken now."""

    to: State
    roles: list[str]
    needs_reason: bool
    label: Words


class OneIncident(Shape):
    """An incident with its life and what may follow."""

    incident: Incident
    history: list[HistoryEntry]
    allowed: list[AllowedMove]


class Reported(Shape):
    """A report as it is stored; ``again`` when it had been received before."""

    incident: Incident
    again: bool


class Amended(Shape):
    """An incident after it was amended; ``again`` when that had been done before."""

    incident: Incident | KnownIncident
    again: bool


class Stepped(Shape):
    """Incidents after a step that was taken with all of them."""

    incidents: list[Incident]
    again: bool


class StepProblem(ProblemDocument):
    """A refused step, with those that may be taken."""

    allowed: list[AllowedMove]


class ReportText(Shape):
    """A report. In a form it is the part ``report``, beside up to four parts ``photo``."""

    client_id: str = Field(description=CLIENT_ID)
    category: str
    description: str = ""
    place: Literal["pin", "here", "building"]
    lon: Lon | None = None
    lat: Lat | None = None
    crs: Crs = "EPSG:4326"
    accuracy_m: float | None = Field(None, ge=0, allow_inf_nan=False)
    building_id: int | None = None
    channel: Channel | None = Field(None, description="worker for staff, public for everybody else, when missing")
    reported_at: AwareDatetime | None = Field(
        None, description="When it was written, by the phone's clock, with its zone"
    )


class SupportText(Shape):
    """Somebody means the same incident."""

    client_id: str = Field(description=CLIENT_ID)
    note: str | None = None


class StepText(Shape):
    """A step with one incident."""

    client_id: str = Field(description=CLIENT_ID)
    to: State
    role: str
    reason: str | None = None
    expect: State | None = Field(None, description="The state that was seen: another one is refused")


class BulkStepText(Shape):
    """The same step with many incidents: with all or none."""

    client_id: str = Field(description=CLIENT_ID)
    ids: list[int]
    to: State
    role: str
    reason: str | None = None


class PlaceText(Shape):
    """Where an incident really is."""

    lon: Lon | None = None
    lat: Lat | None = None
    crs: Crs = "EPSG:4326"
    building_id: int | None = None
    client_id: str | None = Field(None, description=CLIENT_ID)
    role: str = "dispatcher"
    reason: str | None = None


class RouteText(Shape):
    """Which grid deals with an incident."""

    grid_id: int
    reason: str | None = Field(None, description="Needed for a grid that is none of the candidates")
    client_id: str | None = Field(None, description=CLIENT_ID)
    role: str = "dispatcher"
